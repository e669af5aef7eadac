/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-plan.h"

#include <string.h>

#define A "+12025550101"
#define B "+12025550102"
#define C "+12025550103"

static const char *const recipients[] = { A, B, C, A, NULL };

static void
test_receipt (void)
{
  g_autoptr (WbSmsReceipt) receipt = wb_sms_receipt_new ("d-17");
  g_autoptr (WbSmsReceipt) read = NULL;
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;

  wb_sms_mark_set (wb_sms_receipt_mark (receipt, A), "twilio", "SM1", "queued");
  wb_sms_mark_set (wb_sms_receipt_mark (receipt, A), "twilio", "SM1", "sent");
  wb_sms_receipt_mark (receipt, B)->n_unsure = 1;
  receipt->n_polls = 2;
  json = wb_sms_receipt_to_json (receipt);
  g_assert_cmpstr (json, ==,
                   "{\"key\":\"d-17\",\"polls\":2,\"recipients\":{"
                   "\"" A "\":{\"provider\":\"twilio\",\"sid\":\"SM1\",\"status\":\"sent\"},"
                   "\"" B "\":{\"unsure\":1}}}");
  read = wb_sms_receipt_new_from_json (json);
  again = wb_sms_receipt_to_json (read);
  g_assert_cmpstr (again, ==, json);
}

/* What another version or another channel left is no receipt, and does no harm. */
static void
test_foreign_receipts (void)
{
  static const char *const foreign[] = {
    NULL, "", "{", "[]", "{}", "{\"message_id\":\"7\"}", "{\"recipients\":[]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    g_assert_null (wb_sms_receipt_new_from_json (foreign[i]));
}

static void
test_due (void)
{
  static const struct
  {
    const char *receipt; /* its recipients */
    const char *due;
  } cases[] = {
    { "", A " " B " " C },
    { "\"" A "\":{\"status\":\"queued\"}", B " " C },
    { "\"" A "\":{\"unsure\":1}", A " " B " " C },
    { "\"" A "\":{\"unsure\":2}", B " " C },
    { "\"" A "\":{\"unsure\":2,\"status\":\"sent\"}", B " " C },
    { "\"" A "\":{\"status\":\"sent\"},\"" B "\":{\"status\":\"sent\"},\"" C
      "\":{\"status\":\"sent\"}",
      "" },
    /* Only those are left who may have it: a person asked for another try. */
    { "\"" A "\":{\"unsure\":2},\"" B "\":{\"status\":\"sent\"},\"" C "\":{\"status\":\"sent\"}",
      A },
    { "\"+491\":{\"status\":\"sent\"}", A " " B " " C },
    { "\"" A "\":7", A " " B " " C },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"recipients\":{%s}}", cases[i].receipt);
      g_autoptr (WbSmsReceipt) receipt = wb_sms_receipt_new_from_json (json);
      g_autoptr (GPtrArray) due = wb_sms_plan_list_due (receipt, recipients);
      g_autofree char *words = NULL;

      g_ptr_array_add (due, NULL);
      words = g_strjoinv (" ", (char **) due->pdata);
      g_assert_cmpstr (words, ==, cases[i].due);
    }
}

static void
test_merge (void)
{
  static const struct
  {
    WbSendOutcome results[3];
    WbSendOutcome sum;
  } cases[] = {
    { { WB_SEND_DONE, WB_SEND_DONE, WB_SEND_DONE }, WB_SEND_DONE },
    { { WB_SEND_PENDING, WB_SEND_DONE, WB_SEND_PENDING }, WB_SEND_DONE },
    { { WB_SEND_DONE, WB_SEND_REFUSED, WB_SEND_DONE }, WB_SEND_REFUSED },
    { { WB_SEND_REFUSED, WB_SEND_RETRY, WB_SEND_DONE }, WB_SEND_RETRY },
    { { WB_SEND_BROKEN, WB_SEND_REFUSED, WB_SEND_DONE }, WB_SEND_BROKEN },
    { { WB_SEND_BROKEN, WB_SEND_RATE_LIMITED, WB_SEND_DONE }, WB_SEND_RATE_LIMITED },
    { { WB_SEND_OFFLINE, WB_SEND_RETRY, WB_SEND_DONE }, WB_SEND_OFFLINE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (WbSendResult) sum = { 0 };
      const char *expected = NULL;

      for (gsize j = 0; j < G_N_ELEMENTS (cases[i].results); j++)
        {
          g_auto (WbSendResult) one = { .retry_after_us = (gint64) j };

          wb_send_result_set (&one, cases[i].results[j], j == 0 ? "first" : "later");
          wb_sms_plan_merge (&sum, &one);
        }
      expected = cases[i].results[0] == cases[i].sum ? "first" : "later";
      g_assert_cmpint (sum.outcome, ==, cases[i].sum);
      g_assert_cmpstr (sum.reason, ==, expected);
    }
}

/* A request that may have arrived is sent once more, and no more than that. */
static void
test_unsure (void)
{
  g_autoptr (WbSmsReceipt) receipt = wb_sms_receipt_new ("d-17");
  WbSmsMark *mark = wb_sms_receipt_mark (receipt, A);
  g_auto (WbSendResult) result = { 0 };
  g_auto (WbSendResult) sum = { 0 };

  wb_sms_plan_judge_unsure (mark, &result);
  g_assert_cmpint (result.outcome, ==, WB_SEND_RETRY);
  wb_sms_plan_add_held (&sum, receipt, recipients);
  g_assert_cmpint (sum.outcome, ==, WB_SEND_PENDING);
  wb_sms_plan_judge_unsure (mark, &result);
  g_assert_cmpint (result.outcome, ==, WB_SEND_REFUSED);
  wb_sms_plan_add_held (&sum, receipt, recipients);
  g_assert_cmpint (sum.outcome, ==, WB_SEND_REFUSED);
}

static void
test_polls (void)
{
  static const gint64 seconds[] = { 10, 20, 40, 80, 160, 320, 640, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    g_assert_cmpint (wb_sms_plan_get_confirm_us (i), ==, seconds[i] * G_TIME_SPAN_SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sms-plan/receipt", test_receipt);
  g_test_add_func ("/sms-plan/foreign-receipts", test_foreign_receipts);
  g_test_add_func ("/sms-plan/due", test_due);
  g_test_add_func ("/sms-plan/merge", test_merge);
  g_test_add_func ("/sms-plan/unsure", test_unsure);
  g_test_add_func ("/sms-plan/polls", test_polls);
  return g_test_run ();
}
