/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-channel.h"

G_BEGIN_DECLS

/* A sending without items to a channel that was set up with a JSON object, as a person would. */
WbSending *channel_fixture_new_sending (const char *json);
WbSendItem *channel_fixture_add (WbSending *sending, const char *key, const char *title);
void channel_fixture_send (WbChannel *channel, WbSending *sending, GCancellable *cancellable);

G_END_DECLS
