/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-env-variables.h"

#include <string.h>

/* All that comes of it, one thing a line. */
static char *
describe (WbEnvSettings *settings)
{
  g_autofree char *preferences = wb_env_settings_dup_preferences (settings);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < settings->channels->len; i++)
    {
      wb_env_channel_append_json (g_ptr_array_index (settings->channels, i), text);
      g_string_append_c (text, '\n');
    }
  if (preferences != NULL)
    g_string_append_printf (text, "preferences %s\n", preferences);
  if (settings->has_sound >= 0)
    g_string_append_printf (text, "sound %d\n", settings->has_sound);
  for (guint i = 0; i < settings->notes->len; i++)
    {
      const WbEnvNote *note = g_ptr_array_index (settings->notes, i);

      g_string_append_printf (text, "note %u %s: %s\n", note->line, note->name, note->reason);
    }
  for (guint i = 0; i < settings->not_taken->len; i++)
    {
      const WbEnvNote *note = g_ptr_array_index (settings->not_taken, i);

      g_string_append_printf (text, "not %u %s: %s\n", note->line,
                              note->name != NULL ? note->name : "-", note->reason);
    }
  return g_string_free (text, FALSE);
}

static char *
describe_file (const char *text)
{
  g_autoptr (WbEnvFile) file = wb_env_file_parse (text, strlen (text));
  g_autoptr (WbEnvSettings) settings = wb_env_variables_read (file);

  return describe (settings);
}

#define EMAIL(settings) "{\"name\":\"email\",\"kind\":\"email\",\"settings\":{" settings "}}\n"
#define CHANNEL(kind, settings)                                                                    \
  "{\"name\":\"" kind "\",\"kind\":\"" kind "\",\"settings\":{" settings "}}\n"

