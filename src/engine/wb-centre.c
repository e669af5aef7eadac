/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-centre.h"

#include <stdio.h>

#include "base/wb-json-writer.h"
#include "engine/wb-centre-jobs.h"
#include "engine/wb-notification-operations.h"
#include "engine/wb-snooze.h"

/* Everything that is kept, as people and programs ask for it and change it. */
struct _WbCentre
{
  GObject parent_instance;

  WbDatabase *database; /* owned */
  WbPipeline *pipeline; /* owned */
  guint unread_count;
};

enum
{
  PROP_UNREAD_COUNT = 1,
  N_PROPS
};

enum
{
  ADDED,
  MERGED,
  SHOWN,
  CHANGED,
  REMOVED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WbCentre, wb_centre, G_TYPE_OBJECT)

static void
change_unread (WbCentre *self, int change)
{
  if (change == 0)
    return;
  self->unread_count = (guint) MAX (0, (gint64) self->unread_count + change);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD_COUNT]);
}

static void
committed_cb (WbCentre *self, const WbCommit *commit)
{
  change_unread (self, commit->unread_change);
  if (commit->added->len > 0)
    g_signal_emit (self, signals[ADDED], 0, commit->added);
  if (commit->merged->len > 0)
    g_signal_emit (self, signals[MERGED], 0, commit->merged);
  if (commit->shown->len > 0)
    g_signal_emit (self, signals[SHOWN], 0, commit->shown);
  if (commit->closed_ids->len > 0)
    g_signal_emit (self, signals[CHANGED], 0, commit->closed_ids, TRUE);
  if (commit->changed_ids->len > 0)
    g_signal_emit (self, signals[CHANGED], 0, commit->changed_ids, FALSE);
  if (commit->removed_ids->len > 0)
    g_signal_emit (self, signals[REMOVED], 0, commit->removed_ids);
}

static void
unread_counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbCentre) self = user_data;
  g_autoptr (GError) error = NULL;
  guint64 *count = wb_database_finish (WB_DATABASE (source), result, &error);

  if (count == NULL)
    g_warning ("cannot count what is unread: %s", error->message);
  else
    change_unread (self, (int) *count);
}

static void
wb_centre_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_UNREAD_COUNT)
    g_value_set_uint (value, WB_CENTRE (object)->unread_count);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wb_centre_dispose (GObject *object)
{
  WbCentre *self = WB_CENTRE (object);

  g_clear_object (&self->database);
  g_clear_object (&self->pipeline);

  G_OBJECT_CLASS (wb_centre_parent_class)->dispose (object);
}

static void
wb_centre_class_init (WbCentreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = wb_centre_get_property;
  object_class->dispose = wb_centre_dispose;

  properties[PROP_UNREAD_COUNT]
      = g_param_spec_uint ("unread-count", NULL, NULL, 0, G_MAXUINT, 0,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /*
   * WbCentre::added, WbCentre::merged:
   * @notifications: (element-type WbNotification): new ones; those that events merged into
   */
  signals[ADDED] = g_signal_new ("added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_PTR_ARRAY);
  signals[MERGED] = g_signal_new ("merged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  /* WbCentre::shown: @notifications: likewise: that were held back until now */
  signals[SHOWN] = g_signal_new ("shown", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_PTR_ARRAY);
  /*
   * WbCentre::changed:
   * @ids: (element-type gint64): whose state changed
   * @is_seen: a person has read, acknowledged or put them off
   */
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_ARRAY, G_TYPE_BOOLEAN);
  /* WbCentre::removed: @ids: (element-type gint64): deleted */
  signals[REMOVED] = g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ARRAY);
}

static void
wb_centre_init (WbCentre *self G_GNUC_UNUSED)
{
}

WbCentre *
wb_centre_new (WbDatabase *database, WbPipeline *pipeline)
{
  WbCentre *self = g_object_new (WB_TYPE_CENTRE, NULL);

  self->database = g_object_ref (database);
  self->pipeline = g_object_ref (pipeline);
  g_signal_connect_object (pipeline, "committed", G_CALLBACK (committed_cb), self,
                           G_CONNECT_SWAPPED);
  /* On the writer: every change after the count is added to it. */
  wb_database_write_async (database, wb_count_unread_job, g_new0 (guint64, 1), g_free, 0,
                           unread_counted_cb, g_object_ref (self));
  return self;
}

guint
wb_centre_get_unread_count (WbCentre *self)
{
  g_return_val_if_fail (WB_IS_CENTRE (self), 0);

  return self->unread_count;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WbListQuestion *question = g_task_get_task_data (task);

  if (wb_database_finish (WB_DATABASE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, &question->page, NULL);
}

static void
caught_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  WbListQuestion *question = g_task_get_task_data (task);

  if (wb_database_finish (WB_DATABASE (source), result, &error) == NULL && error != NULL)
    g_debug ("search goes on without the newest: %s", error->message);
  wb_database_read_async (WB_DATABASE (source), wb_list_job, question, NULL,
                          g_task_get_cancellable (task), listed_cb, g_object_ref (task));
}

/* wb_centre_list_async: @before_seq 0 starts at the newest. */
void
wb_centre_list_async (WbCentre *self,
                      const WbFilter *filter,
                      gint64 before_seq,
                      guint limit,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  WbListQuestion *question;

  g_return_if_fail (WB_IS_CENTRE (self));
  g_return_if_fail (filter != NULL);

  question = g_new0 (WbListQuestion, 1);
  question->filter = wb_filter_copy (filter);
  question->before_seq = before_seq;
  question->limit = limit;
  question->page.rows = g_array_new (FALSE, FALSE, sizeof (WbListRow));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_centre_list_async);
  g_task_set_task_data (task, question, (GDestroyNotify) wb_list_question_free);
  if (filter->text != NULL)
    wb_database_write_async (self->database, wb_catch_up_job, NULL, NULL, 0, caught_up_cb,
                             g_object_ref (task));
  else
    wb_database_read_async (self->database, wb_list_job, question, NULL, cancellable, listed_cb,
                            g_object_ref (task));
}

