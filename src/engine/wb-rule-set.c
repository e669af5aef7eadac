/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-rule-set.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/wb-condition.h"
#include "model/wb-limits.h"

struct _WbRuleSet
{
  GHashTable *by_type;   /* owned, char * owned -> GPtrArray of WbRule owned */
  GPtrArray *every_type; /* owned, WbRule */
};

static void
rule_free (gpointer data)
{
  WbRule *self = data;

  wb_alert_config_unref (self->config);
  g_clear_pointer (&self->conditions, wb_conditions_free);
  g_free (self->fault);
  g_free (self->scope);
  g_free (self->reason);
  g_free (self);
}

/* Another version may have written conditions that this one cannot read: then nothing matches. */
static WbRule *
rule_new (WbAlertConfig *config)
{
  static const WbJsonLimits limits = {
    .length_bytes = WB_LIMIT_CONDITIONS_BYTES,
    .string_bytes = WB_LIMIT_CONDITIONS_BYTES,
    .depth = WB_LIMIT_BODY_DEPTH,
    .values = WB_LIMIT_CONDITIONS_BYTES,
  };
  WbRule *self = g_new0 (WbRule, 1);
  g_autoptr (WbJson) json = NULL;
  g_autoptr (GError) error = NULL;

  self->config = wb_alert_config_ref (config);
  self->scope = g_strdup_printf ("config %" G_GINT64_FORMAT, config->id);
  self->reason = g_strdup_printf (_ ("alert config “%s”"), config->name);
  if (config->conditions == NULL)
    return self;

  json = wb_json_parse (config->conditions, strlen (config->conditions), &limits, &error);
  if (json != NULL)
    self->conditions = wb_conditions_new (wb_json_get_root (json), &error);
  if (error != NULL)
    self->fault = g_strdup (error->message);
  return self;
}

/* wb_rule_set_new: @configs: (element-type WbAlertConfig): asked in this order. */
WbRuleSet *
wb_rule_set_new (GPtrArray *configs)
{
  WbRuleSet *self = g_atomic_rc_box_new0 (WbRuleSet);

  self->by_type
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->every_type = g_ptr_array_new_with_free_func (rule_free);
  for (guint i = 0; i < configs->len; i++)
    {
      WbAlertConfig *config = g_ptr_array_index (configs, i);
      GPtrArray *rules = self->every_type;

      if (!g_str_equal (config->alert_type, WB_ALERT_CONFIG_EVERY_TYPE))
        rules = g_hash_table_lookup (self->by_type, config->alert_type);
      if (rules == NULL)
        {
          rules = g_ptr_array_new_with_free_func (rule_free);
          g_hash_table_insert (self->by_type, g_strdup (config->alert_type), rules);
        }
      g_ptr_array_add (rules, rule_new (config));
    }
  return self;
}

WbRuleSet *
wb_rule_set_ref (WbRuleSet *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  WbRuleSet *self = data;

  g_hash_table_unref (self->by_type);
  g_ptr_array_unref (self->every_type);
}

void
wb_rule_set_unref (WbRuleSet *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* --- one event --- */

static gboolean
matches (const WbRule *rule, const WbConditionSubject *subject)
{
  if (!rule->config->is_active || rule->fault != NULL)
    return FALSE;
  return rule->conditions == NULL || wb_conditions_match (rule->conditions, subject, NULL);
}

/* Returns: how many of the rules are switched on. */
static guint
ask (GPtrArray *rules, const WbConditionSubject *subject, WbVerdict *verdict)
{
  guint n_before = verdict->checks->len, n_active = 0;

  g_array_set_size (verdict->checks, n_before + rules->len);
  for (guint i = 0; i < rules->len; i++)
    {
      WbRule *rule = g_ptr_array_index (rules, i);
      gboolean is_match = matches (rule, subject);

      g_array_index (verdict->checks, WbRuleCheck, n_before + i) = (WbRuleCheck){ rule, is_match };
      if (is_match)
        g_ptr_array_add (verdict->matches, rule);
      n_active += rule->config->is_active;
    }
  return n_active;
}

/* Those of the type; for what has no type of its own, those of the word that it calls itself by. */
static GPtrArray *
find_rules (const WbRuleSet *self, const WbConditionSubject *subject)
{
  const WbEventType *type = subject->event->type;
  GPtrArray *rules = NULL;

  if (type == wb_catalogue_get_custom ())
    {
      g_autofree char *word = wb_condition_subject_dup_string (subject, "type");
      g_autofree char *name = word != NULL ? wb_catalogue_dup_word (word) : NULL;

      if (name != NULL)
        rules = g_hash_table_lookup (self->by_type, name);
    }
  return rules != NULL ? rules : g_hash_table_lookup (self->by_type, type->name);
}

/*
 * wb_rule_set_judge:
 * @verdict: (out): to be cleared
 *
 * Configs for every type are asked too; where they do not match, that says nothing about a type.
 */
void
wb_rule_set_judge (WbRuleSet *self, const WbConditionSubject *subject, WbVerdict *verdict)
{
  GPtrArray *rules = find_rules (self, subject);

  verdict->kind = WB_VERDICT_DEFAULT;
  verdict->rules = wb_rule_set_ref (self);
  verdict->matches = g_ptr_array_new ();
  verdict->checks = g_array_new (FALSE, FALSE, sizeof (WbRuleCheck));
  if (rules != NULL)
    verdict->kind = ask (rules, subject, verdict) > 0 ? WB_VERDICT_UNMATCHED : WB_VERDICT_DISABLED;
  ask (self->every_type, subject, verdict);
  if (verdict->matches->len > 0)
    verdict->kind = WB_VERDICT_MATCHED;
}

void
wb_verdict_clear (WbVerdict *self)
{
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_clear_pointer (&self->checks, g_array_unref);
  g_clear_pointer (&self->rules, wb_rule_set_unref);
}

/* wb_rule_check_dup_why: (transfer full): how it came to match or not, with the numbers. */
char *
wb_rule_check_dup_why (const WbRuleCheck *self, const WbConditionSubject *subject)
{
  const WbRule *rule = self->rule;
  char *why = NULL;

  if (!rule->config->is_active)
    return g_strdup (_ ("it is switched off"));
  if (rule->fault != NULL)
    return g_strdup_printf (_ ("its conditions cannot be read: %s"), rule->fault);
  if (rule->conditions == NULL)
    return g_strdup (_ ("it has no conditions"));
  wb_conditions_match (rule->conditions, subject, &why);
  return why;
}
