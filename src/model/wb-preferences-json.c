/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-preferences.h"

#include <string.h>

#include "base/wb-field.h"
#include "base/wb-json-writer.h"
#include "model/wb-limits.h"

/* How each preference stands in the struct and in JSON, in the order in which they are written. */
typedef enum
{
  KIND_BOOLEAN,
  KIND_COUNT,
  KIND_MINUTE,
  KIND_RETRIES,
  KIND_NUMBER,
  KIND_SEVERITY,
  KIND_WEEKDAYS,
  KIND_DIGEST_MODE,
  KIND_AMOUNTS,
  KIND_COOLDOWNS,
} Kind;

typedef struct
{
  const char *group;
  const char *name; /* within the group; NULL: the group itself is the value */
  Kind kind;
  gsize offset;
  guint max; /* of a count, which is 1 at the least, and of a number, which is more than 0 */
} Setting;

#define AT(field) G_STRUCT_OFFSET (WbPreferences, field)
#define CHANNEL(kind) (AT (channels) + (kind) * sizeof (gboolean))

/* clang-format off */
static const Setting settings[] = {
  { "channels", "desktop", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_DESKTOP), 0 },
  { "channels", "email", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_EMAIL), 0 },
  { "channels", "slack", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_SLACK), 0 },
  { "channels", "discord", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_DISCORD), 0 },
  { "channels", "telegram", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_TELEGRAM), 0 },
  { "channels", "pagerduty", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_PAGERDUTY), 0 },
  { "channels", "webhook", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_WEBHOOK), 0 },
  { "channels", "sms", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_SMS), 0 },
  { "channels", "exec", KIND_BOOLEAN, CHANNEL (WB_CHANNEL_EXEC), 0 },
  { "quiet_hours", "enabled", KIND_BOOLEAN, AT (quiet_hours.is_enabled), 0 },
  { "quiet_hours", "start", KIND_MINUTE, AT (quiet_hours.start_minute), 0 },
  { "quiet_hours", "end", KIND_MINUTE, AT (quiet_hours.end_minute), 0 },
  { "quiet_hours", "days", KIND_WEEKDAYS, AT (quiet_hours.days), 0 },
  { "quiet_hours", "min_severity", KIND_SEVERITY, AT (quiet_hours.min_severity), 0 },
  { "digest", "mode", KIND_DIGEST_MODE, AT (digest_mode), 0 },
  { "digest", "at", KIND_MINUTE, AT (digest_minute), 0 },
  { "popup_min_severity", NULL, KIND_SEVERITY, AT (popup_min_severity), 0 },
  { "retention", "days", KIND_COUNT, AT (retention_days), WB_LIMIT_RETENTION_DAYS },
  { "retention", "notifications", KIND_COUNT, AT (retention_notifications),
    WB_LIMIT_RETENTION_NOTIFICATIONS },
  { "quota", "warning", KIND_NUMBER, AT (quota_warning), 100 },
  { "quota", "critical", KIND_NUMBER, AT (quota_critical), 100 },
  { "delivery", "max_queue_size", KIND_COUNT, AT (delivery.max_queue_size), WB_LIMIT_QUEUE_SIZE },
  { "delivery", "enable_batching", KIND_BOOLEAN, AT (delivery.has_batching), 0 },
  { "delivery", "batch_size", KIND_COUNT, AT (delivery.batch_size), WB_LIMIT_BATCH_SIZE },
  { "delivery", "batch_timeout", KIND_NUMBER, AT (delivery.batch_timeout_s), WB_LIMIT_RETRY_DELAY_S },
  { "delivery", "max_retries", KIND_RETRIES, AT (delivery.max_retries), 0 },
  { "delivery", "retry_delay", KIND_NUMBER, AT (delivery.retry_delay_s), WB_LIMIT_RETRY_DELAY_S },
  { "delivery", "retry_backoff", KIND_NUMBER, AT (delivery.retry_backoff), WB_LIMIT_RETRY_BACKOFF },
  { "delivery", "max_retry_delay", KIND_NUMBER, AT (delivery.max_retry_delay_s),
    WB_LIMIT_RETRY_DELAY_S },
  { "delivery", "give_up_after", KIND_NUMBER, AT (delivery.give_up_after_s), WB_LIMIT_GIVE_UP_S },
  { "delivery", "enable_rate_limiting", KIND_BOOLEAN, AT (delivery.has_rate_limits), 0 },
  { "cost_thresholds", NULL, KIND_AMOUNTS, AT (cost_thresholds), 0 },
  { "cooldowns", NULL, KIND_COOLDOWNS, AT (cooldowns), 0 },
};
/* clang-format on */

