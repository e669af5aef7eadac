/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "app/widgets/wb-menu-names.h"

#define ITEM_CSS_NAME "modelbutton"

/* The words of an item, without its accelerator, which comes after them. */
static const char *
find_words (GtkWidget *widget)
{
  const char *words = NULL;

  if (GTK_IS_LABEL (widget))
    {
      words = gtk_label_get_text (GTK_LABEL (widget));
      return *words != '\0' ? words : NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && words == NULL;
       child = gtk_widget_get_next_sibling (child))
    words = find_words (child);
  return words;
}

static void
name_item (GtkWidget *item)
{
  const char *words = find_words (item);

  if (words == NULL)
    return;
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
name_items (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_str_equal (gtk_widget_get_css_name (child), ITEM_CSS_NAME))
      name_item (child);
    else
      name_items (child);
}

static gboolean
mapped_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GtkWidget *widget = g_value_get_object (&values[0]);

  (void) hint;
  (void) n_values;
  (void) user_data;
  if (GTK_IS_POPOVER_MENU (widget))
    name_items (widget);
  return TRUE; /* for the next one, too */
}

/*
 * wb_menu_names_give: lets screen readers know the items of every menu of the program. GTK 4.18
 * names an item by its label, which it keeps from them, and so all are nameless. To be called once,
 * after gtk_init().
 */
void
wb_menu_names_give (void)
{
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET)); /* which brings its signals */
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
}
