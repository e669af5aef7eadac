/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */

/*
 * true-places: to be preloaded into a program that is tested with GTK 4.10 or newer. There the
 * place of a widget, as the toolkit adds it up for the accessibility bus, leaves out the padding
 * and the border of all that the widget is in, and counts the pages of stacks twice. With this
 * what is said to be the place in the parent is where, in the window, a widget has its content,
 * as GTK 4.8 tells it when it is asked for the place in the window.
 */
#include <gtk/gtk.h>

static gboolean
get_bounds (GtkAccessible *accessible, int *x, int *y, int *width, int *height)
{
  GtkWidget *widget = GTK_WIDGET (accessible);
  GtkRoot *root = gtk_widget_get_root (widget);
  graphene_point_t place;

  if (root == NULL || !gtk_widget_get_realized (widget)
      || !gtk_widget_compute_point (widget, GTK_WIDGET (root), graphene_point_zero (), &place))
    return FALSE;
  *x = (int) place.x;
  *y = (int) place.y;
  *width = gtk_widget_get_width (widget);
  *height = gtk_widget_get_height (widget);
  return TRUE;
}

/* Before any other class of widgets is there: they take it over from this one. */
__attribute__ ((constructor)) static void
mend_places (void)
{
  gpointer klass = g_type_class_ref (GTK_TYPE_WIDGET);
  GtkAccessibleInterface *accessible = g_type_interface_peek (klass, GTK_TYPE_ACCESSIBLE);

  accessible->get_bounds = get_bounds;
}
