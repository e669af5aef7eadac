/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-tray-menu.h"

/* One line for each item: two spaces a level, its label or ---, [off], (icon), [x], and a > that
   holds more. */
static void
append_item (GString *text, GVariant *item, int level)
{
  g_autoptr (GVariant) properties = g_variant_get_child_value (item, 1);
  g_autoptr (GVariant) children = g_variant_get_child_value (item, 2);
  const char *word;
  gboolean is_enabled;
  gint32 toggle;

  if (level >= 0)
    {
      g_string_append_printf (text, "%*s", level * 2, "");
      if (g_variant_lookup (properties, "type", "&s", &word))
        g_string_append (text, "---");
      if (g_variant_lookup (properties, "label", "&s", &word))
        g_string_append (text, word);
      if (g_variant_lookup (properties, "icon-name", "&s", &word))
        g_string_append_printf (text, " (%s)", word);
      if (g_variant_lookup (properties, "enabled", "b", &is_enabled) && !is_enabled)
        g_string_append (text, " [off]");
      if (g_variant_lookup (properties, "toggle-state", "i", &toggle) && toggle == 1)
        g_string_append (text, " [x]");
      if (g_variant_lookup (properties, "children-display", "&s", &word))
        g_string_append (text, " >");
      g_string_append_c (text, '\n');
    }
  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);

      append_item (text, child, level + 1);
    }
}

static char *
describe (WbTrayMenu *menu)
{
  GString *text = g_string_new (NULL);

  append_item (text, wb_tray_menu_get_layout (menu), -1);
  return g_string_free (text, FALSE);
}

static void
add_recent (GPtrArray *recent, gint64 id, WbSeverity severity, const char *title)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_get_custom ());

  event->severity = severity;
  g_free (event->title);
  event->title = g_strdup (title);
  g_ptr_array_add (recent, wb_notification_new (id, id, event));
}

static void
test_tray_menu_quiet (void)
{
  g_autoptr (WbTrayMenu) menu = wb_tray_menu_new ();
  g_autofree char *text = describe (menu);

  g_assert_cmpstr (text, ==,
                   "_Open Notification Centre\n"
                   "---\n"
                   "No unread notifications [off]\n"
                   "---\n"
                   "_Mark All as Read [off]\n"
                   "Snooze All [off] >\n"
                   "  For _15 Minutes\n"
                   "  For One _Hour\n"
                   "  Until _Tomorrow Morning\n"
                   "Pause Pop-ups >\n"
                   "  For One _Hour\n"
                   "  Until _Tomorrow Morning\n"
                   "_Preferences\n"
                   "---\n"
                   "_Quit\n");
}

static void
test_tray_menu_busy (void)
{
  g_autoptr (WbTrayMenu) menu = wb_tray_menu_new ();
  g_autoptr (GPtrArray) recent
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_notification_unref);
  WbTrayMenuState state = {
    .unread = 7,
    .trouble = "Port 8627 is taken.",
    .recent = recent,
    .paused_until_s = G_GINT64_CONSTANT (4102473600), /* 2100-01-01 08:00 UTC, a Friday */
  };
  g_autofree char *text = NULL;

  add_recent (recent, 9, WB_SEVERITY_CRITICAL, "run_7 failed");
  add_recent (recent, 8, WB_SEVERITY_WARNING, "a\nb\u202Ec");
  add_recent (recent, 7, WB_SEVERITY_INFO,
              "A title that is a good deal longer than any menu of a panel ought to be");
  add_recent (recent, 6, WB_SEVERITY_SUCCESS, "four");
  add_recent (recent, 5, WB_SEVERITY_ERROR, "five");
  add_recent (recent, 4, WB_SEVERITY_ERROR, "six");
  wb_tray_menu_set_state (menu, &state);
  text = describe (menu);

  g_assert_cmpstr (text, ==,
                   "_Open Notification Centre\n"
                   "Port 8627 is taken. (dialog-warning) [off]\n"
                   "---\n"
                   "7 unread notifications [off]\n"
                   "run__7 failed (dialog-error)\n"
                   "a bc (dialog-warning)\n"
                   "A title that is a good deal longer than any men… (dialog-information)\n"
                   "four (dialog-information)\n"
                   "five (dialog-error)\n"
                   "---\n"
                   "_Mark All as Read\n"
                   "Snooze All >\n"
                   "  For _15 Minutes\n"
                   "  For One _Hour\n"
                   "  Until _Tomorrow Morning\n"
                   "Pause Pop-ups >\n"
                   "  Paused until Fri 08:00 [off] [x]\n"
                   "  _Resume\n"
                   "  ---\n"
                   "  For One _Hour\n"
                   "  Until _Tomorrow Morning\n"
                   "_Preferences\n"
                   "---\n"
                   "_Quit\n");
}

static void
layout_updated_cb (WbTrayMenu *menu G_GNUC_UNUSED,
                   guint revision G_GNUC_UNUSED,
                   int parent G_GNUC_UNUSED,
                   guint *n_updates)
{
  (*n_updates)++;
}

static void
test_tray_menu_same_state (void)
{
  g_autoptr (WbTrayMenu) menu = wb_tray_menu_new ();
  WbTrayMenuState state = { .unread = 3 };
  guint n_updates = 0;

  g_signal_connect (menu, "layout-updated", G_CALLBACK (layout_updated_cb), &n_updates);
  wb_tray_menu_set_state (menu, &state);
  wb_tray_menu_set_state (menu, &state);
  g_assert_cmpuint (n_updates, ==, 1);
  state.unread = 4;
  wb_tray_menu_set_state (menu, &state);
  g_assert_cmpuint (n_updates, ==, 2);
}

static gint64
get_local_s (int day, int hour, int minute)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2026, 3, day, hour, minute, 0);

  return g_date_time_to_unix (time);
}

static void
test_tray_menu_tomorrow (void)
{
  g_assert_cmpint (wb_tray_menu_get_tomorrow_s (get_local_s (10, 7, 30)), ==,
                   get_local_s (11, 8, 0));
  g_assert_cmpint (wb_tray_menu_get_tomorrow_s (get_local_s (10, 23, 59)), ==,
                   get_local_s (11, 8, 0));
  /* Before the night is over, tomorrow is the coming morning. */
  g_assert_cmpint (wb_tray_menu_get_tomorrow_s (get_local_s (11, 2, 0)), ==,
                   get_local_s (11, 8, 0));
  g_assert_cmpint (wb_tray_menu_get_tomorrow_s (get_local_s (31, 12, 0)), ==,
                   get_local_s (31, 12, 0) + 20 * 60 * 60);
}

static void
test_tray_menu_time (void)
{
  g_autofree char *today = wb_tray_menu_dup_time (get_local_s (10, 18, 5), get_local_s (10, 9, 0));
  g_autofree char *other_day
      = wb_tray_menu_dup_time (get_local_s (11, 8, 0), get_local_s (10, 9, 0));

  g_assert_cmpstr (today, ==, "18:05");
  g_assert_cmpstr (other_day, ==, "Wed 08:00");
}

int
main (int argc, char **argv)
{
  /* A zone without summer time, and the names of days as they are here. */
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tray-menu/quiet", test_tray_menu_quiet);
  g_test_add_func ("/tray-menu/busy", test_tray_menu_busy);
  g_test_add_func ("/tray-menu/same-state", test_tray_menu_same_state);
  g_test_add_func ("/tray-menu/tomorrow", test_tray_menu_tomorrow);
  g_test_add_func ("/tray-menu/time", test_tray_menu_time);
  return g_test_run ();
}
