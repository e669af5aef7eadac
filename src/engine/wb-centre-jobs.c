/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-centre-jobs.h"

#include "store/wb-idempotency-store.h"
#include "store/wb-search-index.h"

void
wb_list_question_free (WbListQuestion *self)
{
  g_clear_pointer (&self->filter, wb_filter_free);
  g_array_unref (self->page.rows);
  g_free (self);
}

void
wb_get_question_free (WbGetQuestion *self)
{
  g_array_unref (self->ids);
  g_ptr_array_unref (self->notifications);
  g_free (self);
}

void
wb_mark_order_free (WbMarkOrder *self)
{
  g_clear_pointer (&self->ids, g_array_unref);
  g_array_unref (self->changed_ids);
  g_free (self);
}

void
wb_history_question_free (WbHistoryQuestion *self)
{
  g_clear_pointer (&self->query, wb_event_query_free);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self);
}

gboolean
wb_list_job (WbConnection *connection, gpointer data, GError **error)
{
  WbListQuestion *question = data;

  return wb_notification_store_list (connection, question->filter, question->before_seq,
                                     question->limit, question->page.rows, &question->page.total,
                                     error);
}

/* On the writer, before a search: what is not in the index yet would not be found. */
gboolean
wb_catch_up_job (WbConnection *connection, gpointer data G_GNUC_UNUSED, GError **error)
{
  gboolean has_more = TRUE;

  while (has_more)
    if (!wb_search_index_add_slice (connection, &has_more, error))
      return FALSE;
  return TRUE;
}

gboolean
wb_get_job (WbConnection *connection, gpointer data, GError **error)
{
  WbGetQuestion *question = data;

  for (guint i = 0; i < question->ids->len; i++)
    {
      g_autoptr (GError) local = NULL;
      WbNotification *notification = wb_notification_store_get (
          connection, g_array_index (question->ids, gint64, i), &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (notification != NULL)
        g_ptr_array_add (question->notifications, notification);
    }
  return TRUE;
}

static int
get_unread_change (WbMark mark, gboolean was_unread)
{
  if (mark == WB_MARK_UNREAD)
    return 1;
  return was_unread ? -1 : 0;
}

static gboolean
mark_one (WbConnection *connection, WbMarkOrder *order, gint64 id, GError **error)
{
  gboolean is_changed, was_unread;

  if (!wb_notification_store_mark (connection, order->mark, id, order->now_us, &is_changed,
                                   &was_unread, error))
    return FALSE;
  if (is_changed)
    {
      g_array_append_val (order->changed_ids, id);
      order->unread_change += get_unread_change (order->mark, was_unread);
    }
  return TRUE;
}

gboolean
wb_mark_job (WbConnection *connection, gpointer data, GError **error)
{
  WbMarkOrder *order = data;

  for (guint i = 0; i < order->ids->len; i++)
    if (!mark_one (connection, order, g_array_index (order->ids, gint64, i), error))
      return FALSE;
  return TRUE;
}

gboolean
wb_mark_oldest_job (WbConnection *connection, gpointer data, GError **error)
{
  WbMarkOrder *order = data;
  gint64 next_id;

  /* Only what was there when it was asked for: what comes in meanwhile stays unread. */
  if (order->up_to_seq == 0)
    {
      if (!wb_event_store_get_next_id (connection, &next_id, error))
        return FALSE;
      order->up_to_seq = next_id - 1;
    }
  if (!wb_notification_store_mark_oldest_read (connection, order->up_to_seq, WB_MARK_ALL_SLICE,
                                               order->now_us, order->changed_ids, error))
    return FALSE;
  order->unread_change = -(int) order->changed_ids->len;
  return TRUE;
}

gboolean
wb_list_events_job (WbConnection *connection, gpointer data, GError **error)
{
  WbHistoryQuestion *question = data;

  question->events = wb_event_store_list (connection, question->query, error);
  return question->events != NULL;
}

gboolean
wb_count_job (WbConnection *connection, gpointer data, GError **error)
{
  WbCounts *counts = data;

  return wb_event_store_count (connection, &counts->events, error)
         && wb_notification_store_count (connection, &counts->notifications, error);
}

gboolean
wb_count_unread_job (WbConnection *connection, gpointer data, GError **error)
{
  return wb_notification_store_count_unread (connection, data, error);
}

/*
 * wb_centre_run_idle_slice:
 *
 * The WbDatabaseIdleJob: brings the search index up to date, and now and then forgets idempotency
 * keys that are too old.
 */
gboolean
wb_centre_run_idle_slice (WbConnection *connection, GError **error)
{
  static gint64 expired_us = 0; /* of the one writer thread */
  gint64 now_us = g_get_real_time ();
  gboolean has_more = FALSE;

  if (ABS (now_us - expired_us) > G_TIME_SPAN_DAY)
    {
      expired_us = now_us;
      if (!wb_idempotency_store_expire (connection, now_us, error))
        return FALSE;
    }
  return wb_search_index_add_slice (connection, &has_more, error) && has_more;
}
