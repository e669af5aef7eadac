/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-inbox-page-private.h"
#include "app/widgets/wb-toasts.h"
#include "client/wb-notification-export.h"

/* It goes on when the window is closed, and keeps the application alive until then. */
struct _WbInboxExport
{
  GApplication *application; /* owned, held while the file is written */
  gboolean is_running;
  WbAgentClient *client;     /* owned */
  WbInboxPage *page;         /* weak: NULL once it is gone */
  GCancellable *cancellable; /* owned */
  WbNotificationFormat format;
  GArray *ids;      /* owned, nullable: just these; NULL: all that the filter lets through */
  WbFilter *filter; /* owned */
};

static const struct
{
  const char *word; /* of the action */
  const char *ending;
  const char *media_type;
  const char *label;
  WbNotificationFormat format;
} formats[] = {
  { "json", "jsonl", "application/jsonl", N_ ("JSON, one object a line"),
    WB_NOTIFICATION_FORMAT_JSON_LINES },
  { "csv", "csv", "text/csv", N_ ("Table (CSV)"), WB_NOTIFICATION_FORMAT_CSV },
};

static void
export_free (WbInboxExport *export)
{
  if (export->page != NULL)
    {
      export->page->export = NULL;
      wb_work_bar_show (export->page->export_bar, NULL, 0);
      wb_inbox_page_update_actions (export->page);
    }
  g_clear_weak_pointer (&export->page);
  if (export->is_running)
    g_application_release (export->application);
  g_object_unref (export->application);
  g_object_unref (export->client);
  g_object_unref (export->cancellable);
  g_clear_pointer (&export->ids, g_array_unref);
  wb_filter_free (export->filter);
  g_free (export);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbInboxExport, export_free)

/* --- when it is done --- */

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbInboxPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error))
    wb_toasts_report (GTK_WIDGET (page), error);
}

static void
open_folder_cb (WbInboxPage *page, AdwToast *toast)
{
  const char *uri = g_object_get_data (G_OBJECT (toast), "folder");
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));

  gtk_show_uri_full (window, uri, GDK_CURRENT_TIME, NULL, shown_cb, g_object_ref (page));
}

static void
show_success (WbInboxPage *page, GFile *file, guint n_written)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *title = g_strdup_printf (
      ngettext ("%'u notification exported", "%'u notifications exported", n_written), n_written);
  AdwToast *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _ ("Open Folder"));
  g_object_set_data_full (G_OBJECT (toast), "folder", g_file_get_uri (folder), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (open_folder_cb), page,
                           G_CONNECT_SWAPPED);
  wb_toasts_add (GTK_WIDGET (page), toast);
}

/* It waits to be read: whoever started what takes long may be elsewhere when it fails. */
static void
show_failure (WbInboxPage *page, const GError *error)
{
  GtkWidget *dialog;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      wb_toasts_show (GTK_WIDGET (page), _ ("Stopped. Nothing was exported."));
      return;
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                                   _ ("Nothing Was Exported"), error->message);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbNotificationExport *file_export = WB_NOTIFICATION_EXPORT (source);
  g_autoptr (WbInboxExport) export = user_data;
  g_autoptr (GError) error = NULL;
  guint n_written;
  gboolean is_whole = wb_notification_export_run_finish (file_export, result, &n_written, &error);

  if (export->page == NULL)
    return;
  if (is_whole)
    show_success (export->page, wb_notification_export_get_file (file_export), n_written);
  else
    show_failure (export->page, error);
}

/* --- while it goes on --- */

static void
progress_cb (WbInboxPage *page, guint n_done, guint n_all)
{
  /* TRANSLATORS: how many notifications of how many were written to a file */
  g_autofree char *text = g_strdup_printf (_ ("Exporting: %'u of %'u"), n_done, n_all);

  if (page->export != NULL)
    wb_work_bar_show (page->export_bar, text, (double) n_done / n_all);
}

/* Takes @export. */
static void
run (WbInboxExport *export, GFile *file)
{
  g_autoptr (WbNotificationExport) file_export
      = wb_notification_export_new (export->client, export->format, file);

  g_application_hold (export->application);
  export->is_running = TRUE;
  if (export->ids != NULL)
    wb_notification_export_set_ids (file_export, export->ids);
  else
    wb_notification_export_set_filter (file_export, export->filter);
  if (export->page != NULL)
    {
      g_signal_connect_object (file_export, "progress", G_CALLBACK (progress_cb), export->page,
                               G_CONNECT_SWAPPED);
      wb_work_bar_show (export->page->export_bar, _ ("Exporting…"), 0);
    }
  wb_notification_export_run_async (file_export, export->cancellable, ran_cb, export);
}

/* wb_inbox_page_stop_export: nothing is left of it. */
void
wb_inbox_page_stop_export (WbInboxPage *self)
{
  if (self->export != NULL)
    g_cancellable_cancel (self->export->cancellable);
}

/* --- where to --- */

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (WbInboxExport) export = user_data;
  g_autoptr (GtkNativeDialog) owned = chooser;
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  run (g_steal_pointer (&export), file);
}

static char *
format_title (const WbInboxExport *export)
{
  if (export->ids != NULL)
    return g_strdup_printf (ngettext ("Export %'u Selected Notification",
                                      "Export %'u Selected Notifications", export->ids->len),
                            export->ids->len);
  if (wb_filter_is_empty (export->filter))
    return g_strdup (_ ("Export All Notifications"));
  return g_strdup (_ ("Export What Was Found"));
}

/* Takes @export. */
static void
choose_file (WbInboxExport *export, gsize format)
{
  g_autofree char *title = format_title (export);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf ("wakebell-%s.%s", day, formats[format].ending);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (export->page))),
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);

  gtk_file_filter_set_name (filter, _ (formats[format].label));
  gtk_file_filter_add_suffix (filter, formats[format].ending);
  gtk_file_filter_add_mime_type (filter, formats[format].media_type);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), export);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* What is selected, else all that the filter lets through. */
static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);
  gboolean is_selection
      = wb_list_pane_is_selecting (self->pane) && wb_list_pane_get_n_selected (self->pane) > 0;
  gsize format = 0;
  WbInboxExport *export;

  (void) name;
  while (!g_str_equal (formats[format].word, g_variant_get_string (parameter, NULL)))
    if (++format == G_N_ELEMENTS (formats))
      return;
  export = g_new0 (WbInboxExport, 1);
  export->application = g_object_ref (g_application_get_default ());
  export->client = g_object_ref (self->client);
  g_set_weak_pointer (&export->page, self);
  export->cancellable = g_cancellable_new ();
  export->format = formats[format].format;
  export->ids = is_selection ? wb_list_pane_dup_selected_ids (self->pane) : NULL;
  export->filter = wb_filter_copy (wb_notification_list_get_filter (self->list));
  self->export = export;
  wb_inbox_page_update_actions (self);
  choose_file (export, format);
}

void
wb_inbox_page_install_export (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "inbox.export", "s", export_action);
}

/* wb_inbox_page_update_export: one at a time. */
void
wb_inbox_page_update_export (WbInboxPage *self, gboolean is_ready)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "inbox.export",
                                 is_ready && self->export == NULL
                                     && g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0);
}
