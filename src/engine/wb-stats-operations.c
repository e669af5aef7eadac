/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-stats-operations.h"

#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "model/wb-limits.h"
#include "store/wb-delivery-ledger-store.h"
#include "store/wb-stats-store.h"

#define DEFAULT_HOURS 24

/* An answer whose sums come row by row. */
typedef struct
{
  GString *answer;
  gint64 hour_us;       /* of the object that is open; 0: none */
  GHashTable *channels; /* owned, char * -> gint64 * */
} Writing;

static void
end_hour (Writing *writing)
{
  if (writing->hour_us != 0)
    g_string_append (writing->answer, "}}");
  writing->hour_us = 0;
}

/* Rows come by hours; each hour that has any becomes one object. */
static void
append_hour (const WbEventCount *count, gpointer data)
{
  Writing *writing = data;

  if (count->hour_us != writing->hour_us)
    {
      end_hour (writing);
      wb_json_begin_item (writing->answer);
      g_string_append_c (writing->answer, '{');
      wb_json_add_time (writing->answer, "hour", count->hour_us);
      wb_json_begin_member (writing->answer, "severity");
      g_string_append_c (writing->answer, '{');
      writing->hour_us = count->hour_us;
    }
  wb_json_add_int64 (writing->answer, wb_severity_to_string (count->severity), count->n);
}

static void
append_type (const WbEventCount *count, gpointer data)
{
  wb_json_add_int64 (((Writing *) data)->answer, count->type, count->n);
}

static void
append_outcome (const WbEventCount *count, gpointer data)
{
  wb_json_add_int64 (((Writing *) data)->answer, wb_outcome_to_string (count->outcome), count->n);
}

static void
add_channels (const char *channels, gint64 n, gpointer data)
{
  Writing *writing = data;
  g_auto (GStrv) names = g_strsplit (channels, ",", -1);

  for (GStrv name = names; *name != NULL; name++)
    {
      gint64 *sum = g_hash_table_lookup (writing->channels, *name);

      if (sum == NULL)
        {
          sum = g_new0 (gint64, 1);
          g_hash_table_insert (writing->channels, g_strdup (*name), sum);
        }
      *sum += n;
    }
}

static gboolean
append_channels (WbConnection *connection, gint64 since_us, Writing *writing, GError **error)
{
  g_autoptr (GList) names = NULL;

  if (!wb_stats_store_count_channels (connection, since_us, add_channels, writing, error))
    return FALSE;

  names = g_list_sort (g_hash_table_get_keys (writing->channels), (GCompareFunc) g_strcmp0);
  for (GList *name = names; name != NULL; name = name->next)
    wb_json_add_int64 (writing->answer, name->data,
                       *(gint64 *) g_hash_table_lookup (writing->channels, name->data));
  return TRUE;
}

static gboolean
append_sums (WbConnection *connection,
             const char *name,
             WbStatsGrouping grouping,
             WbEventCountFunc func,
             gint64 since_us,
             Writing *writing,
             GError **error)
{
  wb_json_begin_member (writing->answer, name);
  g_string_append_c (writing->answer, '{');
  if (!wb_stats_store_sum (connection, grouping, since_us, func, writing, error))
    return FALSE;
  g_string_append_c (writing->answer, '}');
  return TRUE;
}

/* Of one channel. */
typedef struct
{
  gint64 n[WB_N_DELIVERY_STATES];
  gint64 latency_us; /* of those that were sent */
} Ends;

static void
add_ends (const WbDeliveryCount *count, gpointer data)
{
  GHashTable *channels = data;
  Ends *ends = g_hash_table_lookup (channels, count->channel);

  if ((guint) count->state >= WB_N_DELIVERY_STATES)
    return;
  if (ends == NULL)
    {
      ends = g_new0 (Ends, 1);
      g_hash_table_insert (channels, g_strdup (count->channel), ends);
    }
  ends->n[count->state] += count->n;
  if (count->state == WB_DELIVERY_DONE)
    ends->latency_us += count->latency_us;
}

