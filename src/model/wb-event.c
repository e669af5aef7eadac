/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-event.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "base/wb-time.h"

G_DEFINE_BOXED_TYPE (WbEvent, wb_event, wb_event_ref, wb_event_unref)

/* What is read back was written by wb_event_append_json(): only its size is unknown. */
static const WbJsonLimits stored_limits = {
  .length_bytes = 4 * 1024 * 1024,
  .string_bytes = 4 * 1024 * 1024,
  .depth = 32,
  .values = 100000,
};

/* How each field that is a string, a count or JSON stands in the struct and in JSON. */
typedef enum
{
  FIELD_STRING,
  FIELD_COUNT,
  FIELD_RAW,
} FieldKind;

typedef struct
{
  const char *name;
  FieldKind kind;
  gsize offset;
} Field;

static const Field fields[] = {
  { "title", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, title) },
  { "message", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, message) },
  { "source", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, source) },
  { "model_name", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, model_name) },
  { "run_id", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, run_id) },
  { "epoch", FIELD_COUNT, G_STRUCT_OFFSET (WbEvent, epoch) },
  { "total_epochs", FIELD_COUNT, G_STRUCT_OFFSET (WbEvent, total_epochs) },
  { "batch", FIELD_COUNT, G_STRUCT_OFFSET (WbEvent, batch) },
  { "total_batches", FIELD_COUNT, G_STRUCT_OFFSET (WbEvent, total_batches) },
  { "expect_within", FIELD_COUNT, G_STRUCT_OFFSET (WbEvent, expect_within_s) },
  { "duration", FIELD_RAW, G_STRUCT_OFFSET (WbEvent, duration) },
  { "cost", FIELD_RAW, G_STRUCT_OFFSET (WbEvent, cost) },
  { "metrics", FIELD_RAW, G_STRUCT_OFFSET (WbEvent, metrics) },
  { "provider", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, provider) },
  { "key_id", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, key_id) },
  { "context", FIELD_RAW, G_STRUCT_OFFSET (WbEvent, context) },
  { "url", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, url) },
  { "dedup_key", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, dedup_key) },
  { "idempotency_key", FIELD_STRING, G_STRUCT_OFFSET (WbEvent, idempotency_key) },
};

WbEvent *
wb_event_new (const WbEventType *type)
{
  WbEvent *self;

  g_return_val_if_fail (type != NULL, NULL);

  self = g_atomic_rc_box_new (WbEvent);
  *self = (WbEvent){
    .type = type,
    .severity = type->severity,
    .priority = wb_severity_get_priority (type->severity),
    .epoch = -1,
    .total_epochs = -1,
    .batch = -1,
    .total_batches = -1,
    .expect_within_s = -1,
  };
  return self;
}

WbEvent *
wb_event_ref (WbEvent *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_event (gpointer data)
{
  WbEvent *self = data;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].kind != FIELD_COUNT)
      g_free (G_STRUCT_MEMBER (char *, self, fields[i].offset));
  g_free (self->content);
  g_strfreev (self->tags);
  g_strfreev (self->channels);
  g_clear_pointer (&self->attachments, g_ptr_array_unref);
}

void
wb_event_unref (WbEvent *self)
{
  g_atomic_rc_box_release_full (self, clear_event);
}

static void
add_attachments (GString *json, GPtrArray *attachments)
{
  if (attachments == NULL)
    return;

  wb_json_begin_member (json, "attachments");
  g_string_append_c (json, '[');
  for (guint i = 0; i < attachments->len; i++)
    {
      const WbAttachment *attachment = g_ptr_array_index (attachments, i);

      wb_json_begin_item (json);
      g_string_append_c (json, '{');
      wb_json_add_string (json, "name", attachment->name);
      wb_json_add_string (json, "media_type", attachment->media_type);
      g_string_append_c (json, '}');
    }
  g_string_append_c (json, ']');
}

static void
add_field (GString *json, const WbEvent *self, const Field *field)
{
  gint64 count;

  switch (field->kind)
    {
    case FIELD_STRING:
      wb_json_add_string (json, field->name, G_STRUCT_MEMBER (char *, self, field->offset));
      break;
    case FIELD_RAW:
      wb_json_add_raw (json, field->name, G_STRUCT_MEMBER (char *, self, field->offset));
      break;
    case FIELD_COUNT:
      count = G_STRUCT_MEMBER (gint64, self, field->offset);
      if (count >= 0)
        wb_json_add_int64 (json, field->name, count);
      break;
    default:
      g_assert_not_reached ();
    }
}

/*
 * wb_event_append_json:
 *
 * Adds the members of the event to the object that @json holds so far. What an attachment contains
 * is not among them.
 */
