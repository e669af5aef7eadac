/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-condition.h"

#include <glib/gi18n-lib.h>

#include "base/wb-field.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define DIGITS "%.10g" /* of a number in a sentence: no zeros at its end */
#define SMALLEST                                                                                   \
  1e-9 /* per cent: below that two are the same, since 0.07 of 1 is not quite 7 %                  \
        */

typedef struct _Kind Kind;

/* One condition; which members are used, its kind says. */
typedef struct
{
  const Kind *kind;
  double number;
  GStrv words; /* owned */
  WbSeverity severity;
} Condition;

struct _Kind
{
  const char *name;
  gboolean (*read) (Condition *self, const char *path, WbJsonValue value, GError **error);
  gboolean (*holds) (const Condition *self, const WbConditionSubject *subject, char **why);
};

struct _WbConditions
{
  GArray *conditions; /* owned, Condition */
};

/* --- what the event says --- */

void
wb_condition_subject_init (WbConditionSubject *self, const WbEvent *event)
{
  self->event = event;
  self->context = wb_event_parse_context (event);
}

void
wb_condition_subject_clear (WbConditionSubject *self)
{
  g_clear_pointer (&self->context, wb_json_unref);
}

static gboolean
look_up (const WbConditionSubject *subject, const char *name, WbJsonKind kind, WbJsonValue *value)
{
  return subject->context != NULL
         && wb_json_value_lookup (wb_json_get_root (subject->context), name, value)
         && wb_json_value_get_kind (*value) == kind;
}

/* wb_condition_subject_dup_string: (transfer full) (nullable): the member @name of its context. */
char *
wb_condition_subject_dup_string (const WbConditionSubject *self, const char *name)
{
  WbJsonValue value;

  return look_up (self, name, WB_JSON_STRING, &value) ? wb_json_value_dup_string (value) : NULL;
}

static gboolean
look_up_number (const WbConditionSubject *subject, const char *name, double *number)
{
  WbJsonValue value;

  if (!look_up (subject, name, WB_JSON_NUMBER, &value))
    return FALSE;
  *number = wb_json_value_get_double (value);
  return TRUE;
}

static gboolean
look_up_ratio (const WbConditionSubject *subject,
               const char *part,
               const char *whole,
               double *per_cent)
{
  double dividend, divisor;

  if (!look_up_number (subject, part, &dividend) || !look_up_number (subject, whole, &divisor)
      || divisor <= 0.0)
    return FALSE;
  *per_cent = dividend / divisor * 100.0;
  return TRUE;
}

/* --- at least a number --- */

/* Sets @why, where it is asked for. */
static gboolean
is_told (gboolean holds, char **why, const char *sentence)
{
  if (why != NULL)
    *why = g_strdup (sentence);
  return holds;
}

static gboolean
compare (const char *name, double seen, double wanted, const char *wanted_name, char **why)
{
  gboolean is_below = seen + SMALLEST < wanted;
  char seen_text[G_ASCII_DTOSTR_BUF_SIZE], wanted_text[G_ASCII_DTOSTR_BUF_SIZE];

  if (why == NULL)
    return !is_below;

  g_ascii_formatd (seen_text, sizeof seen_text, DIGITS, seen);
  g_ascii_formatd (wanted_text, sizeof wanted_text, DIGITS, wanted);
  /* Translators: such as: percentage 78 is below threshold 90 */
  *why = is_below ? g_strdup_printf (_ ("%1$s %2$s is below %3$s %4$s"), name, seen_text,
                                     wanted_name, wanted_text)
                  /* Translators: such as: percentage 95 is not below threshold 90 */
                  : g_strdup_printf (_ ("%1$s %2$s is not below %3$s %4$s"), name, seen_text,
                                     wanted_name, wanted_text);
  return !is_below;
}

static gboolean
read_number (Condition *self,
             const char *path,
             WbJsonValue value,
             double max,
             const char *expected,
             GError **error)
{
  self->number
      = wb_json_value_get_kind (value) == WB_JSON_NUMBER ? wb_json_value_get_double (value) : -1.0;
  return (self->number >= 0.0 && self->number <= max)
         || wb_field_refuse (error, path, "%s", expected);
}

static gboolean
read_threshold (Condition *self, const char *path, WbJsonValue value, GError **error)
{
  if (!read_number (self, path, value, 100.0,
                    "expected a number from 0 to 1, or a percentage up to 100", error))
    return FALSE;
  if (self->number <= 1.0)
    self->number *= 100.0;
  return TRUE;
}

static gboolean
holds_threshold (const Condition *self, const WbConditionSubject *subject, char **why)
{
  static const struct
  {
    const char *name;
    const char *whole; /* NULL: it is per cent already */
    const char *words;
  } shares[] = {
    { "error_rate", NULL, "error_rate" },
    { "percentage", NULL, "percentage" },
    { "current_value", "limit_value", "current_value/limit_value" },
    { "requests", "limit", "requests/limit" },
  };
  double per_cent;

  for (gsize i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      if (!(shares[i].whole == NULL
                ? look_up_number (subject, shares[i].name, &per_cent)
                : look_up_ratio (subject, shares[i].name, shares[i].whole, &per_cent)))
        continue;
      return compare (shares[i].words, per_cent, self->number, self->kind->name, why);
    }
  return is_told (FALSE, why, _ ("the event says no percentage"));
}