static gboolean
append_deliveries (WbConnection *connection, gint64 since_us, GString *answer, GError **error)
{
  g_autoptr (GHashTable) channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GList) names = NULL;

  if (!wb_delivery_ledger_store_sum (connection, since_us, add_ends, channels, error))
    return FALSE;
  wb_json_begin_member (answer, "deliveries");
  g_string_append_c (answer, '{');
  names = g_list_sort (g_hash_table_get_keys (channels), (GCompareFunc) g_strcmp0);
  for (GList *name = names; name != NULL; name = name->next)
    {
      const Ends *ends = g_hash_table_lookup (channels, name->data);

      wb_json_begin_member (answer, name->data);
      g_string_append_c (answer, '{');
      wb_json_add_int64 (answer, "sent", ends->n[WB_DELIVERY_DONE]);
      wb_json_add_int64 (answer, "failed", ends->n[WB_DELIVERY_DEAD]);
      if (ends->n[WB_DELIVERY_DONE] > 0)
        wb_json_add_int64 (answer, "latency_ms",
                           ends->latency_us / ends->n[WB_DELIVERY_DONE] / 1000);
      g_string_append_c (answer, '}');
    }
  g_string_append_c (answer, '}');
  return TRUE;
}

static void
append_subject (const char *name, gint64 n, gpointer data)
{
  wb_json_add_int64 (data, name, n);
}

static gboolean
append_subjects (WbConnection *connection, gint64 since_us, GString *answer, GError **error)
{
  static const char *const names[WB_N_SUBJECT_KINDS] = {
    [WB_SUBJECT_MODEL] = "models",
    [WB_SUBJECT_PROVIDER] = "providers",
  };

  for (guint kind = 0; kind < WB_N_SUBJECT_KINDS; kind++)
    {
      wb_json_begin_member (answer, names[kind]);
      g_string_append_c (answer, '{');
      if (!wb_stats_store_sum_subjects (connection, (WbSubjectKind) kind, since_us, append_subject,
                                        answer, error))
        return FALSE;
      g_string_append_c (answer, '}');
    }
  return TRUE;
}

static gboolean
append_stats (WbConnection *connection, gint64 since_us, Writing *writing, GError **error)
{
  GString *answer = writing->answer;

  g_string_append_c (answer, '{');
  wb_json_add_time (answer, "since", since_us);
  wb_json_begin_member (answer, "hours");
  g_string_append_c (answer, '[');
  if (!wb_stats_store_sum (connection, WB_STATS_BY_HOUR, since_us, append_hour, writing, error))
    return FALSE;
  end_hour (writing);
  g_string_append_c (answer, ']');
  if (!append_sums (connection, "types", WB_STATS_BY_TYPE, append_type, since_us, writing, error)
      || !append_sums (connection, "outcomes", WB_STATS_BY_OUTCOME, append_outcome, since_us,
                       writing, error))
    return FALSE;
  wb_json_begin_member (answer, "channels");
  g_string_append_c (answer, '{');
  if (!append_channels (connection, since_us, writing, error))
    return FALSE;
  g_string_append_c (answer, '}');
  if (!append_subjects (connection, since_us, answer, error)
      || !append_deliveries (connection, since_us, answer, error))
    return FALSE;
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
get (WbConnection *connection, WbJsonValue input, gint64 now_us, GString *answer, GError **error)
{
  g_autoptr (GHashTable) channels = NULL;
  Writing writing;
  gint64 hours = DEFAULT_HOURS;

  if (!wb_input_read_integer (input, "hours", 1, WB_LIMIT_STATS_HOURS, &hours, error))
    return FALSE;

  channels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  writing = (Writing){ .answer = answer, .channels = channels };
  return append_stats (connection,
                       wb_stats_store_get_hour (now_us) - (hours - 1) * G_TIME_SPAN_HOUR, &writing,
                       error);
}

/*
 * wb_stats_get: {"hours"} -> {"since", "hours": [{"hour", "severity": {...}}], "types", "outcomes",
 * "channels", "models", "providers", "deliveries": {channel: {"sent", "failed", "latency_ms"}}}:
 * whole hours, the one that has begun too; those without events are left out. Models and providers
 * are those with the most events, the first one first.
 */
const WbOperation wb_stats_get = { .name = "stats.get", .ask = get };
