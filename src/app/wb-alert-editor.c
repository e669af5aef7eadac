/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-alert-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/wb-alert-channels.h"
#include "app/wb-alert-conditions.h"
#include "app/wb-alert-settings.h"
#include "app/wb-dry-run-view.h"
#include "app/wb-row-fault.h"
#include "app/wb-toasts.h"
#include "app/wb-type-label.h"
#include "base/wb-error.h"
#include "model/wb-alert-config.h"

#define TYPING_PAUSE_MS 400 /* before the history is asked */
#define FIRST_TYPE "training_failed"

struct _WbAlertEditor
{
  AdwWindow parent_instance;

  GtkRevealer *banner;
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

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  GCancellable *trial;       /* owned, nullable: of the dry run that is under way */
  GVariant *base;            /* owned: "a{sv}": what it begins with */
  GVariant *opened;          /* owned: the fields as they were then */
  gint64 id;                 /* of the config that is changed; 0: a new one */
  guint dry_run_source;
  gboolean is_loading; /* the rows are being set */
  gboolean is_saving;
};

G_DEFINE_FINAL_TYPE (WbAlertEditor, wb_alert_editor, ADW_TYPE_WINDOW)

/* --- what is typed --- */

/* The rows of the type: every type, those of the catalogue in its order, a word of one's own. */
static const char *
get_type_word (WbAlertEditor *self)
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
is_own_type (WbAlertEditor *self)
{
  gsize n_types;

  wb_catalogue_get_all (&n_types);
  return adw_combo_row_get_selected (self->type) > n_types;
}

static void
select_type (WbAlertEditor *self, const char *word)
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
get_severity_word (WbAlertEditor *self)
{
  guint selected = adw_combo_row_get_selected (self->severity);

  return selected >= 1 && selected <= WB_N_SEVERITIES
             ? wb_severity_to_string ((WbSeverity) (selected - 1))
             : "default";
}

static void
insert_channels (WbAlertEditor *self, GVariantDict *fields)
{
  g_auto (GStrv) words = wb_alert_channels_dup_words (self->channels);

  if (*words != NULL)
    g_variant_dict_insert (fields, "channels", "^as", words);
  else
    g_variant_dict_insert (fields, "channels", "s", "default");
}

/* What the dry run needs, too. */
static void
insert_rules (WbAlertEditor *self, GVariantDict *fields)
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

/* (transfer floating): on top of what this form does not show, such as templates. */
static GVariant *
make_fields (WbAlertEditor *self)
{
  GVariantDict fields;

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

static gboolean
is_changed (WbAlertEditor *self)
{
  g_autoptr (GVariant) fields = g_variant_ref_sink (make_fields (self));

  return !g_variant_equal (fields, self->opened);
}

/* --- what is wrong with it --- */

static GtkWidget *
find_row (WbAlertEditor *self, const char *field)
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
clear_faults (WbAlertEditor *self)
{
  wb_row_fault_clear (GTK_WIDGET (self->name));
  wb_row_fault_clear (GTK_WIDGET (self->description));
  wb_row_fault_clear (GTK_WIDGET (self->type));
  wb_row_fault_clear (GTK_WIDGET (self->own_type));
  wb_row_fault_clear (GTK_WIDGET (self->severity));
  wb_row_fault_clear (self->cooldown_row);
  wb_row_fault_clear (self->hourly_row);
}

/* The agent says "field: what is wrong", and for an item of a list "field[2]: what is wrong". */
static void
show_fault (WbAlertEditor *self, const GError *error)
{
  const char *colon = strstr (error->message, ": ");
  g_autofree char *field = NULL;
  GtkWidget *row = NULL;

  if (g_error_matches (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT) && colon != NULL)
    {
      field = g_strndup (error->message, (gsize) (colon - error->message));
      field[strcspn (field, "[")] = '\0';
      row = find_row (self, field);
    }
  if (row != NULL)
    wb_row_fault_show (row, colon + strlen (": "));
  else
    wb_toasts_report (GTK_WIDGET (self->dry_run), error);
}

static gboolean
is_blank (AdwEntryRow *row)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));

  return *g_strstrip (text) == '\0';
}

