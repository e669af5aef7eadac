/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-key-report.h"

#include <string.h>

#include "base/wb-error.h"

#define START_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)
#define SECOND G_TIME_SPAN_SECOND

#define HEALTHY_ENDS "auth_failure,quota_exhausted,all_keys_failed,quota_critical,quota_warning"
#define WARNING_ENDS "auth_failure,quota_exhausted,all_keys_failed,quota_critical"
#define CRITICAL_ENDS "auth_failure,quota_exhausted,all_keys_failed"

static WbJson *
parse (const char *text)
{
  const WbJsonLimits limits = { 4096, 4096, 8, 256 };
  g_autoptr (GError) error = NULL;
  WbJson *json = wb_json_parse (text, strlen (text), &limits, &error);

  g_assert_no_error (error);
  return json;
}

/* "quota {...}", "failure {...}", "outage" or "recovery", as it comes in. */
static gboolean
read_report (WbKeyReport *report, const char *text, GError **error)
{
  g_autoptr (WbJson) json = strchr (text, '{') != NULL ? parse (strchr (text, '{')) : NULL;

  if (g_str_has_prefix (text, "quota"))
    return wb_key_report_read_quota (report, wb_json_get_root (json), error);
  if (g_str_has_prefix (text, "failure"))
    return wb_key_report_read_failure (report, wb_json_get_root (json), error);
  report->kind = g_str_has_prefix (text, "outage") ? WB_KEY_REPORT_OUTAGE : WB_KEY_REPORT_RECOVERY;
  return TRUE;
}

static WbKeyNews
apply (WbApiKey *key, const char *text, int second)
{
  g_auto (WbKeyReport) report = { 0 };
  g_autoptr (WbPreferences) preferences = wb_preferences_new ();
  g_autoptr (GError) error = NULL;

  read_report (&report, text, &error);
  g_assert_no_error (error);
  return wb_key_report_apply (&report, preferences, START_US + second * SECOND, key);
}

