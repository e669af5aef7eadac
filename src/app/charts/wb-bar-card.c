/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-bar-card.h"

#include <glib/gi18n.h>

#include "app/charts/wb-bar-chart.h"
#include "app/charts/wb-bar-fill.h"
#include "app/charts/wb-bar-table.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/widgets/wb-wrap-layout.h"

#define LEGEND_SPACING 12 /* pixels */

struct _WbBarCard
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *readout;
  GtkToggleButton *table_button;
  GtkStack *stack;
  WbBarChart *chart;
  GtkBox *legend;
  WbBarTable *table;

  WbBarData *data; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WbBarCard, wb_bar_card, GTK_TYPE_BOX)

/* "1,204 events, most of them Mon 14:00: 32". */
static char *
dup_summary (WbBarData *data)
{
  const gulong total = (gulong) wb_bar_data_get_total (data);
  const guint highest = wb_bar_data_find_highest (data);

  /* TRANSLATORS: how many events came in a day, week or month, the time with the most of them, and
   * how many that were */
  return g_strdup_printf (
      ngettext ("%'lu event; most: %s (%'lu)", "%'lu events; most: %s (%'lu)", total), total,
      wb_bar_data_get_label (data, highest), (gulong) wb_bar_data_get_sum (data, highest));
}

static void
active_bar_cb (WbBarCard *self)
{
  const int bar = wb_bar_chart_get_active_bar (self->chart);
  g_autofree char *text = NULL;

  if (self->data == NULL)
    return;
  text = bar >= 0 ? wb_bar_data_dup_text (self->data, (guint) bar) : dup_summary (self->data);
  gtk_label_set_text (self->readout, text);
}

static GtkWidget *
create_legend_item (WbBarData *data, guint series)
{
  const WbBarSeries *info = wb_bar_data_get_series (data, series);
  g_autofree char *text = g_strdup_printf ("%s %'" G_GINT64_FORMAT, info->label, info->total);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), wb_bar_fill_create_sample (data, series));
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* The one on top of the bars comes first. */
static void
update_legend (WbBarCard *self)
{
  GtkWidget *item;

  while ((item = gtk_widget_get_first_child (GTK_WIDGET (self->legend))) != NULL)
    gtk_box_remove (self->legend, item);
  for (guint series = wb_bar_data_get_n_series (self->data); series > 0; series--)
    gtk_box_append (self->legend, create_legend_item (self->data, series - 1));
}

/* Only what is seen costs its widgets. */
static void
update_table (WbBarCard *self)
{
  if (self->data != NULL && gtk_toggle_button_get_active (self->table_button))
    wb_bar_table_show (self->table, self->data, gtk_label_get_text (self->title));
}

static void
table_toggled_cb (WbBarCard *self)
{
  update_table (self);
  gtk_stack_set_visible_child_name (
      self->stack, gtk_toggle_button_get_active (self->table_button) ? "table" : "chart");
}

static void
wb_bar_card_dispose (GObject *object)
{
  WbBarCard *self = WB_BAR_CARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_BAR_CARD);
  g_clear_object (&self->data);
  G_OBJECT_CLASS (wb_bar_card_parent_class)->dispose (object);
}

static void
wb_bar_card_class_init (WbBarCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_bar_card_dispose;
  g_type_ensure (WB_TYPE_BAR_CHART);
  g_type_ensure (WB_TYPE_BAR_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-bar-card.ui");
  gtk_widget_class_bind_template_child (widget_class, WbBarCard, title);
  gtk_widget_class_bind_template_child (widget_class, WbBarCard, readout);
  gtk_widget_class_bind_template_child (widget_class, WbBarCard, table_button);
  gtk_widget_class_bind_template_child (widget_class, WbBarCard, stack);
  gtk_widget_class_bind_template_child (widget_class, WbBarCard, chart);
  gtk_widget_class_bind_template_child (widget_class, WbBarCard, legend);
  gtk_widget_class_bind_template_child (widget_class, WbBarCard, table);
  gtk_widget_class_bind_template_callback (widget_class, active_bar_cb);
  gtk_widget_class_bind_template_callback (widget_class, table_toggled_cb);
}

static void
wb_bar_card_init (WbBarCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
  gtk_widget_set_layout_manager (GTK_WIDGET (self->legend), wb_wrap_layout_new (LEGEND_SPACING));
}

void
wb_bar_card_show (WbBarCard *self, WbBarData *data, const char *title)
{
  g_return_if_fail (WB_IS_BAR_CARD (self));
  g_return_if_fail (WB_IS_BAR_DATA (data));

  g_set_object (&self->data, data);
  gtk_label_set_text (self->title, title);
  wb_bar_chart_show (self->chart, data, title); /* which has the readout follow */
  update_legend (self);
  update_table (self);
}
