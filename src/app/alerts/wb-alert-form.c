/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/alerts/wb-alert-channels.h"
#include "app/alerts/wb-alert-conditions.h"
#include "app/alerts/wb-alert-settings.h"
#include "app/widgets/wb-calm-spin.h"
#include "app/widgets/wb-row-fault.h"
#include "app/widgets/wb-type-label.h"
#include "base/wb-error.h"
#include "client/wb-refusal.h"
#include "model/wb-alert-config.h"

#define FIRST_TYPE "training_failed"

struct _WbAlertForm
{
  AdwPreferencesPage parent_instance;

  AdwEntryRow *name;
  AdwEntryRow *description;
  AdwComboRow *type;
  AdwEntryRow *own_type;
  AdwComboRow *severity;
  GtkSwitch *active;
  WbAlertConditions *conditions;
  GtkWidget *cooldown_row;
  GtkSpinButton *cooldown;
  GtkWidget *hourly_row;
  GtkSpinButton *hourly;
  GtkSwitch *group;
  WbAlertChannels *channels;
  WbAlertSettings *settings;
  WbDryRunView *dry_run;

  GVariant *base;      /* owned, nullable until set: "a{sv}": what it begins with */
  GVariant *opened;    /* owned, likewise: the fields as they were then */
  gint64 id;           /* of the config that is changed; 0: a new one */
  gboolean is_loading; /* the rows are being set */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbAlertForm, wb_alert_form, ADW_TYPE_PREFERENCES_PAGE)

static guint signals[N_SIGNALS];

/* --- what is typed --- */

/* The rows of the type: every type, those of the catalogue in its order, a word of one's own. */
static const char *
get_type_word (WbAlertForm *self)
{
  guint selected = adw_combo_row_get_selected (self->type);
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);

  if (selected == 0)
    return WB_ALERT_CONFIG_EVERY_TYPE;
  if (selected <= n_types)
    return types[selected - 1].name;
  return gtk_editable_get_text (GTK_EDITABLE (self->own_type));
}

static gboolean
is_own_type (WbAlertForm *self)
{
  gsize n_types;

  wb_catalogue_get_all (&n_types);
  return adw_combo_row_get_selected (self->type) > n_types;
}

static void
select_type (WbAlertForm *self, const char *word)
{
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);

  if (g_str_equal (word, WB_ALERT_CONFIG_EVERY_TYPE))
    {
      adw_combo_row_set_selected (self->type, 0);
      return;
    }
  for (guint i = 0; i < n_types; i++)
    if (g_str_equal (types[i].name, word))
      {
        adw_combo_row_set_selected (self->type, i + 1);
        return;
      }
  adw_combo_row_set_selected (self->type, (guint) n_types + 1);
  gtk_editable_set_text (GTK_EDITABLE (self->own_type), word);
}

/* "default" is D-Bus for what is not set. */
static const char *
get_severity_word (WbAlertForm *self)
{
  guint selected = adw_combo_row_get_selected (self->severity);

  return selected >= 1 && selected <= WB_N_SEVERITIES
             ? wb_severity_to_string ((WbSeverity) (selected - 1))
             : "default";
}

static void
insert_channels (WbAlertForm *self, GVariantDict *fields)
{
  g_auto (GStrv) words = wb_alert_channels_dup_words (self->channels);

  if (*words != NULL)
    g_variant_dict_insert (fields, "channels", "^as", words);
  else
    g_variant_dict_insert (fields, "channels", "s", "default");
}

/* What the dry run needs, too. */
static void
insert_rules (WbAlertForm *self, GVariantDict *fields)
{
  g_variant_dict_insert (fields, "alert_type", "s", get_type_word (self));
  g_variant_dict_insert (fields, "severity", "s", get_severity_word (self));
  g_variant_dict_insert (fields, "cooldown_minutes", "x",
                         (gint64) gtk_spin_button_get_value_as_int (self->cooldown));
  g_variant_dict_insert (fields, "max_alerts_per_hour", "x",
                         (gint64) gtk_spin_button_get_value_as_int (self->hourly));
  g_variant_dict_insert (fields, "group_similar", "b", gtk_switch_get_active (self->group));
  g_variant_dict_insert_value (fields, "conditions",
                               wb_alert_conditions_make_values (self->conditions));
}

