/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-agent-client"

#include "config.h"

#include "client/wb-agent-client.h"

#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "client/wb-agent-client-private.h"
#include "client/wb-agent-start.h"
#include "wb-bus-agent1.h"
#include "wb-bus-events1.h"
#include "wb-bus-notifications1.h"

#define N_PROXIES 3
#define N_NEWS 6

/* The interfaces that tell only that something of theirs changed. */
static const struct
{
  const char *interface;
  const char *signal;
} news[N_NEWS] = {
  { "Alerts1", "ConfigsChanged" }, { "Channels1", "Changed" }, { "Deliveries1", "Changed" },
  { "Keys1", "Changed" },          { "Metrics1", "Changed" },  { "Runs1", "Changed" },
};

struct _WbAgentClient
{
  GObject parent_instance;

  GDBusConnection *connection;        /* owned, nullable */
  WbBusNotifications1 *notifications; /* owned, nullable until connected */
  WbBusEvents1 *events;               /* owned, likewise */
  WbBusAgent1 *agent;                 /* owned, likewise */
  GCancellable *cancellable;          /* owned: the making of the proxies */
  guint news_ids[N_NEWS];             /* subscriptions */
  guint n_proxies;
  guint n_starts; /* calls of start that have not ended */
  WbAgentState state;
};

enum
{
  PROP_CONNECTION = 1,
  PROP_STATE,
  PROP_UNREAD_COUNT,
  PROP_POPUPS_PAUSED_UNTIL,
  N_PROPS
};

enum
{
  SIGNAL_ADDED,
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  SIGNAL_INTERFACE_CHANGED,
  N_SIGNALS
};

G_DEFINE_ENUM_TYPE (WbAgentState,
                    wb_agent_state,
                    G_DEFINE_ENUM_VALUE (WB_AGENT_STATE_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (WB_AGENT_STATE_READY, "ready"),
                    G_DEFINE_ENUM_VALUE (WB_AGENT_STATE_UNREACHABLE, "unreachable"))
G_DEFINE_FINAL_TYPE (WbAgentClient, wb_agent_client, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
has_owner (WbAgentClient *self)
{
  g_autofree char *owner = NULL;

  if (self->n_proxies < N_PROXIES)
    return FALSE;
  owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (self->notifications));
  return owner != NULL;
}

static WbAgentState
find_state (WbAgentClient *self)
{
  if (self->connection == NULL)
    return WB_AGENT_STATE_UNREACHABLE;
  if (has_owner (self))
    return WB_AGENT_STATE_READY;
  if (self->n_starts > 0 || self->n_proxies < N_PROXIES)
    return WB_AGENT_STATE_CONNECTING;
  return WB_AGENT_STATE_UNREACHABLE;
}

static void
update_state (WbAgentClient *self)
{
  WbAgentState state = find_state (self);

  if (state == self->state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
owner_cb (WbAgentClient *self)
{
  update_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD_COUNT]);
}

static void
unread_count_cb (WbAgentClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_UNREAD_COUNT]);
}

static void
popups_paused_cb (WbAgentClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_POPUPS_PAUSED_UNTIL]);
}

static void
added_cb (WbAgentClient *self, GVariant *ids)
{
  g_signal_emit (self, signals[SIGNAL_ADDED], 0, ids);
}

static void
changed_cb (WbAgentClient *self, GVariant *ids)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, ids);
}

static void
removed_cb (WbAgentClient *self, GVariant *ids)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0, ids);
}

static void
follow (gpointer proxy, const char *signal, GCallback callback, WbAgentClient *self)
{
  g_signal_connect_object (proxy, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
follow_proxies (WbAgentClient *self)
{
  follow (self->notifications, "notify::g-name-owner", G_CALLBACK (owner_cb), self);
  follow (self->notifications, "notify::unread-count", G_CALLBACK (unread_count_cb), self);
  follow (self->notifications, "added", G_CALLBACK (added_cb), self);
  follow (self->notifications, "changed", G_CALLBACK (changed_cb), self);
  follow (self->notifications, "removed", G_CALLBACK (removed_cb), self);
  follow (self->agent, "notify::popups-paused-until", G_CALLBACK (popups_paused_cb), self);
  owner_cb (self);
  popups_paused_cb (self);
}

static void
proxy_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbAgentClient) self = user_data;
  g_autoptr (GError) error = NULL;
  GObject *proxy = g_async_initable_new_finish (G_ASYNC_INITABLE (source), result, &error);

  if (proxy == NULL)
    {
      g_debug ("no proxy: %s", error->message);
      return;
    }

  if (WB_BUS_IS_NOTIFICATIONS1 (proxy))
    self->notifications = WB_BUS_NOTIFICATIONS1 (proxy);
  else if (WB_BUS_IS_EVENTS1 (proxy))
    self->events = WB_BUS_EVENTS1 (proxy);
  else
    self->agent = WB_BUS_AGENT1 (proxy);

  self->n_proxies++;
  if (self->n_proxies == N_PROXIES)
    follow_proxies (self);
}

