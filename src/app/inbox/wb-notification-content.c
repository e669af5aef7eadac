/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-notification-content.h"

#include "client/wb-notification-writer.h"

struct _WbNotificationContent
{
  GdkContentProvider parent_instance;

  WbAgentClient *client; /* owned */
  GArray *ids;           /* owned: of gint64 */
};

/* What one who takes them asked for. */
typedef struct
{
  WbNotificationWriter *writer; /* owned: of the thread */
  GOutputStream *stream;        /* owned: that of the other program */
  GBytes *bytes;                /* owned, nullable until they have come */
  int priority;
} Request;

static const struct
{
  const char *media_type;
  WbNotificationFormat format;
} formats[] = {
  { "text/plain;charset=utf-8", WB_NOTIFICATION_FORMAT_TEXT },
  { "text/plain", WB_NOTIFICATION_FORMAT_TEXT },
  { "application/json", WB_NOTIFICATION_FORMAT_JSON },
};

G_DEFINE_FINAL_TYPE (WbNotificationContent, wb_notification_content, GDK_TYPE_CONTENT_PROVIDER)

static void
request_free (gpointer data)
{
  Request *request = data;

  wb_notification_writer_free (request->writer);
  g_object_unref (request->stream);
  g_clear_pointer (&request->bytes, g_bytes_unref);
  g_free (request);
}

/* G_N_ELEMENTS (formats): there is no such. */
static gsize
find_format (const char *media_type)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (formats) && !g_str_equal (formats[i].media_type, media_type))
    i++;
  return i;
}

static GdkContentFormats *
wb_notification_content_ref_formats (GdkContentProvider *provider)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  (void) provider;
  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    gdk_content_formats_builder_add_mime_type (builder, formats[i].media_type);
  return gdk_content_formats_builder_free_to_formats (builder);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The stream of the other program belongs to the main loop, as the window system does. */
static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  gsize size;
  const void *data;

  (void) source;
  request->bytes = g_task_propagate_pointer (G_TASK (result), &error);
  if (request->bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  data = g_bytes_get_data (request->bytes, &size);
  g_output_stream_write_all_async (request->stream, data, size, request->priority,
                                   g_task_get_cancellable (task), written_cb, task);
  g_steal_pointer (&task);
}

static void
fetch_job (GTask *fetch, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Request *request = g_task_get_task_data (task_data);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  GError *error = NULL;

  (void) source;
  if (wb_notification_writer_run (request->writer, memory, NULL, NULL, cancellable, &error)
      && g_output_stream_close (memory, cancellable, &error))
    g_task_return_pointer (fetch,
                           g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory)),
                           (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (fetch, error);
}

static void
wb_notification_content_write_mime_type_async (GdkContentProvider *provider,
                                               const char *media_type,
                                               GOutputStream *stream,
                                               int priority,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data)
{
  WbNotificationContent *self = WB_NOTIFICATION_CONTENT (provider);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GTask) fetch = NULL;
  gsize format = find_format (media_type);
  Request *request;

  g_task_set_source_tag (task, wb_notification_content_write_mime_type_async);
  if (format == G_N_ELEMENTS (formats))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s", media_type);
      return;
    }
  request = g_new0 (Request, 1);
  request->writer = wb_notification_writer_new (self->client, formats[format].format, self->ids);
  request->stream = g_object_ref (stream);
  request->priority = priority;
  g_task_set_task_data (task, request, request_free);
  fetch = g_task_new (self, cancellable, fetched_cb, g_object_ref (task));
  g_task_set_source_tag (fetch, wb_notification_content_write_mime_type_async);
  g_task_set_task_data (fetch, g_object_ref (task), g_object_unref);
  g_task_run_in_thread (fetch, fetch_job);
}

static gboolean
wb_notification_content_write_mime_type_finish (GdkContentProvider *provider,
                                                GAsyncResult *result,
                                                GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, provider), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
wb_notification_content_finalize (GObject *object)
{
  WbNotificationContent *self = WB_NOTIFICATION_CONTENT (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->ids, g_array_unref);
  G_OBJECT_CLASS (wb_notification_content_parent_class)->finalize (object);
}

static void
wb_notification_content_class_init (WbNotificationContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = wb_notification_content_finalize;
  provider_class->ref_formats = wb_notification_content_ref_formats;
  provider_class->write_mime_type_async = wb_notification_content_write_mime_type_async;
  provider_class->write_mime_type_finish = wb_notification_content_write_mime_type_finish;
}

static void
wb_notification_content_init (WbNotificationContent *self)
{
  (void) self;
}

/* wb_notification_content_new: @ids: (element-type gint64): 1 to WB_NOTIFICATION_CONTENT_LIMIT. */
GdkContentProvider *
wb_notification_content_new (WbAgentClient *client, GArray *ids)
{
  WbNotificationContent *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);
  g_return_val_if_fail (ids->len >= 1 && ids->len <= WB_NOTIFICATION_CONTENT_LIMIT, NULL);

  self = g_object_new (WB_TYPE_NOTIFICATION_CONTENT, NULL);
  self->client = g_object_ref (client);
  self->ids = g_array_ref (ids);
  return GDK_CONTENT_PROVIDER (self);
}
