/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-metric-rule.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "model/wb-limits.h"

#define DEFAULT_COOLDOWN_MINUTES 15
#define DEFAULT_WINDOW 50
#define DEFAULT_MIN_COUNT 20
#define DEFAULT_SPREAD 5.0
#define DEFAULT_ABSENT_S 300
#define DEFAULT_WITHIN_S 3600
#define LOW_UTILIZATION_S 600 /* an idle moment between two steps is none */

G_DEFINE_BOXED_TYPE (WbMetricRule, wb_metric_rule, wb_metric_rule_ref, wb_metric_rule_unref)

static const char *const kind_words[] = {
  [WB_METRIC_THRESHOLD] = "threshold",
  [WB_METRIC_ABSENT] = "absent",
  [WB_METRIC_UNUSUAL] = "unusual",
  [WB_METRIC_FORECAST] = "forecast",
};

static const char *const operator_words[] = {
  [WB_METRIC_ABOVE] = ">",    [WB_METRIC_AT_LEAST] = ">=", [WB_METRIC_BELOW] = "<",
  [WB_METRIC_AT_MOST] = "<=", [WB_METRIC_EQUAL] = "==",    [WB_METRIC_NOT_EQUAL] = "!=",
};

/* The rules that stand before anyone made one. */
static const struct
{
  const char *name;
  const char *metric_name;
  WbMetricOperator operator;
  double threshold;
  WbPriority priority;
  guint cooldown_minutes;
  guint for_s;
  const char *event_type; /* NULL: metric_threshold */
} defaults[] = {
  { "high_cpu_usage", "cpu_usage_percent", WB_METRIC_ABOVE, 85, WB_PRIORITY_MEDIUM, 10, 0, NULL },
  { "critical_cpu_usage", "cpu_usage_percent", WB_METRIC_ABOVE, 95, WB_PRIORITY_HIGH, 5, 0, NULL },
  { "high_memory_usage", "memory_usage_percent", WB_METRIC_ABOVE, 80, WB_PRIORITY_MEDIUM, 10, 0,
    NULL },
  { "critical_memory_usage", "memory_usage_percent", WB_METRIC_ABOVE, 90, WB_PRIORITY_HIGH, 5, 0,
    NULL },
  { "large_processing_queue", "queue_size", WB_METRIC_ABOVE, 1000, WB_PRIORITY_MEDIUM, 15, 0,
    NULL },
  { "critical_processing_queue", "queue_size", WB_METRIC_ABOVE, 5000, WB_PRIORITY_HIGH, 10, 0,
    NULL },
  { "high_error_rate", "error_rate_percent", WB_METRIC_ABOVE, 5, WB_PRIORITY_MEDIUM, 10, 0, NULL },
  { "critical_error_rate", "error_rate_percent", WB_METRIC_ABOVE, 15, WB_PRIORITY_HIGH, 5, 0,
    NULL },
  { "gpu_memory", "gpu_memory_percent", WB_METRIC_ABOVE, 85, WB_PRIORITY_MEDIUM, 15, 0,
    "gpu_memory_warning" },
  { "gpu_utilization", "gpu_utilization_percent", WB_METRIC_BELOW, 20, WB_PRIORITY_MEDIUM, 60,
    LOW_UTILIZATION_S, "gpu_utilization_low" },
  { "disk_space", "disk_usage_percent", WB_METRIC_ABOVE, 90, WB_PRIORITY_MEDIUM, 60, 0,
    "disk_space_warning" },
};

static WbMetricRule *
rule_new (void)
{
  WbMetricRule *self = g_atomic_rc_box_new0 (WbMetricRule);

  self->priority = WB_PRIORITY_MEDIUM;
  self->cooldown_minutes = DEFAULT_COOLDOWN_MINUTES;
  self->absent_after_s = DEFAULT_ABSENT_S;
  self->window = DEFAULT_WINDOW;
  self->min_count = DEFAULT_MIN_COUNT;
  self->spread = DEFAULT_SPREAD;
  self->within_s = DEFAULT_WITHIN_S;
  self->event_type = wb_catalogue_lookup ("metric_threshold");
  self->is_active = TRUE;
  return self;
}

/* wb_metric_rule_list_defaults: (element-type WbMetricRule) (transfer full). */
GPtrArray *
wb_metric_rule_list_defaults (void)
{
  GPtrArray *rules = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_metric_rule_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (defaults); i++)
    {
      WbMetricRule *rule = rule_new ();

      rule->name = g_strdup (defaults[i].name);
      rule->metric_name = g_strdup (defaults[i].metric_name);
      rule->operator= defaults[i].operator;
      rule->threshold = rule->recovery = defaults[i].threshold;
      rule->priority = defaults[i].priority;
      rule->cooldown_minutes = defaults[i].cooldown_minutes;
      rule->for_s = defaults[i].for_s;
      if (defaults[i].event_type != NULL)
        rule->event_type = wb_catalogue_lookup (defaults[i].event_type);
      rule->is_default = TRUE;
      g_ptr_array_add (rules, rule);
    }
  return rules;
}

