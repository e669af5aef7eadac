/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-preferences.h"

#include <string.h>

#include "base/wb-error.h"

static const WbJsonLimits limits = { 65536, 65536, 12, 4096 };

static const char defaults[]
    = "{\"channels\":{\"desktop\":true,\"email\":true,\"slack\":true,\"discord\":true,"
      "\"telegram\":true,\"pagerduty\":true,\"webhook\":true,\"sms\":true,\"exec\":true},"
      "\"quiet_hours\":{\"enabled\":false,\"start\":\"22:00\",\"end\":\"07:00\","
      "\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"],"
      "\"min_severity\":\"error\"},"
      "\"digest\":{\"mode\":\"off\",\"at\":\"08:00\"},"
      "\"popup_min_severity\":\"info\","
      "\"retention\":{\"days\":90,\"notifications\":200000},"
      "\"quota\":{\"warning\":75,\"critical\":90},"
      "\"delivery\":{\"max_queue_size\":1000,\"enable_batching\":true,\"batch_size\":10,\"batch_"
      "timeout\":5,\"max_retries\":null,\"retry_delay\":1,\"retry_backoff\":2,\"max_retry_delay\":"
      "900,\"give_up_after\":432000,\"enable_rate_limiting\":true},"
      "\"cost_thresholds\":[5,10,20],"
      "\"cooldowns\":{}}";

static WbPreferences *
parse (const char *json, const WbPreferences *base, GError **error)
{
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, NULL);

  g_assert_nonnull (document);
  return wb_preferences_new_from_json (wb_json_get_root (document), base, error);
}

static char *
print (const WbPreferences *preferences)
{
  GString *json = g_string_new (NULL);

  wb_preferences_append_json (preferences, json);
  return g_string_free (json, FALSE);
}

static void
test_defaults (void)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_new ();
  g_autofree char *json = print (preferences);

  g_assert_cmpstr (json, ==, defaults);
}

