/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-provider.h"

#include <string.h>

static const WbSmsProvider *const providers[] = { &wb_sms_twilio, &wb_sms_vonage, &wb_sms_sns };

/* wb_sms_provider_find: (nullable): @name: as the setting has it: "twilio", "vonage", "aws_sns" */
const WbSmsProvider *
wb_sms_provider_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (providers); i++)
    if (g_str_equal (providers[i]->name, name))
      return providers[i];
  return NULL;
}

void
wb_sms_taken_clear (WbSmsTaken *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->status, g_free);
}

/* wb_sms_provider_add_field: to a form; @value: (nullable): nothing is added. */
void
wb_sms_provider_add_field (GString *form, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (form, "%s%s=", form->len > 0 ? "&" : "", name);
  g_string_append_uri_escaped (form, value, NULL, FALSE);
}

/* wb_sms_provider_new_request: (transfer full): posts @form: (transfer full) */
WbWebRequest *
wb_sms_provider_new_request (const WbSending *sending, const char *url, GString *form)
{
  WbWebRequest *request = wb_web_request_new ("POST", url);

  request->allows_http = sending->config->allows_http;
  wb_web_request_set_body (request, "application/x-www-form-urlencoded", form);
  return request;
}

/* wb_sms_provider_parse: (transfer full) (nullable): the object that a reply is. */
WbJson *
wb_sms_provider_parse (const WbWebReply *reply)
{
  const WbJsonLimits limits = { WB_WEB_REPLY_BYTES, WB_WEB_REPLY_BYTES, 16, 4096 };
  g_autoptr (WbJson) json = wb_json_parse (reply->body, reply->body_length, &limits, NULL);

  return json != NULL && wb_json_value_get_kind (wb_json_get_root (json)) == WB_JSON_OBJECT
             ? g_steal_pointer (&json)
             : NULL;
}

/* wb_sms_provider_dup_member: (transfer full) (nullable): a string, or the digits of a number. */
char *
wb_sms_provider_dup_member (WbJsonValue object, const char *name)
{
  WbJsonValue value;

  if (!wb_json_value_lookup (object, name, &value))
    return NULL;
  switch (wb_json_value_get_kind (value))
    {
    case WB_JSON_STRING:
      return wb_json_value_dup_string (value);
    case WB_JSON_NUMBER:
      return wb_json_value_dup_raw (value);
    default:
      return NULL;
    }
}

/* wb_sms_provider_add_sent_secrets: credentials in the forms in which they are sent: a far side
 * that echoes the request says them so. */
void
wb_sms_provider_add_sent_secrets (WbSending *sending)
{
  static const char *const members[] = { "auth_token", "api_secret", "secret_access_key" };
  g_autofree char *account = wb_channel_config_dup_string (sending->config, "account_sid");
  const char *token = wb_sending_get_secret (sending, "auth_token");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *secret = wb_sending_get_secret (sending, members[i]);
      g_autofree char *member = g_strconcat ("sent.", members[i], NULL);

      if (secret != NULL)
        wb_sending_take_secret (sending, member, g_uri_escape_string (secret, NULL, FALSE));
    }
  if (account != NULL && token != NULL)
    {
      g_autofree char *plain = g_strconcat (account, ":", token, NULL);
      char *encoded = g_base64_encode ((const guchar *) plain, strlen (plain));

      wb_sending_take_secret (sending, WB_SMS_TWILIO_LOGIN, encoded);
      explicit_bzero (plain, strlen (plain));
    }
}
