/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-centre-jobs.h"

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
