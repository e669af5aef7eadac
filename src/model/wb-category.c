/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-category.h"

#include <glib/gi18n-lib.h>

static const char *const category_words[] = {
  [WB_CATEGORY_TRAINING] = "training", [WB_CATEGORY_GATEWAY] = "gateway",
  [WB_CATEGORY_KEYS] = "keys",         [WB_CATEGORY_METRICS] = "metrics",
  [WB_CATEGORY_EXTERNAL] = "external", [WB_CATEGORY_CUSTOM] = "custom",
};

static const char *const category_labels[] = {
  [WB_CATEGORY_TRAINING] = N_ ("Training"), [WB_CATEGORY_GATEWAY] = N_ ("Gateway"),
  [WB_CATEGORY_KEYS] = N_ ("Keys"),         [WB_CATEGORY_METRICS] = N_ ("Metrics"),
  [WB_CATEGORY_EXTERNAL] = N_ ("External"), [WB_CATEGORY_CUSTOM] = N_ ("Custom"),
};

const char *
wb_category_to_string (WbCategory category)
{
  g_return_val_if_fail ((guint) category < WB_N_CATEGORIES, NULL);

  return category_words[category];
}

/* wb_category_get_label: the translated word that people read. */
const char *
wb_category_get_label (WbCategory category)
{
  g_return_val_if_fail ((guint) category < WB_N_CATEGORIES, NULL);

  return _ (category_labels[category]);
}

gboolean
wb_category_from_string (const char *word, WbCategory *category)
{
  g_return_val_if_fail (word != NULL, FALSE);

  for (guint i = 0; i < WB_N_CATEGORIES; i++)
    if (g_str_equal (category_words[i], word))
      {
        *category = (WbCategory) i;
        return TRUE;
      }
  return FALSE;
}