/* Each variable of the sources, and its other names. */
static void
test_variables (void)
{
  static const struct
  {
    const char *line;
    const char *result;
  } cases[] = {
    /* S0-58, S0-59 */
    { "NOTIFICATION_EMAIL_ENABLED=true",
      "{\"name\":\"email\",\"kind\":\"email\",\"enabled\":true,\"settings\":{}}\n" },
    { "NOTIFICATION_EMAIL_ENABLED=No",
      "{\"name\":\"email\",\"kind\":\"email\",\"enabled\":false,\"settings\":{}}\n" },
    { "NOTIFICATION_EMAIL_TO=admin@platform.com",
      EMAIL ("\"recipients\":[\"admin@platform.com\"]") },
    { "NOTIFICATION_EMAIL_FROM=alerts@platform.com", EMAIL ("\"from\":\"alerts@platform.com\"") },
    { "SMTP_HOST=smtp.gmail.com", EMAIL ("\"smtp_host\":\"smtp.gmail.com\"") },
    { "SMTP_PORT=587", EMAIL ("\"smtp_port\":587,\"security\":\"starttls\"") },
    { "SMTP_PORT=465", EMAIL ("\"smtp_port\":465,\"security\":\"tls\"") },
    { "SMTP_USER=me@platform.com", EMAIL ("\"username\":\"me@platform.com\"") },
    { "SMTP_PASSWORD=abcd efgh ijkl mnop", EMAIL ("\"password\":\"abcd efgh ijkl mnop\"") },
    /* S0-60, S0-61 */
    { "NOTIFICATION_TELEGRAM_ENABLED=true",
      "{\"name\":\"telegram\",\"kind\":\"telegram\",\"enabled\":true,\"settings\":{}}\n" },
    { "TELEGRAM_BOT_TOKEN=123456789:ABC-DEF",
      CHANNEL ("telegram", "\"bot_token\":\"123456789:ABC-DEF\"") },
    { "TELEGRAM_CHAT_ID=987654321", CHANNEL ("telegram", "\"chat_id\":987654321") },
    { "TELEGRAM_CHAT_ID=-1001234567890", CHANNEL ("telegram", "\"chat_id\":-1001234567890") },
    { "TELEGRAM_CHAT_ID=@alerts", CHANNEL ("telegram", "\"chat_id\":\"@alerts\"") },
    { "NOTIFICATION_DASHBOARD_ENABLED=true",
      "note 1 NOTIFICATION_DASHBOARD_ENABLED: the notification centre is always on\n" },
    /* S0-62 */
    { "ALERT_COOLDOWN_WARNING=900  # 15 minutes",
      "preferences {\"cooldowns\":{\"quota_warning\":900}}\n" },
    { "ALERT_COOLDOWN_CRITICAL=600", "preferences {\"cooldowns\":{\"quota_critical\":600}}\n" },
    { "ALERT_COOLDOWN_AUTH_FAIL=300", "preferences {\"cooldowns\":{\"auth_failure\":300}}\n" },
    { "ALERT_COOLDOWN_ALL_FAILED=180", "preferences {\"cooldowns\":{\"all_keys_failed\":180}}\n" },
    { "ALERT_COOLDOWN_WARNING=0", "preferences {\"cooldowns\":{\"quota_warning\":0}}\n" },
    /* S2-08 to S2-11 */
    { "EMAIL_USER=me@platform.com", EMAIL ("\"username\":\"me@platform.com\"") },
    { "EMAIL_PASSWORD=secret", EMAIL ("\"password\":\"secret\"") },
    { "EMAIL_RECIPIENTS=a@platform.com, b@platform.com,",
      EMAIL ("\"recipients\":[\"a@platform.com\",\"b@platform.com\"]") },
    { "SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T/B/X",
      CHANNEL ("slack", "\"webhook_url\":\"https://hooks.slack.com/services/T/B/X\"") },
    { "SLACK_CHANNEL=\"#pixelated-ai-alerts\"",
      CHANNEL ("slack", "\"channel\":\"#pixelated-ai-alerts\"") },
    { "PAGERDUTY_INTEGRATION_KEY=0123456789abcdef0123456789abcdef",
      CHANNEL ("pagerduty", "\"integration_key\":\"0123456789abcdef0123456789abcdef\"") },
    { "WEBHOOK_URLS=https://a.example/1,https://b.example/2",
      CHANNEL ("webhook",
               "\"url\":\"https://a.example/1\"") "{\"name\":\"webhook-2\",\"kind\":\"webhook\","
                                                  "\"settings\":{\"url\":\"https://b.example/2\"}}"
                                                  "\n" },
    /* S2-24 */
    { "SMTP_SERVER=\"smtp.gmail.com\"", EMAIL ("\"smtp_host\":\"smtp.gmail.com\"") },
    { "SMTP_PORT=\"587\"", EMAIL ("\"smtp_port\":587,\"security\":\"starttls\"") },
    { "SLACK_TOKEN=\"xoxb-1\"", CHANNEL ("slack", "\"bot_token\":\"xoxb-1\"") },
    { "PAGERDUTY_API_TOKEN=u+1",
      "note 1 PAGERDUTY_API_TOKEN: PagerDuty takes alerts with the integration key alone\n" },
    /* S3-06 to S3-14 */
    { "DESKTOP_NOTIFICATIONS_ENABLED=true", "preferences {\"channels\":{\"desktop\":true}}\n" },
    { "DESKTOP_NOTIFICATIONS_ENABLED=off", "preferences {\"channels\":{\"desktop\":false}}\n" },
    { "DESKTOP_NOTIFICATIONS_SOUND=true", "sound 1\n" },
    { "DESKTOP_NOTIFICATIONS_SOUND=0", "sound 0\n" },
    { "FROM_EMAIL=alerts@platform.com", EMAIL ("\"from\":\"alerts@platform.com\"") },
    { "TO_EMAILS=a@platform.com,b@platform.com",
      EMAIL ("\"recipients\":[\"a@platform.com\",\"b@platform.com\"]") },
    { "SLACK_CHANNEL=#training-alerts", CHANNEL ("slack", "\"channel\":\"#training-alerts\"") },
    { "DISCORD_WEBHOOK_URL=https://discordapp.com/api/webhooks/1/x",
      CHANNEL ("discord", "\"webhook_url\":\"https://discordapp.com/api/webhooks/1/x\"") },
    /* where the sources disagree */
    { "smtp_server=smtp.gmail.com", EMAIL ("\"smtp_host\":\"smtp.gmail.com\"") },
    { "username=me@platform.com", EMAIL ("\"username\":\"me@platform.com\"") },
    { "from_address=alerts@platform.com", EMAIL ("\"from\":\"alerts@platform.com\"") },
    { "default_recipients=a@platform.com", EMAIL ("\"recipients\":[\"a@platform.com\"]") },
    /* what says nothing, and what cannot be read: values are not shown, they may be secrets */
    { "SMTP_HOST=", "" },
    { "SLACK_WEBHOOK_URL=\"\"", "" },
    { "# SMTP_HOST=x", "" },
    { "GROQ_API_KEY=gsk_secret", "not 1 GROQ_API_KEY: not known\n" },
    { "SMTP_PORT=mail", "not 1 SMTP_PORT: expected an integer from 1 to 65535\n" },
    { "SMTP_PORT=70000", "not 1 SMTP_PORT: expected an integer from 1 to 65535\n" },
    { "TO_EMAILS=a@platform.com,b",
      "not 1 TO_EMAILS[1]: expected an e-mail address such as name@example.org\n" },
    { "SLACK_WEBHOOK_URL=xoxb-secret",
      "not 1 SLACK_WEBHOOK_URL: expected an http or https URL of at most 2048 characters\n" },
    { "WEBHOOK_URLS=https://a.example/1,nonsense,https://b.example/2",
      CHANNEL ("webhook",
               "\"url\":\"https://a.example/1\"") "{\"name\":\"webhook-2\",\"kind\":\"webhook\","
                                                  "\"settings\":{\"url\":\"https://b.example/2\"}}"
                                                  "\nnot 1 WEBHOOK_URLS: expected an http or https "
                                                  "URL of at most 2048 characters\n" },
    { "NOTIFICATION_EMAIL_ENABLED=perhaps",
      "not 1 NOTIFICATION_EMAIL_ENABLED: expected true or false\n" },
    { "ALERT_COOLDOWN_WARNING=soon",
      "not 1 ALERT_COOLDOWN_WARNING: expected a number of seconds\n" },
    { "ALERT_COOLDOWN_WARNING=-1", "not 1 ALERT_COOLDOWN_WARNING: expected a number of seconds\n" },
    { "nonsense", "not 1 -: expected NAME=value\n" },
    { "A=\"secret", "not 1 -: a quote is opened and not closed\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = describe_file (cases[i].line);

      g_test_message ("%s", cases[i].line);
      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

/* Lines of one channel come together; of several about one thing the last one holds. */
static void
test_together (void)
{
  g_autofree char *result = describe_file ("SMTP_HOST=one.example\n"
                                           "SLACK_CHANNEL=#a\n"
                                           "SMTP_SERVER=two.example\n"
                                           "SMTP_PORT=465\n"
                                           "WEBHOOK_URLS=https://a.example,https://b.example\n"
                                           "WEBHOOK_URLS=https://c.example\n"
                                           "ALERT_COOLDOWN_WARNING=60\n"
                                           "ALERT_COOLDOWN_CRITICAL=30\n"
                                           "ALERT_COOLDOWN_WARNING=90\n"
                                           "DESKTOP_NOTIFICATIONS_ENABLED=true\n");

  g_assert_cmpstr (
      result, ==,
      EMAIL ("\"smtp_host\":\"two.example\",\"smtp_port\":465,\"security\":\"tls\"")
          CHANNEL ("slack", "\"channel\":\"#a\"") CHANNEL (
              "webhook",
              "\"url\":\"https://c.example\"") "preferences {\"channels\":{\"desktop\":true},"
                                               "\"cooldowns\":{\"quota_warning\":90,\"quota_"
                                               "critical\":30}}\n");
}

/* S2-25 */
static void
test_json (void)
{
  const WbJsonLimits limits = { 65536, 65536, 8, 1024 };
  const char *text
      = "{\"smtp_server\":\"smtp.gmail.com\",\"smtp_port\":587,\"email_user\":\"me@platform.com\","
        "\"email_password\":\"secret\",\"default_recipients\":[\"a@platform.com\"],"
        "\"slack_webhook_url\":\"https://hooks.slack.com/services/T/B/X\",\"slack_token\":null,"
        "\"slack_channel\":\"#alerts\",\"pagerduty_integration_key\":\"k1\","
        "\"pagerduty_api_token\":\"u1\",\"webhook_urls\":[\"https://a.example/?a=1,2\"],"
        "\"other\":true,\"more\":{},\"smtp_host\":[\"x\"],\"to_emails\":[1]}";
  g_autoptr (WbJson) json = wb_json_parse (text, strlen (text), &limits, NULL);
  g_autoptr (WbEnvSettings) settings = wb_env_variables_read_json (wb_json_get_root (json));
  g_autofree char *result = describe (settings);

  g_assert_cmpstr (
      result, ==,
      EMAIL ("\"smtp_host\":\"smtp.gmail.com\",\"smtp_port\":587,\"username\":\"me@platform.com\","
             "\"password\":\"secret\",\"recipients\":[\"a@platform.com\"],"
             "\"security\":\"starttls\"") CHANNEL ("slack", "\"webhook_url\":\"https://"
                                                            "hooks.slack.com/services/T/B/X\","
                                                            "\"channel\":\"#alerts\"")
          CHANNEL ("pagerduty", "\"integration_key\":\"k1\"") CHANNEL (
              "webhook",
              "\"url\":\"https://a.example/?a=1,2\"") "note 0 pagerduty_api_token: PagerDuty takes "
                                                      "alerts with the integration key alone\n"
                                                      "not 0 other: not known\n"
                                                      "not 0 more: expected a text, a number or a "
                                                      "list of texts\n"
                                                      "not 0 smtp_host: expected one value, not a "
                                                      "list\n"
                                                      "not 0 to_emails: expected a text, a number "
                                                      "or a list of texts\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/env-variables/variables", test_variables);
  g_test_add_func ("/env-variables/together", test_together);
  g_test_add_func ("/env-variables/json", test_json);
  return g_test_run ();
}
