/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "agent/wb-autostart.h"

#include <glib/gi18n.h>
#include <string.h>

#define SANDBOX_FILE "/.flatpak-info"
#define ENTRY_NAME WB_APP_ID ".Agent.desktop"
#define OWN_MARK "X-Wakebell-Autostart"

/*
 * Carries out the setting "autostart". The installed entry starts the agent at login; a file of
 * the same name in the user's folder that says Hidden takes its place, which is how desktops
 * switch such entries off. In a sandbox the Background portal does it.
 */
struct _WbAutostart
{
  GObject parent_instance;

  GSettings *settings;         /* owned */
  GDBusConnection *connection; /* owned, nullable */
  GCancellable *cancellable;   /* owned */
};

G_DEFINE_FINAL_TYPE (WbAutostart, wb_autostart, G_TYPE_OBJECT)

static GFile *
get_user_entry (void)
{
  return g_file_new_build_filename (g_get_user_config_dir (), "autostart", ENTRY_NAME, NULL);
}

static void
entry_written_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_warning ("cannot switch the start at login off: %s", error->message);
}

static void
folder_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbAutostart) self = user_data;
  g_autoptr (GFile) entry = get_user_entry ();
  static const char text[]
      = "[Desktop Entry]\nType=Application\nName=Wakebell\nHidden=true\n" OWN_MARK "=true\n";
  g_autoptr (GBytes) contents = g_bytes_new_static (text, sizeof text - 1);

  g_file_make_directory_finish (G_FILE (source), result, NULL); /* it may be there */
  g_file_replace_contents_bytes_async (entry, contents, NULL, FALSE, G_FILE_CREATE_NONE,
                                       self->cancellable, entry_written_cb, NULL);
}

static void
entry_read_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autofree char *contents = NULL;

  /* Only what we wrote ourselves is taken away again. */
  if (g_file_load_contents_finish (G_FILE (source), result, &contents, NULL, NULL, NULL)
      && strstr (contents, OWN_MARK) != NULL)
    g_file_delete_async (G_FILE (source), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static void
write_entry (WbAutostart *self, gboolean is_wanted)
{
  g_autoptr (GFile) entry = get_user_entry ();
  g_autoptr (GFile) folder = g_file_get_parent (entry);

  if (is_wanted)
    g_file_load_contents_async (entry, self->cancellable, entry_read_cb, NULL);
  else
    g_file_make_directory_async (folder, G_PRIORITY_DEFAULT, self->cancellable, folder_made_cb,
                                 g_object_ref (self));
}

static void
requested_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply == NULL)
    g_message ("this desktop offers no start at login to sandboxed programs: %s", error->message);
}

static void
ask_portal (WbAutostart *self, gboolean is_wanted)
{
  const char *const command[] = { "wakebell-agent", NULL };
  GVariantDict options;

  if (self->connection == NULL)
    return;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "reason", "s",
                         _ ("Training runs and keys are watched while you are logged in."));
  g_variant_dict_insert (&options, "autostart", "b", is_wanted);
  g_variant_dict_insert_value (&options, "commandline", g_variant_new_strv (command, -1));
  g_dbus_connection_call (self->connection, "org.freedesktop.portal.Desktop",
                          "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Background",
                          "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable, requested_cb, NULL);
}

static void
changed_cb (WbAutostart *self)
{
  gboolean is_wanted = g_settings_get_boolean (self->settings, "autostart");

  if (g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS))
    ask_portal (self, is_wanted);
  else
    write_entry (self, is_wanted);
}

static void
wb_autostart_dispose (GObject *object)
{
  WbAutostart *self = WB_AUTOSTART (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->settings);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (wb_autostart_parent_class)->dispose (object);
}

static void
wb_autostart_finalize (GObject *object)
{
  g_object_unref (WB_AUTOSTART (object)->cancellable);

  G_OBJECT_CLASS (wb_autostart_parent_class)->finalize (object);
}

static void
wb_autostart_class_init (WbAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_autostart_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_autostart_finalize;
}

static void
wb_autostart_init (WbAutostart *self)
{
  self->cancellable = g_cancellable_new ();
}

/* wb_autostart_new: acts when the setting changes, for as long as it lives. */
WbAutostart *
wb_autostart_new (GSettings *settings)
{
  WbAutostart *self = g_object_new (WB_TYPE_AUTOSTART, NULL);

  self->settings = g_object_ref (settings);
  g_signal_connect_object (settings, "changed::autostart", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* GSettings tells of changes only of keys that were read before. */
  g_settings_get_boolean (settings, "autostart");
  return self;
}

/* wb_autostart_set_connection: @connection: (nullable): for the portal. */
void
wb_autostart_set_connection (WbAutostart *self, GDBusConnection *connection)
{
  g_return_if_fail (WB_IS_AUTOSTART (self));

  g_set_object (&self->connection, connection);
}
