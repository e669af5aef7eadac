/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-setup-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-channel-names.h"
#include "cli/wb-channel-test.h"
#include "cli/wb-field-options.h"
#include "cli/wb-secret-line.h"
#include "model/wb-channel-setting.h"

/* What is asked for a kind of channel, in this order. */
typedef struct
{
  const char *member;
  const char *question;
  const char
      *otherwise; /* nullable: what an empty line stands for; without it something is needed */
  gboolean is_list;
} Question;

typedef struct
{
  const char *kind;
  const char *advice;
  const Question *questions;
  gsize n_questions;
} Guide;

static const Question email_questions[] = {
  { "smtp_host", N_ ("Mail server"), "smtp.gmail.com", FALSE },
  { "smtp_port", N_ ("Port: 587 for STARTTLS, 465 for TLS"), "587", FALSE },
  { "username", N_ ("User name, mostly your address"), NULL, FALSE },
  { "password", N_ ("Password"), NULL, FALSE },
  { "recipients", N_ ("Who gets the mails, with commas between them"), NULL, TRUE },
};
static const Question slack_questions[] = {
  { "webhook_url", N_ ("Webhook URL"), NULL, FALSE },
};
static const Question discord_questions[] = {
  { "webhook_url", N_ ("Webhook URL"), NULL, FALSE },
};
static const Question telegram_questions[] = {
  { "bot_token", N_ ("Token of the bot"), NULL, FALSE },
  { "chat_id", N_ ("Chat: its number, or @name"), NULL, FALSE },
};
static const Question pagerduty_questions[] = {
  { "integration_key", N_ ("Integration key"), NULL, FALSE },
};
static const Question webhook_questions[] = {
  { "url", N_ ("URL"), NULL, FALSE },
};
static const Question sms_questions[] = {
  { "account_sid", N_ ("Account SID"), NULL, FALSE },
  { "auth_token", N_ ("Auth token"), NULL, FALSE },
  { "from_number", N_ ("Your Twilio number, such as +12025550123"), NULL, FALSE },
  { "recipients", N_ ("Who gets the messages, with commas between them"), NULL, TRUE },
};

static const Guide guides[] = {
  { "email",
    N_ ("Gmail wants an app password: switch on two-step verification, and make one at "
        "https://myaccount.google.com/apppasswords"),
    email_questions, G_N_ELEMENTS (email_questions) },
  { "slack",
    N_ ("In Slack: make an app at https://api.slack.com/apps, switch on Incoming Webhooks, add one "
        "to a channel, and copy its URL."),
    slack_questions, G_N_ELEMENTS (slack_questions) },
  { "discord",
    N_ ("In Discord: channel settings, Integrations, Webhooks, New Webhook, Copy Webhook URL."),
    discord_questions, G_N_ELEMENTS (discord_questions) },
  { "telegram",
    N_ ("In Telegram: write /newbot to @BotFather for a token, and a word to your bot; "
        "@userinfobot "
        "tells the number of your chat."),
    telegram_questions, G_N_ELEMENTS (telegram_questions) },
  { "pagerduty",
    N_ ("In PagerDuty: the service, Integrations, add Events API V2, copy the integration key."),
    pagerduty_questions, G_N_ELEMENTS (pagerduty_questions) },
  { "webhook", N_ ("The URL gets each notification as JSON."), webhook_questions,
    G_N_ELEMENTS (webhook_questions) },
  { "sms", N_ ("By Twilio: account SID and auth token stand on its console."), sms_questions,
    G_N_ELEMENTS (sms_questions) },
};

/* Returns: (transfer full) (nullable): a line without white space around it. */
static char *
ask (const char *question, const char *otherwise, GError **error)
{
  char *line = NULL;
  char *text = NULL;
  gsize size = 0;

  if (otherwise != NULL)
    g_print ("%s [%s]: ", question, otherwise);
  else
    g_print ("%s: ", question);
  fflush (stdout);
  if (getline (&line, &size, stdin) < 0)
    wb_command_refuse (error, _ ("%s: expected a line on standard input"), question);
  else
    text = wb_arguments_dup_utf8 (g_strstrip (line), error);
  free (line);
  if (text != NULL && *text == '\0' && otherwise != NULL)
    {
      g_free (text);
      return g_strdup (otherwise);
    }
  return text;
}

static const Guide *
find_guide (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (guides); i++)
    if (g_str_equal (guides[i].kind, kind))
      return &guides[i];
  return NULL;
}

