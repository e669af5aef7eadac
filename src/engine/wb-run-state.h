/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once
#include "model/wb-event.h"
static inline char *
wb_run_dup_progress_key (const WbEvent *e)
{
  return e->run_id ? g_strconcat ("run:", e->run_id, ":progress", NULL) : NULL;
}
