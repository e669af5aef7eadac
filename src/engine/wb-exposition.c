/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-exposition.h"

#include "base/wb-json-writer.h"

static void
append_escaped (GString *text, const char *string, gboolean is_quoted)
{
  for (const char *p = string; *p != '\0'; p++)
    if (*p == '\n')
      g_string_append (text, "\\n");
    else if (*p == '\\' || (*p == '"' && is_quoted))
      g_string_append_printf (text, "\\%c", *p);
    else
      g_string_append_c (text, *p);
}

/* wb_exposition_begin_family: @type: "counter" or "gauge"; @help: one sentence. */
void
wb_exposition_begin_family (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP %s ", name);
  append_escaped (text, help, FALSE);
  g_string_append_printf (text, "\n# TYPE %s %s\n", name, type);
}

/* wb_exposition_add_sample: @...: pairs of a label's name and its value, which is UTF-8; %NULL. */
void
wb_exposition_add_sample (GString *text, const char *name, double value, ...)
{
  const char *label;
  char separator = '{';
  va_list labels;

  g_string_append (text, name);
  va_start (labels, value);
  while ((label = va_arg (labels, const char *)) != NULL)
    {
      g_string_append_printf (text, "%c%s=\"", separator, label);
      append_escaped (text, va_arg (labels, const char *), TRUE);
      g_string_append_c (text, '"');
      separator = ',';
    }
  va_end (labels);
  g_string_append (text, separator == ',' ? "} " : " ");
  wb_json_append_double (text, value);
  g_string_append_c (text, '\n');
}
