/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-preferences.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

WbPreferences *wb_preferences_store_load (WbConnection *connection, GError **error);
gboolean wb_preferences_store_save (WbConnection *connection,
                                    const WbPreferences *before,
                                    const WbPreferences *after,
                                    gboolean *is_changed,
                                    GError **error);

G_END_DECLS
