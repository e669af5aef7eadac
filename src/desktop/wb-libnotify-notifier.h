/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "desktop/wb-notifier.h"

G_BEGIN_DECLS

#define WB_TYPE_LIBNOTIFY_NOTIFIER (wb_libnotify_notifier_get_type ())
G_DECLARE_FINAL_TYPE (WbLibnotifyNotifier,
                      wb_libnotify_notifier,
                      WB,
                      LIBNOTIFY_NOTIFIER,
                      WbNotifier)

WbNotifier *wb_libnotify_notifier_new (void);

G_END_DECLS
