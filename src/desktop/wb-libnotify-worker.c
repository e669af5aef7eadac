/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-libnotify"

#include "config.h"

#include "desktop/wb-libnotify-worker.h"

#include <glib/gi18n-lib.h>
#include <libnotify/notify.h>
#include <string.h>

#include "desktop/wb-bubble-queue.h"

#define SERVER_NAME "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"

/* A desktop without a daemon is not asked to start one more often than this. */
#define START_INTERVAL_US (60 * G_USEC_PER_SEC)

typedef enum
{
  STATE_ABSENT,   /* no daemon */
  STATE_STARTING, /* the bus was asked to start one */
  STATE_ASKING,   /* there is one, and it was asked who it is; one that hangs stays here */
  STATE_READY,
} State;

struct _WbLibnotifyWorker
{
  GMainContext *context;       /* owned */
  GMainContext *owner_context; /* owned: of the notifier */
  GWeakRef notifier;
  GSource *pump;  /* owned: dispatched when there may be something to do */
  int is_stopped; /* atomic */

  GMutex mutex;
  WbBubbleQueue *queue; /* owned, guarded */
  guint sounds;         /* guarded: a bit for each severity that may make one */
  gint64 rest_until_us; /* guarded: more to show changes nothing before; monotonic */

  /* Of the thread alone */
  GDBusConnection *connection; /* owned, nullable: the one that libnotify uses */
  GCancellable *asking;        /* owned, nullable: until the daemon goes away */
  GHashTable *bubbles;         /* gint64 -> NotifyNotification: on the screen */
  State state;
  char *server; /* owned, nullable */
  gboolean has_actions;
  gint64 start_due_us; /* when a daemon may be asked for again; monotonic */
};

/* Something for the notifier's thread. */
typedef struct
{
  WbLibnotifyWorker *worker; /* owned */
  char *server;              /* owned, nullable; used without an action */
  gint64 id;
  char *action; /* owned, nullable */
  char *token;  /* owned, nullable */
} Report;

/* libnotify keeps its state in static variables: one worker at a time. */
static GMutex libnotify_mutex;

static void wb_libnotify_worker_unref (WbLibnotifyWorker *self);

static void
report_free (gpointer data)
{
  Report *report = data;

  wb_libnotify_worker_unref (report->worker);
  g_free (report->server);
  g_free (report->action);
  g_free (report->token);
  g_free (report);
}

static gboolean
report_cb (gpointer data)
{
  Report *report = data;
  g_autoptr (WbNotifier) notifier = g_weak_ref_get (&report->worker->notifier);

  if (notifier == NULL)
    return G_SOURCE_REMOVE;
  if (report->action != NULL)
    wb_notifier_report_activated (notifier, report->id, report->action, report->token);
  else
    wb_notifier_report_server (notifier, report->server);
  return G_SOURCE_REMOVE;
}

static Report *
create_report (WbLibnotifyWorker *self)
{
  Report *report = g_new0 (Report, 1);

  report->worker = g_atomic_rc_box_acquire (self);
  return report;
}

static void
send_report (WbLibnotifyWorker *self, Report *report)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, report_cb, report, report_free);
  g_source_attach (source, self->owner_context);
}

static void
report_server (WbLibnotifyWorker *self, const char *server)
{
  Report *report = create_report (self);

  report->server = g_strdup (server);
  send_report (self, report);
}

static void
wake (WbLibnotifyWorker *self)
{
  g_source_set_ready_time (self->pump, 0);
}

/* What comes from now on is counted until a daemon answers. */
static void
hold (WbLibnotifyWorker *self)
{
  g_mutex_lock (&self->mutex);
  wb_bubble_queue_hold (self->queue);
  g_mutex_unlock (&self->mutex);
}

static void
action_cb (NotifyNotification *bubble, char *action, gpointer data)
{
  WbLibnotifyWorker *self = data;
  const gint64 *id = g_object_get_data (G_OBJECT (bubble), "wb-id");
  Report *report = create_report (self);

  report->id = *id;
  report->action = g_strdup (g_str_equal (action, "default") ? WB_NOTIFIER_ACTION_OPEN : action);
  report->token = g_strdup (notify_notification_get_activation_token (bubble));
  send_report (self, report);
}

static void
closed_cb (NotifyNotification *bubble, gpointer data)
{
  WbLibnotifyWorker *self = data;
  gint64 id = *(const gint64 *) g_object_get_data (G_OBJECT (bubble), "wb-id");

  g_mutex_lock (&self->mutex);
  wb_bubble_queue_forget (self->queue, id);
  g_mutex_unlock (&self->mutex);
  g_hash_table_remove (self->bubbles, &id);
}

