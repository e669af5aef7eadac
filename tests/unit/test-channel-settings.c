/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-settings.h"

#include <string.h>

#include "base/wb-error.h"

#define SECRET "https://hooks.example.org/s3cr3t"

static const WbJsonLimits limits = { 65536, 65536, 12, 4096 };

/* Returns: "clean | name=secret name=secret", or "! error" */
static char *
split (const char *json)
{
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, NULL);
  g_autoptr (GPtrArray) credentials
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_credential_free);
  GString *clean = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (document);
  if (!wb_channel_settings_split ("channel_config", wb_json_get_root (document), clean, credentials,
                                  &error))
    {
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_string_printf (clean, "! %s", error->message);
    }
  else if (credentials->len > 0)
    g_string_append (clean, " |");
  for (guint i = 0; error == NULL && i < credentials->len; i++)
    {
      const WbCredential *credential = g_ptr_array_index (credentials, i);

      g_string_append_printf (clean, " %s=%s", credential->name, credential->secret);
    }
  return g_string_free (clean, FALSE);
}

static void
test_split (void)
{
  static const struct
  {
    const char *json;
    const char *result;
  } cases[] = {
    { "{}", "{}" },
    { "{\"slack\":{\"webhook_url\":\"" SECRET "\",\"channel\":\"#ops\"}}",
      "{\"slack\":{\"webhook_url\":false,\"channel\":\"#ops\"}} | slack.webhook_url=" SECRET },
    { "{\"slack\":{\"webhook_url\":null}}", "{\"slack\":{\"webhook_url\":null}}" },
    { "{\"slack\":{\"webhook_url\":\"\"}}", "{\"slack\":{\"webhook_url\":null}}" },
    { "{\"slack\":null,\"sms\":\"default\"}", "{\"slack\":null,\"sms\":null}" },
    { "{\"webhook\":{\"url\":\"http://127.0.0.1:9/x\",\"headers\":{\"X-Key\":\"k\"}}}",
      "{\"webhook\":{\"url\":false,\"headers\":false}} | webhook.url=http://127.0.0.1:9/x"
      " webhook.headers={\"X-Key\":\"k\"}" },
    { "{\"discord\":{\"webhook_url\":\"" SECRET "\"},\"telegram\":{\"bot_token\":\"1:a\","
      "\"chat_id\":7},\"pagerduty\":{\"integration_key\":\"r\"}}",
      "{\"discord\":{\"webhook_url\":false},\"telegram\":{\"bot_token\":false,\"chat_id\":7},"
      "\"pagerduty\":{\"integration_key\":false}} | discord.webhook_url=" SECRET
      " telegram.bot_token=1:a pagerduty.integration_key=r" },
    { "{\"sms\":{\"recipients\":[\"+12025550123\"],\"auth_token\":\"t\"}}",
      "{\"sms\":{\"recipients\":[\"+12025550123\"],\"auth_token\":false}} | sms.auth_token=t" },
    /* No error repeats a credential, and what might be a misspelt one goes no further. */
    { "{\"slack\":{\"webhook_ulr\":\"" SECRET "\"}}",
      "! channel_config.slack.webhook_ulr: there is no such setting" },
    { "{\"slak\":{\"webhook_url\":\"" SECRET "\"}}",
      "! channel_config.slak: there is no such kind of channel" },
    { "{\"slack\":\"" SECRET "\"}", "! channel_config.slack: expected an object" },
    { "{\"slack\":{\"webhook_url\":\"ftp://example.org/s3cr3t\"}}",
      "! channel_config.slack.webhook_url: expected an http or https URL of at most 2048 "
      "characters" },
    { "{\"slack\":{\"webhook_url\":true}}",
      "! channel_config.slack.webhook_url: expected an http or https URL of at most 2048 "
      "characters" },
    { "{\"webhook\":{\"url\":\"https:///s3cr3t\"}}",
      "! channel_config.webhook.url: expected an http or https URL of at most 2048 characters" },
    { "{\"webhook\":{\"headers\":{\"a b\":\"s3cr3t\"}}}",
      "! channel_config.webhook.headers: expected names of headers" },
    { "{\"webhook\":{\"headers\":{\"A\":\"s3cr3t\\r\\nB: c\"}}}",
      "! channel_config.webhook.headers: expected strings of one line, of at most 1024 "
      "characters" },
    { "{\"webhook\":{\"headers\":\"s3cr3t\"}}",
      "! channel_config.webhook.headers: expected an object of strings" },
    { "{\"telegram\":{\"bot_token\":\"s3 cr3t\"}}",
      "! channel_config.telegram.bot_token: expected a string of at most 1024 characters, without "
      "spaces" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = split (cases[i].json);

      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

/* Reads @json on top of @base, where slack.webhook_url is kept. Returns: JSON, or "! error". */
static char *
change (const char *base, const char *json)
{
  g_autoptr (WbJson) base_document = wb_json_parse (base, strlen (base), &limits, NULL);
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, NULL);
  g_auto (WbChannelSettings) settings = { .is_own = FALSE };
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  wb_channel_settings_read (&settings, "channel_config", wb_json_get_root (base_document), TRUE,
                            &error);
  g_assert_no_error (error);
  if (wb_channel_settings_read (&settings, "channel_config", wb_json_get_root (document), FALSE,
                                &error))
    wb_channel_settings_append_json (&settings, text);
  else
    g_string_printf (text, "! %s", error->message);
  return g_string_free (text, FALSE);
}

#define KEPT "{\"slack\":{\"webhook_url\":null,\"webhook_url_set\":true,\"channel\":\"#a\"}}"
#define LOST "{\"slack\":{\"webhook_url\":null,\"webhook_url_set\":false}}"

static void
test_read (void)
{
  static const struct
  {
    const char *base;
    const char *json;
    const char *result;
  } cases[] = {
    { "{}", "{}", "{}" },
    { KEPT, "{}", KEPT },
    { KEPT, KEPT, KEPT },
    { LOST, LOST, LOST },
    { KEPT, "{\"slack\":{}}", KEPT },
    { KEPT, "{\"slack\":{\"webhook_url\":false}}", KEPT },
    { KEPT, "{\"slack\":{\"webhook_url\":null}}", "{\"slack\":{\"channel\":\"#a\"}}" },
    { KEPT, "{\"slack\":{\"channel\":null}}",
      "{\"slack\":{\"webhook_url\":null,\"webhook_url_set\":true}}" },
    { KEPT, "{\"slack\":null}", "{}" },
    { KEPT, "{\"email\":{\"recipients\":[\"a@b.example\",\"c@localhost\"]}}",
      "{\"email\":{\"recipients\":[\"a@b.example\",\"c@localhost\"]},"
      "\"slack\":{\"webhook_url\":"
      "null,\"webhook_url_set\":true,\"channel\":\"#a\"}}" },
    /* Nobody can claim that the keyring has what it does not have. */
    { "{}", "{\"slack\":{\"webhook_url_set\":true}}", LOST },
    { "{}", "{\"slack\":{\"webhook_url\":false}}", LOST },
    { "{}", "{\"telegram\":{\"chat_id\":-1001234}}", "{\"telegram\":{\"chat_id\":-1001234}}" },
    { "{}", "{\"telegram\":{\"chat_id\":\"@ops\"}}", "{\"telegram\":{\"chat_id\":\"@ops\"}}" },
    { "{}", "{\"sms\":{\"recipients\":[\"+12025550123\"]}}",
      "{\"sms\":{\"recipients\":[\"+12025550123\"]}}" },
    { "{}", "{\"slack\":{\"webhook_url\":\"" SECRET "\"}}",
      "! channel_config.slack.webhook_url: credentials are kept in the keyring only" },
    { "{}", "{\"slack\":{\"webhook_url_set\":1}}",
      "! channel_config.slack.webhook_url_set: expected true or false" },
    { "{}", "{\"slack\":{\"channel\":\"  \"}}",
      "! channel_config.slack.channel: expected a string with something in it" },
    { "{}", "{\"slack\":{\"channel_set\":true}}",
      "! channel_config.slack.channel_set: there is no such setting" },
    { "{}", "{\"email\":{\"recipients\":[\"a@b.example\",\"b\"]}}",
      "! channel_config.email.recipients[1]: expected an e-mail address such as name@example.org" },
    { "{}", "{\"email\":{\"recipients\":[\"a@b\\r\\nBcc: c@d\"]}}",
      "! channel_config.email.recipients[0]: expected an e-mail address such as name@example.org" },
    { "{}", "{\"email\":{\"recipients\":[\"a@b, c@d\"]}}",
      "! channel_config.email.recipients[0]: expected an e-mail address such as name@example.org" },
    { "{}", "{\"email\":{\"recipients\":\"a@b.example\"}}",
      "! channel_config.email.recipients: expected an array of strings" },
    { "{}", "{\"sms\":{\"recipients\":[\"0202\"]}}",
      "! channel_config.sms.recipients[0]: expected a phone number such as +12025550123" },
    { "{}", "{\"desktop\":{\"sound\":true}}",
      "! channel_config.desktop.sound: there is no such setting" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *result = change (cases[i].base, cases[i].json);

      g_test_message ("%s + %s", cases[i].base, cases[i].json);
      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

static void
test_kept (void)
{
  static const char json[] = "{\"slack\":{\"channel\":\"#a\"},\"webhook\":{\"url\":false}}";
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, NULL);
  g_auto (WbChannelSettings) settings = { .is_own = FALSE };
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GPtrArray) one = NULL;

  g_assert_true (wb_channel_settings_read (&settings, "channel_config", wb_json_get_root (document),
                                           FALSE, NULL));
  none = wb_channel_settings_list_kept (&settings);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (wb_channel_settings_find_credential ("slack.channel"));
  /* One that nobody gave, or that was removed since, is not wanted. */
  g_assert_false (wb_channel_settings_set_kept (&settings, "slack.webhook_url"));
  g_assert_false (wb_channel_settings_set_kept (&settings, "slack.channel"));
  g_assert_true (wb_channel_settings_set_kept (&settings, "webhook.url"));
  one = wb_channel_settings_list_kept (&settings);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_true (g_ptr_array_index (one, 0) == wb_channel_settings_find_credential ("webhook.url"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/channel-settings/split", test_split);
  g_test_add_func ("/model/channel-settings/read", test_read);
  g_test_add_func ("/model/channel-settings/kept", test_kept);
  return g_test_run ();
}
