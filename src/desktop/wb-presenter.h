/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"

G_BEGIN_DECLS

#define WB_TYPE_PRESENTER (wb_presenter_get_type ())
G_DECLARE_FINAL_TYPE (WbPresenter, wb_presenter, WB, PRESENTER, GObject)

/*
 * Shows on the desktop what the centre keeps: pop-ups and the tray icon, and carries back what is
 * done there. Property: paused-until, in seconds since 1970, UTC. Signal: quit-requested ().
 */
WbPresenter *wb_presenter_new (WbCentre *centre, WbClock *clock);

void wb_presenter_set_connection (WbPresenter *self, GDBusConnection *connection);
void wb_presenter_set_sounds (WbPresenter *self, guint severities);
void wb_presenter_set_paused_until (WbPresenter *self, gint64 until_s);
gint64 wb_presenter_get_paused_until (WbPresenter *self);
void wb_presenter_set_trouble (WbPresenter *self, const char *trouble);

const char *wb_presenter_get_popup_server (WbPresenter *self);
gboolean wb_presenter_is_tray_shown (WbPresenter *self);

G_END_DECLS