static NotifyNotification *
create_bubble (WbLibnotifyWorker *self, gint64 id, const WbBubble *text)
{
  NotifyNotification *bubble = notify_notification_new (text->summary, NULL, text->icon_name);

  g_object_set_data_full (G_OBJECT (bubble), "wb-id", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect (bubble, "closed", G_CALLBACK (closed_cb), self);
  notify_notification_set_hint (bubble, "desktop-entry", g_variant_new_string (WB_APP_ID));
  if (self->has_actions)
    notify_notification_add_action (bubble, "default", _ ("Open"), action_cb, self, NULL);
  if (self->has_actions && text->can_acknowledge)
    notify_notification_add_action (bubble, WB_NOTIFIER_ACTION_ACKNOWLEDGE, _ ("Acknowledge"),
                                    action_cb, self, NULL);
  g_hash_table_insert (self->bubbles, g_memdup2 (&id, sizeof id), bubble);
  return bubble;
}

static void
fill_bubble (NotifyNotification *bubble, const WbBubble *text, guint sounds)
{
  static const NotifyUrgency urgencies[] = {
    [WB_BUBBLE_URGENCY_LOW] = NOTIFY_URGENCY_LOW,
    [WB_BUBBLE_URGENCY_NORMAL] = NOTIFY_URGENCY_NORMAL,
    [WB_BUBBLE_URGENCY_CRITICAL] = NOTIFY_URGENCY_CRITICAL,
  };
  g_autofree char *body = wb_bubble_dup_body_markup (text);
  gboolean is_silent = (sounds & (1u << text->severity)) == 0;

  notify_notification_update (bubble, text->summary, body, text->icon_name);
  notify_notification_set_urgency (bubble, urgencies[text->urgency]);
  notify_notification_set_category (bubble, text->category);
  notify_notification_set_hint (bubble, "sound-name",
                                is_silent ? NULL : g_variant_new_string (text->sound_name));
  notify_notification_set_hint (bubble, "suppress-sound",
                                is_silent ? g_variant_new_boolean (TRUE) : NULL);
}

static gboolean
show_bubble (WbLibnotifyWorker *self, const WbBubbleJob *job, guint sounds, GError **error)
{
  g_autoptr (WbBubble) text = wb_bubble_job_create_bubble (job);
  NotifyNotification *bubble = g_hash_table_lookup (self->bubbles, &job->id);

  if (bubble == NULL)
    bubble = create_bubble (self, job->id, text);
  fill_bubble (bubble, text, sounds);
  return notify_notification_show (bubble, error);
}

static gboolean
close_bubble (WbLibnotifyWorker *self, const WbBubbleJob *job, GError **error)
{
  NotifyNotification *bubble = g_hash_table_lookup (self->bubbles, &job->id);

  return bubble == NULL || notify_notification_close (bubble, error);
}

static void ask_server (WbLibnotifyWorker *self);

/* Blocks while the daemon does not answer, 25 s at the most. */
static void
do_job (WbLibnotifyWorker *self, WbBubbleJob *job, guint sounds)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  is_done
      = job->is_close ? close_bubble (self, job, &error) : show_bubble (self, job, sounds, &error);
  if (job->is_close || !is_done)
    g_hash_table_remove (self->bubbles, &job->id);
  if (is_done)
    return;

  g_debug ("bubble %" G_GINT64_FORMAT ": %s", job->id, error->message);
  g_mutex_lock (&self->mutex);
  if (wb_notifier_is_unanswered (error))
    {
      wb_bubble_queue_hold (self->queue);
      wb_bubble_queue_give_back (self->queue, job);
    }
  else
    wb_bubble_queue_forget (self->queue, job->id);
  g_mutex_unlock (&self->mutex);
  if (wb_notifier_is_unanswered (error))
    {
      report_server (self, NULL);
      ask_server (self);
    }
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  WbLibnotifyWorker *self = data;

  if (reply != NULL || self->state != STATE_STARTING)
    return; /* the name's new owner speaks for itself */
  g_debug ("no notification daemon: %s", error->message);
  self->state = STATE_ABSENT;
  hold (self);
}

static void
start_server (WbLibnotifyWorker *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->connection == NULL || now_us < self->start_due_us)
    {
      hold (self);
      return;
    }
  self->start_due_us = now_us + START_INTERVAL_US;
  self->state = STATE_STARTING;
  g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", SERVER_NAME, 0), G_VARIANT_TYPE ("(u)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, started_cb, self);
}

