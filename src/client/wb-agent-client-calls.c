/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-agent-client"

#include "config.h"

#include "client/wb-agent-client.h"

#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "client/wb-agent-client-private.h"
#include "model/wb-limits.h"

#define CALL_TIMEOUT_MS 30000 /* a full queue answers Busy long before */
#define LONG_CALL_TIMEOUT_MS (WB_LIMIT_CHANNEL_TEST_S * 1000 + CALL_TIMEOUT_MS)

/* Ids that go to the agent in pieces, one after the other. */
typedef struct
{
  WbAgentChange change;
  gint64 *ids; /* owned */
  gsize n_ids;
  gsize n_sent;
  guint n_changed;
} ChangeJob;

static const char *const change_methods[] = {
  [WB_AGENT_CHANGE_READ] = "MarkRead",
  [WB_AGENT_CHANGE_UNREAD] = "MarkUnread",
  [WB_AGENT_CHANGE_ACKNOWLEDGE] = "Acknowledge",
  [WB_AGENT_CHANGE_DELETE] = "Delete",
};

/* NULL: the task was answered with WB_ERROR_UNREACHABLE. */
static GDBusProxy *
get_proxy (WbAgentClient *self, WbAgentInterface interface, GTask *task)
{
  GDBusProxy *proxy = wb_agent_client_get_proxy (self, interface);

  if (proxy == NULL)
    g_task_return_new_error (task, WB_ERROR, WB_ERROR_UNREACHABLE,
                             _ ("The Wakebell agent is not running."));
  return proxy;
}

/* A remote error in our domain, or as the bus gave it; never with the "GDBus.Error:" in front. */
static void
return_remote_error (GTask *task, GError *error)
{
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, error);
}

static GTask *
new_task (WbAgentClient *self,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  (g_task_set_source_tag) (task, tag);
  return task;
}

static void
call_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);

  if (reply == NULL)
    return_remote_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
}

/* Takes the task; leaves the whole reply in it. */
static void
call (WbAgentClient *self,
      WbAgentInterface interface,
      const char *method,
      GVariant *arguments,
      GTask *task)
{
  g_autoptr (GVariant) owned = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  GDBusProxy *proxy = get_proxy (self, interface, task);

  if (proxy == NULL)
    g_object_unref (task);
  else
    g_dbus_proxy_call (proxy, method, owned, G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_TIMEOUT_MS,
                       g_task_get_cancellable (task), call_cb, task);
}

/* wb_agent_client_list_async: @limit: 1 to WB_LIMIT_LIST_ROWS; @before_seq: 0 begins at the newest.
 */
void
wb_agent_client_list_async (WbAgentClient *self,
                            const WbFilter *filter,
                            gint64 before_seq,
                            guint limit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (WB_IS_AGENT_CLIENT (self));
  g_return_if_fail (filter != NULL);

  task = new_task (self, wb_agent_client_list_async, cancellable, callback, user_data);
  call (self, WB_AGENT_INTERFACE_NOTIFICATIONS, "ListPacked",
        g_variant_new ("(@a{sv}xu)", wb_filter_to_variant (filter), before_seq, limit), task);
}

/* wb_agent_client_unpack_rows: (transfer full): "a(xx)", of what ListPacked answered. */
GVariant *
wb_agent_client_unpack_rows (GVariant *reply)
{
  g_autoptr (GVariant) packed = g_variant_get_child_value (reply, 0);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (packed);
  g_autoptr (GVariant) rows
      = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("a(xx)"), bytes, FALSE));

  return G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap (rows) : g_steal_pointer (&rows);
}

/*
 * wb_agent_client_list_finish:
 *
 * Returns: (transfer full) (nullable): "a(xx)": id and seq of each, newest first
 */
GVariant *
wb_agent_client_list_finish (WbAgentClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  return reply != NULL ? wb_agent_client_unpack_rows (reply) : NULL;
}

static GVariant *
new_ids_argument (const gint64 *ids, gsize n_ids)
{
  return g_variant_new ("(@ax)",
                        g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids, n_ids, sizeof *ids));
}

