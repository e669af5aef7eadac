/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-portal"

#include "desktop/wb-portal-notifier.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "desktop/wb-bubble-queue.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL_INTERFACE "org.freedesktop.portal.Notification"

#define ID_PREFIX "notification-"
#define CALL_TIMEOUT_MS 10000
#define VERSION_WITH_SOUND 2

struct _WbPortalNotifier
{
  WbNotifier parent_instance;

  GDBusConnection *bus;      /* owned */
  GCancellable *cancellable; /* owned: all calls */
  WbBubbleQueue *queue;      /* owned */
  WbBubbleJob *job;          /* owned, nullable: the call under way */
  guint name_watch;
  guint action_subscription;
  guint pump_source; /* waits for the queue's pace */
  guint32 version;
  gboolean is_asking;
  guint sounds; /* a bit for each severity that may make one */
};

G_DEFINE_FINAL_TYPE (WbPortalNotifier, wb_portal_notifier, WB_TYPE_NOTIFIER)

static void pump (WbPortalNotifier *self);
static void ask_version (WbPortalNotifier *self);

static char *
create_id (gint64 id)
{
  return g_strdup_printf (ID_PREFIX "%" G_GINT64_FORMAT, id);
}

static gboolean
parse_id (const char *text, gint64 *id)
{
  guint64 number;

  if (!g_str_has_prefix (text, ID_PREFIX)
      || !g_ascii_string_to_unsigned (text + strlen (ID_PREFIX), 10, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  *id = (gint64) number;
  return TRUE;
}

static void
add_button (GVariantBuilder *buttons, const char *action, const char *label)
{
  g_variant_builder_open (buttons, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (buttons, "{sv}", "label", g_variant_new_string (label));
  g_variant_builder_add (buttons, "{sv}", "action", g_variant_new_string (action));
  g_variant_builder_close (buttons);
}

static GVariant *
create_buttons (void)
{
  GVariantBuilder buttons;

  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("aa{sv}"));
  add_button (&buttons, WB_NOTIFIER_ACTION_ACKNOWLEDGE, _ ("Acknowledge"));
  return g_variant_builder_end (&buttons);
}

/* The body is sent plain: a portal escapes it for whoever reads markup. */
static GVariant *
create_content (WbPortalNotifier *self, const WbBubble *bubble)
{
  static const char *const priorities[] = {
    [WB_BUBBLE_URGENCY_LOW] = "low",
    [WB_BUBBLE_URGENCY_NORMAL] = "normal",
    [WB_BUBBLE_URGENCY_CRITICAL] = "urgent",
  };
  g_autoptr (GIcon) icon = g_themed_icon_new (bubble->icon_name);
  g_autoptr (GVariant) icon_variant = g_icon_serialize (icon);
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "title", "s", bubble->summary);
  if (*bubble->body != '\0')
    g_variant_dict_insert (&dict, "body", "s", bubble->body);
  g_variant_dict_insert_value (&dict, "icon", icon_variant);
  g_variant_dict_insert (&dict, "priority", "s", priorities[bubble->urgency]);
  g_variant_dict_insert (&dict, "default-action", "s", WB_NOTIFIER_ACTION_OPEN);
  if (bubble->can_acknowledge)
    g_variant_dict_insert_value (&dict, "buttons", create_buttons ());
  if (self->version >= VERSION_WITH_SOUND)
    g_variant_dict_insert (&dict, "sound", "s",
                           (self->sounds & (1u << bubble->severity)) ? "default" : "silent");
  return g_variant_dict_end (&dict);
}

static void
hold (WbPortalNotifier *self)
{
  wb_bubble_queue_hold (self->queue);
  wb_notifier_report_server (WB_NOTIFIER (self), NULL);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  WbPortalNotifier *self = data;
  g_autoptr (WbBubbleJob) job = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  job = g_steal_pointer (&self->job);
  if (reply == NULL)
    {
      g_debug ("bubble %" G_GINT64_FORMAT ": %s", job->id, error->message);
      if (wb_notifier_is_unanswered (error))
        {
          hold (self);
          wb_bubble_queue_give_back (self->queue, job);
          ask_version (self);
        }
      else
        wb_bubble_queue_forget (self->queue, job->id);
    }
  pump (self);
}

static gboolean
pump_cb (gpointer data)
{
  WbPortalNotifier *self = data;

  self->pump_source = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
call_portal (WbPortalNotifier *self, const char *method, GVariant *parameters)
{
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL_INTERFACE, method, parameters,
                          NULL, G_DBUS_CALL_FLAGS_NONE, CALL_TIMEOUT_MS, self->cancellable, done_cb,
                          self);
}

/* One call is under way at a time, so that the states of a bubble cannot overtake each other. */
static void
pump (WbPortalNotifier *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 due_us = -1;
  g_autofree char *id = NULL;

  if (self->job != NULL || self->pump_source != 0)
    return;
  self->job = wb_bubble_queue_take (self->queue, now_us, &due_us);
  if (self->job == NULL)
    {
      if (due_us >= 0)
        self->pump_source
            = g_timeout_add ((guint) (MAX (due_us - now_us, 0) / 1000 + 1), pump_cb, self);
      return;
    }

  id = create_id (self->job->id);
  if (self->job->is_close)
    call_portal (self, "RemoveNotification", g_variant_new ("(s)", id));
  else
    {
      g_autoptr (WbBubble) bubble = wb_bubble_job_create_bubble (self->job);

      call_portal (self, "AddNotification",
                   g_variant_new ("(s@a{sv})", id, create_content (self, bubble)));
    }
}

static void
version_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) version = NULL;
  WbPortalNotifier *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->is_asking = FALSE;
  if (reply == NULL)
    {
      g_debug ("no notification portal: %s", error->message);
      hold (self);
      return;
    }

  g_variant_get (reply, "(v)", &version);
  self->version
      = g_variant_is_of_type (version, G_VARIANT_TYPE_UINT32) ? g_variant_get_uint32 (version) : 1;
  wb_bubble_queue_resume (self->queue);
  wb_notifier_report_server (WB_NOTIFIER (self), "portal");
  pump (self);
}

