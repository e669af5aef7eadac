/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-alert-config.h"

#include <string.h>

#include "base/wb-error.h"

static const WbJsonLimits limits = { 262144, 262144, 12, 8192 };

/* S1-50, as its source writes it. */
static const char circuit_breaker[]
    = "{\"name\":\"Circuit Breaker\",\"alert_type\":\"circuit_breaker_opened\","
      "\"severity\":\"critical\",\"channels\":[\"in_app\",\"slack\",\"email\"],"
      "\"cooldown_minutes\":5,\"conditions\":{\"min_consecutive_failures\":3}}";

static WbAlertConfig *
parse (const char *json, const WbAlertConfig *base, GError **error)
{
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, NULL);

  g_assert_nonnull (document);
  return wb_alert_config_new_from_json (wb_json_get_root (document), base, error);
}

static WbAlertConfig *
parse_good (const char *json, const WbAlertConfig *base)
{
  g_autoptr (GError) error = NULL;
  WbAlertConfig *config = parse (json, base, &error);

  g_assert_no_error (error);
  return config;
}

static char *
print (const WbAlertConfig *config)
{
  GString *json = g_string_new (NULL);

  wb_alert_config_append_json (config, json);
  return g_string_free (json, FALSE);
}

static void
test_defaults (void)
{
  g_autoptr (WbAlertConfig) config
      = parse_good ("{\"name\":\"All\",\"alert_type\":\"Quota-Warning\"}", NULL);
  g_autofree char *json = print (config);

  g_assert_cmpstr (
      json, ==,
      "{\"name\":\"All\",\"description\":null,\"alert_type\":\"quota_warning\",\"severity\":null,"
      "\"active\":true,\"channels\":null,\"channel_config\":null,\"cooldown_minutes\":15,"
      "\"max_alerts_per_hour\":10,\"group_similar\":true,\"conditions\":null,\"title_template\":"
      "null,"
      "\"body_template\":null}");
}

/* S1-24, S1-26, S1-58: each field alone changes itself and nothing more; null is the default. */
static void
test_changes (void)
{
  static const struct
  {
    const char *json;
    const char *before;
    const char *after;
  } cases[] = {
    { "{\"name\":\"Other\"}", "\"Circuit Breaker\"", "\"Other\"" },
    { "{\"name\":\" In\\none\\u001b line \"}", "\"Circuit Breaker\"", "\"In one line\"" },
    { "{\"description\":\"Why\"}", "\"description\":null", "\"description\":\"Why\"" },
    { "{\"description\":\"\"}", "", "" },
    { "{\"alert_type\":\"My.Own-Type\"}", "circuit_breaker_opened", "my_own_type" },
    { "{\"alert_type\":\"*\"}", "circuit_breaker_opened", "*" },
    { "{\"severity\":\"HIGH\"}", "\"critical\"", "\"error\"" },
    { "{\"severity\":null}", "\"severity\":\"critical\"", "\"severity\":null" },
    { "{\"severity\":\"default\"}", "\"severity\":\"critical\"", "\"severity\":null" },
    { "{\"active\":false}", "\"active\":true", "\"active\":false" },
    { "{\"active\":null}", "", "" },
    { "{\"channels\":[\"my-mail\"]}", "[\"in_app\",\"slack\",\"email\"]", "[\"my-mail\"]" },
    { "{\"channels\":[]}", "[\"in_app\",\"slack\",\"email\"]", "null" },
    { "{\"channels\":null}", "[\"in_app\",\"slack\",\"email\"]", "null" },
    { "{\"cooldown_minutes\":0}", "\"cooldown_minutes\":5", "\"cooldown_minutes\":0" },
    { "{\"cooldown_minutes\":10080}", "\"cooldown_minutes\":5", "\"cooldown_minutes\":10080" },
    { "{\"cooldown_minutes\":null}", "\"cooldown_minutes\":5", "\"cooldown_minutes\":15" },
    { "{\"max_alerts_per_hour\":0}", "\"max_alerts_per_hour\":10", "\"max_alerts_per_hour\":0" },
    { "{\"max_alerts_per_hour\":20}", "\"max_alerts_per_hour\":10", "\"max_alerts_per_hour\":20" },
    { "{\"group_similar\":false}", "\"group_similar\":true", "\"group_similar\":false" },
    { "{\"conditions\":{\"threshold\":0.9}}", "{\"min_consecutive_failures\":3}",
      "{\"threshold\":0.9}" },
    { "{\"conditions\":{ \"min_consecutive_failures\" : 3 }}", "", "" },
    { "{\"conditions\":{}}", "{\"min_consecutive_failures\":3}", "null" },
    { "{\"conditions\":null}", "{\"min_consecutive_failures\":3}", "null" },
    { "{\"channel_config\":{\"email\":{\"recipients\":[\"ops@example.org\"]}}}",
      "\"channel_config\":null",
      "\"channel_config\":{\"email\":{\"recipients\":[\"ops@example.org\"]}}" },
    { "{\"id\":7,\"created_at\":\"x\",\"updated_at\":null}", "", "" },
    { "{}", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbAlertConfig) base = parse_good (circuit_breaker, NULL);
      g_autoptr (WbAlertConfig) config = parse_good (cases[i].json, base);
      g_autofree char *before = print (base);
      g_autofree char *after = print (config);
      g_auto (GStrv) parts
          = g_strsplit (before, *cases[i].before != '\0' ? cases[i].before : "no change", 2);
      g_autofree char *expected = g_strjoinv (cases[i].after, parts);

      g_test_message ("%s", cases[i].json);
      g_assert_true (strstr (before, cases[i].before) != NULL);
      g_assert_cmpstr (after, ==, expected);
    }
}