/* wb_agent_client_get_async: @n_ids: 1 to WB_LIMIT_GET_ROWS. */
void
wb_agent_client_get_async (WbAgentClient *self,
                           const gint64 *ids,
                           gsize n_ids,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;

  g_return_if_fail (WB_IS_AGENT_CLIENT (self));
  g_return_if_fail (n_ids >= 1 && n_ids <= WB_LIMIT_GET_ROWS);

  task = new_task (self, wb_agent_client_get_async, cancellable, callback, user_data);
  call (self, WB_AGENT_INTERFACE_NOTIFICATIONS, "Get", new_ids_argument (ids, n_ids), task);
}

/*
 * wb_agent_client_get_finish:
 *
 * Returns: (transfer full) (element-type WbNotification): those that exist; one that cannot be
 * read is passed over
 */
GPtrArray *
wb_agent_client_get_finish (WbAgentClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) notifications = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) rows = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  if (reply == NULL)
    return NULL;

  rows = g_variant_get_child_value (reply, 0);
  notifications = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_notification_unref);
  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      g_autoptr (GVariant) row = g_variant_get_child_value (rows, i);
      g_autoptr (GError) row_error = NULL;
      WbNotification *notification = wb_notification_new_from_variant (row, &row_error);

      if (notification != NULL)
        g_ptr_array_add (notifications, notification);
      else
        g_debug ("%s", row_error->message);
    }
  return g_steal_pointer (&notifications);
}

static void
change_job_free (gpointer data)
{
  ChangeJob *job = data;

  g_free (job->ids);
  g_free (job);
}

static void change_next (GTask *task);

static void
changed_piece_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChangeJob *job = g_task_get_task_data (task);
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;
  guint n_changed;

  reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  if (reply == NULL)
    {
      return_remote_error (task, error);
      return;
    }
  g_variant_get (reply, "(u)", &n_changed);
  job->n_changed += n_changed;
  change_next (g_steal_pointer (&task));
}

