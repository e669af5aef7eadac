/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-provider.h"

#include <string.h>

#include "channel-fixture.h"
#include "channels/wb-http-channel.h"

#define TO "+12025550123"
#define SETTINGS(members) "{\"kind\":\"sms\",\"settings\":{" members "}}"
#define TWILIO "\"account_sid\":\"AC1\",\"auth_token\":\"token7\""
#define VONAGE "\"api_key\":\"k1\",\"api_secret\":\"s+1\""
#define SNS "\"access_key_id\":\"AKIA1\",\"secret_access_key\":\"x/y\""
#define FROM ",\"from_number\":\"+12025550100\""

/* Each request, or what is missing for it. */
static void
test_requests (void)
{
  static const struct
  {
    const WbSmsProvider *provider;
    const char *settings;
    const char *text;
    const char *url; /* or what the reason says */
    const char *body;
  } cases[] = {
    { &wb_sms_twilio, SETTINGS (TWILIO FROM), "a + b & c=é",
      "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
      "To=%2B12025550123&From=%2B12025550100&Body=a%20%2B%20b%20%26%20c%3D%C3%A9" },
    { &wb_sms_twilio, SETTINGS (TWILIO FROM ",\"messaging_service_sid\":\"MG1\""), "a",
      "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json",
      "To=%2B12025550123&MessagingServiceSid=MG1&Body=a" },
    { &wb_sms_twilio, SETTINGS (TWILIO FROM ",\"twilio_url\":\"http://127.0.0.1:7/x/\""), "a",
      "http://127.0.0.1:7/x/2010-04-01/Accounts/AC1/Messages.json",
      "To=%2B12025550123&From=%2B12025550100&Body=a" },
    { &wb_sms_twilio, SETTINGS ("\"account_sid\":\"../x?y#z\",\"auth_token\":\"t\"" FROM), "a",
      "https://api.twilio.com/2010-04-01/Accounts/..%2Fx%3Fy%23z/Messages.json",
      "To=%2B12025550123&From=%2B12025550100&Body=a" },
    { &wb_sms_twilio, SETTINGS ("\"auth_token\":\"t\"" FROM), "a", "account_sid", NULL },
    { &wb_sms_twilio, SETTINGS ("\"account_sid\":\"AC1\"" FROM), "a", "auth_token", NULL },
    { &wb_sms_twilio, SETTINGS (TWILIO), "a", "from_number", NULL },
    { &wb_sms_vonage, SETTINGS (VONAGE FROM), "a b", "https://rest.nexmo.com/sms/json",
      "api_key=k1&api_secret=s%2B1&to=12025550123&from=12025550100&text=a%20b&type=text" },
    { &wb_sms_vonage, SETTINGS (VONAGE ",\"from_number\":\"Wakebell\""), "語",
      "https://rest.nexmo.com/sms/json",
      "api_key=k1&api_secret=s%2B1&to=12025550123&from=Wakebell&text=%E8%AA%9E&type=unicode" },
    { &wb_sms_vonage, SETTINGS (VONAGE FROM ",\"vonage_url\":\"http://127.0.0.1:7/v\""), "a",
      "http://127.0.0.1:7/v",
      "api_key=k1&api_secret=s%2B1&to=12025550123&from=12025550100&text=a&type=text" },
    { &wb_sms_vonage, SETTINGS ("\"api_key\":\"k1\"" FROM), "a", "api_secret", NULL },
    { &wb_sms_vonage, SETTINGS (VONAGE), "a", "from_number", NULL },
    { &wb_sms_sns, SETTINGS (SNS), "a b", "https://sns.us-east-1.amazonaws.com/",
      "Action=Publish&Version=2010-03-31&PhoneNumber=%2B12025550123&Message=a%20b"
      "&MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType"
      "&MessageAttributes.entry.1.Value.DataType=String"
      "&MessageAttributes.entry.1.Value.StringValue=Transactional" },
    { &wb_sms_sns, SETTINGS (SNS ",\"region\":\"eu-west-1\",\"from_number\":\"Wakebell\""), "a",
      "https://sns.eu-west-1.amazonaws.com/",
      "Action=Publish&Version=2010-03-31&PhoneNumber=%2B12025550123&Message=a"
      "&MessageAttributes.entry.1.Name=AWS.SNS.SMS.SMSType"
      "&MessageAttributes.entry.1.Value.DataType=String"
      "&MessageAttributes.entry.1.Value.StringValue=Transactional"
      "&MessageAttributes.entry.2.Name=AWS.SNS.SMS.SenderID"
      "&MessageAttributes.entry.2.Value.DataType=String"
      "&MessageAttributes.entry.2.Value.StringValue=Wakebell" },
    { &wb_sms_sns, SETTINGS ("\"access_key_id\":\"AKIA1\""), "a", "secret_access_key", NULL },
    { &wb_sms_sns, SETTINGS ("\"secret_access_key\":\"x\""), "a", "access_key_id", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbSending) sending = channel_fixture_new_sending (cases[i].settings);
      g_auto (WbSendResult) result = { 0 };
      g_autoptr (WbWebRequest) request = NULL;
      g_autofree char *body = NULL;

      wb_sms_provider_add_sent_secrets (sending);
      request = cases[i].provider->make_request (sending, TO, cases[i].text, &result);
      if (cases[i].body == NULL)
        {
          g_assert_null (request);
          g_assert_cmpint (result.outcome, ==, WB_SEND_BROKEN);
          g_assert_nonnull (strstr (result.reason, cases[i].url));
          continue;
        }
      g_assert_cmpstr (request->method, ==, "POST");
      g_assert_cmpstr (request->url, ==, cases[i].url);
      g_assert_cmpstr (request->content_type, ==, "application/x-www-form-urlencoded");
      body = g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
      g_assert_cmpstr (body, ==, cases[i].body);
    }
}

