/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "centre-fixture.h"

#include "folder-fixture.h"

static void
notifications_cb (CentreFixture *fixture, const char *what, GPtrArray *notifications)
{
  g_string_append (fixture->signals, what);
  for (guint i = 0; i < notifications->len; i++)
    g_string_append_printf (fixture->signals, " %" G_GINT64_FORMAT,
                            ((WbNotification *) g_ptr_array_index (notifications, i))->id);
  g_string_append (fixture->signals, "; ");
}

static void
ids_cb (CentreFixture *fixture, const char *what, GArray *ids)
{
  g_string_append (fixture->signals, what);
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (fixture->signals, " %" G_GINT64_FORMAT, g_array_index (ids, gint64, i));
  g_string_append (fixture->signals, "; ");
}

static void
added_cb (CentreFixture *fixture, GPtrArray *notifications)
{
  notifications_cb (fixture, "added", notifications);
}

static void
merged_cb (CentreFixture *fixture, GPtrArray *notifications)
{
  notifications_cb (fixture, "merged", notifications);
}

static void
shown_cb (CentreFixture *fixture, GPtrArray *notifications)
{
  notifications_cb (fixture, "shown", notifications);
}

static void
changed_cb (CentreFixture *fixture, GArray *ids, gboolean is_seen)
{
  ids_cb (fixture, is_seen ? "seen" : "changed", ids);
}

static void
removed_cb (CentreFixture *fixture, GArray *ids)
{
  ids_cb (fixture, "removed", ids);
}

static void
start (CentreFixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "wakebell.db", NULL);
  g_autoptr (GError) error = NULL;

  fixture->database = wb_database_open (path, &error);
  g_assert_no_error (error);
  fixture->pipeline = wb_pipeline_new (fixture->database, fixture->clock);
  fixture->centre = wb_centre_new (fixture->database, fixture->pipeline);
  g_signal_connect_swapped (fixture->centre, "added", G_CALLBACK (added_cb), fixture);
  g_signal_connect_swapped (fixture->centre, "merged", G_CALLBACK (merged_cb), fixture);
  g_signal_connect_swapped (fixture->centre, "shown", G_CALLBACK (shown_cb), fixture);
  g_signal_connect_swapped (fixture->centre, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->centre, "removed", G_CALLBACK (removed_cb), fixture);
}

static void
stop (CentreFixture *fixture)
{
  wb_database_close (fixture->database);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->centre);
  g_assert_finalize_object (fixture->pipeline);
  g_assert_finalize_object (fixture->database);
}

void
centre_fixture_set_up (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = folder_fixture_new ();
  fixture->clock = wb_clock_new_fixed (CENTRE_FIXTURE_NOW_US);
  fixture->signals = g_string_new (NULL);
  start (fixture);
}

/* centre_fixture_restart: everything ends, and starts on what is on disk. */
void
centre_fixture_restart (CentreFixture *fixture)
{
  stop (fixture);
  start (fixture);
}

void
centre_fixture_tear_down (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  stop (fixture);
  g_assert_finalize_object (fixture->clock);
  g_string_free (fixture->signals, TRUE);
  folder_fixture_free (fixture->folder);
}

GPtrArray *
centre_fixture_new_events (const char *const *json)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_event_unref);

  for (; *json != NULL; json++)
    {
      g_autoptr (GError) error = NULL;

      g_ptr_array_add (events, wb_event_new_from_json (*json, &error));
      g_assert_no_error (error);
    }
  return events;
}

/* centre_fixture_settle: lets the news come, which follow the answers. */
void
centre_fixture_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* centre_fixture_submit: (transfer full): the answers, such as "3 merged 1, 4 recorded 0". */
char *
centre_fixture_submit (CentreFixture *fixture, const char *const *json, GError **error)
{
  g_autoptr (GPtrArray) events = centre_fixture_new_events (json);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) receipts = NULL;
  GString *answer = g_string_new (NULL);

  wb_pipeline_submit_async (fixture->pipeline, events, folder_fixture_keep_result_cb, &result);
  receipts = wb_pipeline_submit_finish (fixture->pipeline, folder_fixture_wait (&result), error);
  centre_fixture_settle ();
  for (guint i = 0; receipts != NULL && i < receipts->len; i++)
    {
      const WbReceipt *receipt = &g_array_index (receipts, WbReceipt, i);

      g_string_append_printf (answer, "%s%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT,
                              i > 0 ? ", " : "", receipt->id,
                              wb_outcome_to_string (receipt->outcome), receipt->notification_id);
    }
  return g_string_free (answer, receipts == NULL);
}

