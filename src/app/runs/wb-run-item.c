/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/runs/wb-run-item.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/charts/wb-chart-point.h"
#include "app/widgets/wb-minute-clock.h"
#include "base/wb-text.h"
#include "base/wb-time.h"
#include "model/wb-run.h"

#define MINUTE_S 60
#define NAME_CHARACTERS 256 /* of a text that is shown */

struct _WbRunItem
{
  GObject parent_instance;

  GVariant *run; /* owned, a{sv} */
  char *name;    /* owned */
  char *title;   /* owned: of the last news */
  char *run_id;  /* owned */
  WbRunState state;
  gboolean is_stalled;
};

/* A shape and a word, so that colour is not needed. */
typedef struct
{
  const char *label;
  const char *icon_name;
  const char *css_class;
} Look;

G_DEFINE_FINAL_TYPE (WbRunItem, wb_run_item, G_TYPE_OBJECT)

static const Look looks[WB_N_RUN_STATES] = {
  [WB_RUN_STARTED] = { NC_ ("run", "Started"), "media-playback-start-symbolic", "accent" },
  [WB_RUN_RUNNING] = { NC_ ("run", "Running"), "media-playback-start-symbolic", "accent" },
  [WB_RUN_PAUSED] = { NC_ ("run", "Paused"), "media-playback-pause-symbolic", "dim-label" },
  [WB_RUN_EVALUATING] = { NC_ ("run", "Evaluating"), "edit-find-symbolic", "accent" },
  [WB_RUN_COMPLETED] = { NC_ ("run", "Completed"), "wb-success-symbolic", "success" },
  [WB_RUN_FAILED] = { NC_ ("run", "Failed"), "wb-error-symbolic", "error" },
};
static const Look stalled_look = { NC_ ("run", "Stalled"), "wb-warning-symbolic", "warning" };

static const Look *
get_look (WbRunItem *self)
{
  return self->is_stalled ? &stalled_look : &looks[self->state];
}

static void
wb_run_item_finalize (GObject *object)
{
  WbRunItem *self = WB_RUN_ITEM (object);

  g_clear_pointer (&self->run, g_variant_unref);
  g_free (self->run_id);
  g_free (self->name);
  g_free (self->title);
  G_OBJECT_CLASS (wb_run_item_parent_class)->finalize (object);
}

static void
wb_run_item_class_init (WbRunItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_run_item_finalize;
}

static void
wb_run_item_init (WbRunItem *self)
{
  self->state = WB_RUN_STARTED;
}

/* One line, of which nothing plays tricks with what stands around it. */
static char *
dup_shown (GVariant *dictionary, const char *member)
{
  const char *text = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *line = NULL;

  g_variant_lookup (dictionary, member, "&s", &text);
  clean = wb_text_dup_clean (text != NULL ? text : "");
  line = wb_text_dup_single_line (clean);
  return wb_text_truncate (line, NAME_CHARACTERS);
}

static char *
dup_last_title (GVariant *run)
{
  g_autoptr (GVariant) event = g_variant_lookup_value (run, "last_event", G_VARIANT_TYPE_VARDICT);

  return event != NULL ? dup_shown (event, "title") : g_strdup ("");
}

/* wb_run_item_new: (transfer full): @run: a{sv}, as List and Get of Runs1 give it. */
WbRunItem *
wb_run_item_new (GVariant *run)
{
  WbRunItem *self = g_object_new (WB_TYPE_RUN_ITEM, NULL);
  const char *word = "";

  self->run = g_variant_ref_sink (run);
  if (!g_variant_lookup (run, "run_id", "s", &self->run_id))
    self->run_id = g_strdup ("");
  self->name = dup_shown (run, "model_name");
  if (*self->name == '\0')
    {
      g_free (self->name);
      self->name = dup_shown (run, "run_id");
    }
  self->title = dup_last_title (run);
  g_variant_lookup (run, "state", "&s", &word);
  wb_run_state_from_string (word, &self->state);
  g_variant_lookup (run, "stalled", "b", &self->is_stalled);
  return self;
}

/* --- what the agent told --- */

const char *
wb_run_item_get_id (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  return self->run_id;
}

/* wb_run_item_get_name: its model, else its id. */
const char *
wb_run_item_get_name (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  return self->name;
}

const char *
wb_run_item_get_last_title (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  return self->title;
}

gboolean
wb_run_item_has_ended (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), FALSE);

  return self->state == WB_RUN_COMPLETED || self->state == WB_RUN_FAILED;
}

gboolean
wb_run_item_has_failed (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), FALSE);

  return self->state == WB_RUN_FAILED;
}