/* A key's story: each line is a report, some seconds after the start, and what comes of it. */
static void
test_stories (void)
{
  static const struct
  {
    const char *what;
    struct
    {
      int second;
      const char *report;
      const char *alert;
      gboolean is_recovery;
      const char *ended;
      const char *state;
    } steps[5];
  } stories[] = {
    { "under every threshold",
      { { 0, "quota {\"percentage\":74.99}", NULL, FALSE, HEALTHY_ENDS, "healthy" } } },
    { "75 % is a warning, each time",
      { { 0, "quota {\"percentage\":75}", "quota_warning", FALSE, WARNING_ENDS, "warning" },
        { 1, "quota {\"percentage\":76}", "quota_warning", FALSE, WARNING_ENDS, "warning" } } },
    { "90 % is critical",
      { { 0, "quota {\"percentage\":89.9}", "quota_warning", FALSE, WARNING_ENDS, "warning" },
        { 1, "quota {\"percentage\":90.0}", "quota_critical", FALSE, CRITICAL_ENDS, "critical" },
        { 2, "quota {\"percentage\":80}", "quota_warning", FALSE, WARNING_ENDS, "warning" },
        { 3, "quota {\"percentage\":1}", NULL, FALSE, HEALTHY_ENDS, "healthy" } } },
    { "the sender decides when it says so",
      { { 0, "quota {\"percentage\":10,\"status\":\"warning\"}", "quota_warning", FALSE,
          WARNING_ENDS, "warning" },
        { 1, "quota {\"status\":\"critical\"}", "quota_critical", FALSE, CRITICAL_ENDS,
          "critical" },
        { 2, "quota {\"percentage\":99,\"status\":\"ok\"}", NULL, FALSE, HEALTHY_ENDS,
          "healthy" } } },
    { "a failure is a quarantine, and a failure after it",
      { { 0, "failure {}", "auth_failure", FALSE, NULL, "quarantined" },
        { 400, "failure {}", "auth_failure", FALSE, NULL, "quarantined" },
        { 500, "recovery", NULL, TRUE, HEALTHY_ENDS, "healthy" } } },
    { "a quota report shows that it works again",
      { { 0, "failure {}", "auth_failure", FALSE, NULL, "quarantined" },
        { 1, "quota {\"percentage\":3}", NULL, TRUE, HEALTHY_ENDS, "healthy" } } },
    { "and what is left of it",
      { { 0, "failure {}", "auth_failure", FALSE, NULL, "quarantined" },
        { 1, "quota {\"percentage\":91}", "quota_critical", TRUE, CRITICAL_ENDS, "critical" } } },
    { "unless nothing is left",
      { { 0, "outage", NULL, FALSE, NULL, "failed" },
        { 1, "quota {\"percentage\":100}", "quota_critical", FALSE, NULL, "failed" },
        { 2, "quota {\"percentage\":0}", NULL, TRUE, HEALTHY_ENDS, "healthy" } } },
    { "a recovery is told whatever was",
      { { 0, "recovery", NULL, TRUE, HEALTHY_ENDS, "healthy" },
        { 1, "quota {\"percentage\":95}", "quota_critical", FALSE, CRITICAL_ENDS, "critical" },
        { 2, "recovery", NULL, TRUE, HEALTHY_ENDS, "healthy" } } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autoptr (WbApiKey) key = wb_api_key_new ("groq", "1");

      g_test_message ("%s", stories[i].what);
      for (gsize j = 0; j < 5 && stories[i].steps[j].report != NULL; j++)
        {
          int second = stories[i].steps[j].second;
          WbKeyNews news = apply (key, stories[i].steps[j].report, second);

          g_assert_cmpstr (news.alert, ==, stories[i].steps[j].alert);
          g_assert_cmpint (news.is_recovery, ==, stories[i].steps[j].is_recovery);
          g_assert_cmpstr (news.ended, ==, stories[i].steps[j].ended);
          g_assert_cmpstr (wb_api_key_get_state (key, START_US + second * SECOND), ==,
                           stories[i].steps[j].state);
          g_assert_cmpint (key->updated_us, ==, START_US + second * SECOND);
        }
    }
}

/* The quarantine lasts 300 seconds; the failure until something says otherwise. */
static void
test_quarantine (void)
{
  static const struct
  {
    int second;
    const char *state;
  } cases[]
      = { { 0, "quarantined" }, { 299, "quarantined" }, { 300, "failed" }, { 86400, "failed" } };
  g_autoptr (WbApiKey) key = wb_api_key_new ("groq", "1");

  apply (key, "failure {}", 0);
  g_assert_cmpstr (key->last_error, ==, "Invalid or expired API key");
  g_assert_cmpint (key->failed_us, ==, START_US);
  g_assert_cmpint (key->quarantined_until_us, ==, START_US + 300 * SECOND);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (wb_api_key_get_state (key, START_US + cases[i].second * SECOND), ==,
                     cases[i].state);
}

static void
test_thresholds (void)
{
  g_auto (WbKeyReport) report = { 0 };
  g_autoptr (WbPreferences) preferences = wb_preferences_new ();
  g_autoptr (WbApiKey) key = wb_api_key_new ("groq", "1");

  preferences->quota_warning = 50.0;
  preferences->quota_critical = 60.0;
  report.percentage = g_strdup ("60");
  g_assert_cmpstr (wb_key_report_apply (&report, preferences, START_US, key).alert, ==,
                   "quota_critical");
  preferences->quota_critical = 61.0;
  g_assert_cmpstr (wb_key_report_apply (&report, preferences, START_US, key).alert, ==,
                   "quota_warning");
}

static void
test_read (void)
{
  static const struct
  {
    const char *report;
    const char *percentage;
    const char *remaining;
    const char *resets_at;
    const char *error;
  } cases[] = {
    { "quota {\"percentage\":78.0,\"remaining\":3166,\"resets_at\":\"2025-11-19T00:00:00Z\"}",
      "78.0", "3166", "2025-11-19T00:00:00Z", NULL },
    { "quota {\"percentage\":5,\"remaining\":null,\"resets_at\":\"6m23s\"}", "5", NULL, "6m23s",
      NULL },
    { "quota {\"used\":1,\"limit\":3}", "33.33", "2", NULL, NULL },
    { "quota {\"used\":12,\"limit\":10}", "120", "0", NULL, NULL },
    { "quota {\"used\":1,\"limit\":3,\"percentage\":34,\"remaining\":1}", "34", "1", NULL, NULL },
    { "quota {\"percentage\":5,\"resets_at\":1763510400,\"model\":\"x\"}", "5", NULL, "1763510400",
      NULL },
    { "failure {}", NULL, NULL, NULL, NULL },
    { "failure {\"error\":\"401\\nno\"}", NULL, NULL, NULL, "401 no" },
    { "failure {\"error_details\":\"expired\"}", NULL, NULL, NULL, "expired" },
    { "failure {\"error\":\"\",\"error_details\":\"expired\"}", NULL, NULL, NULL, "expired" },
    { "failure {\"error\":\"401\",\"error_details\":\"expired\"}", NULL, NULL, NULL, "401" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (WbKeyReport) report = { 0 };
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].report);
      g_assert_true (read_report (&report, cases[i].report, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (report.percentage, ==, cases[i].percentage);
      g_assert_cmpstr (report.remaining, ==, cases[i].remaining);
      g_assert_cmpstr (report.resets_at, ==, cases[i].resets_at);
      g_assert_cmpstr (report.error, ==, cases[i].error);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *report;
    const char *message;
  } cases[] = {
    { "quota {}", "percentage: expected a number, \"used\" with \"limit\", or \"status\"" },
    { "quota {\"used\":3}",
      "percentage: expected a number, \"used\" with \"limit\", or \"status\"" },
    { "quota {\"percentage\":\"78\"}", "percentage: expected a number, 0 or more" },
    { "quota {\"percentage\":-1}", "percentage: expected a number, 0 or more" },
    { "quota {\"percentage\":1,\"remaining\":\"many\"}",
      "remaining: expected a number, 0 or more" },
    { "quota {\"percentage\":1,\"resets_at\":{}}", "resets_at: expected a string" },
    { "quota {\"used\":1,\"limit\":0}",
      "limit: expected a number over 0, and \"used\" within 1000 times" },
    { "quota {\"used\":1,\"limit\":1e-9}",
      "limit: expected a number over 0, and \"used\" within 1000 times" },
    { "quota {\"status\":\"fine\"}",
      "status: expected \"ok\", \"healthy\", \"warning\" or \"critical\"" },
    { "quota {\"percentage\":1,\"api_key\":\"gsk_x\"}",
      "api_key: expected no such field: a key is named by its label in key_id, and never sent "
      "itself" },
    { "failure {\"key\":\"gsk_x\"}",
      "key: expected no such field: a key is named by its label in key_id, and never sent itself" },
    { "quota {\"percentage\":1,\"API_Key\":\"gsk_x\"}",
      "API_Key: expected no such field: a key is named by its label in key_id, and never sent "
      "itself" },
    { "failure {\"error\":401}", "error: expected a string" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (WbKeyReport) report = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (read_report (&report, cases[i].report, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* Of an event that someone sent, what is of no use is left alone. */
static void
test_context (void)
{
  g_auto (WbKeyReport) report = { 0 };
  g_autoptr (WbJson) json = parse ("{\"percentage\":\"78\",\"remaining\":-1,\"resets_at\":[],"
                                   "\"used\":4,\"limit\":5,\"error\":7,\"api_key\":\"x\","
                                   "\"error_details\":\"expired\"}");

  wb_key_report_read_context (&report, wb_json_get_root (json));
  g_assert_cmpstr (report.percentage, ==, "80");
  g_assert_cmpstr (report.remaining, ==, "1");
  g_assert_null (report.resets_at);
  g_assert_cmpstr (report.error, ==, "expired");
}

static void
test_json (void)
{
  g_autoptr (WbApiKey) key = wb_api_key_new ("groq", "1");
  g_autoptr (GString) json = g_string_new (NULL);

  apply (key, "quota {\"percentage\":78.0,\"remaining\":3166,\"resets_at\":\"tomorrow\"}", 0);
  wb_api_key_append_json (key, START_US, json);
  g_assert_cmpstr (json->str, ==,
                   "\"provider\":\"groq\",\"key_id\":\"1\",\"state\":\"warning\","
                   "\"percentage\":78.0,\"remaining\":3166,\"resets_at\":\"tomorrow\","
                   "\"updated_at\":\"2026-01-02T03:04:05.000000Z\"");
  apply (key, "failure {\"error\":\"401\"}", 1);
  g_string_truncate (json, 0);
  wb_api_key_append_json (key, START_US + SECOND, json);
  g_assert_cmpstr (json->str, ==,
                   "\"provider\":\"groq\",\"key_id\":\"1\",\"state\":\"quarantined\","
                   "\"percentage\":78.0,\"remaining\":3166,\"resets_at\":\"tomorrow\","
                   "\"last_error\":\"401\",\"failed_at\":\"2026-01-02T03:04:06.000000Z\","
                   "\"quarantined_until\":\"2026-01-02T03:09:06.000000Z\","
                   "\"updated_at\":\"2026-01-02T03:04:06.000000Z\"");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/key-report/stories", test_stories);
  g_test_add_func ("/engine/key-report/quarantine", test_quarantine);
  g_test_add_func ("/engine/key-report/thresholds", test_thresholds);
  g_test_add_func ("/engine/key-report/read", test_read);
  g_test_add_func ("/engine/key-report/refused", test_refused);
  g_test_add_func ("/engine/key-report/context", test_context);
  g_test_add_func ("/engine/key-report/json", test_json);
  return g_test_run ();
}
