/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "cli/wb-doctor-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-channel-test.h"
#include "cli/wb-output.h"

#define SECRETS_NAME "org.freedesktop.secrets"
#define SECRETS_PATH "/org/freedesktop/secrets"
#define CALL_MS 5000
#define FREE_BYTES (512 * 1024 * 1024) /* less than that is soon used up */

/* How one part is. */
typedef enum
{
  WELL,
  NOTE, /* works without, or needs a look */
  BROKEN,
} Verdict;

typedef struct
{
  gboolean is_json;
  GString *json; /* owned: items */
  gboolean is_broken;
} Report;

static void
tell (Report *report, Verdict verdict, const char *part, const char *what)
{
  static const char *const marks[] = { "✓", "!", "✗" };
  static const char *const words[] = { "well", "note", "broken" };
  g_autofree char *line = wb_output_dup_line (what);

  report->is_broken |= verdict == BROKEN;
  if (!report->is_json)
    {
      g_print ("%s %s: %s\n", marks[verdict], part, line);
      return;
    }
  wb_json_begin_item (report->json);
  g_string_append_c (report->json, '{');
  wb_json_add_string (report->json, "part", part);
  wb_json_add_string (report->json, "verdict", words[verdict]);
  wb_json_add_string (report->json, "text", what);
  g_string_append_c (report->json, '}');
}

/* --- the agent --- */

static void
check_version (Report *report, GVariant *status)
{
  const char *version = "";

  g_variant_lookup (status, "version", "&s", &version);
  if (g_str_equal (version, WB_VERSION))
    tell (report, WELL, _ ("agent"), version);
  else
    {
      g_autofree char *text = g_strdup_printf (
          _ ("version %s runs, and this is %s: end it, and it starts anew"), version, WB_VERSION);

      tell (report, NOTE, _ ("agent"), text);
    }
}

static void
check_listeners (Report *report, GVariant *status)
{
  g_autofree const char **addresses = NULL;
  const char *socket = NULL;

  if (g_variant_lookup (status, "http", "^a&s", &addresses) && addresses[0] != NULL)
    {
      g_autofree char *all = g_strjoinv (", ", (GStrv) addresses);

      tell (report, WELL, _ ("HTTP"), all);
    }
  else
    tell (report, BROKEN, _ ("HTTP"),
          _ ("another program has the port: choose another in the preferences"));
  if (g_variant_lookup (status, "socket", "&s", &socket))
    tell (report, WELL, _ ("socket"), socket);
  else
    tell (report, BROKEN, _ ("socket"),
          _ ("it could not be made: look at XDG_RUNTIME_DIR and who owns it"));
}

static void
check_desktop (Report *report, GVariant *status)
{
  const char *popups = "";
  gboolean has_tray = FALSE;

  g_variant_lookup (status, "popups", "&s", &popups);
  g_variant_lookup (status, "tray", "b", &has_tray);
  if (*popups != '\0')
    tell (report, WELL, _ ("pop-ups"), popups);
  else
    tell (report, NOTE, _ ("pop-ups"),
          _ ("no program shows them here; without a desktop that is as it should be"));
  if (has_tray)
    tell (report, WELL, _ ("tray"), _ ("shown"));
  else
    tell (report, NOTE, _ ("tray"),
          _ ("no panel shows it; GNOME needs the AppIndicator extension for that"));
}

static void
check_database (Report *report, GVariant *health)
{
  g_autoptr (GVariant) database
      = g_variant_lookup_value (health, "database", G_VARIANT_TYPE_VARDICT);
  g_autofree char *text = NULL;
  const char *integrity = "unknown";
  gint64 free_bytes = G_MAXINT64;

  if (database == NULL)
    return;
  g_variant_lookup (database, "integrity", "&s", &integrity);
  g_variant_lookup (database, "free_bytes", "x", &free_bytes);
  if (g_str_equal (integrity, "damaged"))
    tell (report, BROKEN, _ ("database"),
          _ ("it is damaged: keep a copy of it, and have sqlite3 recover it"));
  else
    tell (report, WELL, _ ("database"), integrity);
  text = g_format_size ((guint64) free_bytes);
  if (free_bytes != G_MAXINT64)
    tell (report, free_bytes < FREE_BYTES ? NOTE : WELL, _ ("free space"), text);
}

static void
check_troubles (Report *report, GVariant *health)
{
  g_autofree const char **troubles = NULL;

  if (!g_variant_lookup (health, "troubles", "^a&s", &troubles))
    return;
  for (guint i = 0; troubles[i] != NULL; i++)
    tell (report, NOTE, _ ("agent says"), troubles[i]);
}

/* --- around it --- */

static GVariant *
call_secrets (GDBusConnection *bus,
              const char *path,
              const char *interface,
              const char *method,
              GVariant *parameters)
{
  return g_dbus_connection_call_sync (bus, SECRETS_NAME, path, interface, method, parameters, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, NULL);
}