static const char *const group_names[]
    = { "channels", "quiet_hours", "digest",          "popup_min_severity", "retention",
        "quota",    "delivery",    "cost_thresholds", "cooldowns",          NULL };

static const char *const weekday_words[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

static const char *const digest_words[] = {
  [WB_DIGEST_OFF] = "off",
  [WB_DIGEST_HOURLY] = "hourly",
  [WB_DIGEST_DAILY] = "daily",
};

#define FIELD(type, self, setting) G_STRUCT_MEMBER (type, self, (setting)->offset)

static void
append_weekdays (GString *json, guint days)
{
  g_string_append_c (json, '[');
  for (guint i = 0; i < G_N_ELEMENTS (weekday_words); i++)
    if ((days & (1u << i)) != 0)
      {
        wb_json_begin_item (json);
        wb_json_append_string (json, weekday_words[i]);
      }
  g_string_append_c (json, ']');
}

static void
append_amounts (GString *json, const GArray *amounts)
{
  g_string_append_c (json, '[');
  for (guint i = 0; i < amounts->len; i++)
    {
      wb_json_begin_item (json);
      wb_json_append_double (json, g_array_index (amounts, double, i));
    }
  g_string_append_c (json, ']');
}

static void
append_cooldowns (GString *json, GHashTable *cooldowns)
{
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);
  gpointer seconds;

  g_string_append_c (json, '{');
  for (gsize i = 0; i < n_types; i++)
    if (g_hash_table_lookup_extended (cooldowns, &types[i], NULL, &seconds))
      wb_json_add_int64 (json, types[i].name, GPOINTER_TO_UINT (seconds));
  g_string_append_c (json, '}');
}