static GVariant *
answer_question (const Question *question, GError **error)
{
  g_autofree char *text = NULL;
  GVariant *value;

  if (wb_channel_setting_find_credential (question->member) != NULL)
    text = wb_secret_line_read (_ (question->question), error);
  else
    text = ask (_ (question->question), question->otherwise, error);
  if (text == NULL)
    return NULL;
  if (question->is_list)
    value = wb_field_options_make_list (text);
  else if (wb_channel_setting_find_credential (question->member) != NULL)
    value = g_variant_new_string (text);
  else
    value = wb_arguments_parse_value (text);
  return value;
}

/* Returns: (transfer full): the kind itself, for the first channel of it. */
static char *
ask_name (const char *kind, GError **error)
{
  g_autofree char *proposed = wb_channel_names_propose (kind, error);
  g_autofree char *name = NULL;

  if (proposed == NULL || g_str_equal (proposed, kind))
    return g_steal_pointer (&proposed);
  g_print (_ ("There is a channel %s already: this one needs another name.\n"), kind);
  name = ask (_ ("Name"), proposed, error);
  return name != NULL && wb_channel_names_check_new (name, error) ? g_steal_pointer (&name) : NULL;
}

static GVariant *
ask_all (const Guide *guide, GError **error)
{
  g_auto (GVariantDict) settings = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) channel = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *name = ask_name (guide->kind, error);

  if (name == NULL)
    return NULL;
  g_print ("%s\n", _ (guide->advice));
  for (gsize i = 0; i < guide->n_questions; i++)
    {
      GVariant *value = answer_question (&guide->questions[i], error);

      if (value == NULL)
        return NULL;
      g_variant_dict_insert_value (&settings, guide->questions[i].member, value);
    }
  if (g_str_equal (guide->kind, "email"))
    {
      g_autoptr (GVariant) port
          = g_variant_dict_lookup_value (&settings, "smtp_port", G_VARIANT_TYPE_INT64);

      g_variant_dict_insert (&settings, "security", "s",
                             port != NULL && g_variant_get_int64 (port) == 465 ? "tls"
                                                                               : "starttls");
    }
  g_variant_dict_insert (&channel, "kind", "s", guide->kind);
  g_variant_dict_insert (&channel, "name", "s", name);
  g_variant_dict_insert_value (&channel, "settings", g_variant_dict_end (&settings));
  return g_variant_dict_end (&channel);
}

/* Returns: whether it works, too. */
static gboolean
set_up (const Guide *guide, gboolean *works, GError **error)
{
  GVariant *channel = ask_all (guide, error);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) added = NULL;
  g_autofree const char **warnings = NULL;
  const char *name = "";

  if (channel == NULL)
    return FALSE;
  reply = wb_agent_call ("Channels1", "Add", g_variant_new ("(@a{sv})", channel), "(a{sv})", error);
  if (reply == NULL)
    return FALSE;
  added = g_variant_get_child_value (reply, 0);
  g_variant_lookup (added, "name", "&s", &name);
  if (g_variant_lookup (added, "warnings", "^a&s", &warnings))
    for (guint i = 0; warnings[i] != NULL; i++)
      wb_command_print_error (warnings[i]);
  g_print ("%s\n", _ ("Sending a test…"));
  return wb_channel_test_run (name, works, error);
}

static const Guide *
ask_kind (GError **error)
{
  g_autoptr (GString) kinds = g_string_new (NULL);
  g_autofree char *kind = NULL;
  const Guide *guide;

  for (gsize i = 0; i < G_N_ELEMENTS (guides); i++)
    g_string_append_printf (kinds, "%s%s", i > 0 ? ", " : "", guides[i].kind);
  g_print (_ ("Where should notifications go? One of: %s\n"), kinds->str);
  kind = ask (_ ("Kind"), "email", error);
  if (kind == NULL)
    return NULL;
  guide = find_guide (kind);
  if (guide == NULL)
    wb_command_refuse (error, _ ("there is no kind of channel \"%s\""), kind);
  return guide;
}

gboolean
wb_setup_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_auto (GStrv) words = NULL;
  const Guide *guide;
  gboolean works = FALSE;

  if (!wb_command_parse_entries (command, entries, argc, argv, &words, error))
    return FALSE;
  guide = *words != NULL ? find_guide (*words) : ask_kind (error);
  if (guide == NULL)
    return *words != NULL
           && wb_command_refuse (error, _ ("there is no kind of channel \"%s\""), *words);
  if (!set_up (guide, &works, error))
    return FALSE;
  if (works)
    g_print ("%s\n", _ ("It works. Another one: wakebell setup; all of them: wakebell channels"));
  else
    g_set_error_literal (error, WB_COMMAND_EXIT, WB_EXIT_FAILED, "");
  return works;
}
