/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-metric-names.h"

#include <string.h>

#include "model/wb-limits.h"
#include "model/wb-metric-rule.h"

#define NAME_BYTES (4 * WB_LIMIT_METRIC_NAME_CHARACTERS) /* of the longest one in UTF-8 */

struct _WbMetricNames
{
  GHashTable *names;     /* owned, char * owned: a set */
  gboolean has_wildcard; /* in the name of a rule: it may be about any metric */
};

/* wb_metric_names_new: @rules: (element-type WbMetricRule): those that are active count. */
WbMetricNames *
wb_metric_names_new (const GPtrArray *rules)
{
  WbMetricNames *self = g_new0 (WbMetricNames, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < rules->len; i++)
    {
      const WbMetricRule *rule = g_ptr_array_index (rules, i);

      if (!rule->is_active)
        continue;
      self->has_wildcard |= rule->has_wildcard;
      g_hash_table_add (self->names, g_strdup (rule->metric_name));
    }
  return self;
}

void
wb_metric_names_free (WbMetricNames *self)
{
  g_hash_table_unref (self->names);
  g_free (self);
}

/* wb_metric_names_has: whether a rule may be about the metric @name. */
gboolean
wb_metric_names_has (const WbMetricNames *self, const char *name)
{
  return self->has_wildcard || g_hash_table_contains (self->names, name);
}

/*
 * wb_metric_names_has_any:
 * @metrics: as an event has them: a JSON object of numbers, so that every string is a name
 *
 * Returns: whether a rule may be about one of them; names with an escape are not looked at closely
 */
gboolean
wb_metric_names_has_any (const WbMetricNames *self, const char *metrics)
{
  const char *start = metrics, *end;
  char name[NAME_BYTES + 1];

  if (self->has_wildcard || strchr (metrics, '\\') != NULL)
    return TRUE;

  while ((start = strchr (start, '"')) != NULL && (end = strchr (++start, '"')) != NULL)
    {
      gsize length = (gsize) (end - start);

      if (length <= NAME_BYTES)
        {
          memcpy (name, start, length);
          name[length] = '\0';
          if (g_hash_table_contains (self->names, name))
            return TRUE;
        }
      start = end + 1;
    }
  return FALSE;
}
