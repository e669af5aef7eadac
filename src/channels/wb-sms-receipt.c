/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-receipt.h"

#include <string.h>

#include "base/wb-json-writer.h"

static void
mark_free (gpointer data)
{
  WbSmsMark *self = data;

  g_free (self->recipient);
  g_free (self->provider);
  g_free (self->id);
  g_free (self->status);
  g_free (self);
}

/* wb_sms_receipt_new: nobody has it yet. */
WbSmsReceipt *
wb_sms_receipt_new (const char *key)
{
  WbSmsReceipt *self = g_new0 (WbSmsReceipt, 1);

  self->key = g_strdup (key);
  self->marks = g_ptr_array_new_with_free_func (mark_free);
  return self;
}

void
wb_sms_receipt_free (WbSmsReceipt *self)
{
  g_free (self->key);
  g_ptr_array_unref (self->marks);
  g_free (self);
}

/* wb_sms_receipt_find: (nullable) (transfer none). */
WbSmsMark *
wb_sms_receipt_find (const WbSmsReceipt *self, const char *recipient)
{
  for (guint i = 0; i < self->marks->len; i++)
    {
      WbSmsMark *mark = g_ptr_array_index (self->marks, i);

      if (g_str_equal (mark->recipient, recipient))
        return mark;
    }
  return NULL;
}

/* wb_sms_receipt_mark: (transfer none): that of @recipient, a new one where there is none. */
WbSmsMark *
wb_sms_receipt_mark (WbSmsReceipt *self, const char *recipient)
{
  WbSmsMark *mark = wb_sms_receipt_find (self, recipient);

  if (mark == NULL)
    {
      mark = g_new0 (WbSmsMark, 1);
      mark->recipient = g_strdup (recipient);
      g_ptr_array_add (self->marks, mark);
    }
  return mark;
}

static void
replace (char **text, const char *other)
{
  char *copy = g_strdup (other);

  g_free (*text);
  *text = copy;
}

/* wb_sms_mark_set: someone took it, or says how far it is. */
void
wb_sms_mark_set (WbSmsMark *self, const char *provider, const char *id, const char *status)
{
  replace (&self->provider, provider);
  replace (&self->id, id);
  replace (&self->status, status);
}

/* wb_sms_receipt_to_json: (transfer full). */
char *
wb_sms_receipt_to_json (const WbSmsReceipt *self)
{
  GString *json = g_string_new ("{");

  wb_json_add_string (json, "key", self->key);
  if (self->n_polls > 0)
    wb_json_add_int64 (json, "polls", self->n_polls);
  wb_json_begin_member (json, "recipients");
  g_string_append_c (json, '{');
  for (guint i = 0; i < self->marks->len; i++)
    {
      const WbSmsMark *mark = g_ptr_array_index (self->marks, i);

      wb_json_begin_member (json, mark->recipient);
      g_string_append_c (json, '{');
      wb_json_add_string (json, "provider", mark->provider);
      wb_json_add_string (json, "sid", mark->id);
      wb_json_add_string (json, "status", mark->status);
      if (mark->n_unsure > 0)
        wb_json_add_int64 (json, "unsure", mark->n_unsure);
      g_string_append_c (json, '}');
    }
  g_string_append (json, "}}");
  return g_string_free (json, FALSE);
}

/* --- reading --- */

static char *
dup_member (WbJsonValue object, const char *name)
{
  WbJsonValue value;

  return wb_json_value_lookup (object, name, &value)
                 && wb_json_value_get_kind (value) == WB_JSON_STRING
             ? wb_json_value_dup_string (value)
             : NULL;
}

static guint
get_count (WbJsonValue object, const char *name)
{
  WbJsonValue value;
  gint64 count;

  return wb_json_value_lookup (object, name, &value) && wb_json_value_get_int64 (value, &count)
             ? (guint) CLAMP (count, 0, 1000)
             : 0;
}

static void
read_marks (WbSmsReceipt *self, WbJsonValue recipients)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, recipients);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *recipient = wb_json_value_dup_string (name);
      WbSmsMark *mark = wb_sms_receipt_mark (self, recipient);

      if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
        continue;
      mark->provider = dup_member (value, "provider");
      mark->id = dup_member (value, "sid");
      mark->status = dup_member (value, "status");
      mark->n_unsure = get_count (value, "unsure");
    }
}

/* wb_sms_receipt_new_from_json: (transfer full) (nullable): @json: (nullable): what
 * wb_sms_receipt_to_json() wrote; of anything else nothing is known. */
WbSmsReceipt *
wb_sms_receipt_new_from_json (const char *json)
{
  const WbJsonLimits limits = { 256 * 1024, 4096, 8, 4096 };
  g_autoptr (WbJson) parsed
      = json != NULL ? wb_json_parse (json, strlen (json), &limits, NULL) : NULL;
  g_autofree char *key = NULL;
  WbSmsReceipt *self;
  WbJsonValue root, recipients;

  if (parsed == NULL)
    return NULL;
  root = wb_json_get_root (parsed);
  if (wb_json_value_get_kind (root) != WB_JSON_OBJECT
      || !wb_json_value_lookup (root, "recipients", &recipients)
      || wb_json_value_get_kind (recipients) != WB_JSON_OBJECT)
    return NULL;
  key = dup_member (root, "key");
  self = wb_sms_receipt_new (key != NULL ? key : "");
  self->n_polls = get_count (root, "polls");
  read_marks (self, recipients);
  return self;
}
