/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-window.h"

#include <glib/gi18n.h>

#include "app/alerts/wb-alerts-page.h"
#include "app/deliveries/wb-deliveries-page.h"
#include "app/widgets/wb-empty-page.h"
#include "app/inbox/wb-inbox-page.h"
#include "app/keys/wb-keys-page.h"
#include "app/wb-page.h"
#include "app/runs/wb-runs-page.h"
#include "app/wb-sidebar.h"
#include "app/widgets/wb-focus-keeper.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/statistics/wb-statistics-page.h"
#include "app/widgets/wb-toasts.h"
#include "app/wb-welcome.h"

#define STARTING_DELAY_MS 400 /* a start that is quicker than this shows no page of its own */

struct _WbWindow
{
  AdwApplicationWindow parent_instance;

  GtkStack *stack;
  WbEmptyPage *empty_page;
  AdwFlap *flap;
  WbSidebar *sidebar;
  GtkStack *pages;
  WbInboxPage *inbox;
  WbRunsPage *runs;
  WbAlertsPage *alerts;
  GtkRevealer *banner;
  GtkLabel *banner_label;
  GtkWidget *start_button;

  WbWelcome *welcome;

  WbAgentClient *client;     /* owned */
  GSettings *settings;       /* owned */
  GCancellable *cancellable; /* owned */
  guint starting_source;
};

G_DEFINE_FINAL_TYPE (WbWindow, wb_window, ADW_TYPE_APPLICATION_WINDOW)

/* What was known stays on the screen, with a word below it; before that there is just the word. */
static void
show_status (WbWindow *self, WbEmpty empty)
{
  gtk_label_set_text (self->banner_label, empty == WB_EMPTY_STARTING
                                              ? _ ("Starting the Agent")
                                              : _ ("The Agent Is Not Running"));
  gtk_widget_set_visible (self->start_button, empty == WB_EMPTY_UNREACHABLE);
  gtk_revealer_set_reveal_child (self->banner, TRUE);
  wb_empty_page_show (self->empty_page, empty);
  gtk_widget_show (GTK_WIDGET (self->empty_page));
}

static gboolean
starting_cb (gpointer user_data)
{
  WbWindow *self = user_data;

  self->starting_source = 0;
  show_status (self, WB_EMPTY_STARTING);
  return G_SOURCE_REMOVE;
}

static void
show_starting (WbWindow *self)
{
  if (gtk_revealer_get_reveal_child (self->banner))
    show_status (self, WB_EMPTY_STARTING);
  else if (self->starting_source == 0)
    self->starting_source = g_timeout_add (STARTING_DELAY_MS, starting_cb, self);
}

/* Whoever has notifications already needs no welcome. */
static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbWindow) self = user_data;
  g_autoptr (GVariant) rows = wb_agent_client_list_finish (WB_AGENT_CLIENT (source), result, NULL);
  gboolean is_new = rows != NULL && g_variant_n_children (rows) == 0;

  if (self->stack == NULL)
    return;
  if (rows != NULL && !is_new)
    g_settings_set_boolean (self->settings, "is-welcomed", TRUE);
  gtk_stack_set_visible_child_name (self->stack, is_new ? "welcome" : "pages");
}

static void
show_pages (WbWindow *self)
{
  g_autoptr (WbFilter) everything = NULL;

  if (g_settings_get_boolean (self->settings, "is-welcomed"))
    {
      gtk_stack_set_visible_child_name (self->stack, "pages");
      return;
    }
  everything = wb_filter_new ();
  wb_agent_client_list_async (self->client, everything, 0, 1, self->cancellable, counted_cb,
                              g_object_ref (self));
}

static void
welcome_done_cb (WbWindow *self)
{
  g_settings_set_boolean (self->settings, "is-welcomed", TRUE);
  gtk_stack_set_visible_child_name (self->stack, "pages");
}

static void
state_cb (WbWindow *self)
{
  WbAgentState state = wb_agent_client_get_state (self->client);

  if (state != WB_AGENT_STATE_CONNECTING)
    g_clear_handle_id (&self->starting_source, g_source_remove);

  switch (state)
    {
    case WB_AGENT_STATE_CONNECTING:
      show_starting (self);
      break;
    case WB_AGENT_STATE_READY:
      gtk_revealer_set_reveal_child (self->banner, FALSE);
      if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "status"))
        show_pages (self);
      break;
    case WB_AGENT_STATE_UNREACHABLE:
      show_status (self, WB_EMPTY_UNREACHABLE);
      break;
    default:
      g_assert_not_reached ();
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.send-test", state == WB_AGENT_STATE_READY);
}

static void
unread_count_cb (WbWindow *self)
{
  guint n_unread = wb_agent_client_get_unread_count (self->client);
  g_autofree char *meaning
      = g_strdup_printf (ngettext ("%u unread", "%u unread", n_unread), n_unread);

  wb_sidebar_set_badge (self->sidebar, "inbox", n_unread, meaning);
}

static void
page_cb (WbWindow *self)
{
  g_autofree char *page = NULL;

  g_object_get (self->sidebar, "page", &page, NULL);
  gtk_stack_set_visible_child_name (self->pages, page);
  wb_inbox_page_capture_keys (self->inbox, g_str_equal (page, "inbox") ? GTK_WIDGET (self) : NULL);
}

