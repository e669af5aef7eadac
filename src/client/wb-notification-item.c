/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "client/wb-notification-item.h"

#include "base/wb-markdown.h"
#include "base/wb-text.h"

#define SUMMARY_CHARACTERS 280 /* two lines of the widest list */

struct _WbNotificationItem
{
  GObject parent_instance;

  gint64 id;
  WbNotification *notification; /* owned, nullable */
  char *summary;                /* owned, made when it is asked for */
  gboolean is_gone;
};

enum
{
  PROP_ID = 1,
  PROP_NOTIFICATION,
  PROP_IS_GONE,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (WbNotificationItem, wb_notification_item, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static void
wb_notification_item_finalize (GObject *object)
{
  WbNotificationItem *self = WB_NOTIFICATION_ITEM (object);

  g_clear_pointer (&self->notification, wb_notification_unref);
  g_clear_pointer (&self->summary, g_free);
  G_OBJECT_CLASS (wb_notification_item_parent_class)->finalize (object);
}

static void
wb_notification_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbNotificationItem *self = WB_NOTIFICATION_ITEM (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NOTIFICATION:
      g_value_set_boxed (value, self->notification);
      break;
    case PROP_IS_GONE:
      g_value_set_boolean (value, self->is_gone);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_notification_item_class_init (WbNotificationItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = wb_notification_item_finalize;
  object_class->get_property = wb_notification_item_get_property;

  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, readable);
  props[PROP_NOTIFICATION]
      = g_param_spec_boxed ("notification", NULL, NULL, WB_TYPE_NOTIFICATION, readable);
  props[PROP_IS_GONE] = g_param_spec_boolean ("is-gone", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wb_notification_item_init (WbNotificationItem *self)
{
  (void) self;
}

WbNotificationItem *
wb_notification_item_new (gint64 id)
{
  WbNotificationItem *self = g_object_new (WB_TYPE_NOTIFICATION_ITEM, NULL);

  self->id = id;
  return self;
}

gint64
wb_notification_item_get_id (WbNotificationItem *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_ITEM (self), 0);

  return self->id;
}

/* wb_notification_item_get_notification: (transfer none) (nullable): NULL: not fetched yet. */
const WbNotification *
wb_notification_item_get_notification (WbNotificationItem *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_ITEM (self), NULL);

  return self->notification;
}

void
wb_notification_item_set_notification (WbNotificationItem *self, WbNotification *notification)
{
  g_return_if_fail (WB_IS_NOTIFICATION_ITEM (self));
  g_return_if_fail (notification != NULL);

  wb_notification_ref (notification);
  g_clear_pointer (&self->notification, wb_notification_unref);
  self->notification = notification;
  g_clear_pointer (&self->summary, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTIFICATION]);
}

/* wb_notification_item_dup_title: (transfer full): one harmless line; empty: not fetched yet. */
char *
wb_notification_item_dup_title (WbNotificationItem *self)
{
  g_autofree char *clean = NULL;

  g_return_val_if_fail (WB_IS_NOTIFICATION_ITEM (self), NULL);

  if (self->notification == NULL)
    return g_strdup ("");
  clean = wb_text_dup_clean (self->notification->event->title);
  return wb_text_dup_single_line (clean);
}

/* wb_notification_item_get_summary: (transfer none): the message in plain words on one line. */
const char *
wb_notification_item_get_summary (WbNotificationItem *self)
{
  g_autofree char *head = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *line = NULL;

  g_return_val_if_fail (WB_IS_NOTIFICATION_ITEM (self), NULL);

  if (self->notification == NULL)
    return "";
  if (self->summary != NULL)
    return self->summary;

  head = wb_text_truncate (self->notification->event->message, 4 * SUMMARY_CHARACTERS);
  plain = wb_markdown_to_plain (head);
  line = wb_text_dup_single_line (plain);
  self->summary = wb_text_truncate (line, SUMMARY_CHARACTERS);
  return self->summary;
}

gboolean
wb_notification_item_is_gone (WbNotificationItem *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_ITEM (self), TRUE);

  return self->is_gone;
}

void
wb_notification_item_set_gone (WbNotificationItem *self, gboolean is_gone)
{
  g_return_if_fail (WB_IS_NOTIFICATION_ITEM (self));

  if (is_gone == self->is_gone)
    return;
  self->is_gone = is_gone;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_GONE]);
}
