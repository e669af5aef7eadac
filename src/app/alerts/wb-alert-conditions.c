/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-conditions.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/widgets/wb-calm-spin.h"
#include "app/widgets/wb-row-fault.h"
#include "model/wb-alert-config.h"

typedef enum
{
  SORT_SHARE,  /* a part of what there is, in per cent */
  SORT_NUMBER, /* 0: not asked for */
  SORT_TEXT,
  SORT_WORDS, /* with commas between them */
  SORT_SEVERITY,
} Sort;

/* @types: those for which it makes sense, with commas between and around them; NULL: all. */
static const struct
{
  const char *name;
  Sort sort;
  gboolean is_rare;
  const char *title;
  const char *subtitle;
  const char *types;
} conditions[] = {
  { "threshold", SORT_SHARE, FALSE, N_ ("Share in per cent"),
    N_ ("At least so much of the limit is used, or so many requests fail; 0 is any"),
    ",cost_limit_warning,cost_limit_exceeded,rate_limit_warning,rate_limit_exceeded,"
    "high_error_rate,quota_warning,quota_critical,quota_exhausted," },
  { "min_consecutive_failures", SORT_NUMBER, FALSE, N_ ("Failures in a row"),
    N_ ("At least so many; 0 is any"),
    ",circuit_breaker_opened,provider_unhealthy,auth_failure,all_keys_failed," },
  { "latency_ms", SORT_NUMBER, FALSE, N_ ("Milliseconds"), N_ ("At least so slow; 0 is any"),
    ",high_latency," },
  { "min_severity", SORT_SEVERITY, FALSE, N_ ("Severity of the event"), NULL, NULL },
  { "provider_names", SORT_WORDS, FALSE, N_ ("Providers, with commas between them"), NULL, NULL },
  { "model_name", SORT_TEXT, FALSE, N_ ("Model"), NULL, NULL },
  { "run_id", SORT_TEXT, TRUE, N_ ("Run"), NULL, NULL },
  { "source", SORT_TEXT, TRUE, N_ ("Source"), NULL, NULL },
  { "provider", SORT_TEXT, TRUE, N_ ("Provider"), NULL, NULL },
  { "tags", SORT_WORDS, TRUE, N_ ("Tags, with commas between them"), NULL, NULL },
};
#define N_CONDITIONS G_N_ELEMENTS (conditions)
#define NUMBER_LIMIT 1e9

struct _WbAlertConditions
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *rows[N_CONDITIONS];  /* lent by the widget */
  GtkWidget *spins[N_CONDITIONS]; /* likewise, nullable: of numbers */
  gboolean is_kept[N_CONDITIONS]; /* shown, whatever the type is: it was set */
  GtkWidget *more;                /* likewise: with those that are rare */
  GVariant *others;               /* owned, nullable: what this form does not know */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbAlertConditions, wb_alert_conditions, ADW_TYPE_PREFERENCES_GROUP)

static guint signals[N_SIGNALS];

static void
changed_cb (WbAlertConditions *self)
{
  for (gsize i = 0; i < N_CONDITIONS; i++)
    wb_row_fault_clear (self->rows[i]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- rows --- */

static GtkWidget *
create_number_row (WbAlertConditions *self, gsize index)
{
  gboolean is_share = conditions[index].sort == SORT_SHARE;
  GtkWidget *spin = gtk_spin_button_new_with_range (0, NUMBER_LIMIT, 1);
  GtkWidget *row
      = g_object_new (ADW_TYPE_ACTION_ROW, "title", _ (conditions[index].title), "subtitle",
                      _ (conditions[index].subtitle), "activatable-widget", spin, NULL);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), is_share ? 1 : 0);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 7);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (spin), TRUE);
  wb_calm_spin (GTK_SPIN_BUTTON (spin));
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  g_signal_connect_object (spin, "value-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  self->spins[index] = spin;
  return row;
}

