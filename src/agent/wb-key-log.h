/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"

G_BEGIN_DECLS

void wb_key_log_follow (WbPipeline *pipeline);

G_END_DECLS
