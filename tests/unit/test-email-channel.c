/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-email-channel.h"

#include "channel-fixture.h"
#include "folder-fixture.h"

/* S4-23, S3-50 */
static void
test_pace (void)
{
  g_autoptr (WbChannel) channel = wb_email_channel_new ();
  g_autoptr (WbSending) usual = channel_fixture_new_sending ("{\"kind\":\"email\"}");
  g_autoptr (WbSending) own
      = channel_fixture_new_sending ("{\"kind\":\"email\",\"rate_limit\":3,\"batching\":false}");

  g_assert_cmpint (wb_channel_get_kind (channel), ==, WB_CHANNEL_EMAIL);
  g_assert_cmpuint (wb_channel_get_rate_limit (channel, usual->config), ==, 10);
  g_assert_cmpuint (wb_channel_get_burst (channel, usual->config), ==, 10);
  g_assert_true (wb_channel_batches (channel, usual->config));
  g_assert_cmpuint (wb_channel_get_max_items (channel), ==, 50);
  g_assert_cmpuint (wb_channel_get_rate_limit (channel, own->config), ==, 3);
  g_assert_false (wb_channel_batches (channel, own->config));
  g_assert_false (wb_channel_can (channel, WB_DELIVERY_RESOLVE));
}

/* Without its module the channel says so, for each mail. */
static void
test_no_module (void)
{
  g_autoptr (WbChannel) channel = wb_email_channel_new ();
  g_autoptr (WbSending) sending = channel_fixture_new_sending ("{\"kind\":\"email\"}");

  g_setenv ("WAKEBELL_MODULE_DIR", "/nonexistent", TRUE);
  channel_fixture_add (sending, "a", "A");
  channel_fixture_add (sending, "b", "B");
  g_test_expect_message (NULL, G_LOG_LEVEL_WARNING, "*nonexistent*");
  channel_fixture_send (channel, sending, NULL);
  g_test_assert_expected_messages ();
  for (guint i = 0; i < 2; i++)
    {
      const WbSendResult *result = &wb_sending_get_item (sending, i)->result;

      g_assert_cmpint (result->outcome, ==, WB_SEND_BROKEN);
      g_assert_nonnull (result->reason);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/email-channel/pace", test_pace);
  g_test_add_func ("/channels/email-channel/no-module", test_no_module);
  return g_test_run ();
}
