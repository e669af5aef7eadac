/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/runs/wb-run-view.h"

#include <glib/gi18n.h>

#include "app/charts/wb-chart-card.h"
#include "app/widgets/wb-fact-table.h"
#include "app/widgets/wb-minute-clock.h"
#include "app/wb-page.h"
#include "app/runs/wb-run-telling.h"
#include "app/widgets/wb-timeline.h"
#include "base/wb-error.h"

#define EVENTS_STEP 50    /* events that "Show Earlier Events" adds */
#define EVENTS_LIMIT 1000 /* that the agent gives at once */
#define CURVES_LIMIT 12   /* curves that are drawn */
#define CURVE_MIN_S 1.0   /* of time that one covers */

struct _WbRunView
{
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkWidget *content;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *state;
  GtkLabel *news;
  GtkLabel *name;
  GtkLabel *last_title;
  GtkWidget *progress_box;
  GtkProgressBar *progress;
  GtkLabel *position;
  GtkLabel *remaining;
  WbRunTelling *telling;
  GtkBox *charts;
  WbFactTable *facts;
  WbTimeline *timeline;

  char *run_id;       /* owned, nullable */
  WbRunItem *item;    /* owned, nullable until the agent answered */
  GArray *thresholds; /* owned, double */
  guint n_events;     /* to ask for */
};

G_DEFINE_FINAL_TYPE (WbRunView, wb_run_view, ADW_TYPE_BIN)

/* The curve of the loss is drawn of all its values; steps are no measurement. */
static const char *const other_names[]
    = { "loss", "train_loss", "training_loss", "step", "global_step", "epoch", NULL };

/* --- what it shows --- */

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static void
update_news (WbRunView *self)
{
  g_autofree char *news = NULL;

  if (self->item == NULL)
    return;
  news = wb_run_item_dup_news (self->item, g_get_real_time ());
  gtk_label_set_text (self->news, news);
}

static void
show_head (WbRunView *self)
{
  const char *classes[] = { wb_run_item_get_state_class (self->item), NULL };
  g_autofree char *position = wb_run_item_dup_position (self->item);
  g_autofree char *remaining = wb_run_item_dup_remaining (self->item);
  double fraction = 0.0;
  gboolean has_progress = wb_run_item_get_number (self->item, "progress", &fraction);

  gtk_image_set_from_icon_name (self->state_icon, wb_run_item_get_state_icon (self->item));
  gtk_label_set_text (self->state, wb_run_item_get_state_label (self->item));
  gtk_widget_set_css_classes (self->state_box, classes);
  gtk_label_set_text (self->name, wb_run_item_get_name (self->item));
  show_text (self->last_title, wb_run_item_get_last_title (self->item));
  gtk_progress_bar_set_fraction (self->progress, CLAMP (fraction, 0.0, 1.0));
  gtk_widget_set_visible (GTK_WIDGET (self->progress), has_progress);
  gtk_label_set_text (self->position, position);
  gtk_label_set_text (self->remaining, remaining);
  gtk_widget_set_visible (self->progress_box,
                          has_progress || *position != '\0' || *remaining != '\0');
  update_news (self);
}

static void
add_span (WbRunView *self, const char *name, const char *member)
{
  g_autofree char *text = NULL;
  double seconds;

  if (!wb_run_item_get_number (self->item, member, &seconds))
    return;
  text = wb_minute_clock_format_span ((gint64) seconds);
  wb_fact_table_add (self->facts, name, text);
}

static void
add_metrics (WbRunView *self)
{
  g_autoptr (GVariant) metrics = wb_run_item_dup_member (self->item, "metrics");
  GVariantIter iter;
  const char *name;
  GVariant *value;

  if (metrics == NULL || !g_variant_is_of_type (metrics, G_VARIANT_TYPE_VARDICT))
    return;
  g_variant_iter_init (&iter, metrics);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      g_autofree char *text = NULL;
      double number;

      if (!wb_run_item_read_number (value, &number))
        continue;
      text = wb_chart_point_format_y (number);
      wb_fact_table_add (self->facts, name, text);
    }
}

