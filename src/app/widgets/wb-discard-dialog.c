/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-discard-dialog.h"

#include <glib/gi18n.h>

/* wb_discard_dialog_present: asks before @window, which was told to close, goes with what was
 * changed in it. */
void
wb_discard_dialog_present (GtkWindow *window, const char *heading, const char *body)
{
  GtkWidget *dialog;

  g_return_if_fail (GTK_IS_WINDOW (window));

  dialog = adw_message_dialog_new (window, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", _ ("_Keep Editing"),
                                    "discard", _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  g_signal_connect_object (dialog, "response::discard", G_CALLBACK (gtk_window_destroy), window,
                           G_CONNECT_SWAPPED);
  /* GTK 4.8 looks at the window once more when the dialog goes, whether it is there or not. */
  g_object_set_data_full (G_OBJECT (dialog), "window", g_object_ref (window), g_object_unref);
  gtk_window_present (GTK_WINDOW (dialog));
}
