/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

#define WB_SCHEMA_VERSION 11
#define WB_APPLICATION_ID 0x57414b45 /* "WAKE", in the header of the file */

gboolean wb_migrations_check (WbConnection *connection, GError **error);
gboolean wb_migrations_run (WbConnection *connection, GError **error);

G_END_DECLS
