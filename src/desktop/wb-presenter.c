/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "desktop/wb-presenter.h"

#include "desktop/wb-notifier.h"
#include "desktop/wb-tray-icon.h"
#include "model/wb-channel-kind.h"

#define RECENT_ROWS 5        /* unread ones in the menu of the tray icon */
#define REFRESH_DELAY_MS 100 /* a storm of events must not become a storm of readings */
#define APP_PATH "/io/github/wakebell/Wakebell"
#define PAUSE_MAX_S G_GINT64_CONSTANT (253402214400) /* in the year 9999 */

struct _WbPresenter
{
  GObject parent_instance;

  WbCentre *centre;            /* owned */
  WbClock *clock;              /* owned */
  GDBusConnection *connection; /* owned, nullable */
  WbNotifier *notifier;        /* owned, nullable */
  WbTrayIcon *tray;            /* owned */
  GCancellable *cancellable;   /* owned */

  guint sounds; /* a bit for each severity that may make one */
  gint64 paused_until_s;
  guint resume_id;

  guint refresh_id;       /* the tray's news are about to be read */
  gboolean is_refreshing; /* are being read */
  gboolean is_stale;      /* and have changed meanwhile */
  gboolean needs_attention;
};

enum
{
  PROP_PAUSED_UNTIL = 1,
  N_PROPS
};

enum
{
  QUIT_REQUESTED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WbPresenter, wb_presenter, G_TYPE_OBJECT)

/* --- the window --- */

static GVariant *
make_platform_data (const char *token)
{
  GVariantDict data;

  g_variant_dict_init (&data, NULL);
  if (token != NULL)
    {
      g_variant_dict_insert (&data, "activation-token", "s", token);
      g_variant_dict_insert (&data, "desktop-startup-id", "s", token);
    }
  return g_variant_dict_end (&data);
}

static void
app_called_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_message ("cannot open the notification centre: %s", error->message);
}

/* The window is a program of its own, which the bus starts. */
static void
call_app (WbPresenter *self, const char *action, GVariant *parameter, const char *token)
{
  GVariantBuilder parameters;

  if (self->connection == NULL)
    return;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (parameter != NULL)
    g_variant_builder_add (&parameters, "v", parameter);
  g_dbus_connection_call (
      self->connection, WB_APP_ID, APP_PATH, "org.freedesktop.Application", "ActivateAction",
      g_variant_new ("(sav@a{sv})", action, &parameters, make_platform_data (token)), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, app_called_cb, NULL);
}

static void
open_centre (WbPresenter *self, gint64 id, const char *token)
{
  call_app (self, "show-notification", g_variant_new_int64 (id), token);
}

/* --- pop-ups --- */

static gboolean
is_paused (WbPresenter *self)
{
  return wb_clock_get_now_us (self->clock) < self->paused_until_s * G_USEC_PER_SEC;
}

static gboolean
wants_popup (const WbNotification *notification)
{
  return notification->read_us == 0 && notification->held_until_us == 0
         && notification->snoozed_until_us == 0
         && wb_notification_has_channel (notification,
                                         wb_channel_kind_to_string (WB_CHANNEL_DESKTOP));
}

static void
show_popups (WbPresenter *self, GPtrArray *notifications)
{
  if (self->notifier == NULL || is_paused (self))
    return;

  for (guint i = 0; i < notifications->len; i++)
    {
      WbNotification *notification = g_ptr_array_index (notifications, i);

      if (wants_popup (notification))
        wb_notifier_show (self->notifier, notification);
    }
}

static void
close_popups (WbPresenter *self, GArray *ids)
{
  for (guint i = 0; self->notifier != NULL && i < ids->len; i++)
    wb_notifier_close (self->notifier, g_array_index (ids, gint64, i));
}

static void
popup_activated_cb (WbPresenter *self, gint64 id, const char *action, const char *token)
{
  g_autoptr (GArray) ids = NULL;

  if (g_str_equal (action, WB_NOTIFIER_ACTION_OPEN))
    {
      open_centre (self, MAX (id, 0), token);
      return;
    }
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (ids, id);
  wb_centre_mark_async (self->centre, WB_MARK_ACKNOWLEDGED, ids, NULL, NULL);
}

/* --- tray --- */

static void refresh_tray (WbPresenter *self);

static void
end_refresh (WbPresenter *self)
{
  self->is_refreshing = FALSE;
  if (self->is_stale)
    refresh_tray (self);
}