void
wb_event_append_json (const WbEvent *self, GString *json)
{
  wb_json_add_string (json, "type", self->type->name);
  wb_json_add_string (json, "category", wb_category_to_string (self->type->category));
  wb_json_add_string (json, "severity", wb_severity_to_string (self->severity));
  wb_json_add_string (json, "priority", wb_priority_to_string (self->priority));
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    add_field (json, self, &fields[i]);
  wb_json_add_strings (json, "tags", (const char *const *) self->tags);
  wb_json_add_strings (json, "channels", (const char *const *) self->channels);
  add_attachments (json, self->attachments);
  if (self->is_resolved)
    wb_json_add_string (json, "status", "resolved");
  wb_json_add_time (json, "deliver_at", self->deliver_at_us);
  wb_json_add_time (json, "ends_at", self->ends_us);
  wb_json_add_time (json, "occurred_at", self->occurred_us);
}

char *
wb_event_to_json (const WbEvent *self)
{
  GString *json = g_string_sized_new (WB_EVENT_JSON_BYTES);

  g_return_val_if_fail (self != NULL, NULL);

  g_string_append_c (json, '{');
  wb_event_append_json (self, json);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static GStrv
read_words (WbJsonValue list)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  WbJsonIter iter;
  WbJsonValue word;

  wb_json_iter_init (&iter, list);
  while (wb_json_iter_next (&iter, NULL, &word))
    {
      g_autofree char *text = wb_json_value_dup_string (word);

      g_strv_builder_add (words, text);
    }
  return g_strv_builder_end (words);
}

static char *
read_member_string (WbJsonValue object, const char *name)
{
  WbJsonValue member;

  return wb_json_value_lookup (object, name, &member) ? wb_json_value_dup_string (member) : NULL;
}

static GPtrArray *
read_attachments (WbJsonValue list)
{
  GPtrArray *attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_attachment_free);
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, list);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *name = read_member_string (item, "name");
      g_autofree char *media_type = read_member_string (item, "media_type");

      g_ptr_array_add (attachments, wb_attachment_new (name, media_type, NULL));
    }
  return attachments;
}

static void
read_field (WbEvent *self, const Field *field, WbJsonValue value)
{
  switch (field->kind)
    {
    case FIELD_STRING:
      G_STRUCT_MEMBER (char *, self, field->offset) = wb_json_value_dup_string (value);
      break;
    case FIELD_RAW:
      G_STRUCT_MEMBER (char *, self, field->offset) = wb_json_value_dup_raw (value);
      break;
    case FIELD_COUNT:
      wb_json_value_get_int64 (value, &G_STRUCT_MEMBER (gint64, self, field->offset));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
read_time (WbJsonValue value, gint64 *time_us)
{
  g_autofree char *text = wb_json_value_dup_string (value);

  wb_time_parse (text, time_us);
}

static void
read_word_member (WbEvent *self, const char *name, const char *word)
{
  if (g_str_equal (name, "type"))
    {
      const WbEventType *type = wb_catalogue_lookup (word);

      self->type = type != NULL ? type : wb_catalogue_get_custom ();
    }
  else if (g_str_equal (name, "severity"))
    wb_severity_from_string (word, &self->severity);
  else if (g_str_equal (name, "priority"))
    wb_priority_from_string (word, &self->priority);
  else if (g_str_equal (name, "status"))
    self->is_resolved = g_str_equal (word, "resolved");
}

static void
read_member (WbEvent *self, const char *name, WbJsonValue value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, name))
      {
        read_field (self, &fields[i], value);
        return;
      }

  if (g_str_equal (name, "tags"))
    self->tags = read_words (value);
  else if (g_str_equal (name, "channels"))
    self->channels = read_words (value);
  else if (g_str_equal (name, "attachments"))
    self->attachments = read_attachments (value);
  else if (g_str_equal (name, "deliver_at"))
    read_time (value, &self->deliver_at_us);
  else if (g_str_equal (name, "ends_at"))
    read_time (value, &self->ends_us);
  else if (g_str_equal (name, "occurred_at"))
    read_time (value, &self->occurred_us);
  else if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    {
      g_autofree char *word = wb_json_value_dup_string (value);

      read_word_member (self, name, word);
    }
}

/*
 * wb_event_new_from_json:
 * @json: what wb_event_to_json() wrote
 *
 * For events of our own only: what comes from outside goes through the normaliser of intake.
 */
