/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-notification-detail.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-look.h"
#include "app/widgets/wb-fact-table.h"
#include "app/widgets/wb-markdown-label.h"
#include "app/widgets/wb-minute-clock.h"
#include "app/inbox/wb-notification-story.h"
#include "app/widgets/wb-severity-icon.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/widgets/wb-wrap-layout.h"
#include "base/wb-text.h"
#include "model/wb-notification-format.h"

#define HOUR_S 3600
#define MINUTE_S 60
#define BUTTON_SPACING 9
/* What is put off until a run ends is so for as long as the agent waits for one. */
#define UNTIL_RUN_ENDS_US (7 * G_TIME_SPAN_DAY)

struct _WbNotificationDetail
{
  AdwBin parent_instance;

  GtkStack *stack;
  AdwStatusPage *nothing;
  GtkScrolledWindow *scroller;
  WbSeverityIcon *severity;
  GtkLabel *severity_label;
  GtkLabel *age;
  GtkLabel *state;
  GtkWidget *acknowledge;
  GtkLabel *title;
  WbMarkdownLabel *message;
  GtkWidget *link;
  GtkLabel *link_label;
  WbFactTable *metrics;
  WbFactTable *facts;
  WbFactTable *times;
  WbFactTable *context;
  GtkWidget *buttons;
  GtkWidget *snoozed;
  GtkLabel *snoozed_label;
  GtkButton *run_button;
  WbNotificationStory *story;

  WbNotificationItem *item; /* owned, nullable */
};

G_DEFINE_FINAL_TYPE (WbNotificationDetail, wb_notification_detail, ADW_TYPE_BIN)

static const WbNotification *
get_notification (WbNotificationDetail *self)
{
  return self->item != NULL ? wb_notification_item_get_notification (self->item) : NULL;
}

static void
update_age (WbNotificationDetail *self)
{
  const WbNotification *notification = get_notification (self);
  g_autofree char *age = NULL;

  if (notification == NULL)
    return;
  age = wb_minute_clock_format_age (notification->updated_us);
  gtk_label_set_text (self->age, age);
}

static const char *
get_state_text (const WbNotification *notification)
{
  if (notification->resolved_us != 0)
    return _ ("Resolved");
  if (notification->acknowledged_us != 0)
    return _ ("Acknowledged");
  if (notification->read_us == 0)
    return _ ("Unread");
  return "";
}

static void
show_head (WbNotificationDetail *self, const WbNotification *notification)
{
  g_autofree char *title = wb_notification_item_dup_title (self->item);
  const char *state = get_state_text (notification);

  wb_severity_icon_set_severity (self->severity, notification->severity);
  gtk_label_set_text (self->severity_label, wb_severity_get_label (notification->severity));
  gtk_label_set_text (self->state, state);
  gtk_widget_set_visible (GTK_WIDGET (self->state), *state != '\0');
  gtk_widget_set_visible (self->acknowledge, notification->acknowledged_us == 0);
  gtk_label_set_text (self->title, title);
  wb_markdown_label_set_text (self->message, notification->event->message);
  gtk_widget_set_visible (GTK_WIDGET (self->message),
                          wb_text_is_visible (notification->event->message));
  update_age (self);
}

static void
show_snooze (WbNotificationDetail *self, const WbNotification *notification)
{
  gint64 left_us = notification->snoozed_until_us - g_get_real_time ();
  g_autofree char *until = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->snoozed, left_us > 0);
  if (left_us <= 0)
    return;
  until = wb_channel_look_format_until (notification->snoozed_until_us);
  if (left_us > UNTIL_RUN_ENDS_US && notification->event->run_id != NULL)
    text = g_strdup (_ ("Snoozed until its run ends"));
  else
    /* TRANSLATORS: %s is a time, such as "14:30" or "Thu 08:00" */
    text = g_strdup_printf (_ ("Snoozed until %s"), until);
  gtk_label_set_text (self->snoozed_label, text);
}

static void
show_run_button (WbNotificationDetail *self, const char *run_id)
{
  gtk_widget_set_visible (GTK_WIDGET (self->run_button), run_id != NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->run_button), "s",
                                    run_id != NULL ? run_id : "");
}

static void
show_link (WbNotificationDetail *self, const WbEvent *event)
{
  gtk_widget_set_visible (self->link, event->url != NULL);
  gtk_label_set_text (self->link_label, event->url != NULL ? event->url : "");
  gtk_widget_set_tooltip_text (self->link, event->url);
}

