/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-inbox-page-private.h"
#include "app/widgets/wb-toasts.h"
#include "app/widgets/wb-question.h"

#define UNDO_LIMIT 1000 /* more at once are deleted for good, after a question */

static const gint64 *
get_ids (const GArray *ids)
{
  return (const gint64 *) ids->data;
}

static void
forget_toast (WbInboxPage *self)
{
  g_signal_handlers_disconnect_by_data (self->deletion_toast, self);
  g_clear_object (&self->deletion_toast);
}

static void
undo_cb (WbInboxPage *self)
{
  g_autoptr (GArray) ids = g_steal_pointer (&self->deletion_ids);

  forget_toast (self);
  wb_notification_list_unhide (self->list, get_ids (ids), ids->len);
}

static void
show_undo_toast (WbInboxPage *self, guint n_ids)
{
  g_autofree char *title = g_strdup_printf (
      ngettext ("Notification deleted", "%u notifications deleted", n_ids), n_ids);

  self->deletion_toast = adw_toast_new (title);
  adw_toast_set_button_label (self->deletion_toast, _ ("Undo"));
  adw_toast_set_priority (self->deletion_toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (self->deletion_toast, "button-clicked", G_CALLBACK (undo_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->deletion_toast, "dismissed",
                           G_CALLBACK (wb_inbox_page_commit_deletion), self, G_CONNECT_SWAPPED);
  wb_toasts_add (GTK_WIDGET (self), g_object_ref (self->deletion_toast));
}

static void
response_cb (WbInboxPage *self, const char *response, AdwMessageDialog *dialog)
{
  GArray *ids = g_object_get_data (G_OBJECT (dialog), "ids");

  if (!g_str_equal (response, "give-up"))
    return;
  wb_inbox_page_close_detail (self);
  wb_list_pane_end_selecting (self->pane);
  wb_inbox_page_change (self, WB_AGENT_CHANGE_DELETE, ids);
}

static void
ask (WbInboxPage *self, GArray *ids)
{
  g_autofree char *heading = g_strdup_printf (
      ngettext ("Delete %u Notification?", "Delete %u Notifications?", ids->len), ids->len);
  GtkWidget *dialog
      = wb_question_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), heading,
                         _ ("So many cannot be brought back. The events stay in the history."),
                         _ ("_Cancel"), _ ("_Delete"));

  g_object_set_data_full (G_OBJECT (dialog), "ids", g_array_ref (ids),
                          (GDestroyNotify) g_array_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* wb_inbox_page_delete: takes them out of sight; they are deleted when nobody can undo it any more.
 */
void
wb_inbox_page_delete (WbInboxPage *self, GArray *ids)
{
  g_autoptr (AdwToast) earlier = NULL;

  if (ids->len == 0)
    return;
  if (ids->len > UNDO_LIMIT)
    {
      ask (self, ids);
      return;
    }
  g_set_object (&earlier, self->deletion_toast);
  wb_inbox_page_commit_deletion (self);
  if (earlier != NULL)
    adw_toast_dismiss (earlier);

  self->deletion_ids = g_array_ref (ids);
  wb_notification_list_hide (self->list, get_ids (ids), ids->len);
  wb_inbox_page_close_detail (self);
  wb_list_pane_end_selecting (self->pane);
  show_undo_toast (self, ids->len);
}

/* wb_inbox_page_commit_deletion: does now what was deleted and not undone. */
void
wb_inbox_page_commit_deletion (WbInboxPage *self)
{
  g_autoptr (GArray) ids = NULL;

  if (self->deletion_toast == NULL)
    return;

  ids = g_steal_pointer (&self->deletion_ids);
  forget_toast (self);
  wb_inbox_page_change (self, WB_AGENT_CHANGE_DELETE, ids);
}
