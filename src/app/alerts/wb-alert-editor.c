/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-editor.h"

#include <glib/gi18n.h>

#include "app/alerts/wb-alert-form.h"
#include "app/widgets/wb-focus-keeper.h"
#include "app/widgets/wb-question.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/widgets/wb-toasts.h"
#include "client/wb-refusal.h"

#define TYPING_PAUSE_MS 400 /* before the history is asked */

struct _WbAlertEditor
{
  AdwWindow parent_instance;

  GtkRevealer *banner;
  WbAlertForm *form;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  GCancellable *trial;       /* owned, nullable: of the dry run that is under way */
  guint dry_run_source;
  gboolean is_saving;
};

G_DEFINE_FINAL_TYPE (WbAlertEditor, wb_alert_editor, ADW_TYPE_WINDOW)

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
      wb_dry_run_view_show_text (wb_alert_form_get_dry_run (self->form),
                                 _ ("It cannot be told as long as a field is wrong"));
      return;
    }
  answer = g_variant_get_child_value (reply, 0);
  wb_dry_run_view_show_result (wb_alert_form_get_dry_run (self->form), answer);
}

static gboolean
try_cb (gpointer user_data)
{
  WbAlertEditor *self = user_data;
  g_autoptr (GVariant) draft = NULL;

  self->dry_run_source = 0;
  g_cancellable_cancel (self->trial);
  g_clear_object (&self->trial);
  draft = wb_alert_form_make_draft (self->form);
  if (draft != NULL)
    g_variant_ref_sink (draft);
  if (draft == NULL)
    {
      wb_dry_run_view_show_text (wb_alert_form_get_dry_run (self->form),
                                 _ ("Say which events it is about"));
      return G_SOURCE_REMOVE;
    }
  if (wb_agent_client_get_state (self->client) != WB_AGENT_STATE_READY)
    return G_SOURCE_REMOVE; /* asked again when it is back */
  self->trial = g_cancellable_new ();
  wb_agent_client_call_async (self->client, "Alerts1", "DryRun",
                              g_variant_new ("(@a{sv}a{sv})", draft, NULL), "(a{sv})", self->trial,
                              tried_cb, self);
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
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  g_autofree char *text = NULL;
  GtkWidget *dialog;

  if (!g_variant_lookup (config, "warnings", "^a&s", &warnings) || warnings[0] == NULL)
    return;
  for (const char **warning = warnings; *warning != NULL; warning++)
    {
      g_autofree char *line = wb_refusal_dup_text (*warning);

      g_strv_builder_add (lines, line);
    }
  texts = g_strv_builder_end (lines);
  text = g_strjoinv ("\n", texts);
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
      if (!wb_alert_form_show_fault (self->form, error))
        wb_toasts_report (GTK_WIDGET (self->form), error);
      return;
    }
  config = g_variant_get_child_value (reply, 0);
  tell_warnings (self, config);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save (WbAlertEditor *self)
{
  gint64 id = wb_alert_form_get_id (self->form);
  GVariant *fields;

  if (!wb_alert_form_check (self->form))
    return;
  self->is_saving = TRUE;
  update_save (self);
  fields = wb_alert_form_make_fields (self->form);
  if (id != 0)
    wb_agent_client_call_async (self->client, "Alerts1", "UpdateConfig",
                                g_variant_new ("(x@a{sv})", id, fields), "(a{sv})",
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
activated_cb (WbAlertEditor *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "editor.save", NULL);
}

/* --- closing --- */

static gboolean
close_request_cb (WbAlertEditor *self)
{
  if (!wb_alert_form_is_changed (self->form))
    return GDK_EVENT_PROPAGATE;
  wb_question_ask_discard (GTK_WINDOW (self), _ ("Discard Changes?"),
                           _ ("What you changed in this alert is not saved."));
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
  wb_alert_form_set_channels (self->form, channels);
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
wb_alert_editor_dispose (GObject *object)
{
  WbAlertEditor *self = WB_ALERT_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->trial);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->trial);
  g_clear_handle_id (&self->dry_run_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_ALERT_EDITOR);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_alert_editor_parent_class)->dispose (object);
}

static void
wb_alert_editor_class_init (WbAlertEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_alert_editor_dispose;
  g_type_ensure (WB_TYPE_ALERT_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-alert-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, banner);
  gtk_widget_class_bind_template_child (widget_class, WbAlertEditor, form);
  gtk_widget_class_bind_template_callback (widget_class, schedule_dry_run);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "editor.save",
                                       NULL);
}

static void
wb_alert_editor_init (WbAlertEditor *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_focus_keeper_follow (GTK_WINDOW (self));
  wb_stack_pages_follow_revealer (self->banner);
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
  wb_alert_form_set_config (self->form, config);
  gtk_window_set_title (GTK_WINDOW (self), wb_alert_form_get_id (self->form) != 0
                                               ? _ ("Edit Alert")
                                               : _ ("New Alert"));
  g_signal_connect_object (client, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->form));
  return self;
}