/* --- what is wrong with it --- */

static GtkWidget *
find_row (WbAlertForm *self, const char *field)
{
  const struct
  {
    const char *name;
    GtkWidget *row;
  } rows[] = {
    { "name", GTK_WIDGET (self->name) },
    { "description", GTK_WIDGET (self->description) },
    { "alert_type", GTK_WIDGET (is_own_type (self) ? (gpointer) self->own_type : self->type) },
    { "severity", GTK_WIDGET (self->severity) },
    { "cooldown_minutes", self->cooldown_row },
    { "max_alerts_per_hour", self->hourly_row },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].name, field))
      return rows[i].row;
  if (g_str_has_prefix (field, "conditions."))
    return wb_alert_conditions_find_row (self->conditions, field + strlen ("conditions."));
  if (g_str_has_prefix (field, "channel_config."))
    return wb_alert_settings_find_row (self->settings, field + strlen ("channel_config."));
  return NULL;
}

static void
clear_faults (WbAlertForm *self)
{
  wb_row_fault_clear (GTK_WIDGET (self->name));
  wb_row_fault_clear (GTK_WIDGET (self->description));
  wb_row_fault_clear (GTK_WIDGET (self->type));
  wb_row_fault_clear (GTK_WIDGET (self->own_type));
  wb_row_fault_clear (GTK_WIDGET (self->severity));
  wb_row_fault_clear (self->cooldown_row);
  wb_row_fault_clear (self->hourly_row);
}

static gboolean
is_blank (AdwEntryRow *row)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));

  return *g_strstrip (text) == '\0';
}

/* --- the widget --- */

static void
changed_cb (WbAlertForm *self)
{
  if (self->is_loading)
    return;
  clear_faults (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
activated_cb (WbAlertForm *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
type_cb (WbAlertForm *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->own_type), is_own_type (self));
  wb_alert_conditions_set_alert_type (self->conditions, get_type_word (self));
  changed_cb (self);
}

static void
fill_models (WbAlertForm *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) severities = gtk_string_list_new (NULL);
  gsize n_types;
  const WbEventType *types = wb_catalogue_get_all (&n_types);

  gtk_string_list_append (labels, wb_type_label_get (WB_ALERT_CONFIG_EVERY_TYPE));
  for (gsize i = 0; i < n_types; i++)
    gtk_string_list_append (labels, wb_type_label_get (types[i].name));
  gtk_string_list_append (labels, _ ("A word of my own…"));
  adw_combo_row_set_model (self->type, G_LIST_MODEL (labels));

  /* TRANSLATORS: severity */
  gtk_string_list_append (severities, _ ("As the event says"));
  for (guint i = 0; i < WB_N_SEVERITIES; i++)
    gtk_string_list_append (severities, wb_severity_get_label ((WbSeverity) i));
  adw_combo_row_set_model (self->severity, G_LIST_MODEL (severities));
}

static void
load_numbers (WbAlertForm *self)
{
  gint64 number;
  gboolean is_on;

  if (g_variant_lookup (self->base, "cooldown_minutes", "x", &number))
    gtk_spin_button_set_value (self->cooldown, (double) number);
  if (g_variant_lookup (self->base, "max_alerts_per_hour", "x", &number))
    gtk_spin_button_set_value (self->hourly, (double) number);
  if (g_variant_lookup (self->base, "group_similar", "b", &is_on))
    gtk_switch_set_active (self->group, is_on);
  if (g_variant_lookup (self->base, "active", "b", &is_on))
    gtk_switch_set_active (self->active, is_on);
}

