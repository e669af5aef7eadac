/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-pipeline.h"

#include <string.h>

#include "base/wb-error.h"
#include "centre-fixture.h"
#include "folder-fixture.h"
#include "store/wb-idempotency-store.h"

#define EVENT(members) "{\"type\":\"custom\",\"title\":\"t\",\"message\":\"m\"" members "}"

/* Submits one event a line and compares the answer, the unread count and what was announced. */
typedef struct
{
  const char *json;
  const char *answer;
  guint unread;
  const char *signals;
} Step;

static void
check_steps (CentreFixture *fixture, const Step *steps, gsize n_steps)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autofree char *answer = centre_fixture_publish (fixture, steps[i].json);
      g_autofree char *signals = centre_fixture_take_signals (fixture);

      g_test_message ("%s", steps[i].json);
      g_assert_cmpstr (answer, ==, steps[i].answer);
      g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, steps[i].unread);
      g_assert_cmpstr (signals, ==, steps[i].signals);
    }
}

static void
test_outcomes (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { EVENT (""), "1 notified 1", 1, "added 1;" },
    /* The same again within its cooldown counts on the first one. */
    { EVENT (""), "2 throttled 1", 1, "changed 1;" },
    { "{\"type\":\"batch_processed\"}", "3 recorded 0", 1, "" },
    { EVENT (",\"dedup_key\":\"a\""), "4 notified 4", 2, "added 4;" },
    { EVENT (",\"dedup_key\":\"a\""), "5 merged 4", 2, "merged 4;" },
    { EVENT (",\"dedup_key\":\"b\""), "6 notified 6", 3, "added 6;" },
    { EVENT (",\"dedup_key\":\"none\",\"status\":\"resolved\""), "7 recorded 0", 3, "" },
    { EVENT (",\"dedup_key\":\"a\",\"status\":\"resolved\""), "8 merged 4", 3, "merged 4;" },
    /* What ended does not take in the next one, which comes too soon to be one of its own. */
    { EVENT (",\"dedup_key\":\"a\""), "9 throttled 4", 3, "changed 4;" },
  };

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
}

static void
test_merge (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first
      = centre_fixture_publish (fixture, EVENT (",\"dedup_key\":\"a\",\"severity\":\"warning\""));
  g_autofree char *other = centre_fixture_publish (fixture, EVENT (""));
  g_autofree char *second = NULL, *third = NULL, *list = NULL;
  g_autoptr (WbNotification) notification = NULL;

  g_assert_cmpstr (first, ==, "1 notified 1");
  g_assert_cmpstr (other, ==, "2 notified 2");
  g_assert_cmpint (centre_fixture_mark (fixture, WB_MARK_READ, "1"), ==, 1);
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + 7);
  second = centre_fixture_publish (fixture, EVENT (",\"dedup_key\":\"a\",\"severity\":\"info\""));
  g_assert_cmpstr (second, ==, "3 merged 1");
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 1);

  third = centre_fixture_publish (
      fixture, "{\"type\":\"out_of_memory\",\"title\":\"worse\",\"message\":\"\","
               "\"severity\":\"critical\",\"dedup_key\":\"a\"}");
  g_assert_cmpstr (third, ==, "4 merged 1");
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 2);

  /* It moved to the top, with the newest text, and counts on. */
  list = centre_fixture_list (fixture, "@a{sv} {}", 0, 10);
  g_assert_cmpstr (list, ==, "1 2 of 2");
  notification = centre_fixture_get (fixture, 1);
  g_assert_cmpint (notification->seq, ==, 4);
  g_assert_cmpuint (notification->count, ==, 3);
  g_assert_cmpstr (notification->event->title, ==, "worse");
  g_assert_cmpint (notification->created_us, ==, CENTRE_FIXTURE_NOW_US);
  g_assert_cmpint (notification->updated_us, ==, CENTRE_FIXTURE_NOW_US + 7);
  g_assert_cmpint (notification->read_us, ==, 0);
}

/* After a person has acknowledged it, the next one is news. */
static void
test_acknowledged (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = centre_fixture_publish (fixture, EVENT (",\"dedup_key\":\"a\""));
  g_autofree char *second = NULL;

  g_assert_cmpstr (first, ==, "1 notified 1");
  g_assert_cmpint (centre_fixture_mark (fixture, WB_MARK_ACKNOWLEDGED, "1"), ==, 1);
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 0);
  second = centre_fixture_publish (fixture, EVENT (",\"dedup_key\":\"a\""));
  g_assert_cmpstr (second, ==, "2 notified 2");
}

static void
test_duplicates (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { EVENT (",\"idempotency_key\":\"k\""), "1 notified 1", 1, "added 1;" },
    { EVENT (",\"idempotency_key\":\"k\""), "1 duplicate 1", 1, "" },
    { EVENT (",\"idempotency_key\":\"k2\""), "2 throttled 1", 1, "changed 1;" },
    { "{\"type\":\"batch_processed\",\"idempotency_key\":\"k3\"}", "3 recorded 0", 1, "" },
    { "{\"type\":\"batch_processed\",\"idempotency_key\":\"k3\"}", "3 duplicate 0", 1, "" },
  };
  static const char *const other[] = { EVENT (",\"idempotency_key\":\"k\",\"epoch\":1"), NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  answer = centre_fixture_submit (fixture, other, &error);
  g_assert_error (error, WB_ERROR, WB_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==, "id: used before for other content, by event 1");
}

