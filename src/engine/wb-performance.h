/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

/* One operation on its way through a thread of the database. */
typedef struct
{
  const WbOperation *operation;
  WbJson *input;              /* owned */
  char *actor;                /* owned: who asked, for the audit log */
  WbTransaction *transaction; /* owned */
  GString *answer;            /* owned */
} WbPerformance;

WbJson *wb_performance_parse (const char *json, GError **error);
WbPerformance *wb_performance_new (const WbOperation *operation,
                                   const char *input,
                                   const char *actor,
                                   WbPolicy *policy,
                                   gint64 now_us,
                                   GError **error);
void wb_performance_free (WbPerformance *self);
gboolean wb_performance_has_text (WbPerformance *self);
gboolean wb_performance_ask_job (WbConnection *connection, gpointer data, GError **error);
gboolean wb_performance_perform_job (WbConnection *connection, gpointer data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbPerformance, wb_performance_free)

G_END_DECLS
