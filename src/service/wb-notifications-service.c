/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-notifications-service.h"

#include "base/wb-error.h"
#include "engine/wb-explain.h"
#include "engine/wb-snooze.h"
#include "model/wb-limits.h"
#include "service/wb-operation-call.h"

#define SIGNAL_DELAY_MS 20 /* changes of that time share one signal */
#define SIGNAL_IDS 1000    /* more are announced by an empty list */

typedef enum
{
  NEWS_ADDED,
  NEWS_CHANGED,
  NEWS_REMOVED,
  N_NEWS
} News;

/* The interface Notifications1. */
struct _WbNotificationsService
{
  WbBusNotifications1Skeleton parent_instance;

  WbCentre *centre;     /* owned */
  WbPipeline *pipeline; /* owned */
  GArray *news[N_NEWS]; /* owned, gint64: not announced yet */
  guint announce_id;
};

/* A call until it is answered. */
typedef struct
{
  WbBusNotifications1 *object;       /* owned */
  GDBusMethodInvocation *invocation; /* owned by the call */
} Call;

static void notifications1_init (WbBusNotifications1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbNotificationsService,
                               wb_notifications_service,
                               WB_BUS_TYPE_NOTIFICATIONS1_SKELETON,
                               G_IMPLEMENT_INTERFACE (WB_BUS_TYPE_NOTIFICATIONS1,
                                                      notifications1_init))

/* --- news --- */

static GVariant *
take_ids (GArray *ids)
{
  GVariant *list = ids->len > SIGNAL_IDS
                       ? g_variant_new_array (G_VARIANT_TYPE_INT64, NULL, 0)
                       : g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len,
                                                    sizeof (gint64));

  g_array_set_size (ids, 0);
  return list;
}

static gboolean
announce_cb (gpointer user_data)
{
  WbNotificationsService *self = user_data;
  WbBusNotifications1 *object = WB_BUS_NOTIFICATIONS1 (self);

  self->announce_id = 0;
  g_object_thaw_notify (G_OBJECT (self));
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self));
  if (self->news[NEWS_ADDED]->len > 0)
    wb_bus_notifications1_emit_added (object, take_ids (self->news[NEWS_ADDED]));
  if (self->news[NEWS_CHANGED]->len > 0)
    wb_bus_notifications1_emit_changed (object, take_ids (self->news[NEWS_CHANGED]));
  if (self->news[NEWS_REMOVED]->len > 0)
    wb_bus_notifications1_emit_removed (object, take_ids (self->news[NEWS_REMOVED]));
  return G_SOURCE_REMOVE;
}

/* Until then the skeleton answers with the newest count, and tells nobody of it. */
static void
arm_announce (WbNotificationsService *self)
{
  if (self->announce_id != 0)
    return;
  self->announce_id = g_timeout_add (SIGNAL_DELAY_MS, announce_cb, self);
  g_object_freeze_notify (G_OBJECT (self));
}

static void
unread_count_cb (WbNotificationsService *self)
{
  arm_announce (self);
  wb_bus_notifications1_set_unread_count (WB_BUS_NOTIFICATIONS1 (self),
                                          wb_centre_get_unread_count (self->centre));
}

static void
add_news (WbNotificationsService *self, News news, const gint64 *ids, guint n_ids)
{
  GArray *list = self->news[news];

  if (list->len <= SIGNAL_IDS)
    g_array_append_vals (list, ids, n_ids);
  arm_announce (self);
}

static void
add_notifications (WbNotificationsService *self, News news, GPtrArray *notifications)
{
  for (guint i = 0; i < notifications->len; i++)
    add_news (self, news, &((WbNotification *) g_ptr_array_index (notifications, i))->id, 1);
}

static void
added_cb (WbNotificationsService *self, GPtrArray *notifications)
{
  add_notifications (self, NEWS_ADDED, notifications);
}

static void
merged_cb (WbNotificationsService *self, GPtrArray *notifications)
{
  add_notifications (self, NEWS_CHANGED, notifications);
}

static void
changed_cb (WbNotificationsService *self, GArray *ids)
{
  add_news (self, NEWS_CHANGED, (const gint64 *) (gpointer) ids->data, ids->len);
}

static void
removed_cb (WbNotificationsService *self, GArray *ids)
{
  add_news (self, NEWS_REMOVED, (const gint64 *) (gpointer) ids->data, ids->len);
}

/* --- methods --- */

static Call *
call_new (WbBusNotifications1 *object, GDBusMethodInvocation *invocation)
{
  Call *call = g_new (Call, 1);

  *call = (Call){ g_object_ref (object), invocation };
  return call;
}