/* Takes the task. */
static void
change_next (GTask *task)
{
  g_autoptr (GTask) owned = task;
  WbAgentClient *self = g_task_get_source_object (task);
  ChangeJob *job = g_task_get_task_data (task);
  const gint64 *ids = job->ids + job->n_sent;
  gsize n_ids = MIN (job->n_ids - job->n_sent, WB_LIMIT_CHANGE_IDS);
  GDBusProxy *proxy;

  if (n_ids == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  proxy = get_proxy (self, WB_AGENT_INTERFACE_NOTIFICATIONS, task);
  if (proxy == NULL)
    return;

  job->n_sent += n_ids;
  g_dbus_proxy_call (proxy, change_methods[job->change], new_ids_argument (ids, n_ids),
                     G_DBUS_CALL_FLAGS_NO_AUTO_START, CALL_TIMEOUT_MS,
                     g_task_get_cancellable (task), changed_piece_cb, g_steal_pointer (&owned));
}

/* wb_agent_client_change_async: any number of ids; they go in pieces of WB_LIMIT_CHANGE_IDS. */
void
wb_agent_client_change_async (WbAgentClient *self,
                              WbAgentChange change,
                              const gint64 *ids,
                              gsize n_ids,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  ChangeJob *job;

  g_return_if_fail (WB_IS_AGENT_CLIENT (self));
  g_return_if_fail ((guint) change < G_N_ELEMENTS (change_methods));

  task = new_task (self, wb_agent_client_change_async, cancellable, callback, user_data);
  job = g_new0 (ChangeJob, 1);
  job->change = change;
  job->ids = g_memdup2 (ids, n_ids * sizeof *ids);
  job->n_ids = n_ids;
  g_task_set_task_data (task, job, change_job_free);
  change_next (task);
}

gboolean
wb_agent_client_change_finish (WbAgentClient *self,
                               GAsyncResult *result,
                               guint *n_changed,
                               GError **error)
{
  ChangeJob *job;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  job = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (n_changed != NULL)
    *n_changed = job->n_changed;
  return TRUE;
}

void
wb_agent_client_mark_all_read_async (WbAgentClient *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_return_if_fail (WB_IS_AGENT_CLIENT (self));

  call (self, WB_AGENT_INTERFACE_NOTIFICATIONS, "MarkAllRead", NULL,
        new_task (self, wb_agent_client_mark_all_read_async, cancellable, callback, user_data));
}

gboolean
wb_agent_client_mark_all_read_finish (WbAgentClient *self,
                                      GAsyncResult *result,
                                      guint *n_changed,
                                      GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  if (reply == NULL)
    return FALSE;
  if (n_changed != NULL)
    g_variant_get (reply, "(u)", n_changed);
  return TRUE;
}

/* wb_agent_client_publish_async: @event: the dictionary of Events1; a floating one is taken. */
void
wb_agent_client_publish_async (WbAgentClient *self,
                               GVariant *event,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (WB_IS_AGENT_CLIENT (self));
  g_return_if_fail (g_variant_is_of_type (event, G_VARIANT_TYPE_VARDICT));

  call (self, WB_AGENT_INTERFACE_EVENTS, "Publish", g_variant_new ("(@a{sv})", event),
        new_task (self, wb_agent_client_publish_async, cancellable, callback, user_data));
}

/*
 * wb_agent_client_publish_finish:
 * @id: (out) (optional): the event's id in the history
 * @outcome: (out) (optional) (transfer full): what became of it, as Events1 says
 */
gboolean
wb_agent_client_publish_finish (WbAgentClient *self,
                                GAsyncResult *result,
                                gint64 *id,
                                char **outcome,
                                GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  if (reply == NULL)
    return FALSE;
  if (id != NULL)
    g_variant_get_child (reply, 0, "x", id);
  if (outcome != NULL)
    g_variant_get_child (reply, 1, "s", outcome);
  return TRUE;
}

/* wb_agent_client_pause_popups_async: @until: seconds since 1970, UTC; 0 shows them again. */
void
wb_agent_client_pause_popups_async (WbAgentClient *self,
                                    gint64 until,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_return_if_fail (WB_IS_AGENT_CLIENT (self));

  call (self, WB_AGENT_INTERFACE_AGENT, "PausePopups", g_variant_new ("(x)", until),
        new_task (self, wb_agent_client_pause_popups_async, cancellable, callback, user_data));
}

gboolean
wb_agent_client_pause_popups_finish (WbAgentClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  return reply != NULL;
}

void
wb_agent_client_status_async (WbAgentClient *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (WB_IS_AGENT_CLIENT (self));

  call (self, WB_AGENT_INTERFACE_AGENT, "Status", NULL,
        new_task (self, wb_agent_client_status_async, cancellable, callback, user_data));
}

/* wb_agent_client_status_finish: (transfer full) (nullable): the dictionary of Agent1. */
GVariant *
wb_agent_client_status_finish (WbAgentClient *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GVariant) reply = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  reply = g_task_propagate_pointer (G_TASK (result), error);
  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    return_remote_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
}

/*
 * wb_agent_client_call_async: any method of the agent.
 * @interface: its short name, such as "Runs1"
 * @parameters: (nullable): a tuple; taken if it floats
 * @reply_type: of the tuple that comes back, such as "(aa{sv})"
 */
void
wb_agent_client_call_async (WbAgentClient *self,
                            const char *interface,
                            const char *method,
                            GVariant *parameters,
                            const char *reply_type,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GVariant) owned = parameters != NULL ? g_variant_ref_sink (parameters) : NULL;
  g_autofree char *full_name = NULL;
  GDBusProxy *proxy;
  GTask *task;

  g_return_if_fail (WB_IS_AGENT_CLIENT (self));

  task = new_task (self, wb_agent_client_call_async, cancellable, callback, user_data);
  proxy = get_proxy (self, WB_AGENT_INTERFACE_AGENT, task);
  if (proxy == NULL)
    {
      g_object_unref (task);
      return;
    }
  full_name = g_strconcat (WB_APP_ID ".", interface, NULL);
  g_dbus_connection_call (g_dbus_proxy_get_connection (proxy), WB_AGENT_NAME, WB_AGENT_PATH,
                          full_name, method, owned, G_VARIANT_TYPE (reply_type),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, LONG_CALL_TIMEOUT_MS, cancellable,
                          called_cb, task);
}

/* wb_agent_client_call_finish: Returns: (transfer full) (nullable): the tuple that came back */
GVariant *
wb_agent_client_call_finish (WbAgentClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
