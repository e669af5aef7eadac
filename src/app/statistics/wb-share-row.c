/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/statistics/wb-share-row.h"

#include "base/wb-text.h"

struct _WbShareRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *name;
  GtkLabel *value;
  GtkLevelBar *bar;
  GtkWidget *detail_box;
  GtkWidget *trouble;
  GtkLabel *detail;
};

G_DEFINE_FINAL_TYPE (WbShareRow, wb_share_row, GTK_TYPE_LIST_BOX_ROW)

static void
wb_share_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_SHARE_ROW);
  G_OBJECT_CLASS (wb_share_row_parent_class)->dispose (object);
}

static void
wb_share_row_class_init (WbShareRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_share_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-share-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbShareRow, name);
  gtk_widget_class_bind_template_child (widget_class, WbShareRow, value);
  gtk_widget_class_bind_template_child (widget_class, WbShareRow, bar);
  gtk_widget_class_bind_template_child (widget_class, WbShareRow, detail_box);
  gtk_widget_class_bind_template_child (widget_class, WbShareRow, trouble);
  gtk_widget_class_bind_template_child (widget_class, WbShareRow, detail);
}

static void
wb_share_row_init (WbShareRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A small share is no trouble by itself. */
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_FULL);
}

GtkWidget *
wb_share_row_new (void)
{
  return g_object_new (WB_TYPE_SHARE_ROW, NULL);
}

/* wb_share_row_show: @highest: the number that a bar over the whole width stands for. */
void
wb_share_row_show (WbShareRow *self, const WbShare *share, gint64 highest)
{
  g_autofree char *clean = wb_text_dup_clean (share->name);
  g_autofree char *name = wb_text_dup_single_line (clean);
  g_autofree char *label = NULL;

  g_return_if_fail (WB_IS_SHARE_ROW (self));

  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->value, share->value);
  gtk_level_bar_set_value (self->bar, highest > 0 ? (double) share->n / (double) highest : 0.0);
  gtk_label_set_text (self->detail, share->detail != NULL ? share->detail : "");
  gtk_widget_set_visible (self->detail_box, share->detail != NULL);
  gtk_widget_set_visible (self->trouble, share->is_trouble);
  label = g_strdup_printf ("%s: %s%s%s", name, share->value, share->detail != NULL ? ". " : "",
                           share->detail != NULL ? share->detail : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
