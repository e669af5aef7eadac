/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/keys/wb-usage-bar.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-number-text.h"

#define ALL 100.0       /* per cent */
#define MARK_WIDTH 2    /* pixels, as the next one */
#define MARK_OVERHANG 3 /* above and below the bar */

struct _WbUsageBar
{
  GtkWidget parent_instance;

  GtkWidget *bar; /* owned as a child */
  double warning; /* per cent, as critical */
  double critical;
};

G_DEFINE_FINAL_TYPE (WbUsageBar, wb_usage_bar, GTK_TYPE_WIDGET)

static void
append_mark (WbUsageBar *self, GtkSnapshot *snapshot, double percentage)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const double width = gtk_widget_get_width (widget);
  double x = CLAMP (percentage / ALL, 0.0, 1.0) * width;
  GtkAllocation bar;
  GdkRGBA color;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = width - x;
  gtk_widget_get_allocation (self->bar, &bar);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gtk_snapshot_append_color (
      snapshot, &color,
      &GRAPHENE_RECT_INIT ((float) CLAMP (x - MARK_WIDTH / 2.0, 0.0, width - MARK_WIDTH),
                           (float) bar.y - MARK_OVERHANG, MARK_WIDTH,
                           (float) bar.height + 2 * MARK_OVERHANG));
}

static void
wb_usage_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WbUsageBar *self = WB_USAGE_BAR (widget);

  gtk_widget_snapshot_child (widget, self->bar, snapshot);
  append_mark (self, snapshot, self->warning);
  append_mark (self, snapshot, self->critical);
}

static void
wb_usage_bar_dispose (GObject *object)
{
  WbUsageBar *self = WB_USAGE_BAR (object);

  g_clear_pointer (&self->bar, gtk_widget_unparent);
  G_OBJECT_CLASS (wb_usage_bar_parent_class)->dispose (object);
}

static void
wb_usage_bar_class_init (WbUsageBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_usage_bar_dispose;
  widget_class->snapshot = wb_usage_bar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "usagebar");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
wb_usage_bar_init (WbUsageBar *self)
{
  GtkLevelBar *bar = GTK_LEVEL_BAR (gtk_level_bar_new ());

  /* Its own steps would colour it by the value alone; a sender can decide on the level. */
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (bar, GTK_LEVEL_BAR_OFFSET_FULL);
  self->bar = GTK_WIDGET (bar);
  gtk_widget_set_valign (self->bar, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  wb_usage_bar_set_marks (self, ALL, ALL);
}

/* wb_usage_bar_set_marks: in per cent of the quota. */
void
wb_usage_bar_set_marks (WbUsageBar *self, double warning, double critical)
{
  g_autofree char *warning_text = wb_number_text_format (warning);
  g_autofree char *critical_text = wb_number_text_format (critical);
  g_autofree char *tooltip = NULL;

  g_return_if_fail (WB_IS_USAGE_BAR (self));

  self->warning = warning;
  self->critical = critical;
  /* TRANSLATORS: parts of a quota, which the marks on its bar stand for */
  tooltip
      = g_strdup_printf (_ ("Warning at %s %%, critical at %s %%"), warning_text, critical_text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tooltip, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* wb_usage_bar_set_percentage: @label: what is used, for who does not see it. */
void
wb_usage_bar_set_percentage (WbUsageBar *self, double percentage, const char *label)
{
  g_return_if_fail (WB_IS_USAGE_BAR (self));

  gtk_level_bar_set_value (GTK_LEVEL_BAR (self->bar), CLAMP (percentage / ALL, 0.0, 1.0));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}
