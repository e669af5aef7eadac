/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-bar-table.h"

#include <glib/gi18n.h>

/* Rows are widgets of their own, as a screen reader expects them of a table; a group for each
 * column keeps their cells in line. */
struct _WbBarTable
{
  GtkBox parent_instance;

  GPtrArray *columns; /* owned, GtkSizeGroup */
};

G_DEFINE_FINAL_TYPE (WbBarTable, wb_bar_table, GTK_TYPE_BOX)

static void
add_cell (WbBarTable *self, GtkWidget *row, guint column, GtkAccessibleRole role, const char *text)
{
  GtkWidget *cell = g_object_new (GTK_TYPE_LABEL, "accessible-role", role, "label", text, "xalign",
                                  column == 0 ? 0.0 : 1.0, NULL);

  if (column == self->columns->len)
    g_ptr_array_add (self->columns, gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL));
  gtk_size_group_add_widget (g_ptr_array_index (self->columns, column), cell);
  gtk_widget_set_hexpand (cell, TRUE);
  if (g_str_equal (text, "0"))
    gtk_widget_add_css_class (cell, "dim-label");
  if (role == GTK_ACCESSIBLE_ROLE_COLUMN_HEADER)
    gtk_widget_add_css_class (cell, "caption-heading");
  else
    gtk_widget_add_css_class (cell, "numeric");
  gtk_box_append (GTK_BOX (row), cell);
}

static GtkWidget *
add_row (WbBarTable *self)
{
  GtkWidget *row = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_ROW,
                                 "spacing", 18, NULL);

  gtk_widget_add_css_class (row, "table-row");
  gtk_box_append (GTK_BOX (self), row);
  return row;
}

static void
add_number (WbBarTable *self, GtkWidget *row, guint column, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%'" G_GINT64_FORMAT, number);

  add_cell (self, row, column, GTK_ACCESSIBLE_ROLE_CELL, text);
}

static void
add_head (WbBarTable *self, WbBarData *data)
{
  GtkWidget *row = add_row (self);
  const GtkAccessibleRole role = GTK_ACCESSIBLE_ROLE_COLUMN_HEADER;
  guint column = 0;

  add_cell (self, row, column++, role, C_ ("column", "Time"));
  add_cell (self, row, column++, role, C_ ("column", "Total"));
  for (guint series = 0; series < wb_bar_data_get_n_series (data); series++)
    add_cell (self, row, column++, role, wb_bar_data_get_series (data, series)->label);
}

static void
add_bar (WbBarTable *self, WbBarData *data, guint bar)
{
  GtkWidget *row = add_row (self);
  guint column = 0;

  add_cell (self, row, column++, GTK_ACCESSIBLE_ROLE_ROW_HEADER, wb_bar_data_get_label (data, bar));
  add_number (self, row, column++, wb_bar_data_get_sum (data, bar));
  for (guint series = 0; series < wb_bar_data_get_n_series (data); series++)
    add_number (self, row, column++, wb_bar_data_get_value (data, bar, series));
}

static void
clear (WbBarTable *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_box_remove (GTK_BOX (self), row);
  g_ptr_array_set_size (self->columns, 0);
}

static void
wb_bar_table_finalize (GObject *object)
{
  g_ptr_array_unref (WB_BAR_TABLE (object)->columns);
  G_OBJECT_CLASS (wb_bar_table_parent_class)->finalize (object);
}

static void
wb_bar_table_class_init (WbBarTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_bar_table_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_TABLE);
}

static void
wb_bar_table_init (WbBarTable *self)
{
  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

/* wb_bar_table_show: @title: what the numbers are. The newest bar comes first. */
void
wb_bar_table_show (WbBarTable *self, WbBarData *data, const char *title)
{
  g_return_if_fail (WB_IS_BAR_TABLE (self));
  g_return_if_fail (WB_IS_BAR_DATA (data));

  clear (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  add_head (self, data);
  for (guint bar = wb_bar_data_get_n_bars (data); bar > 0; bar--)
    add_bar (self, data, bar - 1);
}