/* RFC 7617: Basic, of what base64 makes of both. */
static void
test_twilio_login (void)
{
  g_autoptr (WbSending) sending = channel_fixture_new_sending (SETTINGS (TWILIO FROM));
  g_auto (WbSendResult) result = { 0 };
  g_autoptr (WbWebRequest) request = NULL;
  g_autoptr (WbWebRequest) question = NULL;
  g_autofree char *clean = NULL;

  wb_sms_provider_add_sent_secrets (sending);
  request = wb_sms_twilio.make_request (sending, TO, "a", &result);
  g_assert_cmpstr (g_ptr_array_index (request->headers, 0), ==, "Authorization");
  g_assert_cmpstr (g_ptr_array_index (request->headers, 1), ==, "Basic QUMxOnRva2VuNw==");
  question = wb_sms_twilio.make_question (sending, "SM/7", &result);
  g_assert_cmpstr (question->method, ==, "GET");
  g_assert_cmpstr (question->url, ==,
                   "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/SM%2F7.json");
  g_assert_cmpstr (g_ptr_array_index (question->headers, 1), ==, "Basic QUMxOnRva2VuNw==");
  clean = wb_sending_dup_redacted (sending, "token7 QUMxOnRva2VuNw== AC1");
  g_assert_cmpstr (clean, ==, "[…] […] AC1");
}

static WbWebReply *
make_reply (guint status, const char *body)
{
  WbWebReply *reply = g_new0 (WbWebReply, 1);

  reply->status = status;
  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  reply->body = g_strdup (body);
  reply->body_length = strlen (body);
  return reply;
}

#define XML(inner) "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\">" inner
#define XML_ERROR(code)                                                                            \
  "<ErrorResponse><Error><Type>Sender</Type><Code>" code "</Code><Message>no</Message></Error>"    \
  "</ErrorResponse>"

