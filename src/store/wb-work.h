/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-database.h"

G_BEGIN_DECLS

/* One job on its way through a thread of the database. */
typedef struct
{
  WbDatabaseJob job; /* NULL: the thread ends */
  GTask *task;       /* owned, nullable; its task data is the job's data */
  gsize size_bytes;
  gboolean is_idle; /* waits until nobody else does */
  gboolean is_bare; /* needs no savepoint: see wb_database_write_bare_async() */
  GError *error;    /* owned, nullable */
  gboolean is_ok;
} WbWork;

WbWork *wb_work_new (WbDatabaseJob job, GTask *task);
void wb_work_free (WbWork *self);
void wb_work_run (WbWork *self, WbConnection *connection);
void wb_work_refuse (WbWork *self);
void wb_work_finish (WbWork *self);

GPtrArray *wb_work_new_batch (void);
gboolean wb_work_commit_batch (GPtrArray *batch,
                               WbConnection *connection,
                               gboolean is_careful,
                               GError **error);
void wb_work_fail_batch (GPtrArray *batch, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbWork, wb_work_free)

G_END_DECLS