/* "3 of 10", "3" or nothing. */
static char *
format_progress (gint64 done, gint64 total)
{
  if (done < 0)
    return NULL;
  if (total < 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, done);
  /* TRANSLATORS: progress, as in "3 of 10" epochs */
  return g_strdup_printf (_ ("%lld of %lld"), (long long) done, (long long) total);
}

static char *
format_duration (const char *number)
{
  double seconds = number != NULL ? g_ascii_strtod (number, NULL) : 0;
  gint64 whole = (gint64) CLAMP (seconds, 0, 1e12);

  if (number == NULL)
    return NULL;
  if (whole >= HOUR_S)
    return g_strdup_printf (_ ("%lld h %d min"), (long long) whole / HOUR_S,
                            (int) (whole % HOUR_S / MINUTE_S));
  if (whole >= MINUTE_S)
    return g_strdup_printf (_ ("%d min %d s"), (int) (whole / MINUTE_S), (int) (whole % MINUTE_S));
  return g_strdup_printf (_ ("%.3g s"), seconds);
}

/* Whole cents, unless that would hide what it is. */
static char *
format_cost (const char *number)
{
  double cost = number != NULL ? g_ascii_strtod (number, NULL) : 0;

  if (number == NULL)
    return NULL;
  if (cost != 0 && cost < 0.01)
    return g_strconcat ("$", number, NULL);
  return g_strdup_printf ("$%'.2f", cost);
}

static void
show_facts (WbNotificationDetail *self, const WbNotification *notification)
{
  const WbEvent *event = notification->event;
  g_autofree char *epoch = format_progress (event->epoch, event->total_epochs);
  g_autofree char *batch = format_progress (event->batch, event->total_batches);
  g_autofree char *duration = format_duration (event->duration);
  g_autofree char *cost = format_cost (event->cost);
  g_autofree char *tags = event->tags != NULL ? g_strjoinv (" · ", event->tags) : NULL;

  wb_fact_table_clear (self->facts);
  wb_fact_table_add (self->facts, _ ("Model"), event->model_name);
  wb_fact_table_add (self->facts, _ ("Run"), event->run_id);
  wb_fact_table_add (self->facts, _ ("Epoch"), epoch);
  wb_fact_table_add (self->facts, _ ("Batch"), batch);
  wb_fact_table_add (self->facts, _ ("Duration"), duration);
  wb_fact_table_add (self->facts, _ ("Cost"), cost);
  wb_fact_table_add (self->facts, _ ("Provider"), event->provider);
  wb_fact_table_add (self->facts, _ ("Key"), event->key_id);
  wb_fact_table_add (self->facts, _ ("Source"), event->source);
  wb_fact_table_add (self->facts, _ ("Tags"), tags);
  wb_fact_table_add (self->facts, _ ("Category"), wb_category_get_label (event->type->category));
  wb_fact_table_add (self->facts, _ ("Type"), event->type->name);
  wb_fact_table_add (self->facts, _ ("Reason"), notification->reason);
}

static void
show_times (WbNotificationDetail *self, const WbNotification *notification)
{
  g_autofree char *count = NULL;

  wb_fact_table_clear (self->times);
  if (notification->count > 1)
    {
      count = g_strdup_printf (ngettext ("%u time", "%u times", notification->count),
                               notification->count);
      wb_fact_table_add (self->times, _ ("Happened"), count);
      wb_fact_table_add_time (self->times, _ ("First"), notification->created_us);
      wb_fact_table_add_time (self->times, _ ("Last"), notification->updated_us);
    }
  else
    {
      wb_fact_table_add_time (self->times, _ ("Happened"), notification->event->occurred_us);
      wb_fact_table_add_time (self->times, _ ("Received"), notification->created_us);
    }
  wb_fact_table_add_time (self->times, _ ("Read"), notification->read_us);
  wb_fact_table_add_time (self->times, _ ("Acknowledged"), notification->acknowledged_us);
  wb_fact_table_add_time (self->times, _ ("Resolved"), notification->resolved_us);
}

