/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-toasts.h"

#include "client/wb-refusal.h"

/* wb_toasts_add: @toast: (transfer full) */
void
wb_toasts_add (GtkWidget *widget, AdwToast *toast)
{
  g_autoptr (AdwToast) owned = toast;
  GtkWidget *overlay;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), g_steal_pointer (&owned));
}

/* wb_toasts_show: @text: plain text. */
void
wb_toasts_show (GtkWidget *widget, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  wb_toasts_add (widget, adw_toast_new (escaped));
}

/* wb_toasts_report: says what went wrong; nothing of what was called off by leaving. */
void
wb_toasts_report (GtkWidget *widget, const GError *error)
{
  g_autofree char *text = NULL;

  g_return_if_fail (error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = wb_refusal_dup_text (error->message);
  wb_toasts_show (widget, text);
}
