/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-bubble.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *title;
  const char *message;
  const char *summary;
  const char *body;
  const char *markup;
} TextCase;

static const TextCase text_cases[] = {
  { "plain", "Training failed", "CUDA out of memory", "Training failed", "CUDA out of memory",
    "CUDA out of memory" },
  { "tags", "<b>Hi</b>", "<b>bold</b> <i>", "<b>Hi</b>", "<b>bold</b> <i>",
    "&lt;b&gt;bold&lt;/b&gt; &lt;i&gt;" },
  { "operators", "a < b & c", "a < b & c", "a < b & c", "a < b & c", "a &lt; b &amp; c" },
  { "entity", "x &amp; y", "`x &amp; y`", "x &amp; y", "x &amp; y", "x &amp;amp; y" },
  { "direction override", "gpj.\u202Eexe", "a\u202Eb\u2066c", "gpj.exe", "abc", "abc" },
  { "controls", "a\x1b[31m\tb\nc",
    "a\x07"
    "b",
    "a[31m b c", "ab", "ab" },
  { "zero width", "\u200B\uFEFFx", "x\u200By", "x", "xy", "xy" },
  { "empty message", "Done", "", "Done", "", "" },
  { "markdown", "**Done**", "**Loss** `0.12`, see [the run](https://example.org/1)\n\n- one\n- two",
    "**Done**", "Loss 0.12, see the run\n• one\n• two", "Loss 0.12, see the run\n• one\n• two" },
  { "invisible title", "\u200B \u202E", "x", "Error", "x", "x" },
  { "eight lines", "Log", "1\n2\n3\n4\n5\n6\n7\n8", "Log", "1\n2\n3\n4\n5\n6…",
    "1\n2\n3\n4\n5\n6…" },
};

static WbNotification *
create_notification (WbSeverity severity, const char *title, const char *message)
{
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_get_custom ());

  event->severity = severity;
  g_free (event->title);
  g_free (event->message);
  event->title = g_strdup (title);
  event->message = g_strdup (message);
  return wb_notification_new (1, 1, event);
}

static void
test_bubble_text (gconstpointer data)
{
  const TextCase *text = data;
  g_autoptr (WbNotification) notification
      = create_notification (WB_SEVERITY_ERROR, text->title, text->message);
  g_autoptr (WbBubble) bubble = wb_bubble_new (notification);
  g_autofree char *markup = wb_bubble_dup_body_markup (bubble);

  g_assert_cmpstr (bubble->summary, ==, text->summary);
  g_assert_cmpstr (bubble->body, ==, text->body);
  g_assert_cmpstr (markup, ==, text->markup);
}

static void
test_bubble_limits (void)
{
  g_autofree char *title = g_strnfill (5000, 't');
  g_autofree char *line = g_strnfill (100 * 1024, '&');
  g_autoptr (WbNotification) notification = create_notification (WB_SEVERITY_INFO, title, line);
  g_autoptr (WbBubble) bubble = wb_bubble_new (notification);
  g_autofree char *markup = wb_bubble_dup_body_markup (bubble);

  g_assert_cmpint (g_utf8_strlen (bubble->summary, -1), ==, WB_BUBBLE_LIMIT_SUMMARY_CHARACTERS);
  g_assert_cmpint (g_utf8_strlen (bubble->body, -1), ==, WB_BUBBLE_LIMIT_BODY_CHARACTERS);
  g_assert_true (g_str_has_suffix (bubble->body, "&…"));
  /* Cut before it is escaped: no half entity. */
  g_assert_true (g_str_has_suffix (markup, "&amp;…"));
}

static void
test_bubble_severity (void)
{
  static const struct
  {
    WbBubbleUrgency urgency;
    const char *icon_name;
    const char *category;
  } expected[WB_N_SEVERITIES] = {
    { WB_BUBBLE_URGENCY_LOW, "dialog-information", "x-wakebell.custom.info" },
    { WB_BUBBLE_URGENCY_NORMAL, "dialog-information", "x-wakebell.custom.success" },
    { WB_BUBBLE_URGENCY_NORMAL, "dialog-warning", "x-wakebell.custom.warning" },
    { WB_BUBBLE_URGENCY_CRITICAL, "dialog-error", "x-wakebell.custom.error" },
    { WB_BUBBLE_URGENCY_CRITICAL, "dialog-error", "x-wakebell.custom.critical" },
  };

  for (int severity = 0; severity < WB_N_SEVERITIES; severity++)
    {
      g_autoptr (WbNotification) notification
          = create_notification ((WbSeverity) severity, "x", "");
      g_autoptr (WbBubble) bubble = wb_bubble_new (notification);

      g_assert_cmpint (bubble->urgency, ==, expected[severity].urgency);
      g_assert_cmpstr (bubble->icon_name, ==, expected[severity].icon_name);
      g_assert_cmpstr (bubble->category, ==, expected[severity].category);
      g_assert_nonnull (bubble->sound_name);
      g_assert_true (bubble->can_acknowledge);
    }
}

static void
test_bubble_count (void)
{
  g_autoptr (WbNotification) notification = create_notification (WB_SEVERITY_ERROR, "Failed", "");
  g_autoptr (WbBubble) bubble = NULL;

  notification->count = 12;
  bubble = wb_bubble_new (notification);
  g_assert_cmpstr (bubble->summary, ==, "Failed (12)");
}

static void
test_bubble_resolved (void)
{
  g_autoptr (WbNotification) notification
      = create_notification (WB_SEVERITY_CRITICAL, "Disk full", "");
  g_autoptr (WbBubble) bubble = NULL;

  notification->resolved_us = 1;
  bubble = wb_bubble_new (notification);
  g_assert_cmpstr (bubble->summary, ==, "Resolved: Disk full");
  g_assert_cmpint (bubble->urgency, ==, WB_BUBBLE_URGENCY_NORMAL);
  g_assert_false (bubble->can_acknowledge);
}

static void
test_bubble_rest (void)
{
  g_autoptr (WbNotification) newest = create_notification (WB_SEVERITY_ERROR, "<i>last</i>", "x");
  g_autoptr (WbBubble) missed = wb_bubble_new_for_rest (37, TRUE, newest);
  g_autoptr (WbBubble) more = wb_bubble_new_for_rest (1, FALSE, NULL);
  g_autofree char *markup = wb_bubble_dup_body_markup (missed);

  g_assert_cmpstr (missed->summary, ==, "37 notifications while none could be shown");
  g_assert_cmpstr (markup, ==, "Newest: &lt;i&gt;last&lt;/i&gt;");
  g_assert_false (missed->can_acknowledge);
  g_assert_cmpstr (more->summary, ==, "1 more notification");
  g_assert_cmpstr (more->body, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (text_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/bubble/text/%s", text_cases[i].name);

      g_test_add_data_func (path, &text_cases[i], test_bubble_text);
    }
  g_test_add_func ("/bubble/limits", test_bubble_limits);
  g_test_add_func ("/bubble/severity", test_bubble_severity);
  g_test_add_func ("/bubble/count", test_bubble_count);
  g_test_add_func ("/bubble/resolved", test_bubble_resolved);
  g_test_add_func ("/bubble/rest", test_bubble_rest);
  return g_test_run ();
}
