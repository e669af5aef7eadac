/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-editor.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-form.h"
#include "app/deliveries/wb-channel-look.h"
#include "app/deliveries/wb-channel-test-row.h"
#include "app/widgets/wb-focus-keeper.h"
#include "app/widgets/wb-question.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/widgets/wb-toasts.h"
#include "client/wb-refusal.h"
#include "model/wb-channel-field.h"

struct _WbChannelEditor
{
  AdwWindow parent_instance;

  AdwWindowTitle *title_widget;
  GtkWidget *back_button;
  GtkWidget *save_button;
  GtkStack *stack;
  AdwStatusPage *loading_page;
  AdwPreferencesGroup *kinds;
  WbChannelForm *form;
  WbChannelTestRow *test_row;
  GtkWidget *remove_button;
  GtkRevealer *offline;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  char *name;                /* owned, nullable until it is saved */
  WbChannelKind kind;
  gboolean is_saving;
  gboolean is_test_wanted; /* once it is saved */
};

G_DEFINE_FINAL_TYPE (WbChannelEditor, wb_channel_editor, ADW_TYPE_WINDOW)

static void
update (WbChannelEditor *self)
{
  gboolean is_ready = wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY;
  gboolean is_form = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0;
  gboolean is_dirty = is_form && (self->name == NULL || wb_channel_form_is_changed (self->form));

  gtk_widget_set_visible (self->back_button, is_form && self->name == NULL);
  gtk_widget_set_visible (self->save_button, is_form);
  gtk_widget_set_sensitive (self->save_button, is_ready && is_dirty && !self->is_saving);
  gtk_widget_set_visible (self->remove_button, self->name != NULL);
  gtk_widget_set_sensitive (self->remove_button, is_ready);
  wb_channel_test_row_set_possible (self->test_row, is_form && is_ready && !self->is_saving,
                                    is_dirty);
  if (is_dirty)
    wb_channel_test_row_reset (self->test_row);
  gtk_revealer_set_reveal_child (self->offline, wb_agent_client_get_state (self->client)
                                                    == WB_AGENT_STATE_UNREACHABLE);
}

static void
show_stack (WbChannelEditor *self, const char *child, const char *title, const char *subtitle)
{
  gtk_stack_set_visible_child_name (self->stack, child);
  adw_window_title_set_title (self->title_widget, title);
  adw_window_title_set_subtitle (self->title_widget, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), title);
  update (self);
}

/* --- the kind --- */

static void
show_kinds (WbChannelEditor *self)
{
  show_stack (self, "kinds", _ ("Add a Channel"), NULL);
}

static void
kind_cb (WbChannelEditor *self, GtkWidget *row)
{
  self->kind = (WbChannelKind) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "kind"));
  wb_channel_form_set_kind (self->form, self->kind);
  wb_channel_test_row_reset (self->test_row);
  show_stack (self, "form", _ ("Add a Channel"), wb_channel_kind_get_label (self->kind));
  wb_channel_form_begin (self->form);
}

static void
add_kind (WbChannelEditor *self, WbChannelKind kind)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", wb_channel_look_get_kind_icon (kind),
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *arrow = g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), wb_channel_kind_get_label (kind));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), wb_channel_field_get_summary (kind));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "kind", GINT_TO_POINTER (kind));
  g_signal_connect_object (row, "activated", G_CALLBACK (kind_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->kinds, row);
}

/* --- what it is now --- */

static void
adopt (WbChannelEditor *self, GVariant *channel)
{
  const char *name = "";

  g_variant_lookup (channel, "name", "&s", &name);
  g_free (self->name);
  self->name = g_strdup (name);
  wb_channel_form_set_channel (self->form, channel);
  show_stack (self, "form", self->name, wb_channel_kind_get_label (self->kind));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbChannelEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);
  g_autoptr (GVariant) channel = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (reply == NULL)
    {
      g_autofree char *text = wb_refusal_dup_text (error->message);

      adw_status_page_set_icon_name (self->loading_page, "wb-error-symbolic");
      adw_status_page_set_title (self->loading_page, _ ("This Channel Cannot Be Shown"));
      adw_status_page_set_description (self->loading_page, text);
      return;
    }
  channel = g_variant_get_child_value (reply, 0);
  self->kind = wb_channel_look_get_kind (channel);
  wb_channel_form_set_kind (self->form, self->kind);
  adopt (self, channel);
}

static void
load (WbChannelEditor *self, const char *name)
{
  show_stack (self, "loading", name, NULL);
  wb_agent_client_call_async (self->client, "Channels1", "Get", g_variant_new ("(s)", name),
                              "(a{sv})", self->cancellable, loaded_cb, g_object_ref (self));
}

/* --- saving --- */

