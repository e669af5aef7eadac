/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channel-fixture.h"

#include <string.h>

#include "folder-fixture.h"

WbSending *
channel_fixture_new_sending (const char *json)
{
  const WbJsonLimits limits = { 65536, 65536, 12, 4096 };
  g_autoptr (WbJson) given = wb_json_parse (json, strlen (json), &limits, NULL);
  g_autoptr (GPtrArray) credentials
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_credential_free);
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) plain = NULL;
  g_autoptr (WbChannelConfig) config = NULL;
  WbSending *sending;

  g_assert_nonnull (given);
  wb_channel_config_split (wb_json_get_root (given), clean, credentials, &error);
  g_assert_no_error (error);
  plain = wb_json_parse (clean->str, clean->len, &limits, NULL);
  config = wb_channel_config_new_from_json (wb_json_get_root (plain), NULL, &error);
  g_assert_no_error (error);
  sending = wb_sending_new (config);
  for (guint i = 0; i < credentials->len; i++)
    {
      const WbCredential *credential = g_ptr_array_index (credentials, i);

      wb_sending_take_secret (sending, credential->name, g_strdup (credential->secret));
    }
  return sending;
}

/* Returns: (transfer none): its message may still be changed. */
WbSendItem *
channel_fixture_add (WbSending *sending, const char *key, const char *title)
{
  g_autoptr (WbMessage) message = wb_message_new (WB_DELIVERY_NOTIFY, key, title);

  return wb_sending_add (sending, message);
}

/* Returns when each item has its result. */
void
channel_fixture_send (WbChannel *channel, WbSending *sending, GCancellable *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;

  wb_channel_send_async (channel, sending, cancellable, folder_fixture_keep_result_cb, &result);
  folder_fixture_wait (&result);
  wb_channel_send_finish (channel, result);
}
