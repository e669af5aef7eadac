/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-minute-clock.h"

#include <glib/gi18n.h>

#define MINUTE_S 60
#define LATE_MS 20 /* a timer that is early would come twice */
#define HOUR_S (60 * MINUTE_S)
#define HOURS_LIMIT 24 /* older ones show a date */

struct _WbMinuteClock
{
  GObject parent_instance;

  guint n_users;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (WbMinuteClock, wb_minute_clock, G_TYPE_OBJECT)

static guint tick_signal;

static void arm (WbMinuteClock *self);

static gboolean
timeout_cb (gpointer user_data)
{
  WbMinuteClock *self = user_data;

  arm (self);
  g_signal_emit (self, tick_signal, 0);
  return G_SOURCE_REMOVE;
}

/* At full minutes, so that a new day is shown when it begins. */
static void
arm (WbMinuteClock *self)
{
  gint64 past_ms = g_get_real_time () / 1000 % (MINUTE_S * 1000);

  self->timeout = g_timeout_add ((guint) (MINUTE_S * 1000 - past_ms + LATE_MS), timeout_cb, self);
}

static void
wb_minute_clock_finalize (GObject *object)
{
  WbMinuteClock *self = WB_MINUTE_CLOCK (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  G_OBJECT_CLASS (wb_minute_clock_parent_class)->finalize (object);
}

static void
wb_minute_clock_class_init (WbMinuteClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_minute_clock_finalize;
  tick_signal = g_signal_new ("tick", WB_TYPE_MINUTE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
wb_minute_clock_init (WbMinuteClock *self)
{
  (void) self;
}

/* wb_minute_clock_get_default: (transfer none): the one of the main thread. */
WbMinuteClock *
wb_minute_clock_get_default (void)
{
  static WbMinuteClock *clock;

  if (clock == NULL)
    clock = g_object_new (WB_TYPE_MINUTE_CLOCK, NULL);
  return clock;
}

void
wb_minute_clock_use (WbMinuteClock *self)
{
  g_return_if_fail (WB_IS_MINUTE_CLOCK (self));

  if (self->n_users++ == 0)
    arm (self);
}

void
wb_minute_clock_release (WbMinuteClock *self)
{
  g_return_if_fail (WB_IS_MINUTE_CLOCK (self));
  g_return_if_fail (self->n_users > 0);

  if (--self->n_users == 0)
    g_clear_handle_id (&self->timeout, g_source_remove);
}

static char *
format_date (gint64 time_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  if (then == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (now) == g_date_time_get_year (then))
    /* TRANSLATORS: day and short month, as in "5 Nov"; see g_date_time_format() */
    return g_date_time_format (then, _ ("%-d %b"));
  /* TRANSLATORS: day, short month and year, as in "5 Nov 2025" */
  return g_date_time_format (then, _ ("%-d %b %Y"));
}

/* wb_minute_clock_format_age: (transfer full): how long ago, in a few characters. */
char *
wb_minute_clock_format_age (gint64 time_us)
{
  gint64 age_s = (g_get_real_time () - time_us) / G_USEC_PER_SEC;

  if (age_s < MINUTE_S)
    return g_strdup (_ ("now"));
  if (age_s < HOUR_S)
    /* TRANSLATORS: so many minutes ago, in a narrow column */
    return g_strdup_printf (_ ("%d min"), (int) (age_s / MINUTE_S));
  if (age_s < HOURS_LIMIT * HOUR_S)
    /* TRANSLATORS: so many hours ago, in a narrow column */
    return g_strdup_printf (_ ("%d h"), (int) (age_s / HOUR_S));
  return format_date (time_us);
}

/* wb_minute_clock_format_time: (transfer full): date and time to the second. */
char *
wb_minute_clock_format_time (gint64 time_us)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  if (then == NULL)
    return g_strdup ("");
  /* TRANSLATORS: as in "Thu 5 Nov 2026, 14:03:59" */
  return g_date_time_format (then, _ ("%a %-d %b %Y, %H:%M:%S"));
}

/* wb_minute_clock_format_span: (transfer full): how long, such as "2 h 5 min". */
char *
wb_minute_clock_format_span (gint64 seconds)
{
  const gint64 day_s = HOURS_LIMIT * HOUR_S;

  if (seconds >= day_s)
    /* TRANSLATORS: a span of time: days and hours */
    return g_strdup_printf (_ ("%d d %d h"), (int) (seconds / day_s),
                            (int) (seconds % day_s / HOUR_S));
  if (seconds >= HOUR_S)
    /* TRANSLATORS: a span of time: hours and minutes */
    return g_strdup_printf (_ ("%d h %d min"), (int) (seconds / HOUR_S),
                            (int) (seconds % HOUR_S / MINUTE_S));
  if (seconds >= MINUTE_S)
    return g_strdup_printf (_ ("%d min"), (int) (seconds / MINUTE_S));
  /* TRANSLATORS: a span of time: seconds */
  return g_strdup_printf (_ ("%d s"), (int) MAX (seconds, 0));
}
