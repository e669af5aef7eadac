/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-template.h"

#include "base/wb-json-writer.h"
#include "base/wb-markdown.h"

#define NOW_US 1767323045678901

static WbEvent *
new_event (const char *json)
{
  g_autoptr (GError) error = NULL;
  WbEvent *event = wb_event_new_from_json (json, &error);

  g_assert_no_error (error);
  return event;
}

static const char sample[]
    = "{\"model_name\":\"qwen\",\"run_id\":\"r_1\",\"epoch\":3,\"total_epochs\":10,\"batch\":0,"
      "\"total_batches\":7,\"duration\":3661,\"cost\":12.5,\"source\":\"s\",\"provider\":\"open_"
      "ai\","
      "\"key_id\":\"2\",\"metrics\":{\"loss\":0.1234,\"f1\":0.92},"
      "\"context\":{\"error\":\"a*b_c\",\"n\":1234567.5,\"flag\":true,\"empty\":\"\",\"none\":null,"
      "\"deep\":{\"a\":1},\"list\":{\"groq\":\"401 [x]\",\"google\":\"- no\",\"n\":7}}}";

static void
test_fields (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "  trimmed \n", "trimmed" },
    { "{model_name} {run_id} {source} {provider} {key_id}", "qwen r_1 s open_ai 2" },
    { "{epoch}/{total_epochs} {batch}/{total_batches}", "3/10 0/7" },
    { "{duration} {cost}", "3661 12.5" },
    { "{metrics.loss}, {metrics}", "0.1234, loss 0.1234, f1 0.92" },
    { "{context.error} {context.n} {context.flag} {context.deep}",
      "a*b_c 1234567.5 true {\"a\":1}" },
    { "{time}", "2026-01-02T03:04:05Z" },
    { "a{context.no}b{metrics.no}c{nonsense}d", "abcd" },
    { "[a{model_name}]", "aqwen" },
    { "[a{context.no}]b", "b" },
    { "[a{context.empty}]b", "b" },
    { "x[a{model_name}[b{context.no}]c]y", "xaqwency" },
    { "x[a{context.no}[b{model_name}]c]y", "xy" },
    { "[{model_name}][ of {context.no}][ in {run_id}]", "qwen in r_1" },
    { "[]", "" },
    { "100 % $ & < >", "100 % $ & < >" },
  };
  g_autoptr (WbEvent) event = new_event (sample);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = wb_template_render (cases[i].text, WB_TEMPLATE_PLAIN, event, NOW_US);

      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

static void
test_provider_of_context (void)
{
  g_autoptr (WbEvent) event = new_event ("{\"context\":{\"provider_name\":\"groq\"}}");
  g_autofree char *text = wb_template_render ("{provider}", WB_TEMPLATE_PLAIN, event, NOW_US);

  g_assert_cmpstr (text, ==, "groq");
}

static void
test_filters (void)
{
  static const struct
  {
    const char *filter;
    const char *value; /* JSON */
    const char *expected;
  } cases[] = {
    { "title", "\"groq\"", "Groq" },
    { "title", "\"google ai-studio\"", "Google Ai-Studio" },
    { "title", "\"élan\"", "Élan" },
    { "sentence", "\"disk_full\"", "Disk full" },
    { "sentence", "\"éa.b-c\"", "Éa b c" },
    { "sentence", "\"x\"", "X" },
    { "number", "78.0", "78" },
    { "number", "78.50", "78.5" },
    { "number", "90", "90" },
    { "number", "100", "100" },
    { "number", "0.0", "0" },
    { "number", "1.0e2", "1.0e2" },
    { "number", "\"v1.0\"", "v1.0" },
    { "thousands", "3166", "3,166" },
    { "thousands", "999", "999" },
    { "thousands", "1234567.89", "1,234,567.89" },
    { "thousands", "-123456", "-123,456" },
    { "thousands", "-123", "-123" },
    { "thousands", "1e6", "1e6" },
    { "thousands", "\"unlimited\"", "unlimited" },
    { "thousands", "\"12345\"", "12,345" },
    { "money", "12.5", "12.50" },
    { "money", "12.50", "12.50" },
    { "money", "10.00", "10" },
    { "money", "90", "90" },
    { "money", "0.004", "0.004" },
    { "money", "0.999", "1.00" },
    { "money", "-3.5", "-3.50" },
    { "money", "\"ten\"", "ten" },
    { "money", "\"0x10\"", "0x10" },
    { "duration", "0", "0 s" },
    { "duration", "59.4", "59 s" },
    { "duration", "59.5", "1 min 00 s" },
    { "duration", "61", "1 min 01 s" },
    { "duration", "3600", "1 h 00 min" },
    { "duration", "90061", "25 h 01 min" },
    { "duration", "1e300", "277777777 h 46 min" },
    { "duration", "\"long\"", "long" },
    { "list", "{\"groq\":\"401\",\"google\":{\"code\":5}}", "- groq: 401\n- google: {\"code\":5}" },
    { "list", "{}", "" },
    { "list", "\"text\"", "text" },
    { "list", "[1,2]", "[1,2]" },
    { "nosuch", "\"as it is\"", "as it is" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"context\":{\"v\":%s}}", cases[i].value);
      g_autofree char *text = g_strdup_printf ("{context.v|%s}", cases[i].filter);
      g_autoptr (WbEvent) event = new_event (json);
      g_autofree char *rendered = wb_template_render (text, WB_TEMPLATE_PLAIN, event, NOW_US);

      g_assert_cmpstr (rendered, ==, cases[i].expected);
    }
}

