/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/runs/wb-run-card.h"

#include <glib/gi18n.h>

#include "app/charts/wb-line-chart.h"
#include "app/widgets/wb-minute-clock.h"

struct _WbRunCard
{
  GtkFlowBoxChild parent_instance;

  GtkLabel *name;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *state;
  GtkLabel *run_id;
  GtkProgressBar *progress;
  GtkWidget *progress_box;
  GtkLabel *position;
  GtkLabel *remaining;
  WbLineChart *chart;
  GtkLabel *loss;
  GtkLabel *last_title;
  GtkWidget *cost_icon;
  GtkLabel *cost;
  GtkLabel *news;

  WbRunItem *item; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WbRunCard, wb_run_card, GTK_TYPE_FLOW_BOX_CHILD)

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
show_state (WbRunCard *self)
{
  const char *classes[] = { wb_run_item_get_state_class (self->item), NULL };
  const char *run_id = wb_run_item_get_id (self->item);
  gboolean is_named_so = g_str_equal (run_id, wb_run_item_get_name (self->item));

  gtk_label_set_text (self->name, wb_run_item_get_name (self->item));
  gtk_image_set_from_icon_name (self->state_icon, wb_run_item_get_state_icon (self->item));
  gtk_label_set_text (self->state, wb_run_item_get_state_label (self->item));
  gtk_widget_set_css_classes (self->state_box, classes);
  show_text (self->run_id, is_named_so ? "" : run_id);
}

static void
show_progress (WbRunCard *self)
{
  g_autofree char *position = wb_run_item_dup_position (self->item);
  g_autofree char *remaining = wb_run_item_dup_remaining (self->item);
  gboolean is_known;
  double fraction = 0.0;

  is_known = wb_run_item_get_number (self->item, "progress", &fraction);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), is_known);
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0.0, 1.0));
  gtk_label_set_text (self->position, position);
  gtk_label_set_text (self->remaining, remaining);
  gtk_widget_set_visible (self->progress_box, *position != '\0' || *remaining != '\0');
}

/* While a point is selected, it is told instead. */
static void
update_loss (WbRunCard *self)
{
  g_autofree char *summary = NULL;
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;
  summary = wb_run_item_dup_loss (self->item, "loss", "best_loss");
  if (wb_line_chart_has_selected (self->chart))
    g_object_get (self->chart, "caption", &text, NULL);
  else if (*summary != '\0')
    text = g_strdup_printf (_ ("Loss %s"), summary);
  show_text (self->loss, text != NULL ? text : "");
}

static void
show_loss (WbRunCard *self)
{
  g_autoptr (GArray) losses = wb_run_item_dup_losses (self->item);

  gtk_widget_set_visible (GTK_WIDGET (self->chart), losses->len > 1);
  wb_line_chart_set_points (self->chart, losses, WB_CHART_X_STEP);
  update_loss (self);
}

static void
show_cost (WbRunCard *self, const GArray *thresholds)
{
  gboolean is_over;
  g_autofree char *cost = wb_run_item_dup_cost (self->item, thresholds, &is_over);

  gtk_label_set_text (self->cost, cost);
  gtk_widget_set_visible (self->cost_icon, is_over);
}

/* The whole card in one sentence, since it is one thing to go to. */
static void
tell (WbRunCard *self)
{
  g_autoptr (GString) label = g_string_new (wb_run_item_get_name (self->item));
  const GtkLabel *parts[] = { self->state, self->position,   self->remaining, self->loss,
                              self->cost,  self->last_title, self->news };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *text = gtk_label_get_text ((GtkLabel *) parts[i]);

      if (*text != '\0')
        g_string_append_printf (label, ". %s", text);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str,
                                  -1);
}

static void
update_news (WbRunCard *self)
{
  g_autofree char *news = NULL;

  if (self->item == NULL)
    return;
  news = wb_run_item_dup_news (self->item, g_get_real_time ());
  gtk_label_set_text (self->news, news);
  tell (self);
}

static void
wb_run_card_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_run_card_parent_class)->map (widget);
  update_news (WB_RUN_CARD (widget));
  wb_minute_clock_use (wb_minute_clock_get_default ());
  g_signal_connect_object (wb_minute_clock_get_default (), "tick", G_CALLBACK (update_news), widget,
                           G_CONNECT_SWAPPED);
}

static void
wb_run_card_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_data (wb_minute_clock_get_default (), widget);
  wb_minute_clock_release (wb_minute_clock_get_default ());
  GTK_WIDGET_CLASS (wb_run_card_parent_class)->unmap (widget);
}

static void
wb_run_card_dispose (GObject *object)
{
  WbRunCard *self = WB_RUN_CARD (object);

  g_clear_object (&self->item);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_RUN_CARD);
  G_OBJECT_CLASS (wb_run_card_parent_class)->dispose (object);
}

static void
wb_run_card_class_init (WbRunCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_run_card_dispose;
  widget_class->map = wb_run_card_map;
  widget_class->unmap = wb_run_card_unmap;

  g_type_ensure (WB_TYPE_LINE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-run-card.ui");
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, name);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, state_box);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, state_icon);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, state);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, run_id);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, progress);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, progress_box);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, position);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, remaining);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, chart);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, loss);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, last_title);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, cost_icon);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, cost);
  gtk_widget_class_bind_template_child (widget_class, WbRunCard, news);
  gtk_widget_class_bind_template_callback (widget_class, update_loss);
}

static void
wb_run_card_init (WbRunCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
wb_run_card_new (void)
{
  return g_object_new (WB_TYPE_RUN_CARD, NULL);
}

/* wb_run_card_get_item: (transfer none) (nullable) */
WbRunItem *
wb_run_card_get_item (WbRunCard *self)
{
  g_return_val_if_fail (WB_IS_RUN_CARD (self), NULL);

  return self->item;
}

/* wb_run_card_set_item: @thresholds: (element-type double): of its cost, ascending */
void
wb_run_card_set_item (WbRunCard *self, WbRunItem *item, const GArray *thresholds)
{
  g_return_if_fail (WB_IS_RUN_CARD (self));
  g_return_if_fail (WB_IS_RUN_ITEM (item));

  g_set_object (&self->item, item);
  show_state (self);
  show_progress (self);
  show_loss (self);
  show_text (self->last_title, wb_run_item_get_last_title (item));
  show_cost (self, thresholds);
  update_news (self);
}
