/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-api.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "model/wb-limits.h"

static const WbJsonLimits body_limits = {
  .length_bytes = WB_LIMIT_BODY_BYTES,
  .string_bytes = WB_LIMIT_BODY_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_BODY_VALUES,
};

/* Answers the paths that operations stand behind. */
struct _WbApi
{
  GObject parent_instance;

  WbPipeline *pipeline; /* owned */
  GArray *entries;      /* owned, Entry */
};

typedef struct
{
  WbApi *api; /* not owned: it holds the entries */
  const WbApiRoute *route;
} Entry;

/* A request until its operation is done. */
typedef struct
{
  WbHttpRequest *request; /* owned */
  guint status;
} Asking;

G_DEFINE_FINAL_TYPE (WbApi, wb_api, G_TYPE_OBJECT)

static gboolean
add_integer (GString *input, const char *name, const char *text, GError **error)
{
  gint64 number;

  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &number, NULL))
    return wb_field_refuse (error, name, "expected an integer, 0 or more");
  wb_json_add_int64 (input, name, number);
  return TRUE;
}

static gboolean
add_boolean (GString *input, const char *name, const char *text, GError **error)
{
  gboolean is_true = g_str_equal (text, "true") || g_str_equal (text, "1");

  if (!is_true && !g_str_equal (text, "false") && !g_str_equal (text, "0"))
    return wb_field_refuse (error, name, "expected true or false");
  wb_json_add_boolean (input, name, is_true);
  return TRUE;
}

static gboolean
add_string (GString *input, const char *name, const char *text, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    return wb_field_refuse (error, name, "expected UTF-8");
  wb_json_add_string (input, name, text);
  return TRUE;
}

static gboolean
add_query (GString *input, const char *spec, WbHttpRequest *request, GError **error)
{
  g_auto (GStrv) parameters = g_strsplit (spec, " ", -1);

  for (GStrv parameter = parameters; *parameter != NULL; parameter++)
    {
      char *colon = strchr (*parameter, ':');
      const char *text;

      *colon = '\0';
      text = wb_http_request_get_query (request, *parameter);
      if (text == NULL)
        continue;
      if (!(colon[1] == 'n'   ? add_integer
            : colon[1] == 'b' ? add_boolean
                              : add_string) (input, *parameter, text, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_arguments (GString *input, const char *path, WbHttpRequest *request, GError **error)
{
  for (const char *brace = strchr (path, '{'); brace != NULL; brace = strchr (brace + 1, '{'))
    {
      g_autofree char *name = g_strndup (brace + 1, strcspn (brace + 1, "}"));
      const char *text = wb_http_request_get_argument (request, name);
      gint64 id;

      if (!g_str_equal (name, "id"))
        {
          if (!add_string (input, name, text, error))
            return FALSE;
          continue;
        }
      if (!g_ascii_string_to_signed (text, 10, 1, G_MAXINT64 - 1, &id, NULL))
        {
          g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "id: expected a number, 1 or more");
          return FALSE;
        }
      wb_json_add_int64 (input, name, id);
    }
  return TRUE;
}

/* The body is checked on its own first: put together unchecked, it could set other members. */
static gboolean
add_body (GString *input, WbHttpRequest *request, GError **error)
{
  gsize length;
  const char *body = wb_http_request_get_body (request, &length);
  g_autoptr (WbJson) json = NULL;

  if (length == 0)
    return TRUE;

  json = wb_json_parse (body, length, &body_limits, error);
  if (json == NULL)
    return FALSE;
  wb_json_begin_member (input, "body");
  g_string_append_len (input, body, (gssize) length);
  return TRUE;
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (WbHttpRequest) request = asking->request;
  g_autoptr (GError) error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);

  if (answer == NULL)
    wb_http_request_respond_error (request, error);
  else
    wb_http_request_respond (request, asking->status, g_string_append_c (answer, '\n'));
}

static void
handle (WbHttpRequest *request, gpointer data)
{
  const Entry *entry = data;
  const WbApiRoute *route = entry->route;
  g_autoptr (GString) input = g_string_new ("{");
  g_autoptr (GError) error = NULL;
  Asking *asking;

  if (!add_arguments (input, route->path, request, &error)
      || (route->query != NULL && !add_query (input, route->query, request, &error))
      || !add_body (input, request, &error))
    {
      wb_http_request_respond_error (request, error);
      return;
    }
  g_string_append_c (input, '}');

  asking = g_new (Asking, 1);
  *asking = (Asking){ wb_http_request_ref (request), route->status != 0 ? route->status : 200 };
  wb_pipeline_perform_async (entry->api->pipeline, route->operation, input->str, "http",
                             performed_cb, asking);
}

static void
wb_api_dispose (GObject *object)
{
  WbApi *self = WB_API (object);

  g_clear_object (&self->pipeline);
  g_clear_pointer (&self->entries, g_array_unref);

  G_OBJECT_CLASS (wb_api_parent_class)->dispose (object);
}

static void
wb_api_class_init (WbApiClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_api_dispose;
}

static void
wb_api_init (WbApi *self G_GNUC_UNUSED)
{
}

/* wb_api_new: adds the routes to @server, which it must outlive. */
WbApi *
wb_api_new (WbHttpServer *server, WbPipeline *pipeline)
{
  WbApi *self = g_object_new (WB_TYPE_API, NULL);
  gsize n_routes;
  const WbApiRoute *routes = wb_api_get_routes (&n_routes);

  self->pipeline = g_object_ref (pipeline);
  self->entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), (guint) n_routes);
  for (gsize i = 0; i < n_routes; i++)
    g_array_append_val (self->entries, ((Entry){ self, &routes[i] }));
  for (gsize i = 0; i < n_routes; i++)
    wb_http_server_add_route (server, routes[i].method, routes[i].path, handle,
                              &g_array_index (self->entries, Entry, i));
  return self;
}
