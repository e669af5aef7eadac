/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-explain.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "engine/wb-decision.h"
#include "engine/wb-input.h"
#include "store/wb-event-store.h"

/* Of what we wrote ourselves only the size is unknown. */
static const WbJsonLimits kept_limits = {
  .length_bytes = 1024 * 1024,
  .string_bytes = 1024 * 1024,
  .depth = 8,
  .values = 100000,
};

static gboolean
refuse_missing (const char *what, GError **error)
{
  if (error == NULL || *error == NULL)
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "id: no %s has it", what);
  return FALSE;
}

/* What only the catalogue had a say in was not written down: it is told from what became of it. */
static void
append_default (WbConnection *connection, GString *answer, const WbStoredEvent *row)
{
  static const char *const none[] = { NULL };
  g_autoptr (WbNotification) notification
      = row->notification_id != 0
            ? wb_notification_store_get (connection, row->notification_id, NULL)
            : NULL;

  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "outcome", wb_outcome_to_string (row->outcome));
  wb_json_add_string (answer, "verdict", "default");
  if (notification != NULL)
    {
      wb_json_add_string (answer, "reason", notification->reason);
      wb_json_add_string (answer, "severity", wb_severity_to_string (notification->severity));
      wb_json_add_strings (
          answer, "channels",
          notification->channels != NULL ? (const char *const *) notification->channels : none);
    }
  g_string_append_c (answer, '}');
}

static void
append_left_out (GString *answer, WbJsonValue left_out)
{
  WbJsonIter iter;
  WbJsonValue channel, why;

  g_string_append_c (answer, '{');
  wb_json_iter_init (&iter, left_out);
  while (wb_json_iter_next (&iter, &channel, &why))
    {
      g_autofree char *name = wb_json_value_dup_string (channel);
      g_autofree char *word = wb_json_value_dup_string (why);

      wb_json_add_string (answer, name, wb_route_explain_omission (word));
    }
  g_string_append_c (answer, '}');
}

/* @decision: what wb_decision_append_kept_json() wrote. */
static void
append_kept (GString *answer, const WbStoredEvent *row, const char *decision)
{
  g_autoptr (WbJson) kept = wb_json_parse (decision, strlen (decision), &kept_limits, NULL);
  WbJsonIter iter;
  WbJsonValue member, value;

  g_string_append_c (answer, '{');
  wb_json_add_string (answer, "outcome", wb_outcome_to_string (row->outcome));
  wb_json_add_string (answer, "reason", row->reason);
  if (kept != NULL)
    {
      wb_json_iter_init (&iter, wb_json_get_root (kept));
      while (wb_json_iter_next (&iter, &member, &value))
        {
          g_autofree char *name = wb_json_value_dup_string (member);

          wb_json_begin_member (answer, name);
          if (g_str_equal (name, "left_out"))
            append_left_out (answer, value);
          else
            wb_json_append_value (answer, value);
        }
    }
  g_string_append_c (answer, '}');
}

static gboolean
explain_stored (WbConnection *connection, gint64 event_id, GString *answer, GError **error)
{
  g_autoptr (WbStoredEvent) row = wb_event_store_get (connection, event_id, error);
  g_autoptr (GString) event = g_string_new (NULL);
  g_autofree char *decision = NULL;

  if (row == NULL)
    return refuse_missing ("event", error);
  if (!wb_event_store_get_decision (connection, event_id, &decision, error))
    return FALSE;

  wb_stored_event_append_json (row, event);
  g_string_append_c (answer, '{');
  wb_json_add_raw (answer, "event", event->str);
  wb_json_begin_member (answer, "decision");
  if (decision != NULL)
    append_kept (answer, row, decision);
  else
    append_default (connection, answer, row);
  g_string_append_c (answer, '}');
  return TRUE;
}

static gboolean
explain_event (WbConnection *connection,
               WbJsonValue input,
               gint64 now_us G_GNUC_UNUSED,
               GString *answer,
               GError **error)
{
  gint64 id = 0;

  return wb_input_read_integer (input, "id", 1, G_MAXINT64, &id, error)
         && explain_stored (connection, id, answer, error);
}

static gboolean
explain_notification (WbConnection *connection,
                      WbJsonValue input,
                      gint64 now_us G_GNUC_UNUSED,
                      GString *answer,
                      GError **error)
{
  g_autoptr (WbNotification) notification = NULL;
  gint64 id = 0;

  if (!wb_input_read_integer (input, "id", 1, G_MAXINT64, &id, error))
    return FALSE;
  notification = wb_notification_store_get (connection, id, error);
  if (notification == NULL)
    return refuse_missing ("notification", error);
  return explain_stored (connection, notification->seq, answer, error);
}

static gboolean
explain_draft (WbConnection *connection,
               WbJsonValue input,
               gint64 now_us,
               GString *answer,
               GError **error)
{
  g_autoptr (WbPolicy) policy = wb_policy_new ();
  g_autoptr (WbEvent) event = NULL;
  g_autoptr (WbDecision) decision = NULL;
  g_autofree char *json = NULL;
  WbJsonValue body;

  if (!wb_input_require_body (input, &body, error)
      || !wb_policy_refresh (policy, connection, error))
    return FALSE;
  json = wb_json_value_dup_raw (body);
  event = wb_event_new_from_json (json, error);
  if (event == NULL)
    return FALSE;

  decision = wb_decision_new (policy, event, now_us);
  if (!wb_decision_look_up (decision, connection, error))
    return FALSE;
  wb_decision_conclude (decision);
  g_string_append (answer, "{\"decision\":");
  wb_decision_append_json (decision, answer);
  g_string_append_c (answer, '}');
  return TRUE;
}

/* wb_explain_event: {"id" of an event} -> {"event", "decision"}: how it came to its outcome. */
const WbOperation wb_explain_event = { .name = "event.explain", .ask = explain_event };

/* wb_explain_notification: {"id"} -> likewise, of its newest event. */
const WbOperation wb_explain_notification
    = { .name = "notification.explain", .ask = explain_notification };

/* wb_explain_draft: {"body": a complete event} -> {"decision"}: what would become of it now. */
const WbOperation wb_explain_draft = { .name = "event.explain-draft", .ask = explain_draft };