static void
make_proxies (WbAgentClient *self)
{
  const GDBusProxyFlags flags = G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START;

  wb_bus_notifications1_proxy_new (self->connection, flags, WB_AGENT_NAME, WB_AGENT_PATH,
                                   self->cancellable, proxy_made_cb, g_object_ref (self));
  wb_bus_events1_proxy_new (self->connection, flags | G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES,
                            WB_AGENT_NAME, WB_AGENT_PATH, self->cancellable, proxy_made_cb,
                            g_object_ref (self));
  wb_bus_agent1_proxy_new (self->connection, flags, WB_AGENT_NAME, WB_AGENT_PATH, self->cancellable,
                           proxy_made_cb, g_object_ref (self));
}

static void
news_cb (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *signal,
         GVariant *parameters,
         gpointer user_data)
{
  const char *short_name = strrchr (interface, '.') + 1;

  (void) connection;
  (void) sender;
  (void) path;
  (void) signal;
  (void) parameters;
  g_signal_emit (user_data, signals[SIGNAL_INTERFACE_CHANGED], g_quark_from_string (short_name));
}

static void
subscribe (WbAgentClient *self)
{
  for (gsize i = 0; i < N_NEWS; i++)
    {
      g_autofree char *interface = g_strconcat (WB_APP_ID ".", news[i].interface, NULL);

      self->news_ids[i] = g_dbus_connection_signal_subscribe (
          self->connection, WB_AGENT_NAME, interface, news[i].signal, WB_AGENT_PATH, NULL,
          G_DBUS_SIGNAL_FLAGS_NONE, news_cb, self, NULL);
    }
}

static void
unsubscribe (WbAgentClient *self)
{
  for (gsize i = 0; i < N_NEWS; i++)
    if (self->news_ids[i] != 0)
      {
        g_dbus_connection_signal_unsubscribe (self->connection, self->news_ids[i]);
        self->news_ids[i] = 0;
      }
}

static void
wb_agent_client_constructed (GObject *object)
{
  WbAgentClient *self = WB_AGENT_CLIENT (object);

  G_OBJECT_CLASS (wb_agent_client_parent_class)->constructed (object);
  self->state = find_state (self);
  if (self->connection == NULL)
    return;
  make_proxies (self);
  subscribe (self);
}

static void
wb_agent_client_dispose (GObject *object)
{
  WbAgentClient *self = WB_AGENT_CLIENT (object);

  g_cancellable_cancel (self->cancellable);
  self->n_proxies = 0;
  unsubscribe (self);
  g_clear_object (&self->notifications);
  g_clear_object (&self->events);
  g_clear_object (&self->agent);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (wb_agent_client_parent_class)->dispose (object);
}

