/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-key-ledger.h"

#include <string.h>

#include "base/wb-error.h"
#include "centre-fixture.h"
#include "engine/wb-alarm.h"
#include "engine/wb-dashboard.h"
#include "engine/wb-key-operations.h"
#include "folder-fixture.h"
#include "model/wb-limits.h"

#define KEY(n) "\"provider\":\"groq\",\"key_id\":\"" #n "\""
#define OTHER(n) "\"provider\":\"google\",\"key_id\":\"" #n "\""

static WbJson *
parse (const char *text)
{
  const WbJsonLimits limits = { 1 << 20, 1 << 20, 16, 1 << 16 };
  g_autoptr (GError) error = NULL;
  WbJson *json = wb_json_parse (text, strlen (text), &limits, &error);

  g_assert_no_error (error);
  return json;
}

static char *
dup_member (WbJsonValue object, const char *name)
{
  WbJsonValue member;

  if (!wb_json_value_lookup (object, name, &member))
    return g_strdup ("-");
  return wb_json_value_get_kind (member) == WB_JSON_STRING ? wb_json_value_dup_string (member)
                                                           : wb_json_value_dup_raw (member);
}

/* "auth_failure notified 1, all_keys_failed notified 2". */
static char *
dup_events (const char *answer)
{
  g_autoptr (WbJson) json = parse (answer);
  GString *text = g_string_new (NULL);
  WbJsonIter iter;
  WbJsonValue events, event;

  g_assert_true (wb_json_value_lookup (wb_json_get_root (json), "events", &events));
  wb_json_iter_init (&iter, events);
  while (wb_json_iter_next (&iter, NULL, &event))
    {
      g_autofree char *type = dup_member (event, "type");
      g_autofree char *outcome = dup_member (event, "outcome");
      g_autofree char *id = dup_member (event, "notification_id");

      g_string_append_printf (text, "%s%s %s %s", text->len > 0 ? ", " : "", type, outcome, id);
    }
  return g_string_free (text, FALSE);
}

/* "groq/1 warning, groq/2 failed" */
static char *
dup_keys (CentreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = centre_fixture_try_perform (fixture, &wb_key_list, "{}", &error);
  g_autoptr (WbJson) json = parse (answer);
  GString *text = g_string_new (NULL);
  WbJsonIter iter;
  WbJsonValue keys, key;

  wb_json_value_lookup (wb_json_get_root (json), "keys", &keys);
  wb_json_iter_init (&iter, keys);
  while (wb_json_iter_next (&iter, NULL, &key))
    {
      g_autofree char *provider = dup_member (key, "provider");
      g_autofree char *id = dup_member (key, "key_id");
      g_autofree char *state = dup_member (key, "state");

      g_string_append_printf (text, "%s%s/%s %s", text->len > 0 ? ", " : "", provider, id, state);
    }
  return g_string_free (text, FALSE);
}

/* "1 3": the ids from 1 to 20 of notifications that are not resolved. */
static char *
dup_open (CentreFixture *fixture)
{
  GString *text = g_string_new (NULL);

  for (gint64 id = 1; id <= 20; id++)
    {
      g_autoptr (WbNotification) notification = centre_fixture_get (fixture, id);

      if (notification != NULL && notification->resolved_us == 0)
        g_string_append_printf (text, "%s%" G_GINT64_FORMAT, text->len > 0 ? " " : "", id);
    }
  return g_string_free (text, FALSE);
}

/* A report some seconds after the start: an operation with its input, or an event from outside;
 * and what it raises, or what the event is answered. */
typedef struct
{
  int second;
  const WbOperation *operation;
  const char *input;
  const char *events;
  const char *keys;
  const char *open;
} Step;

static void
check_steps (CentreFixture *fixture, const Step *steps, gsize n_steps)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autofree char *answer = NULL;
      g_autofree char *events = NULL;
      g_autofree char *keys = NULL;
      g_autofree char *open = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("second %d: %s", steps[i].second, steps[i].input);
      wb_clock_set_now_us (fixture->clock,
                           CENTRE_FIXTURE_NOW_US + steps[i].second * G_TIME_SPAN_SECOND);
      if (steps[i].operation != NULL)
        {
          answer = centre_fixture_try_perform (fixture, steps[i].operation, steps[i].input, &error);
          g_assert_no_error (error);
          events = steps[i].events != NULL ? dup_events (answer) : NULL;
        }
      else
        events = centre_fixture_publish (fixture, steps[i].input);
      keys = dup_keys (fixture);
      open = dup_open (fixture);
      g_assert_cmpstr (events, ==, steps[i].events);
      g_assert_cmpstr (keys, ==, steps[i].keys);
      g_assert_cmpstr (open, ==, steps[i].open);
    }
}

