/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "desktop/wb-notifier.h"

G_BEGIN_DECLS

#define WB_TYPE_PORTAL_NOTIFIER (wb_portal_notifier_get_type ())
G_DECLARE_FINAL_TYPE (WbPortalNotifier, wb_portal_notifier, WB, PORTAL_NOTIFIER, WbNotifier)

WbNotifier *wb_portal_notifier_new (GDBusConnection *bus);

G_END_DECLS
