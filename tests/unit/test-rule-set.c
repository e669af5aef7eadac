/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-rule-set.h"

#include <string.h>

static const char *const kind_words[] = { "default", "matched", "unmatched", "disabled" };

/* A config in short: "type", "-type" for one that is switched off, "type {conditions}" */
static WbAlertConfig *
make_config (const char *text, gint64 id)
{
  g_autofree char *name = g_strdup_printf ("c%" G_GINT64_FORMAT, id);
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  gboolean is_active = *words[0] != '-';
  WbAlertConfig *config = wb_alert_config_new (name, words[0] + !is_active);

  config->id = id;
  config->is_active = is_active;
  config->conditions = g_strdup (words[1]);
  return config;
}

static WbRuleSet *
make_rules (const char *const *texts)
{
  g_autoptr (GPtrArray) configs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_alert_config_unref);

  for (gint64 id = 1; texts[id - 1] != NULL; id++)
    g_ptr_array_add (configs, make_config (texts[id - 1], id));
  return wb_rule_set_new (configs);
}

/* Returns: "matched: 2 3; 1 no: why; 2 yes: why" */
static char *
judge (WbRuleSet *rules, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbEvent) event = wb_event_new_from_json (json, &error);
  g_auto (WbConditionSubject) subject = { NULL, NULL };
  g_auto (WbVerdict) verdict = { 0 };
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  wb_condition_subject_init (&subject, event);
  wb_rule_set_judge (rules, &subject, &verdict);
  g_string_append_printf (text, "%s:", kind_words[verdict.kind]);
  for (guint i = 0; i < verdict.matches->len; i++)
    g_string_append_printf (text, " %" G_GINT64_FORMAT,
                            ((WbRule *) verdict.matches->pdata[i])->config->id);
  for (guint i = 0; i < verdict.checks->len; i++)
    {
      const WbRuleCheck *check = &g_array_index (verdict.checks, WbRuleCheck, i);
      g_autofree char *why = wb_rule_check_dup_why (check, &subject);

      g_string_append_printf (text, "; %s %s: %s", check->rule->config->name,
                              check->is_match ? "yes" : "no", why);
    }
  return g_string_free (text, FALSE);
}

#define EVENT(type, members) "{\"type\":\"" type "\",\"title\":\"t\"" members "}"
#define OWN(word) EVENT ("custom", ",\"context\":{\"type\":\"" word "\"}")

static void
test_judge (void)
{
  static const struct
  {
    const char *configs[4];
    const char *event;
    const char *verdict;
  } cases[] = {
    { { NULL }, EVENT ("high_latency", ""), "default:" },
    { { "quota_warning" }, EVENT ("high_latency", ""), "default:" },
    { { "high_latency" }, EVENT ("high_latency", ""), "matched: 1; c1 yes: it has no conditions" },
    { { "high_latency {\"latency_ms\":3000}" },
      EVENT ("high_latency", ",\"context\":{\"latency_ms\":3500}"),
      "matched: 1; c1 yes: latency_ms 3500 is not below threshold 3000" },
    { { "high_latency {\"latency_ms\":3000}" },
      EVENT ("high_latency", ",\"context\":{\"latency_ms\":500}"),
      "unmatched:; c1 no: latency_ms 500 is below threshold 3000" },
    { { "-high_latency" }, EVENT ("high_latency", ""), "disabled:; c1 no: it is switched off" },
    { { "-high_latency", "high_latency {\"run_id\":\"a\"}" },
      EVENT ("high_latency", ""),
      "unmatched:; c1 no: it is switched off; c2 no: the event has no run_id" },

    /* Several match: all of them count. */
    { { "high_latency", "-high_latency", "high_latency {\"source\":\"gw\"}" },
      EVENT ("high_latency", ",\"source\":\"gw\""),
      "matched: 1 3; c1 yes: it has no conditions; c2 no: it is switched off; c3 yes: source gw is "
      "like gw" },

    /* Every type: S3-51, S3-62 */
    { { "* {\"min_severity\":\"error\"}" },
      EVENT ("training_failed", ",\"severity\":\"error\""),
      "matched: 1; c1 yes: severity error is not below error" },
    { { "* {\"min_severity\":\"error\"}" },
      EVENT ("training_started", ",\"severity\":\"info\""),
      "default:; c1 no: severity info is below error" },
    { { "-*" }, EVENT ("training_started", ""), "default:; c1 no: it is switched off" },
    { { "* {\"source\":\"x\"}", "-high_latency" },
      EVENT ("high_latency", ""),
      "disabled:; c2 no: it is switched off; c1 no: the event has no source" },
    { { "*", "high_latency {\"source\":\"x\"}" },
      EVENT ("high_latency", ""),
      "matched: 1; c2 no: the event has no source; c1 yes: it has no conditions" },

    /* What has no type of its own goes by the word that it calls itself. */
    { { "backup_done" }, OWN ("backup_done"), "matched: 1; c1 yes: it has no conditions" },
    { { "backup_done" }, OWN ("Backup-Done"), "matched: 1; c1 yes: it has no conditions" },
    { { "backup_done" }, OWN ("other"), "default:" },
    { { "backup_done" }, EVENT ("custom", ""), "default:" },
    { { "custom" }, OWN ("other"), "matched: 1; c1 yes: it has no conditions" },
    { { "custom", "-backup_done" }, OWN ("backup_done"), "disabled:; c2 no: it is switched off" },

    /* What another version wrote. */
    { { "high_latency {\"moon\":1}" },
      EVENT ("high_latency", ""),
      "unmatched:; c1 no: its conditions cannot be read: conditions.moon: there is no such "
      "condition" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbRuleSet) rules = make_rules (cases[i].configs);
      g_autofree char *verdict = judge (rules, cases[i].event);

      g_assert_cmpstr (verdict, ==, cases[i].verdict);
    }
}

/* What a verdict names stays when the rules are read anew. */
static void
test_lifetime (void)
{
  const char *const configs[] = { "custom", NULL };
  g_autoptr (WbEvent) event = wb_event_new_from_json (EVENT ("custom", ""), NULL);
  g_auto (WbConditionSubject) subject = { NULL, NULL };
  WbRuleSet *rules = make_rules (configs);
  g_auto (WbVerdict) verdict = { 0 };

  wb_condition_subject_init (&subject, event);
  wb_rule_set_judge (rules, &subject, &verdict);
  wb_rule_set_unref (rules);
  g_assert_cmpstr (((WbRule *) verdict.matches->pdata[0])->config->name, ==, "c1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/rule-set/judge", test_judge);
  g_test_add_func ("/engine/rule-set/lifetime", test_lifetime);
  return g_test_run ();
}