static GtkWidget *
create_severity_row (WbAlertConditions *self, gsize index)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row;

  /* TRANSLATORS: severity */
  gtk_string_list_append (names, _ ("Any"));
  for (guint i = 0; i < WB_N_SEVERITIES; i++)
    {
      /* TRANSLATORS: %s is a severity, as in "Warning or worse" */
      g_autofree char *text
          = g_strdup_printf (_ ("%s or worse"), wb_severity_get_label ((WbSeverity) i));

      gtk_string_list_append (names, text);
    }
  row = g_object_new (ADW_TYPE_COMBO_ROW, "title", _ (conditions[index].title), "model", names,
                      NULL);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
create_row (WbAlertConditions *self, gsize index)
{
  GtkWidget *row;

  switch (conditions[index].sort)
    {
    case SORT_SHARE:
    case SORT_NUMBER:
      return create_number_row (self, index);
    case SORT_SEVERITY:
      return create_severity_row (self, index);
    case SORT_TEXT:
    case SORT_WORDS:
    default:
      row = g_object_new (ADW_TYPE_ENTRY_ROW, "title", _ (conditions[index].title), NULL);
      g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      return row;
    }
}

static void
fill (WbAlertConditions *self)
{
  self->more = g_object_new (ADW_TYPE_EXPANDER_ROW, "title", _ ("More"), NULL);
  for (gsize i = 0; i < N_CONDITIONS; i++)
    {
      self->rows[i] = create_row (self, i);
      if (conditions[i].is_rare)
        adw_expander_row_add_row (ADW_EXPANDER_ROW (self->more), self->rows[i]);
      else
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->rows[i]);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->more);
}

/* --- values --- */

/* Numbers come as they were written: in JSON 5 is no 5.0. */
static double
read_number (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return (double) g_variant_get_int64 (value);
  return g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE) ? g_variant_get_double (value) : 0;
}

static char *
dup_words (GVariant *value)
{
  g_autofree const char **words = NULL;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return g_strdup (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                         ? g_variant_get_string (value, NULL)
                         : "");
  words = g_variant_get_strv (value, NULL);
  return g_strjoinv (", ", (GStrv) words);
}

static void
set_value (WbAlertConditions *self, gsize index, GVariant *value)
{
  g_autofree char *words = dup_words (value);
  WbSeverity severity;

  switch (conditions[index].sort)
    {
    case SORT_SHARE:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spins[index]),
                                 read_number (value) <= 1 ? read_number (value) * 100
                                                          : read_number (value));
      break;
    case SORT_NUMBER:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->spins[index]), read_number (value));
      break;
    case SORT_SEVERITY:
      if (wb_severity_from_string (words, &severity))
        adw_combo_row_set_selected (ADW_COMBO_ROW (self->rows[index]), severity + 1);
      break;
    case SORT_TEXT:
    case SORT_WORDS:
    default:
      gtk_editable_set_text (GTK_EDITABLE (self->rows[index]), words);
    }
}

static GVariant *
new_words (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_ptr_array_add (words, parts[i]);
  return words->len > 0 ? g_variant_new_strv ((const char *const *) words->pdata, words->len)
                        : NULL;
}

static GVariant *
new_text (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return *stripped != '\0' ? g_variant_new_string (stripped) : NULL;
}

/* Up to 1 it is a part, beyond that per cent: so the agent reads it. */
static GVariant *
new_share (double per_cent)
{
  return g_variant_new_double (per_cent <= 100 ? per_cent / 100 : per_cent);
}

/* (transfer floating) (nullable): NULL: it is not asked for. */
static GVariant *
new_value (WbAlertConditions *self, gsize index)
{
  GtkWidget *row = self->rows[index];
  double number = self->spins[index] != NULL
                      ? gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->spins[index]))
                      : 0;
  guint selected;

  switch (conditions[index].sort)
    {
    case SORT_SHARE:
      return number > 0 ? new_share (number) : NULL;
    case SORT_NUMBER:
      return number > 0 ? g_variant_new_int64 ((gint64) number) : NULL;
    case SORT_SEVERITY:
      selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));
      return selected >= 1 && selected <= WB_N_SEVERITIES
                 ? g_variant_new_string (wb_severity_to_string ((WbSeverity) (selected - 1)))
                 : NULL;
    case SORT_WORDS:
      return new_words (gtk_editable_get_text (GTK_EDITABLE (row)));
    case SORT_TEXT:
    default:
      return new_text (gtk_editable_get_text (GTK_EDITABLE (row)));
    }
}

