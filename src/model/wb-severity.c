/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-severity.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *word;
  int value;
} Word;

/* Names first, in order of their value; then the words that other tools use for them. */
static const Word severity_words[] = {
  { "info", WB_SEVERITY_INFO },          { "success", WB_SEVERITY_SUCCESS },
  { "warning", WB_SEVERITY_WARNING },    { "error", WB_SEVERITY_ERROR },
  { "critical", WB_SEVERITY_CRITICAL },  { "debug", WB_SEVERITY_INFO },
  { "min", WB_SEVERITY_INFO },           { "low", WB_SEVERITY_INFO },
  { "normal", WB_SEVERITY_INFO },        { "default", WB_SEVERITY_INFO },
  { "ok", WB_SEVERITY_SUCCESS },         { "medium", WB_SEVERITY_WARNING },
  { "warn", WB_SEVERITY_WARNING },       { "high", WB_SEVERITY_ERROR },
  { "failure", WB_SEVERITY_ERROR },      { "alert", WB_SEVERITY_ERROR },
  { "emergency", WB_SEVERITY_CRITICAL }, { "urgent", WB_SEVERITY_CRITICAL },
  { "max", WB_SEVERITY_CRITICAL },       { "fatal", WB_SEVERITY_CRITICAL },
};

static const Word priority_words[] = {
  { "low", WB_PRIORITY_LOW },         { "medium", WB_PRIORITY_MEDIUM },
  { "high", WB_PRIORITY_HIGH },       { "critical", WB_PRIORITY_CRITICAL },
  { "normal", WB_PRIORITY_MEDIUM },   { "default", WB_PRIORITY_MEDIUM },
  { "min", WB_PRIORITY_LOW },         { "max", WB_PRIORITY_CRITICAL },
  { "urgent", WB_PRIORITY_CRITICAL },
};

static const char *const severity_labels[] = {
  [WB_SEVERITY_INFO] = N_ ("Information"),  [WB_SEVERITY_SUCCESS] = N_ ("Success"),
  [WB_SEVERITY_WARNING] = N_ ("Warning"),   [WB_SEVERITY_ERROR] = N_ ("Error"),
  [WB_SEVERITY_CRITICAL] = N_ ("Critical"),
};

static gboolean
find_word (const Word *words, gsize n_words, const char *word, int *value)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_ascii_strcasecmp (words[i].word, word) == 0)
      {
        *value = words[i].value;
        return TRUE;
      }
  return FALSE;
}

const char *
wb_severity_to_string (WbSeverity severity)
{
  g_return_val_if_fail ((guint) severity < WB_N_SEVERITIES, NULL);

  return severity_words[severity].word;
}

/* wb_severity_get_label: the translated word that people read. */
const char *
wb_severity_get_label (WbSeverity severity)
{
  g_return_val_if_fail ((guint) severity < WB_N_SEVERITIES, NULL);

  return _ (severity_labels[severity]);
}

/* wb_severity_from_string: takes names and aliases in any case. */
gboolean
wb_severity_from_string (const char *word, WbSeverity *severity)
{
  int value;

  g_return_val_if_fail (word != NULL, FALSE);

  if (!find_word (severity_words, G_N_ELEMENTS (severity_words), word, &value))
    return FALSE;
  *severity = (WbSeverity) value;
  return TRUE;
}

/* wb_severity_get_priority: the priority of an event that names none. */
WbPriority
wb_severity_get_priority (WbSeverity severity)
{
  static const WbPriority priorities[] = {
    [WB_SEVERITY_INFO] = WB_PRIORITY_LOW,          [WB_SEVERITY_SUCCESS] = WB_PRIORITY_LOW,
    [WB_SEVERITY_WARNING] = WB_PRIORITY_MEDIUM,    [WB_SEVERITY_ERROR] = WB_PRIORITY_HIGH,
    [WB_SEVERITY_CRITICAL] = WB_PRIORITY_CRITICAL,
  };

  g_return_val_if_fail ((guint) severity < WB_N_SEVERITIES, WB_PRIORITY_LOW);

  return priorities[severity];
}

const char *
wb_priority_to_string (WbPriority priority)
{
  g_return_val_if_fail ((guint) priority <= WB_PRIORITY_CRITICAL, NULL);

  return priority_words[priority].word;
}

gboolean
wb_priority_from_string (const char *word, WbPriority *priority)
{
  int value;

  g_return_val_if_fail (word != NULL, FALSE);

  if (!find_word (priority_words, G_N_ELEMENTS (priority_words), word, &value))
    return FALSE;
  *priority = (WbPriority) value;
  return TRUE;
}
