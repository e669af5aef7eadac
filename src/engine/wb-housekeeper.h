/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"

G_BEGIN_DECLS

extern const WbOperation wb_housekeeper_index;
extern const WbOperation wb_housekeeper_retain;

#define WB_TYPE_HOUSEKEEPER (wb_housekeeper_get_type ())
G_DECLARE_FINAL_TYPE (WbHousekeeper, wb_housekeeper, WB, HOUSEKEEPER, GObject)

/* Has done what can wait, when nobody else has the writer do anything: takes what is new into the
 * search index, and lets go of what is old. */
WbHousekeeper *wb_housekeeper_new (WbPipeline *pipeline, WbClock *clock);

G_END_DECLS