static void
wb_alert_conditions_finalize (GObject *object)
{
  g_clear_pointer (&WB_ALERT_CONDITIONS (object)->others, g_variant_unref);
  G_OBJECT_CLASS (wb_alert_conditions_parent_class)->finalize (object);
}

static void
wb_alert_conditions_class_init (WbAlertConditionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_alert_conditions_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", WB_TYPE_ALERT_CONDITIONS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_alert_conditions_init (WbAlertConditions *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Conditions"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      _ ("All that you fill in must hold. * stands for any text, ? for one character."));
  fill (self);
}

/* wb_alert_conditions_set_values: @conditions: (nullable): "a{sv}" of an alert config. */
void
wb_alert_conditions_set_values (WbAlertConditions *self, GVariant *values)
{
  GVariantDict others;

  g_return_if_fail (WB_IS_ALERT_CONDITIONS (self));

  g_variant_dict_init (&others, values);
  for (gsize i = 0; i < N_CONDITIONS; i++)
    {
      g_autoptr (GVariant) value = g_variant_dict_lookup_value (&others, conditions[i].name, NULL);

      self->is_kept[i] = value != NULL;
      if (value == NULL)
        continue;
      set_value (self, i, value);
      g_variant_dict_remove (&others, conditions[i].name);
      if (conditions[i].is_rare)
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->more), TRUE);
    }
  g_clear_pointer (&self->others, g_variant_unref);
  self->others = g_variant_ref_sink (g_variant_dict_end (&others));
}

/* wb_alert_conditions_set_alert_type: what may be of any kind can have any condition. */
void
wb_alert_conditions_set_alert_type (WbAlertConditions *self, const char *alert_type)
{
  g_autofree char *word = g_strdup_printf (",%s,", alert_type);
  gboolean is_any;

  g_return_if_fail (WB_IS_ALERT_CONDITIONS (self));

  is_any = g_str_equal (alert_type, WB_ALERT_CONFIG_EVERY_TYPE)
           || g_str_equal (alert_type, "external_alert") || wb_catalogue_lookup (alert_type) == NULL
           || wb_catalogue_lookup (alert_type) == wb_catalogue_get_custom ();
  for (gsize i = 0; i < N_CONDITIONS; i++)
    gtk_widget_set_visible (self->rows[i], is_any || self->is_kept[i] || conditions[i].types == NULL
                                               || strstr (conditions[i].types, word) != NULL);
}

/* wb_alert_conditions_make_values: (transfer floating): "a{sv}" of what is asked for. */
GVariant *
wb_alert_conditions_make_values (WbAlertConditions *self)
{
  GVariantDict values;

  g_return_val_if_fail (WB_IS_ALERT_CONDITIONS (self), NULL);

  g_variant_dict_init (&values, self->others);
  for (gsize i = 0; i < N_CONDITIONS; i++)
    {
      GVariant *value = gtk_widget_get_visible (self->rows[i]) ? new_value (self, i) : NULL;

      if (value != NULL)
        g_variant_dict_insert_value (&values, conditions[i].name, value);
    }
  return g_variant_dict_end (&values);
}

/* wb_alert_conditions_find_row: (transfer none) (nullable): of the condition @name. */
GtkWidget *
wb_alert_conditions_find_row (WbAlertConditions *self, const char *name)
{
  g_return_val_if_fail (WB_IS_ALERT_CONDITIONS (self), NULL);

  for (gsize i = 0; i < N_CONDITIONS; i++)
    if (g_str_equal (conditions[i].name, name))
      {
        if (conditions[i].is_rare)
          adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self->more), TRUE);
        return self->rows[i];
      }
  return NULL;
}