/* Where it lies over the page, the sidebar is done when a page was chosen. */
static void
chosen_cb (WbWindow *self)
{
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static gboolean
close_request_cb (WbWindow *self)
{
  wb_inbox_page_commit_deletion (self->inbox);
  return GDK_EVENT_PROPAGATE;
}

static void
show_page (WbWindow *self, const char *page)
{
  g_object_set (self->sidebar, "page", page, NULL);
  page_cb (self);
  chosen_cb (self);
}

/* Whoever comes by key is in the page then, and neither in the sidebar nor where he was. */
static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbWindow *self = WB_WINDOW (widget);

  (void) name;
  show_page (self, g_variant_get_string (parameter, NULL));
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->pages));
}

static void
show_run_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbWindow *self = WB_WINDOW (widget);

  (void) name;
  show_page (self, "runs");
  wb_runs_page_show_run (self->runs, g_variant_get_string (parameter, NULL));
}

static void
create_alert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbWindow *self = WB_WINDOW (widget);

  (void) name;
  show_page (self, "alerts");
  wb_alerts_page_create_alert (self->alerts, parameter);
}

static void
published_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!wb_agent_client_publish_finish (WB_AGENT_CLIENT (source), result, NULL, NULL, &error))
    wb_toasts_report (user_data, error);
}

static void
send_test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbWindow *self = WB_WINDOW (widget);
  GVariantDict event;

  (void) name;
  (void) parameter;
  g_variant_dict_init (&event, NULL);
  g_variant_dict_insert (&event, "type", "s", "custom");
  g_variant_dict_insert (&event, "severity", "s", "info");
  g_variant_dict_insert (&event, "source", "s", "Wakebell");
  g_variant_dict_insert (&event, "title", "s", _ ("Test event"));
  g_variant_dict_insert (&event, "message", "s",
                         _ ("Wakebell works: events that your programs send look like this one."));
  wb_agent_client_publish_async (self->client, g_variant_dict_end (&event), self->cancellable,
                                 published_cb, self);
}

static void
start_agent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  wb_window_start_agent (WB_WINDOW (widget));
}

static void
wb_window_dispose (GObject *object)
{
  WbWindow *self = WB_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->starting_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_WINDOW);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (wb_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_ALERTS_PAGE);
  g_type_ensure (WB_TYPE_DELIVERIES_PAGE);
  g_type_ensure (WB_TYPE_EMPTY_PAGE);
  g_type_ensure (WB_TYPE_INBOX_PAGE);
  g_type_ensure (WB_TYPE_RUNS_PAGE);
  g_type_ensure (WB_TYPE_KEYS_PAGE);
  g_type_ensure (WB_TYPE_SIDEBAR);
  g_type_ensure (WB_TYPE_WELCOME);
  g_type_ensure (WB_TYPE_STATISTICS_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, inbox);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, runs);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, alerts);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, banner_label);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, start_button);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, welcome);
  gtk_widget_class_bind_template_callback (widget_class, welcome_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
wb_window_class_init (WbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_window_dispose;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page_action);
  gtk_widget_class_install_action (widget_class, "win.show-run", "s", show_run_action);
  gtk_widget_class_install_action (widget_class, "win.create-alert", "a{sv}", create_alert_action);
  gtk_widget_class_install_action (widget_class, "win.send-test", NULL, send_test_action);
  gtk_widget_class_install_action (widget_class, "win.start-agent", NULL, start_agent_action);
}

static void
wb_window_init (WbWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_focus_keeper_follow (GTK_WINDOW (self));
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
  wb_stack_pages_follow (GTK_WIDGET (self->pages));
  wb_stack_pages_follow_revealer (self->banner);
  page_cb (self);
}

static void
follow_client (WbWindow *self)
{
  wb_inbox_page_set_client (self->inbox, self->client);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    if (WB_IS_PAGE (page))
      wb_page_set_client (WB_PAGE (page), self->client);
  g_signal_connect_object (self->client, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "notify::unread-count", G_CALLBACK (unread_count_cb), self,
                           G_CONNECT_SWAPPED);
  unread_count_cb (self);
  state_cb (self);
}

static void
bind_settings (WbWindow *self, GSettings *settings)
{
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-page", self->sidebar, "page", G_SETTINGS_BIND_DEFAULT);
}

WbWindow *
wb_window_new (GtkApplication *application, WbAgentClient *client, GSettings *settings)
{
  WbWindow *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (WB_TYPE_WINDOW, "application", application, NULL);
  self->client = g_object_ref (client);
  self->settings = g_object_ref (settings);
  wb_welcome_set_client (self->welcome, client, settings);
  follow_client (self);
  bind_settings (self, settings);
  return self;
}

/* wb_window_show_notification: opens it, in the list or not; 0: only the window. */
void
wb_window_show_notification (WbWindow *self, gint64 id)
{
  g_return_if_fail (WB_IS_WINDOW (self));

  gtk_window_present (GTK_WINDOW (self));
  if (id <= 0)
    return;
  gtk_stack_set_visible_child_name (self->stack, "pages");
  show_page (self, "inbox");
  wb_inbox_page_show_notification (self->inbox, id);
}

/* wb_window_search: shows the inbox with what has all words of @text. */
void
wb_window_search (WbWindow *self, const char *text)
{
  g_return_if_fail (WB_IS_WINDOW (self));

  gtk_stack_set_visible_child_name (self->stack, "pages");
  show_page (self, "inbox");
  wb_inbox_page_search (self->inbox, text);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!wb_agent_client_start_finish (WB_AGENT_CLIENT (source), result, &error))
    wb_toasts_report (user_data, error);
}

void
wb_window_start_agent (WbWindow *self)
{
  g_return_if_fail (WB_IS_WINDOW (self));

  wb_agent_client_start_async (self->client, self->cancellable, started_cb, self);
}
