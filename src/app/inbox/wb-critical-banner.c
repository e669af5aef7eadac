/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-critical-banner.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-toasts.h"
#include "client/wb-notification-item.h"

#define ASK_DELAY_MS 250 /* at most four times a second */
#define CANDIDATES_LIMIT                                                                           \
  50 /* of the newest, one that is neither over nor put off is looked for                          \
      */

struct _WbCriticalBanner
{
  AdwBin parent_instance;

  GtkWidget *alert;
  GtkLabel *title;
  GtkLabel *message;
  GtkButton *show_button;
  GtkWidget *acknowledge_button;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  gint64 id;                 /* of what is shown; 0: nothing */
  guint ask_source;
};

G_DEFINE_FINAL_TYPE (WbCriticalBanner, wb_critical_banner, ADW_TYPE_BIN)

static void
show_item (WbCriticalBanner *self, WbNotificationItem *item)
{
  g_autofree char *title = wb_notification_item_dup_title (item);
  const char *message = wb_notification_item_get_summary (item);
  g_autofree char *name
      = g_strdup_printf ("%s: %s", wb_severity_get_label (WB_SEVERITY_CRITICAL), title);

  self->id = wb_notification_item_get_id (item);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->message, message);
  gtk_widget_set_visible (GTK_WIDGET (self->message), *message != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->alert), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->show_button), "x", self->id);
  gtk_widget_set_sensitive (self->acknowledge_button, TRUE);
  gtk_widget_show (GTK_WIDGET (self));
}

static void
show_nothing (WbCriticalBanner *self)
{
  self->id = 0;
  gtk_widget_hide (GTK_WIDGET (self));
}

static gboolean
is_urgent (const WbNotification *notification)
{
  return notification->resolved_us == 0 && notification->acknowledged_us == 0
         && notification->snoozed_until_us <= g_get_real_time ();
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) notifications
      = wb_agent_client_get_finish (WB_AGENT_CLIENT (source), result, NULL);

  if (notifications == NULL)
    return;
  for (guint i = 0; i < notifications->len; i++)
    {
      WbNotification *notification = g_ptr_array_index (notifications, i);
      g_autoptr (WbNotificationItem) item = NULL;

      if (!is_urgent (notification))
        continue;
      item = wb_notification_item_new (notification->id);
      wb_notification_item_set_notification (item, notification);
      show_item (user_data, item);
      return;
    }
  show_nothing (user_data);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbAgentClient *client = WB_AGENT_CLIENT (source);
  g_autoptr (GVariant) rows = wb_agent_client_list_finish (client, result, NULL);
  gint64 ids[CANDIDATES_LIMIT];
  gsize n_ids;

  if (rows == NULL)
    return;
  n_ids = MIN (g_variant_n_children (rows), CANDIDATES_LIMIT);
  for (gsize i = 0; i < n_ids; i++)
    g_variant_get_child (rows, i, "(xx)", &ids[i], NULL);
  if (n_ids == 0)
    show_nothing (user_data);
  else
    wb_agent_client_get_async (client, ids, n_ids, WB_CRITICAL_BANNER (user_data)->cancellable,
                               got_cb, user_data);
}

static gboolean
ask_cb (gpointer user_data)
{
  WbCriticalBanner *self = user_data;
  const WbFilter filter
      = { .severities = 1u << WB_SEVERITY_CRITICAL, .acknowledged = WB_FILTER_NONE };

  self->ask_source = 0;
  if (wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY)
    wb_agent_client_list_async (self->client, &filter, 0, CANDIDATES_LIMIT, self->cancellable,
                                listed_cb, self);
  return G_SOURCE_REMOVE;
}

static void
ask (WbCriticalBanner *self)
{
  if (self->ask_source == 0)
    self->ask_source = g_timeout_add (ASK_DELAY_MS, ask_cb, self);
}

static void
acknowledged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbCriticalBanner) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!wb_agent_client_change_finish (WB_AGENT_CLIENT (source), result, NULL, &error))
    {
      wb_toasts_report (GTK_WIDGET (self), error);
      gtk_widget_set_sensitive (self->acknowledge_button, TRUE);
    }
}

/* It goes once the agent says so. */
static void
acknowledge_cb (WbCriticalBanner *self)
{
  gtk_widget_set_sensitive (self->acknowledge_button, FALSE);
  wb_agent_client_change_async (self->client, WB_AGENT_CHANGE_ACKNOWLEDGE, &self->id, 1, NULL,
                                acknowledged_cb, g_object_ref (self));
}

static void
wb_critical_banner_dispose (GObject *object)
{
  WbCriticalBanner *self = WB_CRITICAL_BANNER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->ask_source, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL); /* AdwBin would look at it once more */
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_CRITICAL_BANNER);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_critical_banner_parent_class)->dispose (object);
}

static void
wb_critical_banner_class_init (WbCriticalBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_critical_banner_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-critical-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, WbCriticalBanner, alert);
  gtk_widget_class_bind_template_child (widget_class, WbCriticalBanner, title);
  gtk_widget_class_bind_template_child (widget_class, WbCriticalBanner, message);
  gtk_widget_class_bind_template_child (widget_class, WbCriticalBanner, show_button);
  gtk_widget_class_bind_template_child (widget_class, WbCriticalBanner, acknowledge_button);
  gtk_widget_class_bind_template_callback (widget_class, acknowledge_cb);
}

static void
wb_critical_banner_init (WbCriticalBanner *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_critical_banner_set_client: once for all. */
void
wb_critical_banner_set_client (WbCriticalBanner *self, WbAgentClient *client)
{
  static const char *const signals[] = { "notify::state", "added", "changed", "removed" };

  g_return_if_fail (WB_IS_CRITICAL_BANNER (self));
  g_return_if_fail (WB_IS_AGENT_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_object (client, signals[i], G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  ask (self);
}
