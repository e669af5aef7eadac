/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-metric-store.h"

#include "folder-fixture.h"
#include "model/wb-limits.h"
#include "store/wb-database.h"

#define NOW_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)

typedef struct
{
  char *folder;
  WbConnection *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = NULL;
  g_autoptr (WbDatabase) database = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = folder_fixture_new ();
  path = g_build_filename (fixture->folder, "wakebell.db", NULL);
  database = wb_database_open (path, &error);
  g_assert_no_error (error);
  wb_database_close (database);
  fixture->connection = wb_connection_open_writer (path, &error);
  g_assert_no_error (error);
  g_assert_true (wb_connection_run (fixture->connection, "BEGIN", NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (wb_connection_run (fixture->connection, "COMMIT", NULL));
  wb_connection_close (fixture->connection);
  folder_fixture_free (fixture->folder);
}

static gint64
add (Fixture *fixture, const char *name, gint64 at_us, double value, gboolean is_late)
{
  WbMetricSeries known = { .metric_name = name, .service_name = "" };
  WbMetricSeries series;
  g_autoptr (GError) error = NULL;

  wb_metric_store_find_series (fixture->connection, &known, &error);
  g_assert_no_error (error);
  series = known;
  series.last_us = at_us;
  series.last_value = value;
  wb_metric_store_add_sample (fixture->connection, &series, is_late, &error);
  g_assert_no_error (error);
  return series.id;
}

static void
keep_value (gint64 at_us G_GNUC_UNUSED, double value, gpointer data)
{
  g_array_append_val (data, value);
}

static GArray *
read_all (Fixture *fixture, gint64 series_id)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;

  wb_metric_store_read_past (fixture->connection, series_id, G_MAXINT64, G_MAXINT, keep_value,
                             values, &error);
  g_assert_no_error (error);
  return values;
}

/* However many come, and be they all late: never more than twice as many are kept as are used, and
 * those that are used are there. */
static void
check_samples (Fixture *fixture, gboolean is_late)
{
  const int n = 5 * WB_LIMIT_METRIC_SAMPLES;
  gint64 id = add (fixture, "m", NOW_US, -1.0, FALSE);
  g_autoptr (GArray) values = NULL;

  for (int i = 1; i <= n; i++)
    add (fixture, "m", NOW_US + (is_late ? i - n - 1 : i), i, is_late);
  values = read_all (fixture, id);
  g_assert_cmpuint (values->len, >=, WB_LIMIT_METRIC_SAMPLES);
  g_assert_cmpuint (values->len, <=, 2 * WB_LIMIT_METRIC_SAMPLES);
  for (int i = 0; i < WB_LIMIT_METRIC_SAMPLES - 1; i++)
    g_assert_cmpfloat (g_array_index (values, double, is_late ? i + 1 : i), ==, n - i);
}

static void
test_samples (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  check_samples (fixture, FALSE);
}

static void
test_late_samples (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  check_samples (fixture, TRUE);
}

/* What is older than a day goes first. */
static void
test_age (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const int n = 2 * WB_LIMIT_METRIC_SAMPLES;
  gint64 id = 0;
  g_autoptr (GArray) values = NULL;

  for (int i = 0; i < n; i++)
    id = add (fixture, "m", NOW_US + i, i, FALSE);
  id = add (fixture, "m", NOW_US + 2 * G_TIME_SPAN_DAY, n, FALSE);
  values = read_all (fixture, id);
  g_assert_cmpuint (values->len, ==, 1);
}

static void
count (const WbMetricSeries *series G_GNUC_UNUSED, gpointer data)
{
  ++*(guint *) data;
}

/* Beyond the limit those that are silent for longest go, with their samples and states; not the
 * new one, though its value be of long ago. How many there are is looked at now and then. */
#define STEP 128 /* new series between two looks */
#define N_SERIES (WB_LIMIT_METRIC_SERIES / STEP * STEP + 2 * STEP)

static void
test_series (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *late_name = g_strdup_printf ("m%d", N_SERIES - 1);
  const WbMetricStateRow firing = { 2, NOW_US, NOW_US, 0 };
  WbMetricSeries oldest = { .metric_name = "m0", .service_name = "" };
  WbMetricSeries late = { .metric_name = late_name, .service_name = "" };
  WbMetricStateRow state;
  gint64 id = add (fixture, "m0", NOW_US, 0.0, FALSE);
  gint64 late_id = 0;
  guint n_series = 0;
  g_autoptr (GArray) values = NULL;
  g_autoptr (GArray) late_values = NULL;
  g_autoptr (GError) error = NULL;

  wb_metric_store_put_state (fixture->connection, "r", id, &firing, &error);
  g_assert_no_error (error);
  for (int i = 1; i < N_SERIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%d", i);

      late_id = add (fixture, name, i < WB_LIMIT_METRIC_SERIES ? NOW_US + i : NOW_US - i, i, FALSE);
    }
  wb_metric_store_list_series (fixture->connection, NULL, G_MAXINT, count, &n_series, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_series, ==, WB_LIMIT_METRIC_SERIES);
  wb_metric_store_find_series (fixture->connection, &late, &error);
  g_assert_no_error (error);
  g_assert_cmpint (late.id, ==, late_id);
  wb_metric_store_find_series (fixture->connection, &oldest, &error);
  g_assert_no_error (error);
  g_assert_cmpint (oldest.id, ==, 0);
  values = read_all (fixture, id);
  g_assert_cmpuint (values->len, ==, 0);
  late_values = read_all (fixture, late_id);
  g_assert_cmpuint (late_values->len, ==, 1);
  wb_metric_store_get_state (fixture->connection, "r", id, &state, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state.phase, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/store/metric-store/samples", Fixture, NULL, set_up, test_samples, tear_down);
  g_test_add ("/store/metric-store/late-samples", Fixture, NULL, set_up, test_late_samples,
              tear_down);
  g_test_add ("/store/metric-store/age", Fixture, NULL, set_up, test_age, tear_down);
  g_test_add ("/store/metric-store/series", Fixture, NULL, set_up, test_series, tear_down);

  return g_test_run ();
}