static void
append_value (const WbPreferences *self, const Setting *setting, GString *json)
{
  guint number;

  switch (setting->kind)
    {
    case KIND_BOOLEAN:
      g_string_append (json, FIELD (gboolean, self, setting) ? "true" : "false");
      break;
    case KIND_COUNT:
      g_string_append_printf (json, "%u", FIELD (guint, self, setting));
      break;
    case KIND_MINUTE:
      number = FIELD (guint, self, setting);
      g_string_append_printf (json, "\"%02u:%02u\"", number / 60, number % 60);
      break;
    case KIND_RETRIES:
      number = FIELD (guint, self, setting);
      if (number == WB_RETRIES_UNLIMITED)
        g_string_append (json, "null");
      else
        g_string_append_printf (json, "%u", number);
      break;
    case KIND_NUMBER:
      wb_json_append_double (json, FIELD (double, self, setting));
      break;
    case KIND_SEVERITY:
      wb_json_append_string (json, wb_severity_to_string (FIELD (WbSeverity, self, setting)));
      break;
    case KIND_WEEKDAYS:
      append_weekdays (json, FIELD (guint, self, setting));
      break;
    case KIND_DIGEST_MODE:
      wb_json_append_string (json, digest_words[FIELD (WbDigestMode, self, setting)]);
      break;
    case KIND_AMOUNTS:
      append_amounts (json, FIELD (GArray *, self, setting));
      break;
    case KIND_COOLDOWNS:
      append_cooldowns (json, FIELD (GHashTable *, self, setting));
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
append_group (const WbPreferences *self, const char *group, GString *json)
{
  gboolean is_object = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      const Setting *setting = &settings[i];

      if (!g_str_equal (setting->group, group))
        continue;
      if (setting->name != NULL)
        {
          if (!is_object)
            g_string_append_c (json, '{');
          wb_json_begin_member (json, setting->name);
          is_object = TRUE;
        }
      append_value (self, setting, json);
    }
  if (is_object)
    g_string_append_c (json, '}');
}

/* wb_preferences_append_json: all of them, as one object. */
void
wb_preferences_append_json (const WbPreferences *self, GString *json)
{
  g_string_append_c (json, '{');
  for (const char *const *name = group_names; *name != NULL; name++)
    {
      wb_json_begin_member (json, *name);
      append_group (self, *name, json);
    }
  g_string_append_c (json, '}');
}

/* wb_preferences_dup_value: (transfer full): @name: one of wb_preferences_get_names(). */
char *
wb_preferences_dup_value (const WbPreferences *self, const char *name)
{
  GString *json = g_string_new (NULL);

  append_group (self, name, json);
  return g_string_free (json, FALSE);
}

/* wb_preferences_get_names: of the members of the object. */
const char *const *
wb_preferences_get_names (void)
{
  return group_names;
}

static gboolean
read_boolean (const char *path, WbJsonValue value, gboolean *boolean, GError **error)
{
  if (wb_json_value_get_kind (value) != WB_JSON_BOOLEAN)
    return wb_field_refuse (error, path, "expected true or false");
  *boolean = wb_json_value_get_boolean (value);
  return TRUE;
}

static gboolean
read_count (const char *path, WbJsonValue value, guint max, guint *count, GError **error)
{
  gint64 number;

  if (!wb_json_value_get_int64 (value, &number) || number < 1 || number > max)
    return wb_field_refuse (error, path, "expected an integer from 1 to %u", max);
  *count = (guint) number;
  return TRUE;
}

static gboolean
is_digit_below (char c, char end)
{
  return c >= '0' && c < end;
}

static gboolean
read_minute (const char *path, WbJsonValue value, guint *minute, GError **error)
{
  g_autofree char *text = NULL;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    text = wb_json_value_dup_string (value);
  if (text == NULL || strlen (text) != 5 || !is_digit_below (text[0], '3')
      || !is_digit_below (text[1], text[0] == '2' ? '4' : ':') || text[2] != ':'
      || !is_digit_below (text[3], '6') || !g_ascii_isdigit (text[4]))
    return wb_field_refuse (error, path, "expected a time of day from 00:00 to 23:59");
  *minute = (guint) ((text[0] - '0') * 600 + (text[1] - '0') * 60 + (text[3] - '0') * 10
                     + (text[4] - '0'));
  return TRUE;
}

static gboolean
read_severity (const char *path, WbJsonValue value, WbSeverity *severity, GError **error)
{
  g_autofree char *word = NULL;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    word = wb_json_value_dup_string (value);
  if (word == NULL || !wb_severity_from_string (word, severity))
    return wb_field_refuse (error, path, "expected info, success, warning, error or critical");
  return TRUE;
}

static int
find_word (const char *const *words, gsize n_words, const char *word)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_ascii_strcasecmp (words[i], word) == 0)
      return (int) i;
  return -1;
}

static gboolean
read_weekdays (const char *path, WbJsonValue value, guint *days, GError **error)
{
  g_auto (GStrv) words = NULL;
  guint read = 0;

  if (!wb_field_read_words (path, value, G_N_ELEMENTS (weekday_words), WB_LIMIT_TYPE_CHARACTERS,
                            &words, error))
    return FALSE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      int day = find_word (weekday_words, G_N_ELEMENTS (weekday_words), words[i]);

      if (day < 0)
        {
          g_autofree char *place = g_strdup_printf ("%s[%u]", path, i);

          return wb_field_refuse (error, place, "expected mon, tue, wed, thu, fri, sat or sun");
        }
      read |= 1u << day;
    }
  if (read == 0)
    return wb_field_refuse (error, path, "expected at least one day");
  *days = read;
  return TRUE;
}

static gboolean
read_digest_mode (const char *path, WbJsonValue value, WbDigestMode *mode, GError **error)
{
  g_autofree char *word = NULL;
  int found = -1;

  if (wb_json_value_get_kind (value) == WB_JSON_STRING)
    {
      word = wb_json_value_dup_string (value);
      found = find_word (digest_words, G_N_ELEMENTS (digest_words), word);
    }
  if (found < 0)
    return wb_field_refuse (error, path, "expected off, hourly or daily");
  *mode = (WbDigestMode) found;
  return TRUE;
}

