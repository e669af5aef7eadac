/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-chat-form.h"

#include <string.h>

#include "base/wb-text.h"

#define DEFAULT_TYPE "application/octet-stream"

typedef struct
{
  char *head; /* lines of its header */
  GBytes *data;
} Part;

struct _WbChatForm
{
  GPtrArray *parts; /* owned, Part */
};

static void
part_free (gpointer data)
{
  Part *self = data;

  g_free (self->head);
  g_bytes_unref (self->data);
  g_free (self);
}

WbChatForm *
wb_chat_form_new (void)
{
  WbChatForm *self = g_new0 (WbChatForm, 1);

  self->parts = g_ptr_array_new_with_free_func (part_free);
  return self;
}

void
wb_chat_form_free (WbChatForm *self)
{
  g_ptr_array_unref (self->parts);
  g_free (self);
}

static void
take_part (WbChatForm *self, char *head, GBytes *data)
{
  Part *part = g_new (Part, 1);

  part->head = head;
  part->data = data;
  g_ptr_array_add (self->parts, part);
}

/* What would end a name in quotes, or the line, is written as browsers do (RFC 7578, 2). */
static char *
dup_safe_name (const char *name)
{
  g_autofree char *line = wb_text_dup_single_line (name);
  GString *safe = g_string_new (line);

  g_string_replace (safe, "\"", "%22", 0);
  g_string_replace (safe, "\\", "%5C", 0);
  return g_string_free (safe, FALSE);
}

/* Type and subtype, without parameters; anything else is just bytes. */
static const char *
get_safe_type (const char *type)
{
  const char *allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-./";

  return type != NULL && *type != '\0' && strchr (type, '/') != NULL
                 && strspn (type, allowed) == strlen (type)
             ? type
             : DEFAULT_TYPE;
}

/* wb_chat_form_add_field: @name: in ASCII, without quotes. */
void
wb_chat_form_add_field (WbChatForm *self, const char *name, const char *value)
{
  take_part (self, g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"\r\n", name),
             g_bytes_new (value, strlen (value)));
}

/* wb_chat_form_add_file: @name: of the field; @file: has its data. */
void
wb_chat_form_add_file (WbChatForm *self, const char *name, const WbAttachment *file)
{
  g_autofree char *file_name = dup_safe_name (file->name != NULL ? file->name : name);

  take_part (self,
             g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                              "Content-Type: %s\r\n",
                              name, file_name, get_safe_type (file->media_type)),
             g_bytes_ref (file->data));
}

/* Nothing holds its own hash, so no part holds the line that ends it. */
static char *
dup_boundary (const WbChatForm *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = g_ptr_array_index (self->parts, i);
      gsize size;
      const guchar *data = g_bytes_get_data (part->data, &size);

      g_checksum_update (checksum, data, (gssize) size);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

/* wb_chat_form_set_body: makes all that was added the body of @request. */
void
wb_chat_form_set_body (WbChatForm *self, WbWebRequest *request)
{
  g_autofree char *boundary = dup_boundary (self);
  g_autofree char *type = g_strdup_printf ("multipart/form-data; boundary=%s", boundary);
  GString *body = g_string_new (NULL);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const Part *part = g_ptr_array_index (self->parts, i);

      g_string_append_printf (body, "--%s\r\n%s\r\n", boundary, part->head);
      g_string_append_len (body, g_bytes_get_data (part->data, NULL),
                           (gssize) g_bytes_get_size (part->data));
      g_string_append (body, "\r\n");
    }
  g_string_append_printf (body, "--%s--\r\n", boundary);
  wb_web_request_set_body (request, type, body);
}
