/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "engine/wb-secret-keeper.h"

G_BEGIN_DECLS

void wb_credential_call_async (WbPipeline *pipeline,
                               WbSecretKeeper *keeper,
                               const WbOperation *operation,
                               const char *input,
                               const char *actor,
                               GTask *task);

G_END_DECLS
