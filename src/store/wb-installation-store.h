/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "store/wb-connection.h"

G_BEGIN_DECLS

char *wb_installation_store_get_token (WbConnection *connection, GError **error);

G_END_DECLS
