/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-events-resource.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "engine/wb-explain.h"
#include "intake/wb-event-body.h"
#include "intake/wb-event-stream.h"
#include "model/wb-limits.h"

#define DEFAULT_ROWS 50
#define HOURS_MAX 87600 /* ten years */

/* /api/v1/events and what lies below it; /healthz. */
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
  gboolean is_list;
} Posting;

/* A GET until its rows were read. */
typedef struct
{
  WbHttpRequest *request; /* owned */
  guint limit;
  gboolean is_forward;
} Reading;

G_DEFINE_FINAL_TYPE (WbEventsResource, wb_events_resource, G_TYPE_OBJECT)

static void
append_receipt (GString *json, const WbReceipt *receipt)
{
  wb_json_begin_item (json);
  g_string_append_c (json, '{');
  wb_json_add_int64 (json, "id", receipt->id);
  wb_json_add_string (json, "outcome", wb_outcome_to_string (receipt->outcome));
  if (receipt->notification_id != 0)
    wb_json_add_int64 (json, "notification_id", receipt->notification_id);
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

  json = g_string_new (posting->is_list ? "{\"results\":[" : NULL);
  for (guint i = 0; i < receipts->len; i++)
    append_receipt (json, &g_array_index (receipts, WbReceipt, i));
  g_string_append (json, posting->is_list ? "]}\n" : "\n");
  wb_http_request_respond (request, MHD_HTTP_ACCEPTED, json);
}

static gboolean
check_key (const char *key, GError **error)
{
  if (key == NULL
      || (g_utf8_validate (key, -1, NULL) && *key != '\0'
          && g_utf8_strlen (key, -1) <= WB_LIMIT_KEY_CHARACTERS))
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
  *posting = (Posting){ wb_http_request_ref (request), is_list };
  wb_pipeline_submit_async (self->pipeline, events, posted_cb, posting);
}

/* A query parameter that is a number; not given, *number stays as it is. */
static gboolean
read_query_number (WbHttpRequest *request,
                   const char *name,
                   gint64 min,
                   gint64 max,
                   gint64 *number,
                   GError **error)
{
  const char *text = wb_http_request_get_query (request, name);

  if (text == NULL || g_ascii_string_to_signed (text, 10, min, max, number, NULL))
    return TRUE;

  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
               "%s: expected an integer from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, name, min,
               max);
  return FALSE;
}

static gboolean
read_query_type (WbHttpRequest *request, char **type, GError **error)
{
  const char *word = wb_http_request_get_query (request, "type");
  const WbEventType *known = word != NULL ? wb_catalogue_lookup (word) : NULL;

  if (word != NULL && known == NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "type: expected a type of the catalogue");
      return FALSE;
    }
  *type = known != NULL ? g_strdup (known->name) : NULL;
  return TRUE;
}

static gboolean
read_query_run (WbHttpRequest *request, char **run_id, GError **error)
{
  const char *text = wb_http_request_get_query (request, "run_id");

  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, "run_id: expected UTF-8");
      return FALSE;
    }
  *run_id = g_strdup (text);
  return TRUE;
}

static WbEventQuery *
read_query (WbEventsResource *self, WbHttpRequest *request, GError **error)
{
  g_autoptr (WbEventQuery) query = g_new0 (WbEventQuery, 1);
  gint64 limit = DEFAULT_ROWS, hours = 0;

  if (!read_query_number (request, "since_id", 0, G_MAXINT64, &query->since_id, error)
      || !read_query_number (request, "before_id", 1, G_MAXINT64, &query->before_id, error)
      || !read_query_number (request, "limit", 1, WB_LIMIT_HISTORY_ROWS, &limit, error)
      || !read_query_number (request, "hours", 1, HOURS_MAX, &hours, error)
      || !read_query_type (request, &query->type, error)
      || !read_query_run (request, &query->run_id, error))
    return NULL;

  query->limit = (guint) limit;
  if (hours > 0)
    query->since_us = wb_clock_get_now_us (self->clock) - hours * G_TIME_SPAN_HOUR;
  return g_steal_pointer (&query);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr (WbHttpRequest) request = reading->request;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  GString *json;

  events = wb_centre_list_events_finish (WB_CENTRE (source), result, &error);
  if (events == NULL)
    {
      wb_http_request_respond_error (request, error);
      return;
    }

  json = g_string_new ("{\"events\":[");
  for (guint i = 0; i < events->len; i++)
    wb_stored_event_append_json (g_ptr_array_index (events, i), json);
  g_string_append_c (json, ']');
  if (events->len == reading->limit)
    {
      const WbStoredEvent *last = g_ptr_array_index (events, events->len - 1);

      wb_json_add_int64 (json, reading->is_forward ? "next_since_id" : "next_before_id", last->id);
    }
  wb_http_request_respond (request, MHD_HTTP_OK, g_string_append (json, "}\n"));
}