static void
load_groups (WbAlertForm *self)
{
  g_autoptr (GVariant) conditions
      = g_variant_lookup_value (self->base, "conditions", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GVariant) settings
      = g_variant_lookup_value (self->base, "channel_config", G_VARIANT_TYPE_VARDICT);
  g_autofree const char **channels = NULL;

  wb_alert_conditions_set_values (self->conditions, conditions);
  wb_alert_settings_set_values (self->settings, settings, self->id == 0);
  g_variant_lookup (self->base, "channels", "^a&s", &channels);
  wb_alert_channels_set_words (self->channels, channels);
}

static void
load (WbAlertForm *self)
{
  const char *name = "", *description = "", *type = FIRST_TYPE, *word;
  WbSeverity severity;

  self->is_loading = TRUE;
  g_variant_lookup (self->base, "id", "x", &self->id);
  g_variant_lookup (self->base, "name", "&s", &name);
  g_variant_lookup (self->base, "description", "&s", &description);
  g_variant_lookup (self->base, "alert_type", "&s", &type);
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  gtk_editable_set_text (GTK_EDITABLE (self->description), description);
  select_type (self, type);
  if (g_variant_lookup (self->base, "severity", "&s", &word)
      && wb_severity_from_string (word, &severity))
    adw_combo_row_set_selected (self->severity, severity + 1);
  load_numbers (self);
  load_groups (self);
  type_cb (self);
  self->is_loading = FALSE;
  self->opened = g_variant_ref_sink (wb_alert_form_make_fields (self));
}

static gboolean
wb_alert_form_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (WB_ALERT_FORM (widget)->name));
}

static void
wb_alert_form_dispose (GObject *object)
{
  WbAlertForm *self = WB_ALERT_FORM (object);

  self->is_loading = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_ALERT_FORM);
  g_clear_pointer (&self->base, g_variant_unref);
  g_clear_pointer (&self->opened, g_variant_unref);
  G_OBJECT_CLASS (wb_alert_form_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_ALERT_CHANNELS);
  g_type_ensure (WB_TYPE_ALERT_CONDITIONS);
  g_type_ensure (WB_TYPE_ALERT_SETTINGS);
  g_type_ensure (WB_TYPE_DRY_RUN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-alert-form.ui");
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, name);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, description);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, type);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, own_type);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, severity);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, active);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, conditions);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, cooldown_row);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, cooldown);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, hourly_row);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, hourly);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, group);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, channels);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, settings);
  gtk_widget_class_bind_template_child (widget_class, WbAlertForm, dry_run);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, type_cb);
}

