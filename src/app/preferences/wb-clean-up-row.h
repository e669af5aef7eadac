/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/* WbCleanUpRow: has the agent let go of what is old, and says how much it was. */
#define WB_TYPE_CLEAN_UP_ROW (wb_clean_up_row_get_type ())
G_DECLARE_FINAL_TYPE (WbCleanUpRow, wb_clean_up_row, WB, CLEAN_UP_ROW, AdwActionRow)

void wb_clean_up_row_set_client (WbCleanUpRow *self, WbAgentClient *client);

G_END_DECLS
