/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-catalogue.h"

#include <string.h>

#define NO_COOLDOWN 0

/* The contract with those who send: each name, its category, severity and default channels. */
static const struct
{
  const char *name;
  WbCategory category;
  WbSeverity severity;
  WbShow show;
  guint cooldown_s;
  const char *channels;
} rows[] = {
#define TRAINING(name, severity)                                                                   \
  {                                                                                                \
    name, WB_CATEGORY_TRAINING, severity, WB_SHOW_POPUP, 900, NULL                                 \
  }
#define RECORD(name)                                                                               \
  {                                                                                                \
    name, WB_CATEGORY_TRAINING, WB_SEVERITY_INFO, WB_SHOW_RECORD, 900, NULL                        \
  }
#define GATEWAY(name, severity)                                                                    \
  {                                                                                                \
    name, WB_CATEGORY_GATEWAY, severity, WB_SHOW_POPUP, 900, NULL                                  \
  }
  TRAINING ("training_started", WB_SEVERITY_INFO),
  TRAINING ("training_completed", WB_SEVERITY_SUCCESS),
  TRAINING ("training_failed", WB_SEVERITY_ERROR),
  TRAINING ("training_paused", WB_SEVERITY_INFO),
  TRAINING ("training_resumed", WB_SEVERITY_INFO),
  RECORD ("checkpoint_saved"),
  RECORD ("checkpoint_loading"),
  TRAINING ("evaluation_started", WB_SEVERITY_INFO),
  TRAINING ("evaluation_completed", WB_SEVERITY_SUCCESS),
  TRAINING ("evaluation_failed", WB_SEVERITY_ERROR),
  RECORD ("epoch_completed"),
  RECORD ("batch_processed"),
  TRAINING ("loss_improved", WB_SEVERITY_INFO),
  TRAINING ("loss_degraded", WB_SEVERITY_WARNING),
  TRAINING ("cost_threshold_exceeded", WB_SEVERITY_WARNING),
  TRAINING ("gpu_memory_warning", WB_SEVERITY_WARNING),
  TRAINING ("gpu_utilization_low", WB_SEVERITY_WARNING),
  TRAINING ("disk_space_warning", WB_SEVERITY_WARNING),
  TRAINING ("error_occurred", WB_SEVERITY_ERROR),
  TRAINING ("out_of_memory", WB_SEVERITY_ERROR),
  TRAINING ("nan_detected", WB_SEVERITY_ERROR),
  TRAINING ("training_stalled", WB_SEVERITY_WARNING),
  GATEWAY ("circuit_breaker_opened", WB_SEVERITY_ERROR),
  GATEWAY ("circuit_breaker_closed", WB_SEVERITY_INFO),
  GATEWAY ("provider_unhealthy", WB_SEVERITY_WARNING),
  GATEWAY ("provider_recovered", WB_SEVERITY_INFO),
  GATEWAY ("cost_limit_warning", WB_SEVERITY_WARNING),
  GATEWAY ("cost_limit_exceeded", WB_SEVERITY_ERROR),
  GATEWAY ("rate_limit_warning", WB_SEVERITY_WARNING),
  GATEWAY ("rate_limit_exceeded", WB_SEVERITY_ERROR),
  GATEWAY ("high_error_rate", WB_SEVERITY_WARNING),
  GATEWAY ("high_latency", WB_SEVERITY_WARNING),
  GATEWAY ("quota_exhausted", WB_SEVERITY_CRITICAL),
  { "quota_warning", WB_CATEGORY_KEYS, WB_SEVERITY_WARNING, WB_SHOW_POPUP, 900, "telegram" },
  { "quota_critical", WB_CATEGORY_KEYS, WB_SEVERITY_CRITICAL, WB_SHOW_POPUP, 600,
    "email,telegram" },
  { "auth_failure", WB_CATEGORY_KEYS, WB_SEVERITY_ERROR, WB_SHOW_POPUP, 300, "email,telegram" },
  { "all_keys_failed", WB_CATEGORY_KEYS, WB_SEVERITY_CRITICAL, WB_SHOW_POPUP, 180,
    "email,telegram,desktop" },
  { "key_recovered", WB_CATEGORY_KEYS, WB_SEVERITY_INFO, WB_SHOW_POPUP, NO_COOLDOWN, "telegram" },
  { "metric_threshold", WB_CATEGORY_METRICS, WB_SEVERITY_WARNING, WB_SHOW_POPUP, 600, NULL },
  { "digest", WB_CATEGORY_CUSTOM, WB_SEVERITY_INFO, WB_SHOW_POPUP, NO_COOLDOWN, NULL },
  { "external_alert", WB_CATEGORY_EXTERNAL, WB_SEVERITY_WARNING, WB_SHOW_POPUP, 600, NULL },
  { "custom", WB_CATEGORY_CUSTOM, WB_SEVERITY_INFO, WB_SHOW_POPUP, 600, NULL },
};

static void
test_rows (void)
{
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);
  guint counts[WB_N_CATEGORIES] = { 0 };

  g_assert_cmpuint (n_types, ==, 42);
  g_assert_cmpuint (n_types, ==, G_N_ELEMENTS (rows));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const WbEventType *type = wb_catalogue_lookup (rows[i].name);

      g_assert_nonnull (type);
      g_assert_cmpstr (type->name, ==, rows[i].name);
      g_assert_cmpint (type->category, ==, rows[i].category);
      g_assert_cmpint (type->severity, ==, rows[i].severity);
      g_assert_cmpint (type->show, ==, rows[i].show);
      g_assert_cmpuint (type->cooldown_s, ==, rows[i].cooldown_s);
      g_assert_cmpstr (type->channels, ==, rows[i].channels);
      counts[types[i].category]++;
    }
  g_assert_cmpuint (counts[WB_CATEGORY_TRAINING], ==, 22);
  g_assert_cmpuint (counts[WB_CATEGORY_GATEWAY], ==, 11);
  g_assert_cmpuint (counts[WB_CATEGORY_KEYS], ==, 5);
  g_assert_cmpuint (counts[WB_CATEGORY_METRICS], ==, 1);
  g_assert_cmpuint (counts[WB_CATEGORY_EXTERNAL], ==, 1);
  g_assert_cmpuint (counts[WB_CATEGORY_CUSTOM], ==, 2);
}

