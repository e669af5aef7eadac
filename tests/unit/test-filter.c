/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-filter.h"

#include <string.h>

#include "base/wb-error.h"
#include "model/wb-limits.h"

static WbFilter *
parse (const char *text, GError **error)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (text));

  return wb_filter_new_from_variant (variant, error);
}

static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "@a{sv} {}",
    "{'severities': <['warning', 'critical']>}",
    "{'categories': <['training', 'custom']>}",
    "{'unread': <true>}",
    "{'unread': <false>, 'acknowledged': <true>}",
    "{'acknowledged': <false>}",
    "{'text': <'CUDA \"out of\" memory'>}",
    "{'severities': <['info', 'success', 'warning', 'error', 'critical']>, 'categories': "
    "<['keys']>,"
    " 'unread': <true>, 'acknowledged': <false>, 'text': <'ä'>}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WbFilter) filter = parse (texts[i], &error);
      g_autoptr (GVariant) variant = NULL;
      g_autoptr (WbFilter) back = NULL;
      g_autoptr (WbFilter) copy = NULL;

      g_assert_no_error (error);
      variant = g_variant_ref_sink (wb_filter_to_variant (filter));
      back = wb_filter_new_from_variant (variant, &error);
      g_assert_no_error (error);
      g_assert_true (wb_filter_equal (filter, back));
      g_assert_cmpint (wb_filter_is_empty (filter), ==, i == 0);
      copy = wb_filter_copy (filter);
      g_assert_true (wb_filter_equal (filter, copy));
    }
}

static void
test_meaning (void)
{
  g_autoptr (WbFilter) filter
      = parse ("{'severities': <['WARN', 'fatal']>, 'categories': <['keys', 'training']>,"
               " 'unread': <true>, 'acknowledged': <false>, 'text': <'  gpu  '>}",
               NULL);

  g_assert_cmpuint (filter->severities, ==,
                    (1u << WB_SEVERITY_WARNING) | (1u << WB_SEVERITY_CRITICAL));
  g_assert_cmpuint (filter->categories, ==,
                    (1u << WB_CATEGORY_KEYS) | (1u << WB_CATEGORY_TRAINING));
  g_assert_cmpint (filter->unread, ==, WB_FILTER_ONLY);
  g_assert_cmpint (filter->acknowledged, ==, WB_FILTER_NONE);
  g_assert_cmpstr (filter->text, ==, "gpu");
}

/* Nothing chosen, or nothing typed, is no filter. */
static void
test_nothing (void)
{
  static const char *const texts[] = { "{'severities': <@as []>}", "{'categories': <@as []>}",
                                       "{'text': <''>}", "{'text': <' \\t'>}" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (WbFilter) filter = parse (texts[i], NULL);

      g_assert_true (wb_filter_is_empty (filter));
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
    { "{'severities': <['hihg']>}", "filter.severities: unknown word \"hihg\"" },
    { "{'severities': <'error'>}", "filter.severities: expected D-Bus type 'as', not 's'" },
    { "{'severities': <[1]>}", "filter.severities: expected D-Bus type 'as', not 'ai'" },
    { "{'categories': <['train']>}", "filter.categories: unknown word \"train\"" },
    { "{'categories': <true>}", "filter.categories: expected D-Bus type 'as', not 'b'" },
    { "{'unread': <1>}", "filter.unread: expected D-Bus type 'b', not 'i'" },
    { "{'acknowledged': <'yes'>}", "filter.acknowledged: expected D-Bus type 'b', not 's'" },
    { "{'text': <7>}", "filter.text: expected D-Bus type 's', not 'i'" },
    { "{'severity': <'error'>}", "filter.severity: no such key; expected severities, categories, "
                                 "unread, acknowledged or text" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].text, &error));
      g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_long_text (void)
{
  g_autofree char *longest = g_strnfill (WB_LIMIT_SEARCH_CHARACTERS, 'x');
  g_autofree char *too_long = g_strnfill (WB_LIMIT_SEARCH_CHARACTERS + 1, 'x');
  g_auto (GStrv) gaps = g_strsplit (longest, "x", -1);
  g_autofree char *wide = g_strjoinv ("é", gaps); /* as many characters, twice the bytes */
  g_autoptr (GVariant) taken
      = g_variant_ref_sink (g_variant_new_parsed ("{'text': <%s>}", longest));
  g_autoptr (GVariant) counted = g_variant_ref_sink (g_variant_new_parsed ("{'text': <%s>}", wide));
  g_autoptr (GVariant) refused
      = g_variant_ref_sink (g_variant_new_parsed ("{'text': <%s>}", too_long));
  g_autoptr (WbFilter) first = wb_filter_new_from_variant (taken, NULL);
  g_autoptr (WbFilter) second = wb_filter_new_from_variant (counted, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_null (wb_filter_new_from_variant (refused, &error));
  g_assert_cmpstr (error->message, ==, "filter.text: expected at most 1024 characters");
}

/* An error repeats a strange word, but not all of it. */
static void
test_long_word (void)
{
  g_autofree char *word = g_strnfill (10000, 'w');
  g_autoptr (GVariant) variant
      = g_variant_ref_sink (g_variant_new_parsed ("{'severities': <[%s]>}", word));
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_filter_new_from_variant (variant, &error));
  g_assert_cmpuint (strlen (error->message), <, 150);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/filter/round-trip", test_round_trip);
  g_test_add_func ("/model/filter/meaning", test_meaning);
  g_test_add_func ("/model/filter/nothing", test_nothing);
  g_test_add_func ("/model/filter/refused", test_refused);
  g_test_add_func ("/model/filter/long-text", test_long_text);
  g_test_add_func ("/model/filter/long-word", test_long_word);
  return g_test_run ();
}
