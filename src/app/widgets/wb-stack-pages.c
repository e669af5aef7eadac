/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-stack-pages.h"

static void
visible_child_cb (GtkWidget *stack)
{
  g_autoptr (GtkWidget) visible = NULL;

  g_object_get (stack, "visible-child", &visible, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (stack); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN,
                                 child != visible, -1);
}

/*
 * wb_stack_pages_follow: screen readers, too, find only the page that is shown; GTK 4.8 gives all.
 * @stack: a GtkStack or an AdwViewStack
 */
void
wb_stack_pages_follow (GtkWidget *stack)
{
  g_return_if_fail (GTK_IS_STACK (stack) || ADW_IS_VIEW_STACK (stack));

  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (visible_child_cb), NULL);
  visible_child_cb (stack);
}

static void
reveal_cb (GtkRevealer *revealer)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (revealer), GTK_ACCESSIBLE_STATE_HIDDEN,
                               !gtk_revealer_get_reveal_child (revealer), -1);
}

/* wb_stack_pages_follow_revealer: nor do they find what is not revealed. */
void
wb_stack_pages_follow_revealer (GtkRevealer *revealer)
{
  g_return_if_fail (GTK_IS_REVEALER (revealer));

  g_signal_connect (revealer, "notify::reveal-child", G_CALLBACK (reveal_cb), NULL);
  reveal_cb (revealer);
}
