/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-kind.h"

#include <glib/gi18n-lib.h>

static const char *const words[] = {
  [WB_CHANNEL_DESKTOP] = "desktop",   [WB_CHANNEL_EMAIL] = "email",
  [WB_CHANNEL_SLACK] = "slack",       [WB_CHANNEL_DISCORD] = "discord",
  [WB_CHANNEL_TELEGRAM] = "telegram", [WB_CHANNEL_PAGERDUTY] = "pagerduty",
  [WB_CHANNEL_WEBHOOK] = "webhook",   [WB_CHANNEL_SMS] = "sms",
  [WB_CHANNEL_EXEC] = "exec",
};
G_STATIC_ASSERT (G_N_ELEMENTS (words) == WB_N_CHANNEL_KINDS);

static const char *const labels[] = {
  [WB_CHANNEL_DESKTOP] = N_ ("Desktop"),
  [WB_CHANNEL_EMAIL] = N_ ("E-mail"),
  [WB_CHANNEL_SLACK] = "Slack",
  [WB_CHANNEL_DISCORD] = "Discord",
  [WB_CHANNEL_TELEGRAM] = "Telegram",
  [WB_CHANNEL_PAGERDUTY] = "PagerDuty",
  /* TRANSLATORS: an HTTP request to an address of the user's own */
  [WB_CHANNEL_WEBHOOK] = N_ ("Webhook"),
  [WB_CHANNEL_SMS] = N_ ("Text Message"),
  [WB_CHANNEL_EXEC] = N_ ("Program"),
};
G_STATIC_ASSERT (G_N_ELEMENTS (labels) == WB_N_CHANNEL_KINDS);

/* What others call the desktop. */
static const char *const desktop_words[] = { "in_app", "in-app", "dashboard" };

const char *
wb_channel_kind_to_string (WbChannelKind kind)
{
  g_return_val_if_fail ((guint) kind < WB_N_CHANNEL_KINDS, NULL);

  return words[kind];
}

/* wb_channel_kind_get_label: the translated name that people read. */
const char *
wb_channel_kind_get_label (WbChannelKind kind)
{
  g_return_val_if_fail ((guint) kind < WB_N_CHANNEL_KINDS, NULL);

  return _ (labels[kind]);
}

/* wb_channel_kind_from_string: takes names in any case, and for the desktop what others call it. */
gboolean
wb_channel_kind_from_string (const char *word, WbChannelKind *kind)
{
  g_return_val_if_fail (word != NULL, FALSE);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i], word) == 0)
      {
        *kind = (WbChannelKind) i;
        return TRUE;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (desktop_words); i++)
    if (g_ascii_strcasecmp (desktop_words[i], word) == 0)
      {
        *kind = WB_CHANNEL_DESKTOP;
        return TRUE;
      }
  return FALSE;
}

/* wb_channel_kind_can_follow_up: whether what was sent can be told later that someone saw to it, or
 * that it is over. */
gboolean
wb_channel_kind_can_follow_up (WbChannelKind kind)
{
  switch (kind)
    {
    case WB_CHANNEL_SLACK:
    case WB_CHANNEL_DISCORD:
    case WB_CHANNEL_TELEGRAM:
    case WB_CHANNEL_PAGERDUTY:
    case WB_CHANNEL_WEBHOOK:
      return TRUE;
    case WB_CHANNEL_DESKTOP:
    case WB_CHANNEL_EMAIL:
    case WB_CHANNEL_SMS:
    case WB_CHANNEL_EXEC:
    default:
      return FALSE;
    }
}
