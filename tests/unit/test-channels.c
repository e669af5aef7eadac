/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-channels.h"

/* What each kind does unless a person says otherwise. */
static void
test_defaults (void)
{
  static const struct
  {
    WbChannelKind kind;
    guint rate_limit; /* messages a minute */
    gboolean batches;
  } wanted[] = {
    { WB_CHANNEL_EMAIL, 10, TRUE },       { WB_CHANNEL_SLACK, 60, TRUE },
    { WB_CHANNEL_DISCORD, 30, TRUE },     { WB_CHANNEL_TELEGRAM, 30, TRUE },
    { WB_CHANNEL_PAGERDUTY, 120, FALSE }, { WB_CHANNEL_WEBHOOK, 20, FALSE },
    { WB_CHANNEL_SMS, 5, TRUE },          { WB_CHANNEL_EXEC, 0, FALSE },
  };
  g_autoptr (GPtrArray) channels = wb_channels_new ();

  g_assert_cmpuint (channels->len, ==, G_N_ELEMENTS (wanted));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (WbChannelConfig) config = wb_channel_config_new ("c", wanted[i].kind);
      guint n_found = 0;

      for (guint j = 0; j < channels->len; j++)
        {
          WbChannel *channel = g_ptr_array_index (channels, j);

          if (wb_channel_get_kind (channel) != wanted[i].kind)
            continue;
          n_found++;
          g_test_message ("%s", wb_channel_kind_to_string (wanted[i].kind));
          g_assert_cmpuint (wb_channel_get_rate_limit (channel, config), ==, wanted[i].rate_limit);
          g_assert_cmpint (wb_channel_batches (channel, config), ==, wanted[i].batches);
          config->rate_limit = 7;
          config->batching = wanted[i].batches ? WB_BATCHING_OFF : WB_BATCHING_ON;
          g_assert_cmpuint (wb_channel_get_rate_limit (channel, config), ==, 7);
          g_assert_cmpint (wb_channel_batches (channel, config), ==, !wanted[i].batches);
        }
      g_assert_cmpuint (n_found, ==, 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/channels/defaults", test_defaults);
  return g_test_run ();
}