/* wb_centre_list_finish: (transfer none): lives as long as @result. */
const WbListPage *
wb_centre_list_finish (WbCentre *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WbGetQuestion *question = wb_database_finish (WB_DATABASE (source), result, &error);

  if (question == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_ptr_array_ref (question->notifications),
                           (GDestroyNotify) g_ptr_array_unref);
}

/* wb_centre_get_async: @ids: (element-type gint64). */
void
wb_centre_get_async (WbCentre *self,
                     GArray *ids,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  WbGetQuestion *question;
  GTask *task;

  g_return_if_fail (WB_IS_CENTRE (self));

  question = g_new0 (WbGetQuestion, 1);
  question->ids = g_array_ref (ids);
  question->notifications = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_notification_unref);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_centre_get_async);
  wb_database_read_async (self->database, wb_get_job, question,
                          (GDestroyNotify) wb_get_question_free, cancellable, got_cb, task);
}

/* wb_centre_get_finish: (transfer full): the WbNotifications that exist, in the order asked for. */
GPtrArray *
wb_centre_get_finish (WbCentre *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);
  long changed = 0;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sscanf (answer->str, "{\"changed\":%ld", &changed);
  g_string_free (answer, TRUE);
  g_task_return_int (task, changed);
}

static void
perform (WbCentre *self,
         const WbOperation *operation,
         const char *input,
         GAsyncReadyCallback callback,
         gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, perform);
  wb_pipeline_perform_async (self->pipeline, operation, input, "centre", marked_cb, task);
}

/* wb_centre_mark_async: @ids: (element-type gint64); those that do not exist are passed over. */
void
wb_centre_mark_async (WbCentre *self,
                      WbMark mark,
                      GArray *ids,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  static const WbOperation *const operations[] = {
    [WB_MARK_READ] = &wb_notification_mark_read,
    [WB_MARK_UNREAD] = &wb_notification_mark_unread,
    [WB_MARK_ACKNOWLEDGED] = &wb_notification_acknowledge,
    [WB_MARK_DELETED] = &wb_notification_delete,
  };
  g_autoptr (GString) input = g_string_new ("{\"ids\":[");

  g_return_if_fail (WB_IS_CENTRE (self));
  g_return_if_fail (ids != NULL);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (input, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (ids, gint64, i));
  g_string_append (input, "]}");
  perform (self, operations[mark], input->str, callback, user_data);
}

void
wb_centre_mark_all_read_async (WbCentre *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (WB_IS_CENTRE (self));

  perform (self, &wb_notification_mark_all_read, "{}", callback, user_data);
}

/* wb_centre_snooze_all_async: @until_us: when what nobody has read comes back. */
void
wb_centre_snooze_all_async (WbCentre *self,
                            gint64 until_us,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GString) input = g_string_new ("{\"body\":{");

  g_return_if_fail (WB_IS_CENTRE (self));

  wb_json_add_time (input, "until", until_us);
  g_string_append (input, "}}");
  perform (self, &wb_snooze_all, input->str, callback, user_data);
}

/* wb_centre_mark_finish: how many changed, or -1 with an error. */
gssize
wb_centre_mark_finish (WbCentre *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
events_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  WbHistoryQuestion *question = wb_database_finish (WB_DATABASE (source), result, &error);

  if (question == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_ptr_array_ref (question->events),
                           (GDestroyNotify) g_ptr_array_unref);
}

/* wb_centre_list_events_async: @query: (transfer full). */
void
wb_centre_list_events_async (WbCentre *self,
                             WbEventQuery *query,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  WbHistoryQuestion *question;
  GTask *task;

  g_return_if_fail (WB_IS_CENTRE (self));
  g_return_if_fail (query != NULL);

  question = g_new0 (WbHistoryQuestion, 1);
  question->query = query;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_centre_list_events_async);
  wb_database_read_async (self->database, wb_list_events_job, question,
                          (GDestroyNotify) wb_history_question_free, cancellable, events_listed_cb,
                          task);
}

/* wb_centre_list_events_finish: (transfer full): WbStoredEvents. */
GPtrArray *
wb_centre_list_events_finish (WbCentre *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (wb_database_finish (WB_DATABASE (source), result, &error) == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_task_get_task_data (task), NULL);
}

/* wb_centre_count_async: how much is kept. */
void
wb_centre_count_async (WbCentre *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  WbCounts *counts;

  g_return_if_fail (WB_IS_CENTRE (self));

  counts = g_new0 (WbCounts, 1);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_centre_count_async);
  g_task_set_task_data (task, counts, g_free);
  wb_database_read_async (self->database, wb_count_job, counts, NULL, NULL, counted_cb, task);
}

/* wb_centre_count_finish: (transfer none): lives as long as @result. */
const WbCounts *
wb_centre_count_finish (WbCentre *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
