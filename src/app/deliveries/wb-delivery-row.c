/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-delivery-row.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-look.h"
#include "app/deliveries/wb-delivery-look.h"
#include "app/widgets/wb-button-name.h"
#include "app/widgets/wb-minute-clock.h"

struct _WbDeliveryRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *age;
  GtkLabel *facts;
  GtkLabel *reason;
  GtkLabel *answer;
  GtkWidget *buttons;
  GtkWidget *retry_button;
  GtkWidget *delete_button;

  WbDeliveryItem *item; /* owned */
  const char *style;    /* static: of the icon */
};

enum
{
  RETRY,
  DELETE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbDeliveryRow, wb_delivery_row, GTK_TYPE_LIST_BOX_ROW)

static guint signals[N_SIGNALS];

static void
retry_cb (WbDeliveryRow *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static void
delete_cb (WbDeliveryRow *self)
{
  g_signal_emit (self, signals[DELETE], 0);
}

static void
wb_delivery_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_DELIVERY_ROW);
  G_OBJECT_CLASS (wb_delivery_row_parent_class)->dispose (object);
}

static void
wb_delivery_row_finalize (GObject *object)
{
  g_clear_object (&WB_DELIVERY_ROW (object)->item);
  G_OBJECT_CLASS (wb_delivery_row_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, WB_TYPE_DELIVERY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
wb_delivery_row_class_init (WbDeliveryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_delivery_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_delivery_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-delivery-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, icon);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, title);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, age);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, facts);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, reason);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, answer);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryRow, delete_button);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
  signals[RETRY] = new_signal ("retry");
  signals[DELETE] = new_signal ("delete");
}

static void
wb_delivery_row_init (WbDeliveryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_line (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

static char *
format_facts (WbDeliveryRow *self)
{
  g_autoptr (GString) text = g_string_new (wb_delivery_look_get_label (self->item));
  const char *action = wb_delivery_look_get_action (self->item);
  gint64 n_attempts = wb_delivery_item_get_attempts (self->item);

  g_string_append_printf (text, " · %s", wb_delivery_item_get_text (self->item, "channel"));
  if (action != NULL)
    g_string_append_printf (text, " · %s", action);
  if (n_attempts > 1 || (n_attempts == 1 && !wb_delivery_item_is_in (self->item, "done")))
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%lld attempt", "%lld attempts", (gulong) n_attempts),
                              (long long) n_attempts);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_icon (WbDeliveryRow *self)
{
  gtk_image_set_from_icon_name (self->icon, wb_delivery_look_get_icon (self->item));
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->style);
  self->style = wb_delivery_look_get_style (self->item);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->style);
}

static void
show_answer (WbDeliveryRow *self)
{
  const char *answer = wb_delivery_item_get_text (self->item, "answer");
  /* TRANSLATORS: what the service of a channel answered */
  g_autofree char *text = g_strdup_printf (_ ("Its answer: %s"), answer);

  set_line (self->answer, *answer != '\0' ? text : "");
}

static void
show_buttons (WbDeliveryRow *self, const char *title)
{
  gboolean is_dead = wb_delivery_item_is_in (self->item, "dead");
  /* TRANSLATORS: a button; %s is the title of a message */
  g_autofree char *retry = g_strdup_printf (_ ("Retry: %s"), title);
  /* TRANSLATORS: a button; %s is the title of a message */
  g_autofree char *delete = g_strdup_printf (_ ("Delete: %s"), title);

  gtk_widget_set_visible (self->buttons, is_dead);
  wb_button_name_set (self->retry_button, retry);
  wb_button_name_set (self->delete_button, delete);
}

GtkWidget *
wb_delivery_row_new (WbDeliveryItem *item, GVariant *channel)
{
  WbDeliveryRow *self = g_object_new (WB_TYPE_DELIVERY_ROW, NULL);

  self->item = g_object_ref (item);
  wb_delivery_row_show (self, channel);
  return GTK_WIDGET (self);
}

WbDeliveryItem *
wb_delivery_row_get_item (WbDeliveryRow *self)
{
  g_return_val_if_fail (WB_IS_DELIVERY_ROW (self), NULL);

  return self->item;
}

/* wb_delivery_row_show: @channel: (nullable): that it goes to, as it is now. */
void
wb_delivery_row_show (WbDeliveryRow *self, GVariant *channel)
{
  g_autofree char *reason = NULL;
  g_autofree char *facts = NULL;
  g_autofree char *age = NULL;
  g_autofree char *name = NULL;
  const char *title;
  gint64 time_us;

  g_return_if_fail (WB_IS_DELIVERY_ROW (self));

  title = wb_delivery_item_get_text (self->item, "title");
  time_us = wb_delivery_item_get_time (self->item, "finished_at");
  age = wb_minute_clock_format_age (
      time_us != 0 ? time_us : wb_delivery_item_get_time (self->item, "created_at"));
  reason = wb_delivery_look_format_reason (self->item, channel);
  facts = format_facts (self);
  show_icon (self);
  set_line (self->title, title);
  set_line (self->age, age);
  set_line (self->facts, facts);
  set_line (self->reason, reason);
  show_answer (self);
  show_buttons (self, title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self),
                                    wb_delivery_item_get_notification_id (self->item) > 0);
  name = g_strdup_printf ("%s. %s. %s", title, facts, reason);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
