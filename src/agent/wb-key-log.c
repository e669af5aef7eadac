/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "agent/wb-key-log.h"

#include "base/wb-text.h"
#include "engine/wb-template.h"
#include "model/wb-api-key.h"

/* What is logged of an alert about keys that came through, with its priority in the journal. Not
 * translated: those who search their logs know these lines. */
static const struct
{
  const char *type;
  const char *priority; /* of syslog */
  const char *line;
} lines[] = {
  { "quota_warning", "4",
    "Quota warning sent for {provider} Key {key_id}[ ({context.percentage|number}%)]" },
  { "quota_critical", "3",
    "CRITICAL quota alert sent for {provider} Key {key_id}[ ({context.percentage|number}%)]" },
  { "auth_failure", "3", "Auth failure alert sent for {provider} Key {key_id}" },
  { "all_keys_failed", "2", "EMERGENCY: All AI keys failed alert sent!" },
  { "key_recovered", "6", "{provider} Key {key_id} recovery alert sent" },
};

/* Only the journal is told how grave it is: for GLib a warning or worse is a fault of the program,
 * at which it may be told to stop. */
static void
write_line (const char *priority, const char *line)
{
  const GLogField fields[] = {
    { "MESSAGE", line, -1 },
    { "PRIORITY", priority, -1 },
  };

  g_log_structured_array (G_LOG_LEVEL_MESSAGE, fields, G_N_ELEMENTS (fields));
}

static void
log_sent (const WbNotification *notification)
{
  const WbEvent *event = notification->event;

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (lines[i].type, event->type->name))
      {
        g_autofree char *text = wb_template_render (lines[i].line, WB_TEMPLATE_PLAIN, event,
                                                    notification->updated_us);
        g_autofree char *line = wb_text_dup_single_line (text);

        write_line (lines[i].priority, line);
      }
}

static void
log_skipped (const WbEvent *event)
{
  g_autofree char *id = NULL;
  g_autofree char *line = NULL;

  if (event->type->category != WB_CATEGORY_KEYS)
    return;
  id = wb_api_key_dup_alert_id (event->type->name, event->provider, event->key_id);
  line = wb_text_dup_single_line (id);
  g_debug ("Skipping %s - cooldown active", line);
}

static void
log_notifications (GPtrArray *notifications)
{
  for (guint i = 0; i < notifications->len; i++)
    {
      const WbNotification *notification = g_ptr_array_index (notifications, i);

      if (notification->is_quiet)
        log_skipped (notification->event);
      else if (notification->held_until_us == 0 && notification->snoozed_until_us == 0)
        log_sent (notification);
    }
}

static void
log_throttled (GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++)
    {
      const WbStoredEvent *row = g_ptr_array_index (events, i);
      g_autoptr (WbEvent) event = NULL;

      if (row->outcome != WB_OUTCOME_THROTTLED)
        continue;
      event = wb_event_new_from_json (row->body, NULL);
      if (event != NULL)
        log_skipped (event);
    }
}

static void
committed_cb (WbPipeline *pipeline G_GNUC_UNUSED,
              const WbCommit *commit,
              gpointer data G_GNUC_UNUSED)
{
  log_notifications (commit->added);
  log_notifications (commit->merged);
  log_notifications (commit->shown);
  /* They have to be read again for it. */
  if (!g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    log_throttled (commit->events);
}

/* wb_key_log_follow: logs what becomes of alerts about API keys for as long as @pipeline lives. */
void
wb_key_log_follow (WbPipeline *pipeline)
{
  g_signal_connect (pipeline, "committed", G_CALLBACK (committed_cb), NULL);
}