static void
update (WbNotificationDetail *self)
{
  const WbNotification *notification = get_notification (self);

  wb_notification_story_set_notification (self->story, notification);
  if (notification == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, self->item != NULL ? "loading" : "nothing");
      return;
    }
  show_head (self, notification);
  show_snooze (self, notification);
  show_link (self, notification->event);
  show_run_button (self, notification->event->run_id);
  wb_fact_table_clear (self->metrics);
  wb_fact_table_add_json (self->metrics, notification->event->metrics);
  show_facts (self, notification);
  show_times (self, notification);
  wb_fact_table_clear (self->context);
  wb_fact_table_add_json (self->context, notification->event->context);
  gtk_stack_set_visible_child_name (self->stack, "content");
}

static void
link_clicked_cb (WbNotificationDetail *self)
{
  const WbNotification *notification = get_notification (self);

  if (notification != NULL && notification->event->url != NULL)
    wb_markdown_label_open_web_address (GTK_WIDGET (self), notification->event->url);
}

static void
wb_notification_detail_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_notification_detail_parent_class)->map (widget);
  update_age (WB_NOTIFICATION_DETAIL (widget));
  wb_minute_clock_use (wb_minute_clock_get_default ());
  g_signal_connect_object (wb_minute_clock_get_default (), "tick", G_CALLBACK (update_age), widget,
                           G_CONNECT_SWAPPED);
}

static void
wb_notification_detail_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_data (wb_minute_clock_get_default (), widget);
  wb_minute_clock_release (wb_minute_clock_get_default ());
  GTK_WIDGET_CLASS (wb_notification_detail_parent_class)->unmap (widget);
}

static void
wb_notification_detail_dispose (GObject *object)
{
  WbNotificationDetail *self = WB_NOTIFICATION_DETAIL (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  adw_bin_set_child (ADW_BIN (self), NULL); /* AdwBin would look at it once more */
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_NOTIFICATION_DETAIL);
  G_OBJECT_CLASS (wb_notification_detail_parent_class)->dispose (object);
}

static void
wb_notification_detail_class_init (WbNotificationDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_notification_detail_dispose;
  widget_class->map = wb_notification_detail_map;
  widget_class->unmap = wb_notification_detail_unmap;

  g_type_ensure (WB_TYPE_FACT_TABLE);
  g_type_ensure (WB_TYPE_MARKDOWN_LABEL);
  g_type_ensure (WB_TYPE_NOTIFICATION_STORY);
  g_type_ensure (WB_TYPE_SEVERITY_ICON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-notification-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, nothing);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, scroller);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, severity);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, severity_label);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, age);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, state);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, acknowledge);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, title);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, message);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, link);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, link_label);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, metrics);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, times);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, context);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, buttons);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, snoozed);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, snoozed_label);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, run_button);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationDetail, story);
  gtk_widget_class_bind_template_callback (widget_class, link_clicked_cb);
}

static void
wb_notification_detail_init (WbNotificationDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->buttons, wb_wrap_layout_new (BUTTON_SPACING));
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
}

/* wb_notification_detail_set_client: whom it asks for more, once for all. */
void
wb_notification_detail_set_client (WbNotificationDetail *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_NOTIFICATION_DETAIL (self));

  wb_notification_story_set_client (self->story, client);
}

/* wb_notification_detail_set_item: @item: (nullable): NULL: nothing is open */
void
wb_notification_detail_set_item (WbNotificationDetail *self, WbNotificationItem *item)
{
  g_return_if_fail (WB_IS_NOTIFICATION_DETAIL (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  if (g_set_object (&self->item, item))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (item != NULL)
    g_signal_connect_object (item, "notify::notification", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  adw_status_page_set_title (self->nothing, _ ("No Notification Selected"));
  update (self);
}

/* wb_notification_detail_show_selection: says how many are selected, instead of showing one. */
void
wb_notification_detail_show_selection (WbNotificationDetail *self, guint n_selected)
{
  g_autofree char *title = NULL;

  g_return_if_fail (WB_IS_NOTIFICATION_DETAIL (self));

  wb_notification_detail_set_item (self, NULL);
  title = g_strdup_printf (
      ngettext ("%u Notification Selected", "%u Notifications Selected", n_selected), n_selected);
  adw_status_page_set_title (self->nothing, title);
}

/* wb_notification_detail_dup_text: (transfer full): what "Copy" copies: title and message. */
char *
wb_notification_detail_dup_text (WbNotificationItem *item)
{
  const WbNotification *notification = wb_notification_item_get_notification (item);
  GString *text = g_string_new (NULL);

  if (notification != NULL)
    wb_notification_format_append (WB_NOTIFICATION_FORMAT_TEXT, notification, TRUE, text);
  return g_string_free (text, FALSE);
}
