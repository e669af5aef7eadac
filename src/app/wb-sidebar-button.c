/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-sidebar-button.h"

#include <glib/gi18n.h>

struct _WbSidebarButton
{
  GtkToggleButton parent_instance;

  GBinding *is_seen;     /* owned by the two that it binds, nullable */
  GBinding *is_revealed; /* likewise */
};

G_DEFINE_FINAL_TYPE (WbSidebarButton, wb_sidebar_button, GTK_TYPE_TOGGLE_BUTTON)

static void
wb_sidebar_button_root (GtkWidget *widget)
{
  WbSidebarButton *self = WB_SIDEBAR_BUTTON (widget);
  GtkWidget *flap;

  GTK_WIDGET_CLASS (wb_sidebar_button_parent_class)->root (widget);
  flap = gtk_widget_get_ancestor (widget, ADW_TYPE_FLAP);
  if (flap == NULL)
    return;
  self->is_seen = g_object_bind_property (flap, "folded", self, "visible", G_BINDING_SYNC_CREATE);
  self->is_revealed = g_object_bind_property (flap, "reveal-flap", self, "active",
                                              G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

static void
wb_sidebar_button_unroot (GtkWidget *widget)
{
  WbSidebarButton *self = WB_SIDEBAR_BUTTON (widget);

  g_clear_pointer (&self->is_seen, g_binding_unbind);
  g_clear_pointer (&self->is_revealed, g_binding_unbind);
  GTK_WIDGET_CLASS (wb_sidebar_button_parent_class)->unroot (widget);
}

static void
wb_sidebar_button_class_init (WbSidebarButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->root = wb_sidebar_button_root;
  widget_class->unroot = wb_sidebar_button_unroot;
}

static void
wb_sidebar_button_init (WbSidebarButton *self)
{
  gtk_button_set_icon_name (GTK_BUTTON (self), "sidebar-show-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Pages"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Pages"),
                                  -1);
}
