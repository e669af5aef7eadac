/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void wb_caller_check_async (GDBusMethodInvocation *invocation,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean wb_caller_check_finish (GAsyncResult *result, GError **error);

G_END_DECLS
