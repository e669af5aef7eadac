/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-event-fields.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

typedef gboolean (*FieldFunc) (WbEventDraft *draft,
                               const char *name,
                               WbJsonValue value,
                               GError **error);

static gboolean
read_type (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *word = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;

  draft->event->type = wb_catalogue_lookup (word);
  if (draft->event->type == NULL)
    {
      draft->event->type = wb_catalogue_get_custom ();
      draft->type_word = g_steal_pointer (&word);
    }
  return TRUE;
}

static gboolean
read_title (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *title = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_TITLE_CHARACTERS, &title, error))
    return FALSE;
  if (title != NULL)
    wb_text_make_single_line (title);
  draft->event->title = g_steal_pointer (&title);
  return TRUE;
}

static gboolean
read_message (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *message = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_MESSAGE_BYTES, &message, error))
    return FALSE;
  if (message != NULL && strlen (message) > WB_LIMIT_MESSAGE_BYTES)
    return wb_field_refuse (error, name, "expected at most %d bytes", WB_LIMIT_MESSAGE_BYTES);
  draft->event->message = g_steal_pointer (&message);
  return TRUE;
}

static gboolean
read_severity (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *word = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;
  if (!wb_severity_from_string (word, &draft->event->severity))
    {
      g_autofree char *shown = wb_text_dup_single_line (word);

      return wb_field_refuse (
          error, name, "unknown word \"%s\"; expected info, success, warning, error or critical",
          shown);
    }
  draft->has_severity = TRUE;
  return TRUE;
}

static gboolean
read_priority (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *word = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL)
    return TRUE;
  if (!wb_priority_from_string (word, &draft->event->priority))
    {
      g_autofree char *shown = wb_text_dup_single_line (word);

      return wb_field_refuse (error, name,
                              "unknown word \"%s\"; expected low, medium, high or critical", shown);
    }
  draft->has_priority = TRUE;
  return TRUE;
}

/* A name such as model_name: one line that is stored as it came. */
static gboolean
read_name (const char *name, WbJsonValue value, char **text, GError **error)
{
  return wb_field_read_string (name, value, WB_LIMIT_NAME_CHARACTERS, text, error);
}

static gboolean
read_source (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return read_name (name, value, &draft->event->source, error);
}

static gboolean
read_model_name (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return read_name (name, value, &draft->event->model_name, error);
}

static gboolean
read_run_id (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return read_name (name, value, &draft->event->run_id, error);
}

static gboolean
read_provider (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return read_name (name, value, &draft->event->provider, error);
}

/* Keys are often numbered: 1 and "1" are the same one. */
static gboolean
read_key_id (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  gint64 number;

  if (wb_json_value_get_int64 (value, &number))
    {
      draft->event->key_id = g_strdup_printf ("%" G_GINT64_FORMAT, number);
      return TRUE;
    }
  return read_name (name, value, &draft->event->key_id, error);
}

static gboolean
read_epoch (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_count (name, value, &draft->event->epoch, error);
}

static gboolean
read_total_epochs (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_count (name, value, &draft->event->total_epochs, error);
}

static gboolean
read_batch (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_count (name, value, &draft->event->batch, error);
}

static gboolean
read_total_batches (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_count (name, value, &draft->event->total_batches, error);
}

static gboolean
read_expect_within (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  gint64 seconds;

  if (!wb_json_value_get_int64 (value, &seconds) || seconds < 1
      || seconds > WB_LIMIT_EXPECT_WITHIN_S)
    return wb_field_refuse (error, name, "expected an integer from 1 to %d",
                            WB_LIMIT_EXPECT_WITHIN_S);
  draft->event->expect_within_s = seconds;
  return TRUE;
}

static gboolean
read_duration (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_number (name, value, &draft->event->duration, error);
}

static gboolean
read_cost (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_number (name, value, &draft->event->cost, error);
}

static gboolean
read_metric (GString *metrics, WbJsonValue name, WbJsonValue number, GError **error)
{
  g_autofree char *word = wb_json_value_dup_string (name);
  const char *raw;
  gsize length;

  if (!wb_text_fits (word, WB_LIMIT_METRIC_NAME_CHARACTERS))
    return wb_field_refuse (error, "metrics", "expected names of at most %d characters",
                            WB_LIMIT_METRIC_NAME_CHARACTERS);
  if (wb_json_value_get_kind (number) == WB_JSON_NULL)
    return TRUE;
  if (wb_json_value_get_kind (number) != WB_JSON_NUMBER)
    {
      g_autofree char *place = g_strconcat ("metrics.", word, NULL);

      return wb_field_refuse (error, place, "expected a number");
    }

  raw = wb_json_value_get_raw (number, &length);
  wb_json_begin_member (metrics, word);
  g_string_append_len (metrics, raw, (gssize) length);
  return TRUE;
}

