/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * WbExplanation: why a notification was shown as it was, step by step, once it is unfolded.
 *
 * Property is-wanted: it is unfolded, so that there is something to ask for.
 */
#define WB_TYPE_EXPLANATION (wb_explanation_get_type ())
G_DECLARE_FINAL_TYPE (WbExplanation, wb_explanation, WB, EXPLANATION, AdwBin)

gboolean wb_explanation_is_wanted (WbExplanation *self);
void wb_explanation_set_decision (WbExplanation *self, GVariant *decision);

G_END_DECLS
