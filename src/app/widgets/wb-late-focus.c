/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-late-focus.h"

static gboolean
tick_cb (GtkWidget *row, GdkFrameClock *clock, gpointer user_data)
{
  (void) clock;
  (void) user_data;
  if (gtk_widget_get_height (row) == 0)
    return G_SOURCE_CONTINUE;
  gtk_widget_grab_focus (row);
  return G_SOURCE_REMOVE;
}

/* wb_late_focus_grab: once it has its place: before, nothing would scroll to it. */
void
wb_late_focus_grab (GtkWidget *row)
{
  g_return_if_fail (GTK_IS_WIDGET (row));

  gtk_widget_add_tick_callback (row, tick_cb, NULL, NULL);
}
