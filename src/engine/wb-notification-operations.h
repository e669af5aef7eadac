/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

#define WB_MARK_ALL_SLICE 1000 /* rows in one commit of "mark all as read" */

extern const WbOperation wb_notification_list;
extern const WbOperation wb_notification_count_unread;
extern const WbOperation wb_notification_get;
extern const WbOperation wb_notification_mark_read;
extern const WbOperation wb_notification_mark_unread;
extern const WbOperation wb_notification_acknowledge;
extern const WbOperation wb_notification_delete;
extern const WbOperation wb_notification_mark_all_read;

G_END_DECLS
