/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "agent/wb-agent.h"

#include "agent/wb-autostart.h"
#include "agent/wb-bus-link.h"
#include "agent/wb-key-log.h"
#include "channels/wb-channels.h"
#include "channels/wb-telegram-buttons.h"
#include "delivery/wb-delivery-queue.h"
#include "desktop/wb-presenter.h"
#include "engine/wb-alarm-clock.h"
#include "engine/wb-centre.h"
#include "engine/wb-health.h"
#include "engine/wb-housekeeper.h"
#include "engine/wb-pipeline.h"
#include "intake/wb-about-resource.h"
#include "intake/wb-api.h"
#include "intake/wb-dbus-events.h"
#include "intake/wb-events-resource.h"
#include "intake/wb-http-server.h"
#include "intake/wb-token.h"
#include "service/wb-agent-service.h"
#include "service/wb-alerts-service.h"
#include "service/wb-channels-service.h"
#include "service/wb-deliveries-service.h"
#include "service/wb-events-history.h"
#include "service/wb-keys-service.h"
#include "service/wb-metrics-service.h"
#include "service/wb-notifications-service.h"
#include "service/wb-runs-service.h"

#define OBJECT_PATH "/io/github/wakebell/Wakebell/Agent"
#define SANDBOX_FILE "/.flatpak-info"
#define FAREWELL_US G_USEC_PER_SEC /* for answers, once everything is on disk */

/* Makes the parts and connects them. */
struct _WbAgent
{
  GObject parent_instance;

  GSettings *settings; /* owned */
  GMainLoop *loop;     /* owned */
  WbClock *clock;      /* owned */
  WbDatabase *database;
  WbPipeline *pipeline;
  WbCentre *centre;
  WbHttpServer *server;
  WbEventsResource *events;
  WbAboutResource *about;
  WbApi *api;
  WbHealth *health;
  WbHousekeeper *housekeeper;
  WbAlarmClock *alarms;
  WbDeliveryQueue *queue;
  WbTelegramButtons *buttons;
  WbPresenter *presenter;
  WbAutostart *autostart;
  WbBusLink *link;
  GDBusConnection *connection; /* owned, nullable */
  GPtrArray *services;         /* owned, GDBusInterfaceSkeleton */
  GPtrArray *troubles;         /* owned, char *: what did not work at the start */
  guint trouble_id;            /* of a look at the channels to come */
};

G_DEFINE_FINAL_TYPE (WbAgent, wb_agent, G_TYPE_OBJECT)

static void
add_trouble (WbAgent *self, const char *trouble)
{
  g_warning ("%s", trouble);
  g_ptr_array_add (self->troubles, g_strdup (trouble));
  wb_presenter_set_trouble (self->presenter, trouble);
}

static gboolean
look_at_channels_cb (gpointer user_data)
{
  WbAgent *self = user_data;
  g_autofree char *trouble = wb_delivery_queue_dup_trouble (self->queue);

  self->trouble_id = 0;
  wb_presenter_set_trouble (
      self->presenter, self->troubles->len > 0 ? g_ptr_array_index (self->troubles, 0) : trouble);
  return G_SOURCE_REMOVE;
}

/* Once for all that happens at a time. */
static void
channels_changed_cb (WbAgent *self)
{
  if (self->trouble_id == 0)
    self->trouble_id = g_idle_add_full (G_PRIORITY_LOW, look_at_channels_cb, self, NULL);
}

static char *
dup_socket_path (void)
{
  if (g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS))
    return g_build_filename (g_get_user_runtime_dir (), "app", WB_APP_ID, "agent.sock", NULL);
  return g_build_filename (g_get_user_runtime_dir (), "wakebell", "agent.sock", NULL);
}

/* --- status --- */

