/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-row-fault.h"

#include <glib/gi18n.h>

#define TITLE_KEY "wb-row-fault-title" /* the title of the row as it was */

static void
revealed_cb (GtkWidget *row, GParamSpec *pspec, GtkRevealer *revealer)
{
  (void) pspec;
  if (!gtk_revealer_get_child_revealed (revealer))
    return;
  g_signal_handlers_disconnect_by_func (revealer, revealed_cb, row);
  gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
}

/* A row that was folded away takes the focus when it is there: before, nothing scrolls to it. */
static void
focus (GtkWidget *row)
{
  GtkWidget *revealer = gtk_widget_get_ancestor (row, GTK_TYPE_REVEALER);

  if (revealer == NULL || gtk_revealer_get_child_revealed (GTK_REVEALER (revealer)))
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  else
    g_signal_connect_object (revealer, "notify::child-revealed", G_CALLBACK (revealed_cb), row,
                             G_CONNECT_SWAPPED);
}

/* wb_row_fault_show: @row is an AdwPreferencesRow with a title as markup; it gets the focus. */
void
wb_row_fault_show (GtkWidget *row, const char *text)
{
  AdwPreferencesRow *preferences_row = ADW_PREFERENCES_ROW (row);
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *title = NULL;

  wb_row_fault_clear (row);
  g_object_set_data_full (G_OBJECT (row), TITLE_KEY,
                          g_strdup (adw_preferences_row_get_title (preferences_row)), g_free);
  /* TRANSLATORS: a field of a form, and what is wrong with it */
  title = g_strdup_printf (C_ ("field: fault", "%s: %s"),
                           adw_preferences_row_get_title (preferences_row), escaped);
  adw_preferences_row_set_title (preferences_row, title);
  gtk_widget_add_css_class (row, "error");
  gtk_widget_set_tooltip_text (row, text);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               GTK_ACCESSIBLE_INVALID_TRUE, -1);
  focus (row);
}

void
wb_row_fault_clear (GtkWidget *row)
{
  const char *title = g_object_get_data (G_OBJECT (row), TITLE_KEY);

  if (title == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_object_set_data (G_OBJECT (row), TITLE_KEY, NULL);
  gtk_widget_remove_css_class (row, "error");
  gtk_widget_set_tooltip_text (row, NULL);
  gtk_accessible_reset_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID);
}
