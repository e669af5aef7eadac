/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-row-press.h"

#define ACTION "row.activate"

/*
 * GTK lets a row be pressed by pointer and by key. Who has neither, and speaks or has the screen
 * read out, finds on the accessibility bus what a widget has for actions: rows have none there.
 */

static void
press_action (GtkWidget *row, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  gtk_widget_activate (row);
}

static void
install (gpointer row_class)
{
  gtk_widget_class_install_action (row_class, ACTION, NULL, press_action);
}

/* Only GTK knows the class of the rows of its list views: one row is made to get hold of it. */
static void
install_for_list_views (void)
{
  const char *const texts[] = { "", NULL };
  GListModel *model = G_LIST_MODEL (gtk_string_list_new (texts));
  g_autoptr (GtkWidget) view = g_object_ref_sink (gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (model)), gtk_signal_list_item_factory_new ()));
  GtkWidget *row = gtk_widget_get_first_child (view);

  if (row != NULL)
    install (g_type_class_ref (G_OBJECT_TYPE (row)));
}

/* wb_row_press_install: for all rows of list boxes, flow boxes and list views. A class inherits the
 * actions that its parent has when it is made: it has to come before the first row. */
void
wb_row_press_install (void)
{
  install (g_type_class_ref (GTK_TYPE_LIST_BOX_ROW));
  install (g_type_class_ref (GTK_TYPE_FLOW_BOX_CHILD));
  install_for_list_views ();
}