static gboolean
read_metrics (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autoptr (GString) metrics = NULL;
  WbJsonIter iter;
  WbJsonValue metric, number;

  if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
    return wb_field_refuse (error, name, "expected an object of numbers");
  if (wb_json_value_count_items (value) > WB_LIMIT_METRICS)
    return wb_field_refuse (error, name, "expected at most %d", WB_LIMIT_METRICS);

  metrics = g_string_new ("{");
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, &metric, &number))
    if (!read_metric (metrics, metric, number, error))
      return FALSE;
  g_string_append_c (metrics, '}');
  if (metrics->len > 2)
    draft->event->metrics = g_string_free (g_steal_pointer (&metrics), FALSE);
  return TRUE;
}

static gboolean
read_tags (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_words (name, value, WB_LIMIT_TAGS, WB_LIMIT_TAG_CHARACTERS,
                              &draft->event->tags, error);
}

static gboolean
read_channels (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_words (name, value, WB_LIMIT_CHANNELS, WB_LIMIT_TAG_CHARACTERS,
                              &draft->event->channels, error);
}

static gboolean
read_context (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  WbJsonIter iter;
  WbJsonValue key, member;

  if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
    return wb_field_refuse (error, name, "expected an object");
  if (wb_json_value_get_depth (value) > WB_LIMIT_CONTEXT_DEPTH)
    return wb_field_refuse (error, name, "expected at most %d levels", WB_LIMIT_CONTEXT_DEPTH);

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, &key, &member))
    {
      draft->has_own_context = TRUE;
      wb_event_draft_add_context (draft, key, member);
    }
  return TRUE;
}

static gboolean
read_url (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GUri) uri = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_URL_CHARACTERS, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (!g_str_equal (g_uri_get_scheme (uri), "http")
          && !g_str_equal (g_uri_get_scheme (uri), "https")))
    return wb_field_refuse (error, name,
                            "expected an address that begins with http:// or https://");
  draft->event->url = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_dedup_key (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_string (name, value, WB_LIMIT_KEY_CHARACTERS, &draft->event->dedup_key,
                               error);
}

static gboolean
read_id (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *key = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_KEY_CHARACTERS, &key, error))
    return FALSE;
  if (key != NULL)
    {
      g_free (draft->event->idempotency_key);
      draft->event->idempotency_key = g_steal_pointer (&key);
    }
  return TRUE;
}

static gboolean
read_status (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  draft->event->is_resolved = wb_json_value_equals (value, "resolved");
  if (!draft->event->is_resolved && !wb_json_value_equals (value, "firing"))
    return wb_field_refuse (error, name, "expected \"firing\" or \"resolved\"");
  return TRUE;
}

static gboolean
read_ends_at (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_time (name, value, &draft->event->ends_us, error);
}

static gboolean
read_occurred_at (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_time (name, value, &draft->event->occurred_us, error);
}

static gboolean
read_deliver_at (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  return wb_field_read_time (name, value, &draft->event->deliver_at_us, error);
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  gsize padding = strspn (text + length, "=");

  return text[length + padding] == '\0' && padding <= 2 && (length + padding) % 4 == 0;
}

static GBytes *
read_attachment_data (const char *place, WbJsonValue value, GError **error)
{
  g_autofree char *name = g_strconcat (place, ".data", NULL);
  g_autofree char *base64 = NULL;
  guchar *data;
  gsize size;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    base64 = wb_json_value_dup_string (value);
  if (base64 == NULL || !is_base64 (base64))
    {
      wb_field_refuse (error, name, "expected base64");
      return NULL;
    }
  data = g_base64_decode (base64, &size);
  return g_bytes_new_take (data, size);
}

static gboolean
read_attachment_name (const char *place,
                      WbJsonValue object,
                      const char *member,
                      char **text,
                      GError **error)
{
  g_autofree char *name = g_strconcat (place, ".", member, NULL);
  WbJsonValue value;

  if (!wb_json_value_lookup (object, member, &value))
    return wb_field_refuse (error, name, "missing; expected a string");
  if (!read_name (name, value, text, error))
    return FALSE;
  return *text != NULL || wb_field_refuse (error, name, "expected a string that is not empty");
}

static WbAttachment *
read_attachment (const char *place, WbJsonValue object, GError **error)
{
  g_autofree char *name = NULL, *media_type = NULL;
  g_autoptr (GBytes) data = NULL;
  WbJsonValue value;

  if (wb_json_value_get_kind (object) != WB_JSON_OBJECT
      || !wb_json_value_lookup (object, "data", &value))
    {
      wb_field_refuse (error, place, "expected an object with name, media_type and data");
      return NULL;
    }
  if (!read_attachment_name (place, object, "name", &name, error)
      || !read_attachment_name (place, object, "media_type", &media_type, error))
    return NULL;

  data = read_attachment_data (place, value, error);
  return data != NULL ? wb_attachment_new (name, media_type, data) : NULL;
}

