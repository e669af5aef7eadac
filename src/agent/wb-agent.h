/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define WB_TYPE_AGENT (wb_agent_get_type ())
G_DECLARE_FINAL_TYPE (WbAgent, wb_agent, WB, AGENT, GObject)

WbAgent *wb_agent_new (GSettings *settings, int port, GError **error);
void wb_agent_run (WbAgent *self);
void wb_agent_quit (WbAgent *self);

G_END_DECLS
