/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-row-press.h"

#define GROUP "row"
#define ACTION "activate"

/*
 * GTK lets a row be pressed by pointer and by key. Who has neither, and speaks or has the screen
 * read out, finds on the accessibility bus what a widget has for actions: rows have none there.
 */

static void
press_class_action (GtkWidget *row, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  gtk_widget_activate (row);
}

static void
press_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  (void) action;
  (void) parameter;
  gtk_widget_activate (user_data);
}

/* wb_row_press_install: for all rows of list boxes and flow boxes. A class inherits the actions
 * that its parent has when it is made: it has to come before the first row. */
void
wb_row_press_install (void)
{
  const GType types[] = { GTK_TYPE_LIST_BOX_ROW, GTK_TYPE_FLOW_BOX_CHILD };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    gtk_widget_class_install_action (g_type_class_ref (types[i]), GROUP "." ACTION, NULL,
                                     press_class_action);
}

/* wb_row_press_add: for a row of a list view, whose class is known to GTK alone. */
void
wb_row_press_add (GtkWidget *row)
{
  static const GActionEntry entries[] = { { .name = ACTION, .activate = press_action } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_return_if_fail (GTK_IS_WIDGET (row));

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), row);
  gtk_widget_insert_action_group (row, GROUP, G_ACTION_GROUP (group));
}
