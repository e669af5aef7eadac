/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-notification-story.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-explanation.h"
#include "app/inbox/wb-sent-list.h"
#include "app/widgets/wb-timeline.h"
#include "app/widgets/wb-toasts.h"
#include "model/wb-limits.h"

#define REFRESH_DELAY_MS 200 /* whoever runs through the list asks for nothing on the way */
#define DELIVERIES_LIMIT 50  /* the newest that are shown */
#define EVENTS_STEP 10       /* so many more at a time */
#define EVENTS_LIMIT WB_LIMIT_HISTORY_ROWS
#define EVENTS_FOR_A_HISTORY 2 /* one alone says nothing that is not above it */

struct _WbNotificationStory
{
  GtkBox parent_instance;

  WbSentList *sent;
  WbTimeline *timeline;
  WbExplanation *explanation;
  GtkWidget *scopes; /* owned */
  GtkToggleButton *thread_button;
  GtkToggleButton *run_button;

  WbAgentClient *client;        /* owned */
  GCancellable *cancellable;    /* owned: of what was asked about this notification */
  WbNotification *notification; /* owned, nullable */
  guint n_events;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (WbNotificationStory, wb_notification_story, GTK_TYPE_BOX)

static void
ask (WbNotificationStory *self,
     const char *interface,
     const char *method,
     GVariant *parameters,
     const char *reply_type,
     GAsyncReadyCallback callback)
{
  wb_agent_client_call_async (self->client, interface, method, parameters, reply_type,
                              self->cancellable, callback, self);
}

/* NULL: it failed, or was called off, and then nothing may be touched: what the window shows stays.
 */
static GVariant *
finish (GObject *source, GAsyncResult *result)
{
  g_autoptr (GVariant) reply = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, NULL);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

static void
deliveries_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) deliveries = finish (source, result);

  if (deliveries != NULL)
    wb_sent_list_set_deliveries (WB_NOTIFICATION_STORY (user_data)->sent, deliveries);
}

static void
channels_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) channels = finish (source, result);

  if (channels != NULL)
    wb_sent_list_set_channels (WB_NOTIFICATION_STORY (user_data)->sent, channels);
}

static void
ask_for_deliveries (WbNotificationStory *self)
{
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert (&filter, "notification_id", "x", self->notification->id);
  g_variant_dict_insert (&filter, "limit", "x", (gint64) DELIVERIES_LIMIT);
  ask (self, "Deliveries1", "List", g_variant_new ("(@a{sv})", g_variant_dict_end (&filter)),
       "(aa{sv})", deliveries_cb);
  ask (self, "Channels1", "List", NULL, "(aa{sv})", channels_cb);
}

static void
history_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbNotificationStory *self = user_data;
  g_autoptr (GVariant) events = finish (source, result);
  gsize n_events;

  if (events == NULL)
    return;
  n_events = g_variant_n_children (events);
  wb_timeline_set_events (self->timeline, events,
                          n_events == self->n_events && self->n_events < EVENTS_LIMIT);
  gtk_widget_set_visible (GTK_WIDGET (self->timeline),
                          n_events >= EVENTS_FOR_A_HISTORY
                              || gtk_widget_get_visible (self->scopes));
}

static void
ask_for_history (WbNotificationStory *self)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  if (gtk_toggle_button_get_active (self->run_button))
    g_variant_dict_insert (&options, "run_id", "s", self->notification->event->run_id);
  else
    g_variant_dict_insert (&options, "thread_of", "x", self->notification->id);
  g_variant_dict_insert (&options, "limit", "x", (gint64) self->n_events);
  ask (self, "Events1", "History", g_variant_new ("(@a{sv})", g_variant_dict_end (&options)),
       "(aa{sv})", history_cb);
}

static void
explained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) explanation = finish (source, result);
  g_autoptr (GVariant) decision = NULL;

  if (explanation == NULL)
    return;
  decision = g_variant_lookup_value (explanation, "decision", G_VARIANT_TYPE_VARDICT);
  if (decision != NULL)
    wb_explanation_set_decision (WB_NOTIFICATION_STORY (user_data)->explanation, decision);
}

static gboolean
refresh_cb (gpointer user_data)
{
  WbNotificationStory *self = user_data;

  self->refresh_source = 0;
  ask_for_deliveries (self);
  ask_for_history (self);
  if (wb_explanation_is_wanted (self->explanation))
    ask (self, "Notifications1", "Explain", g_variant_new ("(x)", self->notification->id),
         "(a{sv})", explained_cb);
  return G_SOURCE_REMOVE;
}