/* Each reply, and what is made of it. */
static void
test_replies (void)
{
  static const struct
  {
    const WbSmsProvider *provider;
    guint status;
    const char *body;
    WbSendOutcome outcome;
    const char *reason; /* what is in it */
    const char *id;
    const char *state;
  } cases[] = {
    { &wb_sms_twilio, 201, "{\"sid\":\"SM1\",\"status\":\"queued\",\"error_code\":null}",
      WB_SEND_DONE, NULL, "SM1", "queued" },
    { &wb_sms_twilio, 201, "{\"sid\":\"SM1\"}", WB_SEND_DONE, NULL, "SM1", NULL },
    { &wb_sms_twilio, 200, "<html>Login</html>", WB_SEND_RETRY, "not Twilio", NULL, NULL },
    { &wb_sms_twilio, 201, "", WB_SEND_RETRY, "not Twilio", NULL, NULL },
    { &wb_sms_twilio, 401, "{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}",
      WB_SEND_BROKEN, "auth token", NULL, NULL },
    { &wb_sms_twilio, 404, "{\"code\":20404,\"status\":404}", WB_SEND_BROKEN, "account SID", NULL,
      NULL },
    { &wb_sms_twilio, 429, "{\"code\":20429,\"status\":429}", WB_SEND_RATE_LIMITED, "fewer", NULL,
      NULL },
    { &wb_sms_twilio, 429, "", WB_SEND_RATE_LIMITED, "fewer", NULL, NULL },
    { &wb_sms_twilio, 400, "{\"code\":21211,\"status\":400}", WB_SEND_REFUSED, "not a phone number",
      NULL, NULL },
    { &wb_sms_twilio, 400, "{\"code\":21606}", WB_SEND_BROKEN, "sender", NULL, NULL },
    { &wb_sms_twilio, 400, "{\"code\":21608}", WB_SEND_REFUSED, "trial", NULL, NULL },
    { &wb_sms_twilio, 400, "{\"code\":21610}", WB_SEND_REFUSED, "START", NULL, NULL },
    { &wb_sms_twilio, 400, "{\"code\":21614}", WB_SEND_REFUSED, "mobile", NULL, NULL },
    { &wb_sms_twilio, 400, "{\"code\":\"21408\"}", WB_SEND_REFUSED, "country", NULL, NULL },
    { &wb_sms_twilio, 400, "{\"code\":99999}", WB_SEND_REFUSED, "400", NULL, NULL },
    { &wb_sms_twilio, 400, "[[[", WB_SEND_REFUSED, "400", NULL, NULL },
    { &wb_sms_twilio, 503, "busy", WB_SEND_RETRY, "503", NULL, NULL },
    { &wb_sms_vonage, 200,
      "{\"message-count\":\"1\",\"messages\":[{\"status\":\"0\","
      "\"message-id\":\"V1\"}]}",
      WB_SEND_DONE, NULL, "V1", "accepted" },
    { &wb_sms_vonage, 200,
      "{\"messages\":[{\"status\":\"1\"},{\"status\":\"0\","
      "\"message-id\":\"V2\"}]}",
      WB_SEND_DONE, NULL, "V2", "accepted" },
    { &wb_sms_vonage, 200, "{\"messages\":[{\"status\":\"1\"}]}", WB_SEND_RATE_LIMITED, "fewer",
      NULL, NULL },
    { &wb_sms_vonage, 200, "{\"messages\":[{\"status\":3}]}", WB_SEND_REFUSED, "phone number", NULL,
      NULL },
    { &wb_sms_vonage, 200, "{\"messages\":[{\"status\":\"4\",\"error-text\":\"Bad\"}]}",
      WB_SEND_BROKEN, "API key", NULL, NULL },
    { &wb_sms_vonage, 200, "{\"messages\":[{\"status\":\"5\"}]}", WB_SEND_RETRY, "problem", NULL,
      NULL },
    { &wb_sms_vonage, 200, "{\"messages\":[{\"status\":\"9\"}]}", WB_SEND_BROKEN, "credit", NULL,
      NULL },
    { &wb_sms_vonage, 200, "{\"messages\":[{\"status\":\"99\"}]}", WB_SEND_REFUSED, "99", NULL,
      NULL },
    { &wb_sms_vonage, 200, "{\"messages\":[]}", WB_SEND_RETRY, "not Vonage", NULL, NULL },
    { &wb_sms_vonage, 200, "{\"messages\":[7]}", WB_SEND_RETRY, "not Vonage", NULL, NULL },
    { &wb_sms_vonage, 200, "ok", WB_SEND_RETRY, "not Vonage", NULL, NULL },
    { &wb_sms_vonage, 401, "", WB_SEND_BROKEN, "credential", NULL, NULL },
    { &wb_sms_vonage, 500, "", WB_SEND_RETRY, "500", NULL, NULL },
    { &wb_sms_sns, 200,
      XML ("<PublishResult><MessageId>M1</MessageId></PublishResult><ResponseMetadata>"
           "<RequestId>R</RequestId></ResponseMetadata></PublishResponse>"),
      WB_SEND_DONE, NULL, "M1", "accepted" },
    { &wb_sms_sns, 200, XML ("<PublishResult>"), WB_SEND_RETRY, "not AWS", NULL, NULL },
    { &wb_sms_sns, 200, "hello", WB_SEND_RETRY, "not AWS", NULL, NULL },
    { &wb_sms_sns, 403, XML_ERROR ("InvalidClientTokenId"), WB_SEND_BROKEN, "access key", NULL,
      NULL },
    { &wb_sms_sns, 403, XML_ERROR ("SignatureDoesNotMatch"), WB_SEND_BROKEN, "secret access key",
      NULL, NULL },
    { &wb_sms_sns, 403, XML_ERROR ("AuthorizationError"), WB_SEND_BROKEN, "sns:Publish", NULL,
      NULL },
    { &wb_sms_sns, 400, XML_ERROR ("InvalidParameter"), WB_SEND_REFUSED, "phone number", NULL,
      NULL },
    { &wb_sms_sns, 400, XML_ERROR ("Throttling"), WB_SEND_RATE_LIMITED, "fewer", NULL, NULL },
    { &wb_sms_sns, 400, XML_ERROR ("Other"), WB_SEND_REFUSED, "400", NULL, NULL },
    { &wb_sms_sns, 500, XML_ERROR ("InternalFailure"), WB_SEND_RETRY, "500", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbSending) sending = channel_fixture_new_sending (SETTINGS (TWILIO));
      g_autoptr (WbWebReply) reply = make_reply (cases[i].status, cases[i].body);
      g_auto (WbSendResult) result = { 0 };
      g_auto (WbSmsTaken) taken = { 0 };

      g_test_message ("%s %u %s", cases[i].provider->name, cases[i].status, cases[i].body);
      wb_http_channel_judge_status (sending, reply, 0, &result);
      cases[i].provider->read_reply (reply, &taken, &result);
      g_assert_cmpint (result.outcome, ==, cases[i].outcome);
      if (cases[i].outcome == WB_SEND_DONE)
        {
          g_assert_cmpstr (taken.id, ==, cases[i].id);
          g_assert_cmpstr (taken.status, ==, cases[i].state);
        }
      if (cases[i].reason == NULL)
        g_assert_null (result.reason);
      else
        g_assert_nonnull (strstr (result.reason, cases[i].reason));
    }
}

