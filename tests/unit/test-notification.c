/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-notification.h"

#include "base/wb-error.h"

static const char event_json[] = "{\"type\":\"out_of_memory\",\"severity\":\"error\","
                                 "\"priority\":\"high\",\"title\":\"T\",\"message\":\"M\"}";

static WbNotification *
new_notification (void)
{
  g_autoptr (WbEvent) event = wb_event_new_from_json (event_json, NULL);
  WbNotification *notification = wb_notification_new (3, 9, event);

  notification->count = 4;
  notification->created_us = 11;
  notification->updated_us = 12;
  notification->read_us = 13;
  notification->acknowledged_us = 14;
  notification->resolved_us = 15;
  notification->reason = g_strdup ("quiet hours");
  return notification;
}

static void
test_round_trip (void)
{
  g_autoptr (WbNotification) first = new_notification ();
  g_autoptr (GVariant) variant = g_variant_ref_sink (wb_notification_to_variant (first));
  g_autoptr (GError) error = NULL;
  g_autoptr (WbNotification) back = wb_notification_new_from_variant (variant, &error);

  g_assert_no_error (error);
  g_assert_cmpint (back->id, ==, 3);
  g_assert_cmpint (back->seq, ==, 9);
  g_assert_cmpuint (back->count, ==, 4);
  g_assert_cmpint (back->created_us, ==, 11);
  g_assert_cmpint (back->updated_us, ==, 12);
  g_assert_cmpint (back->read_us, ==, 13);
  g_assert_cmpint (back->acknowledged_us, ==, 14);
  g_assert_cmpint (back->resolved_us, ==, 15);
  g_assert_cmpstr (back->reason, ==, "quiet hours");
  g_assert_cmpstr (back->event->type->name, ==, "out_of_memory");
  g_assert_cmpint (back->event->severity, ==, WB_SEVERITY_ERROR);
  g_assert_cmpstr (back->event->title, ==, "T");
}

/* The names that Notifications1 documents; times that are not yet are not there. */
static void
test_keys (void)
{
  static const char *const always[] = { "id",       "seq",   "type",    "category", "severity",
                                        "priority", "title", "message", "count",    "event" };
  static const char *const times[]
      = { "created_at", "updated_at", "read_at", "acknowledged_at", "resolved_at" };
  g_autoptr (WbEvent) event = wb_event_new_from_json (event_json, NULL);
  g_autoptr (WbNotification) fresh = wb_notification_new (3, 9, event);
  g_autoptr (WbNotification) full = new_notification ();
  g_autoptr (GVariant) fresh_variant = g_variant_ref_sink (wb_notification_to_variant (fresh));
  g_autoptr (GVariant) full_variant = g_variant_ref_sink (wb_notification_to_variant (full));

  g_assert_cmpuint (g_variant_n_children (fresh_variant), ==, G_N_ELEMENTS (always));
  g_assert_cmpuint (g_variant_n_children (full_variant), ==,
                    G_N_ELEMENTS (always) + G_N_ELEMENTS (times) + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (fresh_variant, always[i], NULL);

      g_assert_nonnull (value);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gint64 time_us;

      g_assert_false (g_variant_lookup (fresh_variant, times[i], "x", &time_us));
      g_assert_true (g_variant_lookup (full_variant, times[i], "x", &time_us));
      g_assert_cmpint (time_us, ==, 11 + (int) i);
    }
}

/* A later agent may say more; one that says too little is refused. */
static void
test_other_variants (void)
{
  static const char *const refused[] = {
    "@a{sv} {}",
    "{'id': <int64 1>, 'seq': <int64 1>}",
    "{'id': <int64 1>, 'event': <'{}'>}",
    "{'seq': <int64 1>, 'event': <'{}'>}",
    "{'id': <1>, 'seq': <int64 1>, 'event': <'{}'>}",
    "{'id': <int64 1>, 'seq': <int64 1>, 'event': <'[]'>}",
    "{'id': <int64 1>, 'seq': <int64 1>, 'event': <'{'>}",
  };
  g_autoptr (GVariant) more = g_variant_ref_sink (g_variant_new_parsed (
      "{'id': <int64 1>, 'seq': <int64 2>, 'event': <'{}'>, 'snoozed_until': <int64 7>,"
      " 'read_at': <'not a time'>}"));
  g_autoptr (WbNotification) taken = wb_notification_new_from_variant (more, NULL);

  g_assert_cmpint (taken->seq, ==, 2);
  g_assert_cmpuint (taken->count, ==, 1);
  g_assert_cmpint (taken->read_us, ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (refused[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (wb_notification_new_from_variant (variant, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
    }
}

/* As HTTP gives it: the keys of the bus, with times that people can read. */
static void
test_json (void)
{
  g_autoptr (WbEvent) event = wb_event_new_from_json (event_json, NULL);
  g_autoptr (WbNotification) fresh = wb_notification_new (3, 9, event);
  g_autoptr (WbNotification) full = new_notification ();
  g_autoptr (GString) json = g_string_new ("[");

  full->severity = WB_SEVERITY_CRITICAL;
  full->channels = g_strsplit ("desktop,slack", ",", -1);
  full->snoozed_until_us = 16;
  wb_notification_append_json (fresh, json);
  wb_notification_append_json (full, json);
  g_assert_cmpstr (
      json->str, ==,
      "[{\"id\":3,\"seq\":9,\"type\":\"out_of_memory\",\"category\":\"training\","
      "\"severity\":\"error\",\"priority\":\"high\",\"title\":\"T\",\"message\":\"M\","
      "\"count\":1,\"event\":{\"type\":\"out_of_memory\",\"category\":\"training\","
      "\"severity\":\"error\",\"priority\":\"high\",\"title\":\"T\",\"message\":\"M\"}},"
      "{\"id\":3,\"seq\":9,\"type\":\"out_of_memory\",\"category\":\"training\","
      "\"severity\":\"critical\",\"priority\":\"critical\",\"title\":\"T\",\"message\":\"M\","
      "\"count\":4,\"created_at\":\"1970-01-01T00:00:00.000011Z\","
      "\"updated_at\":\"1970-01-01T00:00:00.000012Z\",\"read_at\":\"1970-01-01T00:00:00.000013Z\","
      "\"acknowledged_at\":\"1970-01-01T00:00:00.000014Z\","
      "\"resolved_at\":\"1970-01-01T00:00:00.000015Z\","
      "\"snoozed_until\":\"1970-01-01T00:00:00.000016Z\",\"channels\":[\"desktop\",\"slack\"],"
      "\"reason\":\"quiet hours\",\"event\":{\"type\":\"out_of_memory\","
      "\"category\":\"training\",\"severity\":\"error\",\"priority\":\"high\",\"title\":\"T\","
      "\"message\":\"M\"}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/notification/round-trip", test_round_trip);
  g_test_add_func ("/model/notification/keys", test_keys);
  g_test_add_func ("/model/notification/other-variants", test_other_variants);
  g_test_add_func ("/model/notification/json", test_json);
  return g_test_run ();
}