static void
test_lookup (void)
{
  static const struct
  {
    const char *word;
    const char *name;
  } cases[] = {
    { "training_failed", "training_failed" },
    { "TRAINING_FAILED", "training_failed" },
    { "Training-Failed", "training_failed" },
    { "training.failed", "training_failed" },
    { "nan-Detected", "nan_detected" },
    { "custom", "custom" },
    { "training failed", NULL },
    { "training_failed ", NULL },
    { "training_fail", NULL },
    { "", NULL },
    { "ｔraining_failed", NULL },
    { "a_word_that_is_far_longer_than_any_name_in_the_catalogue_could_ever_be_and_more", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WbEventType *type = wb_catalogue_lookup (cases[i].word);

      g_assert_cmpstr (type != NULL ? type->name : NULL, ==, cases[i].name);
    }
  g_assert_cmpstr (wb_catalogue_get_custom ()->name, ==, "custom");
}

static void
test_resolves (void)
{
  static const struct
  {
    const char *type;
    const char *ended;
    gboolean resolves;
  } cases[] = {
    { "training_completed", "training_stalled", TRUE },
    { "training_resumed", "training_paused", TRUE },
    { "training_failed", "training_stalled", TRUE },
    { "loss_improved", "loss_degraded", TRUE },
    { "circuit_breaker_closed", "circuit_breaker_opened", TRUE },
    { "provider_recovered", "provider_unhealthy", TRUE },
    { "provider_recovered", "circuit_breaker_opened", TRUE },
    { "quota_critical", "quota_warning", TRUE },
    { "key_recovered", "quota_warning", TRUE },
    { "key_recovered", "quota_critical", TRUE },
    { "key_recovered", "auth_failure", TRUE },
    { "training_completed", "training_failed", FALSE },
    { "key_recovered", "quota_exhausted", TRUE },
    { "key_recovered", "all_keys_failed", TRUE },
    { "provider_recovered", "quota_exhausted", TRUE },
    { "provider_recovered", "all_keys_failed", FALSE },
    { "key_recovered", "quota", FALSE },
    { "training_resumed", "", FALSE },
    { "custom", "custom", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (wb_event_type_resolves (wb_catalogue_lookup (cases[i].type), cases[i].ended),
                     ==, cases[i].resolves);
}

/* Who is named as ended exists, and knows that it can end. */
static void
test_resolved_exist (void)
{
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);

  for (gsize i = 0; i < n_types; i++)
    {
      g_auto (GStrv) names
          = g_strsplit (types[i].resolves != NULL ? types[i].resolves : "", ",", -1);

      for (GStrv name = names; *name != NULL; name++)
        {
          const WbEventType *ended = wb_catalogue_lookup (*name);

          g_assert_nonnull (ended);
          g_assert_cmpstr (ended->name, ==, *name);
          g_assert_true (wb_event_type_is_resolvable (ended));
        }
    }
  g_assert_false (wb_event_type_is_resolvable (wb_catalogue_lookup ("training_completed")));
  g_assert_false (wb_event_type_is_resolvable (wb_catalogue_get_custom ()));
}

static void
test_categories (void)
{
  static const char *const words[]
      = { "training", "gateway", "keys", "metrics", "external", "custom" };
  static const char *const labels[]
      = { "Training", "Gateway", "Keys", "Metrics", "External", "Custom" };
  WbCategory category = WB_CATEGORY_KEYS;

  for (guint i = 0; i < WB_N_CATEGORIES; i++)
    {
      g_assert_cmpstr (wb_category_to_string ((WbCategory) i), ==, words[i]);
      g_assert_cmpstr (wb_category_get_label ((WbCategory) i), ==, labels[i]);
      g_assert_true (wb_category_from_string (words[i], &category));
      g_assert_cmpint (category, ==, i);
    }
  g_assert_false (wb_category_from_string ("", &category));
  g_assert_false (wb_category_from_string ("train", &category));
}

/* Whatever is said to work again ended something; what ends something need not work. */
static void
test_flags (void)
{
  static const char *const recoveries[] = { "training_resumed", "circuit_breaker_closed",
                                            "provider_recovered", "key_recovered", NULL };
  static const char *const generics[] = { "error_occurred", "external_alert", "custom", NULL };
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);

  for (gsize i = 0; i < n_types; i++)
    {
      g_assert_cmpint (types[i].is_recovery, ==, g_strv_contains (recoveries, types[i].name));
      g_assert_cmpint (types[i].is_generic, ==, g_strv_contains (generics, types[i].name));
      g_assert_true (!types[i].is_recovery || types[i].resolves != NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/catalogue/rows", test_rows);
  g_test_add_func ("/model/catalogue/lookup", test_lookup);
  g_test_add_func ("/model/catalogue/flags", test_flags);
  g_test_add_func ("/model/catalogue/resolves", test_resolves);
  g_test_add_func ("/model/catalogue/resolved-exist", test_resolved_exist);
  g_test_add_func ("/model/catalogue/categories", test_categories);
  return g_test_run ();
}
