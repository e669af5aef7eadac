/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-router.h"

#include <string.h>

#include "base/wb-json-writer.h"

/* A way to a handler; a segment such as "{id}" takes any one segment. */
typedef struct
{
  char *method;
  GStrv segments;
  WbHttpHandler handler;
  gpointer data;
} Route;

struct _WbHttpRouter
{
  GPtrArray *routes; /* owned, Route */
};

static void
route_free (Route *route)
{
  g_free (route->method);
  g_strfreev (route->segments);
  g_free (route);
}

static gboolean
is_argument (const char *segment)
{
  return *segment == '{';
}

/* Names, unlike ids, may hold slashes, and a path comes unescaped: at its end, one takes all that
 * is left. */
static gboolean
takes_rest (const Route *route, guint i)
{
  return is_argument (route->segments[i]) && !g_str_equal (route->segments[i], "{id}")
         && route->segments[i + 1] == NULL;
}

static gboolean
segment_matches (const char *wanted, const char *segment, gsize length)
{
  if (is_argument (wanted))
    return length > 0;
  return strncmp (wanted, segment, length) == 0 && wanted[length] == '\0';
}

static gboolean
route_matches (const Route *route, const char *path)
{
  const char *segment = path;
  guint i;

  for (i = 0; route->segments[i] != NULL && segment != NULL; i++)
    {
      gsize length = strcspn (segment, "/");

      if (!segment_matches (route->segments[i], segment, length))
        return FALSE;
      if (takes_rest (route, i))
        return TRUE;
      segment = segment[length] == '/' ? segment + length + 1 : NULL;
    }
  return route->segments[i] == NULL && segment == NULL;
}

static gboolean
method_matches (const Route *route, const char *method)
{
  return g_str_equal (route->method, method)
         || (g_str_equal (route->method, "GET") && g_str_equal (method, "HEAD"));
}

static void
set_arguments (const Route *route, WbHttpRequest *request)
{
  const char *segment = wb_http_request_get_path (request);

  for (guint i = 0; route->segments[i] != NULL; i++)
    {
      const char *wanted = route->segments[i];
      gsize length = takes_rest (route, i) ? strlen (segment) : strcspn (segment, "/");

      if (is_argument (wanted))
        {
          g_autofree char *name = g_strndup (wanted + 1, strlen (wanted) - 2);
          g_autofree char *value = g_strndup (segment, length);

          wb_http_request_set_argument (request, name, value);
        }
      segment += length + 1;
    }
}

WbHttpRouter *
wb_http_router_new (void)
{
  WbHttpRouter *self = g_new0 (WbHttpRouter, 1);

  self->routes = g_ptr_array_new_with_free_func ((GDestroyNotify) route_free);
  return self;
}

void
wb_http_router_free (WbHttpRouter *self)
{
  g_ptr_array_unref (self->routes);
  g_free (self);
}

/*
 * wb_http_router_add:
 * @path: each segment in braces stands for any one segment, which the handler gets by that name; at
 *   the end and with another name than "id" for all that is left
 *
 * Of two routes that fit, the one that was added first answers.
 */
void
wb_http_router_add (WbHttpRouter *self,
                    const char *method,
                    const char *path,
                    WbHttpHandler handler,
                    gpointer data)
{
  Route *route = g_new0 (Route, 1);

  route->method = g_strdup (method);
  route->segments = g_strsplit (path, "/", -1);
  route->handler = handler;
  route->data = data;
  g_ptr_array_add (self->routes, route);
}

/* wb_http_router_append_routes: adds one object for each. */
void
wb_http_router_append_routes (WbHttpRouter *self, GString *json)
{
  for (guint i = 0; i < self->routes->len; i++)
    {
      const Route *route = g_ptr_array_index (self->routes, i);
      g_autofree char *path = g_strjoinv ("/", route->segments);

      wb_json_begin_item (json);
      g_string_append_c (json, '{');
      wb_json_add_string (json, "method", route->method);
      wb_json_add_string (json, "path", path);
      g_string_append_c (json, '}');
    }
}

/* wb_http_router_dispatch: a path without a route is answered here. */
void
wb_http_router_dispatch (WbHttpRouter *self, WbHttpRequest *request)
{
  const char *path = wb_http_request_get_path (request);
  gboolean has_path = FALSE;

  for (guint i = 0; i < self->routes->len; i++)
    {
      Route *route = g_ptr_array_index (self->routes, i);

      if (!route_matches (route, path))
        continue;
      has_path = TRUE;
      if (!method_matches (route, wb_http_request_get_method (request)))
        continue;
      set_arguments (route, request);
      route->handler (request, route->data);
      return;
    }
  if (has_path)
    wb_http_request_respond_refusal (request, 405, "method_not_allowed",
                                     "method: this path does not take it");
  else
    wb_http_request_respond_refusal (request, 404, "not_found", "path: there is nothing here");
}
