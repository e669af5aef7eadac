/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-webhook-body.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "base/wb-time.h"
#include "model/wb-catalogue.h"
#include "model/wb-limits.h"

#define MESSAGE_CHARACTERS 4000        /* within the limit of a message in any script */
#define FIRST_US G_GINT64_CONSTANT (0) /* "0001-01-01" stands for "not yet" */

static const WbJsonLimits limits = {
  .length_bytes = WB_LIMIT_BODY_BYTES,
  .string_bytes = WB_LIMIT_BODY_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_BODY_VALUES,
};

/* Where other tools write what we call title, message and so on; the first that is there counts. */
static const char *const title_names[]
    = { "title", "summary", "alertname", "name", "subject", NULL };
static const char *const message_names[] = { "message", "description", "body", "text", NULL };
static const char *const severity_names[] = { "severity", "level", "priority", NULL };
static const char *const url_names[] = { "url", "generatorURL", "link", NULL };
static const char *const key_names[] = { "dedup_key", "fingerprint", NULL };

/* (nullable): the first of @names that @object holds as a string with something in it */
static char *
dup_first (WbJsonValue object, const char *const *names)
{
  WbJsonValue member;

  if (wb_json_value_get_kind (object) != WB_JSON_OBJECT)
    return NULL;
  for (; *names != NULL; names++)
    if (wb_json_value_lookup (object, *names, &member)
        && wb_json_value_get_kind (member) == WB_JSON_STRING)
      {
        g_autofree char *text = wb_json_value_dup_string (member);

        if (wb_text_is_visible (text))
          return g_steal_pointer (&text);
      }
  return NULL;
}

/* The same, in the annotations, the labels or the alert itself. */
static char *
dup_anywhere (WbJsonValue alert, const char *const *names)
{
  static const char *const places[] = { "annotations", "labels" };
  WbJsonValue place;

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      char *text
          = wb_json_value_lookup (alert, places[i], &place) ? dup_first (place, names) : NULL;

      if (text != NULL)
        return text;
    }
  return dup_first (alert, names);
}

static void
add_text (GString *event,
          WbJsonValue alert,
          const char *name,
          const char *const *names,
          glong limit)
{
  g_autofree char *text = dup_anywhere (alert, names);
  g_autofree char *cut = text != NULL ? wb_text_truncate (text, limit) : NULL;

  wb_json_add_string (event, name, cut);
}

/* A word that is no severity of ours stays in the context. */
static void
add_severity (GString *event, WbJsonValue alert)
{
  g_autofree char *word = dup_anywhere (alert, severity_names);
  WbSeverity severity;

  if (word != NULL && wb_severity_from_string (word, &severity))
    wb_json_add_string (event, "severity", wb_severity_to_string (severity));
}

static void
add_url (GString *event, WbJsonValue alert)
{
  g_autofree char *url = dup_anywhere (alert, url_names);

  if (url != NULL && (g_str_has_prefix (url, "http://") || g_str_has_prefix (url, "https://"))
      && g_utf8_strlen (url, -1) <= WB_LIMIT_URL_CHARACTERS)
    wb_json_add_string (event, "url", url);
}

static gboolean
read_time (WbJsonValue alert, const char *name, gint64 *time_us)
{
  const char *const names[] = { name, NULL };
  g_autofree char *text = dup_first (alert, names);

  return text != NULL && wb_time_parse (text, time_us) && *time_us > FIRST_US;
}

/* An alert that fires ends in the future, unless it is told again; one that is over ended. */
static void
add_state (GString *event, WbJsonValue alert, gint64 now_us)
{
  static const char *const status_names[] = { "status", NULL };
  g_autofree char *status = dup_first (alert, status_names);
  gint64 time_us;

  if (g_strcmp0 (status, "resolved") == 0)
    wb_json_add_string (event, "status", "resolved");
  else if (read_time (alert, "endsAt", &time_us) && time_us > now_us)
    wb_json_add_time (event, "ends_at", time_us);
  if (read_time (alert, "startsAt", &time_us))
    wb_json_add_time (event, "occurred_at", time_us);
}

static void
append_event (GString *events, WbJsonValue alert, gint64 now_us)
{
  g_autofree char *raw = wb_json_value_dup_raw (alert);

  wb_json_begin_item (events);
  g_string_append (events, "{\"type\":\"external_alert\"");
  add_text (events, alert, "title", title_names, WB_LIMIT_TITLE_CHARACTERS);
  add_text (events, alert, "message", message_names, MESSAGE_CHARACTERS);
  add_severity (events, alert);
  add_text (events, alert, "dedup_key", key_names, WB_LIMIT_KEY_CHARACTERS);
  add_url (events, alert);
  add_state (events, alert, now_us);
  wb_json_add_raw (events, "context", raw);
  g_string_append_c (events, '}');
}

/* What names a type of the catalogue is an event of our own. */
static gboolean
is_own (WbJsonValue object)
{
  static const char *const type_names[] = { "type", NULL };
  g_autofree char *word = dup_first (object, type_names);

  return word != NULL && wb_catalogue_lookup (word) != NULL;
}

static gboolean
append_item (GString *events, WbJsonValue item, gint64 now_us, GError **error)
{
  if (wb_json_value_get_kind (item) != WB_JSON_OBJECT)
    return wb_field_refuse (error, "alerts", "expected objects");
  if (is_own (item))
    {
      g_autofree char *raw = wb_json_value_dup_raw (item);

      wb_json_begin_item (events);
      g_string_append (events, raw);
    }
  else
    append_event (events, item, now_us);
  return TRUE;
}

static gboolean
append_items (GString *events, WbJsonValue list, gint64 now_us, GError **error)
{
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, list);
  while (wb_json_iter_next (&iter, NULL, &item))
    if (!append_item (events, item, now_us, error))
      return FALSE;
  return TRUE;
}

/*
 * wb_webhook_body_to_events:
 * @body: one alert, an array of them, or an object with an array "alerts", as Alertmanager posts
 * them; each an event of our own or plain JSON
 *
 * Returns: (transfer full) (nullable): an array of events as they are posted to us
 */
char *
wb_webhook_body_to_events (const char *body, gsize length, gint64 now_us, GError **error)
{
  g_autoptr (WbJson) json = wb_json_parse (body, length, &limits, error);
  g_autoptr (GString) events = g_string_new ("[");
  WbJsonValue root, alerts;

  if (json == NULL)
    {
      g_prefix_error (error, "body: ");
      return NULL;
    }
  root = wb_json_get_root (json);
  if (wb_json_value_get_kind (root) == WB_JSON_OBJECT
      && wb_json_value_lookup (root, "alerts", &alerts)
      && wb_json_value_get_kind (alerts) == WB_JSON_ARRAY)
    root = alerts;
  if (wb_json_value_get_kind (root) == WB_JSON_ARRAY ? !append_items (events, root, now_us, error)
                                                     : !append_item (events, root, now_us, error))
    return NULL;
  if (events->len == 1)
    {
      wb_field_refuse (error, "alerts", "expected at least one");
      return NULL;
    }
  g_string_append_c (events, ']');
  return g_string_free (g_steal_pointer (&events), FALSE);
}
