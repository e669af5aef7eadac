/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-run.h"
#include "store/wb-connection.h"

G_BEGIN_DECLS

/* The curves of a run, as members of the object that describes it. */
gboolean wb_run_curves_append_losses (WbConnection *connection,
                                      const WbRun *run,
                                      guint limit,
                                      GString *json,
                                      GError **error);
gboolean wb_run_curves_append_metrics (WbConnection *connection,
                                       const WbRun *run,
                                       GString *json,
                                       GError **error);

G_END_DECLS
