/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-sending.h"
#include "engine/wb-secret-keeper.h"
#include "model/wb-alert-config.h"

G_BEGIN_DECLS

void wb_credential_fetch_async (WbSecretKeeper *keeper,
                                WbSending *sending,
                                const WbAlertConfig *alert,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean wb_credential_fetch_finish (GAsyncResult *result, GError **error);

G_END_DECLS