#define QUOTA &wb_key_set_quota
#define FAILURE &wb_key_report_failure
#define RECOVERED &wb_key_report_recovered
#define ALL_FAILED &wb_key_report_all_failed
#define FORGET &wb_key_forget
#define USED(n) ",\"body\":{\"percentage\":" #n "}}"

/* The cooldown is one of each key and alert; a quota that is better again ends its alert. */
static void
test_quota (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, QUOTA, "{" KEY (1) USED (10), "", "groq/1 healthy", "" },
    { 1, QUOTA, "{" KEY (1) USED (78), "quota_warning notified 1", "groq/1 warning", "1" },
    { 61, QUOTA, "{" KEY (1) USED (79), "quota_warning throttled 1", "groq/1 warning", "1" },
    { 62, QUOTA, "{" KEY (2) USED (79), "quota_warning notified 3",
      "groq/1 warning, groq/2 warning", "1 3" },
    { 900, QUOTA, "{" KEY (1) USED (80), "quota_warning throttled 1",
      "groq/1 warning, groq/2 warning", "1 3" },
    { 901, QUOTA, "{" KEY (1) USED (81), "quota_warning notified 5",
      "groq/1 warning, groq/2 warning", "1 3 5" },
    { 902, QUOTA, "{" KEY (1) USED (92), "quota_critical notified 6",
      "groq/1 critical, groq/2 warning", "3 6" },
    { 1501, QUOTA, "{" KEY (1) USED (93), "quota_critical throttled 6",
      "groq/1 critical, groq/2 warning", "3 6" },
    { 1502, QUOTA, "{" KEY (1) USED (94), "quota_critical notified 8",
      "groq/1 critical, groq/2 warning", "3 6 8" },
    { 1503, QUOTA, "{" KEY (1) USED (2), "", "groq/1 healthy, groq/2 warning", "3" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
}

/* One key is all keys, too; later failures merge into the emergency, and any key that works ends
 * it. */
static void
test_failures (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, QUOTA, "{" KEY (1) USED (10), "", "groq/1 healthy", "" },
    { 1, FAILURE, "{" KEY (2) "}", "auth_failure notified 1", "groq/1 healthy, groq/2 quarantined",
      "1" },
    { 2, FAILURE, "{" KEY (1) "}", "auth_failure notified 2, all_keys_failed notified 3",
      "groq/1 quarantined, groq/2 quarantined", "1 2 3" },
    { 3, FAILURE, "{" KEY (1) "}", "auth_failure throttled 2, all_keys_failed merged 3",
      "groq/1 quarantined, groq/2 quarantined", "1 2 3" },
    { 4, FAILURE, "{" OTHER (1) ",\"body\":{\"error\":\"expired\"}}",
      "auth_failure notified 6, all_keys_failed merged 3",
      "google/1 quarantined, groq/1 quarantined, groq/2 quarantined", "1 2 3 6" },
    { 301, RECOVERED, "{" KEY (2) "}", "key_recovered notified 8",
      "google/1 quarantined, groq/1 quarantined, groq/2 healthy", "2 6 8" },
    { 305, QUOTA, "{" KEY (1) USED (91), "key_recovered notified 9, quota_critical notified 10",
      "google/1 failed, groq/1 critical, groq/2 healthy", "6 8 9 10" },
    { 306, FAILURE, "{" OTHER (1) "}", "auth_failure notified 11",
      "google/1 quarantined, groq/1 critical, groq/2 healthy", "6 8 9 10 11" },
  };
  g_autoptr (WbNotification) emergency = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  emergency = centre_fixture_get (fixture, 3);
  g_assert_cmpstr (emergency->event->dedup_key, ==, "all_keys_failed");
  g_assert_cmpstr (emergency->event->context, ==,
                   "{\"alert_id\":\"all_keys_failed\",\"errors_by_provider\":{"
                   "\"groq\":\"Invalid or expired API key\",\"google\":\"expired\"}}");
  g_assert_nonnull (strstr (emergency->event->message,
                            "- groq: Invalid or expired API key\n- google: expired\n"));
}

