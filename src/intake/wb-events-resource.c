/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-events-resource.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "base/wb-text.h"
#include "engine/wb-explain.h"
#include "intake/wb-event-body.h"
#include "intake/wb-event-stream.h"
#include "intake/wb-webhook-body.h"
#include "model/wb-limits.h"

/* How events come in and go out as they come: POST /api/v1/events and its stream. */
struct _WbEventsResource
{
  GObject parent_instance;

  WbPipeline *pipeline; /* owned */
  WbCentre *centre;     /* owned */
  WbClock *clock;       /* owned */
};

/* A POST until its events are on disk. */
typedef struct
{
  WbHttpRequest *request; /* owned */
  const char *head;       /* before the answers to a list; NULL: the answer to one */
  guint status;
} Posting;

G_DEFINE_FINAL_TYPE (WbEventsResource, wb_events_resource, G_TYPE_OBJECT)

static void
append_receipt (GString *json, const WbReceipt *receipt)
{
  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_receipt_add_members (receipt, json);
  g_string_append_c (json, '}');
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Posting *posting = user_data;
  g_autoptr (WbHttpRequest) request = posting->request;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) receipts = NULL;
  GString *json;

  receipts = wb_pipeline_submit_finish (WB_PIPELINE (source), result, &error);
  if (receipts == NULL)
    {
      wb_http_request_respond_error (request, error);
      return;
    }

  json = g_string_new (posting->head);
  for (guint i = 0; i < receipts->len; i++)
    append_receipt (json, &g_array_index (receipts, WbReceipt, i));
  g_string_append (json, posting->head != NULL ? "]}\n" : "\n");
  wb_http_request_respond (request, posting->status, json);
}

static gboolean
check_key (const char *key, GError **error)
{
  if (key == NULL
      || (g_utf8_validate (key, -1, NULL) && *key != '\0'
          && wb_text_fits (key, WB_LIMIT_KEY_CHARACTERS)))
    return TRUE;

  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
               "Idempotency-Key: expected 1 to %d characters of UTF-8", WB_LIMIT_KEY_CHARACTERS);
  return FALSE;
}

static void
post_events (WbHttpRequest *request, gpointer data)
{
  WbEventsResource *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  const char *key = wb_http_request_get_header (request, "Idempotency-Key");
  gsize length;
  const char *body = wb_http_request_get_body (request, &length);
  gboolean is_list;
  Posting *posting;

  if (check_key (key, &error))
    events = wb_event_body_read (body, length, key, wb_clock_get_now_us (self->clock), &is_list,
                                 &error);
  if (events == NULL)
    {
      wb_http_request_respond_error (request, error);
      return;
    }

  posting = g_new (Posting, 1);
  *posting = (Posting){ wb_http_request_ref (request), is_list ? "{\"results\":[" : NULL,
                        MHD_HTTP_ACCEPTED };
  wb_pipeline_submit_async (self->pipeline, events, posted_cb, posting);
}

/* Alerts of other tools, as they word them. */
static void
post_webhook (WbHttpRequest *request, gpointer data)
{
  WbEventsResource *self = data;
  gint64 now_us = wb_clock_get_now_us (self->clock);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *body = wb_http_request_get_body (request, &length);
  g_autofree char *json = wb_webhook_body_to_events (body, length, now_us, &error);
  g_autoptr (GPtrArray) events = NULL;
  gboolean is_list;
  Posting *posting;

  if (json != NULL)
    events = wb_event_body_read (json, strlen (json), NULL, now_us, &is_list, &error);
  if (events == NULL)
    {
      wb_http_request_respond_error (request, error);
      return;
    }
  posting = g_new (Posting, 1);
  *posting = (Posting){ wb_http_request_ref (request), "{\"status\":\"processed\",\"results\":[",
                        MHD_HTTP_OK };
  wb_pipeline_submit_async (self->pipeline, events, posted_cb, posting);
}

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbHttpRequest) request = user_data;
  g_autoptr (GError) error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);

  if (answer == NULL)
    wb_http_request_respond_error (request, error);
  else
    wb_http_request_respond (request, MHD_HTTP_OK, g_string_append_c (answer, '\n'));
}

/* What would become of an event; it is checked like one that is sent. */
static void
post_explain (WbHttpRequest *request, gpointer data)
{
  WbEventsResource *self = data;
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *body = wb_http_request_get_body (request, &length);
  gboolean is_list;
  g_autoptr (GPtrArray) events = wb_event_body_read (
      body, length, NULL, wb_clock_get_now_us (self->clock), &is_list, &error);
  g_autofree char *input = NULL;

  if (events != NULL && is_list)
    g_set_error (&error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, "events: expected one");
  if (error != NULL)
    {
      wb_http_request_respond_error (request, error);
      return;
    }
  input = wb_event_body_dup_draft (events);
  wb_pipeline_perform_async (self->pipeline, &wb_explain_draft, input, "http", explained_cb,
                             wb_http_request_ref (request));
}

static void
get_stream (WbHttpRequest *request, gpointer data)
{
  WbEventsResource *self = data;
  const char *last = wb_http_request_get_header (request, "Last-Event-ID");
  const char *since = wb_http_request_get_query (request, "since_id");
  gint64 since_id = -1;

  if (last != NULL)
    g_ascii_string_to_signed (last, 10, 0, G_MAXINT64, &since_id, NULL);
  if (since != NULL && !g_ascii_string_to_signed (since, 10, 0, G_MAXINT64, &since_id, NULL))
    wb_http_request_respond_refusal (request, 400, "invalid_argument",
                                     "since_id: expected an integer, 0 or more");
  else
    wb_event_stream_open (request, self->pipeline, self->centre, since_id);
}

static void
wb_events_resource_dispose (GObject *object)
{
  WbEventsResource *self = WB_EVENTS_RESOURCE (object);

  g_clear_object (&self->pipeline);
  g_clear_object (&self->centre);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (wb_events_resource_parent_class)->dispose (object);
}

static void
wb_events_resource_class_init (WbEventsResourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_events_resource_dispose;
}

static void
wb_events_resource_init (WbEventsResource *self G_GNUC_UNUSED)
{
}

/* wb_events_resource_new: adds the routes to @server, which it must outlive. */
WbEventsResource *
wb_events_resource_new (WbHttpServer *server,
                        WbPipeline *pipeline,
                        WbCentre *centre,
                        WbClock *clock)
{
  WbEventsResource *self = g_object_new (WB_TYPE_EVENTS_RESOURCE, NULL);

  self->pipeline = g_object_ref (pipeline);
  self->centre = g_object_ref (centre);
  self->clock = g_object_ref (clock);
  wb_http_server_add_route (server, "POST", "/api/v1/events", post_events, self);
  wb_http_server_add_route (server, "GET", "/api/v1/events/stream", get_stream, self);
  wb_http_server_add_route (server, "POST", "/api/v1/events/explain", post_explain, self);
  wb_http_server_add_route (server, "POST", "/webhook/alerts", post_webhook, self);
  return self;
}