static gboolean
read_amounts (const char *path, WbJsonValue value, GArray *amounts, GError **error)
{
  WbJsonIter iter;
  WbJsonValue item;
  double last = 0.0;

  if (wb_json_value_get_kind (value) != WB_JSON_ARRAY)
    return wb_field_refuse (error, path, "expected an array of numbers");
  if (wb_json_value_count_items (value) > WB_LIMIT_COST_THRESHOLDS)
    return wb_field_refuse (error, path, "expected at most %d", WB_LIMIT_COST_THRESHOLDS);

  g_array_set_size (amounts, 0);
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", path, amounts->len);
      double amount
          = wb_json_value_get_kind (item) == WB_JSON_NUMBER ? wb_json_value_get_double (item) : 0.0;

      if (amount <= last)
        return wb_field_refuse (error, place, "expected a number above %s",
                                amounts->len == 0 ? "0" : "the one before it");
      g_array_append_val (amounts, amount);
      last = amount;
    }
  return TRUE;
}

/* D-Bus has no null: a word stands for it there. */
static gboolean
is_default (WbJsonValue value)
{
  return wb_json_value_get_kind (value) == WB_JSON_NULL || wb_json_value_equals (value, "default");
}

static gboolean
read_retries (const char *path, WbJsonValue value, guint *retries, GError **error)
{
  gint64 number = WB_RETRIES_UNLIMITED;

  if (!is_default (value)
      && (!wb_json_value_get_int64 (value, &number) || number < 0 || number > WB_LIMIT_RETRIES))
    return wb_field_refuse (error, path, "expected an integer from 0 to %d, or null",
                            WB_LIMIT_RETRIES);
  *retries = (guint) number;
  return TRUE;
}

static gboolean
read_number (const char *path, WbJsonValue value, guint max, double *number, GError **error)
{
  double read
      = wb_json_value_get_kind (value) == WB_JSON_NUMBER ? wb_json_value_get_double (value) : -1.0;

  if (read <= 0.0 || read > max)
    return wb_field_refuse (error, path, "expected a number above 0, up to %u", max);
  *number = read;
  return TRUE;
}

static gboolean
read_cooldown (const char *word, WbJsonValue value, GHashTable *cooldowns, GError **error)
{
  const WbEventType *type = wb_catalogue_lookup (word);
  g_autofree char *place = g_strconcat ("cooldowns.", word, NULL);
  gint64 seconds;

  if (type == NULL)
    return wb_field_refuse (error, place, "there is no such type of event");
  if (is_default (value))
    {
      g_hash_table_remove (cooldowns, type);
      return TRUE;
    }
  if (!wb_json_value_get_int64 (value, &seconds) || seconds < 0 || seconds > WB_LIMIT_COOLDOWN_S)
    return wb_field_refuse (error, place, "expected seconds from 0 to %d, or default",
                            WB_LIMIT_COOLDOWN_S);
  g_hash_table_insert (cooldowns, (gpointer) type, GUINT_TO_POINTER ((guint) seconds));
  return TRUE;
}

