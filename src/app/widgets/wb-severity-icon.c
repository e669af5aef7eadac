/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-severity-icon.h"

struct _WbSeverityIcon
{
  GtkWidget parent_instance;

  GtkWidget *image; /* owned as a child */
  WbSeverity severity;
  gboolean is_set;
};

G_DEFINE_FINAL_TYPE (WbSeverityIcon, wb_severity_icon, GTK_TYPE_WIDGET)

/* The shapes differ too: colour alone would not do. */
static const char *const icon_names[] = {
  [WB_SEVERITY_INFO] = "wb-info-symbolic",         [WB_SEVERITY_SUCCESS] = "wb-success-symbolic",
  [WB_SEVERITY_WARNING] = "wb-warning-symbolic",   [WB_SEVERITY_ERROR] = "wb-error-symbolic",
  [WB_SEVERITY_CRITICAL] = "wb-critical-symbolic",
};

static void
wb_severity_icon_dispose (GObject *object)
{
  WbSeverityIcon *self = WB_SEVERITY_ICON (object);

  g_clear_pointer (&self->image, gtk_widget_unparent);
  G_OBJECT_CLASS (wb_severity_icon_parent_class)->dispose (object);
}

static void
wb_severity_icon_class_init (WbSeverityIconClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_severity_icon_dispose;
  gtk_widget_class_set_css_name (widget_class, "severity");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
wb_severity_icon_init (WbSeverityIcon *self)
{
  self->image = gtk_image_new ();
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (self->image, GTK_WIDGET (self));
  wb_severity_icon_set_severity (self, WB_SEVERITY_INFO);
}

GtkWidget *
wb_severity_icon_new (WbSeverity severity)
{
  WbSeverityIcon *self = g_object_new (WB_TYPE_SEVERITY_ICON, NULL);

  wb_severity_icon_set_severity (self, severity);
  return GTK_WIDGET (self);
}

void
wb_severity_icon_set_severity (WbSeverityIcon *self, WbSeverity severity)
{
  GtkWidget *widget = GTK_WIDGET (self);

  g_return_if_fail (WB_IS_SEVERITY_ICON (self));

  if (self->is_set && severity == self->severity)
    return; /* rows are used again and again: an image measures itself each time */

  gtk_widget_remove_css_class (widget, wb_severity_to_string (self->severity));
  gtk_widget_add_css_class (widget, wb_severity_to_string (severity));
  self->severity = severity;
  self->is_set = TRUE;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon_names[severity]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  wb_severity_get_label (severity), -1);
}
