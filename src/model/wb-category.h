/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stored as numbers: new ones go at the end only. */
typedef enum
{
  WB_CATEGORY_TRAINING,
  WB_CATEGORY_GATEWAY,
  WB_CATEGORY_KEYS,
  WB_CATEGORY_METRICS,
  WB_CATEGORY_EXTERNAL,
  WB_CATEGORY_CUSTOM,
} WbCategory;
#define WB_N_CATEGORIES 6

const char *wb_category_to_string (WbCategory category);
const char *wb_category_get_label (WbCategory category);
gboolean wb_category_from_string (const char *word, WbCategory *category);

G_END_DECLS
