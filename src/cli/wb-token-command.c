/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-token-command.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_LENGTH 64 /* hexadecimal digits */

static gboolean
fail (GError **error, const char *path, const char *reason)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", path, reason);
  return FALSE;
}

/* A token that others can read or could have put there protects nothing. */
static gboolean
check_file (int descriptor, const char *path, GError **error)
{
  struct stat status;

  if (fstat (descriptor, &status) != 0)
    return fail (error, path, g_strerror (errno));
  if (!S_ISREG (status.st_mode))
    return fail (error, path, _ ("not a file"));
  if (status.st_uid != geteuid ())
    return fail (error, path, _ ("belongs to another user"));
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fail (error, path,
                 _ ("other users may read or change it; delete it, and the agent makes a new one "
                    "when it starts"));
  return TRUE;
}

static gboolean
read_token (int descriptor, const char *path, char token[TOKEN_LENGTH + 1], GError **error)
{
  char bytes[TOKEN_LENGTH + 2]; /* a line feed, and one more to see that there is none */
  gssize length;

  do
    length = read (descriptor, bytes, sizeof bytes);
  while (length < 0 && errno == EINTR);
  if (length < 0)
    return fail (error, path, g_strerror (errno));

  if (length == TOKEN_LENGTH + 1 && bytes[TOKEN_LENGTH] == '\n')
    length = TOKEN_LENGTH;
  if (length != TOKEN_LENGTH)
    return fail (error, path, _ ("holds no token"));
  for (gssize i = 0; i < length; i++)
    if (!g_ascii_isxdigit (bytes[i]))
      return fail (error, path, _ ("holds no token"));

  memcpy (token, bytes, TOKEN_LENGTH);
  token[TOKEN_LENGTH] = '\0';
  return TRUE;
}

gboolean
wb_token_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "wakebell", "token", NULL);
  char token[TOKEN_LENGTH + 1];
  gboolean is_ok;
  int descriptor;

  if (!wb_command_parse_entries (command, NULL, argc, argv, NULL, error))
    return FALSE;

  /* Neither a link nor a pipe that waits for a writer. */
  descriptor = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0 && errno == ENOENT)
    return fail (error, path,
                 _ ("there is no token yet; the agent makes it when it starts, and 'wakebell "
                    "status' starts the agent"));
  if (descriptor < 0)
    return fail (error, path, errno == ELOOP ? _ ("is a link") : g_strerror (errno));

  is_ok = check_file (descriptor, path, error) && read_token (descriptor, path, token, error);
  close (descriptor);
  if (is_ok)
    g_print ("%s\n", token);
  return is_ok;
}
