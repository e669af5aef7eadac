/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

GArray *wb_cost_thresholds_list_crossed (const GArray *thresholds,
                                         const GArray *alerted,
                                         double cost);

G_END_DECLS
