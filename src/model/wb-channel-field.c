/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-field.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "model/wb-channel-value.h"

/* What a person needs to have before a channel of a kind can be made, and where to get it. */
static const struct
{
  const char *summary;
  const char *help;
} kinds[] = {
  [WB_CHANNEL_DESKTOP] = { N_ ("Pop-ups on this desktop"), "" },
  [WB_CHANNEL_EMAIL]
  = { N_ ("Needs a mail server and who is to get the mails"),
      N_ ("Your mail provider names its server for sending. Gmail, Outlook and others want a "
          "password made for apps, not that of the account.") },
  [WB_CHANNEL_SLACK]
  = { N_ ("Needs the address of an incoming webhook, or a bot token and a channel"),
      N_ ("A webhook is made in Slack under Apps, Incoming Webhooks. With a bot token, messages "
          "change when someone acknowledges.") },
  [WB_CHANNEL_DISCORD]
  = { N_ ("Needs the address of a webhook"),
      N_ ("In Discord: Edit Channel, Integrations, Webhooks, Copy Webhook URL.") },
  [WB_CHANNEL_TELEGRAM] = { N_ ("Needs a bot and the chat that it writes to"),
                            N_ ("Ask @BotFather in Telegram for a bot, and add it to the chat.") },
  [WB_CHANNEL_PAGERDUTY]
  = { N_ ("Needs the integration key of a service"),
      N_ ("In PagerDuty: Services, Integrations, Add an integration, Events API V2.") },
  [WB_CHANNEL_WEBHOOK]
  = { N_ ("Needs an address of your own that takes JSON"),
      N_ ("Each notification is sent as JSON; with a signing secret the far side can check that "
          "it came from you.") },
  [WB_CHANNEL_SMS] = { N_ ("Needs an account with Twilio, Vonage or Amazon SNS"),
                       N_ ("Messages cost money, so they are short, and at most a few a minute.") },
  [WB_CHANNEL_EXEC]
  = { N_ ("Needs a program of yours that is run for each message"),
      N_ ("It gets the message as JSON on its standard input, and says with its exit status "
          "whether it is done.") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == WB_N_CHANNEL_KINDS);

static const WbChannelFieldOption securities[] = {
  { NULL, N_ ("As the port says") },
  { "starttls", "STARTTLS" },
  { "tls", "TLS" },
  /* TRANSLATORS: no encryption of the connection to a mail server */
  { "none", N_ ("Not encrypted") },
  { NULL, NULL },
};
static const WbChannelFieldOption methods[]
    = { { NULL, "POST" }, { "PUT", "PUT" }, { "PATCH", "PATCH" }, { NULL, NULL } };
static const WbChannelFieldOption parse_modes[]
    = { { NULL, N_ ("Formatted") }, { "none", N_ ("Plain text") }, { NULL, NULL } };
static const WbChannelFieldOption providers[] = { { "twilio", "Twilio" },
                                                  { "vonage", "Vonage" },
                                                  { "aws_sns", "Amazon SNS" },
                                                  { NULL, NULL } };
static const WbChannelFieldOption severities[] = {
  { NULL, N_ ("Everything") },
  { "success", N_ ("Success and graver") },
  { "warning", N_ ("Warnings and graver") },
  { "error", N_ ("Errors and graver") },
  { "critical", N_ ("Only critical") },
  { NULL, NULL },
};
static const WbChannelFieldOption batchings[] = {
  { NULL, N_ ("As usual for its kind") },
  { "true", N_ ("Share a message") },
  { "false", N_ ("One message each") },
  { NULL, NULL },
};

#define TEXT WB_CHANNEL_FIELD_TEXT
#define NUMBER WB_CHANNEL_FIELD_NUMBER
#define SWITCH WB_CHANNEL_FIELD_SWITCH
#define CHOICE WB_CHANNEL_FIELD_CHOICE
#define LIST WB_CHANNEL_FIELD_LIST
#define USUAL .is_usual = TRUE
#define RARE .is_usual = FALSE

/* In the order of the form. */
static const WbChannelField fields[] = {
  { "email.smtp_host", N_ ("Mail server"), N_ ("Such as smtp.example.org"), TEXT, USUAL },
  { "email.recipients", N_ ("To"), N_ ("Several with commas between them"), LIST, USUAL },
  { "email.username", N_ ("User name"), NULL, TEXT, USUAL },
  { "email.password", N_ ("Password"), NULL, TEXT, USUAL },
  { "email.smtp_port", N_ ("Port"), NULL, NUMBER, RARE },
  { "email.security", N_ ("Encryption"), NULL, CHOICE, RARE, .options = securities },
  { "email.from", N_ ("From"), N_ ("Else the user name, or the first of those who get it"), TEXT,
    RARE },
  { "email.from_name", N_ ("Name of the sender"), NULL, TEXT, RARE },
  { "email.reply_to", N_ ("Answers go to"), NULL, TEXT, RARE },
  { "email.cc", N_ ("Copies to"), NULL, LIST, RARE },
  { "email.bcc", N_ ("Hidden copies to"), NULL, LIST, RARE },
  { "email.subject_prefix", N_ ("Subjects begin with"), NULL, TEXT, RARE },
  { "email.greeting", N_ ("Greeting"), NULL, WB_CHANNEL_FIELD_LINES, RARE },
  { "email.signature", N_ ("Signature"), NULL, WB_CHANNEL_FIELD_LINES, RARE },
  { "email.header_color", N_ ("Colour of the heading"), N_ ("Such as #3584e4"), TEXT, RARE },

  { "slack.webhook_url", N_ ("Webhook address"), NULL, TEXT, USUAL },
  { "slack.bot_token", N_ ("Bot token"), N_ ("Instead of a webhook; begins with xoxb-"), TEXT,
    USUAL },
  { "slack.channel", N_ ("Channel"), N_ ("Such as #alerts; a bot token needs it"), TEXT, USUAL },
  { "slack.username", N_ ("Name of the sender"), NULL, TEXT, RARE },
  { "slack.icon_emoji", N_ ("Picture of the sender"), N_ ("Such as :bell:"), TEXT, RARE },
  { "slack.api_url", N_ ("Address of the service"), NULL, TEXT, RARE },

  { "discord.webhook_url", N_ ("Webhook address"), NULL, TEXT, USUAL },
  { "discord.username", N_ ("Name of the sender"), NULL, TEXT, RARE },
  { "discord.avatar_url", N_ ("Address of its picture"), NULL, TEXT, RARE },

  { "telegram.bot_token", N_ ("Bot token"), N_ ("As @BotFather gave it"), TEXT, USUAL },
  { "telegram.chat_id", N_ ("Chat"), N_ ("Its number, or a public name such as @team"), TEXT,
    USUAL },
  { "telegram.message_thread_id", N_ ("Topic"), N_ ("Its number, in a group with topics"), NUMBER,
    RARE },
  { "telegram.buttons", N_ ("Buttons to acknowledge and snooze"), NULL, SWITCH, RARE,
    .is_on = TRUE },
  { "telegram.disable_notification", N_ ("Without a sound"), NULL, SWITCH, RARE },
  { "telegram.disable_web_page_preview", N_ ("Without previews of links"), NULL, SWITCH, RARE,
    .is_on = TRUE },
  { "telegram.protect_content", N_ ("Cannot be passed on"), NULL, SWITCH, RARE },
  { "telegram.parse_mode", N_ ("Text"), NULL, CHOICE, RARE, .options = parse_modes },
  { "telegram.api_url", N_ ("Address of the service"), NULL, TEXT, RARE },

  { "pagerduty.integration_key", N_ ("Integration key"), NULL, TEXT, USUAL },
  { "pagerduty.component", N_ ("Component"), NULL, TEXT, RARE },
  { "pagerduty.group", N_ ("Group"), NULL, TEXT, RARE },
  { "pagerduty.class", N_ ("Class"), NULL, TEXT, RARE },
  { "pagerduty.api_url", N_ ("Address of the service"), N_ ("For accounts in Europe"), TEXT, RARE },

  { "webhook.url", N_ ("Address"), N_ ("Such as https://example.org/hook"), TEXT, USUAL },
  { "webhook.signing_secret", N_ ("Signing secret"), N_ ("Begins with whsec_"), TEXT, RARE },
  { "webhook.old_signing_secret", N_ ("Old signing secret"),
    N_ ("Signs too while the far side still has it"), TEXT, RARE },
  { "webhook.headers", N_ ("More headers"), N_ ("Such as Authorization: Bearer abc; X-Team: ml"),
    WB_CHANNEL_FIELD_PAIRS, RARE },
  { "webhook.method", N_ ("Method"), NULL, CHOICE, RARE, .options = methods },
  { "webhook.timeout", N_ ("Seconds to wait for an answer"), NULL, NUMBER, RARE },

  { "sms.provider", N_ ("Provider"), NULL, CHOICE, USUAL, .options = providers },
  { "sms.recipients", N_ ("To"), N_ ("Such as +12025550123; several with commas between them"),
    LIST, USUAL },
  { "sms.account_sid", N_ ("Account SID"), NULL, TEXT, USUAL, .provider = "twilio" },
  { "sms.auth_token", N_ ("Auth token"), NULL, TEXT, USUAL, .provider = "twilio" },
  { "sms.api_key", N_ ("API key"), NULL, TEXT, USUAL, .provider = "vonage" },
  { "sms.api_secret", N_ ("API secret"), NULL, TEXT, USUAL, .provider = "vonage" },
  { "sms.access_key_id", N_ ("Access key ID"), NULL, TEXT, USUAL, .provider = "aws_sns" },
  { "sms.secret_access_key", N_ ("Secret access key"), NULL, TEXT, USUAL, .provider = "aws_sns" },
  { "sms.region", N_ ("Region"), N_ ("Such as eu-central-1"), TEXT, USUAL, .provider = "aws_sns" },
  { "sms.from_number", N_ ("From"), N_ ("A number of yours, or a name where that is allowed"), TEXT,
    USUAL },
  { "sms.messaging_service_sid", N_ ("Messaging service SID"), N_ ("Instead of a number"), TEXT,
    RARE, .provider = "twilio" },
  { "sms.max_segments", N_ ("Parts of a message, at the most"), NULL, NUMBER, RARE },
  { "sms.confirm_delivery", N_ ("Ask whether it arrived"), NULL, SWITCH, RARE, .is_on = TRUE },
  { "sms.fallback_providers", N_ ("If that fails"), N_ ("Other providers: twilio, vonage, aws_sns"),
    LIST, RARE },
  { "sms.twilio_url", N_ ("Address of the service"), NULL, TEXT, RARE, .provider = "twilio" },
  { "sms.vonage_url", N_ ("Address of the service"), NULL, TEXT, RARE, .provider = "vonage" },
  { "sms.sns_url", N_ ("Address of the service"), NULL, TEXT, RARE, .provider = "aws_sns" },

  { "exec.command", N_ ("Command"), N_ ("The program and its arguments; no shell reads them"),
    WB_CHANNEL_FIELD_COMMAND, USUAL },
  { "exec.folder", N_ ("Run in the folder"), NULL, TEXT, RARE },
  { "exec.environment", N_ ("Environment"), N_ ("Such as TOKEN: abc; REGION: eu"),
    WB_CHANNEL_FIELD_PAIRS, RARE },
  { "exec.timeout", N_ ("Seconds that it may take"), NULL, NUMBER, RARE },

  { "name", N_ ("Name"), N_ ("What alerts call it; else its kind"), TEXT, USUAL },
  { "enabled", N_ ("Switched on"), NULL, SWITCH, USUAL, .is_on = TRUE },
  { "min_severity", N_ ("Forwards"), NULL, CHOICE, USUAL, .options = severities },
  { "description", N_ ("What it is for"), NULL, TEXT, RARE },
  { "fallback", N_ ("If it fails for good, use"), N_ ("The name of another channel"), TEXT, RARE },
  { "rate_limit", N_ ("Messages a minute, at the most"), NULL, NUMBER, RARE },
  { "batching", N_ ("Several at once"), NULL, CHOICE, RARE, .options = batchings },
  { "title_template", N_ ("Title"), N_ ("Such as [{{severity}}] {{title}}"), TEXT, RARE },
  { "body_template", N_ ("Text"),
    N_ ("With fields such as {{model_name}}, and {{#run_id}}…{{/run_id}} where there is one"),
    WB_CHANNEL_FIELD_LINES, RARE },
  { "allow_http", N_ ("Allow plain http"), N_ ("To hosts of a private network"), SWITCH, RARE },
};

/* What the values of a setting look like: said where one was refused. */
static const struct
{
  gboolean (*check) (const char *path, WbJsonValue value, GError **error);
  const char *expectation;
} expectations[] = {
  { wb_channel_value_check_address, N_ ("This is no mail address such as name@example.org") },
  { wb_channel_value_check_addresses,
    N_ ("These are no mail addresses such as name@example.org, with commas between them") },
  { wb_channel_value_check_phone_numbers, N_ ("These are no phone numbers such as +12025550123") },
  { wb_channel_value_check_url, N_ ("This is no address that begins with https://") },
  { wb_channel_value_check_token, N_ ("There are spaces in it, or it is too long") },
  { wb_channel_value_check_host, N_ ("This is no name of a server such as smtp.example.org") },
  { wb_channel_value_check_port, N_ ("A port is a number from 1 to 65535") },
  { wb_channel_value_check_timeout, N_ ("From 1 to 60 seconds are allowed") },
  { wb_channel_value_check_segments, N_ ("From 1 to 10 parts are allowed") },
  { wb_channel_value_check_id, N_ ("This is no number above 0") },
  { wb_channel_value_check_sender,
    N_ ("This is no phone number such as +12025550123, and no name of at most 11 letters") },
  { wb_channel_value_check_providers, N_ ("The providers are twilio, vonage and aws_sns") },
  { wb_channel_value_check_signing_secret, N_ ("A signing secret is whsec_ and base64 after it") },
  { wb_channel_value_check_colour, N_ ("This is no colour such as #3584e4") },
  { wb_channel_value_check_folder, N_ ("The path of a folder begins with /") },
  { wb_channel_value_check_headers,
    N_ ("Each is a name, a colon and a value; semicolons stand between them") },
  { wb_channel_value_check_command, N_ ("This is no command: look at its quotation marks") },
};

/* wb_channel_field_get_summary: what a channel of this kind needs, in one line, translated. */
const char *
wb_channel_field_get_summary (WbChannelKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return _ (kinds[kind].summary);
}

/* wb_channel_field_get_help: where to get what it needs, translated; empty: it needs nothing. */
const char *
wb_channel_field_get_help (WbChannelKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return *kinds[kind].help != '\0' ? _ (kinds[kind].help) : "";
}

static gboolean
is_of_kind (const WbChannelField *field, const char *word)
{
  const char *dot = strchr (field->name, '.');

  return dot == NULL || strncmp (field->name, word, (gsize) (dot - field->name)) == 0;
}

/* wb_channel_field_list: (transfer container) (element-type WbChannelField): in the order of a
 * form: those of @kind, and then those of every kind. */
GPtrArray *
wb_channel_field_list (WbChannelKind kind)
{
  GPtrArray *list = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (is_of_kind (&fields[i], wb_channel_kind_to_string (kind)))
      g_ptr_array_add (list, (gpointer) &fields[i]);
  return list;
}

/* wb_channel_field_get_setting: (nullable): %NULL for what channels of every kind have. */
const WbChannelSetting *
wb_channel_field_get_setting (const WbChannelField *self)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    if (g_str_equal (wb_channel_setting_get (i)->name, self->name))
      return wb_channel_setting_get (i);
  return NULL;
}

/* wb_channel_field_get_member: "webhook_url", of settings and of the channel alike. */
const char *
wb_channel_field_get_member (const WbChannelField *self)
{
  const char *dot = strchr (self->name, '.');

  return dot != NULL ? dot + 1 : self->name;
}

/* wb_channel_field_get_expectation: (nullable): why a value is not one, translated. */
const char *
wb_channel_field_get_expectation (const WbChannelField *self)
{
  const WbChannelSetting *setting = wb_channel_field_get_setting (self);

  for (gsize i = 0; setting != NULL && i < G_N_ELEMENTS (expectations); i++)
    if (expectations[i].check == setting->check)
      return _ (expectations[i].expectation);
  return NULL;
}
