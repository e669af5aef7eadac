/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-condition.h"

#include <string.h>

#include "base/wb-error.h"

static WbConditions *
parse (const char *json, GError **error)
{
  static const WbJsonLimits limits = { 65536, 65536, 12, 4096 };
  g_autoptr (WbJson) document = wb_json_parse (json, strlen (json), &limits, NULL);

  g_assert_nonnull (document);
  return wb_conditions_new (wb_json_get_root (document), error);
}

static void
test_match (void)
{
  static const struct
  {
    const char *conditions;
    const char *event; /* members beside type, title and severity */
    gboolean is_match;
    const char *why;
  } cases[] = {
    { "{}", "", TRUE, "it has no conditions" },

    /* S1-27, S1-51, S1-59: a share of what there is, as a fraction or per cent */
    { "{\"threshold\":0.9}", "\"context\":{\"percentage\":78}", FALSE,
      "percentage 78 is below threshold 90" },
    { "{\"threshold\":0.9}", "\"context\":{\"percentage\":90}", TRUE,
      "percentage 90 is not below threshold 90" },
    { "{\"threshold\":90}", "\"context\":{\"percentage\":89.99}", FALSE,
      "percentage 89.99 is below threshold 90" },
    { "{\"threshold\":0.07}", "\"context\":{\"percentage\":7}", TRUE,
      "percentage 7 is not below threshold 7" },
    { "{\"threshold\":1}", "\"context\":{\"percentage\":99}", FALSE,
      "percentage 99 is below threshold 100" },
    { "{\"threshold\":0}", "\"context\":{\"percentage\":0}", TRUE,
      "percentage 0 is not below threshold 0" },
    { "{\"threshold\":0.9}", "\"context\":{\"current_value\":45.0,\"limit_value\":50}", TRUE,
      "current_value/limit_value 90 is not below threshold 90" },
    { "{\"threshold\":0.9}", "\"context\":{\"current_value\":45,\"limit_value\":0}", FALSE,
      "the event says no percentage" },
    { "{\"threshold\":0.9}", "\"context\":{\"requests\":80,\"limit\":100}", FALSE,
      "requests/limit 80 is below threshold 90" },
    { "{\"threshold\":0.05}", "\"context\":{\"error_rate\":7.5}", TRUE,
      "error_rate 7.5 is not below threshold 5" },
    { "{\"threshold\":0.9}", "", FALSE, "the event says no percentage" },
    { "{\"threshold\":0.9}", "\"context\":{\"percentage\":\"95\"}", FALSE,
      "the event says no percentage" },

    /* S1-28, S1-50 */
    { "{\"min_consecutive_failures\":3}", "\"context\":{\"consecutive_failures\":2}", FALSE,
      "consecutive_failures 2 is below min_consecutive_failures 3" },
    { "{\"min_consecutive_failures\":3}", "\"context\":{\"failure_count\":3}", TRUE,
      "failure_count 3 is not below min_consecutive_failures 3" },
    { "{\"min_consecutive_failures\":3}",
      "\"context\":{\"failure_count\":9,\"consecutive_failures\":1}", FALSE,
      "consecutive_failures 1 is below min_consecutive_failures 3" },
    { "{\"min_consecutive_failures\":3}", "", FALSE, "the event says no number of failures" },
    { "{\"min_consecutive_failures\":5,\"provider_names\":[\"openai\",\"anthropic\"]}",
      "\"provider\":\"OpenAI\",\"context\":{\"failure_count\":5}", TRUE,
      "failure_count 5 is not below min_consecutive_failures 5; provider OpenAI is in the list" },
    { "{\"provider_names\":[\"anthropic\"]}", "\"context\":{\"provider_name\":\"openai\"}", FALSE,
      "provider openai is not one of anthropic" },
    { "{\"provider_names\":[\"anthropic\",\"groq\"]}",
      "\"provider\":\"openai\",\"context\":{\"provider_name\":\"groq\"}", FALSE,
      "provider openai is not one of anthropic, groq" },
    { "{\"provider_names\":[\"a\"]}", "", FALSE, "the event has no provider" },

    /* S1-29, S1-52 */
    { "{\"latency_ms\":3000}", "\"context\":{\"latency_ms\":2999.5}", FALSE,
      "latency_ms 2999.5 is below threshold 3000" },
    { "{\"latency_ms\":5000}", "\"context\":{\"latency_ms\":12345678}", TRUE,
      "latency_ms 12345678 is not below threshold 5000" },
    { "{\"latency_ms\":5000}", "", FALSE, "the event says no latency" },

    /* For any type */
    { "{\"model_name\":\"qwen-*\"}", "\"model_name\":\"qwen-7b\"", TRUE,
      "model_name qwen-7b is like qwen-*" },
    { "{\"model_name\":\"qwen-*\"}", "\"model_name\":\"llama\"", FALSE,
      "model_name llama is not like qwen-*" },
    { "{\"model_name\":\"*\"}", "", FALSE, "the event has no model_name" },
    { "{\"run_id\":\"train?ng_*\"}", "\"run_id\":\"training_1\"", TRUE,
      "run_id training_1 is like train?ng_*" },
    { "{\"source\":\"cron.*\"}", "\"source\":\"slurm\"", FALSE, "source slurm is not like cron.*" },
    { "{\"provider\":\"Open*\"}", "\"provider\":\"OPENAI\"", TRUE,
      "provider openai is like open*" },
    { "{\"tags\":[\"prod\",\"gpu-*\"]}", "\"tags\":[\"gpu-3\",\"prod\",\"x\"]", TRUE,
      "the event has the tags" },
    { "{\"tags\":[\"prod\",\"gpu-*\"]}", "\"tags\":[\"prod\"]", FALSE,
      "no tag of the event is like gpu-*" },
    { "{\"tags\":[\"prod\"]}", "", FALSE, "no tag of the event is like prod" },

    /* S3-51 */
    { "{\"min_severity\":\"error\"}", "\"severity\":\"info\"", FALSE,
      "severity info is below error" },
    { "{\"min_severity\":\"high\"}", "\"severity\":\"critical\"", TRUE,
      "severity critical is not below error" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"type\":\"custom\",\"title\":\"t\"%s%s}",
                                               *cases[i].event != '\0' ? "," : "", cases[i].event);
      g_autoptr (GError) error = NULL;
      g_autoptr (WbConditions) conditions = parse (cases[i].conditions, &error);
      g_autoptr (WbEvent) event = wb_event_new_from_json (json, &error);
      g_auto (WbConditionSubject) subject = { NULL, NULL };
      g_autofree char *why = NULL;
      gboolean is_match;

      g_assert_no_error (error);
      wb_condition_subject_init (&subject, event);
      is_match = wb_conditions_match (conditions, &subject, &why);
      g_test_message ("%s: %s", cases[i].conditions, cases[i].event);
      g_assert_cmpstr (why, ==, cases[i].why);
      g_assert_cmpint (is_match, ==, cases[i].is_match);
      g_assert_cmpint (wb_conditions_match (conditions, &subject, NULL), ==, is_match);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *json;
    const char *message;
  } cases[] = {
    { "[]", "conditions: expected an object" },
    { "{\"treshold\":1}", "conditions.treshold: there is no such condition" },
    { "{\"threshold\":\"0.9\"}",
      "conditions.threshold: expected a number from 0 to 1, or a percentage up to 100" },
    { "{\"threshold\":-0.1}",
      "conditions.threshold: expected a number from 0 to 1, or a percentage up to 100" },
    { "{\"threshold\":100.5}",
      "conditions.threshold: expected a number from 0 to 1, or a percentage up to 100" },
    { "{\"min_consecutive_failures\":0}",
      "conditions.min_consecutive_failures: expected an integer, 1 or more" },
    { "{\"min_consecutive_failures\":2.5}",
      "conditions.min_consecutive_failures: expected an integer, 1 or more" },
    { "{\"latency_ms\":-1}", "conditions.latency_ms: expected milliseconds, 0 or more" },
    { "{\"provider_names\":\"openai\"}",
      "conditions.provider_names: expected an array of strings" },
    { "{\"provider_names\":[]}", "conditions.provider_names: expected at least one" },
    { "{\"provider_names\":[7]}", "conditions.provider_names[0]: expected a string" },
    { "{\"tags\":[\"\"]}", "conditions.tags[0]: expected a word, not an empty string" },
    { "{\"model_name\":[]}", "conditions.model_name: expected a string" },
    { "{\"model_name\":\"\"}", "conditions.model_name: expected a string with something in it" },
    { "{\"provider\":null}", "conditions.provider: expected a string" },
    { "{\"min_severity\":\"hihg\"}",
      "conditions.min_severity: expected info, success, warning, error or critical" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].json, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/condition/match", test_match);
  g_test_add_func ("/engine/condition/refused", test_refused);
  return g_test_run ();
}
