/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-question.h"

#include <glib/gi18n.h>

/*
 * wb_question_new: asks before something goes for good.
 * @keep, @give_up: what the two buttons say; the second has the response "give-up"
 *
 * Returns: (transfer none): an AdwMessageDialog, to be presented
 */
GtkWidget *
wb_question_new (GtkWindow *window,
                 const char *heading,
                 const char *body,
                 const char *keep,
                 const char *give_up)
{
  GtkWidget *dialog;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);

  dialog = adw_message_dialog_new (window, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "keep", keep, "give-up", give_up,
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "give-up",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  /* GTK 4.8 looks at the window once more when the dialog goes, whether it is there or not. */
  g_object_set_data_full (G_OBJECT (dialog), "window", g_object_ref (window), g_object_unref);
  return dialog;
}

/* wb_question_ask_discard: before @window, which was told to close, goes with what was changed in
 * it. */
void
wb_question_ask_discard (GtkWindow *window, const char *heading, const char *body)
{
  GtkWidget *dialog = wb_question_new (window, heading, body, _ ("_Keep Editing"), _ ("_Discard"));

  g_signal_connect_object (dialog, "response::give-up", G_CALLBACK (gtk_window_destroy), window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}
