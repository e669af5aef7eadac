/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-alarm.h"

#include "base/wb-error.h"
#include "engine/wb-digest.h"
#include "engine/wb-metric-monitor.h"
#include "engine/wb-run-ledger.h"
#include "engine/wb-summary.h"
#include "engine/wb-timed-alarms.h"
#include "store/wb-alarm-store.h"

#define SLICE 64 /* alarms in one transaction: events go in between */

static const WbAlarmHandler handlers[WB_N_ALARM_KINDS] = {
  [WB_ALARM_SCHEDULED] = wb_timed_alarms_deliver, [WB_ALARM_RELEASE] = wb_timed_alarms_release,
  [WB_ALARM_SUMMARY] = wb_summary_tell,           [WB_ALARM_EXPIRE] = wb_timed_alarms_expire,
  [WB_ALARM_METRICS] = wb_metric_monitor_look,    [WB_ALARM_DIGEST] = wb_digest_tell,
  [WB_ALARM_STALL] = wb_run_ledger_look,
};

/* An alarm of a kind that nobody handles is of another version; one about something that is gone,
 * or that makes no sense any more, must not keep the others from being done. */
static gboolean
run_one (WbTransaction *transaction, WbAlarmKind kind, const char *key, GError **error)
{
  WbAlarmHandler handler = (guint) kind < WB_N_ALARM_KINDS ? handlers[kind] : NULL;
  g_autoptr (GError) local = NULL;

  if (handler == NULL || handler (transaction, key, &local))
    return TRUE;
  if (g_error_matches (local, WB_ERROR, WB_ERROR_INVALID_ARGUMENT)
      || g_error_matches (local, WB_ERROR, WB_ERROR_NOT_FOUND))
    {
      g_debug ("alarm %d %s: %s", kind, key, local->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
run_due (WbTransaction *transaction,
         WbJsonValue input G_GNUC_UNUSED,
         GString *answer,
         GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  gint64 due_us;

  for (guint i = 0; i < SLICE; i++)
    {
      g_autofree char *key = NULL;
      WbAlarmKind kind;

      if (!wb_alarm_store_take_due (connection, wb_transaction_get_now_us (transaction), &kind,
                                    &key, error))
        return FALSE;
      if (key == NULL)
        break;
      if (!run_one (transaction, kind, key, error))
        return FALSE;
    }
  if (!wb_alarm_store_get_next (connection, &due_us, error))
    return FALSE;
  wb_commit_note_alarm (wb_transaction_get_commit (transaction), due_us);
  g_string_append (answer, "{}");
  return TRUE;
}

/* wb_alarm_run_due: does a slice of what is due, and tells by the commit when there is more. */
const WbOperation wb_alarm_run_due = { .name = "alarm.run-due", .perform = run_due };