/* A key that is heard of for the first time shows that not all have failed. */
static void
test_new_key (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, FAILURE, "{" KEY (1) "}", "auth_failure notified 1, all_keys_failed notified 2",
      "groq/1 quarantined", "1 2" },
    { 1, QUOTA, "{" KEY (2) USED (1), "", "groq/1 quarantined, groq/2 healthy", "1" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
}

/* It fires when there are as many errors as models; keys of the providers have failed then. */
static void
test_all_failed (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
#define ERRORS "\"errors_by_provider\":{\"groq\":\"429\",\"google\":\"timeout\"}"
  static const Step steps[] = {
    { 0, QUOTA, "{" KEY (1) USED (10), "", "groq/1 healthy", "" },
    { 1, ALL_FAILED, "{\"body\":{" ERRORS ",\"available_models\":3}}", "", "groq/1 healthy", "" },
    { 2, ALL_FAILED, "{\"body\":{" ERRORS ",\"available_models\":[\"a\",\"b\",\"c\"]}}", "",
      "groq/1 healthy", "" },
    { 3, ALL_FAILED, "{\"body\":{" ERRORS ",\"available_models\":2}}", "all_keys_failed notified 1",
      "groq/1 failed", "1" },
    { 4, ALL_FAILED, "{\"body\":{" ERRORS "}}", "all_keys_failed merged 1", "groq/1 failed", "1" },
    { 5, FAILURE, "{\"provider\":\"mistral\",\"key_id\":\"1\"}",
      "auth_failure notified 3, all_keys_failed merged 1", "groq/1 failed, mistral/1 quarantined",
      "1 3" },
    { 6, QUOTA, "{" KEY (1) USED (10), "key_recovered notified 5",
      "groq/1 healthy, mistral/1 quarantined", "3 5" },
  };
  g_autoptr (WbNotification) emergency = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  emergency = centre_fixture_get (fixture, 1);
  g_assert_nonnull (strstr (emergency->event->message,
                            "- groq: 429\n- google: timeout\n- mistral: Invalid or expired"));
}

/* Events that others send are taken down, and not told again. */
static void
test_observed (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, NULL,
      "{\"type\":\"quota_warning\"," KEY (1) ",\"context\":{\"percentage\":20},"
                                             "\"title\":\"t\",\"message\":\"\"}",
      "1 notified 1", "groq/1 warning", "1" },
    { 1, NULL, "{\"type\":\"quota_critical\"," KEY (1) ",\"title\":\"t\",\"message\":\"\"}",
      "2 notified 2", "groq/1 critical", "2" },
    { 2, NULL, "{\"type\":\"auth_failure\"," KEY (1) ",\"title\":\"t\",\"message\":\"\"}",
      "3 notified 3", "groq/1 quarantined", "2 3 4" },
    { 3, NULL, "{\"type\":\"auth_failure\"," KEY (1) ",\"title\":\"t\",\"message\":\"\"}",
      "5 throttled 3", "groq/1 quarantined", "2 3 4" },
    { 4, NULL, "{\"type\":\"key_recovered\"," KEY (1) ",\"title\":\"t\",\"message\":\"\"}",
      "7 notified 7", "groq/1 healthy", "7" },
    { 5, NULL, "{\"type\":\"quota_exhausted\"," KEY (1) ",\"title\":\"t\",\"message\":\"\"}",
      "8 notified 8", "groq/1 failed", "4 7 8" },
    { 6, NULL, "{\"type\":\"quota_warning\"," KEY (1) ",\"title\":\"t\",\"message\":\"\"}",
      "10 throttled 1", "groq/1 warning", "1 7" },
    { 7, NULL,
      "{\"type\":\"all_keys_failed\",\"dedup_key\":\"all_keys_failed\",\"context\":"
      "{\"errors_by_provider\":{\"groq\":\"down\"}},\"title\":\"t\",\"message\":\"\"}",
      "11 throttled 4", "groq/1 failed", "1 4 7" },
    { 8, NULL,
      "{\"type\":\"auth_failure\"," KEY (1) ",\"status\":\"resolved\",\"title\":\"t\","
                                            "\"message\":\"\"}",
      "12 recorded 0", "groq/1 healthy", "7" },
    { 9, NULL, "{\"type\":\"auth_failure\",\"provider\":\"p\",\"title\":\"t\",\"message\":\"\"}",
      "13 notified 13", "groq/1 healthy", "7 13" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
}

