/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-metric-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAD_TO_SPREAD 1.4826 /* the spread of a normal distribution by its median deviation */
#define LEAST_SPREAD 0.01 /* of the median: what stands still is not expected to the last digit */

typedef char Number[G_ASCII_DTOSTR_BUF_SIZE];

static const char *
write_number (Number text, double number)
{
  return g_ascii_formatd (text, sizeof (Number), "%.6g", number);
}

static const char *
write_tenths (Number text, double number)
{
  if (number >= 1e6)
    return write_number (text, number);
  g_ascii_formatd (text, sizeof (Number), "%.1f", number);
  if (g_str_has_suffix (text, ".0"))
    text[strlen (text) - 2] = '\0';
  return text;
}

static char *
write_span (double seconds)
{
  int minutes = (int) (seconds / 60.0 + 0.5), hours = (int) (seconds / 3600.0 + 0.5);

  if (seconds < 120.0)
    return g_strdup_printf (_ ("%.0f s"), seconds);
  if (minutes < 120)
    return g_strdup_printf (_ ("%d min"), minutes);
  if (hours < 48)
    return minutes % 60 != 0 ? g_strdup_printf (_ ("%d h %d min"), minutes / 60, minutes % 60)
                             : g_strdup_printf (_ ("%d h"), minutes / 60);
  return hours % 24 != 0 ? g_strdup_printf (_ ("%d d %d h"), hours / 24, hours % 24)
                         : g_strdup_printf (_ ("%d d"), hours / 24);
}

void
wb_metric_finding_clear (WbMetricFinding *self)
{
  g_clear_pointer (&self->why, g_free);
}

/* --- thresholds --- */

static gboolean
is_beyond_threshold (const WbMetricRule *rule, const WbMetricValue *value, char **why)
{
  Number number, threshold;

  if (!wb_metric_operator_holds (rule->operator, value->value, rule->threshold))
    return FALSE;
  *why = g_strdup_printf ("%s %s %s", write_number (number, value->value),
                          wb_metric_operator_to_string (rule->operator),
                          write_number (threshold, rule->threshold));
  return TRUE;
}

/* --- unlike its own past --- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
take_median (GArray *numbers)
{
  guint middle = numbers->len / 2;

  g_array_sort (numbers, compare_doubles);
  return numbers->len % 2 != 0 ? g_array_index (numbers, double, middle)
                               : (g_array_index (numbers, double, middle - 1)
                                  + g_array_index (numbers, double, middle))
                                     / 2.0;
}

static guint
get_first (const WbMetricRule *rule, const GArray *past)
{
  return past->len > rule->window ? past->len - rule->window : 0;
}

static void
measure_past (const WbMetricRule *rule, const GArray *past, double *median, double *spread)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = get_first (rule, past); i < past->len; i++)
    g_array_append_val (numbers, g_array_index (past, WbMetricValue, i).value);
  *median = take_median (numbers);
  for (guint i = 0; i < numbers->len; i++)
    g_array_index (numbers, double, i) = fabs (g_array_index (numbers, double, i) - *median);
  *spread = MAX (take_median (numbers) * MAD_TO_SPREAD, fabs (*median) * LEAST_SPREAD);
}

static gboolean
is_unusual (const WbMetricRule *rule, const GArray *past, const WbMetricValue *value, char **why)
{
  double median, spread, distance;
  Number number, spreads, text;

  if (past->len < rule->min_count)
    return FALSE;

  measure_past (rule, past, &median, &spread);
  distance = spread > 0.0 ? (value->value - median) / spread : 0.0;
  if (fabs (distance) <= rule->spread || !wb_metric_operator_holds (rule->operator, distance, 0.0))
    return FALSE;

  *why = g_strdup_printf (_ ("%s is %s spreads from the median %s of the last %u"),
                          write_number (number, value->value),
                          write_tenths (spreads, fabs (distance)), write_number (text, median),
                          MIN (past->len, rule->window));
  return TRUE;
}

/* --- where it is going --- */

