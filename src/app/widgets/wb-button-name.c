/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-button-name.h"

#include <string.h>

static void (*button_notify) (GObject *object, GParamSpec *pspec);

/* "_Save & _go" is read out as "Save & go"; "__" stands for one. */
static char *
dup_without_mnemonics (const char *label)
{
  GString *text = g_string_new (NULL);

  for (const char *p = label; *p != '\0'; p++)
    if (*p != '_' || *++p != '\0')
      g_string_append_c (text, *p);
  return g_string_free (text, FALSE);
}

static void
set_name (GtkButton *button, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
notify_cb (GObject *object, GParamSpec *pspec)
{
  GtkButton *button = GTK_BUTTON (object);
  const char *label = gtk_button_get_label (button);
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (button));
  g_autofree char *name = NULL;

  if (button_notify != NULL)
    button_notify (object, pspec);
  if (label == NULL && tooltip != NULL && g_str_equal (pspec->name, "tooltip-text"))
    set_name (button, tooltip);
  if (label == NULL || !gtk_button_get_use_underline (button)
      || (!g_str_equal (pspec->name, "label") && !g_str_equal (pspec->name, "use-underline")))
    return;
  name = dup_without_mnemonics (label);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  set_name (button, name);
}

/*
 * wb_button_name_install: GTK 4.8 has "_Save Save" read out for a button with a mnemonic: its label
 * as it is written, and as it is shown; and "GtkImage" for the eye in a password row of libadwaita.
 * All buttons have one name then, and those without a label that of their tooltip. A class takes
 * over what its parent has when it is made: it has to come before the first button.
 */
void
wb_button_name_install (void)
{
  GObjectClass *klass = g_type_class_ref (GTK_TYPE_BUTTON);

  button_notify = klass->notify;
  klass->notify = notify_cb;
}

/*
 * wb_button_name_set: what a screen reader calls a button whose label says less, such as one of
 * several that are all labelled "Retry". Newer GTK takes the label before any name until it is told
 * that the one does not belong to the other.
 */
void
wb_button_name_set (GtkWidget *button, const char *name)
{
  g_return_if_fail (GTK_IS_BUTTON (button));

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  set_name (GTK_BUTTON (button), name);
}