/* What the agent would refuse anyway, in the language of the person. */
static gboolean
check (WbAlertEditor *self)
{
  AdwEntryRow *blank = NULL;

  if (is_blank (self->name))
    blank = self->name;
  else if (is_own_type (self) && is_blank (self->own_type))
    blank = self->own_type;
  if (blank != NULL)
    wb_row_fault_show (GTK_WIDGET (blank), _ ("must not be empty"));
  return blank == NULL;
}

/* --- what it would have done --- */

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbAlertEditor *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);
  g_autoptr (GVariant) answer = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* @self may be gone */
  if (reply == NULL)
    {
      wb_dry_run_view_show_text (self->dry_run,
                                 _ ("It cannot be told as long as a field is wrong"));
      return;
    }
  answer = g_variant_get_child_value (reply, 0);
  wb_dry_run_view_show_result (self->dry_run, answer);
}

static gboolean
try_cb (gpointer user_data)
{
  WbAlertEditor *self = user_data;
  GVariantDict draft;

  self->dry_run_source = 0;
  g_cancellable_cancel (self->trial);
  g_clear_object (&self->trial);
  if (is_own_type (self) && is_blank (self->own_type))
    {
      wb_dry_run_view_show_text (self->dry_run, _ ("Say which events it is about"));
      return G_SOURCE_REMOVE;
    }
  if (wb_agent_client_get_state (self->client) != WB_AGENT_STATE_READY)
    return G_SOURCE_REMOVE; /* asked again when it is back */
  self->trial = g_cancellable_new ();
  g_variant_dict_init (&draft, NULL);
  insert_rules (self, &draft);
  wb_agent_client_call_async (self->client, "Alerts1", "DryRun",
                              g_variant_new ("(@a{sv}a{sv})", g_variant_dict_end (&draft), NULL),
                              "(a{sv})", self->trial, tried_cb, self);
  return G_SOURCE_REMOVE;
}

static void
schedule_dry_run (WbAlertEditor *self)
{
  g_clear_handle_id (&self->dry_run_source, g_source_remove);
  self->dry_run_source = g_timeout_add (TYPING_PAUSE_MS, try_cb, self);
}

/* --- saving --- */

static void
update_save (WbAlertEditor *self)
{
  gtk_widget_action_set_enabled (
      GTK_WIDGET (self), "editor.save",
      !self->is_saving && wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY);
}

/* What the keyring did not take is said where it stays to be read, in the window below. */
static void
tell_warnings (WbAlertEditor *self, GVariant *config)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autofree const char **warnings = NULL;
  g_autofree char *text = NULL;
  GtkWidget *dialog;

  if (!g_variant_lookup (config, "warnings", "^a&s", &warnings) || warnings[0] == NULL)
    return;
  text = g_strjoinv ("\n", (GStrv) warnings);
  dialog = adw_message_dialog_new (parent, _ ("Not Everything Was Saved"), text);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbAlertEditor *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);
  g_autoptr (GVariant) config = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* @self may be gone */
  self->is_saving = FALSE;
  update_save (self);
  if (reply == NULL)
    {
      show_fault (self, error);
      return;
    }
  config = g_variant_get_child_value (reply, 0);
  tell_warnings (self, config);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save (WbAlertEditor *self)
{
  GVariant *fields;

  clear_faults (self);
  if (!check (self))
    return;
  self->is_saving = TRUE;
  update_save (self);
  fields = make_fields (self);
  if (self->id != 0)
    wb_agent_client_call_async (self->client, "Alerts1", "UpdateConfig",
                                g_variant_new ("(x@a{sv})", self->id, fields), "(a{sv})",
                                self->cancellable, saved_cb, self);
  else
    wb_agent_client_call_async (self->client, "Alerts1", "CreateConfig",
                                g_variant_new ("(@a{sv})", fields), "(a{sv})", self->cancellable,
                                saved_cb, self);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  save (WB_ALERT_EDITOR (widget));
}

static void
save_cb (WbAlertEditor *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "editor.save", NULL);
}

