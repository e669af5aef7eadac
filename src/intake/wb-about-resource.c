/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-about-resource.h"

#include "engine/wb-exposition.h"
#include "wb-intake-resources.h"

#define DESCRIPTION_PATH "/io/github/wakebell/Wakebell/openapi.yaml"
#define DESCRIPTION_MEDIA_TYPE "application/yaml"

/* What the agent tells about itself: how it is, in three forms, and what it can be asked. */
struct _WbAboutResource
{
  GObject parent_instance;

  WbHttpServer *server; /* not owned: it calls us */
  WbHealth *health;     /* owned */
};

G_DEFINE_FINAL_TYPE (WbAboutResource, wb_about_resource, G_TYPE_OBJECT)

/* For who asks often whether anything answers at all: nothing is looked at. */
static void
get_life (WbHttpRequest *request, gpointer data G_GNUC_UNUSED)
{
  wb_http_request_respond (request, MHD_HTTP_OK, g_string_new ("{\"status\":\"ok\"}\n"));
}

static void
examined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbHttpRequest) request = user_data;
  g_autoptr (GError) error = NULL;
  WbHealthLevel level;
  GString *json = wb_health_examine_finish (WB_HEALTH (source), result, &level, &error);

  if (json == NULL)
    wb_http_request_respond_error (request, error);
  else
    wb_http_request_respond (
        request, level == WB_HEALTH_FAILING ? MHD_HTTP_SERVICE_UNAVAILABLE : MHD_HTTP_OK,
        g_string_append_c (json, '\n'));
}

static void
get_health (WbHttpRequest *request, gpointer data)
{
  WbAboutResource *self = data;

  wb_health_examine_async (self->health, examined_cb, wb_http_request_ref (request));
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbHttpRequest) request = user_data;
  g_autoptr (GError) error = NULL;
  GString *text = wb_health_measure_finish (WB_HEALTH (source), result, &error);

  if (text == NULL)
    wb_http_request_respond_error (request, error);
  else
    wb_http_request_respond_as (request, MHD_HTTP_OK, WB_EXPOSITION_MEDIA_TYPE, text);
}

static void
get_metrics (WbHttpRequest *request, gpointer data)
{
  WbAboutResource *self = data;

  wb_health_measure_async (self->health, measured_cb, wb_http_request_ref (request));
}

static void
get_description (WbHttpRequest *request, gpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) description = g_resource_lookup_data (
      wb_intake_get_resource (), DESCRIPTION_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize length;
  const char *text = g_bytes_get_data (description, &length);

  wb_http_request_respond_as (request, MHD_HTTP_OK, DESCRIPTION_MEDIA_TYPE,
                              g_string_new_len (text, (gssize) length));
}

static void
get_routes (WbHttpRequest *request, gpointer data)
{
  WbAboutResource *self = data;
  GString *json = g_string_new ("{\"routes\":[");

  wb_http_server_append_routes (self->server, json);
  wb_http_request_respond (request, MHD_HTTP_OK, g_string_append (json, "]}\n"));
}

static void
wb_about_resource_dispose (GObject *object)
{
  WbAboutResource *self = WB_ABOUT_RESOURCE (object);

  g_clear_object (&self->health);

  G_OBJECT_CLASS (wb_about_resource_parent_class)->dispose (object);
}

static void
wb_about_resource_class_init (WbAboutResourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_about_resource_dispose;
}

static void
wb_about_resource_init (WbAboutResource *self G_GNUC_UNUSED)
{
}

/* wb_about_resource_new: adds the routes to @server, which it must outlive. */
WbAboutResource *
wb_about_resource_new (WbHttpServer *server, WbHealth *health)
{
  WbAboutResource *self = g_object_new (WB_TYPE_ABOUT_RESOURCE, NULL);

  self->server = server;
  self->health = g_object_ref (health);
  wb_http_server_add_route (server, "GET", "/healthz", get_life, self);
  wb_http_server_add_route (server, "GET", "/api/v1/health", get_health, self);
  wb_http_server_add_route (server, "GET", "/metrics", get_metrics, self);
  wb_http_server_add_route (server, "GET", "/api/v1/openapi.yaml", get_description, self);
  wb_http_server_add_route (server, "GET", "/api/v1/routes", get_routes, self);
  return self;
}
