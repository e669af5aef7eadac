/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-centre.h"
#include "intake/wb-http-request.h"

G_BEGIN_DECLS

void wb_event_stream_open (WbHttpRequest *request,
                           WbPipeline *pipeline,
                           WbCentre *centre,
                           gint64 since_id);

G_END_DECLS