/* One step of what is to be done; signals of the daemon are heard between two of them. */
static gboolean
pump_cb (gpointer data)
{
  WbLibnotifyWorker *self = data;
  g_autoptr (WbBubbleJob) job = NULL;
  gint64 due_us = -1;
  gboolean is_empty;
  guint sounds;

  g_source_set_ready_time (self->pump, -1);
  g_mutex_lock (&self->mutex);
  is_empty = wb_bubble_queue_is_empty (self->queue);
  sounds = self->sounds;
  if (self->state == STATE_READY)
    job = wb_bubble_queue_take (self->queue, g_get_monotonic_time (), &due_us);
  self->rest_until_us = self->state == STATE_ABSENT && !is_empty ? self->start_due_us : due_us;
  g_mutex_unlock (&self->mutex);

  if (self->state == STATE_ABSENT && !is_empty)
    start_server (self);
  if (job != NULL)
    do_job (self, job, sounds);
  if (due_us >= 0)
    g_source_set_ready_time (self->pump, due_us);
  return G_SOURCE_CONTINUE;
}

static void
become_ready (WbLibnotifyWorker *self)
{
  self->state = STATE_READY;
  report_server (self, self->server);
  g_mutex_lock (&self->mutex);
  wb_bubble_queue_resume (self->queue);
  g_mutex_unlock (&self->mutex);
  wake (self);
}

/* Whether the daemon went away while it was asked; a refusal is an answer. */
static gboolean
is_lost (WbLibnotifyWorker *self, const GError *error)
{
  if (error == NULL || !wb_notifier_is_unanswered (error))
    return FALSE;
  g_debug ("notification daemon: %s", error->message);
  self->state = STATE_ABSENT;
  hold (self);
  return TRUE;
}

static void
capabilities_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree const char **capabilities = NULL;
  WbLibnotifyWorker *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || is_lost (self, error))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(^a&s)", &capabilities);
  self->has_actions = capabilities != NULL && g_strv_contains (capabilities, "actions");
  become_ready (self);
}

static void
call_server (WbLibnotifyWorker *self,
             const char *method,
             const char *reply_type,
             GAsyncReadyCallback callback)
{
  /* Without end: the answer of a daemon that hung is how it is known that it is back. */
  g_dbus_connection_call (self->connection, SERVER_NAME, SERVER_PATH, SERVER_NAME, method, NULL,
                          G_VARIANT_TYPE (reply_type), G_DBUS_CALL_FLAGS_NO_AUTO_START, G_MAXINT,
                          self->asking, callback, self);
}

static void
information_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  const char *name = SERVER_NAME, *version = "";
  WbLibnotifyWorker *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || is_lost (self, error))
    return;
  if (reply != NULL)
    g_variant_get (reply, "(&s&s&s&s)", &name, NULL, &version, NULL);
  g_free (self->server);
  /* Of "1.9.0 (2022-06-27)" the number is enough. */
  self->server
      = g_strchomp (g_strdup_printf ("%s %.*s", name, (int) strcspn (version, " "), version));
  call_server (self, "GetCapabilities", "(as)", capabilities_cb);
}

static void
ask_server (WbLibnotifyWorker *self)
{
  if (self->state == STATE_ABSENT)
    return;
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  self->state = STATE_ASKING;
  call_server (self, "GetServerInformation", "(ssss)", information_cb);
}

static void
appeared_cb (GDBusConnection *connection G_GNUC_UNUSED,
             const char *name G_GNUC_UNUSED,
             const char *owner,
             gpointer data)
{
  WbLibnotifyWorker *self = data;

  g_debug ("notification daemon at %s", owner);
  self->state = STATE_ASKING;
  ask_server (self);
}

static void
vanished_cb (GDBusConnection *connection G_GNUC_UNUSED,
             const char *name G_GNUC_UNUSED,
             gpointer data)
{
  WbLibnotifyWorker *self = data;

  g_cancellable_cancel (self->asking);
  if (self->state != STATE_STARTING)
    self->state = STATE_ABSENT;
  report_server (self, NULL);

  /* Its numbers mean other bubbles to the next daemon. */
  g_hash_table_remove_all (self->bubbles);
  g_mutex_lock (&self->mutex);
  wb_bubble_queue_forget_all (self->queue);
  g_mutex_unlock (&self->mutex);
  wake (self);
}