static gboolean
read_attachments (WbEventDraft *draft, const char *name, WbJsonValue value, GError **error)
{
  g_autoptr (GPtrArray) attachments
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_attachment_free);
  WbJsonIter iter;
  WbJsonValue item;
  gsize size = 0;

  if (wb_json_value_get_kind (value) != WB_JSON_ARRAY)
    return wb_field_refuse (error, name, "expected an array of objects");
  if (wb_json_value_count_items (value) > WB_LIMIT_ATTACHMENTS)
    return wb_field_refuse (error, name, "expected at most %d", WB_LIMIT_ATTACHMENTS);

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", name, attachments->len);
      WbAttachment *attachment = read_attachment (place, item, error);

      if (attachment == NULL)
        return FALSE;
      g_ptr_array_add (attachments, attachment);
      size += g_bytes_get_size (attachment->data);
    }
  if (size > WB_LIMIT_ATTACHMENTS_BYTES)
    return wb_field_refuse (error, name, "expected at most %d bytes together",
                            WB_LIMIT_ATTACHMENTS_BYTES);
  if (attachments->len > 0)
    draft->event->attachments = g_steal_pointer (&attachments);
  return TRUE;
}

/* clang-format off */
#define FIELD(name) { #name, sizeof #name - 1, read_##name }

static const struct
{
  const char *name;
  gsize length;
  FieldFunc read;
} fields[] = {
  FIELD (type),
  FIELD (title),
  FIELD (message),
  FIELD (severity),
  FIELD (priority),
  FIELD (source),
  FIELD (model_name),
  FIELD (run_id),
  FIELD (epoch),
  FIELD (total_epochs),
  FIELD (batch),
  FIELD (total_batches),
  FIELD (expect_within),
  FIELD (duration),
  FIELD (cost),
  FIELD (metrics),
  FIELD (tags),
  FIELD (provider),
  FIELD (key_id),
  FIELD (context),
  FIELD (url),
  FIELD (attachments),
  FIELD (dedup_key),
  FIELD (status),
  FIELD (channels),
  FIELD (deliver_at),
  FIELD (ends_at),
  FIELD (occurred_at),
  FIELD (id),
};
/* clang-format on */

static FieldFunc
find_field (WbJsonValue name, const char **word)
{
  g_autofree char *unescaped = NULL;
  gsize length;
  const char *characters = wb_json_value_get_string (name, &length, &unescaped);

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].length == length && memcmp (fields[i].name, characters, length) == 0)
      {
        *word = fields[i].name;
        return fields[i].read;
      }
  return NULL;
}

/* wb_event_fields_has: whether events have a field of that name. */
gboolean
wb_event_fields_has (WbJsonValue name)
{
  const char *word;

  return find_field (name, &word) != NULL;
}

/* wb_event_fields_read: reads all known fields of @object; null counts as not given. */
gboolean
wb_event_fields_read (WbEventDraft *draft, WbJsonValue object, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      const char *word;
      FieldFunc read = find_field (name, &word);

      if (read == NULL)
        draft->has_unknown_fields = TRUE;
      else if (wb_json_value_get_kind (value) != WB_JSON_NULL && !read (draft, word, value, error))
        return FALSE;
    }
  return TRUE;
}

/* wb_event_draft_get_context: the members so far, which may be added to. */
GString *
wb_event_draft_get_context (WbEventDraft *draft)
{
  if (draft->context == NULL)
    draft->context = g_string_new (NULL);
  return draft->context;
}

/* wb_event_draft_add_context: adds a member to the context as it is written. */
void
wb_event_draft_add_context (WbEventDraft *draft, WbJsonValue name, WbJsonValue value)
{
  GString *context = wb_event_draft_get_context (draft);
  gsize length;
  const char *raw;

  if (context->len > 0)
    g_string_append_c (context, ',');
  raw = wb_json_value_get_raw (name, &length);
  g_string_append_len (context, raw, (gssize) length);
  g_string_append_c (context, ':');
  raw = wb_json_value_get_raw (value, &length);
  g_string_append_len (context, raw, (gssize) length);
}

void
wb_event_draft_clear (WbEventDraft *draft)
{
  g_clear_pointer (&draft->event, wb_event_unref);
  g_clear_pointer (&draft->type_word, g_free);
  if (draft->context != NULL)
    g_string_free (draft->context, TRUE);
  draft->context = NULL;
}