static void
wb_agent_client_finalize (GObject *object)
{
  WbAgentClient *self = WB_AGENT_CLIENT (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (wb_agent_client_parent_class)->finalize (object);
}

static void
wb_agent_client_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbAgentClient *self = WB_AGENT_CLIENT (object);

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_UNREAD_COUNT:
      g_value_set_uint (value, wb_agent_client_get_unread_count (self));
      break;
    case PROP_POPUPS_PAUSED_UNTIL:
      g_value_set_int64 (value, wb_agent_client_get_popups_paused_until (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_agent_client_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbAgentClient *self = WB_AGENT_CLIENT (object);

  switch (id)
    {
    case PROP_CONNECTION:
      self->connection = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static guint
new_ids_signal (const char *name)
{
  return g_signal_new (name, WB_TYPE_AGENT_CLIENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, G_TYPE_VARIANT);
}

static void
wb_agent_client_class_init (WbAgentClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = wb_agent_client_constructed;
  object_class->dispose = wb_agent_client_dispose;
  object_class->finalize = wb_agent_client_finalize;
  object_class->get_property = wb_agent_client_get_property;
  object_class->set_property = wb_agent_client_set_property;

  props[PROP_CONNECTION]
      = g_param_spec_object ("connection", NULL, NULL, G_TYPE_DBUS_CONNECTION,
                             G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, WB_TYPE_AGENT_STATE,
                                         WB_AGENT_STATE_CONNECTING, readable);
  props[PROP_UNREAD_COUNT]
      = g_param_spec_uint ("unread-count", NULL, NULL, 0, G_MAXUINT, 0, readable);
  props[PROP_POPUPS_PAUSED_UNTIL]
      = g_param_spec_int64 ("popups-paused-until", NULL, NULL, 0, G_MAXINT64, 0, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_ADDED] = new_ids_signal ("added");
  signals[SIGNAL_CHANGED] = new_ids_signal ("changed");
  signals[SIGNAL_REMOVED] = new_ids_signal ("removed");
  signals[SIGNAL_INTERFACE_CHANGED]
      = g_signal_new ("interface-changed", WB_TYPE_AGENT_CLIENT,
                      G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_agent_client_init (WbAgentClient *self)
{
  self->cancellable = g_cancellable_new ();
  wb_error_quark (); /* registers the names, so that remote errors arrive in our domain */
}

/*
 * wb_agent_client_new:
 * @connection: (nullable): the session bus; NULL: there is none, and the state says so
 */
WbAgentClient *
wb_agent_client_new (GDBusConnection *connection)
{
  g_return_val_if_fail (connection == NULL || G_IS_DBUS_CONNECTION (connection), NULL);

  return g_object_new (WB_TYPE_AGENT_CLIENT, "connection", connection, NULL);
}

/* wb_agent_client_get_connection: (transfer none) (nullable): the bus, for what waits in a thread.
 */
GDBusConnection *
wb_agent_client_get_connection (WbAgentClient *self)
{
  g_return_val_if_fail (WB_IS_AGENT_CLIENT (self), NULL);

  return self->connection;
}

WbAgentState
wb_agent_client_get_state (WbAgentClient *self)
{
  g_return_val_if_fail (WB_IS_AGENT_CLIENT (self), WB_AGENT_STATE_UNREACHABLE);

  return self->state;
}

guint
wb_agent_client_get_unread_count (WbAgentClient *self)
{
  g_return_val_if_fail (WB_IS_AGENT_CLIENT (self), 0);

  return has_owner (self) ? wb_bus_notifications1_get_unread_count (self->notifications) : 0;
}

/* wb_agent_client_get_popups_paused_until: seconds since 1970, UTC; 0: pop-ups are shown. */
gint64
wb_agent_client_get_popups_paused_until (WbAgentClient *self)
{
  g_return_val_if_fail (WB_IS_AGENT_CLIENT (self), 0);

  return has_owner (self) ? wb_bus_agent1_get_popups_paused_until (self->agent) : 0;
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  WbAgentClient *self = g_task_get_source_object (task);
  GError *error = NULL;

  (void) source;
  self->n_starts--;
  if (wb_agent_start_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  update_state (self);
}

/*
 * wb_agent_client_start_async:
 *
 * Brings the agent up if it does not run; the state follows. Fails with WB_ERROR_UNREACHABLE.
 */
void
wb_agent_client_start_async (WbAgentClient *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WB_IS_AGENT_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_agent_client_start_async);
  if (self->connection == NULL)
    {
      g_task_return_new_error (task, WB_ERROR, WB_ERROR_UNREACHABLE,
                               _ ("There is no session bus."));
      return;
    }
  self->n_starts++;
  update_state (self);
  wb_agent_start_async (self->connection, cancellable, started_cb, g_steal_pointer (&task));
}

gboolean
wb_agent_client_start_finish (WbAgentClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* wb_agent_client_get_proxy: (transfer none) (nullable): NULL while the agent does not run. */
GDBusProxy *
wb_agent_client_get_proxy (WbAgentClient *self, WbAgentInterface interface)
{
  if (!has_owner (self))
    return NULL;

  switch (interface)
    {
    case WB_AGENT_INTERFACE_NOTIFICATIONS:
      return G_DBUS_PROXY (self->notifications);
    case WB_AGENT_INTERFACE_EVENTS:
      return G_DBUS_PROXY (self->events);
    case WB_AGENT_INTERFACE_AGENT:
      return G_DBUS_PROXY (self->agent);
    default:
      g_return_val_if_reached (NULL);
    }
}
