/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-look.h"

#include <glib/gi18n.h>

#include "base/wb-time.h"

static const char *const kind_icons[] = {
  [WB_CHANNEL_DESKTOP] = "computer-symbolic",
  [WB_CHANNEL_EMAIL] = "mail-unread-symbolic",
  [WB_CHANNEL_SLACK] = "wb-hash-symbolic",
  [WB_CHANNEL_DISCORD] = "audio-headset-symbolic",
  [WB_CHANNEL_TELEGRAM] = "wb-deliveries-symbolic",
  [WB_CHANNEL_PAGERDUTY] = "alarm-symbolic",
  [WB_CHANNEL_WEBHOOK] = "network-transmit-symbolic",
  [WB_CHANNEL_SMS] = "phone-symbolic",
  [WB_CHANNEL_EXEC] = "utilities-terminal-symbolic",
};
G_STATIC_ASSERT (G_N_ELEMENTS (kind_icons) == WB_N_CHANNEL_KINDS);

/* What is "ok" for the agent, and not quite for a person. */
#define UNUSED "unused"
#define LAST_FAILED "last_failed"

/* The shapes differ too: colour alone would not do. */
static const struct
{
  const char *status;
  const char *icon;
  const char *style;
  const char *text;
  const char *text_until; /* with the time when it goes on */
} looks[] = {
  { "ok", "wb-success-symbolic", "success", N_ ("Works"), NULL },
  /* TRANSLATORS: a channel that nothing was sent to as yet */
  { UNUSED, "wb-info-symbolic", "dim-label", N_ ("Not used yet"), NULL },
  { LAST_FAILED, "wb-warning-symbolic", "warning", N_ ("The last message failed"), NULL },
  { "disabled", "media-playback-pause-symbolic", "dim-label", N_ ("Switched off"), NULL },
  /* TRANSLATORS: %s is a time, as in "14:03" */
  { "waiting", "document-open-recent-symbolic", "warning", N_ ("Waiting"),
    N_ ("Waiting until %s") },
  /* TRANSLATORS: the service of the channel takes only so many messages; %s is a time */
  { "rate_limited", "document-open-recent-symbolic", "warning", N_ ("Slowed down by its service"),
    N_ ("Slowed down by its service until %s") },
  /* TRANSLATORS: after several failures; %s is a time */
  { "open", "wb-error-symbolic", "error", N_ ("Cannot be reached"),
    N_ ("Cannot be reached, tried again at %s") },
  { "half_open", "document-open-recent-symbolic", "warning",
    N_ ("Being tried after it could not be reached"), NULL },
  { "needs_attention", "wb-warning-symbolic", "error", N_ ("Needs your attention"), NULL },
};

/* What a newer agent may say, too. */
static gsize
find_look (const char *status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_strcmp0 (looks[i].status, status) == 0)
      return i;
  return 0;
}

const char *
wb_channel_look_get_kind_icon (WbChannelKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_icons), NULL);

  return kind_icons[kind];
}

/* wb_channel_look_get_kind: of @channel; a webhook where it is not known here. */
WbChannelKind
wb_channel_look_get_kind (GVariant *channel)
{
  WbChannelKind kind = WB_CHANNEL_WEBHOOK;
  const char *word;

  if (g_variant_lookup (channel, "kind", "&s", &word))
    wb_channel_kind_from_string (word, &kind);
  return kind;
}

/* wb_channel_look_get_status: a static word: that of the agent, or what it means by "ok". */
const char *
wb_channel_look_get_status (GVariant *channel)
{
  g_autoptr (GVariant) state = g_variant_lookup_value (channel, "state", G_VARIANT_TYPE_VARDICT);
  const char *status = "ok";
  gint64 done_us, failed_us;

  if (state != NULL)
    g_variant_lookup (state, "status", "&s", &status);
  if (!g_str_equal (status, "ok") || wb_channel_look_get_kind (channel) == WB_CHANNEL_DESKTOP)
    return looks[find_look (status)].status;

  done_us = state != NULL ? wb_channel_look_lookup_time (state, "last_done_at") : 0;
  failed_us = state != NULL ? wb_channel_look_lookup_time (state, "last_failed_at") : 0;
  if (failed_us > done_us)
    return LAST_FAILED;
  return done_us == 0 ? UNUSED : looks[find_look (status)].status;
}

const char *
wb_channel_look_get_icon (const char *status)
{
  return looks[find_look (status)].icon;
}

/* wb_channel_look_get_style: the class of the icon. */
const char *
wb_channel_look_get_style (const char *status)
{
  return looks[find_look (status)].style;
}

/* wb_channel_look_format_state: (transfer full): in words, with the reason where there is one. */
char *
wb_channel_look_format_state (GVariant *channel)
{
  g_autoptr (GVariant) state = g_variant_lookup_value (channel, "state", G_VARIANT_TYPE_VARDICT);
  gsize look = find_look (wb_channel_look_get_status (channel));
  gint64 next_us = state != NULL ? wb_channel_look_lookup_time (state, "next_at") : 0;
  g_autoptr (GString) text = g_string_new (_ (looks[look].text));
  const char *reason;

  if (looks[look].text_until != NULL && next_us > g_get_real_time ())
    {
      g_autofree char *until = wb_channel_look_format_until (next_us);

      g_string_assign (text, _ (looks[look].text_until));
      g_string_replace (text, "%s", until, 1);
    }
  if (state == NULL || !g_variant_lookup (state, "reason", "&s", &reason) || *reason == '\0'
      || g_str_equal (looks[look].status, "disabled"))
    return g_string_free (g_steal_pointer (&text), FALSE);
  /* TRANSLATORS: the state of a channel, and the reason for it */
  return g_strdup_printf (C_ ("state and reason", "%s. %s"), text->str, reason);
}

/* wb_channel_look_can_send: whether what waits for it goes at once. */
gboolean
wb_channel_look_can_send (GVariant *channel)
{
  const char *status = wb_channel_look_get_status (channel);

  return g_str_equal (status, "ok") || g_str_equal (status, UNUSED)
         || g_str_equal (status, LAST_FAILED);
}

/* wb_channel_look_find: (transfer full) (nullable): the one of that name among @channels
 * (nullable), as Channels1 lists them. */
GVariant *
wb_channel_look_find (GVariant *channels, const char *name)
{
  for (gsize i = 0; channels != NULL && i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);
      const char *given = "";

      g_variant_lookup (channel, "name", "&s", &given);
      if (g_str_equal (given, name))
        return g_steal_pointer (&channel);
    }
  return NULL;
}

/* wb_channel_look_lookup_time: microseconds since 1970; 0: there is none. */
gint64
wb_channel_look_lookup_time (GVariant *dictionary, const char *name)
{
  const char *text;
  gint64 time_us = 0;

  if (!g_variant_lookup (dictionary, name, "&s", &text) || !wb_time_parse (text, &time_us))
    return 0;
  return time_us;
}

/* wb_channel_look_format_until: (transfer full): a time that is near; of another day with its day.
 */
char *
wb_channel_look_format_until (gint64 time_us)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (then == NULL)
    return g_strdup ("");
  if (g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now)
      && g_date_time_get_year (then) == g_date_time_get_year (now))
    /* TRANSLATORS: hours and minutes of a time; see g_date_time_format() */
    return g_date_time_format (then, C_ ("time", "%H:%M"));
  /* TRANSLATORS: weekday and time, as in "Thu 14:03" */
  return g_date_time_format (then, _ ("%a %H:%M"));
}
