/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-preferences-window.h"

#include <glib/gi18n.h>

#define FOREVER G_GINT64_CONSTANT (253402300799) /* the last second of the year 9999 */
#define HOUR_S 3600

struct _WbPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwExpanderRow *pause;
  AdwComboRow *pause_for;
  GtkSwitch *sound;
  GtkSwitch *autostart;
  GtkSpinButton *port;
  GtkSwitch *require_token;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  gboolean is_updating;      /* the rows are being set to what the agent says */
};

G_DEFINE_FINAL_TYPE (WbPreferencesWindow, wb_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

/* In the order of the combo row; 0: until it is switched off. */
static const int pause_hours[] = { 1, 8, 24, 0 };

static void
set_pause_subtitle (WbPreferencesWindow *self, gint64 until)
{
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (until);
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;

  if (until <= g_get_real_time () / G_USEC_PER_SEC)
    text = g_strdup (_ ("Notifications are kept all the same"));
  else if (until >= FOREVER || end == NULL)
    text = g_strdup (_ ("Until you switch it off"));
  else
    {
      /* TRANSLATORS: weekday and time, as in "Thu 14:03" */
      time = g_date_time_format (end, _ ("%a %H:%M"));
      /* TRANSLATORS: %s is a weekday and a time */
      text = g_strdup_printf (_ ("Until %s"), time);
    }
  adw_expander_row_set_subtitle (self->pause, text);
}

static void
paused_until_cb (WbPreferencesWindow *self)
{
  gint64 until = wb_agent_client_get_popups_paused_until (self->client);
  gboolean is_paused = until > g_get_real_time () / G_USEC_PER_SEC;

  self->is_updating = TRUE;
  adw_expander_row_set_enable_expansion (self->pause, is_paused);
  if (until >= FOREVER)
    adw_combo_row_set_selected (self->pause_for, G_N_ELEMENTS (pause_hours) - 1);
  set_pause_subtitle (self, until);
  self->is_updating = FALSE;
}

static void
state_cb (WbPreferencesWindow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->pause),
                            wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY);
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbPreferencesWindow *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (wb_agent_client_pause_popups_finish (WB_AGENT_CLIENT (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = g_markup_escape_text (error->message, -1);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (text));
  paused_until_cb (self);
}

static void
pause_changed_cb (WbPreferencesWindow *self)
{
  guint selected
      = MIN (adw_combo_row_get_selected (self->pause_for), G_N_ELEMENTS (pause_hours) - 1);
  gint64 until = 0;

  if (self->is_updating || self->client == NULL)
    return;

  if (adw_expander_row_get_enable_expansion (self->pause))
    until = pause_hours[selected] == 0
                ? FOREVER
                : g_get_real_time () / G_USEC_PER_SEC + pause_hours[selected] * HOUR_S;
  wb_agent_client_pause_popups_async (self->client, until, self->cancellable, paused_cb, self);
}

static void
wb_preferences_window_dispose (GObject *object)
{
  WbPreferencesWindow *self = WB_PREFERENCES_WINDOW (object);

  self->is_updating = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_PREFERENCES_WINDOW);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_preferences_window_parent_class)->dispose (object);
}

static void
wb_preferences_window_class_init (WbPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, pause_for);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, sound);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, autostart);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, port);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, require_token);
  gtk_widget_class_bind_template_callback (widget_class, pause_changed_cb);
}

static void
wb_preferences_window_init (WbPreferencesWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind_settings (WbPreferencesWindow *self, GSettings *settings)
{
  g_settings_bind (settings, "sound", self->sound, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "autostart", self->autostart, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "port", self->port, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "require-token", self->require_token, "active",
                   G_SETTINGS_BIND_DEFAULT);
}

WbPreferencesWindow *
wb_preferences_window_new (GtkWindow *parent, WbAgentClient *client, GSettings *settings)
{
  WbPreferencesWindow *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (WB_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);
  self->client = g_object_ref (client);
  bind_settings (self, settings);
  g_signal_connect_object (client, "notify::popups-paused-until", G_CALLBACK (paused_until_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  paused_until_cb (self);
  state_cb (self);
  return self;
}