/* The line of least squares through the past and the new value; time in seconds before it. */
static void
fit_line (const WbMetricRule *rule,
          const GArray *past,
          const WbMetricValue *value,
          double *slope,
          double *level)
{
  double n = 1.0, sum_t = 0.0, sum_v = value->value, sum_tt = 0.0, sum_tv = 0.0, divisor;

  for (guint i = get_first (rule, past); i < past->len; i++)
    {
      const WbMetricValue *point = &g_array_index (past, WbMetricValue, i);
      double t = (double) (point->at_us - value->at_us) / G_USEC_PER_SEC;

      n += 1.0;
      sum_t += t;
      sum_v += point->value;
      sum_tt += t * t;
      sum_tv += t * point->value;
    }
  divisor = n * sum_tt - sum_t * sum_t;
  *slope = divisor > 0.0 ? (n * sum_tv - sum_t * sum_v) / divisor : 0.0;
  *level = (sum_v - *slope * sum_t) / n;
}

static gboolean
is_bound_beyond (const WbMetricRule *rule,
                 const GArray *past,
                 const WbMetricValue *value,
                 char **why)
{
  double slope, level, left_s;
  g_autofree char *span = NULL;
  Number number, threshold, rate;

  if (wb_metric_operator_holds (rule->operator, value->value, rule->threshold))
    return is_beyond_threshold (rule, value, why);
  if (past->len + 1 < rule->min_count)
    return FALSE;

  fit_line (rule, past, value, &slope, &level);
  left_s = (rule->threshold - level) / slope;
  /* A line that comes back from beyond meets the threshold too: only on its way there it counts. */
  if (!wb_metric_operator_holds (rule->operator, slope, 0.0) || !isfinite (left_s) || left_s < 0.0
      || left_s > rule->within_s)
    return FALSE;

  span = write_span (left_s);
  *why = g_strdup_printf (
      _ ("%s now, and will reach %s in %s at %s an hour"), write_number (number, value->value),
      write_number (threshold, rule->threshold), span, write_number (rate, slope * 3600.0));
  return TRUE;
}

/* --- states --- */

static gboolean
is_beyond (const WbMetricRule *rule, const GArray *past, const WbMetricValue *value, char **why)
{
  switch (rule->kind)
    {
    case WB_METRIC_THRESHOLD:
      return is_beyond_threshold (rule, value, why);
    case WB_METRIC_UNUSUAL:
      return is_unusual (rule, past, value, why);
    case WB_METRIC_FORECAST:
      return is_bound_beyond (rule, past, value, why);
    case WB_METRIC_ABSENT:
    default:
      return FALSE;
    }
}

static void
ring (WbMetricState *state, gint64 now_us, WbMetricFinding *finding)
{
  finding->is_raised = TRUE;
  state->alerted_us = now_us;
  state->suppressed = 0;
}

static void
set_phase (WbMetricState *state, WbMetricPhase phase, gint64 now_us)
{
  state->phase = phase;
  state->since_us = now_us;
}

/* The clock may have been set back: the latest that is known counts as now. */
static void
follow_clock (WbMetricState *state, gint64 now_us)
{
  gint64 ahead_us = MAX (state->since_us, state->alerted_us) - now_us;

  if (ahead_us <= 0)
    return;
  state->since_us -= ahead_us;
  if (state->alerted_us != 0)
    state->alerted_us -= ahead_us;
}

static gint64
get_cooldown_us (const WbMetricRule *rule)
{
  return rule->cooldown_minutes * G_TIME_SPAN_MINUTE;
}