static void
test_refused (void)
{
  g_autofree char *long_name = g_strnfill (257, 'n');
  g_autofree char *too_long = g_strdup_printf ("{\"name\":\"%s\"}", long_name);
  const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "[]", "body: expected a JSON object" },
    { "{\"nmae\":\"x\"}", "nmae: there is no such field" },
    { "{\"name\":null}", "name: expected a string" },
    { "{\"name\":\" \"}", "name: expected a string with something in it" },
    { too_long, "name: expected at most 256 characters" },
    { "{\"description\":7}", "description: expected a string" },
    { "{\"alert_type\":\"\"}", "alert_type: expected a string with something in it" },
    { "{\"alert_type\":null}", "alert_type: expected a string" },
    { "{\"severity\":\"hihg\"}", "severity: expected info, success, warning, error or critical" },
    { "{\"active\":1}", "active: expected true or false" },
    { "{\"channels\":\"slack\"}", "channels: expected an array of strings" },
    { "{\"channels\":[\"slack\",\"a b\"]}", "channels[1]: expected the name or kind of a channel" },
    { "{\"channels\":[\"https://example.org\"]}",
      "channels[0]: expected the name or kind of a channel" },
    { "{\"cooldown_minutes\":-1}", "cooldown_minutes: expected an integer from 0 to 10080" },
    { "{\"cooldown_minutes\":10081}", "cooldown_minutes: expected an integer from 0 to 10080" },
    { "{\"cooldown_minutes\":1.5}", "cooldown_minutes: expected an integer from 0 to 10080" },
    { "{\"max_alerts_per_hour\":1001}", "max_alerts_per_hour: expected an integer from 0 to 1000" },
    { "{\"group_similar\":\"yes\"}", "group_similar: expected true or false" },
    { "{\"conditions\":[]}", "conditions: expected an object" },
    { "{\"channel_config\":[]}", "channel_config: expected an object" },
    { "{\"channel_config\":{\"pigeon\":{}}}",
      "channel_config.pigeon: there is no such kind of channel" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbAlertConfig) base = parse_good (circuit_breaker, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].json, base, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* A new one needs a name and a type. */
static void
test_required (void)
{
  g_autoptr (GError) no_name = NULL;
  g_autoptr (GError) no_type = NULL;

  g_assert_null (parse ("{\"alert_type\":\"custom\"}", NULL, &no_name));
  g_assert_cmpstr (no_name->message, ==, "name: expected a string with something in it");
  g_assert_null (parse ("{\"name\":\"x\"}", NULL, &no_type));
  g_assert_cmpstr (no_type->message, ==, "alert_type: expected a string with something in it");
}

