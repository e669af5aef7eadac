/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/preferences/wb-preferences-window.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-list.h"
#include "app/preferences/wb-env-import.h"
#include "app/preferences/wb-limit-preferences.h"
#include "app/preferences/wb-quiet-preferences.h"
#include "app/widgets/wb-focus-keeper.h"
#include "app/widgets/wb-question.h"
#include "app/widgets/wb-stack-pages.h"
#include "client/wb-refusal.h"
#include "model/wb-severity.h"

#define FOREVER G_GINT64_CONSTANT (253402300799) /* the last second of the year 9999 */
#define HOUR_S 3600

struct _WbPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  AdwExpanderRow *pause;
  AdwComboRow *pause_for;
  AdwExpanderRow *sound;
  GtkSwitch *severity_sounds[WB_N_SEVERITIES];
  GtkSwitch *autostart;
  GtkSpinButton *port;
  GtkSwitch *require_token;
  AdwActionRow *line_row;
  WbChannelList *channel_list;
  WbQuietPreferences *quiet;
  WbLimitPreferences *limits;

  WbAgentClient *client;           /* owned */
  WbAgentPreferences *preferences; /* owned */
  GSettings *settings;             /* owned */
  GCancellable *cancellable;       /* owned */
  AdwToast *away;                  /* not owned, NULL once it is gone: that the agent is away */
  gboolean is_updating;            /* the rows are being set to what the agent says */
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
away_dismissed_cb (WbPreferencesWindow *self)
{
  self->away = NULL;
}

/* Said as long as it is so, or until the person has read it. */
static void
tell_away (WbPreferencesWindow *self)
{
  self->away = adw_toast_new (_ ("The agent is away and gets your changes later"));
  adw_toast_set_timeout (self->away, 0);
  g_signal_connect_object (self->away, "dismissed", G_CALLBACK (away_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), self->away);
}

static void
state_cb (WbPreferencesWindow *self)
{
  WbAgentState state = wb_agent_client_get_state (self->client);

  gtk_widget_set_sensitive (GTK_WIDGET (self->pause), state == WB_AGENT_STATE_READY);
  if (state == WB_AGENT_STATE_UNREACHABLE && self->away == NULL)
    tell_away (self);
  else if (state == WB_AGENT_STATE_READY && self->away != NULL)
    adw_toast_dismiss (self->away);
}

static void
show_toast (WbPreferencesWindow *self, const char *message)
{
  g_autofree char *text = g_markup_escape_text (message, -1);

  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (text));
}

static void
paused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbPreferencesWindow *self = user_data;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (wb_agent_client_pause_popups_finish (WB_AGENT_CLIENT (source), result, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = wb_refusal_dup_text (error->message);
  show_toast (self, text);
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

/* --- sounds --- */

static void
show_sounds (WbPreferencesWindow *self)
{
  g_auto (GStrv) silent = g_settings_get_strv (self->settings, "silent-severities");

  self->is_updating = TRUE;
  for (int i = 0; i < WB_N_SEVERITIES; i++)
    gtk_switch_set_active (
        self->severity_sounds[i],
        !g_strv_contains ((const char *const *) silent, wb_severity_to_string ((WbSeverity) i)));
  self->is_updating = FALSE;
}

static void
severity_sound_cb (WbPreferencesWindow *self)
{
  g_autoptr (GStrvBuilder) silent = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  if (self->is_updating)
    return;
  for (int i = 0; i < WB_N_SEVERITIES; i++)
    if (!gtk_switch_get_active (self->severity_sounds[i]))
      g_strv_builder_add (silent, wb_severity_to_string ((WbSeverity) i));
  words = g_strv_builder_end (silent);
  g_settings_set_strv (self->settings, "silent-severities", (const char *const *) words);
}

static void
add_sounds (WbPreferencesWindow *self)
{
  for (int i = WB_N_SEVERITIES - 1; i >= 0; i--)
    {
      const char *label = wb_severity_get_label ((WbSeverity) i);
      GtkWidget *sound = g_object_new (GTK_TYPE_SWITCH, "valign", GTK_ALIGN_CENTER, NULL);
      GtkWidget *row
          = g_object_new (ADW_TYPE_ACTION_ROW, "title", label, "activatable-widget", sound, NULL);

      g_signal_connect_object (sound, "notify::active", G_CALLBACK (severity_sound_cb), self,
                               G_CONNECT_SWAPPED);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), sound);
      adw_expander_row_add_row (self->sound, row);
      self->severity_sounds[i] = GTK_SWITCH (sound);
    }
}

/* --- from programs --- */

