/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

gboolean wb_metric_monitor_observe_event (WbTransaction *transaction,
                                          const WbEvent *event,
                                          GError **error);
gboolean wb_metric_monitor_look (WbTransaction *transaction, const char *key, GError **error);

extern const WbOperation wb_metric_record;
extern const WbOperation wb_metric_list;

G_END_DECLS
