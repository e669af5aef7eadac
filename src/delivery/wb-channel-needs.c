/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-channel-needs.h"

#include "base/wb-field.h"

/* Without which a channel of that kind cannot send; one of two where there is another. */
static const struct
{
  WbChannelKind kind;
  const char *member;
  const char *or_member;
} needs[] = {
  { WB_CHANNEL_EMAIL, "smtp_host", NULL },
  { WB_CHANNEL_EMAIL, "recipients", NULL },
  { WB_CHANNEL_SLACK, "webhook_url", "bot_token" },
  { WB_CHANNEL_DISCORD, "webhook_url", NULL },
  { WB_CHANNEL_TELEGRAM, "bot_token", NULL },
  { WB_CHANNEL_TELEGRAM, "chat_id", NULL },
  { WB_CHANNEL_PAGERDUTY, "integration_key", NULL },
  { WB_CHANNEL_WEBHOOK, "url", NULL },
  { WB_CHANNEL_SMS, "recipients", NULL },
  { WB_CHANNEL_EXEC, "command", NULL },
};

/* Of the providers of text messages. */
static const struct
{
  const char *provider;
  const char *member;
  const char *or_member;
} sms_needs[] = {
  { "twilio", "account_sid", NULL },
  { "twilio", "auth_token", NULL },
  { "twilio", "from_number", "messaging_service_sid" },
  { "vonage", "api_key", NULL },
  { "vonage", "api_secret", NULL },
  { "vonage", "from_number", NULL },
  { "aws_sns", "access_key_id", NULL },
  { "aws_sns", "secret_access_key", NULL },
  { "aws_sns", "region", NULL },
};

static gboolean
check_one (const WbChannelConfig *config,
           const char *member,
           const char *or_member,
           const char *why,
           GError **error)
{
  g_autofree char *field = g_strconcat ("settings.", member, NULL);

  if (wb_channel_config_has (config, member)
      || (or_member != NULL && wb_channel_config_has (config, or_member)))
    return TRUE;
  if (or_member != NULL)
    return wb_field_refuse (error, field, "missing; %s needs it, or %s", why, or_member);
  return wb_field_refuse (error, field, "missing; %s needs it", why);
}

static gboolean
check_provider (const WbChannelConfig *config, const char *provider, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sms_needs); i++)
    if (g_str_equal (sms_needs[i].provider, provider)
        && !check_one (config, sms_needs[i].member, sms_needs[i].or_member, provider, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_sms (const WbChannelConfig *config, GError **error)
{
  g_autofree char *provider = wb_channel_config_dup_string (config, "provider");
  g_auto (GStrv) others = wb_channel_config_dup_strings (config, "fallback_providers");

  if (!check_provider (config, provider != NULL ? provider : "twilio", error))
    return FALSE;
  for (GStrv other = others; *other != NULL; other++)
    if (!check_provider (config, *other, error))
      return FALSE;
  return TRUE;
}

/* wb_channel_needs_check: whether all is there without which it cannot send. */
gboolean
wb_channel_needs_check (const WbChannelConfig *config, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (needs); i++)
    if (needs[i].kind == config->kind
        && !check_one (config, needs[i].member, needs[i].or_member,
                       wb_channel_kind_to_string (config->kind), error))
      return FALSE;
  if (config->kind == WB_CHANNEL_SLACK && !wb_channel_config_has (config, "webhook_url"))
    return check_one (config, "channel", NULL, "bot_token", error);
  return config->kind != WB_CHANNEL_SMS || check_sms (config, error);
}