/* While the emergency is open, its single failures are listed and go no further than the desktop.
 */
static void
test_muted (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, FAILURE, "{" KEY (1) "}", "auth_failure notified 1, all_keys_failed notified 2",
      "groq/1 quarantined", "1 2" },
    { 1, FAILURE, "{" KEY (2) "}", "auth_failure notified 3, all_keys_failed merged 2",
      "groq/1 quarantined, groq/2 quarantined", "1 2 3" },
  };
  g_autoptr (WbNotification) first = NULL;
  g_autoptr (WbNotification) second = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  first = centre_fixture_get (fixture, 1);
  second = centre_fixture_get (fixture, 3);
  g_assert_cmpstr (first->reason, ==, "default of auth_failure");
  g_assert_cmpstr (second->reason, ==,
                   "default of auth_failure; not forwarded: notification 2 says it already");
}

/* What fails again within the cooldown is open again, and told at its end unless it is over. */
static void
test_again (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, FAILURE, "{" KEY (1) "}", "auth_failure notified 1, all_keys_failed notified 2",
      "groq/1 quarantined", "1 2" },
    { 10, RECOVERED, "{" KEY (1) "}", "key_recovered notified 3", "groq/1 healthy", "3" },
    { 20, FAILURE, "{" KEY (1) "}", "auth_failure throttled 1, all_keys_failed throttled 2",
      "groq/1 quarantined", "1 2 3" },
    { 181, &wb_alarm_run_due, "{}", NULL, "groq/1 quarantined", "1 2 3 6" },
    { 182, RECOVERED, "{" KEY (1) "}", "key_recovered notified 7", "groq/1 healthy", "3 7" },
    { 301, &wb_alarm_run_due, "{}", NULL, "groq/1 healthy", "3 7" },
  };
  g_autoptr (WbNotification) summary = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  summary = centre_fixture_get (fixture, 6);
  g_assert_cmpstr (summary->event->title, ==, "1 more: 🚨 EMERGENCY: All AI Keys Failed!");
}

static void
test_alert_ids (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const WbOperation *operation;
    const char *input;
    gint64 id;
    const char *context;
  } cases[] = {
    { QUOTA,
      "{" KEY (1) ",\"body\":{\"percentage\":78.0,\"remaining\":3166,\"resets_at\":\"noon\"}}", 1,
      "{\"alert_id\":\"quota_warning_groq_key1\",\"percentage\":78.0,\"remaining\":3166,"
      "\"resets_at\":\"noon\"}" },
    { QUOTA, "{" KEY (1) ",\"body\":{\"percentage\":90}}", 2,
      "{\"alert_id\":\"quota_critical_groq_key1\",\"percentage\":90}" },
    { FAILURE, "{" KEY (2) ",\"body\":{\"error_details\":\"401\"}}", 3,
      "{\"alert_id\":\"auth_failed_groq_key2\",\"error\":\"401\","
      "\"quarantined_until\":\"2026-01-02T03:09:05.000000Z\"}" },
    { RECOVERED, "{" KEY (2) "}", 4, "{\"alert_id\":\"key_recovered_groq_key2\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *answer
          = centre_fixture_try_perform (fixture, cases[i].operation, cases[i].input, &error);
      g_autoptr (WbNotification) notification = centre_fixture_get (fixture, cases[i].id);

      g_assert_no_error (error);
      g_assert_cmpstr (notification->event->context, ==, cases[i].context);
    }
}

static void
test_forget (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, QUOTA, "{" KEY (1) USED (10), "", "groq/1 healthy", "" },
    { 1, QUOTA, "{" KEY (10) USED (78), "quota_warning notified 1",
      "groq/1 healthy, groq/10 warning", "1" },
    { 2, QUOTA, "{" KEY (9) USED (1), "", "groq/1 healthy, groq/9 healthy, groq/10 warning", "1" },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *open = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  answer = centre_fixture_try_perform (fixture, &wb_key_forget, "{" KEY (10) "}", &error);
  g_assert_cmpstr (answer, ==, "{}");
  open = dup_open (fixture);
  g_assert_cmpstr (open, ==, "");
  g_assert_null (centre_fixture_try_perform (fixture, &wb_key_forget, "{" KEY (10) "}", &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_NOT_FOUND);
}