static void
wb_alert_form_class_init (WbAlertFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_alert_form_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = wb_alert_form_grab_focus;
  bind_template (GTK_WIDGET_CLASS (klass));
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", WB_TYPE_ALERT_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", WB_TYPE_ALERT_FORM, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_alert_form_init (WbAlertForm *self)
{
  self->is_loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_calm_spin (self->cooldown);
  wb_calm_spin (self->hourly);
  fill_models (self);
}

/*
 * wb_alert_form_set_config:
 * @config: (nullable): "a{sv}" of Alerts1; with an id it is that config that is changed, else a new
 *   one that begins like this
 */
void
wb_alert_form_set_config (WbAlertForm *self, GVariant *config)
{
  g_return_if_fail (WB_IS_ALERT_FORM (self));
  g_return_if_fail (self->base == NULL);

  self->base = g_variant_ref_sink (config != NULL ? config : g_variant_new ("a{sv}", NULL));
  load (self);
}

/* wb_alert_form_set_channels: "aa{sv}" of Channels1. */
void
wb_alert_form_set_channels (WbAlertForm *self, GVariant *channels)
{
  g_return_if_fail (WB_IS_ALERT_FORM (self));

  wb_alert_channels_set_channels (self->channels, channels);
}

/* wb_alert_form_get_id: 0: of a new one. */
gint64
wb_alert_form_get_id (WbAlertForm *self)
{
  g_return_val_if_fail (WB_IS_ALERT_FORM (self), 0);

  return self->id;
}

/* wb_alert_form_make_fields: (transfer floating): "a{sv}" for Alerts1; of a new config on top of
 * what this form does not show, such as templates. */
GVariant *
wb_alert_form_make_fields (WbAlertForm *self)
{
  GVariantDict fields;

  g_return_val_if_fail (WB_IS_ALERT_FORM (self), NULL);

  g_variant_dict_init (&fields, self->id == 0 ? self->base : NULL);
  insert_rules (self, &fields);
  g_variant_dict_insert (&fields, "name", "s", gtk_editable_get_text (GTK_EDITABLE (self->name)));
  g_variant_dict_insert (&fields, "description", "s",
                         gtk_editable_get_text (GTK_EDITABLE (self->description)));
  g_variant_dict_insert (&fields, "active", "b", gtk_switch_get_active (self->active));
  insert_channels (self, &fields);
  g_variant_dict_insert_value (&fields, "channel_config",
                               wb_alert_settings_make_changes (self->settings));
  return g_variant_dict_end (&fields);
}

/* wb_alert_form_make_draft: (transfer floating) (nullable): "a{sv}": what a dry run needs; NULL:
 * there is no type yet. */
GVariant *
wb_alert_form_make_draft (WbAlertForm *self)
{
  GVariantDict draft;

  g_return_val_if_fail (WB_IS_ALERT_FORM (self), NULL);

  if (is_own_type (self) && is_blank (self->own_type))
    return NULL;
  g_variant_dict_init (&draft, NULL);
  insert_rules (self, &draft);
  return g_variant_dict_end (&draft);
}

gboolean
wb_alert_form_is_changed (WbAlertForm *self)
{
  g_autoptr (GVariant) fields = NULL;

  g_return_val_if_fail (WB_IS_ALERT_FORM (self), FALSE);

  fields = g_variant_ref_sink (wb_alert_form_make_fields (self));
  return !g_variant_equal (fields, self->opened);
}

/* wb_alert_form_check: shows what the agent would refuse anyway, in the language of the person. */
gboolean
wb_alert_form_check (WbAlertForm *self)
{
  AdwEntryRow *blank = NULL;

  g_return_val_if_fail (WB_IS_ALERT_FORM (self), FALSE);

  clear_faults (self);
  if (is_blank (self->name))
    blank = self->name;
  else if (is_own_type (self) && is_blank (self->own_type))
    blank = self->own_type;
  if (blank != NULL)
    wb_row_fault_show (GTK_WIDGET (blank), _ ("must not be empty"));
  return blank == NULL;
}

/*
 * wb_alert_form_show_fault: what the agent refused, at its field.
 *
 * It says "field: what is wrong", and for an item of a list "field[2]: what is wrong".
 *
 * Returns: whether there is such a field here
 */
gboolean
wb_alert_form_show_fault (WbAlertForm *self, const GError *error)
{
  const char *colon = strstr (error->message, ": ");
  g_autofree char *field = NULL;
  g_autofree char *fault = NULL;
  GtkWidget *row;

  g_return_val_if_fail (WB_IS_ALERT_FORM (self), FALSE);

  if (!g_error_matches (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT) || colon == NULL)
    return FALSE;
  field = g_strndup (error->message, (gsize) (colon - error->message));
  field[strcspn (field, "[")] = '\0';
  row = find_row (self, field);
  fault = wb_refusal_dup_text (colon + strlen (": "));
  if (row != NULL)
    wb_row_fault_show (row, fault);
  return row != NULL;
}

/* wb_alert_form_get_dry_run: (transfer none) */
WbDryRunView *
wb_alert_form_get_dry_run (WbAlertForm *self)
{
  g_return_val_if_fail (WB_IS_ALERT_FORM (self), NULL);

  return self->dry_run;
}
