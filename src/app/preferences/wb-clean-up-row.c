/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/preferences/wb-clean-up-row.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-toasts.h"

struct _WbCleanUpRow
{
  AdwActionRow parent_instance;

  GtkWidget *button;
  GtkSpinner *spinner;

  WbAgentClient *client;     /* owned, nullable until set */
  GCancellable *cancellable; /* owned */
};

G_DEFINE_FINAL_TYPE (WbCleanUpRow, wb_clean_up_row, ADW_TYPE_ACTION_ROW)

static void
show_running (WbCleanUpRow *self, gboolean is_running)
{
  gtk_widget_set_sensitive (self->button, !is_running);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_running);
  gtk_spinner_set_spinning (self->spinner, is_running);
}

/* Both numbers with the plural that they need. */
static char *
format_removed (GVariant *removed)
{
  gint64 n_notifications = 0;
  gint64 n_events = 0;
  g_autofree char *notifications = NULL;
  g_autofree char *events = NULL;

  g_variant_lookup (removed, "notifications", "x", &n_notifications);
  g_variant_lookup (removed, "events", "x", &n_events);
  if (n_notifications == 0 && n_events == 0)
    return g_strdup (_ ("Nothing was too old or too much"));
  notifications
      = g_strdup_printf (ngettext ("%'lu notification deleted", "%'lu notifications deleted",
                                   (gulong) n_notifications),
                         (gulong) n_notifications);
  events = g_strdup_printf (
      ngettext ("%'lu event deleted", "%'lu events deleted", (gulong) n_events), (gulong) n_events);
  return g_strconcat (notifications, " · ", events, NULL);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbCleanUpRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) removed = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  show_running (self, FALSE);
  if (reply == NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self), NULL);
      wb_toasts_report (GTK_WIDGET (self), error);
      return;
    }
  removed = g_variant_get_child_value (reply, 0);
  text = format_removed (removed);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
clicked_cb (WbCleanUpRow *self)
{
  show_running (self, TRUE);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _ ("Cleaning up…"));
  wb_agent_client_call_async (self->client, "Agent1", "CleanUp", NULL, "(a{sv})", self->cancellable,
                              done_cb, g_object_ref (self));
}

static void
wb_clean_up_row_dispose (GObject *object)
{
  WbCleanUpRow *self = WB_CLEAN_UP_ROW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_CLEAN_UP_ROW);
  G_OBJECT_CLASS (wb_clean_up_row_parent_class)->dispose (object);
}

static void
wb_clean_up_row_class_init (WbCleanUpRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_clean_up_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-clean-up-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbCleanUpRow, button);
  gtk_widget_class_bind_template_child (widget_class, WbCleanUpRow, spinner);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
wb_clean_up_row_init (WbCleanUpRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_clean_up_row_set_client: whose agent it is, once for all. */
void
wb_clean_up_row_set_client (WbCleanUpRow *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_CLEAN_UP_ROW (self));
  g_return_if_fail (WB_IS_AGENT_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
}
