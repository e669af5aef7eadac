/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wakebell-app"

#include "config.h"

#include "app/wb-application.h"

#include <glib/gi18n.h>

#include "app/preferences/wb-preferences-window.h"
#include "app/wb-search-provider.h"
#include "app/wb-window.h"
#include "app/widgets/wb-button-name.h"
#include "app/widgets/wb-menu-names.h"
#include "app/widgets/wb-row-press.h"
#include "client/wb-agent-client.h"

struct _WbApplication
{
  AdwApplication parent_instance;

  WbAgentClient *client;    /* owned */
  WbSearchProvider *search; /* owned, nullable: where there is a bus */
  GSettings *settings;      /* owned */
};

typedef struct
{
  const char *action;
  const char *accels[3];
} Accel;

G_DEFINE_FINAL_TYPE (WbApplication, wb_application, ADW_TYPE_APPLICATION)

static const Accel accels[] = {
  { "win.show-page::inbox", { "<Alt>1" } },      { "win.show-page::runs", { "<Alt>2" } },
  { "win.show-page::keys", { "<Alt>3" } },       { "win.show-page::alerts", { "<Alt>4" } },
  { "win.show-page::deliveries", { "<Alt>5" } }, { "win.show-page::statistics", { "<Alt>6" } },
  { "window.close", { "<Control>w" } },          { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question" } },  { "app.quit", { "<Control>q" } },
};

static WbWindow *
ensure_window (WbApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (WB_IS_WINDOW (l->data))
      return l->data;
  return wb_window_new (GTK_APPLICATION (self), self->client, self->settings);
}

static WbWindow *
present_window (WbApplication *self)
{
  WbWindow *window = ensure_window (self);

  if (wb_agent_client_get_state (self->client) != WB_AGENT_STATE_READY)
    wb_window_start_agent (window);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
show_notification_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WbWindow *window = present_window (user_data);

  (void) action;
  wb_window_show_notification (window, g_variant_get_int64 (parameter));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WbApplication *self = user_data;
  GtkWindow *window = GTK_WINDOW (present_window (self));

  (void) action;
  (void) parameter;
  gtk_window_present (
      GTK_WINDOW (wb_preferences_window_new (window, self->client, self->settings)));
}

static void
shortcuts_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  WbWindow *window = present_window (user_data);

  (void) action;
  (void) parameter;
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  (void) action;
  (void) parameter;
  adw_show_about_window (GTK_WINDOW (present_window (user_data)), "application-name", "Wakebell",
                         "application-icon", WB_APP_ID, "version", WB_VERSION, "developer-name",
                         _ ("The Wakebell developers"), "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _ ("Be told when a training run or an API key needs you"),
                         NULL);
}

/* Windows are closed rather than dropped: a deletion that can still be undone is then done. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows
      = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  (void) action;
  (void) parameter;
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static const GActionEntry actions[] = {
  { .name = "show-notification", .activate = show_notification_action, .parameter_type = "x" },
  { .name = "preferences", .activate = preferences_action },
  { .name = "shortcuts", .activate = shortcuts_action },
  { .name = "about", .activate = about_action },
  { .name = "quit", .activate = quit_action },
};

static void
search_open_cb (WbApplication *self, gint64 id)
{
  wb_window_show_notification (present_window (self), id);
}

static void
search_cb (WbApplication *self, const char *text)
{
  wb_window_search (present_window (self), text);
}

/* Early enough for the question that the program may have been started for. */
static gboolean
wb_application_dbus_register (GApplication *application,
                              GDBusConnection *connection,
                              const char *object_path,
                              GError **error)
{
  WbApplication *self = WB_APPLICATION (application);

  if (!G_APPLICATION_CLASS (wb_application_parent_class)
           ->dbus_register (application, connection, object_path, error))
    return FALSE;
  self->client = wb_agent_client_new (connection);
  self->search = wb_search_provider_new (self->client);
  g_signal_connect_object (self->search, "open", G_CALLBACK (search_open_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search", G_CALLBACK (search_cb), self, G_CONNECT_SWAPPED);
  return wb_search_provider_export (self->search, connection, error);
}

static void
wb_application_dbus_unregister (GApplication *application,
                                GDBusConnection *connection,
                                const char *object_path)
{
  WbApplication *self = WB_APPLICATION (application);

  if (self->search != NULL)
    wb_search_provider_unexport (self->search);
  G_APPLICATION_CLASS (wb_application_parent_class)
      ->dbus_unregister (application, connection, object_path);
}

static void
wb_application_startup (GApplication *application)
{
  WbApplication *self = WB_APPLICATION (application);

  if (self->client == NULL)
    self->client = wb_agent_client_new (NULL);
  G_APPLICATION_CLASS (wb_application_parent_class)->startup (application);

  /* Whoever comes by on Tab means to read it. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  wb_button_name_install ();
  wb_row_press_install ();
  self->settings = g_settings_new (WB_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].accels);
  gtk_window_set_default_icon_name (WB_APP_ID);
  wb_menu_names_give ();
}

static void
wb_application_activate (GApplication *application)
{
  present_window (WB_APPLICATION (application));
}

static void
wb_application_dispose (GObject *object)
{
  WbApplication *self = WB_APPLICATION (object);

  g_clear_object (&self->search);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (wb_application_parent_class)->dispose (object);
}

static void
wb_application_class_init (WbApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_application_dispose;
  application_class->dbus_register = wb_application_dbus_register;
  application_class->dbus_unregister = wb_application_dbus_unregister;
  application_class->startup = wb_application_startup;
  application_class->activate = wb_application_activate;
}

static int
handle_options_cb (GApplication *application, GVariantDict *options)
{
  (void) application;
  if (!g_variant_dict_contains (options, "version"))
    return -1; /* go on */

  g_print ("wakebell-app %s\n", WB_VERSION);
  return 0;
}

static void
wb_application_init (WbApplication *self)
{
  g_application_add_main_option (G_APPLICATION (self), "version", 0, G_OPTION_FLAG_NONE,
                                 G_OPTION_ARG_NONE, _ ("Print the version and exit"), NULL);
  g_signal_connect (self, "handle-local-options", G_CALLBACK (handle_options_cb), NULL);
}

WbApplication *
wb_application_new (void)
{
  return g_object_new (WB_TYPE_APPLICATION, "application-id", WB_APP_ID, "resource-base-path",
                       "/io/github/wakebell/Wakebell", NULL);
}