static void
get_events (WbHttpRequest *request, gpointer data)
{
  WbEventsResource *self = data;
  g_autoptr (GError) error = NULL;
  WbEventQuery *query = read_query (self, request, &error);
  Reading *reading;

  if (query == NULL)
    {
      wb_http_request_respond_error (request, error);
      return;
    }
  reading = g_new (Reading, 1);
  *reading = (Reading){ wb_http_request_ref (request), query->limit, query->is_forward };
  wb_centre_list_events_async (self->centre, query, NULL, listed_cb, reading);
}

static void
got_one_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbHttpRequest) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  GString *json;

  events = wb_centre_list_events_finish (WB_CENTRE (source), result, &error);
  if (events == NULL)
    {
      wb_http_request_respond_error (request, error);
      return;
    }
  if (events->len == 0)
    {
      wb_http_request_respond_refusal (request, 404, "not_found", "id: no event has it");
      return;
    }
  json = g_string_new (NULL);
  wb_stored_event_append_json (g_ptr_array_index (events, 0), json);
  wb_http_request_respond (request, MHD_HTTP_OK, g_string_append_c (json, '\n'));
}

static void
get_event (WbHttpRequest *request, gpointer data)
{
  WbEventsResource *self = data;
  const char *text = wb_http_request_get_argument (request, "id");
  WbEventQuery *query;
  gint64 id;

  if (!g_ascii_string_to_signed (text, 10, 1, G_MAXINT64 - 1, &id, NULL))
    {
      wb_http_request_respond_refusal (request, 404, "not_found",
                                       "id: expected the number of an event");
      return;
    }
  query = g_new0 (WbEventQuery, 1);
  query->since_id = id - 1;
  query->before_id = id + 1;
  query->limit = 1;
  wb_centre_list_events_async (self->centre, query, NULL, got_one_cb,
                               wb_http_request_ref (request));
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
  g_autoptr (GError) error = NULL;
  const char *last = wb_http_request_get_header (request, "Last-Event-ID");
  gint64 since_id = -1;

  if (last != NULL)
    g_ascii_string_to_signed (last, 10, 0, G_MAXINT64, &since_id, NULL);
  if (!read_query_number (request, "since_id", 0, G_MAXINT64, &since_id, &error))
    {
      wb_http_request_respond_error (request, error);
      return;
    }
  wb_event_stream_open (request, self->pipeline, self->centre, since_id);
}

static void
get_health (WbHttpRequest *request, gpointer data G_GNUC_UNUSED)
{
  wb_http_request_respond (request, MHD_HTTP_OK, g_string_new ("{\"status\":\"ok\"}\n"));
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
  wb_http_server_add_route (server, "GET", "/api/v1/events", get_events, self);
  wb_http_server_add_route (server, "GET", "/api/v1/events/stream", get_stream, self);
  wb_http_server_add_route (server, "POST", "/api/v1/events/explain", post_explain, self);
  wb_http_server_add_route (server, "GET", "/api/v1/events/{id}", get_event, self);
  wb_http_server_add_route (server, "GET", "/healthz", get_health, self);
  return self;
}
