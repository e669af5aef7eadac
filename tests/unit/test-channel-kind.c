/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-kind.h"

static void
test_words (void)
{
  static const char *const words[] = { "desktop",   "email",   "slack", "discord", "telegram",
                                       "pagerduty", "webhook", "sms",   "exec" };
  WbChannelKind kind = WB_N_CHANNEL_KINDS;

  for (guint i = 0; i < WB_N_CHANNEL_KINDS; i++)
    {
      g_autofree char *upper = g_ascii_strup (words[i], -1);

      g_assert_cmpstr (wb_channel_kind_to_string ((WbChannelKind) i), ==, words[i]);
      g_assert_true (wb_channel_kind_from_string (words[i], &kind));
      g_assert_cmpint (kind, ==, i);
      g_assert_true (wb_channel_kind_from_string (upper, &kind));
      g_assert_cmpint (kind, ==, i);
    }
}

/* The desktop has several names. */
static void
test_desktop (void)
{
  static const char *const words[] = { "in_app", "in-app", "dashboard", "desktop", "In-App" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      WbChannelKind kind = WB_N_CHANNEL_KINDS;

      g_assert_true (wb_channel_kind_from_string (words[i], &kind));
      g_assert_cmpint (kind, ==, WB_CHANNEL_DESKTOP);
    }
}

static void
test_unknown (void)
{
  static const char *const words[] = { "", "mail", "slack ", "e-mail", "in app" };
  WbChannelKind kind = WB_CHANNEL_SMS;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_false (wb_channel_kind_from_string (words[i], &kind));
  g_assert_cmpint (kind, ==, WB_CHANNEL_SMS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/channel-kind/words", test_words);
  g_test_add_func ("/model/channel-kind/desktop", test_desktop);
  g_test_add_func ("/model/channel-kind/unknown", test_unknown);
  return g_test_run ();
}