/* --- closing --- */

static void
discard_cb (WbAlertEditor *self, const char *response)
{
  if (g_str_equal (response, "discard"))
    gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
close_request_cb (WbAlertEditor *self)
{
  GtkWidget *dialog;

  if (!is_changed (self))
    return GDK_EVENT_PROPAGATE;
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Discard Changes?"),
                                   _ ("What you changed in this alert is not saved."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep Editing"),
                                    "discard", _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response", G_CALLBACK (discard_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return GDK_EVENT_STOP;
}

/* --- the agent --- */

static void
channels_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbAlertEditor *self = user_data;
  g_autoptr (GVariant) reply = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, NULL);
  g_autoptr (GVariant) channels = NULL;

  if (reply == NULL)
    return; /* @self may be gone; without them, those that the alert names are there */
  channels = g_variant_get_child_value (reply, 0);
  wb_alert_channels_set_channels (self->channels, channels);
}

static void
state_cb (WbAlertEditor *self)
{
  WbAgentState state = wb_agent_client_get_state (self->client);

  gtk_revealer_set_reveal_child (self->banner, state != WB_AGENT_STATE_READY);
  update_save (self);
  if (state != WB_AGENT_STATE_READY)
    return;
  wb_agent_client_call_async (self->client, "Channels1", "List", NULL, "(aa{sv})",
                              self->cancellable, channels_cb, self);
  schedule_dry_run (self);
}

/* --- the widget --- */

static void
changed_cb (WbAlertEditor *self)
{
  if (self->is_loading)
    return;
  clear_faults (self);
  schedule_dry_run (self);
}

static void
type_cb (WbAlertEditor *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->own_type), is_own_type (self));
  wb_alert_conditions_set_alert_type (self->conditions, get_type_word (self));
  changed_cb (self);
}

static void
fill_models (WbAlertEditor *self)
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
load_numbers (WbAlertEditor *self)
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
load_groups (WbAlertEditor *self)
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
load (WbAlertEditor *self)
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
  self->opened = g_variant_ref_sink (make_fields (self));
  gtk_window_set_title (GTK_WINDOW (self), self->id != 0 ? _ ("Edit Alert") : _ ("New Alert"));
}

static void
wb_alert_editor_dispose (GObject *object)
{
  WbAlertEditor *self = WB_ALERT_EDITOR (object);

  self->is_loading = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->trial);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->trial);
  g_clear_handle_id (&self->dry_run_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_ALERT_EDITOR);
  g_clear_object (&self->client);
  g_clear_pointer (&self->base, g_variant_unref);
  g_clear_pointer (&self->opened, g_variant_unref);
  G_OBJECT_CLASS (wb_alert_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_ALERT_CHANNELS);
  g_type_ensure (WB_TYPE_ALERT_CONDITIONS);
  g_type_ensure (WB_TYPE_ALERT_SETTINGS);
  g_type_ensure (WB_TYPE_DRY_RUN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-alert-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, banner);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, name);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, description);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, type);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, own_type);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, severity);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, active);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, conditions);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, cooldown_row);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, cooldown);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, hourly_row);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, hourly);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, group);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, channels);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, settings);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, dry_run);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, type_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
wb_alert_editor_class_init (WbAlertEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_alert_editor_dispose;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "editor.save",
                                       NULL);
}

static void
wb_alert_editor_init (WbAlertEditor *self)
{
  self->cancellable = g_cancellable_new ();
  self->is_loading = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_models (self);
}

/*
 * wb_alert_editor_new:
 * @config: (nullable): "a{sv}" of Alerts1; with an id it is that config that is changed, else a new
 *   one that begins like this
 */
WbAlertEditor *
wb_alert_editor_new (GtkWindow *parent, WbAgentClient *client, GVariant *config)
{
  WbAlertEditor *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);

  self = g_object_new (WB_TYPE_ALERT_EDITOR, "transient-for", parent, NULL);
  self->client = g_object_ref (client);
  self->base = g_variant_ref_sink (config != NULL ? config : g_variant_new ("a{sv}", NULL));
  load (self);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
  return self;
}