/* Everything set to something else; each member alone changes itself and nothing more. */
static void
test_changes (void)
{
  static const struct
  {
    const char *json;
    const char *before;
    const char *after;
  } cases[] = {
    { "{\"channels\":{\"telegram\":true}}", "\"telegram\":false", "\"telegram\":true" },
    { "{\"channels\":{\"in_app\":false}}", "\"desktop\":true", "\"desktop\":false" },
    { "{\"quiet_hours\":{\"enabled\":true}}", "\"enabled\":false", "\"enabled\":true" },
    { "{\"quiet_hours\":{\"start\":\"23:59\"}}", "22:00", "23:59" },
    { "{\"quiet_hours\":{\"end\":\"00:00\"}}", "07:00", "00:00" },
    { "{\"quiet_hours\":{\"days\":[\"Sun\",\"fri\",\"sat\"]}}",
      "[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\",\"sun\"]", "[\"fri\",\"sat\",\"sun\"]" },
    { "{\"quiet_hours\":{\"min_severity\":\"high\"}}", "\"min_severity\":\"error\"",
      "\"min_severity\":\"error\"" },
    { "{\"quiet_hours\":{\"min_severity\":\"Warning\"}}", "\"min_severity\":\"error\"",
      "\"min_severity\":\"warning\"" },
    { "{\"digest\":{\"mode\":\"daily\"}}", "\"off\"", "\"daily\"" },
    { "{\"digest\":{\"at\":\"18:30\"}}", "08:00", "18:30" },
    { "{\"popup_min_severity\":\"warning\"}", "\"popup_min_severity\":\"info\"",
      "\"popup_min_severity\":\"warning\"" },
    { "{\"retention\":{\"days\":1}}", "\"days\":90", "\"days\":1" },
    { "{\"retention\":{\"notifications\":1000000}}", "200000", "1000000" },
    { "{\"quota\":{\"warning\":62.5}}", "75", "62.5" },
    { "{\"quota\":{\"critical\":100.0}}", "90}", "100}" },
    { "{\"quota\":{\"critical\":99,\"warning\":95}}", "\"warning\":75,\"critical\":90",
      "\"warning\":95,\"critical\":99" },
    { "{\"cost_thresholds\":[]}", "[5,10,20]", "[]" },
    { "{\"cost_thresholds\":[0.5,100]}", "[5,10,20]", "[0.5,100]" },
    { "{\"cooldowns\":{\"quota_warning\":60}}", "\"cooldowns\":{}",
      "\"cooldowns\":{\"quota_warning\":60}" },
    { "{\"cooldowns\":{\"quota_critical\":0,\"Quota-Warning\":1}}", "\"cooldowns\":{}",
      "\"cooldowns\":{\"quota_warning\":1,\"quota_critical\":0}" },
    { "{\"cooldowns\":{\"quota_warning\":null}}", "\"cooldowns\":{}", "\"cooldowns\":{}" },
    { "{}", "{", "{" },
    { "{\"channels\":{},\"cooldowns\":{}}", "{", "{" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbPreferences) preferences = parse (cases[i].json, NULL, &error);
      g_autoptr (WbPreferences) again = NULL;
      g_autoptr (GString) expected = g_string_new (defaults);
      g_autofree char *json = NULL;
      g_autofree char *same = NULL;

      g_test_message ("%s", cases[i].json);
      g_assert_no_error (error);
      json = print (preferences);
      g_string_replace (expected, cases[i].before, cases[i].after, 1);
      g_assert_cmpstr (json, ==, expected->str);

      /* PUT of what GET gave changes nothing. */
      again = parse (json, preferences, &error);
      g_assert_no_error (error);
      same = print (again);
      g_assert_cmpstr (same, ==, json);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message; /* its beginning */
  } cases[] = {
    { "[]", "preferences: expected an object" },
    { "{\"chanels\":{}}", "chanels: unknown preference; expected one of channels, quiet_hours" },
    { "{\"channels\":true}", "channels: expected an object" },
    { "{\"channels\":{\"fax\":true}}",
      "channels.fax: unknown preference; expected one of desktop, email" },
    { "{\"channels\":{\"email\":\"yes\"}}", "channels.email: expected true or false" },
    { "{\"quiet_hours\":{\"from\":\"22:00\"}}", "quiet_hours.from: unknown preference" },
    { "{\"quiet_hours\":{\"start\":\"24:00\"}}",
      "quiet_hours.start: expected a time of day from 00:00 to 23:59" },
    { "{\"quiet_hours\":{\"start\":\"7:00\"}}", "quiet_hours.start: expected a time of day" },
    { "{\"quiet_hours\":{\"start\":\"22:60\"}}", "quiet_hours.start: expected a time of day" },
    { "{\"quiet_hours\":{\"start\":\"22:0x\"}}", "quiet_hours.start: expected a time of day" },
    { "{\"quiet_hours\":{\"start\":\"22:00:00\"}}", "quiet_hours.start: expected a time of day" },
    { "{\"quiet_hours\":{\"end\":7}}", "quiet_hours.end: expected a time of day" },
    { "{\"quiet_hours\":{\"end\":\"22:00\"}}", "quiet_hours.end: expected another time" },
    { "{\"quiet_hours\":{\"days\":[]}}", "quiet_hours.days: expected at least one day" },
    { "{\"quiet_hours\":{\"days\":\"mon\"}}", "quiet_hours.days: expected an array" },
    { "{\"quiet_hours\":{\"days\":[\"mon\",\"noday\"]}}",
      "quiet_hours.days[1]: expected mon, tue, wed, thu, fri, sat or sun" },
    { "{\"quiet_hours\":{\"min_severity\":\"loud\"}}",
      "quiet_hours.min_severity: expected info, success, warning, error or critical" },
    { "{\"digest\":{\"mode\":\"weekly\"}}", "digest.mode: expected off, hourly or daily" },
    { "{\"digest\":{\"mode\":1}}", "digest.mode: expected off, hourly or daily" },
    { "{\"popup_min_severity\":{}}", "popup_min_severity: expected info" },
    { "{\"retention\":{\"days\":0}}", "retention.days: expected an integer from 1 to 3650" },
    { "{\"retention\":{\"days\":1.5}}", "retention.days: expected an integer" },
    { "{\"retention\":{\"notifications\":1000001}}",
      "retention.notifications: expected an integer from 1 to 1000000" },
    { "{\"quota\":{\"warning\":0}}", "quota.warning: expected a number above 0, up to 100" },
    { "{\"quota\":{\"critical\":100.5}}", "quota.critical: expected a number above 0" },
    { "{\"quota\":{\"warning\":90}}", "quota.warning: expected less than quota.critical" },
    { "{\"cost_thresholds\":5}", "cost_thresholds: expected an array of numbers" },
    { "{\"cost_thresholds\":[5,\"10\"]}", "cost_thresholds[1]: expected a number above" },
    { "{\"cost_thresholds\":[0]}", "cost_thresholds[0]: expected a number above 0" },
    { "{\"cost_thresholds\":[10,5]}", "cost_thresholds[1]: expected a number above the one" },
    { "{\"cost_thresholds\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,"
      "27,28,29,30,31,32,33]}",
      "cost_thresholds: expected at most 32" },
    { "{\"cooldowns\":[]}", "cooldowns: expected an object" },
    { "{\"cooldowns\":{\"quota_warnin\":1}}",
      "cooldowns.quota_warnin: there is no such type of event" },
    { "{\"cooldowns\":{\"quota_warning\":-1}}",
      "cooldowns.quota_warning: expected seconds from 0 to 604800" },
    { "{\"cooldowns\":{\"quota_warning\":604801}}", "cooldowns.quota_warning: expected seconds" },
    { "{\"cooldowns\":{\"quota_warning\":\"long\"}}", "cooldowns.quota_warning: expected seconds" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbPreferences) preferences = parse (cases[i].json, NULL, &error);

      g_assert_null (preferences);
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      if (!g_str_has_prefix (error->message, cases[i].message))
        g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* What a change does not name stays, and what it starts from is not touched. */
static void
test_partial (void)
{
  g_autoptr (WbPreferences) first = parse ("{\"cost_thresholds\":[1],\"cooldowns\":{"
                                           "\"auth_failure\":5,\"custom\":6},"
                                           "\"quiet_hours\":{\"start\":\"21:00\"}}",
                                           NULL, NULL);
  g_autofree char *before = print (first);
  g_autoptr (WbPreferences) second = parse ("{\"cost_thresholds\":[2],\"cooldowns\":{"
                                            "\"auth_failure\":\"default\",\"nan_detected\":7},"
                                            "\"quiet_hours\":{\"end\":\"06:00\"}}",
                                            first, NULL);
  g_autoptr (WbPreferences) refused
      = parse ("{\"cost_thresholds\":[3],\"cooldowns\":{\"custom\":8,\"x\":1}}", first, NULL);
  g_autofree char *after = print (first);
  g_autofree char *cooldowns = wb_preferences_dup_value (second, "cooldowns");
  g_autofree char *thresholds = wb_preferences_dup_value (second, "cost_thresholds");

  g_assert_null (refused);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpstr (cooldowns, ==, "{\"nan_detected\":7,\"custom\":6}");
  g_assert_cmpstr (thresholds, ==, "[2]");
  g_assert_cmpuint (second->quiet_hours.start_minute, ==, 21 * 60);
  g_assert_cmpuint (second->quiet_hours.end_minute, ==, 6 * 60);
}

/* Each member can be kept on its own. */
static void
test_values (void)
{
  g_autoptr (WbPreferences) preferences = wb_preferences_new ();
  GString *json = g_string_new ("{");
  g_autofree char *text = NULL;

  for (const char *const *name = wb_preferences_get_names (); *name != NULL; name++)
    {
      g_autofree char *value = wb_preferences_dup_value (preferences, *name);

      g_string_append_printf (json, "%s\"%s\":%s", json->len > 1 ? "," : "", *name, value);
    }
  g_string_append_c (json, '}');
  text = g_string_free (json, FALSE);
  g_assert_cmpstr (text, ==, defaults);
}

/* S0-22..26, unless someone says otherwise. */
static void
test_cooldowns (void)
{
  static const struct
  {
    const char *type;
    guint seconds;
  } cases[] = {
    { "quota_warning", 900 },   { "quota_critical", 600 }, { "auth_failure", 300 },
    { "all_keys_failed", 180 }, { "custom", 600 },         { "key_recovered", 0 },
  };
  g_autoptr (WbPreferences) standard = wb_preferences_new ();
  g_autoptr (WbPreferences) changed
      = parse ("{\"cooldowns\":{\"quota_warning\":1,\"auth_failure\":0}}", NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (wb_preferences_get_cooldown_s (standard, wb_catalogue_lookup (cases[i].type)),
                      ==, cases[i].seconds);
  g_assert_cmpuint (wb_preferences_get_cooldown_s (changed, wb_catalogue_lookup ("quota_warning")),
                    ==, 1);
  g_assert_cmpuint (wb_preferences_get_cooldown_s (changed, wb_catalogue_lookup ("auth_failure")),
                    ==, 0);
  g_assert_cmpuint (wb_preferences_get_cooldown_s (changed, wb_catalogue_lookup ("quota_critical")),
                    ==, 600);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/preferences/defaults", test_defaults);
  g_test_add_func ("/model/preferences/changes", test_changes);
  g_test_add_func ("/model/preferences/refused", test_refused);
  g_test_add_func ("/model/preferences/partial", test_partial);
  g_test_add_func ("/model/preferences/values", test_values);
  g_test_add_func ("/model/preferences/cooldowns", test_cooldowns);
  return g_test_run ();
}
