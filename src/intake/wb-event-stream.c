/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-event-stream.h"

#include <string.h>

#include "model/wb-limits.h"

#define BUFFER_BYTES (256 * 1024) /* for one client; past that it reads from the store again */
#define PAGE_ROWS 200
#define KEEPALIVE_SECONDS 45

#define WB_TYPE_EVENT_STREAM (wb_event_stream_get_type ())
G_DECLARE_FINAL_TYPE (WbEventStream, wb_event_stream, WB, EVENT_STREAM, GObject)

/*
 * Server-sent events for one client. It is live, and what is committed goes straight into its
 * buffer; or it catches up, page by page from the store: at its start, and whenever the client is
 * slower than the events. So it misses none and holds little.
 */
struct _WbEventStream
{
  GObject parent_instance;

  WbHttpRequest *request; /* owned */
  WbCentre *centre;       /* owned */
  GString *buffer;        /* owned */
  gsize sent;             /* of the buffer */
  gint64 last_id;         /* that went into the buffer; -1: from now on */
  gboolean is_live;
  gboolean is_reading;
  gboolean is_stale; /* something was committed since the page was asked for */
  guint keepalive_id;
};

G_DEFINE_FINAL_TYPE (WbEventStream, wb_event_stream, G_TYPE_OBJECT)

static void
append_event (WbEventStream *self, const WbStoredEvent *event)
{
  g_autoptr (GString) json = g_string_new (NULL);

  wb_stored_event_append_json (event, json);
  /* Context stands there as it was sent; a line would end the event. Strings hold no raw ones. */
  g_strdelimit (json->str, "\r\n", ' ');
  g_string_append_printf (self->buffer, "id: %" G_GINT64_FORMAT "\nevent: event\ndata: %s\n\n",
                          event->id, json->str);
  self->last_id = event->id;
}

static gsize
count_unsent (WbEventStream *self)
{
  return self->buffer->len - self->sent;
}

static void read_page (WbEventStream *self);

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbEventStream) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;

  self->is_reading = FALSE;
  events = wb_centre_list_events_finish (WB_CENTRE (source), result, &error);
  if (events == NULL)
    {
      wb_http_request_end_stream (self->request);
      return;
    }

  for (guint i = 0; i < events->len; i++)
    append_event (self, g_ptr_array_index (events, i));
  if (events->len == 0 && !self->is_stale)
    self->is_live = TRUE;
  else if (count_unsent (self) < BUFFER_BYTES)
    read_page (self);
  wb_http_request_wake_stream (self->request);
}

static void
read_page (WbEventStream *self)
{
  WbEventQuery *query;

  if (self->is_reading || !wb_http_request_is_alive (self->request))
    return;

  self->is_reading = TRUE;
  self->is_stale = FALSE;
  query = g_new0 (WbEventQuery, 1);
  query->is_forward = TRUE;
  query->since_id = MAX (self->last_id, 0);
  query->limit = PAGE_ROWS;
  wb_centre_list_events_async (self->centre, query, NULL, page_read_cb, g_object_ref (self));
}

static void
committed_cb (WbEventStream *self, const WbCommit *commit)
{
  /* The page that is being read may have been looked up before this. */
  self->is_stale = TRUE;
  for (guint i = 0; self->is_live && i < commit->events->len; i++)
    {
      const WbStoredEvent *event = g_ptr_array_index (commit->events, i);

      if (event->id > self->last_id)
        append_event (self, event);
      if (count_unsent (self) > BUFFER_BYTES)
        self->is_live = FALSE;
    }
  wb_http_request_wake_stream (self->request);
}

static gssize
read_cb (gpointer data, char *buffer, gsize limit)
{
  WbEventStream *self = data;
  gsize length = MIN (limit, count_unsent (self));

  memcpy (buffer, self->buffer->str + self->sent, length);
  self->sent += length;
  if (count_unsent (self) == 0)
    {
      g_string_truncate (self->buffer, 0);
      self->sent = 0;
      if (!self->is_live)
        read_page (self);
    }
  else if (self->sent >= BUFFER_BYTES)
    {
      g_string_erase (self->buffer, 0, (gssize) self->sent);
      self->sent = 0;
    }
  return (gssize) length;
}

static gboolean
keepalive_cb (gpointer user_data)
{
  WbEventStream *self = user_data;

  if (count_unsent (self) == 0)
    g_string_append (self->buffer, ": still here\n\n");
  wb_http_request_wake_stream (self->request);
  return G_SOURCE_CONTINUE;
}

static void
close_cb (gpointer data)
{
  WbEventStream *self = data;

  g_clear_handle_id (&self->keepalive_id, g_source_remove);
  g_object_run_dispose (G_OBJECT (self)); /* no more commits */
  g_object_unref (self);
}

static void
wb_event_stream_finalize (GObject *object)
{
  WbEventStream *self = WB_EVENT_STREAM (object);

  g_object_unref (self->centre);
  wb_http_request_unref (self->request);
  g_string_free (self->buffer, TRUE);

  G_OBJECT_CLASS (wb_event_stream_parent_class)->finalize (object);
}

static void
wb_event_stream_class_init (WbEventStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_event_stream_finalize;
}

static void
wb_event_stream_init (WbEventStream *self)
{
  self->buffer = g_string_new (": Wakebell events\n\n");
}

/*
 * wb_event_stream_open:
 * @since_id: events after it are sent first, all of them; -1: only what comes from now on
 *
 * Answers @request with a stream that lasts until the client leaves.
 */
void
wb_event_stream_open (WbHttpRequest *request,
                      WbPipeline *pipeline,
                      WbCentre *centre,
                      gint64 since_id)
{
  WbEventStream *self = g_object_new (WB_TYPE_EVENT_STREAM, NULL);

  self->request = wb_http_request_ref (request);
  self->centre = g_object_ref (centre);
  self->last_id = since_id;
  self->is_live = since_id < 0;
  self->keepalive_id = g_timeout_add_seconds (KEEPALIVE_SECONDS, keepalive_cb, self);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  wb_http_request_respond_stream (request, "text/event-stream", read_cb, self, close_cb);
}