/* Without the last key that worked all have failed; an emergency lasts while a failed key is left,
 * and no longer than the last key. */
static void
test_forget_in_emergency (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, QUOTA, "{" KEY (1) USED (10), "", "groq/1 healthy", "" },
    { 1, FAILURE, "{" KEY (2) "}", "auth_failure notified 1", "groq/1 healthy, groq/2 quarantined",
      "1" },
    { 2, FORGET, "{" KEY (1) "}", NULL, "groq/2 quarantined", "1 2" },
    { 3, FAILURE, "{" OTHER (1) "}", "auth_failure notified 3, all_keys_failed merged 2",
      "google/1 quarantined, groq/2 quarantined", "1 2 3" },
    { 4, FORGET, "{" KEY (2) "}", NULL, "google/1 quarantined", "2 3" },
    { 5, FORGET, "{" OTHER (1) "}", NULL, "", "" },
    { 300, QUOTA, "{" KEY (1) USED (10), "", "groq/1 healthy", "" },
    { 301, QUOTA, "{" KEY (2) USED (10), "", "groq/1 healthy, groq/2 healthy", "" },
    { 302, FORGET, "{" KEY (2) "}", NULL, "groq/1 healthy", "" },
    { 303, FORGET, "{" KEY (1) "}", NULL, "", "" },
  };
  g_autoptr (WbNotification) emergency = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  emergency = centre_fixture_get (fixture, 2);
  g_assert_cmpstr (emergency->event->type->name, ==, "all_keys_failed");
  g_assert_cmpint (emergency->count, ==, 2);
}

static void
test_refused (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const WbOperation *operation;
    const char *input;
    const char *message;
  } cases[] = {
    { QUOTA, "{" KEY (1) "}", "body: expected a JSON object" },
    { FAILURE, "{" KEY (1) ",\"body\":[]}", "body: expected a JSON object" },
    { FAILURE, "{\"provider\":\"\",\"key_id\":\"1\"}",
      "provider: expected a string with something in it" },
    { RECOVERED, "{\"provider\":\"p\"}", "key_id: expected a string with something in it" },
    { RECOVERED, "{" KEY (1) ",\"body\":[]}", "body: expected a JSON object" },
    { RECOVERED, "{" KEY (1) ",\"body\":{\"secret\":\"gsk_x\"}}",
      "secret: expected no such field: a key is named by its label in key_id, and never sent "
      "itself" },
    { ALL_FAILED, "{\"body\":{\"errors_by_provider\":{\"groq\":\"429\"},\"api_key\":\"gsk_x\"}}",
      "api_key: expected no such field: a key is named by its label in key_id, and never sent "
      "itself" },
    { ALL_FAILED, "{}", "body: expected a JSON object" },
    { ALL_FAILED, "{\"body\":{}}",
      "errors_by_provider: expected an object with an error for each provider" },
    { ALL_FAILED, "{\"body\":{\"errors_by_provider\":{}}}",
      "errors_by_provider: expected 1 to 100 providers" },
    { ALL_FAILED, "{\"body\":{\"errors_by_provider\":{\"groq\":429}}}",
      "errors_by_provider.groq: expected a string" },
    { ALL_FAILED, "{\"body\":{\"errors_by_provider\":{\"groq\":\"429\"},\"available_models\":-1}}",
      "available_models: expected an integer, 0 or more" },
  };
  g_autofree char *keys = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
          centre_fixture_try_perform (fixture, cases[i].operation, cases[i].input, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
  keys = dup_keys (fixture);
  g_assert_cmpstr (keys, ==, "");
}

