/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-snooze-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-time.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"

#define DEFAULT_SPAN "1h"

/* "15m", "1h", "2d": minutes; FALSE when @text is no such span. */
static gboolean
parse_minutes (const char *text, gint64 *minutes)
{
  static const struct
  {
    char unit;
    gint64 minutes;
  } units[] = { { 'm', 1 }, { 'h', 60 }, { 'd', 24 * 60 } };
  gsize length = strlen (text);
  g_autofree char *digits = length > 0 ? g_strndup (text, length - 1) : NULL;
  gint64 number;

  if (digits == NULL || !g_ascii_string_to_signed (digits, 10, 1, G_MAXINT32, &number, NULL))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (text[length - 1] == units[i].unit)
      {
        *minutes = number * units[i].minutes;
        return TRUE;
      }
  return FALSE;
}

static void
add_span (GVariantDict *how, const char *span)
{
  gint64 minutes;

  if (g_str_equal (span, "off"))
    g_variant_dict_insert (how, "minutes", "x", G_GINT64_CONSTANT (0));
  else if (parse_minutes (span, &minutes))
    g_variant_dict_insert (how, "minutes", "x", minutes);
  else
    g_variant_dict_insert (how, "until", "s", g_str_equal (span, "run") ? "run_ends" : span);
}

static void
print_result (GVariant *reply)
{
  g_autoptr (GVariant) result = g_variant_get_child_value (reply, 0);
  g_autofree char *when = NULL;
  const char *text;
  gint64 until_us;

  if (!g_variant_lookup (result, "snoozed_until", "&s", &text) || !wb_time_parse (text, &until_us))
    {
      g_print (_ ("Brought back\n"));
      return;
    }
  when = wb_output_dup_time (until_us);
  g_print (_ ("Put off until %s\n"), when);
}

static GVariant *
snooze_key (const char *key, const char *run_id, const char *span, GError **error)
{
  GVariantDict how;

  g_variant_dict_init (&how, NULL);
  g_variant_dict_insert (&how, "dedup_key", "s", key);
  if (run_id != NULL)
    g_variant_dict_insert (&how, "run_id", "s", run_id);
  add_span (&how, span);
  return wb_agent_call ("Notifications1", "SnoozeKey",
                        g_variant_new ("(@a{sv})", g_variant_dict_end (&how)), "(a{sv})", error);
}

static GVariant *
snooze_id (const char *word, const char *span, GError **error)
{
  g_autoptr (GError) local = NULL;
  GVariantDict how;
  gint64 id;

  if (!wb_arguments_parse_id (word, &id, &local))
    {
      wb_command_refuse (error, "%s", local->message);
      return NULL;
    }
  g_variant_dict_init (&how, NULL);
  add_span (&how, span);
  return wb_agent_call ("Notifications1", "Snooze",
                        g_variant_new ("(x@a{sv})", id, g_variant_dict_end (&how)), "(a{sv})",
                        error);
}

static GVariant *
snooze_all (const char *span, GError **error)
{
  GVariantDict how;

  g_variant_dict_init (&how, NULL);
  add_span (&how, span);
  return wb_agent_call ("Notifications1", "SnoozeAll",
                        g_variant_new ("(@a{sv})", g_variant_dict_end (&how)), "(a{sv})", error);
}

gboolean
wb_snooze_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_autofree char *span = NULL;
  g_autofree char *key = NULL;
  g_autofree char *run_id = NULL;
  gboolean is_all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &is_all, N_ ("All that nobody has read"), NULL },
    { "for", 0, 0, G_OPTION_ARG_STRING, &span,
      N_ ("15m, 1h, 2d, tomorrow, run (until its run ends), a time, or off; 1h if not given"),
      N_ ("SPAN") },
    { "key", 0, 0, G_OPTION_ARG_STRING, &key, N_ ("All that has this --dedup-key"), N_ ("TEXT") },
    { "run-id", 0, 0, G_OPTION_ARG_STRING, &run_id, N_ ("With --key and --for run: which run"),
      N_ ("RUN") },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GVariant) reply = NULL;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  if ((key != NULL) + is_all + (int) g_strv_length (words) != 1)
    return wb_command_refuse (error, _ ("give the number of one notification, --key or --all"));

  if (span == NULL)
    span = g_strdup (DEFAULT_SPAN);
  reply = is_all        ? snooze_all (span, error)
          : key != NULL ? snooze_key (key, run_id, span, error)
                        : snooze_id (words[0], span, error);
  if (reply == NULL)
    return FALSE;
  print_result (reply);
  return TRUE;
}
