/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-filter-popover.h"

#include "app/inbox/wb-saved-filters.h"

struct _WbFilterPopover
{
  GtkPopover parent_instance;

  GtkCheckButton *unread;
  GtkCheckButton *open;
  GtkBox *severities;
  GtkBox *categories;
  GtkCheckButton *severity[WB_N_SEVERITIES];
  GtkCheckButton *category[WB_N_CATEGORIES];
  WbSavedFilters *saved;
  gboolean is_setting;
};

G_DEFINE_FINAL_TYPE (WbFilterPopover, wb_filter_popover, GTK_TYPE_POPOVER)

static guint changed_signal;
static guint chosen_signal;

static void
toggled_cb (WbFilterPopover *self)
{
  if (!self->is_setting)
    g_signal_emit (self, changed_signal, 0);
}

static void
chosen_cb (WbFilterPopover *self, gpointer filter)
{
  g_signal_emit (self, chosen_signal, 0, filter);
}

static GtkCheckButton *
add_check (WbFilterPopover *self, GtkBox *box, const char *label)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);

  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (box, check);
  return GTK_CHECK_BUTTON (check);
}

static guint
get_bits (GtkCheckButton *const *checks, guint n_checks)
{
  guint bits = 0;

  for (guint i = 0; i < n_checks; i++)
    if (gtk_check_button_get_active (checks[i]))
      bits |= 1u << i;
  return bits;
}

static void
set_bits (GtkCheckButton *const *checks, guint n_checks, guint bits)
{
  for (guint i = 0; i < n_checks; i++)
    gtk_check_button_set_active (checks[i], (bits & (1u << i)) != 0);
}

static void
wb_filter_popover_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_FILTER_POPOVER);
  G_OBJECT_CLASS (wb_filter_popover_parent_class)->dispose (object);
}

static void
wb_filter_popover_class_init (WbFilterPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_filter_popover_dispose;
  changed_signal = g_signal_new ("changed", WB_TYPE_FILTER_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  chosen_signal = g_signal_new ("chosen", WB_TYPE_FILTER_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  g_type_ensure (WB_TYPE_SAVED_FILTERS);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-filter-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, WbFilterPopover, unread);
  gtk_widget_class_bind_template_child (widget_class, WbFilterPopover, open);
  gtk_widget_class_bind_template_child (widget_class, WbFilterPopover, severities);
  gtk_widget_class_bind_template_child (widget_class, WbFilterPopover, categories);
  gtk_widget_class_bind_template_child (widget_class, WbFilterPopover, saved);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
wb_filter_popover_init (WbFilterPopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* The gravest first. */
  for (guint i = WB_N_SEVERITIES; i > 0; i--)
    self->severity[i - 1]
        = add_check (self, self->severities, wb_severity_get_label ((WbSeverity) (i - 1)));
  for (guint i = 0; i < WB_N_CATEGORIES; i++)
    self->category[i] = add_check (self, self->categories, wb_category_get_label ((WbCategory) i));
}

/* wb_filter_popover_apply: sets all of @filter but its text. */
void
wb_filter_popover_apply (WbFilterPopover *self, WbFilter *filter)
{
  g_return_if_fail (WB_IS_FILTER_POPOVER (self));
  g_return_if_fail (filter != NULL);

  filter->severities = get_bits (self->severity, WB_N_SEVERITIES);
  filter->categories = get_bits (self->category, WB_N_CATEGORIES);
  filter->unread = gtk_check_button_get_active (self->unread) ? WB_FILTER_ONLY : WB_FILTER_ANY;
  filter->acknowledged = gtk_check_button_get_active (self->open) ? WB_FILTER_NONE : WB_FILTER_ANY;
}

/*
 * wb_filter_popover_set: shows all of @filter but its text, and does not say that it changed. What
 * it cannot show, such as "read only", passes.
 */
void
wb_filter_popover_set (WbFilterPopover *self, const WbFilter *filter)
{
  g_return_if_fail (WB_IS_FILTER_POPOVER (self));
  g_return_if_fail (filter != NULL);

  self->is_setting = TRUE;
  gtk_check_button_set_active (self->unread, filter->unread == WB_FILTER_ONLY);
  gtk_check_button_set_active (self->open, filter->acknowledged == WB_FILTER_NONE);
  set_bits (self->severity, WB_N_SEVERITIES, filter->severities);
  set_bits (self->category, WB_N_CATEGORIES, filter->categories);
  self->is_setting = FALSE;
}

/* wb_filter_popover_set_present: @filter: with its text: what can be saved under a name. */
void
wb_filter_popover_set_present (WbFilterPopover *self, const WbFilter *filter)
{
  g_return_if_fail (WB_IS_FILTER_POPOVER (self));

  wb_saved_filters_set_present (self->saved, filter);
}