static void
go_beyond (const WbMetricRule *rule, gint64 now_us, WbMetricState *state, WbMetricFinding *finding)
{
  if (state->phase == WB_METRIC_OK)
    set_phase (state, WB_METRIC_PENDING, now_us);
  if (state->phase == WB_METRIC_PENDING)
    {
      if (now_us - state->since_us < rule->for_s * G_TIME_SPAN_SECOND)
        return;
      set_phase (state, WB_METRIC_SILENT, now_us);
    }
  /* One that comes and goes rings no more often than one that stays. */
  if (state->alerted_us != 0 && now_us - state->alerted_us < get_cooldown_us (rule))
    {
      state->suppressed++;
      return;
    }
  if (state->phase == WB_METRIC_SILENT)
    set_phase (state, WB_METRIC_FIRING, now_us);
  ring (state, now_us, finding);
}

/* With a recovery threshold of its own, it is over only beyond that one. */
static gboolean
is_recovered (const WbMetricRule *rule, const WbMetricValue *value)
{
  return !rule->has_recovery
         || !wb_metric_operator_holds (rule->operator, value->value, rule->recovery);
}

static void
come_back (const WbMetricRule *rule,
           const WbMetricValue *value,
           gint64 now_us,
           WbMetricState *state,
           WbMetricFinding *finding)
{
  /* What has not rung needs no recovery, nor to be told to be over. */
  if (state->phase == WB_METRIC_FIRING && !is_recovered (rule, value))
    return;
  finding->is_resolved = state->phase == WB_METRIC_FIRING;
  if (state->phase != WB_METRIC_OK)
    set_phase (state, WB_METRIC_OK, now_us);
}

/*
 * wb_metric_check_value:
 * @past: WbMetricValue, oldest first: what came before
 * @state: (inout)
 * @finding: (out): to be cleared
 */
void
wb_metric_check_value (const WbMetricRule *rule,
                       const GArray *past,
                       const WbMetricValue *value,
                       gint64 now_us,
                       WbMetricState *state,
                       WbMetricFinding *finding)
{
  *finding = (WbMetricFinding){ 0 };
  follow_clock (state, now_us);
  if (is_beyond (rule, past, value, &finding->why))
    go_beyond (rule, now_us, state, finding);
  else
    come_back (rule, value, now_us, state, finding);
}

/* wb_metric_check_time: what time alone brings, with no value after @last, before which was @past.
 */
void
wb_metric_check_time (const WbMetricRule *rule,
                      const GArray *past,
                      const WbMetricValue *last,
                      gint64 now_us,
                      WbMetricState *state,
                      WbMetricFinding *finding)
{
  gint64 silent_us = now_us - last->at_us;

  if (rule->kind != WB_METRIC_ABSENT
      && (state->phase == WB_METRIC_PENDING || state->phase == WB_METRIC_SILENT))
    {
      wb_metric_check_value (rule, past, last, now_us, state, finding);
      return;
    }

  *finding = (WbMetricFinding){ 0 };
  follow_clock (state, now_us);
  if (rule->kind == WB_METRIC_ABSENT && silent_us >= rule->absent_after_s * G_TIME_SPAN_SECOND)
    {
      g_autofree char *span = write_span ((double) silent_us / G_USEC_PER_SEC);

      finding->why = g_strdup_printf (_ ("no value for %s"), span);
      go_beyond (rule, now_us, state, finding);
    }
}

/* wb_metric_check_get_due_us: when time alone brings something; 0: never. */
gint64
wb_metric_check_get_due_us (const WbMetricRule *rule,
                            const WbMetricValue *last,
                            const WbMetricState *state)
{
  switch (state->phase)
    {
    case WB_METRIC_PENDING:
      return state->since_us + rule->for_s * G_TIME_SPAN_SECOND;
    case WB_METRIC_SILENT:
      return state->alerted_us + get_cooldown_us (rule);
    case WB_METRIC_OK:
      return rule->kind == WB_METRIC_ABSENT
                 ? last->at_us + rule->absent_after_s * G_TIME_SPAN_SECOND
                 : 0;
    case WB_METRIC_FIRING:
    default:
      return 0;
    }
}