WbEvent *
wb_event_new_from_json (const char *json, GError **error)
{
  g_autoptr (WbJson) document = NULL;
  g_autoptr (WbEvent) self = NULL;
  WbJsonIter iter;
  WbJsonValue name, value;

  g_return_val_if_fail (json != NULL, NULL);

  document = wb_json_parse (json, strlen (json), &stored_limits, error);
  if (document == NULL)
    return NULL;
  if (wb_json_value_get_kind (wb_json_get_root (document)) != WB_JSON_OBJECT)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, "event: expected an object");
      return NULL;
    }

  self = wb_event_new (wb_catalogue_get_custom ());
  wb_json_iter_init (&iter, wb_json_get_root (document));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *word = wb_json_value_dup_string (name);

      read_member (self, word, value);
    }
  if (self->title == NULL)
    self->title = g_strdup ("");
  if (self->message == NULL)
    self->message = g_strdup ("");
  return g_steal_pointer (&self);
}

/* wb_event_parse_context: (transfer full) (nullable): an object; %NULL when there is none. */
WbJson *
wb_event_parse_context (const WbEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->context == NULL
             ? NULL
             : wb_json_parse (self->context, strlen (self->context), &stored_limits, NULL);
}

/* Gateways name the provider in the context. */
static char *
dup_provider (const WbEvent *self)
{
  g_autoptr (WbJson) context = NULL;
  WbJsonValue name;

  if (self->provider != NULL)
    return g_strdup (self->provider);

  context = wb_event_parse_context (self);
  if (context == NULL || !wb_json_value_lookup (wb_json_get_root (context), "provider_name", &name)
      || wb_json_value_get_kind (name) != WB_JSON_STRING)
    return NULL;
  return wb_json_value_dup_string (name);
}

/* (nullable): @type_name and @gap stand before it. */
static char *
dup_subject (const WbEvent *self, const char *type_name, const char *gap)
{
  g_autofree char *provider = NULL;

  if (self->run_id != NULL)
    return g_strconcat (type_name, gap, "run ", self->run_id, NULL);
  provider = dup_provider (self);
  if (self->key_id != NULL)
    return g_strconcat (type_name, gap, "key ", provider != NULL ? provider : "", "/", self->key_id,
                        NULL);
  if (provider != NULL)
    return g_strconcat (type_name, gap, "provider ", provider, NULL);
  if (self->model_name != NULL)
    return g_strconcat (type_name, gap, "model ", self->model_name, NULL);
  return self->source != NULL ? g_strconcat (type_name, gap, "source ", self->source, NULL) : NULL;
}

/*
 * wb_event_dup_subject:
 *
 * What the event is about, where types end each other: a run, else a key, a provider, a model or
 * the program that speaks.
 *
 * Returns: (transfer full) (nullable): such as "run training_123"
 */
char *
wb_event_dup_subject (const WbEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return dup_subject (self, "", "");
}

/*
 * wb_event_dup_typed_subject:
 *
 * By which an open notification of the type @type_name is found that has to do with @self.
 *
 * Returns: (transfer full) (nullable): such as "auth_failure key groq/1", or "all_keys_failed"
 */
char *
wb_event_dup_typed_subject (const WbEvent *self, const char *type_name)
{
  const WbEventType *type;

  g_return_val_if_fail (self != NULL, NULL);

  type = g_str_equal (type_name, self->type->name) ? self->type : wb_catalogue_lookup (type_name);
  return type != NULL && type->is_about_all ? g_strdup (type_name)
                                            : dup_subject (self, type_name, " ");
}

/* wb_event_get_size: about how many bytes of memory the event holds. */
gsize
wb_event_get_size (const WbEvent *self)
{
  gsize size = sizeof *self;

  g_return_val_if_fail (self != NULL, 0);

  if (self->content != NULL)
    size += strlen (self->content);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].kind != FIELD_COUNT && G_STRUCT_MEMBER (char *, self, fields[i].offset) != NULL)
      size += strlen (G_STRUCT_MEMBER (char *, self, fields[i].offset));
  for (guint i = 0; self->attachments != NULL && i < self->attachments->len; i++)
    {
      const WbAttachment *attachment = g_ptr_array_index (self->attachments, i);

      size += attachment->data != NULL ? g_bytes_get_size (attachment->data) : 0;
    }
  return size;
}

/* wb_attachment_new: @data may be %NULL. */
WbAttachment *
wb_attachment_new (const char *name, const char *media_type, GBytes *data)
{
  WbAttachment *self = g_new0 (WbAttachment, 1);

  self->name = g_strdup (name);
  self->media_type = g_strdup (media_type);
  self->data = data != NULL ? g_bytes_ref (data) : NULL;
  return self;
}

void
wb_attachment_free (WbAttachment *self)
{
  g_free (self->name);
  g_free (self->media_type);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}
