/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-notifier.h"

#include "desktop/wb-libnotify-notifier.h"
#include "desktop/wb-portal-notifier.h"

#define SANDBOX_MARK "/.flatpak-info"

typedef struct
{
  char *server; /* owned, nullable */
} WbNotifierPrivate;

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_SERVER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WbNotifier, wb_notifier, G_TYPE_OBJECT)

static void
wb_notifier_finalize (GObject *object)
{
  WbNotifierPrivate *priv = wb_notifier_get_instance_private (WB_NOTIFIER (object));

  g_free (priv->server);

  G_OBJECT_CLASS (wb_notifier_parent_class)->finalize (object);
}

static void
wb_notifier_class_init (WbNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_notifier_finalize;

  signals[SIGNAL_ACTIVATED]
      = g_signal_new ("activated", WB_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, G_TYPE_INT64, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_SERVER_CHANGED] = g_signal_new (
      "server-changed", WB_TYPE_NOTIFIER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_notifier_init (WbNotifier *self G_GNUC_UNUSED)
{
}

/*
 * wb_notifier_new:
 * @bus: the session bus
 *
 * Returns: (transfer full): the portal's in a sandbox, else libnotify's
 */
WbNotifier *
wb_notifier_new (GDBusConnection *bus)
{
  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);

  if (g_file_test (SANDBOX_MARK, G_FILE_TEST_EXISTS))
    return wb_portal_notifier_new (bus);
  return wb_libnotify_notifier_new ();
}

void
wb_notifier_show (WbNotifier *self, WbNotification *notification)
{
  g_return_if_fail (WB_IS_NOTIFIER (self));
  g_return_if_fail (notification != NULL);

  WB_NOTIFIER_GET_CLASS (self)->show (self, notification);
}

/* wb_notifier_close: takes the bubble of that notification away, if it has one. */
void
wb_notifier_close (WbNotifier *self, gint64 id)
{
  g_return_if_fail (WB_IS_NOTIFIER (self));

  WB_NOTIFIER_GET_CLASS (self)->close (self, id);
}

/* wb_notifier_set_sounds: @severities: a bit for each whose later bubbles may make a sound. */
void
wb_notifier_set_sounds (WbNotifier *self, guint severities)
{
  g_return_if_fail (WB_IS_NOTIFIER (self));

  WB_NOTIFIER_GET_CLASS (self)->set_sounds (self, severities);
}

/* wb_notifier_get_server: (nullable): what shows the pop-ups; NULL: nothing does. */
const char *
wb_notifier_get_server (WbNotifier *self)
{
  WbNotifierPrivate *priv = wb_notifier_get_instance_private (self);

  g_return_val_if_fail (WB_IS_NOTIFIER (self), NULL);

  return priv->server;
}

void
wb_notifier_report_activated (WbNotifier *self,
                              gint64 id,
                              const char *action,
                              const char *activation_token)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, id, action, activation_token);
}

void
wb_notifier_report_server (WbNotifier *self, const char *server)
{
  WbNotifierPrivate *priv = wb_notifier_get_instance_private (self);

  if (g_strcmp0 (priv->server, server) == 0)
    return;
  g_free (priv->server);
  priv->server = g_strdup (server);
  g_signal_emit (self, signals[SIGNAL_SERVER_CHANGED], 0);
}

/* wb_notifier_is_unanswered: whether @error says that nobody answers, not that somebody refuses. */
gboolean
wb_notifier_is_unanswered (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMEOUT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_TIMED_OUT)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}
