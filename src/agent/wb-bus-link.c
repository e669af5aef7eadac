/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "agent/wb-bus-link.h"

#define RETRY_MIN_MS 250
#define RETRY_MAX_MS 30000

struct _WbBusLink
{
  GObject parent_instance;

  char *name;                  /* owned */
  char *address;               /* owned, nullable: there is no session bus */
  GDBusConnection *connection; /* owned, nullable */
  GCancellable *cancellable;   /* owned */
  guint owner_id;
  guint retry_id;
  guint retry_ms;
};

enum
{
  CONNECTED,
  DISCONNECTED,
  NAME_ACQUIRED,
  NAME_LOST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WbBusLink, wb_bus_link, G_TYPE_OBJECT)

static void connect_to_bus (WbBusLink *self);

/* Where a session bus is without asking anything that might start one. */
static char *
find_address (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  if (address != NULL && *address != '\0')
    return g_strdup (address);
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_strconcat ("unix:path=", path, NULL) : NULL;
}

static gboolean
retry_cb (gpointer user_data)
{
  WbBusLink *self = user_data;

  self->retry_id = 0;
  connect_to_bus (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (WbBusLink *self)
{
  if (self->retry_id == 0)
    self->retry_id = g_timeout_add (self->retry_ms, retry_cb, self);
  self->retry_ms = MIN (2 * self->retry_ms, RETRY_MAX_MS);
}

static void
name_acquired_cb (GDBusConnection *connection G_GNUC_UNUSED,
                  const char *name G_GNUC_UNUSED,
                  gpointer user_data)
{
  g_signal_emit (user_data, signals[NAME_ACQUIRED], 0);
}

static void
name_lost_cb (GDBusConnection *connection, const char *name G_GNUC_UNUSED, gpointer user_data)
{
  if (connection != NULL && !g_dbus_connection_is_closed (connection))
    g_signal_emit (user_data, signals[NAME_LOST], 0);
}

static void
drop_connection (WbBusLink *self)
{
  g_clear_handle_id (&self->owner_id, g_bus_unown_name);
  g_clear_object (&self->connection);
}

static void
closed_cb (WbBusLink *self)
{
  g_message ("the session bus went away");
  g_signal_emit (self, signals[DISCONNECTED], 0);
  drop_connection (self);
  self->retry_ms = RETRY_MIN_MS;
  retry_later (self);
}

static void
connected_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbBusLink) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection
      = g_dbus_connection_new_for_address_finish (result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (connection == NULL)
    {
      g_debug ("no session bus: %s", error->message);
      retry_later (self);
      return;
    }

  self->connection = g_steal_pointer (&connection);
  self->retry_ms = RETRY_MIN_MS;
  g_dbus_connection_set_exit_on_close (self->connection, FALSE);
  g_signal_connect_object (self->connection, "closed", G_CALLBACK (closed_cb), self,
                           G_CONNECT_SWAPPED);
  /* Everything is exported before the name is ours: whoever finds the name finds all of it. */
  g_signal_emit (self, signals[CONNECTED], 0, self->connection);
  self->owner_id = g_bus_own_name_on_connection (self->connection, self->name,
                                                 G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE,
                                                 name_acquired_cb, name_lost_cb, self, NULL);
}

static void
connect_to_bus (WbBusLink *self)
{
  g_dbus_connection_new_for_address (self->address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                         | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, connected_cb, g_object_ref (self));
}

static void
wb_bus_link_dispose (GObject *object)
{
  WbBusLink *self = WB_BUS_LINK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  drop_connection (self);

  G_OBJECT_CLASS (wb_bus_link_parent_class)->dispose (object);
}

static void
wb_bus_link_finalize (GObject *object)
{
  WbBusLink *self = WB_BUS_LINK (object);

  g_object_unref (self->cancellable);
  g_free (self->name);
  g_free (self->address);

  G_OBJECT_CLASS (wb_bus_link_parent_class)->finalize (object);
}

static void
wb_bus_link_class_init (WbBusLinkClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_bus_link_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_bus_link_finalize;

  signals[CONNECTED] = g_signal_new ("connected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_DBUS_CONNECTION);
  signals[DISCONNECTED]
      = g_signal_new ("disconnected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NAME_ACQUIRED] = g_signal_new ("name-acquired", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[NAME_LOST]
      = g_signal_new ("name-lost", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_bus_link_init (WbBusLink *self)
{
  self->cancellable = g_cancellable_new ();
  self->retry_ms = RETRY_MIN_MS;
  self->address = find_address ();
}

/* wb_bus_link_new: @name: the well-known name to own. */
WbBusLink *
wb_bus_link_new (const char *name)
{
  WbBusLink *self = g_object_new (WB_TYPE_BUS_LINK, NULL);

  self->name = g_strdup (name);
  return self;
}

/* wb_bus_link_start: without a session bus there is nothing to do: HTTP goes on alone. */
void
wb_bus_link_start (WbBusLink *self)
{
  g_return_if_fail (WB_IS_BUS_LINK (self));

  if (self->address != NULL)
    connect_to_bus (self);
  else
    g_message ("there is no session bus; events come in by HTTP only");
}