static GVariant *
list_addresses (WbAgent *self)
{
  GVariantBuilder addresses;
  guint16 port = wb_http_server_get_port (self->server);

  g_variant_builder_init (&addresses, G_VARIANT_TYPE ("as"));
  if (port != 0)
    {
      g_variant_builder_add_value (
          &addresses, g_variant_new_take_string (g_strdup_printf ("http://127.0.0.1:%u", port)));
      g_variant_builder_add_value (
          &addresses, g_variant_new_take_string (g_strdup_printf ("http://[::1]:%u", port)));
    }
  return g_variant_builder_end (&addresses);
}

static void
add_status (GVariantDict *status, gpointer data)
{
  WbAgent *self = data;
  const char *socket_path = wb_http_server_get_socket_path (self->server);
  const char *popups = wb_presenter_get_popup_server (self->presenter);

  g_variant_dict_insert_value (status, "http", list_addresses (self));
  if (socket_path != NULL)
    g_variant_dict_insert (status, "socket", "s", socket_path);
  g_variant_dict_insert (status, "tray", "b", wb_presenter_is_tray_shown (self->presenter));
  g_variant_dict_insert (status, "popups", "s", popups != NULL ? popups : "");
  g_variant_dict_insert (status, "popups_paused_until", "x",
                         wb_presenter_get_paused_until (self->presenter));
  g_variant_dict_insert (status, "token_required", "b",
                         wb_http_server_is_token_required (self->server));
  g_variant_dict_insert_value (
      status, "troubles",
      g_variant_new_strv ((const char *const *) self->troubles->pdata, self->troubles->len));
}

/* --- bus --- */

static void
connected_cb (WbAgent *self, GDBusConnection *connection)
{
  g_set_object (&self->connection, connection);
  for (guint i = 0; i < self->services->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!g_dbus_interface_skeleton_export (g_ptr_array_index (self->services, i), connection,
                                             OBJECT_PATH, &error))
        g_warning ("%s", error->message);
    }
  wb_presenter_set_connection (self->presenter, connection);
  wb_autostart_set_connection (self->autostart, connection);
}

static void
disconnected_cb (WbAgent *self)
{
  wb_autostart_set_connection (self->autostart, NULL);
  wb_presenter_set_connection (self->presenter, NULL);
  for (guint i = 0; i < self->services->len; i++)
    g_dbus_interface_skeleton_unexport (g_ptr_array_index (self->services, i));
  g_clear_object (&self->connection);
}

static void
name_lost_cb (WbAgent *self)
{
  g_message ("another agent serves this session");
  wb_agent_quit (self);
}

static void
add_service (WbAgent *self, gpointer skeleton)
{
  g_ptr_array_add (self->services, skeleton);
}