static gboolean
refuse (GDBusMethodInvocation *invocation, const char *message)
{
  g_dbus_method_invocation_return_error_literal (invocation, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                                                 message);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* Returns NULL when it has answered that the list is too short or too long. */
static GArray *
read_ids (GDBusMethodInvocation *invocation, GVariant *list, gsize limit)
{
  gsize n_ids;
  const gint64 *numbers = g_variant_get_fixed_array (list, &n_ids, sizeof (gint64));
  GArray *ids;

  if (n_ids == 0 || n_ids > limit)
    {
      g_autofree char *message = g_strdup_printf ("ids: expected 1 to %" G_GSIZE_FORMAT, limit);

      refuse (invocation, message);
      return NULL;
    }
  ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint) n_ids);
  return g_array_append_vals (ids, numbers, (guint) n_ids);
}

/* A row is two int64 without padding, as (xx) is. */
static GVariant *
new_rows (const WbListPage *page)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE ("(xx)"), page->rows->data, page->rows->len,
                                    sizeof (WbListRow));
}

static GVariant *
new_packed_rows (const WbListPage *page)
{
  g_autoptr (GVariant) rows = g_variant_ref_sink (new_rows (page));
  g_autoptr (GBytes) bytes = NULL;

  if (G_BYTE_ORDER == G_BIG_ENDIAN)
    {
      GVariant *swapped = g_variant_byteswap (rows);

      g_variant_unref (rows);
      rows = swapped;
    }
  bytes = g_variant_get_data_as_bytes (rows);
  return g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, bytes, TRUE);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbBusNotifications1) object = call->object;
  g_autoptr (GError) error = NULL;
  const WbListPage *page = wb_centre_list_finish (WB_CENTRE (source), result, &error);

  if (page == NULL)
    g_dbus_method_invocation_return_gerror (call->invocation, error);
  else
    wb_bus_notifications1_complete_list (object, call->invocation, new_rows (page), page->total);
}

static void
listed_packed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbBusNotifications1) object = call->object;
  g_autoptr (GError) error = NULL;
  const WbListPage *page = wb_centre_list_finish (WB_CENTRE (source), result, &error);

  if (page == NULL)
    g_dbus_method_invocation_return_gerror (call->invocation, error);
  else
    wb_bus_notifications1_complete_list_packed (object, call->invocation, new_packed_rows (page));
}

