/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-agent-call.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "base/wb-error.h"

#define AGENT_NAME WB_APP_ID ".Agent"
#define AGENT_PATH "/io/github/wakebell/Wakebell/Agent"
#define APP_PATH "/io/github/wakebell/Wakebell"
#define APP_INTERFACE "org.freedesktop.Application"

/* For an answer; the agent may have to be started first. Who cannot wait that long sets another. */
#define ANSWER_S 25
#define ANSWER_MAX_S 3600
#define ANSWER_VARIABLE "WAKEBELL_ANSWER_SECONDS"

static GDBusConnection *
connect_to_bus (GError **error)
{
  g_autoptr (GError) local = NULL;
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &local);

  if (bus == NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNREACHABLE,
                   _ ("the agent cannot be reached: there is no session bus (%s). Log in to a "
                      "desktop session, or set DBUS_SESSION_BUS_ADDRESS to the bus of one."),
                   local->message);
      return NULL;
    }
  /* A bus that ends is an error to report, not a signal to die of. */
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  return bus;
}

/* Whether nobody owns the name that was called, and the bus has no file that says how to start it.
 */
static gboolean
is_unknown_service (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND);
}

static gboolean
is_failed_start (const GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  return name != NULL
         && (g_str_has_prefix (name, "org.freedesktop.DBus.Error.Spawn.")
             || g_str_has_prefix (name, "org.freedesktop.systemd1.")
             || g_str_equal (name, "org.freedesktop.DBus.Error.TimedOut"));
}

/* Whether the call may have been carried out and the answer did not come. */
static gboolean
is_lost_answer (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static guint
get_answer_s (void)
{
  const char *text = g_getenv (ANSWER_VARIABLE);
  guint64 seconds = ANSWER_S;

  if (text != NULL)
    g_ascii_string_to_unsigned (text, 10, 1, ANSWER_MAX_S, &seconds, NULL);
  return (guint) seconds;
}

/* @work_s: what the call itself may take beside the answer. */
static GVariant *
call (const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      const char *reply_type,
      guint work_s,
      GError **error)
{
  g_autoptr (GVariant) owned
      = g_variant_ref_sink (parameters != NULL ? parameters : g_variant_new ("()"));
  g_autoptr (GDBusConnection) bus = NULL;

  /* Registers the names of the agent's errors before the first answer. */
  wb_error_quark ();
  bus = connect_to_bus (error);
  if (bus == NULL)
    return NULL;
  return g_dbus_connection_call_sync (bus, name, path, interface, method, owned,
                                      G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NONE,
                                      (int) (get_answer_s () + work_s) * 1000, NULL, error);
}

static void
propagate_agent_error (GError **error, GError *failure)
{
  g_autoptr (GError) local = failure;
  gboolean is_start = is_failed_start (local);

  g_dbus_error_strip_remote_error (local);
  if (is_unknown_service (local))
    g_set_error (error, WB_ERROR, WB_ERROR_UNREACHABLE,
                 _ ("the agent cannot be reached: it is not running, and the session bus does not "
                    "know how to start it. Start it with 'systemctl --user start wakebell-agent', "
                    "or run 'wakebell-agent'."));
  else if (is_start)
    g_set_error (error, WB_ERROR, WB_ERROR_UNREACHABLE,
                 _ ("the agent cannot be reached: it could not be started (%s). Run "
                    "'wakebell-agent' in a terminal to see why."),
                 local->message);
  else if (is_lost_answer (local))
    g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY, _ ("the agent did not answer (%s)"),
                 local->message);
  else
    g_propagate_error (error, g_steal_pointer (&local));
}

/*
 * wb_agent_call_for:
 * @work_s: how long the agent may need for it, beside the time that any answer takes
 *
 * wb_agent_call() of what waits for others.
 */
GVariant *
wb_agent_call_for (const char *interface,
                   const char *method,
                   GVariant *parameters,
                   const char *reply_type,
                   guint work_s,
                   GError **error)
{
  g_autofree char *full_interface = g_strconcat (WB_APP_ID ".", interface, NULL);
  GError *local = NULL;
  GVariant *reply;

  reply = call (AGENT_NAME, AGENT_PATH, full_interface, method, parameters, reply_type, work_s,
                &local);
  if (reply == NULL)
    propagate_agent_error (error, local);
  return reply;
}

/*
 * wb_agent_call:
 * @interface: the last part of its name, as "Events1"
 * @parameters: (transfer floating) (nullable): a tuple; %NULL: the empty one
 * @reply_type: of the tuple that comes back
 *
 * Calls the agent, which the bus starts when it does not run, and waits for the answer: a command
 * has no main loop to hold up.
 *
 * Returns: (transfer full): the answer; else %WB_ERROR of any code (%WB_ERROR_UNREACHABLE: the
 * agent was not asked), or %G_DBUS_ERROR_NO_REPLY: whether it did what it was asked is not known
 */
GVariant *
wb_agent_call (const char *interface,
               const char *method,
               GVariant *parameters,
               const char *reply_type,
               GError **error)
{
  return wb_agent_call_for (interface, method, parameters, reply_type, 0, error);
}

struct _WbAgentSignal
{
  GDBusConnection *bus; /* owned */
  guint id;
};

/*
 * wb_agent_signal_new:
 * @interface: the last part of its name, as "Deliveries1"
 * @callback: called by the default main context
 *
 * What the agent says from the next call on is heard.
 *
 * Returns: (transfer full): %WB_ERROR_UNREACHABLE: there is no bus
 */
WbAgentSignal *
wb_agent_signal_new (const char *interface,
                     const char *name,
                     GDBusSignalCallback callback,
                     gpointer user_data,
                     GError **error)
{
  g_autofree char *full_interface = g_strconcat (WB_APP_ID ".", interface, NULL);
  GDBusConnection *bus = connect_to_bus (error);
  WbAgentSignal *self;

  if (bus == NULL)
    return NULL;
  self = g_new0 (WbAgentSignal, 1);
  self->bus = bus;
  self->id
      = g_dbus_connection_signal_subscribe (bus, AGENT_NAME, full_interface, name, AGENT_PATH, NULL,
                                            G_DBUS_SIGNAL_FLAGS_NONE, callback, user_data, NULL);
  return self;
}

void
wb_agent_signal_free (WbAgentSignal *self)
{
  g_dbus_connection_signal_unsubscribe (self->bus, self->id);
  g_object_unref (self->bus);
  g_free (self);
}

/* wb_agent_call_dup_socket_path: (transfer full): where it tells what is not on the bus. */
char *
wb_agent_call_dup_socket_path (GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) status = NULL;
  char *path = NULL;

  reply = wb_agent_call ("Agent1", "Status", g_variant_new ("()"), "(a{sv})", error);
  if (reply == NULL)
    return NULL;

  status = g_variant_get_child_value (reply, 0);
  if (!g_variant_lookup (status, "socket", "s", &path))
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE,
                 _ ("the agent has no Unix socket, and tells its history only there"));
  return path;
}

/* wb_agent_call_app: calls a method of org.freedesktop.Application that returns nothing. */
gboolean
wb_agent_call_app (const char *method, GVariant *parameters, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GVariant) reply = NULL;

  reply = call (WB_APP_ID, APP_PATH, APP_INTERFACE, method, parameters, "()", 0, &local);
  if (reply != NULL)
    return TRUE;

  if (!is_unknown_service (local))
    {
      g_dbus_error_strip_remote_error (local);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND,
               _ ("the window cannot be opened: the session bus does not know how to start "
                  "wakebell-app. Is it installed?"));
  return FALSE;
}
