/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-stored-event.h"

static void
test_json (void)
{
  g_autoptr (WbStoredEvent) notified = wb_stored_event_new (
      7, 1767323045678901, WB_OUTCOME_NOTIFIED, 3, g_strdup ("{\"type\":\"custom\"}"));
  g_autoptr (WbStoredEvent) recorded = wb_stored_event_new (
      8, 1767323045678901, WB_OUTCOME_RECORDED, 0, g_strdup ("{\"type\":\"custom\"}"));
  g_autoptr (GString) json = g_string_new ("[");

  wb_stored_event_append_json (notified, json);
  wb_stored_event_append_json (recorded, json);
  g_assert_cmpstr (json->str, ==,
                   "[{\"id\":7,\"received_at\":\"2026-01-02T03:04:05.678901Z\","
                   "\"outcome\":\"notified\",\"notification_id\":3,\"type\":\"custom\"},"
                   "{\"id\":8,\"received_at\":\"2026-01-02T03:04:05.678901Z\","
                   "\"outcome\":\"recorded\",\"type\":\"custom\"}");
}

static void
test_outcomes (void)
{
  static const char *const words[]
      = { "recorded", "notified", "merged", "throttled", "held", "duplicate" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_cmpstr (wb_outcome_to_string ((WbOutcome) i), ==, words[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/stored-event/json", test_json);
  g_test_add_func ("/model/stored-event/outcomes", test_outcomes);
  return g_test_run ();
}
