/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-setting.h"

#include <string.h>

#include "model/wb-channel-value.h"

#define OWN FALSE, TRUE
#define SHARED FALSE, FALSE
#define SECRET TRUE, FALSE
#define OWN_SECRET TRUE, TRUE

static const WbChannelSetting settings[] = {
  { WB_CHANNEL_EMAIL, "email.recipients", wb_channel_value_check_addresses, SHARED },
  { WB_CHANNEL_EMAIL, "email.cc", wb_channel_value_check_addresses, SHARED },
  { WB_CHANNEL_EMAIL, "email.bcc", wb_channel_value_check_addresses, SHARED },
  { WB_CHANNEL_EMAIL, "email.from", wb_channel_value_check_address, OWN },
  { WB_CHANNEL_EMAIL, "email.from_name", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_EMAIL, "email.reply_to", wb_channel_value_check_address, OWN },
  { WB_CHANNEL_EMAIL, "email.smtp_host", wb_channel_value_check_host, OWN },
  { WB_CHANNEL_EMAIL, "email.smtp_port", wb_channel_value_check_port, OWN },
  { WB_CHANNEL_EMAIL, "email.security", wb_channel_value_check_security, OWN },
  { WB_CHANNEL_EMAIL, "email.username", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_EMAIL, "email.password", wb_channel_value_check_password, OWN_SECRET },
  { WB_CHANNEL_EMAIL, "email.subject_prefix", wb_channel_value_check_text, SHARED },
  { WB_CHANNEL_EMAIL, "email.signature", wb_channel_value_check_lines, OWN },
  { WB_CHANNEL_EMAIL, "email.header_color", wb_channel_value_check_colour, OWN },
  { WB_CHANNEL_EMAIL, "email.greeting", wb_channel_value_check_lines, OWN },
  { WB_CHANNEL_SLACK, "slack.webhook_url", wb_channel_value_check_url, SECRET },
  { WB_CHANNEL_SLACK, "slack.bot_token", wb_channel_value_check_token, OWN_SECRET },
  { WB_CHANNEL_SLACK, "slack.channel", wb_channel_value_check_text, SHARED },
  { WB_CHANNEL_SLACK, "slack.username", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_SLACK, "slack.icon_emoji", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_SLACK, "slack.api_url", wb_channel_value_check_url, OWN },
  { WB_CHANNEL_DISCORD, "discord.webhook_url", wb_channel_value_check_url, SECRET },
  { WB_CHANNEL_DISCORD, "discord.username", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_DISCORD, "discord.avatar_url", wb_channel_value_check_url, OWN },
  { WB_CHANNEL_TELEGRAM, "telegram.bot_token", wb_channel_value_check_token, SECRET },
  { WB_CHANNEL_TELEGRAM, "telegram.chat_id", wb_channel_value_check_chat, SHARED },
  { WB_CHANNEL_TELEGRAM, "telegram.message_thread_id", wb_channel_value_check_id, SHARED },
  { WB_CHANNEL_TELEGRAM, "telegram.parse_mode", wb_channel_value_check_parse_mode, OWN },
  { WB_CHANNEL_TELEGRAM, "telegram.disable_notification", wb_channel_value_check_boolean, SHARED },
  { WB_CHANNEL_TELEGRAM, "telegram.disable_web_page_preview", wb_channel_value_check_boolean, OWN },
  { WB_CHANNEL_TELEGRAM, "telegram.protect_content", wb_channel_value_check_boolean, OWN },
  { WB_CHANNEL_TELEGRAM, "telegram.buttons", wb_channel_value_check_boolean, OWN },
  { WB_CHANNEL_TELEGRAM, "telegram.api_url", wb_channel_value_check_url, OWN },
  { WB_CHANNEL_PAGERDUTY, "pagerduty.integration_key", wb_channel_value_check_token, SECRET },
  { WB_CHANNEL_PAGERDUTY, "pagerduty.component", wb_channel_value_check_text, SHARED },
  { WB_CHANNEL_PAGERDUTY, "pagerduty.group", wb_channel_value_check_text, SHARED },
  { WB_CHANNEL_PAGERDUTY, "pagerduty.class", wb_channel_value_check_text, SHARED },
  { WB_CHANNEL_PAGERDUTY, "pagerduty.api_url", wb_channel_value_check_url, OWN },
  { WB_CHANNEL_WEBHOOK, "webhook.url", wb_channel_value_check_url, SECRET },
  { WB_CHANNEL_WEBHOOK, "webhook.headers", wb_channel_value_check_headers, SECRET },
  { WB_CHANNEL_WEBHOOK, "webhook.method", wb_channel_value_check_method, OWN },
  { WB_CHANNEL_WEBHOOK, "webhook.timeout", wb_channel_value_check_timeout, OWN },
  { WB_CHANNEL_WEBHOOK, "webhook.signing_secret", wb_channel_value_check_signing_secret,
    OWN_SECRET },
  { WB_CHANNEL_WEBHOOK, "webhook.old_signing_secret", wb_channel_value_check_signing_secret,
    OWN_SECRET },
  { WB_CHANNEL_SMS, "sms.recipients", wb_channel_value_check_phone_numbers, SHARED },
  { WB_CHANNEL_SMS, "sms.provider", wb_channel_value_check_provider, OWN },
  { WB_CHANNEL_SMS, "sms.fallback_providers", wb_channel_value_check_providers, OWN },
  { WB_CHANNEL_SMS, "sms.from_number", wb_channel_value_check_sender, OWN },
  { WB_CHANNEL_SMS, "sms.confirm_delivery", wb_channel_value_check_boolean, OWN },
  { WB_CHANNEL_SMS, "sms.max_segments", wb_channel_value_check_segments, OWN },
  { WB_CHANNEL_SMS, "sms.account_sid", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_SMS, "sms.auth_token", wb_channel_value_check_token, SECRET },
  { WB_CHANNEL_SMS, "sms.messaging_service_sid", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_SMS, "sms.twilio_url", wb_channel_value_check_url, OWN },
  { WB_CHANNEL_SMS, "sms.api_key", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_SMS, "sms.api_secret", wb_channel_value_check_token, OWN_SECRET },
  { WB_CHANNEL_SMS, "sms.vonage_url", wb_channel_value_check_url, OWN },
  { WB_CHANNEL_SMS, "sms.access_key_id", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_SMS, "sms.secret_access_key", wb_channel_value_check_token, OWN_SECRET },
  { WB_CHANNEL_SMS, "sms.region", wb_channel_value_check_text, OWN },
  { WB_CHANNEL_SMS, "sms.sns_url", wb_channel_value_check_url, OWN },
  { WB_CHANNEL_EXEC, "exec.command", wb_channel_value_check_command, OWN },
  { WB_CHANNEL_EXEC, "exec.timeout", wb_channel_value_check_timeout, OWN },
  { WB_CHANNEL_EXEC, "exec.folder", wb_channel_value_check_folder, OWN },
  { WB_CHANNEL_EXEC, "exec.environment", wb_channel_value_check_headers, OWN_SECRET },
};
G_STATIC_ASSERT (G_N_ELEMENTS (settings) == WB_N_CHANNEL_SETTINGS);