static gboolean
read_cooldowns (const char *path, WbJsonValue value, GHashTable *cooldowns, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, item;

  if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
    return wb_field_refuse (error, path, "expected an object of seconds by type");

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, &name, &item))
    {
      g_autofree char *word = wb_json_value_dup_string (name);

      if (!read_cooldown (word, item, cooldowns, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_value (WbPreferences *self,
            const Setting *setting,
            const char *path,
            WbJsonValue value,
            GError **error)
{
  switch (setting->kind)
    {
    case KIND_BOOLEAN:
      return read_boolean (path, value, &FIELD (gboolean, self, setting), error);
    case KIND_COUNT:
      return read_count (path, value, setting->max, &FIELD (guint, self, setting), error);
    case KIND_MINUTE:
      return read_minute (path, value, &FIELD (guint, self, setting), error);
    case KIND_RETRIES:
      return read_retries (path, value, &FIELD (guint, self, setting), error);
    case KIND_NUMBER:
      return read_number (path, value, setting->max, &FIELD (double, self, setting), error);
    case KIND_SEVERITY:
      return read_severity (path, value, &FIELD (WbSeverity, self, setting), error);
    case KIND_WEEKDAYS:
      return read_weekdays (path, value, &FIELD (guint, self, setting), error);
    case KIND_DIGEST_MODE:
      return read_digest_mode (path, value, &FIELD (WbDigestMode, self, setting), error);
    case KIND_AMOUNTS:
      return read_amounts (path, value, FIELD (GArray *, self, setting), error);
    case KIND_COOLDOWNS:
      return read_cooldowns (path, value, FIELD (GHashTable *, self, setting), error);
    default:
      g_assert_not_reached ();
    }
}

/* The kinds of channels have other names too. */
static const char *
get_plain_name (const char *group, const char *name)
{
  WbChannelKind kind;

  return g_str_equal (group, "channels") && wb_channel_kind_from_string (name, &kind)
             ? wb_channel_kind_to_string (kind)
             : name;
}

static gboolean
read_member (WbPreferences *self,
             const char *group,
             const char *name,
             WbJsonValue value,
             GError **error)
{
  g_autofree char *path = g_strdup_printf ("%s.%s", group, name);
  g_autoptr (GString) known = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      if (!g_str_equal (settings[i].group, group))
        continue;
      if (g_str_equal (settings[i].name, get_plain_name (group, name)))
        return read_value (self, &settings[i], path, value, error);
      g_string_append_printf (known, "%s%s", known->len > 0 ? ", " : "", settings[i].name);
    }
  return wb_field_refuse (error, path, "unknown preference; expected one of %s", known->str);
}

static gboolean
read_group (WbPreferences *self, const char *group, WbJsonValue value, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, member;

  if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
    return wb_field_refuse (error, group, "expected an object");

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, &name, &member))
    {
      g_autofree char *word = wb_json_value_dup_string (name);

      if (!read_member (self, group, word, member, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_preference (WbPreferences *self, const char *name, WbJsonValue value, GError **error)
{
  g_autofree char *known = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    if (g_str_equal (settings[i].group, name))
      return settings[i].name == NULL ? read_value (self, &settings[i], name, value, error)
                                      : read_group (self, name, value, error);

  known = g_strjoinv (", ", (GStrv) group_names);
  return wb_field_refuse (error, name, "unknown preference; expected one of %s", known);
}

/* What is sound by itself need not be so together. */
static gboolean
check (const WbPreferences *self, GError **error)
{
  const WbQuietHours *quiet = &self->quiet_hours;

  if (self->quota_warning >= self->quota_critical)
    return wb_field_refuse (error, "quota.warning", "expected less than quota.critical");
  if (quiet->start_minute == quiet->end_minute && quiet->days == WB_ALL_WEEKDAYS)
    return wb_field_refuse (error, "quiet_hours.end",
                            "expected another time than quiet_hours.start: they would never end");
  return TRUE;
}

/*
 * wb_preferences_new_from_json:
 * @json: those that are to change; of a group, too, only what it names changes
 * @base: (nullable): what the others are; %NULL: as wb_preferences_new() has them
 *
 * Returns: (transfer full) (nullable): %NULL with WB_ERROR_INVALID_ARGUMENT
 */
WbPreferences *
wb_preferences_new_from_json (WbJsonValue json, const WbPreferences *base, GError **error)
{
  g_autoptr (WbPreferences) self
      = base != NULL ? wb_preferences_copy (base) : wb_preferences_new ();
  WbJsonIter iter;
  WbJsonValue name, value;

  if (wb_json_value_get_kind (json) != WB_JSON_OBJECT)
    {
      wb_field_refuse (error, "preferences", "expected an object");
      return NULL;
    }

  wb_json_iter_init (&iter, json);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *word = wb_json_value_dup_string (name);

      if (!read_preference (self, word, value, error))
        return NULL;
    }
  return check (self, error) ? g_steal_pointer (&self) : NULL;
}
