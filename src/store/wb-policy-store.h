/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

gboolean wb_policy_store_get_revision (WbConnection *connection, gint64 *revision, GError **error);
gboolean wb_policy_store_touch (WbConnection *connection, GError **error);

G_END_DECLS
