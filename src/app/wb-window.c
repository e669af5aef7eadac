/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-window.h"

#include <glib/gi18n.h>

#include "app/wb-stack-pages.h"
#include "app/wb-window-private.h"

#define STARTING_DELAY_MS 400 /* a start that is quicker than this shows no page of its own */

G_DEFINE_FINAL_TYPE (WbWindow, wb_window, ADW_TYPE_APPLICATION_WINDOW)

static void
show_status (WbWindow *self, WbEmpty empty)
{
  wb_empty_page_show (self->empty_page, empty);
  gtk_stack_set_visible_child_name (self->stack, "status");
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
  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "status"))
    show_status (self, WB_EMPTY_STARTING);
  else if (self->starting_source == 0)
    self->starting_source = g_timeout_add (STARTING_DELAY_MS, starting_cb, self);
}

static void
show_ready (WbWindow *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;

  if (!wb_notification_list_is_loaded (self->list)
      && wb_filter_is_empty (wb_notification_list_get_filter (self->list)))
    return; /* the first page comes at once */
  if (is_empty && wb_filter_is_empty (wb_notification_list_get_filter (self->list)))
    show_status (self, WB_EMPTY_QUIET);
  else
    gtk_stack_set_visible_child_name (self->stack, "content");
}

static void
update_page (WbWindow *self)
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
      show_ready (self);
      break;
    case WB_AGENT_STATE_UNREACHABLE:
      show_status (self, WB_EMPTY_UNREACHABLE);
      break;
    default:
      g_assert_not_reached ();
    }
  wb_window_update_actions (self);
}

static void
unread_count_cb (WbWindow *self)
{
  wb_list_pane_set_unread_count (self->pane, wb_agent_client_get_unread_count (self->client));
  wb_window_update_actions (self);
}

static gboolean
is_detail_visible (WbWindow *self)
{
  return !adw_leaflet_get_folded (self->leaflet)
         || adw_leaflet_get_visible_child (self->leaflet) == self->detail_page;
}

/* Once per opening: whoever marks it as unread again while it is open means it. */
static void
mark_as_read (WbWindow *self)
{
  const WbNotification *notification
      = self->item != NULL ? wb_notification_item_get_notification (self->item) : NULL;

  if (!self->is_read_wanted || notification == NULL || !is_detail_visible (self))
    return;
  self->is_read_wanted = FALSE;
  if (notification->read_us == 0)
    wb_agent_client_change_async (self->client, WB_AGENT_CHANGE_READ, &notification->id, 1, NULL,
                                  NULL, NULL);
}

static void
item_changed_cb (WbWindow *self)
{
  mark_as_read (self);
  wb_window_update_actions (self);
}

static void
item_gone_cb (WbWindow *self)
{
  if (!wb_notification_item_is_gone (self->item))
    return;
  if (wb_notification_item_get_notification (self->item) == NULL)
    wb_window_show_toast (self, _ ("This notification no longer exists."));
  wb_window_close_detail (self);
}

static void
selection_changed_cb (WbWindow *self)
{
  guint n_selected = wb_list_pane_get_n_selected (self->pane);

  if (n_selected == 1)
    {
      g_autoptr (GArray) ids = wb_list_pane_dup_selected_ids (self->pane);
      g_autoptr (WbNotificationItem) item
          = wb_notification_list_dup_item (self->list, g_array_index (ids, gint64, 0));

      wb_window_show_item (self, item);
    }
  else if (n_selected > 1)
    {
      wb_window_show_item (self, NULL);
      wb_notification_detail_show_selection (self->detail, n_selected);
    }
  wb_window_update_actions (self);
}

static void
opened_cb (WbWindow *self, gint64 id)
{
  g_autoptr (WbNotificationItem) item = wb_notification_list_dup_item (self->list, id);

  wb_window_show_item (self, item);
  adw_leaflet_set_visible_child (self->leaflet, self->detail_page);
  mark_as_read (self);
}

static void
visible_child_cb (WbWindow *self)
{
  mark_as_read (self);
}

static gboolean
close_request_cb (WbWindow *self)
{
  wb_window_commit_deletion (self);
  return GDK_EVENT_PROPAGATE;
}

