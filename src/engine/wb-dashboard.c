/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-dashboard.h"

#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "store/wb-notification-store.h"

#define ROWS 10
#define MAX_AGE_US G_TIME_SPAN_DAY
#define CATEGORIES (1u << WB_CATEGORY_KEYS | 1u << WB_CATEGORY_GATEWAY)

/* The dashboard knows three levels. */
static const char *
get_level (const WbNotification *notification)
{
  if (notification->resolved_us != 0 || notification->severity < WB_SEVERITY_WARNING)
    return "info";
  return notification->severity == WB_SEVERITY_WARNING ? "warning" : "critical";
}

static const char *
get_title (const WbEvent *event)
{
  return g_str_equal (event->type->name, "all_keys_failed") ? _ ("All AI providers failed")
                                                            : event->title;
}

static void
append_alert (const WbNotification *notification, GString *answer)
{
  wb_json_begin_item (answer);
  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "level", get_level (notification));
  wb_json_add_string (answer, "title", get_title (notification->event));
  wb_json_add_string (answer, "message", notification->event->message);
  wb_json_add_time (answer, "timestamp", notification->updated_us);
  g_string_append_c (answer, '}');
}

static gboolean
append_alerts (WbConnection *connection,
               GArray *rows,
               gint64 since_us,
               guint *n_alerts,
               GString *answer,
               GError **error)
{
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (WbNotification) notification
          = wb_notification_store_get (connection, g_array_index (rows, WbListRow, i).id, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (notification == NULL || notification->updated_us <= since_us)
        continue;
      append_alert (notification, answer);
      (*n_alerts)++;
    }
  return TRUE;
}

static gboolean
list (WbConnection *connection,
      WbJsonValue input G_GNUC_UNUSED,
      gint64 now_us,
      GString *answer,
      GError **error)
{
  g_autoptr (WbFilter) filter = wb_filter_new ();
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (WbListRow));
  guint64 total;
  guint n_alerts = 0;

  filter->categories = CATEGORIES;
  g_string_append (answer, "{\"alerts\":[");
  /* From a place in the list on, so that nothing is counted. */
  if (!wb_notification_store_list (connection, filter, WB_LIST_UNCOUNTED, ROWS, rows, &total, error)
      || !append_alerts (connection, rows, now_us - MAX_AGE_US, &n_alerts, answer, error))
    return FALSE;
  g_string_append_c (answer, ']');
  wb_json_add_int64 (answer, "count", n_alerts);
  g_string_append_c (answer, '}');
  return TRUE;
}

/*
 * wb_dashboard_list: {} -> {"alerts": [{"level", "title", "message", "timestamp"}], "count"}
 *
 * What the dashboard of a platform shows its admin: the last ten notifications about keys and the
 * gateway within a day, newest first. Training and metrics are not its business. Errors are
 * "critical" there, since it knows "info", "warning" and "critical" only; what is over is "info",
 * so that the banner, which shows the first critical one, goes with it.
 */
const WbOperation wb_dashboard_list = { .name = "alert.dashboard", .ask = list };
