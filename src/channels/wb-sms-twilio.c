/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "channels/wb-sms-provider.h"

#define URL "https://api.twilio.com" /* unless the user says otherwise */

/* https://www.twilio.com/docs/api/errors */
static const struct
{
  int code;
  WbSendOutcome outcome;
  const char *reason;
} errors[] = {
  { 20003, WB_SEND_BROKEN,
    N_ ("Twilio refuses the account SID or the auth token: copy both anew from its console") },
  { 20005, WB_SEND_BROKEN, N_ ("The Twilio account is not active: look at its console") },
  { 20404, WB_SEND_BROKEN,
    N_ ("Twilio does not know the account: copy the account SID anew from its console") },
  { 20429, WB_SEND_RATE_LIMITED, N_ ("Twilio wants fewer messages at a time") },
  { 21211, WB_SEND_REFUSED,
    N_ ("The recipient is not a phone number: write it with + and the code of its country") },
  { 21212, WB_SEND_BROKEN, N_ ("The sender is not a phone number of the Twilio account") },
  { 21408, WB_SEND_REFUSED,
    N_ ("Messages to that country are off: allow it in Twilio's geographic permissions") },
  { 21603, WB_SEND_BROKEN, N_ ("Twilio needs a sender: set from_number or messaging_service_sid") },
  { 21606, WB_SEND_BROKEN, N_ ("The sender is not a phone number of the Twilio account") },
  { 21608, WB_SEND_REFUSED,
    N_ ("A trial account of Twilio sends only to numbers that were verified there") },
  { 21610, WB_SEND_REFUSED,
    N_ ("The recipient asked for no more messages; START, sent to the sender, allows them again") },
  { 21611, WB_SEND_RATE_LIMITED, N_ ("Too many messages of this sender wait at Twilio") },
  { 21612, WB_SEND_REFUSED, N_ ("Twilio cannot reach this number from that of the sender") },
  { 21614, WB_SEND_REFUSED, N_ ("The recipient is not a mobile phone") },
  { 21617, WB_SEND_REFUSED, N_ ("The text is longer than Twilio takes") },
  { 21659, WB_SEND_BROKEN, N_ ("The sender is not a phone number of the Twilio account") },
  { 21703, WB_SEND_BROKEN, N_ ("The messaging service has no phone number: add one at Twilio") },
  { 30001, WB_SEND_REFUSED, N_ ("Too many messages of this sender wait at Twilio") },
  { 30002, WB_SEND_BROKEN, N_ ("The Twilio account is suspended: look at its console") },
  { 30003, WB_SEND_REFUSED, N_ ("The phone is off or out of reach") },
  { 30004, WB_SEND_REFUSED, N_ ("The recipient's phone or carrier blocks the message") },
  { 30005, WB_SEND_REFUSED, N_ ("The recipient's number is not in use") },
  { 30006, WB_SEND_REFUSED, N_ ("The recipient is a landline, or its carrier cannot be reached") },
  { 30007, WB_SEND_REFUSED, N_ ("A carrier took the message for unwanted and filtered it") },
  { 30034, WB_SEND_REFUSED,
    N_ ("The sender's number is not registered for messages to the USA: register it at Twilio") },
};

static gboolean
judge_code (const char *code, WbSendResult *result)
{
  gint64 number = code != NULL ? g_ascii_strtoll (code, NULL, 10) : 0;

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].code == number)
      {
        wb_send_result_set (result, errors[i].outcome, _ (errors[i].reason));
        return TRUE;
      }
  return FALSE;
}

/* The address of all messages of the account, or of one. */
static char *
make_url (const WbSending *sending, const char *id)
{
  g_autofree char *base = wb_channel_config_dup_string (sending->config, "twilio_url");
  g_autofree char *account = wb_channel_config_dup_string (sending->config, "account_sid");
  g_autofree char *escaped = g_uri_escape_string (account, NULL, FALSE);
  g_autofree char *place = id != NULL ? g_uri_escape_string (id, NULL, FALSE) : NULL;
  gsize length;

  if (base == NULL)
    base = g_strdup (URL);
  length = strlen (base);
  while (length > 0 && base[length - 1] == '/')
    base[--length] = '\0';
  return g_strdup_printf ("%s/2010-04-01/Accounts/%s/Messages%s%s.json", base, escaped,
                          place != NULL ? "/" : "", place != NULL ? place : "");
}

