/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"
#include "model/wb-alert-config.h"

G_BEGIN_DECLS

extern const WbOperation wb_alert_config_list;
extern const WbOperation wb_alert_config_get;
extern const WbOperation wb_alert_config_create;
extern const WbOperation wb_alert_config_update;
extern const WbOperation wb_alert_config_delete;
extern const WbOperation wb_alert_config_customise;

WbAlertConfig *wb_alert_config_read_draft (WbJsonValue body,
                                           const WbAlertConfig *base,
                                           GError **error);

G_END_DECLS
