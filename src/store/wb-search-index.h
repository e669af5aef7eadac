/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

gboolean wb_search_index_add_slice (WbConnection *connection, gboolean *has_more, GError **error);
gboolean wb_search_index_remove (WbConnection *connection,
                                 gint64 seq,
                                 const WbEvent *event,
                                 GError **error);
char *wb_search_index_dup_query (const char *text);

G_END_DECLS