static void
show_facts (WbRunView *self)
{
  g_autofree char *loss = wb_run_item_dup_loss (self->item, "loss", "best_loss");
  g_autofree char *eval_loss = wb_run_item_dup_loss (self->item, "eval_loss", "best_eval_loss");
  gboolean is_over;
  g_autofree char *cost = wb_run_item_dup_cost (self->item, self->thresholds, &is_over);

  wb_fact_table_clear (self->facts);
  wb_fact_table_add (self->facts, _ ("Run"), wb_run_item_get_id (self->item));
  wb_fact_table_add_time (self->facts, _ ("Started"),
                          wb_run_item_get_time (self->item, "started_at"));
  wb_fact_table_add_time (self->facts, _ ("Ended"), wb_run_item_get_time (self->item, "ended_at"));
  add_span (self, _ ("Elapsed"), "elapsed");
  wb_fact_table_add (self->facts, _ ("Loss"), loss);
  wb_fact_table_add (self->facts, _ ("Evaluation loss"), eval_loss);
  wb_fact_table_add (self->facts, _ ("Cost"), cost);
  add_span (self, _ ("Promised news every"), "expect_within");
  wb_fact_table_add_time (self->facts, _ ("News expected by"),
                          wb_run_item_get_time (self->item, "expect_by"));
  add_metrics (self);
}

/* --- curves --- */

static WbChartCard *
find_chart (WbRunView *self, const char *title)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->charts)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (wb_chart_card_get_title (WB_CHART_CARD (child)), title))
      return WB_CHART_CARD (child);
  return NULL;
}

/* A card that is there already keeps its selected point, and whether it is a table. */
static void
show_curve (WbRunView *self, const char *title, GArray *points, WbChartX x_kind)
{
  WbChartCard *card = find_chart (self, title);

  if (card == NULL)
    {
      card = WB_CHART_CARD (wb_chart_card_new (title));
      gtk_box_append (self->charts, GTK_WIDGET (card));
    }
  wb_chart_card_set_points (card, points, x_kind);
}

/* What came all at once has no course. */
static gboolean
is_curve (const GArray *points)
{
  return points->len > 1
         && g_array_index (points, WbChartPoint, points->len - 1).x
                    - g_array_index (points, WbChartPoint, 0).x
                >= CURVE_MIN_S;
}

static guint
show_metrics (WbRunView *self)
{
  g_autoptr (GVariant) curves = wb_run_item_dup_member (self->item, "curves");
  GVariantIter iter;
  const char *name;
  GVariant *curve;
  guint n_curves = 0;

  if (curves == NULL || !g_variant_is_of_type (curves, G_VARIANT_TYPE_VARDICT))
    return 0;
  g_variant_iter_init (&iter, curves);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &curve))
    {
      g_autoptr (GArray) points = wb_run_item_read_points (curve);

      if (g_strv_contains (other_names, name) || !is_curve (points) || n_curves >= CURVES_LIMIT)
        continue;
      show_curve (self, name, points, WB_CHART_X_ELAPSED);
      n_curves++;
    }
  return n_curves;
}

static void
show_curves (WbRunView *self)
{
  g_autoptr (GArray) losses = wb_run_item_dup_losses (self->item);
  guint n_curves = 0;

  if (losses->len > 0)
    {
      show_curve (self, C_ ("curve", "Loss"), losses, WB_CHART_X_STEP);
      n_curves++;
    }
  n_curves += show_metrics (self);
  gtk_widget_set_visible (GTK_WIDGET (self->charts), n_curves > 0);
}

static void
clear_curves (WbRunView *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->charts))) != NULL)
    gtk_box_remove (self->charts, child);
}

/* --- asking --- */

static WbPage *
get_page (WbRunView *self)
{
  return WB_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (self), WB_TYPE_PAGE));
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbRunView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);
  g_autoptr (GVariant) run = NULL;
  g_autoptr (WbRunItem) item = NULL;

  if (reply == NULL)
    {
      if (g_error_matches (error, WB_ERROR, WB_ERROR_NOT_FOUND))
        gtk_widget_activate_action (GTK_WIDGET (self), "runs.back", NULL);
      wb_page_report (WB_PAGE (source), error);
      return;
    }
  run = g_variant_get_child_value (reply, 0);
  item = wb_run_item_new (run);
  if (g_strcmp0 (wb_run_item_get_id (item), self->run_id) != 0)
    return; /* another one is shown by now */

  g_set_object (&self->item, item);
  show_head (self);
  wb_run_telling_set_item (self->telling, item);
  show_curves (self);
  show_facts (self);
  gtk_widget_set_visible (self->content, TRUE);
}

static gboolean
is_about (GVariant *events, const char *run_id)
{
  g_autoptr (GVariant) first = NULL;
  const char *word = NULL;

  if (g_variant_n_children (events) == 0)
    return TRUE;
  first = g_variant_get_child_value (events, 0);
  return g_variant_lookup (first, "run_id", "&s", &word) && g_strcmp0 (word, run_id) == 0;
}

