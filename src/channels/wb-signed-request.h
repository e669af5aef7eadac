/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-mail-module.h"

G_BEGIN_DECLS

void wb_signed_request_send_async (WbWebRequest *request,
                                   const WbSignature *signature,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
WbWebReply *wb_signed_request_send_finish (GAsyncResult *result);

G_END_DECLS
