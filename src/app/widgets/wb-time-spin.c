/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-time-spin.h"

#include <stdio.h>

#define MINUTES_OF_DAY (24 * 60)
#define STEP_MINUTES 15
#define PAGE_MINUTES 60

static gboolean
parse_time (const char *text, int *minute)
{
  int hours;
  int minutes;
  char rest;

  if (sscanf (text, "%2d:%2d%c", &hours, &minutes, &rest) != 2 || hours < 0 || hours > 23
      || minutes < 0 || minutes > 59)
    return FALSE;
  *minute = hours * 60 + minutes;
  return TRUE;
}

/* wb_time_spin_dup_time: (transfer full): as in "07:30". */
char *
wb_time_spin_dup_time (GtkSpinButton *spin)
{
  int minute = gtk_spin_button_get_value_as_int (spin);

  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

static gboolean
output_cb (GtkSpinButton *spin)
{
  g_autofree char *text = wb_time_spin_dup_time (spin);

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
  return TRUE;
}

static int
input_cb (GtkSpinButton *spin, double *value)
{
  int minute;

  if (!parse_time (gtk_editable_get_text (GTK_EDITABLE (spin)), &minute))
    return GTK_INPUT_ERROR;
  *value = minute;
  return TRUE;
}

void
wb_time_spin_set_up (GtkSpinButton *spin)
{
  g_return_if_fail (GTK_IS_SPIN_BUTTON (spin));

  gtk_spin_button_set_adjustment (
      spin, gtk_adjustment_new (0, 0, MINUTES_OF_DAY - 1, STEP_MINUTES, PAGE_MINUTES, 0));
  gtk_spin_button_set_wrap (spin, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  g_signal_connect (spin, "output", G_CALLBACK (output_cb), NULL);
  g_signal_connect (spin, "input", G_CALLBACK (input_cb), NULL);
  output_cb (spin);
}

/* wb_time_spin_set_time: @time: as in "07:30"; something else changes nothing. */
void
wb_time_spin_set_time (GtkSpinButton *spin, const char *time)
{
  int minute;

  g_return_if_fail (GTK_IS_SPIN_BUTTON (spin));

  if (parse_time (time, &minute))
    gtk_spin_button_set_value (spin, minute);
}