static void
report_saved (WbChannelEditor *self, GVariant *channel)
{
  g_autofree const char **warnings = NULL;

  g_variant_lookup (channel, "warnings", "^a&s", &warnings);
  if (warnings == NULL || warnings[0] == NULL)
    wb_toasts_show (GTK_WIDGET (self->form), _ ("Saved"));
  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    {
      g_autofree char *text = wb_refusal_dup_text (warnings[i]);

      wb_toasts_show (GTK_WIDGET (self->form), text);
    }
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbChannelEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);
  g_autoptr (GVariant) channel = NULL;
  gboolean is_test_wanted = self->is_test_wanted;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->is_saving = self->is_test_wanted = FALSE;
  if (reply == NULL)
    {
      update (self);
      if (!wb_channel_form_show_error (self->form, error))
        wb_toasts_report (GTK_WIDGET (self->form), error);
      return;
    }
  channel = g_variant_get_child_value (reply, 0);
  adopt (self, channel);
  report_saved (self, channel);
  if (is_test_wanted)
    wb_channel_test_row_run (self->test_row, self->client, self->name);
}

static void
save (WbChannelEditor *self)
{
  g_autoptr (GVariant) changes = g_variant_ref_sink (wb_channel_form_make_changes (self->form));
  GVariantDict channel;

  self->is_saving = TRUE;
  update (self);
  if (self->name != NULL)
    {
      wb_agent_client_call_async (self->client, "Channels1", "Update",
                                  g_variant_new ("(s@a{sv})", self->name, changes), "(a{sv})",
                                  self->cancellable, saved_cb, g_object_ref (self));
      return;
    }
  g_variant_dict_init (&channel, changes);
  g_variant_dict_insert (&channel, "kind", "s", wb_channel_kind_to_string (self->kind));
  wb_agent_client_call_async (self->client, "Channels1", "Add",
                              g_variant_new ("(@a{sv})", g_variant_dict_end (&channel)), "(a{sv})",
                              self->cancellable, saved_cb, g_object_ref (self));
}

static void
save_cb (WbChannelEditor *self)
{
  save (self);
}

static void
test_cb (WbChannelEditor *self)
{
  if (self->name != NULL && !wb_channel_form_is_changed (self->form))
    {
      wb_channel_test_row_run (self->test_row, self->client, self->name);
      return;
    }
  self->is_test_wanted = TRUE;
  save (self);
}

/* --- leaving --- */

static void
back_cb (WbChannelEditor *self)
{
  show_kinds (self);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbChannelEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (reply == NULL)
    wb_toasts_report (GTK_WIDGET (self->form), error);
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
remove_confirmed_cb (WbChannelEditor *self)
{
  wb_agent_client_call_async (self->client, "Channels1", "Remove",
                              g_variant_new ("(s)", self->name), "(a{sv})", self->cancellable,
                              removed_cb, g_object_ref (self));
}

static void
remove_cb (WbChannelEditor *self)
{
  /* TRANSLATORS: %s is the name of a channel */
  g_autofree char *heading = g_strdup_printf (_ ("Remove %s?"), self->name);
  GtkWidget *dialog = wb_question_new (
      GTK_WINDOW (self), heading,
      _ ("Nothing is forwarded to it any more. What still waits for it goes to the channel "
         "that stands in for it, or is given up; its credentials are forgotten."),
      _ ("_Cancel"), _ ("_Remove"));

  g_signal_connect_object (dialog, "response::give-up", G_CALLBACK (remove_confirmed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
close_request_cb (WbChannelEditor *self)
{
  gboolean is_form = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0;

  if (!is_form || !wb_channel_form_is_changed (self->form))
    return GDK_EVENT_PROPAGATE;
  wb_question_ask_discard (GTK_WINDOW (self), _ ("Discard What You Typed?"),
                           _ ("The channel was not saved."));
  return GDK_EVENT_STOP;
}

static void
wb_channel_editor_dispose (GObject *object)
{
  WbChannelEditor *self = WB_CHANNEL_EDITOR (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_CHANNEL_EDITOR);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_channel_editor_parent_class)->dispose (object);
}

static void
wb_channel_editor_finalize (GObject *object)
{
  WbChannelEditor *self = WB_CHANNEL_EDITOR (object);

  g_clear_object (&self->cancellable);
  g_free (self->name);
  G_OBJECT_CLASS (wb_channel_editor_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_CHANNEL_FORM);
  g_type_ensure (WB_TYPE_CHANNEL_TEST_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-channel-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, title_widget);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, back_button);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, save_button);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, stack);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, loading_page);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, kinds);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, form);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, test_row);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, remove_button);
  gtk_widget_class_bind_template_child (widget_class, WbChannelEditor, offline);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
wb_channel_editor_class_init (WbChannelEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_channel_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_channel_editor_finalize;
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
wb_channel_editor_init (WbChannelEditor *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_focus_keeper_follow (GTK_WINDOW (self));
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
  wb_stack_pages_follow_revealer (self->offline);
  for (guint kind = WB_CHANNEL_DESKTOP + 1; kind < WB_N_CHANNEL_KINDS; kind++)
    add_kind (self, (WbChannelKind) kind);
}

/* wb_channel_editor_new: @name: (nullable): of the channel to be changed; %NULL: of a new one */
GtkWindow *
wb_channel_editor_new (GtkWindow *parent, WbAgentClient *client, const char *name)
{
  WbChannelEditor *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);

  self = g_object_new (WB_TYPE_CHANNEL_EDITOR, "transient-for", parent, NULL);
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (name != NULL)
    load (self, name);
  else
    show_kinds (self);
  return GTK_WINDOW (self);
}
