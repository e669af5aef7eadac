/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbCriticalBanner: the newest critical notification that nobody has acknowledged, whatever the
 * list shows; nothing when there is none, it is over, or it was put off.
 */
#define WB_TYPE_CRITICAL_BANNER (wb_critical_banner_get_type ())
G_DECLARE_FINAL_TYPE (WbCriticalBanner, wb_critical_banner, WB, CRITICAL_BANNER, AdwBin)

void wb_critical_banner_set_client (WbCriticalBanner *self, WbAgentClient *client);

G_END_DECLS
