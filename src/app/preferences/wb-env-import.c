/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/preferences/wb-env-import.h"

#include <glib/gi18n.h>

#define REPORT_HEIGHT 320 /* pixels: what is longer is scrolled */

typedef struct
{
  GtkWindow *parent; /* owned */
  char *path;        /* owned */
  gboolean is_done;  /* it was taken over; else it is only looked at */
} Import;

static void run (Import *import);

static void
import_free (Import *import)
{
  g_object_unref (import->parent);
  g_free (import->path);
  g_free (import);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Import, import_free)

static void
response_cb (GtkDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Import) import = user_data;

  (void) dialog;
  if (!g_str_equal (response, "take"))
    return;
  import->is_done = TRUE;
  run (g_steal_pointer (&import));
}

static GtkWidget *
create_report (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "selectable", TRUE, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "xalign", 0.0, NULL);

  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "caption");
  return g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy", GTK_POLICY_NEVER,
                       "propagate-natural-height", TRUE, "max-content-height", REPORT_HEIGHT,
                       "child", label, NULL);
}

/* Takes @import. */
static void
show_report (Import *import, const char *text, gboolean is_good)
{
  const char *heading = !is_good          ? _ ("Not Everything Was Taken Over")
                        : import->is_done ? _ ("Taken Over")
                                          : _ ("Take This Over?");
  GtkWidget *dialog = adw_message_dialog_new (import->parent, heading, NULL);
  gboolean is_question = is_good && !import->is_done;

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_report (text));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close",
                                   is_question ? _ ("_Cancel") : _ ("_Close"));
  if (is_question)
    {
      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "take", _ ("_Take Over"));
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "take",
                                                  ADW_RESPONSE_SUGGESTED);
    }
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), import);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Import *import = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *output = NULL;
  gboolean is_good
      = g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &output, NULL, &error)
        && g_subprocess_get_successful (G_SUBPROCESS (source));

  show_report (import, error != NULL ? error->message : g_strchomp (output), is_good);
}

static char *
dup_program (void)
{
  char *installed = g_build_filename (WB_BINDIR, "wakebell", NULL);

  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return installed;
  g_free (installed);
  return g_strdup ("wakebell");
}

/* The command knows how: what it prints is what a person is to read. Takes @import. */
static void
run (Import *import)
{
  g_autofree char *program = dup_program ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error, program,
      "import-env", import->is_done ? "--yes" : "--dry-run", "--", import->path, NULL);

  if (process == NULL)
    show_report (import, error->message, FALSE);
  else
    g_subprocess_communicate_utf8_async (process, NULL, NULL, ran_cb, import);
}

static void
chosen_cb (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (Import) import = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      import->path = g_file_get_path (file);
    }
  g_object_unref (chooser);
  if (import->path != NULL)
    run (g_steal_pointer (&import));
}

void
wb_env_import_begin (GtkWindow *parent)
{
  GtkFileChooserNative *chooser;
  Import *import;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  chooser = gtk_file_chooser_native_new (_ ("Import an .env File"), parent,
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL);
  import = g_new0 (Import, 1);
  import->parent = g_object_ref (parent);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), import);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