static void
history_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbRunView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);
  g_autoptr (GVariant) events = NULL;

  if (reply == NULL)
    return; /* Get says what is wrong */
  events = g_variant_get_child_value (reply, 0);
  if (is_about (events, self->run_id))
    wb_timeline_set_events (self->timeline, events,
                            g_variant_n_children (events) == self->n_events
                                && self->n_events < EVENTS_LIMIT);
}

static void
ask_for_history (WbRunView *self, WbPage *page)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "run_id", "s", self->run_id);
  g_variant_dict_insert (&options, "limit", "x", (gint64) self->n_events);
  wb_page_call (page, "Events1", "History",
                g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), "(aa{sv})", history_cb,
                g_object_ref (self));
}

static void
more_events_cb (WbRunView *self)
{
  WbPage *page = get_page (self);

  self->n_events = MIN (self->n_events + EVENTS_STEP, EVENTS_LIMIT);
  if (page != NULL)
    ask_for_history (self, page);
}

/* --- the widget --- */

static void
wb_run_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_run_view_parent_class)->map (widget);
  update_news (WB_RUN_VIEW (widget));
  wb_minute_clock_use (wb_minute_clock_get_default ());
  g_signal_connect_object (wb_minute_clock_get_default (), "tick", G_CALLBACK (update_news), widget,
                           G_CONNECT_SWAPPED);
}

static void
wb_run_view_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_data (wb_minute_clock_get_default (), widget);
  wb_minute_clock_release (wb_minute_clock_get_default ());
  GTK_WIDGET_CLASS (wb_run_view_parent_class)->unmap (widget);
}

static void
wb_run_view_dispose (GObject *object)
{
  WbRunView *self = WB_RUN_VIEW (object);

  adw_bin_set_child (ADW_BIN (self), NULL); /* AdwBin would look at it once more */
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_RUN_VIEW);
  g_clear_object (&self->item);
  g_clear_pointer (&self->run_id, g_free);
  g_clear_pointer (&self->thresholds, g_array_unref);
  G_OBJECT_CLASS (wb_run_view_parent_class)->dispose (object);
}

static void
wb_run_view_class_init (WbRunViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_run_view_dispose;
  widget_class->map = wb_run_view_map;
  widget_class->unmap = wb_run_view_unmap;

  g_type_ensure (WB_TYPE_FACT_TABLE);
  g_type_ensure (WB_TYPE_RUN_TELLING);
  g_type_ensure (WB_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-run-view.ui");
  gtk_widget_class_bind_template_child (widget_class, WbRunView, scroller);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, content);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, state_box);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, state_icon);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, state);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, news);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, name);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, last_title);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, progress_box);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, progress);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, position);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, remaining);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, telling);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, charts);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, facts);
  gtk_widget_class_bind_template_child (widget_class, WbRunView, timeline);
  gtk_widget_class_bind_template_callback (widget_class, more_events_cb);
}

static void
wb_run_view_init (WbRunView *self)
{
  self->thresholds = g_array_new (FALSE, FALSE, sizeof (double));
  self->n_events = EVENTS_STEP;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_run_view_get_run_id: (nullable): NULL: none is shown. */
const char *
wb_run_view_get_run_id (WbRunView *self)
{
  g_return_val_if_fail (WB_IS_RUN_VIEW (self), NULL);

  return self->run_id;
}

/* wb_run_view_set_run_id: @run_id: (nullable): what the next wb_run_view_refresh() asks for */
void
wb_run_view_set_run_id (WbRunView *self, const char *run_id)
{
  g_return_if_fail (WB_IS_RUN_VIEW (self));

  if (g_strcmp0 (self->run_id, run_id) == 0)
    return;
  g_free (self->run_id);
  self->run_id = g_strdup (run_id);
  self->n_events = EVENTS_STEP;
  g_clear_object (&self->item);
  clear_curves (self);
  gtk_widget_set_visible (self->content, FALSE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

/* wb_run_view_refresh: asks the agent again. @thresholds: (element-type double): of the cost */
void
wb_run_view_refresh (WbRunView *self, GArray *thresholds)
{
  WbPage *page;

  g_return_if_fail (WB_IS_RUN_VIEW (self));

  page = get_page (self);
  if (page == NULL || self->run_id == NULL)
    return;
  g_array_unref (self->thresholds);
  self->thresholds = g_array_ref (thresholds);
  wb_page_call (page, "Runs1", "Get", g_variant_new ("(s)", self->run_id), "(a{sv})", got_cb,
                g_object_ref (self));
  ask_for_history (self, page);
  wb_run_telling_refresh (self->telling);
}