/* One key too many is refused, and an event about it is taken all the same. */
static void
test_limit (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  for (int i = 0; i < WB_LIMIT_KEYS; i++)
    {
      g_autofree char *input = g_strdup_printf (
          "{\"provider\":\"p\",\"key_id\":\"%d\",\"body\":{\"status\":\"ok\"}}", i);

      g_free (centre_fixture_try_perform (fixture, QUOTA, input, &error));
      g_assert_no_error (error);
    }
  g_assert_null (centre_fixture_try_perform (fixture, QUOTA, "{" KEY (1) USED (1), &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_TOO_LARGE);
  answer = centre_fixture_publish (
      fixture, "{\"type\":\"auth_failure\"," KEY (1) ",\"title\":\"t\",\"message\":\"\"}");
  g_assert_cmpstr (answer, ==, "1 notified 1");
}

static void
assert_dashboard (CentreFixture *fixture, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = centre_fixture_try_perform (fixture, &wb_dashboard_list, "{}", &error);
  g_autoptr (WbJson) json = parse (answer);
  g_autofree char *count = dup_member (wb_json_get_root (json), "count");
  g_autoptr (GString) text = g_string_new (count);
  WbJsonIter iter;
  WbJsonValue alerts, alert;

  wb_json_value_lookup (wb_json_get_root (json), "alerts", &alerts);
  wb_json_iter_init (&iter, alerts);
  while (wb_json_iter_next (&iter, NULL, &alert))
    {
      g_autofree char *level = dup_member (alert, "level");
      g_autofree char *title = dup_member (alert, "title");

      g_string_append_printf (text, "; %s %s", level, title);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* The last ten within a day, of keys and gateway; what is over is no warning any more. */
static void
test_dashboard (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { 0, QUOTA, "{" KEY (1) USED (78), "quota_warning notified 1", "groq/1 warning", "1" },
    { 1, NULL, "{\"type\":\"training_failed\",\"title\":\"t\",\"message\":\"\"}", "2 notified 2",
      "groq/1 warning", "1 2" },
    { 60, FAILURE, "{" KEY (1) "}", "auth_failure notified 3, all_keys_failed notified 4",
      "groq/1 quarantined", "1 2 3 4" },
  };
  g_autoptr (GError) error = NULL;

  assert_dashboard (fixture, "0");
  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  assert_dashboard (fixture, "3; critical All AI providers failed; "
                             "critical ❌ Groq Key 1 Authentication Failed; "
                             "warning ⚠️ Groq Key 1 at 78% quota");

  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + 86400 * G_TIME_SPAN_SECOND);
  g_free (centre_fixture_try_perform (fixture, RECOVERED, "{" KEY (1) "}", &error));
  g_assert_no_error (error);
  assert_dashboard (fixture, "3; info ✅ Groq Key 1 is back online; info All AI providers failed; "
                             "info ❌ Groq Key 1 Authentication Failed");

  for (int i = 10; i < 22; i++)
    {
      g_autofree char *input = g_strdup_printf (
          "{\"provider\":\"p\",\"key_id\":\"%d\",\"body\":{\"percentage\":80}}", i);

      g_free (centre_fixture_try_perform (fixture, QUOTA, input, &error));
      g_assert_no_error (error);
    }
  assert_dashboard (
      fixture, "10; warning ⚠️ P Key 21 at 80% quota; warning ⚠️ P Key 20 at 80% quota; "
               "warning ⚠️ P Key 19 at 80% quota; warning ⚠️ P Key 18 at 80% quota; "
               "warning ⚠️ P Key 17 at 80% quota; warning ⚠️ P Key 16 at 80% quota; "
               "warning ⚠️ P Key 15 at 80% quota; warning ⚠️ P Key 14 at 80% quota; "
               "warning ⚠️ P Key 13 at 80% quota; warning ⚠️ P Key 12 at 80% quota");
}

#define ADD(path, func)                                                                            \
  g_test_add ("/engine/key-ledger/" path, CentreFixture, NULL, centre_fixture_set_up, func,        \
              centre_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("quota", test_quota);
  ADD ("failures", test_failures);
  ADD ("new-key", test_new_key);
  ADD ("all-failed", test_all_failed);
  ADD ("observed", test_observed);
  ADD ("muted", test_muted);
  ADD ("again", test_again);
  ADD ("alert-ids", test_alert_ids);
  ADD ("forget", test_forget);
  ADD ("forget-in-emergency", test_forget_in_emergency);
  ADD ("refused", test_refused);
  ADD ("limit", test_limit);
  ADD ("dashboard", test_dashboard);
  return g_test_run ();
}