static void
add_authorization (WbWebRequest *request, const WbSending *sending)
{
  g_autofree char *value
      = g_strconcat ("Basic ", wb_sending_get_secret (sending, WB_SMS_TWILIO_LOGIN), NULL);

  wb_web_request_add_header (request, "Authorization", value);
}

static gboolean
has_login (const WbSending *sending, WbSendResult *result)
{
  if (wb_sending_get_secret (sending, WB_SMS_TWILIO_LOGIN) != NULL)
    return TRUE;
  wb_send_result_set (result, WB_SEND_BROKEN,
                      _ ("Twilio needs account_sid and auth_token: set both"));
  return FALSE;
}

static WbWebRequest *
make_request (const WbSending *sending,
              const char *recipient,
              const char *text,
              WbSendResult *result)
{
  g_autofree char *from = wb_channel_config_dup_string (sending->config, "from_number");
  g_autofree char *service
      = wb_channel_config_dup_string (sending->config, "messaging_service_sid");
  g_autofree char *url = NULL;
  WbWebRequest *request;
  GString *form;

  if (!has_login (sending, result))
    return NULL;
  if (from == NULL && service == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("Twilio needs a sender: set from_number or messaging_service_sid"));
      return NULL;
    }
  url = make_url (sending, NULL);
  form = g_string_new (NULL);
  wb_sms_provider_add_field (form, "To", recipient);
  wb_sms_provider_add_field (form, service != NULL ? "MessagingServiceSid" : "From",
                             service != NULL ? service : from);
  wb_sms_provider_add_field (form, "Body", text);
  request = wb_sms_provider_new_request (sending, url, form);
  add_authorization (request, sending);
  return request;
}

static void
read_reply (const WbWebReply *reply, WbSmsTaken *taken, WbSendResult *result)
{
  g_autoptr (WbJson) json = wb_sms_provider_parse (reply);
  g_autofree char *code = NULL;

  if (json != NULL)
    {
      taken->id = wb_sms_provider_dup_member (wb_json_get_root (json), "sid");
      taken->status = wb_sms_provider_dup_member (wb_json_get_root (json), "status");
      code = wb_sms_provider_dup_member (wb_json_get_root (json), "code");
    }
  if (result->outcome == WB_SEND_DONE)
    {
      /* Whatever stands between us and Twilio says 200 too. */
      if (taken->id == NULL)
        wb_send_result_set (result, WB_SEND_RETRY, _ ("What answered is not Twilio"));
      return;
    }
  judge_code (code, result);
}

static WbWebRequest *
make_question (const WbSending *sending, const char *id, WbSendResult *result)
{
  g_autofree char *url = NULL;
  WbWebRequest *request;

  if (!has_login (sending, result))
    return NULL;
  url = make_url (sending, id);
  request = wb_web_request_new ("GET", url);
  request->allows_http = sending->config->allows_http;
  add_authorization (request, sending);
  return request;
}

static const char *const arrived[] = { "delivered", "read", NULL };
static const char *const lost[] = { "undelivered", "failed", "canceled", NULL };

static void
read_answer (const WbWebReply *reply, WbSmsTaken *taken, WbSendResult *result)
{
  g_autoptr (WbJson) json = wb_sms_provider_parse (reply);
  g_autofree char *code = NULL;

  if (reply->status == 404)
    wb_send_result_set (result, WB_SEND_REFUSED,
                        _ ("Twilio knows nothing of the message any more"));
  if (result->outcome != WB_SEND_DONE)
    return;
  if (json != NULL)
    {
      taken->status = wb_sms_provider_dup_member (wb_json_get_root (json), "status");
      code = wb_sms_provider_dup_member (wb_json_get_root (json), "error_code");
    }
  if (taken->status == NULL)
    wb_send_result_set (result, WB_SEND_RETRY, _ ("What answered is not Twilio"));
  else if (g_strv_contains (lost, taken->status))
    {
      if (!judge_code (code, result))
        wb_send_result_set (result, WB_SEND_REFUSED, _ ("The message did not reach the phone"));
      result->outcome = WB_SEND_REFUSED;
    }
  else if (!g_strv_contains (arrived, taken->status))
    result->outcome = WB_SEND_PENDING;
}

static gboolean
is_final (const char *status)
{
  return g_strv_contains (arrived, status) || g_strv_contains (lost, status);
}

const WbSmsProvider wb_sms_twilio = {
  .name = "twilio",
  .make_request = make_request,
  .read_reply = read_reply,
  .make_question = make_question,
  .read_answer = read_answer,
  .is_final = is_final,
};
