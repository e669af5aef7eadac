/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-http-router.h"

#include <string.h>

/* A way to a handler; "{id}" at the end of the path takes any one segment. */
typedef struct
{
  char *method;
  char *path;
  gsize fixed_length; /* of the path before "{id}"; 0: all of it */
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
  g_free (route->path);
  g_free (route);
}

static gboolean
route_matches (const Route *route, const char *path)
{
  if (route->fixed_length == 0)
    return g_str_equal (route->path, path);
  return strncmp (route->path, path, route->fixed_length) == 0 && path[route->fixed_length] != '\0'
         && strchr (path + route->fixed_length, '/') == NULL;
}

static gboolean
method_matches (const Route *route, const char *method)
{
  return g_str_equal (route->method, method)
         || (g_str_equal (route->method, "GET") && g_str_equal (method, "HEAD"));
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

/* wb_http_router_add: @path may end in "{id}", which stands for one segment. */
void
wb_http_router_add (WbHttpRouter *self,
                    const char *method,
                    const char *path,
                    WbHttpHandler handler,
                    gpointer data)
{
  Route *route = g_new0 (Route, 1);
  const char *brace = strchr (path, '{');

  route->method = g_strdup (method);
  route->path = g_strdup (path);
  route->fixed_length = brace != NULL ? (gsize) (brace - path) : 0;
  route->handler = handler;
  route->data = data;
  g_ptr_array_add (self->routes, route);
}

/* wb_http_router_dispatch: the first route that fits answers; a path without one is answered here.
 */
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
      if (route->fixed_length != 0)
        wb_http_request_set_argument (request, path + route->fixed_length);
      route->handler (request, route->data);
      return;
    }
  if (has_path)
    wb_http_request_respond_refusal (request, 405, "method_not_allowed",
                                     "method: this path does not take it");
  else
    wb_http_request_respond_refusal (request, 404, "not_found", "path: there is nothing here");
}
