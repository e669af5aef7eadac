/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-metric-rules.h"

#include <string.h>

#include "base/wb-error.h"
#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "engine/wb-input.h"
#include "engine/wb-metric-alert.h"
#include "model/wb-limits.h"
#include "store/wb-metric-store.h"

static const WbJsonLimits rule_limits = { WB_LIMIT_BODY_BYTES, WB_LIMIT_BODY_BYTES, 4, 256 };

/* One that cannot be read any more is left out: better than that nothing rings. */
static void
add_rule (const char *name, const char *body, gpointer data)
{
  GPtrArray *rules = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) json = wb_json_parse (body, strlen (body), &rule_limits, &error);
  g_autoptr (WbMetricRule) rule
      = json != NULL ? wb_metric_rule_new_from_json (wb_json_get_root (json), NULL, &error) : NULL;

  if (rule == NULL)
    {
      g_debug ("metric rule %s: %s", name, error->message);
      return;
    }
  for (guint i = 0; i < rules->len; i++)
    if (g_str_equal (((WbMetricRule *) g_ptr_array_index (rules, i))->name, name))
      {
        g_ptr_array_remove_index (rules, i);
        g_ptr_array_insert (rules, (int) i, g_steal_pointer (&rule));
        return;
      }
  g_ptr_array_add (rules, g_steal_pointer (&rule));
}

/* wb_metric_rules_load: (element-type WbMetricRule) (transfer full): defaults and own ones. */
GPtrArray *
wb_metric_rules_load (WbConnection *connection, GError **error)
{
  g_autoptr (GPtrArray) rules = wb_metric_rule_list_defaults ();

  return wb_metric_store_list_rules (connection, add_rule, rules, error) ? g_steal_pointer (&rules)
                                                                         : NULL;
}

/* wb_metric_rules_find: (nullable). */
const WbMetricRule *
wb_metric_rules_find (const GPtrArray *rules, const char *name)
{
  for (guint i = 0; i < rules->len; i++)
    {
      const WbMetricRule *rule = g_ptr_array_index (rules, i);

      if (g_str_equal (rule->name, name))
        return rule;
    }
  return NULL;
}

static gboolean
list (WbConnection *connection,
      WbJsonValue input G_GNUC_UNUSED,
      gint64 now_us G_GNUC_UNUSED,
      GString *answer,
      GError **error)
{
  g_autoptr (GPtrArray) rules = wb_metric_rules_load (connection, error);

  if (rules == NULL)
    return FALSE;
  g_string_append (answer, "{\"rules\":[");
  for (guint i = 0; i < rules->len; i++)
    {
      wb_json_begin_item (answer);
      wb_metric_rule_append_json (g_ptr_array_index (rules, i), answer);
    }
  g_string_append (answer, "]}");
  return TRUE;
}

static gboolean
save (WbTransaction *transaction,
      const WbMetricRule *known,
      const WbMetricRule *rule,
      GString *answer,
      GError **error)
{
  wb_metric_rule_append_json (rule, answer);
  wb_transaction_touch (transaction, WB_TOPIC_METRICS);
  return wb_metric_store_put_rule (wb_transaction_get_connection (transaction), rule->name,
                                   answer->str, error)
         && wb_metric_alert_follow_rule (transaction, known, rule, error);
}

static gboolean
check_room (const GPtrArray *rules, GError **error)
{
  return rules->len < WB_LIMIT_METRIC_RULES
         || wb_field_refuse (error, "rule_name", "there are %d rules already",
                             WB_LIMIT_METRIC_RULES);
}

static gboolean
add (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  const GPtrArray *rules = wb_transaction_get_policy (transaction)->metric_rules;
  g_autoptr (WbMetricRule) rule = NULL;
  const WbMetricRule *known;
  WbJsonValue body;

  if (!wb_input_require_body (input, &body, error))
    return FALSE;
  rule = wb_metric_rule_new_from_json (body, NULL, error);
  if (rule == NULL)
    return FALSE;
  known = wb_metric_rules_find (rules, rule->name);
  if (known != NULL && !known->is_default)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONFLICT, "rule_name: there is one of that name");
      return FALSE;
    }
  return (known != NULL || check_room (rules, error))
         && save (transaction, known, rule, answer, error);
}

static gboolean
set (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  const GPtrArray *rules = wb_transaction_get_policy (transaction)->metric_rules;
  g_autoptr (WbMetricRule) rule = NULL;
  g_autofree char *name = NULL;
  const WbMetricRule *known;
  WbJsonValue body;

  if (!wb_input_require_string (input, "name", WB_LIMIT_METRIC_NAME_CHARACTERS, &name, error)
      || !wb_input_require_body (input, &body, error))
    return FALSE;
  known = wb_metric_rules_find (rules, name);
  if (known == NULL)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, "name: there is no rule \"%s\"", name);
      return FALSE;
    }
  rule = wb_metric_rule_new_from_json (body, known, error);
  if (rule == NULL)
    return FALSE;
  if (!g_str_equal (rule->name, name))
    return wb_field_refuse (error, "rule_name", "a rule keeps its name");
  return save (transaction, known, rule, answer, error);
}

static gboolean
delete_rule (WbTransaction *transaction, WbJsonValue input, GString *answer, GError **error)
{
  g_autoptr (GPtrArray) defaults = wb_metric_rule_list_defaults ();
  g_autofree char *name = NULL;
  gboolean is_deleted;

  if (!wb_input_require_string (input, "name", WB_LIMIT_METRIC_NAME_CHARACTERS, &name, error)
      || !wb_metric_store_delete_rule (wb_transaction_get_connection (transaction), name,
                                       &is_deleted, error))
    return FALSE;
  if (!is_deleted)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND,
                   "name: there is no rule \"%s\" of your own; a default can be set inactive",
                   name);
      return FALSE;
    }
  wb_transaction_touch (transaction, WB_TOPIC_METRICS);
  g_string_append (answer, "{\"deleted\":true}");
  return wb_metric_alert_follow_rule (
      transaction,
      wb_metric_rules_find (wb_transaction_get_policy (transaction)->metric_rules, name),
      wb_metric_rules_find (defaults, name), error);
}

/* wb_metric_rules_list: {} -> {"rules": [...]}, the defaults first. */
const WbOperation wb_metric_rules_list = { .name = "metric-rule.list", .ask = list };

/* wb_metric_rules_add: {"body": a rule} -> the rule; one with the name of a default replaces it. */
const WbOperation wb_metric_rules_add
    = { .name = "metric-rule.add", .perform = add, .changes_settings = TRUE };

/* wb_metric_rules_set: {"name", "body": fields that change} -> the rule. */
const WbOperation wb_metric_rules_set
    = { .name = "metric-rule.set", .perform = set, .changes_settings = TRUE };

/* wb_metric_rules_delete: {"name"}: a default that was changed is the default again. */
const WbOperation wb_metric_rules_delete
    = { .name = "metric-rule.delete", .perform = delete_rule, .changes_settings = TRUE };