WbMetricRule *
wb_metric_rule_ref (WbMetricRule *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_rule (gpointer data)
{
  WbMetricRule *self = data;

  g_free (self->name);
  g_free (self->metric_name);
  g_free (self->service_name);
}

void
wb_metric_rule_unref (WbMetricRule *self)
{
  g_atomic_rc_box_release_full (self, clear_rule);
}

/* --- fields --- */

static gboolean
read_text (const char *name, WbJsonValue value, glong limit, char **field, GError **error)
{
  g_autofree char *text = NULL;

  if (!wb_field_read_string (name, value, limit, &text, error))
    return FALSE;
  g_free (*field);
  *field = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
read_name (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  return read_text (name, value, WB_LIMIT_METRIC_NAME_CHARACTERS, field, error);
}

/* A run is a service too. */
static gboolean
read_service (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  return read_text (name, value, WB_LIMIT_NAME_CHARACTERS, field, error);
}

static gboolean
find_word (const char *const *words, gsize n_words, const char *word, int *index)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_str_equal (words[i], word))
      {
        *index = (int) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_kind (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  g_autofree char *word = NULL;
  int index = -1;

  if (!wb_field_read_string (name, value, WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL || !find_word (kind_words, G_N_ELEMENTS (kind_words), word, &index))
    return wb_field_refuse (error, name, "expected threshold, absent, unusual or forecast");
  *(WbMetricKind *) field = (WbMetricKind) index;
  return TRUE;
}

static gboolean
read_operator (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  g_autofree char *word = NULL;
  int index = -1;

  if (!wb_field_read_string (name, value, WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL || !find_word (operator_words, G_N_ELEMENTS (operator_words), word, &index))
    return wb_field_refuse (error, name, "expected one of > >= < <= == !=");
  *(WbMetricOperator *) field = (WbMetricOperator) index;
  return TRUE;
}

static gboolean
read_number (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  if (wb_json_value_get_kind (value) != WB_JSON_NUMBER)
    return wb_field_refuse (error, name, "expected a number");
  *(double *) field = wb_json_value_get_double (value);
  return TRUE;
}

static gboolean
read_spread (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  double number = 0.0;

  if (!read_number (name, value, &number, error))
    return FALSE;
  if (number <= 0.0)
    return wb_field_refuse (error, name, "expected a number above 0");
  *(double *) field = number;
  return TRUE;
}

static gboolean
read_bounded (const char *name,
              WbJsonValue value,
              gint64 min,
              gint64 max,
              guint *field,
              GError **error)
{
  gint64 number;

  if (!wb_json_value_get_int64 (value, &number) || number < min || number > max)
    return wb_field_refuse (error, name,
                            "expected an integer from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT,
                            min, max);
  *field = (guint) number;
  return TRUE;
}

static gboolean
read_minutes (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  return read_bounded (name, value, 0, WB_LIMIT_METRIC_SECONDS / 60, field, error);
}

static gboolean
read_window (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  return read_bounded (name, value, 3, WB_LIMIT_METRIC_SAMPLES, field, error);
}

/* Seconds, or a text such as "90s", "5m", "2h". */
static gboolean
read_seconds (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  static const char units[] = "smhd";
  static const gint64 factors[] = { 1, 60, 3600, 86400 };
  g_autofree char *text = NULL;
  const char *unit;
  char *end = NULL;
  gint64 number;

  if (wb_json_value_get_kind (value) != WB_JSON_STRING)
    return read_bounded (name, value, 0, WB_LIMIT_METRIC_SECONDS, field, error);

  text = wb_json_value_dup_string (value);
  number = g_ascii_strtoll (text, &end, 10);
  unit = *end != '\0' ? strchr (units, *end) : NULL;
  if (end == text || unit == NULL || end[1] != '\0' || number < 0
      || number > WB_LIMIT_METRIC_SECONDS / factors[unit - units])
    return wb_field_refuse (error, name, "expected seconds, or a text such as 90s, 5m or 2h");
  *(guint *) field = (guint) (number * factors[unit - units]);
  return TRUE;
}

static gboolean
read_priority (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  g_autofree char *word = NULL;

  if (!wb_field_read_string (name, value, WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  if (word == NULL || !wb_priority_from_string (word, field))
    return wb_field_refuse (error, name, "expected low, medium, high or critical");
  return TRUE;
}

static gboolean
read_event_type (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  g_autofree char *word = NULL;
  const WbEventType *type;

  if (!wb_field_read_string (name, value, WB_LIMIT_TYPE_CHARACTERS, &word, error))
    return FALSE;
  type = word != NULL ? wb_catalogue_lookup (word) : NULL;
  if (type == NULL)
    return wb_field_refuse (error, name, "expected a type of the catalogue");
  *(const WbEventType **) field = type;
  return TRUE;
}

static gboolean
read_boolean (const char *name, WbJsonValue value, gpointer field, GError **error)
{
  if (wb_json_value_get_kind (value) != WB_JSON_BOOLEAN)
    return wb_field_refuse (error, name, "expected true or false");
  *(gboolean *) field = wb_json_value_get_boolean (value);
  return TRUE;
}

typedef struct
{
  const char *name;
  gboolean (*read) (const char *name, WbJsonValue value, gpointer field, GError **error);
  gsize offset;
} Field;

static const Field fields[] = {
  { "rule_name", read_name, G_STRUCT_OFFSET (WbMetricRule, name) },
  { "name", read_name, G_STRUCT_OFFSET (WbMetricRule, name) },
  { "metric_name", read_name, G_STRUCT_OFFSET (WbMetricRule, metric_name) },
  { "service_name", read_service, G_STRUCT_OFFSET (WbMetricRule, service_name) },
  { "kind", read_kind, G_STRUCT_OFFSET (WbMetricRule, kind) },
  { "operator", read_operator, G_STRUCT_OFFSET (WbMetricRule, operator) },
  { "threshold", read_number, G_STRUCT_OFFSET (WbMetricRule, threshold) },
  { "recovery_threshold", read_number, G_STRUCT_OFFSET (WbMetricRule, recovery) },
  { "priority", read_priority, G_STRUCT_OFFSET (WbMetricRule, priority) },
  { "cooldown_minutes", read_minutes, G_STRUCT_OFFSET (WbMetricRule, cooldown_minutes) },
  { "for", read_seconds, G_STRUCT_OFFSET (WbMetricRule, for_s) },
  { "absent_after", read_seconds, G_STRUCT_OFFSET (WbMetricRule, absent_after_s) },
  { "window", read_window, G_STRUCT_OFFSET (WbMetricRule, window) },
  { "min_count", read_window, G_STRUCT_OFFSET (WbMetricRule, min_count) },
  { "spread", read_spread, G_STRUCT_OFFSET (WbMetricRule, spread) },
  { "within", read_seconds, G_STRUCT_OFFSET (WbMetricRule, within_s) },
  { "event_type", read_event_type, G_STRUCT_OFFSET (WbMetricRule, event_type) },
  { "active", read_boolean, G_STRUCT_OFFSET (WbMetricRule, is_active) },
};

static gboolean
read_member (WbMetricRule *self, WbJsonValue name, WbJsonValue value, GError **error)
{
  g_autofree char *key = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (wb_json_value_equals (name, fields[i].name))
      return fields[i].read (fields[i].name, value, G_STRUCT_MEMBER_P (self, fields[i].offset),
                             error);
  /* What a listing says besides. */
  if (wb_json_value_equals (name, "default"))
    return TRUE;
  key = wb_json_value_dup_string (name);
  return wb_field_refuse (error, key, "there is no such field");
}

static gboolean
is_pattern (const char *text)
{
  return strpbrk (text, "*?") != NULL;
}

static void
copy (WbMetricRule *self, const WbMetricRule *base)
{
  *self = *base;
  self->name = g_strdup (base->name);
  self->metric_name = g_strdup (base->metric_name);
  self->service_name = g_strdup (base->service_name);
  self->is_default = FALSE;
}

static gboolean
check (const WbMetricRule *self, gboolean has_threshold, GError **error)
{
  if (self->name == NULL)
    return wb_field_refuse (error, "rule_name", "missing; expected a name");
  if (self->metric_name == NULL)
    return wb_field_refuse (error, "metric_name", "missing; expected the name of a metric");
  if (!has_threshold && (self->kind == WB_METRIC_THRESHOLD || self->kind == WB_METRIC_FORECAST))
    return wb_field_refuse (error, "threshold", "missing; expected a number");
  if (self->min_count > self->window)
    return wb_field_refuse (error, "min_count", "expected no more than window");
  return TRUE;
}

/*
 * wb_metric_rule_new_from_json:
 * @base: (nullable): fields that are left out are as they are there
 *
 * Returns: (transfer full) (nullable): with WB_ERROR_INVALID_ARGUMENT and the field
 */
WbMetricRule *
wb_metric_rule_new_from_json (WbJsonValue object, const WbMetricRule *base, GError **error)
{
  g_autoptr (WbMetricRule) self = rule_new ();
  WbJsonIter iter;
  WbJsonValue name, value, member;
  gboolean has_threshold = base != NULL;

  if (wb_json_value_get_kind (object) != WB_JSON_OBJECT)
    {
      wb_field_refuse (error, "rule", "expected an object");
      return NULL;
    }
  if (base != NULL)
    copy (self, base);
  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    if (!read_member (self, name, value, error))
      return NULL;

  has_threshold |= wb_json_value_lookup (object, "threshold", &member);
  self->has_recovery |= wb_json_value_lookup (object, "recovery_threshold", &member);
  if (!self->has_recovery)
    self->recovery = self->threshold;
  self->has_wildcard = self->metric_name != NULL && is_pattern (self->metric_name);
  return check (self, has_threshold, error) ? g_steal_pointer (&self) : NULL;
}

static void
add_double (GString *json, const char *name, double number)
{
  wb_json_begin_member (json, name);
  wb_json_append_double (json, number);
}

/* wb_metric_rule_append_json: what wb_metric_rule_new_from_json() reads; of each kind what counts.
 */
void
wb_metric_rule_append_json (const WbMetricRule *self, GString *json)
{
  gboolean has_past = self->kind == WB_METRIC_UNUSUAL || self->kind == WB_METRIC_FORECAST;

  g_string_append_c (json, '{');
  wb_json_add_string (json, "rule_name", self->name);
  wb_json_add_string (json, "metric_name", self->metric_name);
  wb_json_add_string (json, "service_name", self->service_name);
  wb_json_add_string (json, "kind", kind_words[self->kind]);
  if (self->kind != WB_METRIC_ABSENT)
    wb_json_add_string (json, "operator", operator_words[self->operator]);
  if (self->kind == WB_METRIC_THRESHOLD || self->kind == WB_METRIC_FORECAST)
    add_double (json, "threshold", self->threshold);
  if (self->has_recovery)
    add_double (json, "recovery_threshold", self->recovery);
  wb_json_add_string (json, "priority", wb_priority_to_string (self->priority));
  wb_json_add_int64 (json, "cooldown_minutes", self->cooldown_minutes);
  if (self->kind == WB_METRIC_ABSENT)
    wb_json_add_int64 (json, "absent_after", self->absent_after_s);
  else
    wb_json_add_int64 (json, "for", self->for_s);
  if (has_past)
    {
      wb_json_add_int64 (json, "window", self->window);
      wb_json_add_int64 (json, "min_count", self->min_count);
    }
  if (self->kind == WB_METRIC_UNUSUAL)
    add_double (json, "spread", self->spread);
  if (self->kind == WB_METRIC_FORECAST)
    wb_json_add_int64 (json, "within", self->within_s);
  wb_json_add_string (json, "event_type", self->event_type->name);
  wb_json_add_boolean (json, "active", self->is_active);
  wb_json_add_boolean (json, "default", self->is_default);
  g_string_append_c (json, '}');
}

WbSeverity
wb_metric_rule_get_severity (const WbMetricRule *self)
{
  static const WbSeverity severities[] = {
    [WB_PRIORITY_LOW] = WB_SEVERITY_INFO,
    [WB_PRIORITY_MEDIUM] = WB_SEVERITY_WARNING,
    [WB_PRIORITY_HIGH] = WB_SEVERITY_ERROR,
    [WB_PRIORITY_CRITICAL] = WB_SEVERITY_CRITICAL,
  };

  return severities[self->priority];
}

static gboolean
matches (const char *pattern, const char *text)
{
  return is_pattern (pattern) ? g_pattern_match_simple (pattern, text)
                              : g_str_equal (pattern, text);
}

gboolean
wb_metric_rule_covers (const WbMetricRule *self, const char *metric_name, const char *service_name)
{
  return self->is_active && matches (self->metric_name, metric_name)
         && (self->service_name == NULL || matches (self->service_name, service_name));
}

gboolean
wb_metric_operator_holds (WbMetricOperator operator, double value, double threshold)
{
  switch (operator)
    {
    case WB_METRIC_ABOVE:
      return value > threshold;
    case WB_METRIC_AT_LEAST:
      return value >= threshold;
    case WB_METRIC_BELOW:
      return value < threshold;
    case WB_METRIC_AT_MOST:
      return value <= threshold;
    case WB_METRIC_EQUAL:
      return !(value < threshold) && !(value > threshold);
    case WB_METRIC_NOT_EQUAL:
    default:
      return value < threshold || value > threshold;
    }
}

const char *
wb_metric_operator_to_string (WbMetricOperator operator)
{
  return operator_words[operator];
}