/* Nobody is asked to unlock it. */
static void
check_keyring (Report *report)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) alias = NULL;
  g_autoptr (GVariant) locked = NULL;
  g_autoptr (GVariant) value = NULL;
  const char *path = "/";

  if (bus != NULL)
    alias = call_secrets (bus, SECRETS_PATH, "org.freedesktop.Secret.Service", "ReadAlias",
                          g_variant_new ("(s)", "default"));
  if (alias == NULL)
    {
      tell (report, NOTE, _ ("keyring"),
            _ ("there is none: channels with a credential wait; the setting credentials-file can "
               "name a file instead"));
      return;
    }
  g_variant_get (alias, "(&o)", &path);
  if (g_str_equal (path, "/"))
    {
      tell (report, NOTE, _ ("keyring"),
            _ ("it is empty: log in once, or make one with Passwords"));
      return;
    }
  locked = call_secrets (bus, path, "org.freedesktop.DBus.Properties", "Get",
                         g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Locked"));
  if (locked != NULL)
    g_variant_get (locked, "(v)", &value);
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
      && !g_variant_get_boolean (value))
    tell (report, WELL, _ ("keyring"), _ ("unlocked"));
  else
    tell (report, NOTE, _ ("keyring"),
          _ ("it is locked: channels with a credential wait until you unlock it"));
}

static void
check_network (Report *report)
{
  if (g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    tell (report, WELL, _ ("network"), _ ("there is one"));
  else
    tell (report, NOTE, _ ("network"), _ ("there is none: what is to be forwarded waits for it"));
}

/* --- channels --- */

static void
check_channel (Report *report, GVariant *channel)
{
  g_autoptr (GVariant) state = g_variant_lookup_value (channel, "state", G_VARIANT_TYPE_VARDICT);
  g_autofree char *part = NULL;
  const char *name = "", *status = "ok", *reason = NULL;
  gboolean is_builtin = FALSE;

  g_variant_lookup (channel, "name", "&s", &name);
  if (g_variant_lookup (channel, "builtin", "b", &is_builtin) && is_builtin)
    return;
  if (state != NULL)
    {
      g_variant_lookup (state, "status", "&s", &status);
      g_variant_lookup (state, "reason", "&s", &reason);
    }
  part = g_strdup_printf (_ ("channel %s"), name);
  if (g_str_equal (status, "ok"))
    tell (report, WELL, part, status);
  else
    tell (report, g_str_equal (status, "needs_attention") ? BROKEN : NOTE, part,
          reason != NULL ? reason : status);
}

static gboolean
check_channels (Report *report, GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call ("Channels1", "List", NULL, "(aa{sv})", error);
  g_autoptr (GVariant) channels = NULL;

  if (reply == NULL)
    return FALSE;
  channels = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);

      check_channel (report, channel);
    }
  return TRUE;
}

static gboolean
send_tests (Report *report, GError **error)
{
  g_auto (GStrv) names = wb_channel_test_list_names (error);

  if (names == NULL)
    return FALSE;
  for (GStrv name = names; *name != NULL; name++)
    {
      gboolean works = FALSE;

      if (!wb_channel_test_run (*name, &works, error))
        return FALSE;
      report->is_broken |= !works;
    }
  return TRUE;
}

/* --- the command line --- */

static GVariant *
ask_agent (const char *method, GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call ("Agent1", method, NULL, "(a{sv})", error);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

static gboolean
check_all (Report *report, gboolean sends, GError **error)
{
  g_autoptr (GVariant) status = ask_agent ("Status", error);
  g_autoptr (GVariant) health = status != NULL ? ask_agent ("Health", error) : NULL;

  if (health == NULL)
    return FALSE;
  check_version (report, status);
  check_listeners (report, status);
  check_database (report, health);
  check_desktop (report, status);
  check_keyring (report);
  check_network (report);
  check_troubles (report, health);
  return check_channels (report, error) && (!sends || send_tests (report, error));
}

gboolean
wb_doctor_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean sends = FALSE;
  g_autoptr (GString) json = g_string_new ("{\"checks\":[");
  Report report = { .json = json };
  const GOptionEntry entries[] = {
    { "send", 0, 0, G_OPTION_ARG_NONE, &sends, N_ ("Also send a test by each channel"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &report.is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  if (*words != NULL)
    return wb_command_refuse (error, _ ("unexpected argument \"%s\""), *words);
  if (!check_all (&report, sends && !report.is_json, error))
    return FALSE;
  if (report.is_json)
    {
      g_string_append (json, "]}");
      wb_output_print_json (json->str);
    }
  if (report.is_broken)
    g_set_error_literal (error, WB_COMMAND_EXIT, WB_EXIT_FAILED, "");
  return !report.is_broken;
}
