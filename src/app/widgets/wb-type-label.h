/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Types of events in the words of the person. */
const char *wb_type_label_get (const char *type);

G_END_DECLS
