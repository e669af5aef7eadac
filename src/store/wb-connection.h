/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-statement.h"
#include "store/wb-tally.h"

G_BEGIN_DECLS

/* One handle on the database file with its statements; belongs to one thread. */
typedef struct _WbConnection WbConnection;

/* What jobs of one transaction need not read one after the other; zero: it is not known. */
typedef struct
{
  gint64 next_event_id;
  gboolean has_policy_revision;
  gint64 policy_revision;
} WbNotes;

WbConnection *wb_connection_open_writer (const char *path, GError **error);
WbConnection *wb_connection_open_reader (const char *path, GError **error);
void wb_connection_close (WbConnection *self);

WbStatement *wb_connection_prepare (WbConnection *self, const char *sql, GError **error);
gboolean wb_connection_run (WbConnection *self, const char *sql, GError **error);
gboolean wb_connection_execute (WbConnection *self, const char *sql, GError **error);
gboolean wb_connection_is_in_transaction (WbConnection *self);
guint wb_connection_count_changes (WbConnection *self);
gint64 wb_connection_count_all_changes (WbConnection *self);
WbTally *wb_connection_get_tally (WbConnection *self);
WbNotes *wb_connection_get_notes (WbConnection *self);
void wb_connection_clear_notes (WbConnection *self);
guint wb_connection_get_log_pages (WbConnection *self);
void wb_connection_checkpoint (WbConnection *self, int mode);
gboolean wb_connection_check_file (WbConnection *self, GError **error);
gboolean wb_connection_check_pages (WbConnection *self, gboolean *is_sound, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbConnection, wb_connection_close)

G_END_DECLS
