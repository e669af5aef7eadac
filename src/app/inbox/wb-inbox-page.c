/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-inbox-page.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-inbox-page-private.h"
#include "app/wb-sidebar-button.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/widgets/wb-toasts.h"

G_DEFINE_FINAL_TYPE (WbInboxPage, wb_inbox_page, GTK_TYPE_BOX)

/* Nothing is said to be empty before it is known to be. */
static void
update_page (WbInboxPage *self)
{
  gboolean is_all = wb_filter_is_empty (wb_notification_list_get_filter (self->list));
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0;

  if (!is_empty || !is_all)
    gtk_stack_set_visible_child_name (self->stack, "content");
  else if (wb_notification_list_is_loaded (self->list))
    gtk_stack_set_visible_child_name (self->stack, "quiet");
  wb_inbox_page_update_actions (self);
}

static void
unread_count_cb (WbInboxPage *self)
{
  wb_list_pane_set_unread_count (self->pane, wb_agent_client_get_unread_count (self->client));
  wb_inbox_page_update_actions (self);
}

static gboolean
is_detail_visible (WbInboxPage *self)
{
  return !adw_leaflet_get_folded (self->leaflet)
         || adw_leaflet_get_visible_child (self->leaflet) == self->detail_page;
}

/* Once per opening: whoever marks it as unread again while it is open means it. */
static void
mark_as_read (WbInboxPage *self)
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
item_changed_cb (WbInboxPage *self)
{
  mark_as_read (self);
  wb_inbox_page_update_actions (self);
}

static void
item_gone_cb (WbInboxPage *self)
{
  if (!wb_notification_item_is_gone (self->item))
    return;
  if (wb_notification_item_get_notification (self->item) == NULL)
    wb_toasts_show (GTK_WIDGET (self), _ ("This notification no longer exists."));
  wb_inbox_page_close_detail (self);
}

static void
selection_changed_cb (WbInboxPage *self)
{
  guint n_selected = wb_list_pane_get_n_selected (self->pane);

  if (n_selected == 1 && !wb_list_pane_is_selecting (self->pane))
    {
      g_autoptr (GArray) ids = wb_list_pane_dup_selected_ids (self->pane);
      g_autoptr (WbNotificationItem) item
          = wb_notification_list_dup_item (self->list, g_array_index (ids, gint64, 0));

      wb_inbox_page_show_item (self, item);
    }
  else if (n_selected > 0 || wb_list_pane_is_selecting (self->pane))
    {
      wb_inbox_page_show_item (self, NULL);
      wb_notification_detail_show_selection (self->detail, n_selected);
    }
  else if (self->item == NULL)
    wb_notification_detail_set_item (self->detail, NULL);
  wb_inbox_page_update_actions (self);
}

static void
opened_cb (WbInboxPage *self, gint64 id)
{
  g_autoptr (WbNotificationItem) item = wb_notification_list_dup_item (self->list, id);

  wb_inbox_page_show_item (self, item);
  adw_leaflet_set_visible_child (self->leaflet, self->detail_page);
  mark_as_read (self);
}

static void
visible_child_cb (WbInboxPage *self)
{
  mark_as_read (self);
}

/* Escape leaves one thing after the other. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);

  (void) arguments;
  (void) user_data;
  if (adw_leaflet_get_folded (self->leaflet)
      && adw_leaflet_get_visible_child (self->leaflet) == self->detail_page)
    return adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  if (wb_list_pane_end_selecting (self->pane) || wb_list_pane_end_search (self->pane))
    return TRUE;
  if (!wb_list_pane_unselect (self->pane) && self->item == NULL)
    return FALSE;
  wb_inbox_page_close_detail (self);
  return TRUE;
}

/* The list, or what is there instead of it. */
static gboolean
wb_inbox_page_grab_focus (GtkWidget *widget)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);

  return (gtk_widget_get_mapped (GTK_WIDGET (self->pane))
          && gtk_widget_grab_focus (GTK_WIDGET (self->pane)))
         || gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
wb_inbox_page_dispose (GObject *object)
{
  WbInboxPage *self = WB_INBOX_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  if (self->deletion_toast != NULL)
    g_signal_handlers_disconnect_by_data (self->deletion_toast, self);
  g_clear_object (&self->deletion_toast);
  g_clear_pointer (&self->deletion_ids, g_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_INBOX_PAGE);
  g_clear_object (&self->item);
  g_clear_object (&self->list);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_inbox_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_EMPTY_PAGE);
  g_type_ensure (WB_TYPE_LIST_PANE);
  g_type_ensure (WB_TYPE_NOTIFICATION_DETAIL);
  g_type_ensure (WB_TYPE_SIDEBAR_BUTTON);
  g_type_ensure (WB_TYPE_WORK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-inbox-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, pane);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, detail_page);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, detail);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, read_button);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, snooze_button);
  gtk_widget_class_bind_template_child (widget_class, WbInboxPage, export_bar);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, visible_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, wb_inbox_page_show_menu);
  gtk_widget_class_bind_template_callback (widget_class, wb_inbox_page_stop_work);
  gtk_widget_class_bind_template_callback (widget_class, wb_inbox_page_stop_export);
}

static void
wb_inbox_page_class_init (WbInboxPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_inbox_page_dispose;
  widget_class->grab_focus = wb_inbox_page_grab_focus;
  bind_template (widget_class);
  wb_inbox_page_install_actions (widget_class);
  wb_inbox_page_install_snooze (widget_class);
  wb_inbox_page_install_export (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
wb_inbox_page_init (WbInboxPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_empty_page_show (self->empty_page, WB_EMPTY_QUIET);
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
  wb_inbox_page_init_snooze (self);
}

static void
follow_client (WbInboxPage *self)
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

/* wb_inbox_page_set_client: whose notifications it shows, once for all. */
void
wb_inbox_page_set_client (WbInboxPage *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_INBOX_PAGE (self));
  g_return_if_fail (WB_IS_AGENT_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->list = wb_notification_list_new (client);
  wb_list_pane_set_list (self->pane, self->list);
  wb_list_pane_set_client (self->pane, client);
  wb_notification_detail_set_client (self->detail, client);
  follow_client (self);
}

/* wb_inbox_page_capture_keys: @widget: (nullable): what is typed anywhere in it is searched for. */
void
wb_inbox_page_capture_keys (WbInboxPage *self, GtkWidget *widget)
{
  g_return_if_fail (WB_IS_INBOX_PAGE (self));

  wb_list_pane_capture_keys (self->pane, widget);
}

/* wb_inbox_page_show_item: @item: (nullable): the detail shows it, and it counts as read when seen.
 */
void
wb_inbox_page_show_item (WbInboxPage *self, WbNotificationItem *item)
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
  wb_inbox_page_update_actions (self);
}

void
wb_inbox_page_close_detail (WbInboxPage *self)
{
  wb_inbox_page_show_item (self, NULL);
  wb_notification_detail_set_item (self->detail, NULL);
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

/* wb_inbox_page_show_notification: opens it, in the list or not. */
void
wb_inbox_page_show_notification (WbInboxPage *self, gint64 id)
{
  g_return_if_fail (WB_IS_INBOX_PAGE (self));
  g_return_if_fail (id > 0);

  gtk_stack_set_visible_child_name (self->stack, "content");
  wb_list_pane_select (self->pane, id);
  opened_cb (self, id);
}

/* wb_inbox_page_search: lists what has all words of @text. */
void
wb_inbox_page_search (WbInboxPage *self, const char *text)
{
  g_return_if_fail (WB_IS_INBOX_PAGE (self));

  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  wb_list_pane_search (self->pane, text);
}
