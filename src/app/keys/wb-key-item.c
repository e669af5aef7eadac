/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/keys/wb-key-item.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-number-text.h"
#include "base/wb-text.h"
#include "base/wb-time.h"

#define FIRST_UNIX_TIME_S 1000000000.0  /* a smaller number is how long it takes */
#define LAST_UNIX_TIME_S 100000000000.0 /* a larger one counts milliseconds */

G_DEFINE_FINAL_TYPE (WbKeyItem, wb_key_item, G_TYPE_OBJECT)

static const struct
{
  const char *word;
  const char *label;
} states[WB_N_KEY_STATES] = {
  [WB_KEY_STATE_HEALTHY] = { "healthy", NC_ ("API key", "Healthy") },
  [WB_KEY_STATE_WARNING] = { "warning", NC_ ("API key", "Warning") },
  [WB_KEY_STATE_CRITICAL] = { "critical", NC_ ("API key", "Critical") },
  [WB_KEY_STATE_QUARANTINED] = { "quarantined", NC_ ("API key", "Quarantined") },
  [WB_KEY_STATE_FAILED] = { "failed", NC_ ("API key", "Failed") },
};

static void
wb_key_item_finalize (GObject *object)
{
  WbKeyItem *self = WB_KEY_ITEM (object);

  g_free (self->provider);
  g_free (self->key_id);
  g_free (self->resets_at);
  g_free (self->last_error);
  G_OBJECT_CLASS (wb_key_item_parent_class)->finalize (object);
}

static void
wb_key_item_class_init (WbKeyItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_key_item_finalize;
}

static void
wb_key_item_init (WbKeyItem *self)
{
  self->percentage = self->remaining = self->limit = WB_KEY_UNKNOWN;
}

/* --- reading --- */

static char *
dup_text (GVariant *key, const char *name, const char *text)
{
  g_variant_lookup (key, name, "&s", &text);
  return g_strdup (text);
}

static gint64
get_time (GVariant *key, const char *name)
{
  const char *text = NULL;
  gint64 time_us = 0;

  if (g_variant_lookup (key, name, "&s", &text))
    wb_time_parse (text, &time_us);
  return time_us;
}

static WbKeyState
get_state (GVariant *key)
{
  const char *word = "";

  g_variant_lookup (key, "state", "&s", &word);
  for (guint state = 0; state < WB_N_KEY_STATES; state++)
    if (g_str_equal (word, states[state].word))
      return (WbKeyState) state;
  return WB_KEY_STATE_WARNING; /* a newer agent's: it deserves a look */
}

/* wb_key_item_new: @key: a dictionary of Keys1.List. */
WbKeyItem *
wb_key_item_new (GVariant *key)
{
  WbKeyItem *self = g_object_new (WB_TYPE_KEY_ITEM, NULL);

  self->provider = dup_text (key, "provider", "");
  self->key_id = dup_text (key, "key_id", "");
  self->state = get_state (key);
  wb_number_text_lookup (key, "percentage", &self->percentage);
  wb_number_text_lookup (key, "remaining", &self->remaining);
  wb_number_text_lookup (key, "limit", &self->limit);
  self->resets_at = dup_text (key, "resets_at", NULL);
  self->last_error = dup_text (key, "last_error", NULL);
  self->failed_us = get_time (key, "failed_at");
  self->quarantined_until_us = get_time (key, "quarantined_until");
  self->updated_us = get_time (key, "updated_at");
  return self;
}

/* --- texts --- */

const char *
wb_key_item_get_state_label (WbKeyItem *self)
{
  return g_dpgettext2 (NULL, "API key", states[self->state].label);
}

gboolean
wb_key_item_has_failed (WbKeyItem *self)
{
  return self->state >= WB_KEY_STATE_QUARANTINED;
}

/* wb_key_item_dup_name: fit for the screen. */
char *
wb_key_item_dup_name (WbKeyItem *self)
{
  g_autofree char *clean = wb_text_dup_clean (self->key_id);
  g_autofree char *line = wb_text_dup_single_line (clean);

  /* TRANSLATORS: an API key by its label, which is a number or a word */
  return g_strdup_printf (_ ("Key %s"), line);
}

/* wb_key_item_dup_usage: (nullable): "87 % used". */
char *
wb_key_item_dup_usage (WbKeyItem *self)
{
  g_autofree char *number = NULL;

  if (self->percentage < 0)
    return NULL;
  number = wb_number_text_format (self->percentage);
  /* TRANSLATORS: of a quota */
  return g_strdup_printf (_ ("%s %% used"), number);
}