/* Escape leaves one thing after the other. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  WbWindow *self = WB_WINDOW (widget);

  (void) arguments;
  (void) user_data;
  if (adw_leaflet_get_folded (self->leaflet)
      && adw_leaflet_get_visible_child (self->leaflet) == self->detail_page)
    return adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  if (wb_list_pane_end_search (self->pane))
    return TRUE;
  if (!wb_list_pane_unselect (self->pane) && self->item == NULL)
    return FALSE;
  wb_window_close_detail (self);
  return TRUE;
}

static void
wb_window_dispose (GObject *object)
{
  WbWindow *self = WB_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->starting_source, g_source_remove);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  if (self->deletion_toast != NULL)
    g_signal_handlers_disconnect_by_data (self->deletion_toast, self);
  g_clear_object (&self->deletion_toast);
  g_clear_pointer (&self->deletion_ids, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_WINDOW);
  g_clear_object (&self->item);
  g_clear_object (&self->list);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_window_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_EMPTY_PAGE);
  g_type_ensure (WB_TYPE_LIST_PANE);
  g_type_ensure (WB_TYPE_NOTIFICATION_DETAIL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-window.ui");
  gtk_widget_class_bind_template_child (widget_class, WbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, leaflet);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, pane);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, detail_page);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, detail);
  gtk_widget_class_bind_template_child (widget_class, WbWindow, read_button);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, visible_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_request_cb);
}

static void
wb_window_class_init (WbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_window_dispose;
  bind_template (widget_class);
  wb_window_install_actions (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
wb_window_init (WbWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_list_pane_capture_keys (self->pane, GTK_WIDGET (self));
  wb_stack_pages_follow (self->stack);
}

static void
follow_client (WbWindow *self)
{
  g_signal_connect_object (self->client, "notify::state", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "notify::unread-count", G_CALLBACK (unread_count_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::is-loaded", G_CALLBACK (update_page), self,
                           G_CONNECT_SWAPPED);
  unread_count_cb (self);
  update_page (self);
}

static void
bind_settings (WbWindow *self, GSettings *settings)
{
  g_settings_bind (settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
}

WbWindow *
wb_window_new (GtkApplication *application, WbAgentClient *client, GSettings *settings)
{
  WbWindow *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (WB_TYPE_WINDOW, "application", application, NULL);
  self->client = g_object_ref (client);
  self->list = wb_notification_list_new (client);
  wb_list_pane_set_list (self->pane, self->list);
  bind_settings (self, settings);
  follow_client (self);
  return self;
}

/* wb_window_show_item: @item: (nullable): the detail shows it, and it counts as read when seen. */
void
wb_window_show_item (WbWindow *self, WbNotificationItem *item)
{
  if (item == self->item)
    return;

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  self->is_read_wanted = item != NULL;
  wb_notification_detail_set_item (self->detail, item);
  if (item != NULL)
    {
      g_signal_connect_object (item, "notify::notification", G_CALLBACK (item_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (item, "notify::is-gone", G_CALLBACK (item_gone_cb), self,
                               G_CONNECT_SWAPPED);
    }
  mark_as_read (self);
  wb_window_update_actions (self);
}

void
wb_window_close_detail (WbWindow *self)
{
  wb_window_show_item (self, NULL);
  wb_notification_detail_set_item (self->detail, NULL);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* wb_window_show_toast: @text: plain text. */
void
wb_window_show_toast (WbWindow *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* wb_window_report: @self is not looked at when the window is gone, which cancels all its calls. */
void
wb_window_report (WbWindow *self, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    wb_window_show_toast (self, error->message);
}

/* wb_window_show_notification: opens it, in the list or not; 0: only the window. */
void
wb_window_show_notification (WbWindow *self, gint64 id)
{
  g_return_if_fail (WB_IS_WINDOW (self));

  gtk_window_present (GTK_WINDOW (self));
  if (id <= 0)
    return;
  wb_list_pane_select (self->pane, id);
  opened_cb (self, id);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!wb_agent_client_start_finish (WB_AGENT_CLIENT (source), result, &error))
    wb_window_report (user_data, error);
}

void
wb_window_start_agent (WbWindow *self)
{
  g_return_if_fail (WB_IS_WINDOW (self));

  wb_agent_client_start_async (self->client, self->cancellable, started_cb, self);
}
