/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"

G_BEGIN_DECLS

/*
 * What a person sees: one event, or several that merged. Its texts are those of the newest event.
 * Fields are read directly; nobody changes them once it is handed on. Times are microseconds since
 * 1970, UTC; 0: not yet.
 */
typedef struct
{
  gint64 id;
  gint64 seq;          /* place in lists, higher is newer: the id of the newest event */
  WbEvent *event;      /* owned: the newest one */
  WbSeverity severity; /* the event's unless an alert config says another */
  guint count;         /* events merged, 1 or more */
  gint64 created_us;
  gint64 updated_us;
  gint64 read_us;
  gint64 acknowledged_us;
  gint64 resolved_us;
  gint64 held_until_us;    /* by quiet hours: no pop-up, not forwarded */
  gint64 snoozed_until_us; /* by a person; likewise */
  gint64 expires_us;       /* resolved then unless an event renews it */
  GStrv channels;          /* owned, nullable: where it goes; none: shown silently */
  gboolean is_quiet;       /* just merged, and held back by a throttle: nothing new pops up */
  char *reason;            /* owned, nullable: why it is as it is, in a sentence */
} WbNotification;

#define WB_TYPE_NOTIFICATION (wb_notification_get_type ())
GType wb_notification_get_type (void);

WbNotification *wb_notification_new (gint64 id, gint64 seq, WbEvent *event);
WbNotification *wb_notification_ref (WbNotification *self);
void wb_notification_unref (WbNotification *self);

WbPriority wb_notification_get_priority (const WbNotification *self);
gboolean wb_notification_has_channel (const WbNotification *self, const char *channel);

void wb_notification_append_json (const WbNotification *self, GString *json);
GVariant *wb_notification_to_variant (const WbNotification *self);
WbNotification *wb_notification_new_from_variant (GVariant *variant, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbNotification, wb_notification_unref)

G_END_DECLS
