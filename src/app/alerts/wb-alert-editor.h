/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

#include "client/wb-agent-client.h"

G_BEGIN_DECLS

/*
 * WbAlertEditor: makes an alert config, or changes one.
 *
 * It stays open until it was saved or closed by hand: what was typed outlives the agent.
 */
#define WB_TYPE_ALERT_EDITOR (wb_alert_editor_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertEditor, wb_alert_editor, WB, ALERT_EDITOR, AdwWindow)

WbAlertEditor *wb_alert_editor_new (GtkWindow *parent, WbAgentClient *client, GVariant *config);

G_END_DECLS
