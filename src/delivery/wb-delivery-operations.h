/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

extern const WbOperation wb_delivery_list;
extern const WbOperation wb_delivery_get;
extern const WbOperation wb_delivery_retry;
extern const WbOperation wb_delivery_retry_all;
extern const WbOperation wb_delivery_delete;
extern const WbOperation wb_delivery_purge;
extern const WbOperation wb_delivery_get_queue;

G_END_DECLS
