/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-data-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wb-error.h"

static gboolean
set_system_error (GError **error, const char *what, const char *path)
{
  g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "%s %s: %s", what, path, g_strerror (errno));
  return FALSE;
}

/* Makes the folder, or sees that it is ours alone: it holds what training jobs and providers said.
 */
static gboolean
prepare (const char *folder, GError **error)
{
  struct stat status;

  if (g_mkdir_with_parents (folder, 0700) != 0 || lstat (folder, &status) != 0)
    return set_system_error (error, "cannot make the folder", folder);
  if (!S_ISDIR (status.st_mode) || status.st_uid != geteuid ())
    {
      g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE,
                   "%s is not a folder that belongs to this user", folder);
      return FALSE;
    }
  if ((status.st_mode & 077) != 0)
    {
      g_message ("%s was open to others; closing it", folder);
      if (g_chmod (folder, 0700) != 0)
        return set_system_error (error, "cannot change the mode of", folder);
    }
  return TRUE;
}

/*
 * wb_data_folder_prepare:
 * @path: of the database
 *
 * Makes its folder, for this user alone.
 *
 * Returns: (transfer full): the path without links in the folders. SQLITE_OPEN_NOFOLLOW is meant
 * for the file, and refuses links in all of the path: a home folder is often behind one.
 */
char *
wb_data_folder_prepare (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *real_folder = NULL;

  if (!prepare (folder, error))
    return NULL;
  real_folder = realpath (folder, NULL);
  return g_build_filename (real_folder != NULL ? real_folder : folder, name, NULL);
}

/*
 * wb_data_folder_lock:
 * @path: of the database
 *
 * Returns: a descriptor that holds the lock until it is closed; -1, with WB_ERROR_BUSY when another
 * agent holds it
 */
int
wb_data_folder_lock (const char *path, GError **error)
{
  g_autofree char *lock_path = g_strconcat (path, ".lock", NULL);
  int fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      set_system_error (error, "cannot open", lock_path);
      return -1;
    }
  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  if (errno == EWOULDBLOCK)
    g_set_error (error, WB_ERROR, WB_ERROR_BUSY, "another agent uses %s", path);
  else
    set_system_error (error, "cannot lock", lock_path);
  close (fd);
  return -1;
}
