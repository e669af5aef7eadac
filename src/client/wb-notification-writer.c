/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-notification-writer"

#include "config.h"

#include "client/wb-notification-writer.h"

#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "client/wb-agent-client-private.h"
#include "model/wb-limits.h"

#define INTERFACE "io.github.wakebell.Wakebell.Notifications1"
#define CALL_TIMEOUT_MS 30000
#define PIECE_IDS 200 /* contents that are in memory at a time */

/* wb_notification_writer_new: @ids: (element-type gint64): which ones, in this order; more may be
 * added. */
WbNotificationWriter *
wb_notification_writer_new (WbAgentClient *client, WbNotificationFormat format, GArray *ids)
{
  GDBusConnection *connection = wb_agent_client_get_connection (client);
  WbNotificationWriter *self;

  g_return_val_if_fail (ids != NULL, NULL);

  self = g_new0 (WbNotificationWriter, 1);
  self->connection = connection != NULL ? g_object_ref (connection) : NULL;
  self->format = format;
  self->ids = g_array_copy (ids);
  return self;
}

void
wb_notification_writer_free (WbNotificationWriter *self)
{
  g_clear_object (&self->connection);
  g_array_unref (self->ids);
  g_free (self);
}

/* Whatever says that nobody answers. */
static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static gboolean
set_gone (GError **error)
{
  g_set_error_literal (error, WB_ERROR, WB_ERROR_UNREACHABLE,
                       _ ("The Wakebell agent is not running."));
  return FALSE;
}

/* (transfer full) (nullable): the answer; it waits for it. */
static GVariant *
call (WbNotificationWriter *self,
      const char *method,
      GVariant *arguments,
      const char *reply_type,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (arguments);
  g_autoptr (GError) call_error = NULL;
  GVariant *reply;

  if (self->connection == NULL)
    {
      set_gone (error);
      return NULL;
    }
  reply = g_dbus_connection_call_sync (self->connection, WB_AGENT_NAME, WB_AGENT_PATH, INTERFACE,
                                       method, owned, G_VARIANT_TYPE (reply_type),
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_TIMEOUT_MS,
                                       cancellable, &call_error);
  if (reply != NULL)
    return reply;
  if (is_gone (call_error))
    {
      set_gone (error);
      return NULL;
    }
  g_dbus_error_strip_remote_error (call_error);
  g_propagate_error (error, g_steal_pointer (&call_error));
  return NULL;
}

/*
 * wb_notification_writer_add_all: all that pass a filter now, newest first.
 * @filter: as Notifications1 takes it
 */
gboolean
wb_notification_writer_add_all (WbNotificationWriter *self,
                                GVariant *filter,
                                GCancellable *cancellable,
                                GError **error)
{
  gint64 before_seq = 0;
  gsize n_rows;

  do
    {
      g_autoptr (GVariant) rows = NULL;
      g_autoptr (GVariant) reply
          = call (self, "ListPacked",
                  g_variant_new ("(@a{sv}xu)", filter, before_seq, (guint) WB_LIMIT_LIST_ROWS),
                  "(ay)", cancellable, error);

      if (reply == NULL)
        return FALSE;
      rows = wb_agent_client_unpack_rows (reply);
      n_rows = g_variant_n_children (rows);
      for (gsize i = 0; i < n_rows; i++)
        {
          gint64 id;

          g_variant_get_child (rows, i, "(xx)", &id, &before_seq);
          g_array_append_val (self->ids, id);
        }
    }
  while (n_rows == WB_LIMIT_LIST_ROWS);
  return TRUE;
}

/* One that cannot be read is passed over, as in the list. */
static void
append_piece (WbNotificationWriter *self, GVariant *reply, GString *text)
{
  g_autoptr (GVariant) rows = g_variant_get_child_value (reply, 0);

  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (WbNotification) notification = wb_notification_new_from_variant (row, &error);

      if (notification == NULL)
        {
          g_debug ("%s", error->message);
          continue;
        }
      wb_notification_format_append (self->format, notification, self->n_written == 0, text);
      self->n_written++;
    }
}

static gboolean
read_piece (WbNotificationWriter *self, GString *text, GCancellable *cancellable, GError **error)
{
  const gint64 *ids = (const gint64 *) self->ids->data + self->n_read;
  guint n_ids = MIN (self->ids->len - self->n_read, PIECE_IDS);
  g_autoptr (GVariant) reply = NULL;

  if (n_ids == 0)
    return TRUE;
  reply = call (self, "Get",
                g_variant_new ("(@ax)", g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids, n_ids,
                                                                   sizeof *ids)),
                "(aa{sv})", cancellable, error);
  if (reply == NULL)
    return FALSE;
  append_piece (self, reply, text);
  self->n_read += n_ids;
  return TRUE;
}

/*
 * wb_notification_writer_run: writes all that were chosen; what was deleted meanwhile is left out.
 * @progress: (nullable): called in this thread after each piece
 */
gboolean
wb_notification_writer_run (WbNotificationWriter *self,
                            GOutputStream *stream,
                            WbNotificationWriterFunc progress,
                            gpointer user_data,
                            GCancellable *cancellable,
                            GError **error)
{
  gboolean is_list = self->ids->len > 1;
  g_autoptr (GString) text = g_string_new (NULL);

  wb_notification_format_begin (self->format, is_list, text);
  do
    {
      if (!read_piece (self, text, cancellable, error))
        return FALSE;
      if (self->n_read == self->ids->len)
        wb_notification_format_end (self->format, is_list, text);
      if (!g_output_stream_write_all (stream, text->str, text->len, NULL, cancellable, error))
        return FALSE;
      g_string_truncate (text, 0);
      if (progress != NULL)
        progress (self, user_data);
    }
  while (self->n_read < self->ids->len);
  return TRUE;
}
