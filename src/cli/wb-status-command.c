/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-status-command.h"

#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-output.h"

static void
print_strings (const char *label, GVariantDict *status, const char *name, const char *none)
{
  g_autofree const char **strings = NULL;
  g_autofree char *joined = NULL;

  if (!g_variant_dict_lookup (status, name, "^a&s", &strings))
    return;
  joined = g_strjoinv (", ", (GStrv) strings);
  wb_output_print_line (label, *joined != '\0' ? joined : none);
}

static void
print_health (GVariant *health)
{
  static const struct
  {
    const char *word;
    const char *text;
  } levels[] = {
    { "ok", N_ ("well") },
    { "degraded", N_ ("serves, and needs a look") },
    { "failing", N_ ("failing") },
  };
  const char *level = "";

  g_variant_lookup (health, "status", "&s", &level);
  for (gsize i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_str_equal (levels[i].word, level))
      wb_output_print_line (_ ("Health:"), _ (levels[i].text));
}

static void
print_state (GVariantDict *status)
{
  const char *version = "";
  gint64 started_us = 0;
  g_autofree char *when = NULL;
  g_autofree char *state = NULL;

  g_variant_dict_lookup (status, "version", "&s", &version);
  g_variant_dict_lookup (status, "started_at", "x", &started_us);
  when = wb_output_dup_when (started_us, g_get_real_time ());
  state = g_strdup_printf (_ ("running, version %s, started %s"), version, when);
  wb_output_print_line (_ ("Agent:"), state);
}

static void
print_addresses (GVariantDict *status)
{
  const char *socket = NULL;
  const char *database = NULL;
  gboolean is_token_required = FALSE;

  print_strings (_ ("HTTP:"), status, "http", _ ("off"));
  g_variant_dict_lookup (status, "socket", "&s", &socket);
  wb_output_print_line (_ ("Socket:"), socket != NULL ? socket : _ ("none"));
  if (g_variant_dict_lookup (status, "token_required", "b", &is_token_required))
    wb_output_print_line (_ ("Token:"), is_token_required ? _ ("required") : _ ("not required"));
  if (g_variant_dict_lookup (status, "database", "&s", &database))
    wb_output_print_line (_ ("Database:"), database);
}

static void
print_counts (GVariantDict *status)
{
  guint64 events = 0, notifications = 0;
  guint32 unread = 0, queue = 0;
  g_autofree char *kept = NULL;
  g_autofree char *waiting = NULL;

  g_variant_dict_lookup (status, "events", "t", &events);
  g_variant_dict_lookup (status, "notifications", "t", &notifications);
  g_variant_dict_lookup (status, "unread", "u", &unread);
  g_variant_dict_lookup (status, "queue", "u", &queue);
  kept = g_strdup_printf (_ ("%u unread, %llu kept, of %llu events"), unread,
                          (unsigned long long) notifications, (unsigned long long) events);
  waiting = g_strdup_printf (_ ("%u waiting"), queue);
  wb_output_print_line (_ ("Notifications:"), kept);
  wb_output_print_line (_ ("Queue:"), waiting);
}

static void
print_desktop (GVariantDict *status)
{
  gboolean has_tray = FALSE;
  const char *popups = "";
  gint64 until_s = 0;

  if (g_variant_dict_lookup (status, "tray", "b", &has_tray))
    wb_output_print_line (_ ("Tray icon:"), has_tray ? _ ("shown") : _ ("no tray shows it"));
  g_variant_dict_lookup (status, "popups", "&s", &popups);
  wb_output_print_line (_ ("Pop-ups:"), *popups != '\0' ? popups : _ ("nothing shows them"));

  g_variant_dict_lookup (status, "popups_paused_until", "x", &until_s);
  if (until_s > g_get_real_time () / G_USEC_PER_SEC)
    {
      g_autofree char *until = wb_output_dup_time (until_s * G_USEC_PER_SEC);

      wb_output_print_line (_ ("Paused until:"), until);
    }
}

/* Those of the health are all there are. */
static void
print_troubles (GVariant *health)
{
  g_autofree const char **troubles = NULL;

  if (!g_variant_lookup (health, "troubles", "^a&s", &troubles))
    return;
  if (troubles[0] == NULL)
    wb_output_print_line (_ ("Troubles:"), _ ("none"));
  for (guint i = 0; troubles[i] != NULL; i++)
    wb_output_print_line (i == 0 ? _ ("Troubles:") : "", troubles[i]);
}

/* All that Agent1.Status tells, and as "health" what Agent1.Health does. */
static gboolean
print_json (GVariant *status, GVariant *health, GError **error)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GString) health_json = g_string_new (NULL);

  if (!wb_output_append_dictionary (json, status, error)
      || !wb_output_append_dictionary (health_json, health, error))
    return FALSE;
  g_string_truncate (json, json->len - 1);
  wb_json_add_raw (json, "health", health_json->str);
  g_string_append_c (json, '}');
  wb_output_print_json (json->str);
  return TRUE;
}

/* (transfer full) (nullable): the dictionary that a method of Agent1 gives. */
static GVariant *
ask (const char *method, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Agent1", method, g_variant_new ("()"), "(a{sv})", error);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

gboolean
wb_status_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GVariant) status = NULL;
  g_autoptr (GVariant) health = NULL;
  g_autoptr (GVariantDict) dict = NULL;

  if (!wb_command_parse_entries (command, entries, argc, argv, NULL, error))
    return FALSE;
  status = ask ("Status", error);
  if (status == NULL)
    return FALSE;
  health = ask ("Health", error);
  if (health == NULL)
    return FALSE;
  if (is_json)
    return print_json (status, health, error);

  dict = g_variant_dict_new (status);
  print_state (dict);
  print_health (health);
  print_addresses (dict);
  print_counts (dict);
  print_desktop (dict);
  print_troubles (health);
  return TRUE;
}