/* Soon, and once for all that happens until then. */
static void
refresh (WbNotificationStory *self)
{
  if (self->notification != NULL && self->client != NULL && self->refresh_source == 0
      && gtk_widget_get_mapped (GTK_WIDGET (self))
      && wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY)
    self->refresh_source = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

static void
more_cb (WbNotificationStory *self)
{
  self->n_events = MIN (self->n_events + EVENTS_STEP, EVENTS_LIMIT);
  if (self->notification != NULL)
    ask_for_history (self);
}

static void
scope_cb (WbNotificationStory *self)
{
  self->n_events = EVENTS_STEP;
  if (self->notification != NULL)
    ask_for_history (self);
}

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbNotificationStory) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply == NULL)
    wb_toasts_report (GTK_WIDGET (self), error);
  wb_sent_list_set_deliveries (self->sent, NULL);
  refresh (self);
}

/* Goes on whatever is shown by then. */
static void
retry_cb (WbNotificationStory *self, gint64 id)
{
  wb_agent_client_call_async (self->client, "Deliveries1", "Retry", g_variant_new ("(x)", id),
                              "(a{sv})", NULL, retried_cb, g_object_ref (self));
}

static void
call_off (WbNotificationStory *self)
{
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
}

static void
wb_notification_story_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_notification_story_parent_class)->map (widget);
  refresh (WB_NOTIFICATION_STORY (widget));
}

static void
wb_notification_story_dispose (GObject *object)
{
  WbNotificationStory *self = WB_NOTIFICATION_STORY (object);

  call_off (self);
  g_clear_pointer (&self->notification, wb_notification_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_NOTIFICATION_STORY);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_notification_story_parent_class)->dispose (object);
}

static void
wb_notification_story_class_init (WbNotificationStoryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_notification_story_dispose;
  widget_class->map = wb_notification_story_map;

  g_type_ensure (WB_TYPE_EXPLANATION);
  g_type_ensure (WB_TYPE_SENT_LIST);
  g_type_ensure (WB_TYPE_TIMELINE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-notification-story.ui");
  gtk_widget_class_bind_template_child (widget_class, WbNotificationStory, sent);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationStory, timeline);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationStory, explanation);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationStory, scopes);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationStory, thread_button);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationStory, run_button);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, scope_cb);
}

static void
wb_notification_story_init (WbNotificationStory *self)
{
  self->n_events = EVENTS_STEP;
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_timeline_set_title (self->timeline, _ ("History of This"), self->scopes);
}

/* wb_notification_story_set_client: once for all. */
void
wb_notification_story_set_client (WbNotificationStory *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_NOTIFICATION_STORY (self));
  g_return_if_fail (WB_IS_AGENT_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  g_signal_connect_object (client, "interface-changed::Deliveries1", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
}

/* What repeats has a history of its own; else that of the run, if there is one, says more. */
static void
choose_scope (WbNotificationStory *self)
{
  const WbEvent *event = self->notification->event;
  gboolean has_thread = event->dedup_key != NULL || self->notification->count > 1;

  gtk_widget_set_visible (self->scopes, has_thread && event->run_id != NULL);
  gtk_toggle_button_set_active (
      has_thread || event->run_id == NULL ? self->thread_button : self->run_button, TRUE);
}

/* wb_notification_story_set_notification: @notification: (nullable): NULL: none is shown. */
void
wb_notification_story_set_notification (WbNotificationStory *self,
                                        const WbNotification *notification)
{
  gint64 id = notification != NULL ? notification->id : 0;
  gint64 id_before;

  g_return_if_fail (WB_IS_NOTIFICATION_STORY (self));

  id_before = self->notification != NULL ? self->notification->id : 0;
  g_clear_pointer (&self->notification, wb_notification_unref);
  if (id != id_before)
    {
      call_off (self);
      self->cancellable = g_cancellable_new ();
      wb_sent_list_set_deliveries (self->sent, NULL);
      wb_explanation_set_decision (self->explanation, NULL);
      gtk_widget_hide (GTK_WIDGET (self->timeline));
      self->n_events = EVENTS_STEP;
    }
  if (notification == NULL)
    return;
  self->notification = wb_notification_ref ((WbNotification *) notification);
  if (id != id_before)
    choose_scope (self);
  refresh (self);
}
