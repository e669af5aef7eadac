/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-tray"

#include "desktop/wb-tray-watcher.h"

#define WATCHER_NAME "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"

struct _WbTrayWatcher
{
  GObject parent_instance;

  GDBusConnection *connection; /* owned */
  GCancellable *cancellable;   /* owned, nullable: calls to the present watcher */
  char *item_path;             /* owned */
  guint name_watch;
  guint host_subscription;
  gboolean is_shown;
};

enum
{
  PROP_0,
  PROP_IS_SHOWN,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (WbTrayWatcher, wb_tray_watcher, G_TYPE_OBJECT)

static void
set_shown (WbTrayWatcher *self, gboolean is_shown)
{
  if (self->is_shown == is_shown)
    return;
  self->is_shown = is_shown;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_SHOWN]);
}

static void
host_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;
  WbTrayWatcher *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(v)", &value);
  /* A watcher that cannot tell is taken to be a panel itself. */
  set_shown (self, value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
                       || g_variant_get_boolean (value));
}

static void
call_watcher (WbTrayWatcher *self,
              const char *interface,
              const char *method,
              GVariant *parameters,
              const char *reply_type,
              GAsyncReadyCallback callback)
{
  g_dbus_connection_call (self->connection, WATCHER_NAME, WATCHER_PATH, interface, method,
                          parameters, G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1, self->cancellable, callback, self);
}

/* A watcher may be there before the panel, which is what shows icons. */
static void
ask_host (WbTrayWatcher *self)
{
  call_watcher (self, "org.freedesktop.DBus.Properties", "Get",
                g_variant_new ("(ss)", WATCHER_NAME, "IsStatusNotifierHostRegistered"), "(v)",
                host_cb);
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    ask_host (WB_TRAY_WATCHER (data));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("no tray icon: %s", error->message);
}

static void
signal_cb (GDBusConnection *connection G_GNUC_UNUSED,
           const char *sender G_GNUC_UNUSED,
           const char *path G_GNUC_UNUSED,
           const char *interface G_GNUC_UNUSED,
           const char *signal,
           GVariant *parameters G_GNUC_UNUSED,
           gpointer data)
{
  WbTrayWatcher *self = data;

  if (self->cancellable != NULL && g_str_has_prefix (signal, "StatusNotifierHost"))
    ask_host (self);
}

static void
forget_watcher (WbTrayWatcher *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_shown (self, FALSE);
}

static void
appeared_cb (GDBusConnection *connection G_GNUC_UNUSED,
             const char *name G_GNUC_UNUSED,
             const char *owner G_GNUC_UNUSED,
             gpointer data)
{
  WbTrayWatcher *self = data;

  forget_watcher (self);
  self->cancellable = g_cancellable_new ();
  /* By path, and not by a name of our own, which a sandbox does not let through. */
  call_watcher (self, WATCHER_NAME, "RegisterStatusNotifierItem",
                g_variant_new ("(s)", self->item_path), "()", registered_cb);
}

static void
vanished_cb (GDBusConnection *connection G_GNUC_UNUSED,
             const char *name G_GNUC_UNUSED,
             gpointer data)
{
  forget_watcher (WB_TRAY_WATCHER (data));
}

static void
wb_tray_watcher_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_IS_SHOWN:
      g_value_set_boolean (value, WB_TRAY_WATCHER (object)->is_shown);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_tray_watcher_dispose (GObject *object)
{
  WbTrayWatcher *self = WB_TRAY_WATCHER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  if (self->host_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->host_subscription);
  self->host_subscription = 0;

  G_OBJECT_CLASS (wb_tray_watcher_parent_class)->dispose (object);
}

static void
wb_tray_watcher_finalize (GObject *object)
{
  WbTrayWatcher *self = WB_TRAY_WATCHER (object);

  g_clear_object (&self->connection);
  g_free (self->item_path);

  G_OBJECT_CLASS (wb_tray_watcher_parent_class)->finalize (object);
}

static void
wb_tray_watcher_class_init (WbTrayWatcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = wb_tray_watcher_get_property;
  object_class->dispose = wb_tray_watcher_dispose;
  object_class->finalize = wb_tray_watcher_finalize;

  properties[PROP_IS_SHOWN] = g_param_spec_boolean ("is-shown", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
wb_tray_watcher_init (WbTrayWatcher *self G_GNUC_UNUSED)
{
}

/* wb_tray_watcher_new: what is at @item_path must be exported on @connection by now. */
WbTrayWatcher *
wb_tray_watcher_new (GDBusConnection *connection, const char *item_path)
{
  WbTrayWatcher *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);

  self = g_object_new (WB_TYPE_TRAY_WATCHER, NULL);
  self->connection = g_object_ref (connection);
  self->item_path = g_strdup (item_path);
  self->host_subscription = g_dbus_connection_signal_subscribe (
      connection, WATCHER_NAME, WATCHER_NAME, NULL, WATCHER_PATH, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
      signal_cb, self, NULL);
  self->name_watch
      = g_bus_watch_name_on_connection (connection, WATCHER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                        appeared_cb, vanished_cb, self, NULL);
  return self;
}

/* wb_tray_watcher_is_shown: whether the watcher has the item, and a panel to show it. */
gboolean
wb_tray_watcher_is_shown (WbTrayWatcher *self)
{
  g_return_val_if_fail (WB_IS_TRAY_WATCHER (self), FALSE);

  return self->is_shown;
}