/* wb_run_item_get_last_event_id: 0: not known; higher is newer news. */
gint64
wb_run_item_get_last_event_id (WbRunItem *self)
{
  g_autoptr (GVariant) event = NULL;
  gint64 id = 0;

  g_return_val_if_fail (WB_IS_RUN_ITEM (self), 0);

  event = g_variant_lookup_value (self->run, "last_event", G_VARIANT_TYPE_VARDICT);
  if (event != NULL)
    g_variant_lookup (event, "id", "x", &id);
  return id;
}

/* wb_run_item_get_time: microseconds since 1970; 0: not known. */
gint64
wb_run_item_get_time (WbRunItem *self, const char *member)
{
  const char *text = NULL;
  gint64 time_us = 0;

  g_return_val_if_fail (WB_IS_RUN_ITEM (self), 0);

  if (g_variant_lookup (self->run, member, "&s", &text) && !wb_time_parse (text, &time_us))
    return 0;
  return time_us;
}

/* wb_run_item_read_number: FALSE: @value is none. Numbers are whole where they can be. */
gboolean
wb_run_item_read_number (GVariant *value, double *number)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    *number = (double) g_variant_get_int64 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    *number = g_variant_get_double (value);
  else
    return FALSE;
  return isfinite (*number);
}

/* wb_run_item_get_number: FALSE: not known. */
gboolean
wb_run_item_get_number (WbRunItem *self, const char *member, double *number)
{
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (WB_IS_RUN_ITEM (self), FALSE);

  value = g_variant_lookup_value (self->run, member, NULL);
  return value != NULL && wb_run_item_read_number (value, number);
}

/* wb_run_item_dup_member: (transfer full) (nullable) */
GVariant *
wb_run_item_dup_member (WbRunItem *self, const char *member)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  return g_variant_lookup_value (self->run, member, NULL);
}

static GVariant *
dup_unboxed (GVariant *array, gsize index)
{
  g_autoptr (GVariant) child = g_variant_get_child_value (array, index);

  return g_variant_is_of_type (child, G_VARIANT_TYPE_VARIANT) ? g_variant_get_variant (child)
                                                              : g_steal_pointer (&child);
}

static gboolean
read_point (GVariant *losses, gsize index, WbChartPoint *point)
{
  g_autoptr (GVariant) pair = dup_unboxed (losses, index);
  g_autoptr (GVariant) step = NULL;
  g_autoptr (GVariant) value = NULL;

  if (!g_variant_is_container (pair) || g_variant_n_children (pair) != 2)
    return FALSE;
  step = dup_unboxed (pair, 0);
  value = dup_unboxed (pair, 1);
  return wb_run_item_read_number (step, &point->x) && wb_run_item_read_number (value, &point->y);
}

/* wb_run_item_read_points: (transfer full) (element-type WbChartPoint): @curve: pairs of x and y.
 */
GArray *
wb_run_item_read_points (GVariant *curve)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (WbChartPoint));

  for (gsize i = 0; g_variant_is_container (curve) && i < g_variant_n_children (curve); i++)
    {
      WbChartPoint point;

      if (read_point (curve, i, &point))
        g_array_append_val (points, point);
    }
  return points;
}

/* wb_run_item_dup_losses: (transfer full) (element-type WbChartPoint): by step. */
GArray *
wb_run_item_dup_losses (WbRunItem *self)
{
  g_autoptr (GVariant) losses = NULL;

  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  losses = g_variant_lookup_value (self->run, "losses", G_VARIANT_TYPE_ARRAY);
  return losses != NULL ? wb_run_item_read_points (losses)
                        : g_array_new (FALSE, FALSE, sizeof (WbChartPoint));
}

/* --- for people --- */

const char *
wb_run_item_get_state_label (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  return g_dpgettext2 (NULL, "run", get_look (self)->label);
}

const char *
wb_run_item_get_state_icon (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  return get_look (self)->icon_name;
}

const char *
wb_run_item_get_state_class (WbRunItem *self)
{
  g_return_val_if_fail (WB_IS_RUN_ITEM (self), NULL);

  return get_look (self)->css_class;
}

static void
append_count (GString *text, WbRunItem *self, gboolean is_epoch)
{
  double done, total;

  if (!wb_run_item_get_number (self, is_epoch ? "epoch" : "batch", &done))
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  if (wb_run_item_get_number (self, is_epoch ? "total_epochs" : "total_batches", &total))
    g_string_append_printf (
        text, is_epoch ? _ ("Epoch %'.0f of %'.0f") : _ ("Batch %'.0f of %'.0f"), done, total);
  else
    g_string_append_printf (text, is_epoch ? _ ("Epoch %'.0f") : _ ("Batch %'.0f"), done);
}

