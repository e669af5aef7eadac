/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-event-body.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "intake/wb-normaliser.h"
#include "model/wb-limits.h"

static const WbJsonLimits body_limits = {
  .length_bytes = WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES,
  .string_bytes = WB_LIMIT_BODY_WITH_ATTACHMENTS_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_BODY_VALUES,
};

static GPtrArray *
new_events (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wb_event_unref);
}

/* Only what carries files may be longer than the usual limit. */
static gboolean
check_length (GPtrArray *events, gsize length, GError **error)
{
  if (length <= WB_LIMIT_BODY_BYTES)
    return TRUE;
  for (guint i = 0; i < events->len; i++)
    if (((WbEvent *) g_ptr_array_index (events, i))->attachments != NULL)
      return TRUE;

  g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE,
               "body: %" G_GSIZE_FORMAT " bytes; expected %d at the most", length,
               WB_LIMIT_BODY_BYTES);
  return FALSE;
}

static gboolean
add_event (GPtrArray *events,
           WbJsonValue value,
           const char *idempotency_key,
           gint64 now_us,
           GError **error)
{
  g_autofree char *key = NULL;
  WbEvent *event;

  if (events->len >= WB_LIMIT_BATCH_EVENTS)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "events: expected at most %d of them", WB_LIMIT_BATCH_EVENTS);
      return FALSE;
    }

  /* One key for the whole list: each event has its own, made of it and its place. */
  if (idempotency_key != NULL)
    key = g_strdup_printf ("%s#%u", idempotency_key, events->len);
  event = wb_normaliser_read (value, key, now_us, error);
  if (event == NULL)
    {
      g_prefix_error (error, "events[%u].", events->len);
      return FALSE;
    }
  g_ptr_array_add (events, event);
  return TRUE;
}

static GPtrArray *
read_array (WbJsonValue array, const char *idempotency_key, gint64 now_us, GError **error)
{
  g_autoptr (GPtrArray) events = new_events ();
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, array);
  while (wb_json_iter_next (&iter, NULL, &item))
    if (!add_event (events, item, idempotency_key, now_us, error))
      return NULL;
  if (events->len == 0)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, "events: expected at least one");
      return NULL;
    }
  return g_steal_pointer (&events);
}

static GPtrArray *
read_object (WbJsonValue object, const char *idempotency_key, gint64 now_us, GError **error)
{
  g_autoptr (GPtrArray) events = new_events ();
  WbEvent *event = wb_normaliser_read (object, idempotency_key, now_us, error);

  if (event == NULL)
    return NULL;
  g_ptr_array_add (events, event);
  return g_steal_pointer (&events);
}

static gboolean
is_blank (const char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (strchr (" \t\r", line[i]) == NULL || line[i] == '\0')
      return FALSE;
  return TRUE;
}

/* Lines end at line feeds only: other ends of lines may stand inside strings. */
static GPtrArray *
read_lines (const char *body,
            gsize length,
            const char *idempotency_key,
            gint64 now_us,
            GError **error)
{
  g_autoptr (GPtrArray) events = new_events ();
  const char *end = body + length;

  for (const char *line = body; line < end;)
    {
      const char *stop = memchr (line, '\n', (gsize) (end - line));
      gsize line_length = (gsize) ((stop != NULL ? stop : end) - line);
      g_autoptr (WbJson) json = NULL;

      if (!is_blank (line, line_length))
        {
          json = wb_json_parse (line, line_length, &body_limits, error);
          if (json == NULL)
            {
              g_prefix_error (error, "events[%u].", events->len);
              return NULL;
            }
          if (!add_event (events, wb_json_get_root (json), idempotency_key, now_us, error))
            return NULL;
        }
      line += line_length + 1;
    }
  return g_steal_pointer (&events);
}

/* Whether the first line is a whole value: then the body is meant as one event a line. */
static gboolean
looks_like_lines (const char *body, gsize length)
{
  const char *stop = length > 0 ? memchr (body, '\n', length) : NULL;
  g_autoptr (WbJson) first = NULL;

  if (stop == NULL || is_blank (stop + 1, length - (gsize) (stop + 1 - body)))
    return FALSE;
  first = wb_json_parse (body, (gsize) (stop - body), &body_limits, NULL);
  return first != NULL && wb_json_value_get_kind (wb_json_get_root (first)) == WB_JSON_OBJECT;
}

/*
 * wb_event_body_read:
 * @body: any bytes: one event as a JSON object, an array of them, or one object a line
 * @idempotency_key: (nullable): of the request
 * @is_list: (out): whether the answer is a list
 *
 * Returns: (transfer full): WbEvents, at least one; or %NULL with an error that begins with the
 * path of the field, and with WB_ERROR_TOO_LARGE for a body over its limit
 */
GPtrArray *
wb_event_body_read (const char *body,
                    gsize length,
                    const char *idempotency_key,
                    gint64 now_us,
                    gboolean *is_list,
                    GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbJson) json = NULL;
  g_autoptr (GPtrArray) events = NULL;

  json = wb_json_parse (body, length, &body_limits, &local);
  *is_list = TRUE;
  if (json != NULL && wb_json_value_get_kind (wb_json_get_root (json)) == WB_JSON_ARRAY)
    events = read_array (wb_json_get_root (json), idempotency_key, now_us, error);
  else if (json != NULL)
    {
      *is_list = FALSE;
      events = read_object (wb_json_get_root (json), idempotency_key, now_us, error);
    }
  else if (looks_like_lines (body, length))
    events = read_lines (body, length, idempotency_key, now_us, error);
  else
    g_propagate_error (error, g_steal_pointer (&local));

  if (events == NULL || !check_length (events, length, error))
    return NULL;
  return g_steal_pointer (&events);
}

static GPtrArray *
read_variant (GVariant *variant, gint64 now_us, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  gboolean is_list;

  if (!wb_json_append_variant (json, variant, error))
    {
      if (!g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT))
        g_prefix_error (error, "events");
      return NULL;
    }
  return wb_event_body_read (json->str, json->len, NULL, now_us, &is_list, error);
}

/* wb_event_body_read_variant: (transfer full): the same for an a{sv} from the bus. */
GPtrArray *
wb_event_body_read_variant (GVariant *event, gint64 now_us, GError **error)
{
  g_return_val_if_fail (g_variant_is_of_type (event, G_VARIANT_TYPE_VARDICT), NULL);

  return read_variant (event, now_us, error);
}

/* wb_event_body_read_variants: (transfer full): the same for an aa{sv}. */
GPtrArray *
wb_event_body_read_variants (GVariant *events, gint64 now_us, GError **error)
{
  g_return_val_if_fail (g_variant_is_of_type (events, G_VARIANT_TYPE ("aa{sv}")), NULL);

  return read_variant (events, now_us, error);
}

/* wb_event_body_dup_draft: (transfer full): the first of @events as input of wb_explain_draft. */
char *
wb_event_body_dup_draft (GPtrArray *events)
{
  g_autofree char *event = wb_event_to_json (g_ptr_array_index (events, 0));

  return g_strdup_printf ("{\"body\":%s}", event);
}
