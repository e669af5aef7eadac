/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

extern const WbOperation wb_snooze_notification;
extern const WbOperation wb_snooze_key;
extern const WbOperation wb_snooze_all;
extern const WbOperation wb_snooze_run;

gboolean wb_snooze_get_run (WbConnection *connection,
                            const char *run_id,
                            gint64 *until_us,
                            GError **error);
gboolean wb_snooze_ends_run (const WbEvent *event);
gboolean wb_snooze_observe_event (WbTransaction *transaction, const WbEvent *event, GError **error);

G_END_DECLS
