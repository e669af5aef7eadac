/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-chat-text.h"

#include <glib/gi18n-lib.h>

#include "base/wb-text.h"

static const char *const headlines[] = {
  [WB_SEVERITY_INFO] = N_ ("🔵 Information"),        [WB_SEVERITY_SUCCESS] = N_ ("🟢 Success"),
  [WB_SEVERITY_WARNING] = N_ ("🟡 Warning"),      [WB_SEVERITY_ERROR] = N_ ("🟠 Error"),
  [WB_SEVERITY_CRITICAL] = N_ ("🔴 Critical Alert"),
};

/* wb_chat_text_get_headline: what kind of message it is, with a sign to see it by from afar. */
const char *
wb_chat_text_get_headline (const WbMessage *message)
{
  if (message->action == WB_DELIVERY_TEST)
    return _ ("🔔 Test");
  if (wb_chat_text_is_over (message))
    return _ ("✅ Resolved");
  if (message->is_acknowledged || message->action == WB_DELIVERY_ACKNOWLEDGE)
    return _ ("👀 Acknowledged");
  return _ (headlines[message->severity]);
}

/* wb_chat_text_dup_title: (transfer full): plain text of which something is seen: the services
 * refuse a title without. */
char *
wb_chat_text_dup_title (const WbMessage *message)
{
  return g_strdup (wb_text_is_visible (message->title) ? message->title
                                                       : wb_chat_text_get_headline (message));
}

/* wb_chat_text_dup_time: (transfer full): when it happened, in a way that anyone anywhere reads
 * alike. */
char *
wb_chat_text_dup_time (const WbMessage *message)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (message->time_us / G_USEC_PER_SEC);
  g_autofree char *text = g_date_time_format (time, "%Y-%m-%d %H:%M:%S UTC");
  g_autofree char *line = g_strdup_printf (_ ("Triggered at: %s"), text);

  if (message->count <= 1)
    return g_steal_pointer (&line);
  return g_strdup_printf (ngettext ("%s (%u event)", "%s (%u events)", message->count), line,
                          message->count);
}

gboolean
wb_chat_text_is_over (const WbMessage *message)
{
  return message->is_resolved || message->action == WB_DELIVERY_RESOLVE;
}

/* wb_chat_text_is_change: whether it only says more about a message that was sent before. */
gboolean
wb_chat_text_is_change (const WbMessage *message)
{
  return message->action == WB_DELIVERY_ACKNOWLEDGE || message->action == WB_DELIVERY_RESOLVE;
}