/* wb_run_item_dup_position: (transfer full): "Epoch 3 of 10 · Batch 1,200 of 4,000" */
char *
wb_run_item_dup_position (WbRunItem *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (WB_IS_RUN_ITEM (self), g_string_free (text, FALSE));

  append_count (text, self, TRUE);
  append_count (text, self, FALSE);
  return g_string_free (text, FALSE);
}

/* wb_run_item_dup_remaining: (transfer full): "2 h 5 min left", or of one that ended "took 3 h". */
char *
wb_run_item_dup_remaining (WbRunItem *self)
{
  gboolean has_ended = wb_run_item_has_ended (self);
  g_autofree char *span = NULL;
  double seconds;

  if (!wb_run_item_get_number (self, has_ended ? "elapsed" : "eta", &seconds))
    return g_strdup ("");
  span = wb_minute_clock_format_span ((gint64) seconds);
  /* TRANSLATORS: %s is a span of time: "2 h 5 min" */
  return g_strdup_printf (has_ended ? _ ("took %s") : _ ("%s left"), span);
}

/* wb_run_item_dup_loss: (transfer full): "0.31, best 0.29" */
char *
wb_run_item_dup_loss (WbRunItem *self, const char *member, const char *best_member)
{
  g_autofree char *last = NULL;
  g_autofree char *best = NULL;
  double number;

  if (!wb_run_item_get_number (self, member, &number))
    return g_strdup ("");
  last = wb_chart_point_format_y (number);
  if (!wb_run_item_get_number (self, best_member, &number))
    return g_steal_pointer (&last);
  best = wb_chart_point_format_y (number);
  /* TRANSLATORS: a loss: its last value, and the best one so far */
  return g_strdup_printf (_ ("%s, best %s"), last, best);
}

/* With cents where there are some; what is less than one is not nothing. */
static char *
format_money (double amount)
{
  if (amount != 0.0 && amount < 0.01)
    return g_strdup_printf ("$%.2g", amount);
  return g_strdup_printf (amount == floor (amount) ? "$%'.0f" : "$%'.2f", amount);
}

/*
 * wb_run_item_dup_cost:
 * @thresholds: (element-type double): of the preferences, ascending
 * @is_over: (out): whether one was passed
 *
 * Returns: (transfer full): "$12.40 of $50", or past the last of them "$60, over $50"
 */
char *
wb_run_item_dup_cost (WbRunItem *self, const GArray *thresholds, gboolean *is_over)
{
  g_autofree char *cost = NULL;
  g_autofree char *limit = NULL;
  double amount;

  *is_over = FALSE;
  if (!wb_run_item_get_number (self, "cost", &amount))
    return g_strdup ("");
  cost = format_money (amount);
  if (thresholds->len == 0)
    return g_steal_pointer (&cost);

  *is_over = amount > g_array_index (thresholds, double, 0);
  for (guint i = 0; i < thresholds->len; i++)
    if (amount <= g_array_index (thresholds, double, i))
      {
        limit = format_money (g_array_index (thresholds, double, i));
        /* TRANSLATORS: a cost, and the next amount at which an alert is raised */
        return g_strdup_printf (_ ("%s, alert at %s"), cost, limit);
      }
  limit = format_money (g_array_index (thresholds, double, thresholds->len - 1));
  /* TRANSLATORS: a cost, and the highest amount at which an alert is raised */
  return g_strdup_printf (_ ("%s, over %s"), cost, limit);
}

/* wb_run_item_dup_news: (transfer full): "silent for 12 min" while it should speak, "5 min ago" */
char *
wb_run_item_dup_news (WbRunItem *self, gint64 now_us)
{
  gint64 heard_us = wb_run_item_get_time (self, "updated_at");
  gint64 silence_s = (now_us - heard_us) / G_USEC_PER_SEC;
  g_autofree char *span = NULL;

  if (heard_us == 0)
    return g_strdup ("");
  if (silence_s < MINUTE_S && !self->is_stalled)
    return g_strdup (_ ("just now"));
  span = wb_minute_clock_format_span (silence_s);
  if (self->is_stalled || (!wb_run_item_has_ended (self) && self->state != WB_RUN_PAUSED))
    /* TRANSLATORS: %s is a span of time: a run of which nothing was heard since */
    return g_strdup_printf (_ ("silent for %s"), span);
  /* TRANSLATORS: %s is a span of time */
  return g_strdup_printf (_ ("%s ago"), span);
}
