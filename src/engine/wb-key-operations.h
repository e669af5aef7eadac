/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-operation.h"

G_BEGIN_DECLS

extern const WbOperation wb_key_set_quota;
extern const WbOperation wb_key_report_failure;
extern const WbOperation wb_key_report_recovered;
extern const WbOperation wb_key_report_all_failed;
extern const WbOperation wb_key_list;
extern const WbOperation wb_key_forget;

G_END_DECLS
