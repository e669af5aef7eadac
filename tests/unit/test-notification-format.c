/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-notification-format.h"

#include <string.h>

static WbNotification *
new_notification (gint64 id, const char *title, const char *message)
{
  g_autofree char *json
      = g_strdup_printf ("{\"type\":\"custom\",\"severity\":\"error\",\"priority\":\"high\","
                         "\"title\":\"%s\",\"message\":\"%s\",\"tags\":[\"a\",\"b\"]}",
                         title, message);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbEvent) event = wb_event_new_from_json (json, &error);
  WbNotification *notification;

  g_assert_no_error (error);
  notification = wb_notification_new (id, id, event);
  notification->created_us = 11;
  return notification;
}

static char *
write_all (WbNotificationFormat format, WbNotification *const *notifications, guint n)
{
  GString *text = g_string_new (NULL);

  wb_notification_format_begin (format, n > 1, text);
  for (guint i = 0; i < n; i++)
    wb_notification_format_append (format, notifications[i], i == 0, text);
  wb_notification_format_end (format, n > 1, text);
  return g_string_free (text, FALSE);
}

static void
test_text (void)
{
  g_autoptr (WbNotification) first = new_notification (1, "One", "first");
  g_autoptr (WbNotification) second = new_notification (2, "Two", "");
  WbNotification *const both[] = { first, second };
  g_autofree char *one = write_all (WB_NOTIFICATION_FORMAT_TEXT, both, 1);
  g_autofree char *two = write_all (WB_NOTIFICATION_FORMAT_TEXT, both, 2);

  g_assert_cmpstr (one, ==, "One\n\nfirst");
  g_assert_cmpstr (two, ==, "One\n\nfirst\n\n---\n\nTwo");
}

/* One alone is an object, as it is when it is copied; several are a list. */
static void
test_json (void)
{
  g_autoptr (WbNotification) first = new_notification (1, "One", "first");
  g_autoptr (WbNotification) second = new_notification (2, "Two", "");
  WbNotification *const both[] = { first, second };
  g_autoptr (GString) alone = g_string_new (NULL);
  g_autoptr (GString) other = g_string_new (NULL);
  g_autofree char *one = write_all (WB_NOTIFICATION_FORMAT_JSON, both, 1);
  g_autofree char *two = write_all (WB_NOTIFICATION_FORMAT_JSON, both, 2);
  g_autofree char *lines = write_all (WB_NOTIFICATION_FORMAT_JSON_LINES, both, 2);
  g_autofree char *list = NULL;
  g_autofree char *expected_lines = NULL;

  wb_notification_append_json (first, alone);
  wb_notification_append_json (second, other);
  list = g_strdup_printf ("[\n%s,\n%s\n]", alone->str, other->str);
  expected_lines = g_strdup_printf ("%s\n%s\n", alone->str, other->str);
  g_assert_cmpstr (one, ==, alone->str);
  g_assert_cmpstr (two, ==, list);
  g_assert_cmpstr (lines, ==, expected_lines);
}

static void
test_csv (void)
{
  g_autoptr (WbNotification) first = new_notification (1, "Say \\\"hi\\\"", "two\\nlines, one");
  g_autoptr (WbNotification) second = new_notification (2, "=HYPERLINK(A1)", "@you");
  WbNotification *const both[] = { first, second };
  g_autofree char *text = write_all (WB_NOTIFICATION_FORMAT_CSV, both, 2);
  const char *rows = strchr (text, '\n');

  g_assert_true (g_str_has_prefix (text, "\"id\",\"created_at\",\"updated_at\",\"severity\","));
  g_assert_cmpstr (rows, ==,
                   "\n\"1\",\"1970-01-01T00:00:00.000011Z\",,\"error\",\"custom\",\"custom\","
                   "\"Say \"\"hi\"\"\",\"two\nlines, one\",\"1\",,,,,,,\"a; b\",,,,,\r\n"
                   "\"2\",\"1970-01-01T00:00:00.000011Z\",,\"error\",\"custom\",\"custom\","
                   "\"'=HYPERLINK(A1)\",\"'@you\",\"1\",,,,,,,\"a; b\",,,,,\r\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/notification-format/text", test_text);
  g_test_add_func ("/model/notification-format/json", test_json);
  g_test_add_func ("/model/notification-format/csv", test_csv);
  return g_test_run ();
}