static void
make_services (WbAgent *self)
{
  WbAgentService *agent_service = wb_agent_service_new (
      self->pipeline, self->centre, self->database, self->health, add_status, self);
  WbDbusEvents *events = wb_dbus_events_new (self->pipeline, self->clock);

  g_signal_connect_object (agent_service, "pause-requested",
                           G_CALLBACK (wb_presenter_set_paused_until), self->presenter,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (agent_service, "quit-requested", G_CALLBACK (wb_agent_quit), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self->presenter, "paused-until", agent_service, "popups-paused-until",
                          G_BINDING_SYNC_CREATE);
  add_service (self, agent_service);
  wb_events_history_serve (WB_BUS_EVENTS1 (events), self->pipeline);
  add_service (self, events);
  add_service (self, wb_notifications_service_new (self->centre, self->pipeline));
  add_service (self, wb_alerts_service_new (self->pipeline));
  add_service (self, wb_metrics_service_new (self->pipeline));
  add_service (self, wb_keys_service_new (self->pipeline));
  add_service (self, wb_runs_service_new (self->pipeline));
  add_service (self, wb_channels_service_new (self->pipeline));
  add_service (self, wb_deliveries_service_new (self->pipeline));
}

/* --- settings --- */

static void
sound_changed_cb (WbAgent *self)
{
  g_auto (GStrv) silent = g_settings_get_strv (self->settings, "silent-severities");
  guint sounds = (1u << WB_N_SEVERITIES) - 1;
  WbSeverity severity;

  for (guint i = 0; silent[i] != NULL; i++)
    if (wb_severity_from_string (silent[i], &severity))
      sounds &= ~(1u << severity);
  wb_presenter_set_sounds (self->presenter,
                           g_settings_get_boolean (self->settings, "sound") ? sounds : 0);
}

static void
token_changed_cb (WbAgent *self)
{
  g_autofree char *folder = g_path_get_dirname (wb_database_get_path (self->database));
  g_autofree char *path = g_build_filename (folder, "token", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *token = wb_token_load (path, &error);

  if (token == NULL)
    add_trouble (self, error->message);
  wb_http_server_set_token (self->server, token,
                            g_settings_get_boolean (self->settings, "require-token"));
}

static void
paused_until_changed_cb (WbAgent *self)
{
  g_settings_set_int64 (self->settings, "popups-paused-until",
                        wb_presenter_get_paused_until (self->presenter));
}

static void
follow_settings (WbAgent *self)
{
  self->autostart = wb_autostart_new (self->settings);
  wb_presenter_set_paused_until (self->presenter,
                                 g_settings_get_int64 (self->settings, "popups-paused-until"));
  sound_changed_cb (self);
  token_changed_cb (self);
  g_signal_connect_object (self->settings, "changed::sound", G_CALLBACK (sound_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::silent-severities",
                           G_CALLBACK (sound_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::require-token", G_CALLBACK (token_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->presenter, "notify::paused-until",
                           G_CALLBACK (paused_until_changed_cb), self, G_CONNECT_SWAPPED);
}

/* --- parts --- */

static void
make_queue (WbAgent *self, WbSecretKeeper *keeper)
{
  g_autoptr (GPtrArray) channels = wb_channels_new ();

  self->queue = wb_delivery_queue_new (self->pipeline, self->clock, keeper, channels);
  g_signal_connect_object (self->queue, "settled", G_CALLBACK (channels_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "set-up", G_CALLBACK (channels_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->buttons = wb_telegram_buttons_new (self->pipeline, keeper);
}

static gboolean
make_store (WbAgent *self, GError **error)
{
  g_autoptr (WbSecretKeeper) keeper = wb_secret_keeper_new ();
  g_autofree char *credentials_file = g_settings_get_string (self->settings, "credentials-file");
  g_autofree char *path
      = g_build_filename (g_get_user_data_dir (), "wakebell", "wakebell.db", NULL);

  self->database = wb_database_open (path, error);
  if (self->database == NULL)
    return FALSE;

  self->pipeline = wb_pipeline_new (self->database, self->clock);
  wb_secret_keeper_set_file (keeper, credentials_file);
  wb_pipeline_set_secret_keeper (self->pipeline, keeper);
  make_queue (self, keeper);
  self->centre = wb_centre_new (self->database, self->pipeline);
  wb_key_log_follow (self->pipeline);
  return TRUE;
}

/* What cannot be listened on is told; the rest serves. */
static void
listen_for_events (WbAgent *self, int port)
{
  g_autofree char *socket_path = dup_socket_path ();
  g_autoptr (GError) tcp_error = NULL;
  g_autoptr (GError) unix_error = NULL;

  if (!wb_http_server_listen_tcp (self->server, (guint16) port, &tcp_error))
    add_trouble (self, tcp_error->message);
  if (!wb_http_server_listen_unix (self->server, socket_path, &unix_error))
    add_trouble (self, unix_error->message);
  wb_http_server_start (self->server);
}

static void
wb_agent_dispose (GObject *object)
{
  WbAgent *self = WB_AGENT (object);

  g_clear_object (&self->link);
  g_clear_pointer (&self->services, g_ptr_array_unref);
  g_clear_object (&self->connection);
  g_clear_object (&self->presenter);
  g_clear_object (&self->autostart);
  g_clear_object (&self->server);
  g_clear_object (&self->events);
  g_clear_object (&self->housekeeper);
  g_clear_object (&self->about);
  g_clear_object (&self->health);
  g_clear_object (&self->api);
  g_clear_object (&self->buttons);
  g_clear_handle_id (&self->trouble_id, g_source_remove);
  g_clear_object (&self->queue);
  g_clear_object (&self->alarms);
  g_clear_object (&self->centre);
  g_clear_object (&self->pipeline);
  g_clear_object (&self->database);
  g_clear_object (&self->clock);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->troubles, g_ptr_array_unref);

  G_OBJECT_CLASS (wb_agent_parent_class)->dispose (object);
}

static void
wb_agent_class_init (WbAgentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_agent_dispose;
}

static void
wb_agent_init (WbAgent *self)
{
  self->loop = g_main_loop_new (NULL, FALSE);
  self->clock = wb_clock_new ();
  self->services = g_ptr_array_new_with_free_func (g_object_unref);
  self->troubles = g_ptr_array_new_with_free_func (g_free);
}

/*
 * wb_agent_new:
 * @port: for TCP on both loopbacks; 0: any that is free
 *
 * Returns: (transfer full): an agent that is ready to run; %NULL when its store cannot be opened,
 * WB_ERROR_BUSY when another agent has it
 */
WbAgent *
wb_agent_new (GSettings *settings, int port, GError **error)
{
  g_autoptr (WbAgent) self = g_object_new (WB_TYPE_AGENT, NULL);

  self->settings = g_object_ref (settings);
  if (!make_store (self, error))
    return NULL;
  self->server = wb_http_server_new (error);
  if (self->server == NULL)
    return NULL;

  self->presenter = wb_presenter_new (self->centre, self->clock);
  g_signal_connect_object (self->presenter, "quit-requested", G_CALLBACK (wb_agent_quit), self,
                           G_CONNECT_SWAPPED);
  self->events = wb_events_resource_new (self->server, self->pipeline, self->centre, self->clock);
  self->api = wb_api_new (self->server, self->pipeline);
  self->health = wb_health_new (self->database, self->centre, self->clock, add_status, self);
  self->about = wb_about_resource_new (self->server, self->health);
  self->housekeeper = wb_housekeeper_new (self->pipeline, self->clock);
  self->alarms = wb_alarm_clock_new (self->pipeline, self->clock);
  make_services (self);
  follow_settings (self);
  listen_for_events (self, port);

  self->link = wb_bus_link_new (WB_APP_ID ".Agent");
  g_signal_connect_object (self->link, "connected", G_CALLBACK (connected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "disconnected", G_CALLBACK (disconnected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->link, "name-lost", G_CALLBACK (name_lost_cb), self,
                           G_CONNECT_SWAPPED);
  return g_steal_pointer (&self);
}

/* Commits what was taken in, answers its senders, and leaves nothing half done. */
static void
shut_down (WbAgent *self)
{
  gint64 end_us = g_get_monotonic_time () + FAREWELL_US;

  wb_http_server_drain (self->server);
  wb_database_close (self->database);
  while (g_main_context_iteration (NULL, FALSE) && g_get_monotonic_time () < end_us)
    ;
  wb_http_server_stop (self->server);
  if (self->connection != NULL)
    g_dbus_connection_flush_sync (self->connection, NULL, NULL);
}

/* wb_agent_run: returns when the agent is to end; what it took in is on disk then. */
void
wb_agent_run (WbAgent *self)
{
  g_return_if_fail (WB_IS_AGENT (self));

  wb_bus_link_start (self->link);
  wb_delivery_queue_start (self->queue);
  g_main_loop_run (self->loop);
  shut_down (self);
}

void
wb_agent_quit (WbAgent *self)
{
  g_return_if_fail (WB_IS_AGENT (self));

  g_main_loop_quit (self->loop);
}
