/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-explain-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-variant.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"
#include "model/wb-limits.h"

static const WbJsonLimits event_limits = {
  .length_bytes = WB_LIMIT_BODY_BYTES,
  .string_bytes = WB_LIMIT_BODY_BYTES,
  .depth = WB_LIMIT_BODY_DEPTH,
  .values = WB_LIMIT_EVENT_VALUES,
};

static void
print_text (GVariant *decision, const char *name, const char *label)
{
  const char *text;

  if (g_variant_lookup (decision, name, "&s", &text))
    wb_output_print_line (label, text);
}

static void
print_number (GVariant *decision, const char *name, const char *label)
{
  g_autofree char *text = NULL;
  gint64 number;

  if (!g_variant_lookup (decision, name, "x", &number))
    return;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  wb_output_print_line (label, text);
}

static void
print_configs (GVariant *decision)
{
  g_autoptr (GVariant) configs
      = g_variant_lookup_value (decision, "configs", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; configs != NULL && i < g_variant_n_children (configs); i++)
    {
      g_autoptr (GVariant) config = g_variant_get_child_value (configs, i);
      g_autofree char *line = NULL;
      const char *name = "", *why = "";
      gboolean is_match = FALSE;
      gint64 id = 0;

      g_variant_lookup (config, "id", "x", &id);
      g_variant_lookup (config, "name", "&s", &name);
      g_variant_lookup (config, "why", "&s", &why);
      g_variant_lookup (config, "matches", "b", &is_match);
      line = g_strdup_printf (is_match ? _ ("%lld “%s” matches: %s")
                                       : _ ("%lld “%s” does not match: %s"),
                              (long long) id, name, why);
      wb_output_print_line (_ ("Config:"), line);
    }
}

static void
print_throttles (GVariant *decision)
{
  g_autoptr (GVariant) throttles
      = g_variant_lookup_value (decision, "throttles", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; throttles != NULL && i < g_variant_n_children (throttles); i++)
    {
      g_autoptr (GVariant) throttle = g_variant_get_child_value (throttles, i);
      g_autofree char *line = NULL;
      const char *scope = "", *answer = "", *until = NULL;
      gint64 cooldown_s = 0, max_per_hour = 0, last_hour = 0;

      g_variant_lookup (throttle, "scope", "&s", &scope);
      g_variant_lookup (throttle, "answer", "&s", &answer);
      g_variant_lookup (throttle, "until", "&s", &until);
      g_variant_lookup (throttle, "cooldown_s", "x", &cooldown_s);
      g_variant_lookup (throttle, "max_per_hour", "x", &max_per_hour);
      g_variant_lookup (throttle, "last_hour", "x", &last_hour);
      line = g_strdup_printf (
          _ ("%s: %s (cooldown %lld s, at most %lld an hour, %lld in the last)%s%s"), scope, answer,
          (long long) cooldown_s, (long long) max_per_hour, (long long) last_hour,
          until != NULL ? _ (", next at ") : "", until != NULL ? until : "");
      wb_output_print_line (_ ("Throttle:"), line);
    }
}

static void
print_channels (GVariant *decision)
{
  g_autofree const char **channels = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GVariant) left_out
      = g_variant_lookup_value (decision, "left_out", G_VARIANT_TYPE_VARDICT);
  GVariantIter iter;
  const char *name;
  GVariant *why;

  /* An empty list has no type of its own. */
  if (g_variant_lookup (decision, "channels", "^a&s", &channels))
    line = g_strjoinv (", ", (char **) channels);
  if (line != NULL)
    wb_output_print_line (_ ("Channels:"), *line != '\0' ? line : _ ("none"));
  if (left_out == NULL)
    return;

  g_variant_iter_init (&iter, left_out);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &why))
    {
      g_autofree char *text = g_strdup_printf ("%s: %s", name, g_variant_get_string (why, NULL));

      wb_output_print_line (_ ("Left out:"), text);
    }
}

static void
print_decision (GVariant *decision)
{
  print_text (decision, "outcome", _ ("Outcome:"));
  print_text (decision, "reason", _ ("Why:"));
  print_text (decision, "type", _ ("Type:"));
  print_text (decision, "severity", _ ("Severity:"));
  print_text (decision, "verdict", _ ("Decided by:"));
  print_configs (decision);
  print_text (decision, "subject", _ ("Counts as:"));
  print_throttles (decision);
  print_text (decision, "routed_by", _ ("Routed by:"));
  print_channels (decision);
  print_number (decision, "muted_by", _ ("Muted by:"));
  print_number (decision, "merges_into", _ ("Merges into:"));
  print_text (decision, "held_by", _ ("Held by:"));
  print_text (decision, "held_until", _ ("Held until:"));
}

static GVariant *
read_draft (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (WbJson) json = NULL;
  gsize length;

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, &length, error))
    return NULL;
  json = wb_json_parse (text, length, &event_limits, error);
  if (json == NULL)
    return NULL;
  if (wb_json_value_get_kind (wb_json_get_root (json)) != WB_JSON_OBJECT)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, _ ("%s: expected a JSON object"),
                   path);
      return NULL;
    }
  return g_variant_new ("(@a{sv})", wb_json_value_to_variant (wb_json_get_root (json)));
}

/* What @word names: the number of a notification or event, or a file with an event. */
static GVariant *
ask (const char *word, gboolean is_event, GError **error)
{
  GVariant *draft;
  gint64 id;

  if (wb_arguments_parse_id (word, &id, NULL))
    return is_event ? wb_agent_call ("Events1", "ExplainEvent", g_variant_new ("(x)", id),
                                     "(a{sv})", error)
                    : wb_agent_call ("Notifications1", "Explain", g_variant_new ("(x)", id),
                                     "(a{sv})", error);
  draft = read_draft (word, error);
  return draft != NULL ? wb_agent_call ("Events1", "ExplainDraft", draft, "(a{sv})", error) : NULL;
}

gboolean
wb_explain_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  gboolean is_json = FALSE, is_event = FALSE;
  const GOptionEntry entries[] = {
    { "event", 0, 0, G_OPTION_ARG_NONE, &is_event,
      N_ ("ID is that of an event, as 'wakebell send' prints it"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) words = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) explanation = NULL;
  g_autoptr (GVariant) decision = NULL;
  g_autoptr (GString) json = g_string_new (NULL);

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  if (g_strv_length (words) != 1)
    return wb_command_refuse (
        error, _ ("expected the number of a notification, or a file with an event (- is standard "
                  "input)"));

  reply = ask (words[0], is_event, error);
  if (reply == NULL)
    return FALSE;
  explanation = g_variant_get_child_value (reply, 0);
  if (is_json)
    {
      if (!wb_output_append_dictionary (json, explanation, error))
        return FALSE;
      wb_output_print_json (json->str);
      return TRUE;
    }
  decision = g_variant_lookup_value (explanation, "decision", G_VARIANT_TYPE_VARDICT);
  if (decision != NULL)
    print_decision (decision);
  return TRUE;
}
