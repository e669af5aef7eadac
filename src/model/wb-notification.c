/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-notification.h"

#include "base/wb-error.h"
#include "base/wb-json-writer.h"

G_DEFINE_BOXED_TYPE (WbNotification, wb_notification, wb_notification_ref, wb_notification_unref)

typedef struct
{
  const char *name;
  gsize offset;
} Time;

static const Time times[] = {
  { "created_at", G_STRUCT_OFFSET (WbNotification, created_us) },
  { "updated_at", G_STRUCT_OFFSET (WbNotification, updated_us) },
  { "read_at", G_STRUCT_OFFSET (WbNotification, read_us) },
  { "acknowledged_at", G_STRUCT_OFFSET (WbNotification, acknowledged_us) },
  { "resolved_at", G_STRUCT_OFFSET (WbNotification, resolved_us) },
  { "held_until", G_STRUCT_OFFSET (WbNotification, held_until_us) },
  { "snoozed_until", G_STRUCT_OFFSET (WbNotification, snoozed_until_us) },
  { "expires_at", G_STRUCT_OFFSET (WbNotification, expires_us) },
};

WbNotification *
wb_notification_new (gint64 id, gint64 seq, WbEvent *event)
{
  WbNotification *self;

  g_return_val_if_fail (event != NULL, NULL);

  self = g_atomic_rc_box_new (WbNotification);
  *self = (WbNotification){
    .id = id,
    .seq = seq,
    .event = wb_event_ref (event),
    .severity = event->severity,
    .count = 1,
  };
  return self;
}

WbNotification *
wb_notification_ref (WbNotification *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_notification (gpointer data)
{
  WbNotification *self = data;

  wb_event_unref (self->event);
  g_strfreev (self->channels);
  g_free (self->reason);
}

void
wb_notification_unref (WbNotification *self)
{
  g_atomic_rc_box_release_full (self, clear_notification);
}

/* wb_notification_get_priority: the event's; where the severity is another, that of the severity.
 */
WbPriority
wb_notification_get_priority (const WbNotification *self)
{
  return self->severity == self->event->severity ? self->event->priority
                                                 : wb_severity_get_priority (self->severity);
}

gboolean
wb_notification_has_channel (const WbNotification *self, const char *channel)
{
  return self->channels != NULL && g_strv_contains ((const char *const *) self->channels, channel);
}

/*
 * wb_notification_to_variant:
 *
 * Returns: (transfer floating): the dictionary that Notifications1 documents
 */
GVariant *
wb_notification_to_variant (const WbNotification *self)
{
  const WbEvent *event;
  GVariantDict dict;

  g_return_val_if_fail (self != NULL, NULL);

  event = self->event;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "id", "x", self->id);
  g_variant_dict_insert (&dict, "seq", "x", self->seq);
  g_variant_dict_insert (&dict, "type", "s", event->type->name);
  g_variant_dict_insert (&dict, "category", "s", wb_category_to_string (event->type->category));
  g_variant_dict_insert (&dict, "severity", "s", wb_severity_to_string (self->severity));
  g_variant_dict_insert (&dict, "priority", "s",
                         wb_priority_to_string (wb_notification_get_priority (self)));
  g_variant_dict_insert (&dict, "title", "s", event->title);
  g_variant_dict_insert (&dict, "message", "s", event->message);
  g_variant_dict_insert (&dict, "count", "u", self->count);
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    if (G_STRUCT_MEMBER (gint64, self, times[i].offset) != 0)
      g_variant_dict_insert (&dict, times[i].name, "x",
                             G_STRUCT_MEMBER (gint64, self, times[i].offset));
  if (self->channels != NULL)
    g_variant_dict_insert (&dict, "channels", "^as", self->channels);
  if (self->reason != NULL)
    g_variant_dict_insert (&dict, "reason", "s", self->reason);
  g_variant_dict_insert_value (&dict, "event",
                               g_variant_new_take_string (wb_event_to_json (event)));
  return g_variant_dict_end (&dict);
}

/* wb_notification_append_json: one object, as HTTP gives it. */
void
wb_notification_append_json (const WbNotification *self, GString *json)
{
  const WbEvent *event = self->event;
  g_autofree char *body = wb_event_to_json (event);

  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_int64 (json, "id", self->id);
  wb_json_add_int64 (json, "seq", self->seq);
  wb_json_add_string (json, "type", event->type->name);
  wb_json_add_string (json, "category", wb_category_to_string (event->type->category));
  wb_json_add_string (json, "severity", wb_severity_to_string (self->severity));
  wb_json_add_string (json, "priority",
                      wb_priority_to_string (wb_notification_get_priority (self)));
  wb_json_add_string (json, "title", event->title);
  wb_json_add_string (json, "message", event->message);
  wb_json_add_int64 (json, "count", self->count);
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    if (G_STRUCT_MEMBER (gint64, self, times[i].offset) != 0)
      wb_json_add_time (json, times[i].name, G_STRUCT_MEMBER (gint64, self, times[i].offset));
  wb_json_add_strings (json, "channels", (const char *const *) self->channels);
  wb_json_add_string (json, "reason", self->reason);
  wb_json_add_raw (json, "event", body);
  g_string_append_c (json, '}');
}

/* wb_notification_new_from_variant: reads what wb_notification_to_variant() wrote. */
WbNotification *
wb_notification_new_from_variant (GVariant *variant, GError **error)
{
  g_autoptr (GVariantDict) dict = NULL;
  g_autoptr (WbEvent) event = NULL;
  const char *json, *severity;
  gint64 id, seq;
  WbNotification *self;

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT), NULL);

  dict = g_variant_dict_new (variant);
  if (!g_variant_dict_lookup (dict, "id", "x", &id)
      || !g_variant_dict_lookup (dict, "seq", "x", &seq)
      || !g_variant_dict_lookup (dict, "event", "&s", &json))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "notification: expected id, seq and event");
      return NULL;
    }
  event = wb_event_new_from_json (json, error);
  if (event == NULL)
    return NULL;

  self = wb_notification_new (id, seq, event);
  g_variant_dict_lookup (dict, "count", "u", &self->count);
  if (g_variant_dict_lookup (dict, "severity", "&s", &severity))
    wb_severity_from_string (severity, &self->severity);
  g_variant_dict_lookup (dict, "channels", "^as", &self->channels);
  g_variant_dict_lookup (dict, "reason", "s", &self->reason);
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    g_variant_dict_lookup (dict, times[i].name, "x",
                           &G_STRUCT_MEMBER (gint64, self, times[i].offset));
  return self;
}