/* What became of a message at Twilio. */
static void
test_twilio_answers (void)
{
  static const struct
  {
    guint status;
    const char *body;
    WbSendOutcome outcome;
    const char *reason;
  } cases[] = {
    { 200, "{\"status\":\"queued\"}", WB_SEND_PENDING, NULL },
    { 200, "{\"status\":\"sent\"}", WB_SEND_PENDING, NULL },
    { 200, "{\"status\":\"delivered\",\"error_code\":null}", WB_SEND_DONE, NULL },
    { 200, "{\"status\":\"undelivered\",\"error_code\":30005}", WB_SEND_REFUSED, "not in use" },
    { 200, "{\"status\":\"failed\",\"error_code\":30002}", WB_SEND_REFUSED, "suspended" },
    { 200, "{\"status\":\"failed\",\"error_code\":null}", WB_SEND_REFUSED, "did not reach" },
    { 200, "<html>", WB_SEND_RETRY, "not Twilio" },
    { 404, "{\"code\":20404}", WB_SEND_REFUSED, "knows nothing" },
    { 429, "", WB_SEND_RATE_LIMITED, "fewer" },
    { 500, "", WB_SEND_RETRY, "500" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbSending) sending = channel_fixture_new_sending (SETTINGS (TWILIO));
      g_autoptr (WbWebReply) reply = make_reply (cases[i].status, cases[i].body);
      g_auto (WbSendResult) result = { 0 };
      g_auto (WbSmsTaken) taken = { 0 };

      wb_http_channel_judge_status (sending, reply, 0, &result);
      wb_sms_twilio.read_answer (reply, &taken, &result);
      g_assert_cmpint (result.outcome, ==, cases[i].outcome);
      if (cases[i].reason != NULL)
        g_assert_nonnull (strstr (result.reason, cases[i].reason));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sms-provider/requests", test_requests);
  g_test_add_func ("/sms-provider/twilio-login", test_twilio_login);
  g_test_add_func ("/sms-provider/replies", test_replies);
  g_test_add_func ("/sms-provider/twilio-answers", test_twilio_answers);
  return g_test_run ();
}