/* centre_fixture_publish: (transfer full): the same for one event that is taken. */
char *
centre_fixture_publish (CentreFixture *fixture, const char *json)
{
  const char *const one[] = { json, NULL };
  g_autoptr (GError) error = NULL;
  char *answer = centre_fixture_submit (fixture, one, &error);

  g_assert_no_error (error);
  return answer;
}

/* centre_fixture_try_perform: (transfer full) (nullable): the answer. */
char *
centre_fixture_try_perform (CentreFixture *fixture,
                            const WbOperation *operation,
                            const char *input,
                            GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GString *answer;

  wb_pipeline_perform_async (fixture->pipeline, operation, input, "test",
                             folder_fixture_keep_result_cb, &result);
  answer = wb_pipeline_perform_finish (fixture->pipeline, folder_fixture_wait (&result), error);
  centre_fixture_settle ();
  return answer != NULL ? g_string_free (answer, FALSE) : NULL;
}

/* centre_fixture_perform: (transfer full): the same for one that is done. */
char *
centre_fixture_perform (CentreFixture *fixture, const WbOperation *operation, const char *input)
{
  g_autoptr (GError) error = NULL;
  char *answer = centre_fixture_try_perform (fixture, operation, input, &error);

  g_assert_no_error (error);
  return answer;
}

/* centre_fixture_list: (transfer full): the ids and how many there are, such as "3 1 of 7". */
char *
centre_fixture_list (CentreFixture *fixture, const char *filter, gint64 before_seq, guint limit)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (filter));
  g_autoptr (GError) error = NULL;
  g_autoptr (WbFilter) parsed = wb_filter_new_from_variant (variant, &error);
  g_autoptr (GAsyncResult) result = NULL;
  const WbListPage *page;
  GString *answer = g_string_new (NULL);

  g_assert_no_error (error);
  wb_centre_list_async (fixture->centre, parsed, before_seq, limit, NULL,
                        folder_fixture_keep_result_cb, &result);
  page = wb_centre_list_finish (fixture->centre, folder_fixture_wait (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < page->rows->len; i++)
    g_string_append_printf (answer, "%" G_GINT64_FORMAT " ",
                            g_array_index (page->rows, WbListRow, i).id);
  g_string_append_printf (answer, "of %" G_GUINT64_FORMAT, page->total);
  return g_string_free (answer, FALSE);
}

static GArray *
parse_ids (const char *text)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (GStrv word = words; *word != NULL; word++)
    {
      gint64 id = g_ascii_strtoll (*word, NULL, 10);

      g_array_append_val (ids, id);
    }
  return ids;
}

/* centre_fixture_mark: @ids such as "3 1"; returns how many changed. */
gssize
centre_fixture_mark (CentreFixture *fixture, WbMark mark, const char *ids)
{
  g_autoptr (GArray) array = parse_ids (ids);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gssize changed;

  wb_centre_mark_async (fixture->centre, mark, array, folder_fixture_keep_result_cb, &result);
  changed = wb_centre_mark_finish (fixture->centre, folder_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return changed;
}

/* centre_fixture_get: (transfer full) (nullable). */
WbNotification *
centre_fixture_get (CentreFixture *fixture, gint64 id)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) notifications = NULL;
  g_autoptr (GError) error = NULL;

  g_array_append_val (ids, id);
  wb_centre_get_async (fixture->centre, ids, NULL, folder_fixture_keep_result_cb, &result);
  notifications = wb_centre_get_finish (fixture->centre, folder_fixture_wait (&result), &error);
  g_assert_no_error (error);
  return notifications->len > 0 ? wb_notification_ref (g_ptr_array_index (notifications, 0)) : NULL;
}

/* centre_fixture_take_signals: (transfer full): what was said, which is forgotten then. */
char *
centre_fixture_take_signals (CentreFixture *fixture)
{
  char *text = g_strdup (fixture->signals->str);

  g_string_truncate (fixture->signals, 0);
  return g_strchomp (text);
}