static void
run (WbLibnotifyWorker *self)
{
  guint watch;

  /* The default would end the process with the bus. */
  g_dbus_connection_set_exit_on_close (self->connection, FALSE);
  notify_init (_ ("Wakebell"));
  watch = g_bus_watch_name_on_connection (self->connection, SERVER_NAME,
                                          G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, vanished_cb,
                                          self, NULL);
  while (!g_atomic_int_get (&self->is_stopped))
    g_main_context_iteration (self->context, TRUE);

  g_bus_unwatch_name (watch);
  g_cancellable_cancel (self->asking);
  /* Before notify_uninit(), which would close those that it still knows. What is on the screen
     stays there: it is still true. */
  g_hash_table_remove_all (self->bubbles);
  notify_uninit ();
}

static gpointer
worker_job (gpointer data)
{
  WbLibnotifyWorker *self = data;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&libnotify_mutex);
  g_main_context_push_thread_default (self->context);
  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (self->connection != NULL)
    run (self);
  else
    g_debug ("no pop-ups: %s", error->message);
  g_clear_object (&self->connection);
  g_clear_object (&self->asking);
  g_source_destroy (self->pump);
  g_main_context_pop_thread_default (self->context);
  g_mutex_unlock (&libnotify_mutex);

  wb_libnotify_worker_unref (self);
  return NULL;
}

static gboolean
dispatch_pump (GSource *source G_GNUC_UNUSED, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs pump_funcs = { .dispatch = dispatch_pump };

static void
clear_worker (gpointer data)
{
  WbLibnotifyWorker *self = data;

  g_weak_ref_clear (&self->notifier);
  g_source_unref (self->pump);
  g_main_context_unref (self->context);
  g_main_context_unref (self->owner_context);
  g_hash_table_unref (self->bubbles);
  wb_bubble_queue_free (self->queue);
  g_mutex_clear (&self->mutex);
  g_free (self->server);
}

static void
wb_libnotify_worker_unref (WbLibnotifyWorker *self)
{
  g_atomic_rc_box_release_full (self, clear_worker);
}

/*
 * wb_libnotify_worker_start:
 * @notifier: what hears of actions and daemons, on this thread's main context
 *
 * Returns: (transfer full): ends with wb_libnotify_worker_stop()
 */
WbLibnotifyWorker *
wb_libnotify_worker_start (WbNotifier *notifier)
{
  WbLibnotifyWorker *self = g_atomic_rc_box_new0 (WbLibnotifyWorker);

  self->context = g_main_context_new ();
  self->owner_context = g_main_context_ref_thread_default ();
  g_weak_ref_init (&self->notifier, notifier);
  g_mutex_init (&self->mutex);
  self->queue = wb_bubble_queue_new ();
  self->bubbles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);

  self->pump = g_source_new (&pump_funcs, sizeof (GSource));
  g_source_set_callback (self->pump, pump_cb, self, NULL);
  g_source_attach (self->pump, self->context);

  g_thread_unref (g_thread_new ("wb-libnotify", worker_job, g_atomic_rc_box_acquire (self)));
  return self;
}

/*
 * wb_libnotify_worker_stop:
 * @self: (transfer full)
 *
 * Does not wait for the thread, which a daemon that hangs may hold for a while: it ends by itself
 * and touches nothing of the notifier any more.
 */
void
wb_libnotify_worker_stop (WbLibnotifyWorker *self)
{
  g_atomic_int_set (&self->is_stopped, TRUE);
  g_main_context_wakeup (self->context);
  wb_libnotify_worker_unref (self);
}

void
wb_libnotify_worker_show (WbLibnotifyWorker *self, WbNotification *notification)
{
  gboolean is_resting;

  g_mutex_lock (&self->mutex);
  wb_bubble_queue_show (self->queue, notification);
  is_resting = g_get_monotonic_time () < self->rest_until_us;
  g_mutex_unlock (&self->mutex);
  if (!is_resting)
    wake (self);
}

void
wb_libnotify_worker_close (WbLibnotifyWorker *self, gint64 id)
{
  g_mutex_lock (&self->mutex);
  wb_bubble_queue_close (self->queue, id);
  g_mutex_unlock (&self->mutex);
  wake (self);
}

void
wb_libnotify_worker_set_sounds (WbLibnotifyWorker *self, guint severities)
{
  g_mutex_lock (&self->mutex);
  self->sounds = severities;
  g_mutex_unlock (&self->mutex);
}