static void
recent_got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbPresenter) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) recent = wb_centre_get_finish (WB_CENTRE (source), result, &error);

  if (recent != NULL)
    {
      wb_tray_icon_set_unread (self->tray, wb_centre_get_unread_count (self->centre),
                               self->needs_attention);
      wb_tray_icon_set_recent (self->tray, recent);
    }
  end_refresh (self);
}

static void
recent_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbPresenter *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const WbListPage *page = wb_centre_list_finish (WB_CENTRE (source), result, &error);

  for (guint i = 0; page != NULL && i < page->rows->len; i++)
    g_array_append_val (ids, g_array_index (page->rows, WbListRow, i).id);
  wb_centre_get_async (WB_CENTRE (source), ids, self->cancellable, recent_got_cb, self);
}

static void
attention_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbPresenter *self = user_data;
  g_autoptr (GError) error = NULL;
  const WbListPage *page = wb_centre_list_finish (WB_CENTRE (source), result, &error);
  const WbFilter unread = { .unread = WB_FILTER_ONLY };

  self->needs_attention = page != NULL && page->rows->len > 0;
  wb_centre_list_async (WB_CENTRE (source), &unread, WB_LIST_UNCOUNTED, RECENT_ROWS,
                        self->cancellable, recent_listed_cb, self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  WbPresenter *self = user_data;
  const WbFilter grave = {
    .unread = WB_FILTER_ONLY,
    .severities = 1u << WB_SEVERITY_ERROR | 1u << WB_SEVERITY_CRITICAL,
  };

  self->refresh_id = 0;
  self->is_refreshing = TRUE;
  self->is_stale = FALSE;
  wb_centre_list_async (self->centre, &grave, WB_LIST_UNCOUNTED, 1, self->cancellable,
                        attention_listed_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* One reading at a time; what changes meanwhile asks for one more. */
static void
refresh_tray (WbPresenter *self)
{
  self->is_stale = TRUE;
  if (!self->is_refreshing && self->refresh_id == 0 && self->connection != NULL)
    self->refresh_id = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

static void
tray_open_cb (WbPresenter *self, const char *token)
{
  open_centre (self, 0, token);
}

static void
tray_preferences_cb (WbPresenter *self, const char *token)
{
  call_app (self, "preferences", NULL, token);
}

static void
tray_mark_all_read_cb (WbPresenter *self)
{
  wb_centre_mark_all_read_async (self->centre, NULL, NULL);
}

static void
tray_snooze_all_cb (WbPresenter *self, gint64 until_s)
{
  wb_centre_snooze_all_async (self->centre, until_s * G_USEC_PER_SEC, NULL, NULL);
}

static void
tray_quit_cb (WbPresenter *self)
{
  g_signal_emit (self, signals[QUIT_REQUESTED], 0);
}

/* --- the centre --- */

static void
added_cb (WbPresenter *self, GPtrArray *notifications)
{
  show_popups (self, notifications);
  refresh_tray (self);
}

static void
changed_cb (WbPresenter *self, GArray *ids, gboolean is_seen)
{
  if (is_seen)
    close_popups (self, ids);
  refresh_tray (self);
}

static void
removed_cb (WbPresenter *self, GArray *ids)
{
  close_popups (self, ids);
  refresh_tray (self);
}

/* --- object --- */

static void
wb_presenter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PAUSED_UNTIL)
    g_value_set_int64 (value, WB_PRESENTER (object)->paused_until_s);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wb_presenter_dispose (GObject *object)
{
  WbPresenter *self = WB_PRESENTER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->resume_id, g_source_remove);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_object (&self->notifier);
  g_clear_object (&self->tray);
  g_clear_object (&self->connection);
  g_clear_object (&self->centre);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (wb_presenter_parent_class)->dispose (object);
}

static void
wb_presenter_finalize (GObject *object)
{
  g_object_unref (WB_PRESENTER (object)->cancellable);

  G_OBJECT_CLASS (wb_presenter_parent_class)->finalize (object);
}

static void
wb_presenter_class_init (WbPresenterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = wb_presenter_get_property;
  object_class->dispose = wb_presenter_dispose;
  object_class->finalize = wb_presenter_finalize;

  properties[PROP_PAUSED_UNTIL]
      = g_param_spec_int64 ("paused-until", NULL, NULL, 0, G_MAXINT64, 0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[QUIT_REQUESTED] = g_signal_new ("quit-requested", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_presenter_init (WbPresenter *self)
{
  self->cancellable = g_cancellable_new ();
  self->sounds = (1u << WB_N_SEVERITIES) - 1;
  self->tray = wb_tray_icon_new ();
  g_signal_connect_object (self->tray, "open", G_CALLBACK (tray_open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "open-notification", G_CALLBACK (open_centre), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "mark-all-read", G_CALLBACK (tray_mark_all_read_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "snooze-all", G_CALLBACK (tray_snooze_all_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "pause", G_CALLBACK (wb_presenter_set_paused_until), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "preferences", G_CALLBACK (tray_preferences_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tray, "quit", G_CALLBACK (tray_quit_cb), self, G_CONNECT_SWAPPED);
}

WbPresenter *
wb_presenter_new (WbCentre *centre, WbClock *clock)
{
  WbPresenter *self = g_object_new (WB_TYPE_PRESENTER, NULL);

  self->centre = g_object_ref (centre);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (centre, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "merged", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "shown", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (centre, "notify::unread-count", G_CALLBACK (refresh_tray), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* wb_presenter_set_connection: @connection: (nullable): without a bus nothing is shown. */
void
wb_presenter_set_connection (WbPresenter *self, GDBusConnection *connection)
{
  g_return_if_fail (WB_IS_PRESENTER (self));

  g_clear_object (&self->notifier);
  g_set_object (&self->connection, connection);
  wb_tray_icon_set_connection (self->tray, connection);
  if (connection == NULL)
    return;

  self->notifier = wb_notifier_new (connection);
  wb_notifier_set_sounds (self->notifier, self->sounds);
  g_signal_connect_object (self->notifier, "activated", G_CALLBACK (popup_activated_cb), self,
                           G_CONNECT_SWAPPED);
  refresh_tray (self);
}

/* wb_presenter_set_sounds: @severities: a bit for each whose pop-ups may make a sound. */
void
wb_presenter_set_sounds (WbPresenter *self, guint severities)
{
  g_return_if_fail (WB_IS_PRESENTER (self));

  self->sounds = severities;
  if (self->notifier != NULL)
    wb_notifier_set_sounds (self->notifier, severities);
}

static gboolean
resume_cb (gpointer user_data)
{
  WbPresenter *self = user_data;

  self->resume_id = 0;
  /* The clock may have been set back meanwhile: then this waits again. */
  wb_presenter_set_paused_until (self, self->paused_until_s);
  return G_SOURCE_REMOVE;
}

/* wb_presenter_set_paused_until: a time that has passed shows pop-ups again. */
void
wb_presenter_set_paused_until (WbPresenter *self, gint64 until_s)
{
  gint64 now_s, wait_s;

  g_return_if_fail (WB_IS_PRESENTER (self));

  now_s = wb_clock_get_now_us (self->clock) / G_USEC_PER_SEC;
  until_s = MIN (until_s, PAUSE_MAX_S);
  wait_s = until_s > now_s ? until_s - now_s : 0;
  g_clear_handle_id (&self->resume_id, g_source_remove);
  if (wait_s > 0)
    self->resume_id = g_timeout_add_seconds ((guint) MIN (wait_s, G_MAXINT), resume_cb, self);

  self->paused_until_s = wait_s > 0 ? until_s : 0;
  wb_tray_icon_set_paused_until (self->tray, self->paused_until_s);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAUSED_UNTIL]);
}

gint64
wb_presenter_get_paused_until (WbPresenter *self)
{
  g_return_val_if_fail (WB_IS_PRESENTER (self), 0);

  return self->paused_until_s;
}

/* wb_presenter_set_trouble: @trouble: (nullable): what does not work, in a sentence. */
void
wb_presenter_set_trouble (WbPresenter *self, const char *trouble)
{
  g_return_if_fail (WB_IS_PRESENTER (self));

  wb_tray_icon_set_trouble (self->tray, trouble);
}

/* wb_presenter_get_popup_server: (nullable): what shows pop-ups. */
const char *
wb_presenter_get_popup_server (WbPresenter *self)
{
  g_return_val_if_fail (WB_IS_PRESENTER (self), NULL);

  return self->notifier != NULL ? wb_notifier_get_server (self->notifier) : NULL;
}

gboolean
wb_presenter_is_tray_shown (WbPresenter *self)
{
  g_return_val_if_fail (WB_IS_PRESENTER (self), FALSE);

  return wb_tray_icon_is_shown (self->tray);
}
