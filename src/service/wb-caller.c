/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "service/wb-caller.h"

#define SANDBOX_FILE "/.flatpak-info"

/* The application that the sandbox of a process belongs to; NULL outside of one. */
static char *
dup_sandbox_app (guint32 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%u/root" SANDBOX_FILE, pid);
  g_autoptr (GKeyFile) info = g_key_file_new ();

  if (!g_key_file_load_from_file (info, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (info, "Application", "name", NULL);
}

static void
got_pid_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autofree char *app = NULL;
  guint32 pid;

  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (reply, "(u)", &pid);
  app = dup_sandbox_app (pid);
  if (app == NULL || g_str_equal (app, WB_APP_ID))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED,
                             "programs in a sandbox may not change settings");
}

/*
 * wb_caller_check_async:
 *
 * Asks whether the caller may change settings: every program of the user may, but for those in
 * the sandbox of another application. Inside a sandbox of our own the bus proxy decides.
 */
void
wb_caller_check_async (GDBusMethodInvocation *invocation,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GDBusConnection *bus = g_dbus_method_invocation_get_connection (invocation);
  GTask *task = g_task_new (bus, NULL, callback, user_data);

  g_task_set_source_tag (task, wb_caller_check_async);
  if (g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS))
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  g_dbus_connection_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                          g_variant_new ("(s)", g_dbus_method_invocation_get_sender (invocation)),
                          G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, got_pid_cb,
                          task);
}

gboolean
wb_caller_check_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