/* What the sender said is compared, not the words that we put around it. */
static void
test_same_content (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const contents[] = { "said", "said", "other" };
  static const WbOutcome outcomes[] = { WB_OUTCOME_NOTIFIED, WB_OUTCOME_DUPLICATE };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autofree char *json = g_strdup_printf (
          "{\"title\":\"t\",\"message\":\"at %d\",\"idempotency_key\":\"k\"}", (int) i);
      const char *const one[] = { json, NULL };
      g_autoptr (GPtrArray) events = centre_fixture_new_events (one);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GArray) receipts = NULL;
      g_autoptr (GError) error = NULL;

      ((WbEvent *) g_ptr_array_index (events, 0))->content = g_strdup (contents[i]);
      wb_pipeline_submit_async (fixture->pipeline, events, folder_fixture_keep_result_cb, &result);
      receipts
          = wb_pipeline_submit_finish (fixture->pipeline, folder_fixture_wait (&result), &error);
      if (i < G_N_ELEMENTS (outcomes))
        g_assert_cmpint (g_array_index (receipts, WbReceipt, 0).outcome, ==, outcomes[i]);
      else
        g_assert_error (error, WB_ERROR, WB_ERROR_CONFLICT);
    }
}

/* A key counts for seven days. */
static void
test_old_key (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char json[] = EVENT (",\"idempotency_key\":\"k\"");
  g_autofree char *first = centre_fixture_publish (fixture, json);
  g_autofree char *repeat = NULL, *later = NULL, *again = NULL;

  g_assert_cmpstr (first, ==, "1 notified 1");
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + WB_IDEMPOTENCY_LIFETIME_US - 1);
  repeat = centre_fixture_publish (fixture, json);
  g_assert_cmpstr (repeat, ==, "1 duplicate 1");
  wb_clock_set_now_us (fixture->clock, CENTRE_FIXTURE_NOW_US + WB_IDEMPOTENCY_LIFETIME_US);
  later = centre_fixture_publish (fixture, json);
  g_assert_cmpstr (later, ==, "2 notified 2");
  again = centre_fixture_publish (fixture, json);
  g_assert_cmpstr (again, ==, "2 duplicate 2");
}

static void
test_list (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const json[] = {
    EVENT (",\"dedup_key\":\"a\""),       "{\"type\":\"epoch_completed\"}",
    EVENT (",\"dedup_key\":\"a\""),       EVENT (",\"idempotency_key\":\"k\""),
    EVENT (",\"idempotency_key\":\"k\""), NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = centre_fixture_submit (fixture, json, &error);
  g_autofree char *signals = centre_fixture_take_signals (fixture);

  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==,
                   "1 notified 1, 2 recorded 0, 3 merged 1, 4 notified 4, 4 duplicate 4");
  g_assert_cmpstr (signals, ==, "added 1 4; merged 1;");
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 2);
}