/* What is given out comes back unchanged, and from the store too. */
static void
test_round_trip (void)
{
  g_autoptr (WbAlertConfig) given = parse_good (circuit_breaker, NULL);
  g_autoptr (WbAlertConfig) base
      = parse_good ("{\"description\":\"\\\"x\\\"\",\"active\":false,\"channel_config\":{\"slack\":"
                    "{\"webhook_url\":false,\"channel\":\"#a\"},\"webhook\":{\"url\":false}}}",
                    given);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *body = NULL;
  g_autofree char *stored_body = NULL;
  g_autoptr (WbAlertConfig) again = NULL;
  g_autoptr (WbAlertConfig) stored = NULL;
  g_autoptr (GError) error = NULL;

  wb_channel_settings_set_kept (&base->channel_settings, "slack.webhook_url");
  base->id = 7;
  base->created_us = base->updated_us = G_GINT64_CONSTANT (1767323045000000);
  before = print (base);
  g_assert_nonnull (strstr (before, "\"slack\":{\"webhook_url\":null,\"webhook_url_set\":true,"
                                    "\"channel\":\"#a\"},\"webhook\":{\"url\":null,"
                                    "\"url_set\":false}"));
  again = parse_good (before, base);
  after = print (again);
  g_assert_cmpstr (after, ==, before);

  body = wb_alert_config_dup_body (base);
  stored = wb_alert_config_new_from_body (body, &error);
  g_assert_no_error (error);
  stored_body = wb_alert_config_dup_body (stored);
  g_assert_cmpstr (stored_body, ==, body);
}

/* The catalogue's own, as configs. */
static void
test_type_default (void)
{
  static const struct
  {
    const char *type;
    guint cooldown_s;
    const char *json;
  } cases[] = {
    { "quota_critical", 90,
      "{\"name\":\"Quota critical\",\"description\":null,\"alert_type\":\"quota_critical\","
      "\"severity\":\"critical\",\"active\":true,\"channels\":[\"email\",\"telegram\"],"
      "\"channel_config\":null,\"cooldown_minutes\":2,\"max_alerts_per_hour\":10,"
      "\"group_similar\":true,\"conditions\":null,\"title_template\":null,"
      "\"body_template\":null}" },
    { "batch_processed", 900,
      "{\"name\":\"Batch processed\",\"description\":null,\"alert_type\":\"batch_processed\","
      "\"severity\":\"info\",\"active\":false,\"channels\":null,\"channel_config\":null,"
      "\"cooldown_minutes\":15,\"max_alerts_per_hour\":10,\"group_similar\":true,"
      "\"conditions\":null,\"title_template\":null,\"body_template\":null}" },
    { "custom", 0,
      "{\"name\":\"Custom\",\"description\":null,\"alert_type\":\"custom\",\"severity\":null,"
      "\"active\":true,\"channels\":null,\"channel_config\":null,\"cooldown_minutes\":0,"
      "\"max_alerts_per_hour\":10,\"group_similar\":true,\"conditions\":null,\"title_template\":"
      "null,"
      "\"body_template\":null}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbAlertConfig) config
          = wb_alert_config_new_default (wb_catalogue_lookup (cases[i].type), cases[i].cooldown_s);
      g_autofree char *json = print (config);

      g_assert_cmpstr (json, ==, cases[i].json);
    }
}

/* Credentials leave at the door; nothing else changes. */
static void
test_split (void)
{
  static const char body[]
      = "{\"name\":\"x\",\"channel_config\":{\"slack\":{\"webhook_url\":\"https://h.example/s\","
        "\"webhook_url_set\":true,\"channel\":\"#a\"},\"email\":null},\"cooldown_minutes\":5}";
  g_autoptr (WbJson) document = wb_json_parse (body, strlen (body), &limits, NULL);
  g_autoptr (GPtrArray) credentials
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_credential_free);
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (wb_alert_config_split (wb_json_get_root (document), clean, credentials, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (clean->str, ==,
                   "{\"name\":\"x\",\"channel_config\":{\"slack\":{\"webhook_url\":false,"
                   "\"webhook_url_set\":true,\"channel\":\"#a\"},\"email\":null},"
                   "\"cooldown_minutes\":5}");
  g_assert_cmpuint (credentials->len, ==, 1);
  g_assert_cmpstr (((WbCredential *) credentials->pdata[0])->name, ==, "slack.webhook_url");
  g_assert_cmpstr (((WbCredential *) credentials->pdata[0])->secret, ==, "https://h.example/s");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/alert-config/defaults", test_defaults);
  g_test_add_func ("/model/alert-config/changes", test_changes);
  g_test_add_func ("/model/alert-config/refused", test_refused);
  g_test_add_func ("/model/alert-config/required", test_required);
  g_test_add_func ("/model/alert-config/round-trip", test_round_trip);
  g_test_add_func ("/model/alert-config/type-default", test_type_default);
  g_test_add_func ("/model/alert-config/split", test_split);
  return g_test_run ();
}
