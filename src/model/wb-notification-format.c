/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-notification-format.h"

#include <string.h>

#include "base/wb-text.h"
#include "base/wb-time.h"

#define LINE_END "\r\n"          /* of RFC 4180 */
#define RULE "\n\n---\n\n"       /* between two messages, as CommonMark has it */
#define LIST_SEPARATOR "; "      /* between the words of one cell */
#define FORMULA_SIGNS "=+-@\t\r" /* a spreadsheet computes a cell that begins so */

static const char *const columns[]
    = { "id",          "created_at", "updated_at", "severity", "category",   "type",
        "title",       "message",    "count",      "source",   "model_name", "run_id",
        "provider",    "key_id",     "url",        "tags",     "read_at",    "acknowledged_at",
        "resolved_at", "channels",   "reason" };

/* --- CSV --- */

/* What came from outside is to be read, never computed: an apostrophe says so. */
static void
append_cell (GString *text, const char *value)
{
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, ',');
  if (value == NULL)
    return;
  g_string_append_c (text, '"');
  if (*value != '\0' && strchr (FORMULA_SIGNS, *value) != NULL)
    g_string_append_c (text, '\'');
  for (; *value != '\0'; value++)
    {
      if (*value == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

static void
append_number (GString *text, gint64 number)
{
  char digits[32];

  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, number);
  append_cell (text, digits);
}

static void
append_time (GString *text, gint64 time_us)
{
  char time[WB_TIME_TEXT_SIZE];

  if (time_us != 0)
    wb_time_format (time_us, time);
  append_cell (text, time_us != 0 ? time : NULL);
}

static void
append_words (GString *text, const GStrv words)
{
  g_autofree char *joined = words != NULL ? g_strjoinv (LIST_SEPARATOR, words) : NULL;

  append_cell (text, joined);
}

static void
append_csv (const WbNotification *notification, GString *text)
{
  const WbEvent *event = notification->event;

  append_number (text, notification->id);
  append_time (text, notification->created_us);
  append_time (text, notification->updated_us);
  append_cell (text, wb_severity_to_string (notification->severity));
  append_cell (text, wb_category_to_string (event->type->category));
  append_cell (text, event->type->name);
  append_cell (text, event->title);
  append_cell (text, event->message);
  append_number (text, notification->count);
  append_cell (text, event->source);
  append_cell (text, event->model_name);
  append_cell (text, event->run_id);
  append_cell (text, event->provider);
  append_cell (text, event->key_id);
  append_cell (text, event->url);
  append_words (text, event->tags);
  append_time (text, notification->read_us);
  append_time (text, notification->acknowledged_us);
  append_time (text, notification->resolved_us);
  append_words (text, notification->channels);
  append_cell (text, notification->reason);
  g_string_append (text, LINE_END);
}

/* --- text --- */

static void
append_text (const WbNotification *notification, GString *text)
{
  const WbEvent *event = notification->event;

  g_string_append (text, event->title);
  if (wb_text_is_visible (event->message))
    g_string_append_printf (text, "\n\n%s", event->message);
}

/* --- any --- */

/* wb_notification_format_begin: @is_list: more than one may follow; @text: what it is added to. */
void
wb_notification_format_begin (WbNotificationFormat format, gboolean is_list, GString *text)
{
  g_return_if_fail (text != NULL);

  if (format == WB_NOTIFICATION_FORMAT_JSON && is_list)
    g_string_append (text, "[\n");
  if (format != WB_NOTIFICATION_FORMAT_CSV)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    append_cell (text, columns[i]);
  g_string_append (text, LINE_END);
}

/*
 * wb_notification_format_append:
 * @is_first: none stands before it
 * @text: what it is added to: nothing, or the end of what stands before
 */
void
wb_notification_format_append (WbNotificationFormat format,
                               const WbNotification *notification,
                               gboolean is_first,
                               GString *text)
{
  g_return_if_fail (notification != NULL);
  g_return_if_fail (text != NULL);

  switch (format)
    {
    case WB_NOTIFICATION_FORMAT_TEXT:
      if (!is_first)
        g_string_append (text, RULE);
      append_text (notification, text);
      break;
    case WB_NOTIFICATION_FORMAT_JSON:
      if (!is_first)
        g_string_append (text, ",\n");
      wb_notification_append_json (notification, text);
      break;
    case WB_NOTIFICATION_FORMAT_JSON_LINES:
      wb_notification_append_json (notification, text);
      g_string_append_c (text, '\n');
      break;
    case WB_NOTIFICATION_FORMAT_CSV:
      append_csv (notification, text);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* wb_notification_format_end: what belongs after the last one. */
void
wb_notification_format_end (WbNotificationFormat format, gboolean is_list, GString *text)
{
  g_return_if_fail (text != NULL);

  if (format == WB_NOTIFICATION_FORMAT_JSON && is_list)
    g_string_append (text, "\n]");
}