static gboolean
list (WbBusNotifications1 *object,
      GDBusMethodInvocation *invocation,
      GVariant *filter_variant,
      gint64 before_seq,
      guint limit,
      GAsyncReadyCallback callback)
{
  WbNotificationsService *self = WB_NOTIFICATIONS_SERVICE (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbFilter) filter = wb_filter_new_from_variant (filter_variant, &error);

  if (filter == NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, error);
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }
  if (before_seq < 0)
    return refuse (invocation, "before_seq: expected 0 or more");
  if (limit < 1 || limit > WB_LIMIT_LIST_ROWS)
    return refuse (invocation, "limit: expected 1 to 50000");

  wb_centre_list_async (self->centre, filter, before_seq, limit, NULL, callback,
                        call_new (object, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_list (WbBusNotifications1 *object,
             GDBusMethodInvocation *invocation,
             GVariant *filter,
             gint64 before_seq,
             guint limit)
{
  return list (object, invocation, filter, before_seq, limit, listed_cb);
}

static gboolean
handle_list_packed (WbBusNotifications1 *object,
                    GDBusMethodInvocation *invocation,
                    GVariant *filter,
                    gint64 before_seq,
                    guint limit)
{
  return list (object, invocation, filter, before_seq != 0 ? before_seq : WB_LIST_UNCOUNTED, limit,
               listed_packed_cb);
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbBusNotifications1) object = call->object;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notifications = NULL;
  GVariantBuilder list;

  notifications = wb_centre_get_finish (WB_CENTRE (source), result, &error);
  if (notifications == NULL)
    {
      g_dbus_method_invocation_return_gerror (call->invocation, error);
      return;
    }
  g_variant_builder_init (&list, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; i < notifications->len; i++)
    g_variant_builder_add_value (&list,
                                 wb_notification_to_variant (g_ptr_array_index (notifications, i)));
  wb_bus_notifications1_complete_get (object, call->invocation, g_variant_builder_end (&list));
}

static gboolean
handle_get (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *list)
{
  WbNotificationsService *self = WB_NOTIFICATIONS_SERVICE (object);
  g_autoptr (GArray) ids = read_ids (invocation, list, WB_LIMIT_GET_ROWS);

  if (ids != NULL)
    wb_centre_get_async (self->centre, ids, NULL, got_cb, call_new (object, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* All changes answer with one number. */
static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Call *call = user_data;
  g_autoptr (WbBusNotifications1) object G_GNUC_UNUSED = call->object; /* until it is answered */
  g_autoptr (GError) error = NULL;
  gssize changed = wb_centre_mark_finish (WB_CENTRE (source), result, &error);

  if (changed < 0)
    g_dbus_method_invocation_return_gerror (call->invocation, error);
  else
    g_dbus_method_invocation_return_value (call->invocation,
                                           g_variant_new ("(u)", (guint) changed));
}

static gboolean
mark (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *list, WbMark mark)
{
  WbNotificationsService *self = WB_NOTIFICATIONS_SERVICE (object);
  g_autoptr (GArray) ids = read_ids (invocation, list, WB_LIMIT_CHANGE_IDS);

  if (ids != NULL)
    wb_centre_mark_async (self->centre, mark, ids, marked_cb, call_new (object, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_mark_read (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *ids)
{
  return mark (object, invocation, ids, WB_MARK_READ);
}

static gboolean
handle_mark_unread (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *ids)
{
  return mark (object, invocation, ids, WB_MARK_UNREAD);
}

static gboolean
handle_acknowledge (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *ids)
{
  return mark (object, invocation, ids, WB_MARK_ACKNOWLEDGED);
}

static gboolean
handle_delete (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *ids)
{
  return mark (object, invocation, ids, WB_MARK_DELETED);
}

static gboolean
handle_mark_all_read (WbBusNotifications1 *object, GDBusMethodInvocation *invocation)
{
  WbNotificationsService *self = WB_NOTIFICATIONS_SERVICE (object);

  wb_centre_mark_all_read_async (self->centre, marked_cb, call_new (object, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_snooze (WbBusNotifications1 *object,
               GDBusMethodInvocation *invocation,
               gint64 id,
               GVariant *how)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_call_input_add_body (input, how);
  wb_operation_call (WB_NOTIFICATIONS_SERVICE (object)->pipeline, &wb_snooze_notification, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_snooze_key (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *how)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, how);
  wb_operation_call (WB_NOTIFICATIONS_SERVICE (object)->pipeline, &wb_snooze_key, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_snooze_all (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, GVariant *how)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_body (input, how);
  wb_operation_call (WB_NOTIFICATIONS_SERVICE (object)->pipeline, &wb_snooze_all, input, invocation,
                     WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_explain (WbBusNotifications1 *object, GDBusMethodInvocation *invocation, gint64 id)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_id (input, id);
  wb_operation_call (WB_NOTIFICATIONS_SERVICE (object)->pipeline, &wb_explain_notification, input,
                     invocation, WB_REPLY_OBJECT);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
wb_notifications_service_dispose (GObject *object)
{
  WbNotificationsService *self = WB_NOTIFICATIONS_SERVICE (object);

  g_clear_handle_id (&self->announce_id, g_source_remove);
  g_clear_object (&self->centre);
  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_notifications_service_parent_class)->dispose (object);
}

static void
wb_notifications_service_finalize (GObject *object)
{
  WbNotificationsService *self = WB_NOTIFICATIONS_SERVICE (object);

  for (guint i = 0; i < N_NEWS; i++)
    g_array_unref (self->news[i]);

  G_OBJECT_CLASS (wb_notifications_service_parent_class)->finalize (object);
}

static void
wb_notifications_service_class_init (WbNotificationsServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_notifications_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_notifications_service_finalize;
}

static void
wb_notifications_service_init (WbNotificationsService *self)
{
  for (guint i = 0; i < N_NEWS; i++)
    self->news[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
notifications1_init (WbBusNotifications1Iface *iface)
{
  iface->handle_list = handle_list;
  iface->handle_list_packed = handle_list_packed;
  iface->handle_get = handle_get;
  iface->handle_mark_read = handle_mark_read;
  iface->handle_mark_unread = handle_mark_unread;
  iface->handle_acknowledge = handle_acknowledge;
  iface->handle_delete = handle_delete;
  iface->handle_mark_all_read = handle_mark_all_read;
  iface->handle_snooze = handle_snooze;
  iface->handle_snooze_key = handle_snooze_key;
  iface->handle_snooze_all = handle_snooze_all;
  iface->handle_explain = handle_explain;
}

WbNotificationsService *
wb_notifications_service_new (WbCentre *centre, WbPipeline *pipeline)
{
  WbNotificationsService *self = g_object_new (WB_TYPE_NOTIFICATIONS_SERVICE, NULL);

  self->centre = g_object_ref (centre);
  self->pipeline = g_object_ref (pipeline);
  wb_bus_notifications1_set_unread_count (WB_BUS_NOTIFICATIONS1 (self),
                                          wb_centre_get_unread_count (centre));
  g_signal_connect_object (centre, "notify::unread-count", G_CALLBACK (unread_count_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "merged", G_CALLBACK (merged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