static WbEvent *
new_event_of_error (const char *error)
{
  g_autoptr (GString) json = g_string_new ("{\"context\":{");

  wb_json_add_string (json, "error", error);
  g_string_append (json, "}}");
  return new_event (json->str);
}

/* What a program said is shown as it said it, whatever CommonMark makes of its marks. */
static void
test_markdown_escapes (void)
{
  static const char *const errors[] = {
    "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 23.69 GiB total)",
    "*bold* **x** _i_ __init__ a_b `code`",
    "[link](https://x) ![image](y) [ref]",
    "<b>tag</b> <https://x> a < b > c",
    "AT&amp;T &lt; &#60; a && b & c",
    "# not a title",
    "> not a quote",
    "- not a list",
    "+ no",
    "=== no",
    "--- no",
    "~~~ no fence",
    "\\* \\\\ C:\\dir\\_x",
    "line one\n=====\nline two\n-----\n# three",
    "a # b - c + d = e ~ f",
    "😀 _é_",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (WbEvent) event = new_event_of_error (errors[i]);
      g_autofree char *alone
          = wb_template_render ("{context.error}", WB_TEMPLATE_MARKDOWN, event, NOW_US);
      g_autofree char *behind
          = wb_template_render ("Error: {context.error}", WB_TEMPLATE_MARKDOWN, event, NOW_US);
      g_autofree char *plain = wb_markdown_to_plain (alone);
      g_autofree char *plain_behind = wb_markdown_to_plain (behind);

      g_assert_cmpstr (plain, ==, errors[i]);
      g_assert_cmpstr (plain_behind + strlen ("Error: "), ==, errors[i]);
    }
}

/* Escapes are put in only where they are needed: texts are read raw too. */
static void
test_plain_stays (void)
{
  static const char *const errors[]
      = { "out_of_memory in run_7_b", "a - b", "2 > 1", "rate-limit", "x=1", "50 % & more", "C#" };

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (WbEvent) event = new_event_of_error (errors[i]);
      g_autofree char *text
          = wb_template_render ("Error: {context.error}", WB_TEMPLATE_MARKDOWN, event, NOW_US);

      g_assert_true (g_str_has_prefix (text, "Error: "));
      g_assert_cmpstr (text + strlen ("Error: "), ==, errors[i]);
    }
}

static void
test_markdown_list (void)
{
  g_autoptr (WbEvent) event = new_event (sample);
  g_autofree char *text
      = wb_template_render ("{context.list|list}", WB_TEMPLATE_MARKDOWN, event, NOW_US);
  g_autofree char *plain = wb_markdown_to_plain (text);

  g_assert_cmpstr (text, ==, "- groq: 401 \\[x\\]\n- google: - no\n- n: 7");
  g_assert_cmpstr (plain, ==, "• groq: 401 [x]\n• google: - no\n• n: 7");
}

/* No text of the catalogue is broken by what is not given, or by what is. */
static void
test_catalogue (void)
{
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);
  g_autoptr (WbEvent) full = new_event (sample);

  for (gsize i = 0; i < n_types; i++)
    {
      g_autoptr (WbEvent) nothing = wb_event_new (&types[i]);
      const char *texts[] = { types[i].title, types[i].message };

      for (gsize j = 0; j < G_N_ELEMENTS (texts) && texts[j] != NULL; j++)
        {
          g_autofree char *least
              = wb_template_render (texts[j], WB_TEMPLATE_PLAIN, nothing, NOW_US);
          g_autofree char *most = wb_template_render (texts[j], WB_TEMPLATE_PLAIN, full, NOW_US);

          g_test_message ("%s", types[i].name);
          g_assert_null (strpbrk (least, "{}[]|$%"));
          g_assert_null (strpbrk (most, "{}[]|"));
          if (j == 0)
            g_assert_null (strstr (least, "  "));
          g_assert_cmpstr (least, !=, ".");
          if (*least != '\0')
            g_assert_null (strchr (".,:", *least));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/template/fields", test_fields);
  g_test_add_func ("/engine/template/provider-of-context", test_provider_of_context);
  g_test_add_func ("/engine/template/filters", test_filters);
  g_test_add_func ("/engine/template/markdown-escapes", test_markdown_escapes);
  g_test_add_func ("/engine/template/plain-stays", test_plain_stays);
  g_test_add_func ("/engine/template/markdown-list", test_markdown_list);
  g_test_add_func ("/engine/template/catalogue", test_catalogue);
  return g_test_run ();
}
