/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-inbox-page-private.h"
#include "app/widgets/wb-toasts.h"
#include "app/widgets/wb-type-label.h"

/* What an action is done to: what is selected, else what is open. */
static GArray *
dup_target_ids (WbInboxPage *self)
{
  GArray *ids = wb_list_pane_dup_selected_ids (self->pane);

  if (ids->len == 0 && self->item != NULL)
    {
      gint64 id = wb_notification_item_get_id (self->item);

      g_array_append_val (ids, id);
    }
  return ids;
}

/* wb_inbox_page_is_unread: what is open. */
gboolean
wb_inbox_page_is_unread (WbInboxPage *self)
{
  const WbNotification *notification
      = self->item != NULL ? wb_notification_item_get_notification (self->item) : NULL;

  return notification != NULL && notification->read_us == 0;
}

static gboolean
is_open_item_acknowledged (WbInboxPage *self)
{
  const WbNotification *notification
      = self->item != NULL ? wb_notification_item_get_notification (self->item) : NULL;

  return notification != NULL && notification->acknowledged_us != 0;
}

/* Whoever chose several is done with them then. */
static void
change (WbInboxPage *self, WbAgentChange what)
{
  g_autoptr (GArray) ids = dup_target_ids (self);

  wb_list_pane_end_selecting (self->pane);
  wb_inbox_page_change (self, what, ids);
}

static void
mark_read_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  change (WB_INBOX_PAGE (widget), WB_AGENT_CHANGE_READ);
}

static void
toggle_read_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);
  gboolean is_read = self->item != NULL && !wb_inbox_page_is_unread (self);

  (void) name;
  (void) parameter;
  change (self, is_read ? WB_AGENT_CHANGE_UNREAD : WB_AGENT_CHANGE_READ);
}

static void
acknowledge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  change (WB_INBOX_PAGE (widget), WB_AGENT_CHANGE_ACKNOWLEDGE);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);
  g_autoptr (GArray) ids = dup_target_ids (self);

  (void) name;
  (void) parameter;
  wb_inbox_page_delete (self, ids);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);
  g_autofree char *text = NULL;

  (void) name;
  (void) parameter;
  text = wb_notification_detail_dup_text (self->item);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  wb_toasts_show (GTK_WIDGET (self), _ ("Copied"));
}

static void
copy_json_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);
  g_autoptr (GString) json = g_string_new (NULL);

  (void) name;
  (void) parameter;
  wb_notification_append_json (wb_notification_item_get_notification (self->item), json);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), json->str);
  wb_toasts_show (widget, _ ("Copied"));
}

static void
insert_text (GVariantDict *dict, const char *name, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (dict, name, "s", text);
}

/* Of its model rather than of its run, which never comes again. */
static void
create_alert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const WbEvent *event
      = wb_notification_item_get_notification (WB_INBOX_PAGE (widget)->item)->event;
  GVariantDict conditions;
  GVariantDict config;

  (void) name;
  (void) parameter;
  g_variant_dict_init (&conditions, NULL);
  insert_text (&conditions, "model_name", event->model_name);
  if (event->model_name == NULL)
    insert_text (&conditions, "run_id", event->run_id);
  insert_text (&conditions, "provider", event->provider);
  g_variant_dict_init (&config, NULL);
  g_variant_dict_insert (&config, "name", "s", wb_type_label_get (event->type->name));
  g_variant_dict_insert (&config, "alert_type", "s", event->type->name);
  g_variant_dict_insert_value (&config, "conditions", g_variant_dict_end (&conditions));
  gtk_widget_activate_action (widget, "win.create-alert", "@a{sv}", g_variant_dict_end (&config));
}

static void
all_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!wb_agent_client_mark_all_read_finish (WB_AGENT_CLIENT (source), result, NULL, &error))
    wb_toasts_report (user_data, error);
}

static void
mark_all_read_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);

  (void) name;
  (void) parameter;
  wb_agent_client_mark_all_read_async (self->client, self->cancellable, all_read_cb, self);
}

static void
select_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  wb_list_pane_begin_selecting (WB_INBOX_PAGE (widget)->pane);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);

  (void) name;
  (void) parameter;
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  wb_list_pane_begin_search (self->pane);
}

static void
clear_filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  wb_list_pane_clear_filter (WB_INBOX_PAGE (widget)->pane);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  adw_leaflet_navigate (WB_INBOX_PAGE (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

void
wb_inbox_page_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "inbox.mark-read", mark_read_action },
    { "inbox.toggle-read", toggle_read_action },
    { "inbox.acknowledge", acknowledge_action },
    { "inbox.delete", delete_action },
    { "inbox.copy", copy_action },
    { "inbox.copy-json", copy_json_action },
    { "inbox.create-alert", create_alert_action },
    { "inbox.mark-all-read", mark_all_read_action },
    { "inbox.select", select_action },
    { "inbox.search", search_action },
    { "inbox.clear-filter", clear_filter_action },
    { "inbox.back", back_action },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].activate);
}

static void
update_read_button (WbInboxPage *self)
{
  gboolean is_unread = wb_inbox_page_is_unread (self);
  const char *label = is_unread ? _ ("Mark as Read") : _ ("Mark as Unread");

  gtk_widget_set_visible (GTK_WIDGET (self->read_button), self->item != NULL);
  gtk_button_set_icon_name (self->read_button,
                            is_unread ? "wb-read-symbolic" : "mail-unread-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->read_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->read_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/* wb_inbox_page_update_actions: the one place that says what can be done now. */
void
wb_inbox_page_update_actions (WbInboxPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_ready = wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY;
  gboolean is_shown
      = self->item != NULL && wb_notification_item_get_notification (self->item) != NULL;
  guint n_selected = wb_list_pane_get_n_selected (self->pane);
  gboolean has_target = is_ready && self->work == NULL && (is_shown || n_selected > 0);
  gboolean has_unread = wb_agent_client_get_unread_count (self->client) > 0;

  gtk_widget_action_set_enabled (widget, "inbox.mark-read", has_target);
  gtk_widget_action_set_enabled (widget, "inbox.toggle-read", has_target);
  gtk_widget_action_set_enabled (widget, "inbox.acknowledge",
                                 has_target
                                     && (n_selected > 1 || !is_open_item_acknowledged (self)));
  gtk_widget_action_set_enabled (widget, "inbox.delete", has_target);
  gtk_widget_action_set_enabled (widget, "inbox.copy", is_shown);
  gtk_widget_action_set_enabled (widget, "inbox.copy-json", is_shown);
  gtk_widget_action_set_enabled (widget, "inbox.create-alert", is_ready && is_shown);
  wb_inbox_page_update_snooze (self, is_ready);
  wb_inbox_page_update_export (self, is_ready);
  gtk_widget_action_set_enabled (widget, "inbox.mark-all-read", is_ready && has_unread);
  gtk_widget_action_set_enabled (widget, "inbox.search", is_ready);
  update_read_button (self);
}