static gboolean
read_failures (Condition *self, const char *path, WbJsonValue value, GError **error)
{
  gint64 number;

  if (!wb_json_value_get_int64 (value, &number) || number < 1 || number > G_MAXINT32)
    return wb_field_refuse (error, path, "expected an integer, 1 or more");
  self->number = (double) number;
  return TRUE;
}

static gboolean
holds_failures (const Condition *self, const WbConditionSubject *subject, char **why)
{
  const char *name = "consecutive_failures";
  double seen;

  if (!look_up_number (subject, name, &seen))
    {
      name = "failure_count";
      if (!look_up_number (subject, name, &seen))
        return is_told (FALSE, why, _ ("the event says no number of failures"));
    }
  return compare (name, seen, self->number, self->kind->name, why);
}

static gboolean
read_latency (Condition *self, const char *path, WbJsonValue value, GError **error)
{
  return read_number (self, path, value, G_MAXDOUBLE, "expected milliseconds, 0 or more", error);
}

static gboolean
holds_latency (const Condition *self, const WbConditionSubject *subject, char **why)
{
  double seen;

  if (!look_up_number (subject, "latency_ms", &seen))
    return is_told (FALSE, why, _ ("the event says no latency"));
  return compare ("latency_ms", seen, self->number, "threshold", why);
}

/* --- names --- */

static gboolean
read_words (Condition *self, const char *path, WbJsonValue value, GError **error)
{
  if (!wb_field_read_words (path, value, WB_LIMIT_CONDITION_WORDS, WB_LIMIT_NAME_CHARACTERS,
                            &self->words, error))
    return FALSE;
  return self->words != NULL || wb_field_refuse (error, path, "expected at least one");
}

static gboolean
read_glob (Condition *self, const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = NULL;

  if (!wb_field_read_string (path, value, WB_LIMIT_NAME_CHARACTERS, &text, error))
    return FALSE;
  if (text == NULL)
    return wb_field_refuse (error, path, "expected a string with something in it");
  self->words = g_new0 (char *, 2);
  self->words[0] = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
is_missing (const char *name, char **why)
{
  if (why != NULL)
    /* Translators: such as: the event has no model_name */
    *why = g_strdup_printf (_ ("the event has no %s"), name);
  return FALSE;
}

static gboolean
holds_glob (const Condition *self, const char *seen, char **why)
{
  const char *name = self->kind->name;
  gboolean is_like;

  if (seen == NULL)
    return is_missing (name, why);
  is_like = wb_text_is_like (seen, *self->words);
  if (why != NULL)
    /* Translators: such as: model_name qwen-7b is like qwen-* */
    *why = is_like ? g_strdup_printf (_ ("%s %s is like %s"), name, seen, *self->words)
                   /* Translators: such as: model_name llama is not like qwen-* */
                   : g_strdup_printf (_ ("%s %s is not like %s"), name, seen, *self->words);
  return is_like;
}

static gboolean
holds_model_name (const Condition *self, const WbConditionSubject *subject, char **why)
{
  return holds_glob (self, subject->event->model_name, why);
}

static gboolean
holds_run_id (const Condition *self, const WbConditionSubject *subject, char **why)
{
  return holds_glob (self, subject->event->run_id, why);
}

static gboolean
holds_source (const Condition *self, const WbConditionSubject *subject, char **why)
{
  return holds_glob (self, subject->event->source, why);
}

static char *
dup_provider (const WbConditionSubject *subject)
{
  return subject->event->provider != NULL
             ? g_strdup (subject->event->provider)
             : wb_condition_subject_dup_string (subject, "provider_name");
}

static gboolean
read_provider (Condition *self, const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *glob = NULL;

  if (!read_glob (self, path, value, error))
    return FALSE;
  glob = *self->words;
  *self->words = g_utf8_casefold (glob, -1);
  return TRUE;
}

static gboolean
holds_provider (const Condition *self, const WbConditionSubject *subject, char **why)
{
  g_autofree char *seen = dup_provider (subject);
  g_autofree char *folded = seen != NULL ? g_utf8_casefold (seen, -1) : NULL;

  return holds_glob (self, folded, why);
}

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return g_str_equal (folded_a, folded_b);
}

static gboolean
holds_provider_names (const Condition *self, const WbConditionSubject *subject, char **why)
{
  g_autofree char *seen = dup_provider (subject);
  gboolean is_listed = FALSE;

  if (seen == NULL)
    return is_missing ("provider", why);
  for (GStrv name = self->words; *name != NULL && !is_listed; name++)
    is_listed = is_same_name (*name, seen);
  if (why != NULL)
    {
      g_autofree char *all = g_strjoinv (", ", self->words);

      /* Translators: such as: provider openai is in the list */
      *why = is_listed ? g_strdup_printf (_ ("provider %s is in the list"), seen)
                       /* Translators: such as: provider openai is not one of anthropic, groq */
                       : g_strdup_printf (_ ("provider %1$s is not one of %2$s"), seen, all);
    }
  return is_listed;
}

