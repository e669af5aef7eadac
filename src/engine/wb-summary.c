/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-summary.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/wb-throttle.h"
#include "store/wb-event-store.h"
#include "store/wb-notification-store.h"
#include "store/wb-throttle-store.h"

#define SEPARATOR '\n' /* in no scope: subjects may hold anything */

/* wb_summary_set_alarm: when what is held back by this throttle is to be summed up. */
gboolean
wb_summary_set_alarm (WbTransaction *transaction,
                      const char *scope,
                      const char *subject,
                      gint64 due_us,
                      GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s%c%s", scope, SEPARATOR, subject);

  return wb_transaction_set_alarm (transaction, WB_ALARM_SUMMARY, key, due_us, error);
}

/* What is over needs no "n more": the count on the first one tells; nor what a digest will tell. */
static gboolean
is_needless (WbTransaction *transaction, const WbThrottleState *state)
{
  g_autoptr (WbNotification) first = wb_notification_store_get (
      wb_transaction_get_connection (transaction), state->first_notification_id, NULL);

  return (first != NULL && first->resolved_us != 0)
         || wb_transaction_get_preferences (transaction)->digest_mode != WB_DIGEST_OFF;
}

/* The next one that is held back is the first of a new count. */
static gboolean
drop (WbTransaction *transaction,
      WbThrottleState *state,
      const char *scope,
      const char *subject,
      GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  state->suppressed = 0;
  bytes = wb_throttle_state_to_bytes (state);
  return wb_throttle_store_put (wb_transaction_get_connection (transaction), scope, subject, bytes,
                                wb_transaction_get_now_us (transaction), error);
}

/* The newest of them, which the summary is made of. */
static WbEvent *
read_event (WbConnection *connection, gint64 id, GError **error)
{
  g_autoptr (WbStoredEvent) row = wb_event_store_get (connection, id, error);

  return row != NULL ? wb_event_new_from_json (row->body, error) : NULL;
}

static void
make_summary (WbEvent *event, const WbThrottleState *state)
{
  g_autofree char *title = g_steal_pointer (&event->title);

  event->title = g_strdup_printf (ngettext ("%u more: %s", "%u more: %s", state->suppressed),
                                  state->suppressed, title);
  event->severity = MAX (event->severity, state->worst);
  event->priority = MAX (event->priority, wb_severity_get_priority (event->severity));
  /* It opens a notification of its own. */
  g_clear_pointer (&event->dedup_key, g_free);
  g_clear_pointer (&event->idempotency_key, g_free);
  g_clear_pointer (&event->attachments, g_ptr_array_unref);
}

static gboolean
tell (WbTransaction *transaction,
      const WbThrottleState *state,
      const char *scope,
      const char *subject,
      GError **error)
{
  g_autoptr (WbEvent) event
      = read_event (wb_transaction_get_connection (transaction), state->last_event_id, error);
  gint64 retry_us;

  if (event == NULL)
    return *error == NULL;

  make_summary (event, state);
  return wb_transaction_submit_summary (transaction, event, subject, &retry_us, error)
         && (retry_us == 0 || wb_summary_set_alarm (transaction, scope, subject, retry_us, error));
}

/*
 * wb_summary_tell:
 * @key: scope and subject
 *
 * The WbAlarmHandler of WB_ALARM_SUMMARY: one notification for all that the throttle held back,
 * at the time when it would let one through; it counts there like any.
 */
gboolean
wb_summary_tell (WbTransaction *transaction, const char *key, GError **error)
{
  WbConnection *connection = wb_transaction_get_connection (transaction);
  const char *separator = strchr (key, SEPARATOR);
  g_autofree char *scope = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_auto (WbThrottleState) state = { 0 };
  GError *local = NULL;

  g_return_val_if_fail (separator != NULL, TRUE);

  scope = g_strndup (key, (gsize) (separator - key));
  if (!wb_throttle_store_get (connection, scope, separator + 1, &bytes, error))
    return FALSE;
  wb_throttle_state_init_from_bytes (&state, bytes);
  if (state.suppressed == 0)
    return TRUE;
  if (is_needless (transaction, &state))
    return drop (transaction, &state, scope, separator + 1, error);

  if (tell (transaction, &state, scope, separator + 1, &local))
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
