/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-deliveries-page.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-list.h"
#include "app/deliveries/wb-channel-look.h"
#include "app/deliveries/wb-delivery-list.h"
#include "app/widgets/wb-minute-clock.h"

#define MINUTE_S 60
#define HOUR_S (60 * MINUTE_S)
#define DAY_S (24 * HOUR_S)
#define SHOWN_LATENCY_S 0.1 /* the least that is shown */

struct _WbDeliveriesPage
{
  WbPage parent_instance;

  GtkLabel *queue_label;
  GtkLabel *pace_label;
  WbChannelList *channel_list;
  WbDeliveryList *delivery_list;

  GVariant *channels;    /* owned, nullable: as Channels1 lists them */
  GVariant *queue;       /* owned, nullable: as Deliveries1 tells it */
  gboolean has_client;   /* of the lists */
  GtkWidget *add_button; /* owned, nullable until nothing is forwarded */
};

G_DEFINE_FINAL_TYPE (WbDeliveriesPage, wb_deliveries_page, WB_TYPE_PAGE)

static void
add_channel_cb (WbDeliveriesPage *self)
{
  if (self->has_client)
    wb_channel_list_add (self->channel_list);
}

/* --- in words --- */

static gint64
get_count (WbDeliveriesPage *self, const char *member)
{
  gint64 n = 0;

  g_variant_lookup (self->queue, member, "x", &n);
  return n;
}

static char *
format_span (gint64 seconds)
{
  gint64 n = seconds;

  if (seconds < MINUTE_S)
    return g_strdup_printf (ngettext ("%lld second", "%lld seconds", (gulong) n), (long long) n);
  if (seconds < HOUR_S)
    {
      n = seconds / MINUTE_S;
      return g_strdup_printf (ngettext ("%lld minute", "%lld minutes", (gulong) n), (long long) n);
    }
  if (seconds < DAY_S)
    {
      n = seconds / HOUR_S;
      return g_strdup_printf (ngettext ("%lld hour", "%lld hours", (gulong) n), (long long) n);
    }
  n = seconds / DAY_S;
  return g_strdup_printf (ngettext ("%lld day", "%lld days", (gulong) n), (long long) n);
}

static char *
format_queue (WbDeliveriesPage *self)
{
  gint64 n = get_count (self, "queue_size") + get_count (self, "sending");
  gint64 oldest_us = wb_channel_look_lookup_time (self->queue, "oldest_at");
  gint64 age_s = (g_get_real_time () - oldest_us) / G_USEC_PER_SEC;
  g_autofree char *span = NULL;

  if (n == 0)
    return g_strdup (_ ("Nothing is waiting"));
  if (oldest_us == 0 || age_s < 1)
    return g_strdup_printf (
        ngettext ("%'lld message is waiting", "%'lld messages are waiting", (gulong) n),
        (long long) n);
  span = format_span (age_s);
  /* TRANSLATORS: how many messages wait, and for how long the oldest one does: "3 minutes" */
  return g_strdup_printf (ngettext ("%'lld message is waiting, for %s",
                                    "%'lld messages are waiting, the oldest for %s", (gulong) n),
                          (long long) n, span);
}

/* Empty where nothing ended within the hour. */
static char *
format_pace (WbDeliveriesPage *self)
{
  gint64 latency_ms = get_count (self, "latency_ms");
  double latency_s = MAX ((double) latency_ms / 1000.0, SHOWN_LATENCY_S);
  double error_rate = 0.0;

  g_variant_lookup (self->queue, "error_rate", "d", &error_rate);
  if (latency_ms <= 0 && error_rate <= 0.0)
    return g_strdup ("");
  if (error_rate <= 0.0)
    /* TRANSLATORS: seconds that a message took on average */
    return g_strdup_printf (_ ("In the last hour a message took %.1f s, and none failed"),
                            latency_s);
  if (latency_ms <= 0)
    /* TRANSLATORS: per cent of the messages */
    return g_strdup_printf (_ ("In the last hour %.0f %% failed"), error_rate);
  /* TRANSLATORS: seconds that a message took on average, and per cent of the messages */
  return g_strdup_printf (_ ("In the last hour a message took %.1f s, and %.0f %% failed"),
                          latency_s, error_rate);
}

/* --- what came --- */

/* There is always the desktop, which is no forwarding. */
static gboolean
is_empty (WbDeliveriesPage *self)
{
  return g_variant_n_children (self->channels) <= 1 && get_count (self, "queue_size") == 0
         && get_count (self, "sending") == 0 && get_count (self, "dead") == 0;
}

