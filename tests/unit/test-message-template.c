/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-message-template.h"

static WbMessage *
make_message (void)
{
  WbMessage *message = wb_message_new (WB_DELIVERY_NOTIFY, "k", "Loss *high*");
  g_autoptr (GError) error = NULL;

  message->event = wb_event_new_from_json (
      "{\"type\":\"training_failed\",\"title\":\"t\",\"model_name\":\"qwen_7b\",\"tags\":[\"a\","
      "\"b\"],\"metrics\":{\"loss\":0.25},\"context\":{\"error\":\"<b>\",\"ok\":false}}",
      &error);
  g_assert_no_error (error);
  g_free (message->body);
  message->body = g_strdup ("**bold**");
  message->severity = WB_SEVERITY_CRITICAL;
  message->priority = WB_PRIORITY_CRITICAL;
  wb_message_add_fact (message, "Model", "qwen_7b");
  wb_message_add_fact (message, "Loss", "0.25");
  return message;
}

static void
test_render (void)
{
  static const struct
  {
    const char *text;
    gboolean is_title;
    const char *result;
  } cases[] = {
    { "plain { text } }}", TRUE, "plain { text } }}" },
    { "{{title}}", TRUE, "Loss *high*" },
    { "{{title}}", FALSE, "Loss \\*high\\*" },
    { "{{{body}}} {{body}}", FALSE, "**bold** \\*\\*bold\\*\\*" },
    { "{{severity}} {{ priority }} {{status}} {{count}} {{channel}}", TRUE,
      "critical critical firing 1 ops" },
    { "{{model_name}} {{metrics.loss}} {{tags}}", TRUE, "qwen_7b 0.25 a, b" },
    { "{{context.error}}", FALSE, "\\<b\\>" },
    { "[{{run_id}}{{context.no.such}}{{model_name.x}}]", TRUE, "[]" },
    { "{{#model_name}}of {{model_name}}{{/model_name}}{{#run_id}}run{{/run_id}}", TRUE,
      "of qwen_7b" },
    { "{{^run_id}}no run{{/run_id}}{{^model_name}}no model{{/model_name}}", TRUE, "no run" },
    { "{{#context.ok}}fine{{/context.ok}}{{^context.ok}}not fine{{/context.ok}}", TRUE,
      "not fine" },
    { "{{#facts}}{{label}}={{value}};{{/facts}}{{label}}", TRUE, "Model=qwen_7b;Loss=0.25;" },
    { "{{#model_name}}{{#model_name}}x{{/model_name}}y{{/model_name}}", TRUE, "xy" },
    { "a\nb", TRUE, "a b" },
  };
  g_autoptr (WbMessage) message = make_message ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *result = NULL;

      wb_message_template_check ("body_template", cases[i].text, &error);
      g_assert_no_error (error);
      result = wb_message_template_render (cases[i].text, message, "ops", cases[i].is_title);
      g_assert_cmpstr (result, ==, cases[i].result);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{{title", "body_template: a \"{{\" has no \"}}\"" },
    { "{{}}", "body_template: expected the name of a field between the braces" },
    { "{{#a}}x", "body_template: the section {{#a}} has no {{/a}}" },
    { "x{{/a}}", "body_template: {{/a}} ends no section" },
    { "{{#a}}{{#b}}{{/a}}{{/b}}", "body_template: the section {{#b}} has no {{/b}}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (wb_message_template_check ("body_template", cases[i].text, &error));
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

/* An alert config goes before its channel; a sum of several keeps its own texts. */
static void
test_apply (void)
{
  g_autoptr (WbChannelConfig) channel = wb_channel_config_new ("ops", WB_CHANNEL_SLACK);
  g_autoptr (WbAlertConfig) alert = wb_alert_config_new ("a", "training_failed");
  g_autoptr (WbMessage) message = make_message ();
  g_autoptr (WbMessage) sum = wb_message_new (WB_DELIVERY_NOTIFY, "k", "2 notifications");

  channel->title_template = g_strdup ("[{{channel}}] {{title}}");
  channel->body_template = g_strdup ("channel");
  alert->body_template = g_strdup ("alert {{{body}}}");
  wb_message_template_apply (message, channel, alert);
  g_assert_cmpstr (message->title, ==, "[ops] Loss *high*");
  g_assert_cmpstr (message->body, ==, "alert **bold**");
  wb_message_template_apply (sum, channel, alert);
  g_assert_cmpstr (sum->title, ==, "2 notifications");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/delivery/message-template/render", test_render);
  g_test_add_func ("/delivery/message-template/refused", test_refused);
  g_test_add_func ("/delivery/message-template/apply", test_apply);
  return g_test_run ();
}