static char *
dup_line (WbPreferencesWindow *self)
{
  return g_strdup_printf ("curl -d '{\"title\":\"Hello\",\"severity\":\"warning\"}'"
                          " http://localhost:%d/api/v1/events",
                          g_settings_get_int (self->settings, "port"));
}

static void
port_cb (WbPreferencesWindow *self)
{
  g_autofree char *line = dup_line (self);

  adw_action_row_set_subtitle (self->line_row, line);
}

static void
copy_line_cb (WbPreferencesWindow *self)
{
  g_autofree char *line = dup_line (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), line);
  show_toast (self, _ ("Copied"));
}

static void
token_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbPreferencesWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;
  gsize length = 0;

  if (!g_file_load_contents_finish (G_FILE (source), result, &token, &length, NULL, &error))
    {
      show_toast (self, error->message);
      return;
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), g_strchomp (token));
  explicit_bzero (token, length);
  show_toast (self, _ ("Copied"));
}

static void
copy_token_cb (WbPreferencesWindow *self)
{
  g_autoptr (GFile) file
      = g_file_new_build_filename (g_get_user_data_dir (), "wakebell", "token", NULL);

  g_file_load_contents_async (file, NULL, token_read_cb, g_object_ref (self));
}

static void
import_cb (WbPreferencesWindow *self)
{
  wb_env_import_begin (GTK_WINDOW (self));
}

/* --- closing --- */

static gboolean
close_request_cb (WbPreferencesWindow *self)
{
  if (!wb_agent_preferences_are_waiting (self->preferences))
    return GDK_EVENT_PROPAGATE;
  wb_question_ask_discard (
      GTK_WINDOW (self), _ ("Discard Changes?"),
      _ ("The agent is away. It gets them once it is back, if this window stays open."));
  return GDK_EVENT_STOP;
}

/* The stack is the parent class's own: it is found by its kind. */
static GtkWidget *
find_view_stack (GtkWidget *widget)
{
  if (ADW_IS_VIEW_STACK (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_view_stack (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
wb_preferences_window_dispose (GObject *object)
{
  WbPreferencesWindow *self = WB_PREFERENCES_WINDOW (object);

  self->is_updating = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_PREFERENCES_WINDOW);
  g_clear_object (&self->preferences);
  g_clear_object (&self->settings);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_preferences_window_parent_class)->dispose (object);
}

static void
wb_preferences_window_class_init (WbPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_preferences_window_dispose;
  g_type_ensure (WB_TYPE_CHANNEL_LIST);
  g_type_ensure (WB_TYPE_LIMIT_PREFERENCES);
  g_type_ensure (WB_TYPE_QUIET_PREFERENCES);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, pause);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, pause_for);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, sound);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, autostart);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, port);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, require_token);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, line_row);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, channel_list);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, quiet);
  gtk_widget_class_bind_template_child (widget_class, WbPreferencesWindow, limits);
  gtk_widget_class_bind_template_callback (widget_class, pause_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_line_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_token_cb);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
wb_preferences_window_init (WbPreferencesWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_focus_keeper_follow (GTK_WINDOW (self));
  add_sounds (self);
  wb_stack_pages_follow (find_view_stack (GTK_WIDGET (self)));
}

static void
bind_settings (WbPreferencesWindow *self, GSettings *settings)
{
  g_settings_bind (settings, "sound", self->sound, "enable-expansion", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "autostart", self->autostart, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "port", self->port, "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "require-token", self->require_token, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::port", G_CALLBACK (port_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::silent-severities", G_CALLBACK (show_sounds), self,
                           G_CONNECT_SWAPPED);
  port_cb (self);
  show_sounds (self);
}

/* What the agent keeps may be changed only where it is known. */
static void
follow_preferences (WbPreferencesWindow *self)
{
  self->preferences = wb_agent_preferences_new (self->client);
  g_signal_connect_object (self->preferences, "failed", G_CALLBACK (show_toast), self,
                           G_CONNECT_SWAPPED);
  wb_channel_list_set_client (self->channel_list, self->client);
  wb_quiet_preferences_set_preferences (self->quiet, self->preferences);
  wb_limit_preferences_set_client (self->limits, self->client);
  wb_limit_preferences_set_preferences (self->limits, self->preferences);
}

WbPreferencesWindow *
wb_preferences_window_new (GtkWindow *parent, WbAgentClient *client, GSettings *settings)
{
  WbPreferencesWindow *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (WB_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  bind_settings (self, settings);
  follow_preferences (self);
  g_signal_connect_object (client, "notify::popups-paused-until", G_CALLBACK (paused_until_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  paused_until_cb (self);
  state_cb (self);
  return self;
}