/* Without end: the answer of a portal that hung is how it is known that it is back. */
static void
ask_version (WbPortalNotifier *self)
{
  if (self->is_asking)
    return;
  self->is_asking = TRUE;
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.DBus.Properties",
                          "Get", g_variant_new ("(ss)", PORTAL_INTERFACE, "version"),
                          G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NONE, G_MAXINT,
                          self->cancellable, version_cb, self);
}

static void
appeared_cb (GDBusConnection *connection G_GNUC_UNUSED,
             const char *name G_GNUC_UNUSED,
             const char *owner G_GNUC_UNUSED,
             gpointer data)
{
  ask_version (WB_PORTAL_NOTIFIER (data));
}

/* (transfer full) (nullable): from what comes with an action: its target, then a dictionary. */
static char *
dup_activation_token (GVariant *parameters)
{
  for (gsize i = 0; i < g_variant_n_children (parameters); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (parameters, i);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);
      char *token;

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT)
          && g_variant_lookup (value, "activation-token", "s", &token))
        return token;
    }
  return NULL;
}

/* Some desktops keep the bubble after that: it counts as shown until it is closed. */
static void
action_cb (GDBusConnection *connection G_GNUC_UNUSED,
           const char *sender G_GNUC_UNUSED,
           const char *path G_GNUC_UNUSED,
           const char *interface G_GNUC_UNUSED,
           const char *signal G_GNUC_UNUSED,
           GVariant *parameters,
           gpointer data)
{
  WbPortalNotifier *self = data;
  g_autoptr (GVariant) values = NULL;
  g_autofree char *token = NULL;
  const char *id_text, *action;
  gint64 id;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ssav)")))
    return;
  g_variant_get (parameters, "(&s&s@av)", &id_text, &action, &values);
  if (!parse_id (id_text, &id))
    return;

  token = dup_activation_token (values);
  wb_notifier_report_activated (WB_NOTIFIER (self), id, action, token);
}

static void
wb_portal_notifier_show (WbNotifier *notifier, WbNotification *notification)
{
  WbPortalNotifier *self = WB_PORTAL_NOTIFIER (notifier);

  wb_bubble_queue_show (self->queue, notification);
  pump (self);
}

static void
wb_portal_notifier_close (WbNotifier *notifier, gint64 id)
{
  WbPortalNotifier *self = WB_PORTAL_NOTIFIER (notifier);

  wb_bubble_queue_close (self->queue, id);
  pump (self);
}

static void
wb_portal_notifier_set_sounds (WbNotifier *notifier, guint severities)
{
  WB_PORTAL_NOTIFIER (notifier)->sounds = severities;
}

static void
wb_portal_notifier_dispose (GObject *object)
{
  WbPortalNotifier *self = WB_PORTAL_NOTIFIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->pump_source, g_source_remove);
  g_clear_handle_id (&self->name_watch, g_bus_unwatch_name);
  if (self->action_subscription != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->action_subscription);
  self->action_subscription = 0;

  G_OBJECT_CLASS (wb_portal_notifier_parent_class)->dispose (object);
}

static void
wb_portal_notifier_finalize (GObject *object)
{
  WbPortalNotifier *self = WB_PORTAL_NOTIFIER (object);

  g_clear_pointer (&self->job, wb_bubble_job_free);
  wb_bubble_queue_free (self->queue);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (wb_portal_notifier_parent_class)->finalize (object);
}

static void
wb_portal_notifier_class_init (WbPortalNotifierClass *klass)
{
  WbNotifierClass *notifier_class = WB_NOTIFIER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_portal_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_portal_notifier_finalize;

  notifier_class->show = wb_portal_notifier_show;
  notifier_class->close = wb_portal_notifier_close;
  notifier_class->set_sounds = wb_portal_notifier_set_sounds;
}

static void
wb_portal_notifier_init (WbPortalNotifier *self)
{
  self->cancellable = g_cancellable_new ();
  self->queue = wb_bubble_queue_new ();
}

/*
 * wb_portal_notifier_new:
 * @bus: the session bus
 *
 * Version 1 of the portal has no sound, and no version tells when someone closes a bubble.
 */
WbNotifier *
wb_portal_notifier_new (GDBusConnection *bus)
{
  WbPortalNotifier *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);

  self = g_object_new (WB_TYPE_PORTAL_NOTIFIER, NULL);
  self->bus = g_object_ref (bus);
  self->name_watch = g_bus_watch_name_on_connection (
      bus, PORTAL_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, NULL, self, NULL);
  self->action_subscription = g_dbus_connection_signal_subscribe (
      bus, PORTAL_NAME, PORTAL_INTERFACE, "ActionInvoked", PORTAL_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, action_cb, self, NULL);
  ask_version (self);
  return WB_NOTIFIER (self);
}
