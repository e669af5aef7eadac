/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "folder-fixture.h"

#include <glib/gstdio.h>

#define TIMEOUT_S 60 /* a test that hangs is a fault of the program */

char *
folder_fixture_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("wakebell-unit-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_tree (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_remove (path) != 0)
        remove_tree (path);
    }
  g_rmdir (folder);
}

void
folder_fixture_free (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

/* A GAsyncReadyCallback: @user_data is the place for the result. */
void
folder_fixture_keep_result_cb (GObject *source G_GNUC_UNUSED,
                               GAsyncResult *result,
                               gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static gboolean
timed_out_cb (gpointer user_data G_GNUC_UNUSED)
{
  g_assert_not_reached ();
  return G_SOURCE_REMOVE;
}

/* folder_fixture_wait: (transfer none): runs the main loop until the result is there. */
GAsyncResult *
folder_fixture_wait (GAsyncResult **result)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_S, timed_out_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  return *result;
}
