/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/*
 * What the centre has the threads of the database do: each job gets a question or an order, which
 * belongs to one thread at a time, and leaves the answer in it.
 */
typedef struct
{
  WbFilter *filter; /* owned */
  gint64 before_seq;
  guint limit;
  WbListPage page;
} WbListQuestion;

typedef struct
{
  GArray *ids;              /* owned, gint64 */
  GPtrArray *notifications; /* owned, WbNotification */
} WbGetQuestion;

typedef struct
{
  WbEventQuery *query; /* owned */
  GPtrArray *events;   /* owned, WbStoredEvent */
} WbHistoryQuestion;

void wb_list_question_free (WbListQuestion *self);
void wb_get_question_free (WbGetQuestion *self);
void wb_history_question_free (WbHistoryQuestion *self);

gboolean wb_list_job (WbConnection *connection, gpointer data, GError **error);
gboolean wb_catch_up_job (WbConnection *connection, gpointer data, GError **error);
gboolean wb_get_job (WbConnection *connection, gpointer data, GError **error);
gboolean wb_list_events_job (WbConnection *connection, gpointer data, GError **error);
gboolean wb_count_job (WbConnection *connection, gpointer data, GError **error);
gboolean wb_count_unread_job (WbConnection *connection, gpointer data, GError **error);

G_END_DECLS