/* wb_channel_setting_get: @place: less than WB_N_CHANNEL_SETTINGS; those of a kind are together. */
const WbChannelSetting *
wb_channel_setting_get (guint place)
{
  g_return_val_if_fail (place < G_N_ELEMENTS (settings), NULL);

  return &settings[place];
}

guint
wb_channel_setting_get_place (const WbChannelSetting *self)
{
  return (guint) (self - settings);
}

/* wb_channel_setting_get_member: its name within its kind: "webhook_url". */
const char *
wb_channel_setting_get_member (const WbChannelSetting *self)
{
  return strchr (self->name, '.') + 1;
}

/* wb_channel_setting_find: (nullable): @member of @kind. */
const WbChannelSetting *
wb_channel_setting_find (WbChannelKind kind, const char *member)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].kind == kind
        && g_str_equal (wb_channel_setting_get_member (&settings[i]), member))
      return &settings[i];
  return NULL;
}

/* wb_channel_setting_find_credential: (nullable): the first credential of that name, of whatever
 * kind. */
const WbChannelSetting *
wb_channel_setting_find_credential (const char *member)
{
  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].is_credential
        && g_str_equal (wb_channel_setting_get_member (&settings[i]), member))
      return &settings[i];
  return NULL;
}

/* wb_channel_setting_find_object: (nullable): the one that has a member called so: of
 * "headers.X-Key" the headers of a webhook. */
const WbChannelSetting *
wb_channel_setting_find_object (const char *path)
{
  const char *dot = strchr (path, '.');
  g_autofree char *head = dot != NULL ? g_strndup (path, (gsize) (dot - path)) : NULL;
  const WbChannelSetting *setting = dot != NULL ? wb_channel_setting_find_credential (head) : NULL;

  return setting != NULL && wb_channel_setting_is_object (setting) ? setting : NULL;
}

/* wb_channel_setting_is_object: whether its value is an object of strings. */
gboolean
wb_channel_setting_is_object (const WbChannelSetting *self)
{
  return self->check == wb_channel_value_check_headers;
}