/* wb_key_item_dup_remaining: (nullable): "1,250 of 10,000 left". */
char *
wb_key_item_dup_remaining (WbKeyItem *self)
{
  g_autofree char *remaining = NULL;
  g_autofree char *limit = NULL;

  if (self->remaining < 0)
    return NULL;
  remaining = wb_number_text_format (self->remaining);
  if (self->limit < 0)
    /* TRANSLATORS: of a quota: a number */
    return g_strdup_printf (_ ("%s left"), remaining);
  limit = wb_number_text_format (self->limit);
  /* TRANSLATORS: of a quota: two numbers */
  return g_strdup_printf (_ ("%s of %s left"), remaining, limit);
}

static gint64
get_unit_us (const char *unit)
{
  static const struct
  {
    const char *unit;
    gint64 length_us;
  } units[] = {
    { "ms", G_TIME_SPAN_MILLISECOND }, { "s", G_TIME_SPAN_SECOND }, { "m", G_TIME_SPAN_MINUTE },
    { "h", G_TIME_SPAN_HOUR },         { "d", G_TIME_SPAN_DAY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (unit, units[i].unit) && !g_ascii_isalpha (unit[strlen (units[i].unit)]))
      return units[i].length_us;
  return 0;
}

/* As providers say how long it takes: "6m23.5s", "1d2h". */
static gboolean
read_duration (const char *text, double *length_us)
{
  *length_us = 0;
  while (*text != '\0')
    {
      char *end;
      double number = g_ascii_isdigit (*text) ? g_ascii_strtod (text, &end) : -1;
      gint64 unit_us = number >= 0 ? get_unit_us (end) : 0;

      if (unit_us == 0)
        return FALSE;
      *length_us += number * (double) unit_us;
      for (text = end; g_ascii_isalpha (*text);)
        text++;
    }
  return TRUE;
}

/* wb_key_item_find_reset: what was reported as a time in any of the ways that providers use. */
gboolean
wb_key_item_find_reset (WbKeyItem *self, gint64 *time_us)
{
  const char *text = self->resets_at;
  double number;
  char *end;

  if (text == NULL || *text == '\0')
    return FALSE;
  if (wb_time_parse (text, time_us))
    return TRUE;
  number = g_ascii_strtod (text, &end);
  if (*end == '\0' && number >= 0 && number < LAST_UNIX_TIME_S * 1000.0)
    {
      if (number >= LAST_UNIX_TIME_S)
        number /= 1000.0;
      *time_us = (gint64) (number * G_USEC_PER_SEC);
      if (number < FIRST_UNIX_TIME_S)
        *time_us += self->updated_us;
      return TRUE;
    }
  if (!read_duration (text, &number) || number > LAST_UNIX_TIME_S * G_USEC_PER_SEC)
    return FALSE;
  *time_us = self->updated_us + (gint64) number;
  return TRUE;
}

/* wb_key_item_dup_reset: (nullable): "resets in 3 hours". */
char *
wb_key_item_dup_reset (WbKeyItem *self, gint64 now_us)
{
  gint64 time_us, minutes, hours, days;

  if (self->resets_at == NULL || *self->resets_at == '\0')
    return NULL;
  if (!wb_key_item_find_reset (self, &time_us))
    {
      g_autofree char *clean = wb_text_dup_clean (self->resets_at);

      /* TRANSLATORS: of a quota; what follows is a time in the words of someone else */
      return g_strdup_printf (_ ("resets: %s"), clean);
    }
  if (time_us <= now_us)
    /* TRANSLATORS: of a quota, of which nothing was heard since */
    return g_strdup (_ ("reset was due"));

  minutes = (time_us - now_us + G_TIME_SPAN_MINUTE - 1) / G_TIME_SPAN_MINUTE;
  hours = (minutes + 30) / 60;
  days = (hours + 12) / 24;
  if (minutes < 60)
    return g_strdup_printf (
        ngettext ("resets in %d minute", "resets in %d minutes", (gulong) minutes), (int) minutes);
  if (hours < 48)
    return g_strdup_printf (ngettext ("resets in %d hour", "resets in %d hours", (gulong) hours),
                            (int) hours);
  return g_strdup_printf (ngettext ("resets in %d day", "resets in %d days", (gulong) days),
                          (int) MIN (days, G_MAXINT));
}
