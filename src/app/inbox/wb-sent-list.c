/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-sent-list.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-look.h"
#include "app/deliveries/wb-channel-word.h"
#include "app/deliveries/wb-delivery-look.h"
#include "app/widgets/wb-button-name.h"
#include "app/widgets/wb-minute-clock.h"

struct _WbSentList
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GPtrArray *rows;      /* owned; each is lent by the group */
  GVariant *deliveries; /* owned, nullable: what is shown */
  GVariant *channels;   /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WbSentList, wb_sent_list, ADW_TYPE_BIN)

static guint retry_signal;

static void
append (GString *text, const char *separator, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
}

/* State, what it tells and when on one line; why, and what was answered, below it. */
static char *
format_subtitle (WbDeliveryItem *item, GVariant *channel)
{
  g_autoptr (GString) text = g_string_new (wb_delivery_look_get_label (item));
  gint64 finished_us = wb_delivery_item_get_time (item, "finished_at");
  g_autofree char *when = finished_us != 0 ? wb_minute_clock_format_time (finished_us) : NULL;
  g_autofree char *reason = wb_delivery_look_format_reason (item, channel);
  const char *answer = wb_delivery_item_get_text (item, "answer");
  g_autofree char *answered = NULL;

  append (text, " · ", wb_delivery_look_get_action (item));
  append (text, " · ", when);
  append (text, "\n", reason);
  if (*answer != '\0' && !wb_delivery_item_is_in (item, "done"))
    answered = g_strdup_printf (_ ("Its answer: %s"), answer);
  append (text, "\n", answered);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
retry_cb (WbSentList *self, GtkButton *button)
{
  gint64 *id = g_object_get_data (G_OBJECT (button), "id");

  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
  g_signal_emit (self, retry_signal, 0, *id);
}

static GtkWidget *
new_retry_button (WbSentList *self, WbDeliveryItem *item, const char *channel)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Retry"));
  gint64 id = wb_delivery_item_get_id (item);
  /* TRANSLATORS: a button; %s is the name of a channel */
  g_autofree char *name = g_strdup_printf (_ ("Retry %s"), channel);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  wb_button_name_set (button, name);
  g_object_set_data_full (G_OBJECT (button), "id", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_icon (WbDeliveryItem *item)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (wb_delivery_look_get_icon (item));

  gtk_widget_add_css_class (icon, wb_delivery_look_get_style (item));
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  return icon;
}

static void
add_row (WbSentList *self, GVariant *delivery)
{
  g_autoptr (WbDeliveryItem) item = wb_delivery_item_new (delivery);
  const char *word = wb_delivery_item_get_text (item, "channel");
  const char *channel = wb_channel_word_get_label (word);
  g_autoptr (GVariant) state
      = self->channels != NULL ? wb_channel_look_find (self->channels, word) : NULL;
  g_autofree char *subtitle = format_subtitle (item, state);
  g_autofree char *name = g_strdup_printf ("%s. %s", channel, subtitle);
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), channel);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), new_icon (item));
  if (wb_delivery_item_is_in (item, "dead"))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_retry_button (self, item, channel));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear (WbSentList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
fill (WbSentList *self)
{
  clear (self);
  for (gsize i = 0; self->deliveries != NULL && i < g_variant_n_children (self->deliveries); i++)
    {
      g_autoptr (GVariant) delivery = g_variant_get_child_value (self->deliveries, i);

      add_row (self, delivery);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

static void
wb_sent_list_dispose (GObject *object)
{
  WbSentList *self = WB_SENT_LIST (object);

  g_clear_pointer (&self->deliveries, g_variant_unref);
  g_clear_pointer (&self->channels, g_variant_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->group = NULL;
  G_OBJECT_CLASS (wb_sent_list_parent_class)->dispose (object);
}

static void
wb_sent_list_class_init (WbSentListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_sent_list_dispose;
  retry_signal = g_signal_new ("retry", WB_TYPE_SENT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
wb_sent_list_init (WbSentList *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Forwarded"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
  gtk_widget_hide (GTK_WIDGET (self));
}

/* wb_sent_list_set_deliveries: @deliveries: (nullable): aa{sv}, as Deliveries1.List gives them. */
void
wb_sent_list_set_deliveries (WbSentList *self, GVariant *deliveries)
{
  g_return_if_fail (WB_IS_SENT_LIST (self));
  g_return_if_fail (deliveries == NULL
                    || g_variant_is_of_type (deliveries, G_VARIANT_TYPE ("aa{sv}")));

  /* Rows that stay keep the focus. */
  if (deliveries != NULL && self->deliveries != NULL
      && g_variant_equal (self->deliveries, deliveries))
    return;
  g_clear_pointer (&self->deliveries, g_variant_unref);
  if (deliveries != NULL)
    self->deliveries = g_variant_ref (deliveries);
  fill (self);
}

/* wb_sent_list_set_channels: @channels: aa{sv}, as Channels1.List gives them: why something waits.
 */
void
wb_sent_list_set_channels (WbSentList *self, GVariant *channels)
{
  g_return_if_fail (WB_IS_SENT_LIST (self));
  g_return_if_fail (channels != NULL);

  if (self->channels != NULL && g_variant_equal (self->channels, channels))
    return;
  g_clear_pointer (&self->channels, g_variant_unref);
  self->channels = g_variant_ref (channels);
  fill (self);
}