/* One bad item: nothing of the list is kept, and nobody hears of it. */
static void
test_atomic_list (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const json[] = {
    EVENT (",\"dedup_key\":\"a\""),
    EVENT (",\"idempotency_key\":\"k\""),
    EVENT (",\"idempotency_key\":\"k\",\"epoch\":1"),
    NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = centre_fixture_submit (fixture, json, &error);
  g_autofree char *signals = centre_fixture_take_signals (fixture);
  g_autofree char *list = centre_fixture_list (fixture, "@a{sv} {}", 0, 10);
  g_autofree char *next = NULL;

  g_assert_null (answer);
  g_assert_error (error, WB_ERROR, WB_ERROR_CONFLICT);
  g_assert_true (g_str_has_prefix (error->message, "events[2].id: used before"));
  g_assert_cmpstr (signals, ==, "");
  g_assert_cmpstr (list, ==, "of 0");
  g_assert_cmpuint (wb_centre_get_unread_count (fixture->centre), ==, 0);
  next = centre_fixture_publish (fixture, json[2]);
  g_assert_cmpstr (next, ==, "1 notified 1");
}

static void
test_resolve_by_type (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const Step steps[] = {
    { "{\"type\":\"training_stalled\",\"run_id\":\"r\"}", "1 notified 1", 1, "added 1;" },
    { "{\"type\":\"training_stalled\",\"run_id\":\"other\"}", "2 notified 2", 2, "added 2;" },
    { "{\"type\":\"training_failed\",\"run_id\":\"no\"}", "3 notified 3", 3, "added 3;" },
    { "{\"type\":\"training_completed\",\"run_id\":\"r\"}", "4 notified 4", 4,
      "added 4; changed 1;" },
    { "{\"type\":\"training_completed\",\"run_id\":\"r\"}", "5 throttled 4", 4, "changed 4;" },
    { "{\"type\":\"quota_warning\",\"provider\":\"p\",\"key_id\":\"1\"}", "6 notified 6", 5,
      "added 6;" },
    /* A key that works: without one, a failure would be an emergency. */
    { "{\"type\":\"key_recovered\",\"provider\":\"q\",\"key_id\":\"1\"}", "7 notified 7", 6,
      "added 7;" },
    { "{\"type\":\"auth_failure\",\"provider\":\"p\",\"key_id\":\"1\"}", "8 notified 8", 7,
      "added 8;" },
    { "{\"type\":\"key_recovered\",\"provider\":\"p\",\"key_id\":\"1\"}", "9 notified 9", 8,
      "added 9; changed 6 8;" },
    { "{\"type\":\"circuit_breaker_opened\",\"context\":{\"provider_name\":\"p\"}}",
      "10 notified 10", 9, "added 10;" },
    { "{\"type\":\"circuit_breaker_closed\",\"provider\":\"p\"}", "11 notified 11", 10,
      "added 11; changed 10;" },
    /* Without any subject nothing is the same thing. */
    { "{\"type\":\"training_paused\"}", "12 notified 12", 11, "added 12;" },
    { "{\"type\":\"training_resumed\"}", "13 notified 13", 12, "added 13;" },
  };
  g_autoptr (WbNotification) stalled = NULL;

  check_steps (fixture, steps, G_N_ELEMENTS (steps));
  stalled = centre_fixture_get (fixture, 1);
  g_assert_cmpint (stalled->resolved_us, ==, CENTRE_FIXTURE_NOW_US);
  g_assert_cmpint (stalled->read_us, ==, 0);
}

static void
committed_cb (WbPipeline *pipeline G_GNUC_UNUSED, const WbCommit *commit, GString *text)
{
  for (guint i = 0; i < commit->events->len; i++)
    {
      const WbStoredEvent *event = g_ptr_array_index (commit->events, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s; ", event->id,
                              wb_outcome_to_string (event->outcome));
    }
}

/* Streams hear of every event that is new, recorded ones too, and of no repeat. */
static void
test_committed (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const json[]
      = { "{\"type\":\"batch_processed\"}", EVENT (",\"idempotency_key\":\"k\""), NULL };
  g_autoptr (GString) text = g_string_new (NULL);
  gulong handler
      = g_signal_connect (fixture->pipeline, "committed", G_CALLBACK (committed_cb), text);
  g_autofree char *first = centre_fixture_submit (fixture, json, NULL);
  g_autofree char *repeat = centre_fixture_publish (fixture, json[1]);

  g_assert_cmpstr (first, ==, "1 recorded 0, 2 notified 2");
  g_assert_cmpstr (repeat, ==, "2 duplicate 2");
  g_assert_cmpstr (text->str, ==, "1 recorded; 2 notified; ");
  g_signal_handler_disconnect (fixture->pipeline, handler);
}

static gboolean
read_attachment_job (WbConnection *connection, gpointer data, GError **error)
{
  g_autoptr (WbStatement) select = wb_connection_prepare (
      connection, "SELECT name || ' ' || media_type || ' ' || hex(data) FROM attachments", error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *(char **) data = g_strdup (wb_statement_get_text (select, 0));
  return TRUE;
}

static void
test_attachment (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const json[] = { EVENT (""), NULL };
  g_autoptr (GPtrArray) events = centre_fixture_new_events (json);
  WbEvent *event = g_ptr_array_index (events, 0);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\377", 3);
  g_autoptr (GAsyncResult) result = NULL, read = NULL;
  g_autoptr (GArray) receipts = NULL;
  g_autofree char *row = NULL;

  event->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_attachment_free);
  g_ptr_array_add (event->attachments, wb_attachment_new ("a.bin", "application/x", bytes));
  wb_pipeline_submit_async (fixture->pipeline, events, folder_fixture_keep_result_cb, &result);
  receipts = wb_pipeline_submit_finish (fixture->pipeline, folder_fixture_wait (&result), NULL);
  g_assert_cmpuint (receipts->len, ==, 1);
  wb_database_read_async (fixture->database, read_attachment_job, &row, NULL, NULL,
                          folder_fixture_keep_result_cb, &read);
  folder_fixture_wait (&read);
  g_assert_cmpstr (row, ==, "a.bin application/x 0001FF");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (CentreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/engine/pipeline/outcomes", test_outcomes },
    { "/engine/pipeline/merge", test_merge },
    { "/engine/pipeline/acknowledged", test_acknowledged },
    { "/engine/pipeline/duplicates", test_duplicates },
    { "/engine/pipeline/same-content", test_same_content },
    { "/engine/pipeline/old-key", test_old_key },
    { "/engine/pipeline/list", test_list },
    { "/engine/pipeline/atomic-list", test_atomic_list },
    { "/engine/pipeline/resolve-by-type", test_resolve_by_type },
    { "/engine/pipeline/committed", test_committed },
    { "/engine/pipeline/attachment", test_attachment },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, CentreFixture, NULL, centre_fixture_set_up, tests[i].test,
                centre_fixture_tear_down);
  return g_test_run ();
}