static gboolean
has_tag_like (const WbEvent *event, const char *glob)
{
  for (GStrv tag = event->tags; tag != NULL && *tag != NULL; tag++)
    if (wb_text_is_like (*tag, glob))
      return TRUE;
  return FALSE;
}

static gboolean
holds_tags (const Condition *self, const WbConditionSubject *subject, char **why)
{
  for (GStrv glob = self->words; *glob != NULL; glob++)
    if (!has_tag_like (subject->event, *glob))
      {
        if (why != NULL)
          /* Translators: such as: no tag of the event is like nightly-* */
          *why = g_strdup_printf (_ ("no tag of the event is like %s"), *glob);
        return FALSE;
      }
  return is_told (TRUE, why, _ ("the event has the tags"));
}

/* --- severity --- */

static gboolean
read_severity (Condition *self, const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *word = NULL;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    word = wb_json_value_dup_string (value);
  return (word != NULL && wb_severity_from_string (word, &self->severity))
         || wb_field_refuse (error, path, "expected info, success, warning, error or critical");
}

static gboolean
holds_severity (const Condition *self, const WbConditionSubject *subject, char **why)
{
  const char *seen = wb_severity_to_string (subject->event->severity);
  const char *wanted = wb_severity_to_string (self->severity);
  gboolean is_below = subject->event->severity < self->severity;

  if (why != NULL)
    /* Translators: such as: severity info is below error */
    *why = is_below ? g_strdup_printf (_ ("severity %1$s is below %2$s"), seen, wanted)
                    /* Translators: such as: severity critical is not below error */
                    : g_strdup_printf (_ ("severity %1$s is not below %2$s"), seen, wanted);
  return !is_below;
}

static const Kind kinds[] = {
  { "threshold", read_threshold, holds_threshold },
  { "min_consecutive_failures", read_failures, holds_failures },
  { "provider_names", read_words, holds_provider_names },
  { "latency_ms", read_latency, holds_latency },
  { "model_name", read_glob, holds_model_name },
  { "run_id", read_glob, holds_run_id },
  { "source", read_glob, holds_source },
  { "provider", read_provider, holds_provider },
  { "tags", read_words, holds_tags },
  { "min_severity", read_severity, holds_severity },
};

static void
condition_clear (Condition *self)
{
  g_strfreev (self->words);
}

static const Kind *
find_kind (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return &kinds[i];
  return NULL;
}

/*
 * wb_conditions_new:
 * @object: the member "conditions" of an alert config
 *
 * Returns: (transfer full) (nullable): %NULL with an error whose message begins with the path
 */
WbConditions *
wb_conditions_new (WbJsonValue object, GError **error)
{
  g_autoptr (WbConditions) self = g_new0 (WbConditions, 1);
  WbJsonIter iter;
  WbJsonValue name, value;

  self->conditions = g_array_new (FALSE, FALSE, sizeof (Condition));
  g_array_set_clear_func (self->conditions, (GDestroyNotify) condition_clear);
  if (wb_json_value_get_kind (object) != WB_JSON_OBJECT)
    {
      wb_field_refuse (error, "conditions", "expected an object");
      return NULL;
    }
  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *word = wb_json_value_dup_string (name);
      g_autofree char *path = g_strconcat ("conditions.", word, NULL);
      Condition condition = { .kind = find_kind (word) };

      if (condition.kind == NULL)
        {
          wb_field_refuse (error, path, "there is no such condition");
          return NULL;
        }
      if (!condition.kind->read (&condition, path, value, error))
        {
          condition_clear (&condition);
          return NULL;
        }
      g_array_append_val (self->conditions, condition);
    }
  return g_steal_pointer (&self);
}

void
wb_conditions_free (WbConditions *self)
{
  g_array_unref (self->conditions);
  g_free (self);
}

/* What the first that does not hold says, or all that do. */
static gboolean
match_and_tell (const WbConditions *self, const WbConditionSubject *subject, char **why)
{
  g_autofree char *facts = NULL;

  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);
      g_autofree char *sentence = NULL;

      if (!condition->kind->holds (condition, subject, &sentence))
        {
          *why = g_steal_pointer (&sentence);
          return FALSE;
        }
      if (facts == NULL)
        facts = g_steal_pointer (&sentence);
      else
        {
          g_autofree char *before = facts;

          facts = g_strconcat (before, "; ", sentence, NULL);
        }
    }
  *why = facts != NULL ? g_steal_pointer (&facts) : g_strdup (_ ("it has no conditions"));
  return TRUE;
}

/*
 * wb_conditions_match:
 * @why: (out) (transfer full) (optional): with the numbers: the first that does not hold, or all
 *   that do. Who judges every event leaves it out: sentences cost more than the comparison.
 */
gboolean
wb_conditions_match (const WbConditions *self, const WbConditionSubject *subject, char **why)
{
  if (why != NULL)
    return match_and_tell (self, subject, why);

  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);

      if (!condition->kind->holds (condition, subject, NULL))
        return FALSE;
    }
  return TRUE;
}
