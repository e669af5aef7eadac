/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

extern const WbOperation wb_alert_config_list;
extern const WbOperation wb_alert_config_get;
extern const WbOperation wb_alert_config_create;
extern const WbOperation wb_alert_config_update;
extern const WbOperation wb_alert_config_delete;
extern const WbOperation wb_alert_config_customise;

G_END_DECLS
