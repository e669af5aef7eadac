/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/statistics/wb-statistics-page.h"

#include <glib/gi18n.h>

#include "app/charts/wb-bar-card.h"
#include "app/widgets/wb-columns-layout.h"
#include "app/widgets/wb-minute-clock.h"
#include "app/statistics/wb-share-list.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/statistics/wb-statistics.h"

#define LISTS_SPACING 24      /* pixels */
#define REFRESH_DELAY_MS 1500 /* sums need not follow each event */

struct _WbStatisticsPage
{
  WbPage parent_instance;

  GtkToggleButton *day;
  GtkToggleButton *week;
  GtkToggleButton *month;
  GtkStack *stack;
  WbBarCard *events;
  GtkWidget *lists;
  WbShareList *types;
  WbShareList *models;
  WbShareList *providers;
  WbShareList *deliveries;

  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (WbStatisticsPage, wb_statistics_page, WB_TYPE_PAGE)

/* --- showing --- */

static WbStatisticsRange
get_range (WbStatisticsPage *self)
{
  if (gtk_toggle_button_get_active (self->week))
    return WB_STATISTICS_WEEK;
  return gtk_toggle_button_get_active (self->month) ? WB_STATISTICS_MONTH : WB_STATISTICS_DAY;
}

static void
show (WbStatisticsPage *self, const WbStatistics *statistics, WbStatisticsRange range)
{
  gtk_stack_set_visible_child_name (self->stack,
                                    wb_statistics_is_empty (statistics) ? "empty" : "numbers");
  wb_bar_card_show (self->events, statistics->events,
                    range == WB_STATISTICS_DAY ? _ ("Events per Hour") : _ ("Events per Day"));
  wb_share_list_show (self->types, statistics->types);
  wb_share_list_show (self->models, statistics->models);
  wb_share_list_show (self->providers, statistics->providers);
  wb_share_list_show (self->deliveries, statistics->deliveries);
  wb_page_show_content (WB_PAGE (self));
}

/* --- asking --- */

/* What was asked for; another range may be wanted when the answer comes. */
typedef struct
{
  WbStatisticsRange range;
  GDateTime *now; /* owned */
} Question;

static void
question_free (Question *question)
{
  g_date_time_unref (question->now);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbStatisticsPage *self = WB_STATISTICS_PAGE (source);
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, &error);
  g_autoptr (GVariant) stats = NULL;
  g_autoptr (WbStatistics) statistics = NULL;

  if (reply == NULL)
    {
      wb_page_report (WB_PAGE (self), error);
      return;
    }
  if (question->range != get_range (self))
    return;
  stats = g_variant_get_child_value (reply, 0);
  statistics = wb_statistics_new (stats, question->range, question->now);
  show (self, statistics, question->range);
}

static void
wb_statistics_page_refresh (WbPage *page)
{
  Question *question = g_new0 (Question, 1);
  GVariantDict options;

  question->range = get_range (WB_STATISTICS_PAGE (page));
  question->now = g_date_time_new_now_local ();
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "hours", "x",
                         wb_statistics_get_hours (question->range, question->now));
  wb_page_call (page, "Agent1", "Stats", g_variant_new ("(@a{sv})", g_variant_dict_end (&options)),
                "(a{sv})", told_cb, question);
}

static void
range_cb (WbStatisticsPage *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    wb_page_refresh (WB_PAGE (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  WbStatisticsPage *self = user_data;

  self->refresh_source = 0;
  wb_page_refresh (WB_PAGE (self));
  return G_SOURCE_REMOVE;
}

static void
came_cb (WbStatisticsPage *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

/* --- the widget --- */

static void
wb_statistics_page_map (GtkWidget *widget)
{
  WbAgentClient *client = wb_page_get_client (WB_PAGE (widget));

  wb_minute_clock_use (wb_minute_clock_get_default ());
  g_signal_connect_object (wb_minute_clock_get_default (), "tick", G_CALLBACK (wb_page_refresh),
                           widget, G_CONNECT_SWAPPED);
  if (client != NULL)
    {
      g_signal_connect_object (client, "added", G_CALLBACK (came_cb), widget, G_CONNECT_SWAPPED);
      g_signal_connect_object (client, "changed", G_CALLBACK (came_cb), widget, G_CONNECT_SWAPPED);
    }
  wb_page_refresh (WB_PAGE (widget)); /* time has passed */
  GTK_WIDGET_CLASS (wb_statistics_page_parent_class)->map (widget);
}

static void
wb_statistics_page_unmap (GtkWidget *widget)
{
  WbStatisticsPage *self = WB_STATISTICS_PAGE (widget);
  WbAgentClient *client = wb_page_get_client (WB_PAGE (widget));

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (client != NULL)
    g_signal_handlers_disconnect_by_func (client, came_cb, widget);
  g_signal_handlers_disconnect_by_func (wb_minute_clock_get_default (), wb_page_refresh, widget);
  wb_minute_clock_release (wb_minute_clock_get_default ());
  GTK_WIDGET_CLASS (wb_statistics_page_parent_class)->unmap (widget);
}

static void
wb_statistics_page_dispose (GObject *object)
{
  WbStatisticsPage *self = WB_STATISTICS_PAGE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_STATISTICS_PAGE);
  G_OBJECT_CLASS (wb_statistics_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_BAR_CARD);
  g_type_ensure (WB_TYPE_SHARE_LIST);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-statistics-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, day);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, week);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, month);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, events);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, lists);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, types);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, models);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, providers);
  gtk_widget_class_bind_template_child (widget_class, WbStatisticsPage, deliveries);
  gtk_widget_class_bind_template_callback (widget_class, range_cb);
}

static void
wb_statistics_page_class_init (WbStatisticsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_statistics_page_dispose;
  widget_class->map = wb_statistics_page_map;
  widget_class->unmap = wb_statistics_page_unmap;
  WB_PAGE_CLASS (klass)->refresh = wb_statistics_page_refresh;
  bind_template (widget_class);
}

static void
wb_statistics_page_init (WbStatisticsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
  gtk_widget_set_layout_manager (self->lists, wb_columns_layout_new (LISTS_SPACING));
}
