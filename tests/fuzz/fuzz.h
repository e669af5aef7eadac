/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>
#include <stddef.h>

/* What a fuzz target gives: inputs to begin with, and what must hold for any input. libFuzzer
 * calls the second by its name. */
extern const char *const fuzz_seeds[];
int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);
