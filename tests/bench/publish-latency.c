/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
/*
 * From an event that is published on the bus to the Notify call that shows it: owns
 * org.freedesktop.Notifications and publishes, one event at a time.
 *
 *   publish-latency COUNT PAUSE-MS
 *
 * Waits for a line on its standard input before it publishes, so that the agent can be started
 * once the name is owned, which it tells by a line of its own; then prints one line of JSON.
 */
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME "org.freedesktop.Notifications"
#define PATH "/org/freedesktop/Notifications"
#define AGENT "io.github.wakebell.Wakebell.Agent"
#define AGENT_PATH "/io/github/wakebell/Wakebell/Agent"
#define EVENTS "io.github.wakebell.Wakebell.Events1"
#define TITLE "latency %u"
#define GIVEN_UP_S 30

static const char introspection[]
    = "<node><interface name='" NAME "'>"
      "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
      "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
      "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
      "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
      "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
      "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
      "<method name='GetServerInformation'><arg type='s' direction='out'/>"
      "<arg type='s' direction='out'/><arg type='s' direction='out'/>"
      "<arg type='s' direction='out'/></method>"
      "<signal name='NotificationClosed'><arg type='u'/><arg type='u'/></signal>"
      "<signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>"
      "</interface></node>";

typedef struct
{
  GMainLoop *loop;
  GDBusConnection *connection; /* owned */
  guint count;
  guint pause_ms;
  guint n_published;
  gint64 published_us;
  GArray *shown_us;    /* gint64: from publishing to Notify */
  GArray *answered_us; /* gint64: from publishing to its answer */
  guint shown_id;
} Bench;

static gboolean publish_cb (gpointer user_data);

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  gint64 time_us = g_get_monotonic_time () - bench->published_us;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL)
    g_error ("%s", error->message);
  g_array_append_val (bench->answered_us, time_us);
}

static gboolean
publish_cb (gpointer user_data)
{
  Bench *bench = user_data;
  g_autofree char *title = g_strdup_printf (TITLE, ++bench->n_published);
  GVariantDict event;

  g_variant_dict_init (&event, NULL);
  g_variant_dict_insert (&event, "title", "s", title);
  g_variant_dict_insert (&event, "severity", "s", "error");
  bench->published_us = g_get_monotonic_time ();
  g_dbus_connection_call (bench->connection, AGENT, AGENT_PATH, EVENTS, "Publish",
                          g_variant_new ("(@a{sv})", g_variant_dict_end (&event)),
                          G_VARIANT_TYPE ("(xs)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered_cb,
                          bench);
  return G_SOURCE_REMOVE;
}

static void
take_bubble (Bench *bench, const char *summary)
{
  g_autofree char *title = g_strdup_printf (TITLE, bench->n_published);
  gint64 time_us = g_get_monotonic_time () - bench->published_us;

  if (strstr (summary, title) == NULL)
    return;
  g_array_append_val (bench->shown_us, time_us);
  if (bench->shown_us->len == bench->count)
    g_main_loop_quit (bench->loop);
  else
    g_timeout_add (bench->pause_ms, publish_cb, bench);
}

static void
call_cb (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  Bench *bench = user_data;
  static const char *const capabilities[] = { "body", "actions", "persistence", NULL };
  const char *summary;

  (void) connection;
  (void) sender;
  (void) path;
  (void) interface;
  if (g_str_equal (method, "Notify"))
    {
      g_variant_get_child (parameters, 3, "&s", &summary);
      take_bubble (bench, summary);
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", ++bench->shown_id));
    }
  else if (g_str_equal (method, "GetCapabilities"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^as)", capabilities));
  else if (g_str_equal (method, "GetServerInformation"))
    g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("(ssss)", "bench", "Wakebell", "1", "1.2"));
  else
    g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable vtable = { .method_call = call_cb };

static void
own_name (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GVariant) answer = NULL;

  bench->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (bench->connection == NULL)
    g_error ("%s", error->message);
  g_dbus_connection_register_object (bench->connection, PATH, node->interfaces[0], &vtable, bench,
                                     NULL, &error);
  answer = g_dbus_connection_call_sync (
      bench->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", NAME, 4), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  if (answer == NULL)
    g_error ("%s", error->message);
}

static gboolean
go_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  (void) channel;
  (void) condition;
  publish_cb (user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
given_up_cb (gpointer user_data)
{
  (void) user_data;
  g_printerr ("publish-latency: no bubble came\n");
  exit (1);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
get_percentile_ms (GArray *times_us, double share)
{
  g_array_sort (times_us, compare_times);
  return (double) g_array_index (times_us, gint64, (guint) (share * (times_us->len - 1))) / 1000.0;
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (STDIN_FILENO);
  Bench bench = { .loop = loop };

  if (argc != 3)
    return 2;
  bench.count = (guint) atoi (argv[1]);
  bench.pause_ms = (guint) atoi (argv[2]);
  bench.shown_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.answered_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  own_name (&bench);
  g_print ("ready\n");
  g_io_add_watch (input, G_IO_IN, go_cb, &bench);
  g_timeout_add_seconds (GIVEN_UP_S + bench.count * bench.pause_ms / 1000, given_up_cb, &bench);
  g_main_loop_run (loop);

  g_print ("{\"shown_p50_ms\":%.3f,\"shown_p99_ms\":%.3f,\"answered_p50_ms\":%.3f,"
           "\"answered_p99_ms\":%.3f}\n",
           get_percentile_ms (bench.shown_us, 0.5), get_percentile_ms (bench.shown_us, 0.99),
           get_percentile_ms (bench.answered_us, 0.5), get_percentile_ms (bench.answered_us, 0.99));
  g_array_unref (bench.shown_us);
  g_array_unref (bench.answered_us);
  g_object_unref (bench.connection);
  return 0;
}