/* (transfer full): stays the same, since it may have the focus. */
static GtkWidget *
create_add_button (WbDeliveriesPage *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Add a Channel"));

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (add_channel_cb), self, G_CONNECT_SWAPPED);
  return g_object_ref_sink (button);
}

static void
show_empty (WbDeliveriesPage *self)
{
  if (self->add_button == NULL)
    self->add_button = create_add_button (self);
  wb_page_show_empty (WB_PAGE (self), "wb-deliveries-symbolic", _ ("Nothing Is Forwarded"),
                      _ ("Notifications stay on this desktop. Add a channel to get them by e-mail, "
                         "in a chat or on your phone, too."),
                      self->add_button);
}

static void
show (WbDeliveriesPage *self)
{
  g_autofree char *queue = NULL;
  g_autofree char *pace = NULL;

  if (self->channels == NULL || self->queue == NULL)
    return;
  if (is_empty (self))
    {
      show_empty (self);
      return;
    }
  queue = format_queue (self);
  pace = format_pace (self);
  gtk_label_set_text (self->queue_label, queue);
  gtk_label_set_text (self->pace_label, pace);
  gtk_widget_set_visible (GTK_WIDGET (self->pace_label), *pace != '\0');
  wb_channel_list_set_channels (self->channel_list, self->channels, self->queue);
  wb_delivery_list_set_channels (self->delivery_list, self->channels);
  wb_delivery_list_set_counts (self->delivery_list, get_count (self, "dead"),
                               get_count (self, "queue_size") + get_count (self, "sending"));
  wb_page_show_content (WB_PAGE (self));
}

static void
channels_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbDeliveriesPage *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);

  if (reply == NULL)
    {
      wb_page_report (WB_PAGE (source), error);
      return;
    }
  g_clear_pointer (&self->channels, g_variant_unref);
  self->channels = g_variant_get_child_value (reply, 0);
  show (self);
}

static void
queue_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbDeliveriesPage *self = user_data;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, NULL);

  if (reply == NULL)
    return; /* the other call says so */
  g_clear_pointer (&self->queue, g_variant_unref);
  self->queue = g_variant_get_child_value (reply, 0);
  show (self);
}

static void
wb_deliveries_page_refresh (WbPage *page)
{
  WbDeliveriesPage *self = WB_DELIVERIES_PAGE (page);

  if (!self->has_client)
    {
      wb_channel_list_set_client (self->channel_list, wb_page_get_client (page));
      wb_delivery_list_set_client (self->delivery_list, wb_page_get_client (page));
      self->has_client = TRUE;
    }
  wb_page_call (page, "Channels1", "List", NULL, "(aa{sv})", channels_cb, self);
  wb_page_call (page, "Deliveries1", "GetQueue", NULL, "(a{sv})", queue_cb, self);
  wb_delivery_list_refresh (self->delivery_list);
}

static void
wb_deliveries_page_dispose (GObject *object)
{
  g_clear_object (&WB_DELIVERIES_PAGE (object)->add_button);
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_DELIVERIES_PAGE);
  G_OBJECT_CLASS (wb_deliveries_page_parent_class)->dispose (object);
}

static void
wb_deliveries_page_finalize (GObject *object)
{
  WbDeliveriesPage *self = WB_DELIVERIES_PAGE (object);

  g_clear_pointer (&self->channels, g_variant_unref);
  g_clear_pointer (&self->queue, g_variant_unref);
  G_OBJECT_CLASS (wb_deliveries_page_parent_class)->finalize (object);
}

static void
wb_deliveries_page_class_init (WbDeliveriesPageClass *klass)
{
  static const char *const interfaces[] = { "Channels1", "Deliveries1", NULL };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_deliveries_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_deliveries_page_finalize;
  WB_PAGE_CLASS (klass)->interfaces = interfaces;
  WB_PAGE_CLASS (klass)->refresh = wb_deliveries_page_refresh;
  g_type_ensure (WB_TYPE_CHANNEL_LIST);
  g_type_ensure (WB_TYPE_DELIVERY_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-deliveries-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WbDeliveriesPage, queue_label);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveriesPage, pace_label);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveriesPage, channel_list);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveriesPage, delivery_list);
  gtk_widget_class_bind_template_callback (widget_class, add_channel_cb);
}

static void
wb_deliveries_page_init (WbDeliveriesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A wait gets longer, and a pause ends, without anybody telling. */
  g_signal_connect_object (wb_minute_clock_get_default (), "tick", G_CALLBACK (wb_page_refresh),
                           self, G_CONNECT_SWAPPED);
}
