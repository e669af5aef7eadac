/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib/gi18n-lib.h>

#include "channels/wb-sms-provider.h"
#include "channels/wb-sms-text.h"

#define URL "https://rest.nexmo.com/sms/json" /* unless the user says otherwise */

/* https://developer.vonage.com/en/messaging/sms/guides/troubleshooting-sms */
static const struct
{
  int status;
  WbSendOutcome outcome;
  const char *reason;
} errors[] = {
  { 1, WB_SEND_RATE_LIMITED, N_ ("Vonage wants fewer messages at a time") },
  { 2, WB_SEND_BROKEN, N_ ("Vonage misses something: look at from_number and api_key") },
  { 3, WB_SEND_REFUSED,
    N_ ("The recipient is not a phone number: write it with + and the code of its country") },
  { 4, WB_SEND_BROKEN,
    N_ ("Vonage refuses the API key or its secret: copy both anew from its dashboard") },
  { 5, WB_SEND_RETRY, N_ ("Vonage has a problem of its own") },
  { 6, WB_SEND_REFUSED, N_ ("Vonage cannot send to this recipient") },
  { 7, WB_SEND_REFUSED, N_ ("The recipient's number is barred at Vonage") },
  { 8, WB_SEND_BROKEN, N_ ("The Vonage account is barred: look at its dashboard") },
  { 9, WB_SEND_BROKEN, N_ ("The Vonage account has no credit left: top it up") },
  { 10, WB_SEND_RATE_LIMITED, N_ ("Vonage wants fewer messages at a time") },
  { 11, WB_SEND_BROKEN, N_ ("The Vonage account may not send so: look at its dashboard") },
  { 12, WB_SEND_REFUSED, N_ ("The text is longer than Vonage takes") },
  { 14, WB_SEND_BROKEN, N_ ("The Vonage account asks for signed requests: switch that off there") },
  { 15, WB_SEND_BROKEN, N_ ("The sender is not one that Vonage lets the account use") },
  { 29, WB_SEND_REFUSED,
    N_ ("A trial account of Vonage sends only to numbers that were allowed there") },
  { 32, WB_SEND_BROKEN, N_ ("The Vonage account asks for signed requests: switch that off there") },
  { 33, WB_SEND_REFUSED, N_ ("The recipient's number is not in use") },
};

static WbWebRequest *
make_request (const WbSending *sending,
              const char *recipient,
              const char *text,
              WbSendResult *result)
{
  g_autofree char *given = wb_channel_config_dup_string (sending->config, "vonage_url");
  g_autofree char *key = wb_channel_config_dup_string (sending->config, "api_key");
  g_autofree char *from = wb_channel_config_dup_string (sending->config, "from_number");
  const char *secret = wb_sending_get_secret (sending, "api_secret");
  WbSmsShape shape;
  GString *form;

  if (key == NULL || secret == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("Vonage needs api_key and api_secret: set both"));
      return NULL;
    }
  if (from == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN, _ ("Vonage needs a sender: set from_number"));
      return NULL;
    }
  wb_sms_text_measure (text, &shape);
  form = g_string_new (NULL);
  wb_sms_provider_add_field (form, "api_key", key);
  wb_sms_provider_add_field (form, "api_secret", secret);
  /* Its numbers have no plus. */
  wb_sms_provider_add_field (form, "to", *recipient == '+' ? recipient + 1 : recipient);
  wb_sms_provider_add_field (form, "from", *from == '+' ? from + 1 : from);
  wb_sms_provider_add_field (form, "text", text);
  wb_sms_provider_add_field (form, "type", shape.is_gsm ? "text" : "unicode");
  return wb_sms_provider_new_request (sending, given != NULL ? given : URL, form);
}

static void
judge_status (const char *status, WbSendResult *result)
{
  gint64 number = g_ascii_strtoll (status, NULL, 10);
  g_autofree char *reason = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    if (errors[i].status == number)
      {
        wb_send_result_set (result, errors[i].outcome, _ (errors[i].reason));
        return;
      }
  reason = g_strdup_printf (_ ("Vonage refuses the message with status %d"), (int) number);
  wb_send_result_set (result, WB_SEND_REFUSED, reason);
}

/* A long text is several messages; one that was taken would come twice if all were sent again. */
static gboolean
find_message (WbJsonValue root, WbJsonValue *found)
{
  WbJsonIter iter;
  WbJsonValue list, item, status;
  gboolean is_found = FALSE;

  if (!wb_json_value_lookup (root, "messages", &list)
      || wb_json_value_get_kind (list) != WB_JSON_ARRAY)
    return FALSE;
  wb_json_iter_init (&iter, list);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      if (wb_json_value_get_kind (item) != WB_JSON_OBJECT
          || !wb_json_value_lookup (item, "status", &status))
        continue;
      if (!is_found || wb_json_value_equals (status, "0"))
        *found = item;
      is_found = TRUE;
    }
  return is_found;
}

static void
read_reply (const WbWebReply *reply, WbSmsTaken *taken, WbSendResult *result)
{
  g_autoptr (WbJson) json = wb_sms_provider_parse (reply);
  g_autofree char *status = NULL;
  WbJsonValue message;

  if (json == NULL || !find_message (wb_json_get_root (json), &message))
    {
      if (result->outcome == WB_SEND_DONE)
        wb_send_result_set (result, WB_SEND_RETRY, _ ("What answered is not Vonage"));
      return;
    }
  status = wb_sms_provider_dup_member (message, "status");
  if (g_strcmp0 (status, "0") != 0)
    {
      judge_status (status != NULL ? status : "", result);
      return;
    }
  wb_send_result_set (result, WB_SEND_DONE, NULL);
  taken->id = wb_sms_provider_dup_member (message, "message-id");
  taken->status = g_strdup ("accepted");
}

const WbSmsProvider wb_sms_vonage = {
  .name = "vonage",
  .make_request = make_request,
  .read_reply = read_reply,
};
