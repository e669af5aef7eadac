/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "channels/wb-sms-provider.h"

#define VERSION "2010-03-31" /* of its interface */
#define REGION "us-east-1"   /* unless the user says otherwise */

/* https://docs.aws.amazon.com/sns/latest/api/API_Publish.html and CommonErrors.html there */
static const struct
{
  const char *code;
  WbSendOutcome outcome;
  const char *reason;
} errors[] = {
  { "InvalidClientTokenId", WB_SEND_BROKEN,
    N_ ("AWS does not know the access key: make a new one and give it to the channel") },
  { "UnrecognizedClientException", WB_SEND_BROKEN,
    N_ ("AWS does not know the access key: make a new one and give it to the channel") },
  { "SignatureDoesNotMatch", WB_SEND_BROKEN,
    N_ ("AWS refuses the secret access key: give the channel the one that belongs to its access "
        "key") },
  { "RequestExpired", WB_SEND_BROKEN,
    N_ ("The clock of this computer is wrong: AWS takes no requests of another time") },
  { "AuthorizationError", WB_SEND_BROKEN,
    N_ ("The access key may not send: allow it sns:Publish") },
  { "AuthorizationErrorException", WB_SEND_BROKEN,
    N_ ("The access key may not send: allow it sns:Publish") },
  { "AccessDenied", WB_SEND_BROKEN, N_ ("The access key may not send: allow it sns:Publish") },
  { "AccessDeniedException", WB_SEND_BROKEN,
    N_ ("The access key may not send: allow it sns:Publish") },
  { "OptInRequired", WB_SEND_BROKEN, N_ ("The AWS account may not use SNS: look at its console") },
  { "OptedOut", WB_SEND_REFUSED, N_ ("The recipient asked for no more messages") },
  { "InvalidParameter", WB_SEND_REFUSED,
    N_ ("The recipient is not a phone number: write it with + and the code of its country") },
  { "InvalidParameterValue", WB_SEND_REFUSED,
    N_ ("The recipient is not a phone number: write it with + and the code of its country") },
  { "Throttling", WB_SEND_RATE_LIMITED, N_ ("AWS wants fewer messages at a time") },
  { "ThrottlingException", WB_SEND_RATE_LIMITED, N_ ("AWS wants fewer messages at a time") },
  { "Throttled", WB_SEND_RATE_LIMITED, N_ ("AWS wants fewer messages at a time") },
  { "ThrottledException", WB_SEND_RATE_LIMITED, N_ ("AWS wants fewer messages at a time") },
};

static void
add_attribute (GString *form, guint number, const char *attribute, const char *value)
{
  g_autofree char *prefix = g_strdup_printf ("MessageAttributes.entry.%u.", number);
  g_autofree char *name = g_strconcat (prefix, "Name", NULL);
  g_autofree char *type = g_strconcat (prefix, "Value.DataType", NULL);
  g_autofree char *text = g_strconcat (prefix, "Value.StringValue", NULL);

  wb_sms_provider_add_field (form, name, attribute);
  wb_sms_provider_add_field (form, type, "String");
  wb_sms_provider_add_field (form, text, value);
}

static WbWebRequest *
make_request (const WbSending *sending,
              const char *recipient,
              const char *text,
              WbSendResult *result)
{
  g_autofree char *key = wb_channel_config_dup_string (sending->config, "access_key_id");
  g_autofree char *url = wb_channel_config_dup_string (sending->config, "sns_url");
  g_autofree char *from = wb_channel_config_dup_string (sending->config, "from_number");
  g_autofree char *region = wb_sms_sns_dup_region (sending);
  GString *form;

  if (key == NULL || wb_sending_get_secret (sending, "secret_access_key") == NULL)
    {
      wb_send_result_set (result, WB_SEND_BROKEN,
                          _ ("AWS SNS needs access_key_id and secret_access_key: set both"));
      return NULL;
    }
  if (url == NULL)
    url = g_strdup_printf ("https://sns.%s.amazonaws.com/", region);
  form = g_string_new (NULL);
  wb_sms_provider_add_field (form, "Action", "Publish");
  wb_sms_provider_add_field (form, "Version", VERSION);
  wb_sms_provider_add_field (form, "PhoneNumber", recipient);
  wb_sms_provider_add_field (form, "Message", text);
  add_attribute (form, 1, "AWS.SNS.SMS.SMSType", "Transactional");
  if (from != NULL)
    add_attribute (form, 2, *from == '+' ? "AWS.MM.SMS.OriginationNumber" : "AWS.SNS.SMS.SenderID",
                   from);
  return wb_sms_provider_new_request (sending, url, form);
}

/* --- the reply, which is XML --- */

typedef struct
{
  GString *text; /* of the element that is open */
  char *id;
  char *code;
} Reading;

static void
element_opened_cb (GMarkupParseContext *context G_GNUC_UNUSED,
                   const char *element G_GNUC_UNUSED,
                   const char **names G_GNUC_UNUSED,
                   const char **values G_GNUC_UNUSED,
                   gpointer user_data,
                   GError **error G_GNUC_UNUSED)
{
  Reading *self = user_data;

  g_string_truncate (self->text, 0);
}

static void
element_closed_cb (GMarkupParseContext *context G_GNUC_UNUSED,
                   const char *element,
                   gpointer user_data,
                   GError **error G_GNUC_UNUSED)
{
  Reading *self = user_data;

  if (g_str_equal (element, "MessageId") && self->id == NULL)
    self->id = g_strdup (self->text->str);
  if (g_str_equal (element, "Code") && self->code == NULL)
    self->code = g_strdup (self->text->str);
}

static void
text_read_cb (GMarkupParseContext *context G_GNUC_UNUSED,
              const char *text,
              gsize length,
              gpointer user_data,
              GError **error G_GNUC_UNUSED)
{
  Reading *self = user_data;

  g_string_append_len (self->text, text, (gssize) length);
}

static void
read_xml (const WbWebReply *reply, Reading *reading)
{
  static const GMarkupParser parser = { .start_element = element_opened_cb,
                                        .end_element = element_closed_cb,
                                        .text = text_read_cb };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, reading, NULL);

  g_markup_parse_context_parse (context, reply->body, (gssize) reply->body_length, NULL);
}

static void
judge_code (const char *code, WbSendResult *result)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_str_equal (errors[i].code, code))
      wb_send_result_set (result, errors[i].outcome, _ (errors[i].reason));
}

static void
read_reply (const WbWebReply *reply, WbSmsTaken *taken, WbSendResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Reading reading = { .text = text };
  g_autofree char *code = NULL;

  read_xml (reply, &reading);
  code = reading.code;
  taken->id = reading.id;
  if (taken->id != NULL)
    taken->status = g_strdup ("accepted");
  if (result->outcome != WB_SEND_DONE && code != NULL)
    judge_code (code, result);
  else if (result->outcome == WB_SEND_DONE && taken->id == NULL)
    wb_send_result_set (result, WB_SEND_RETRY, _ ("What answered is not AWS"));
}

/* wb_sms_sns_dup_region: (transfer full): what the signature is made for. */
char *
wb_sms_sns_dup_region (const WbSending *sending)
{
  char *region = wb_channel_config_dup_string (sending->config, "region");

  return region != NULL ? region : g_strdup (REGION);
}

const WbSmsProvider wb_sms_sns = {
  .name = "aws_sns",
  .is_signed = TRUE,
  .make_request = make_request,
  .read_reply = read_reply,
};
