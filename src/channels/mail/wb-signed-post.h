/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-mail-module.h"

G_BEGIN_DECLS

void wb_signed_post_send (const WbWebRequest *request,
                          const WbSignature *signature,
                          const WbMailTerms *terms,
                          GCancellable *cancellable,
                          WbWebReply *reply);

G_END_DECLS
