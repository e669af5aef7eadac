/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

/* One line of the audit log. Strings are lent; subject and detail may be NULL. */
typedef struct
{
  gint64 id;
  gint64 at_us;
  const char *actor;
  const char *action;
  const char *subject;
  const char *detail;
} WbAuditEntry;

/* WbAuditFunc: @entry lives for the time of the call. */
typedef void (*WbAuditFunc) (const WbAuditEntry *entry, gpointer data);

gboolean wb_audit_store_add (WbConnection *connection, const WbAuditEntry *entry, GError **error);
gboolean wb_audit_store_list (WbConnection *connection,
                              gint64 before_id,
                              guint limit,
                              WbAuditFunc func,
                              gpointer data,
                              GError **error);

G_END_DECLS
