/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-token.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wb-error.h"

#define TOKEN_BYTES 32
#define TOKEN_CHARACTERS (2 * TOKEN_BYTES)
#define BEARER "Bearer "

static gboolean
fail (GError **error, const char *path, const char *what)
{
  g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, "token file %s: %s", path, what);
  return FALSE;
}

static gboolean
write_new (const char *path, GError **error)
{
  guint8 bytes[TOKEN_BYTES];
  char text[TOKEN_CHARACTERS + 2];
  int fd;
  gssize written;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    return fail (error, path, g_strerror (errno));
  for (gsize i = 0; i < sizeof bytes; i++)
    g_snprintf (text + 2 * i, 3, "%02x", bytes[i]);
  text[TOKEN_CHARACTERS] = '\n';

  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail (error, path, g_strerror (errno));
  written = write (fd, text, TOKEN_CHARACTERS + 1);
  close (fd);
  if (written == TOKEN_CHARACTERS + 1)
    return TRUE;

  unlink (path); /* half a token would be refused for ever */
  return fail (error, path, "cannot be written");
}

static char *
read_token (const char *path, int fd, GError **error)
{
  char text[TOKEN_CHARACTERS + 1] = { 0 };
  struct stat status;

  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode) || status.st_uid != geteuid ()
      || (status.st_mode & 077) != 0)
    {
      fail (error, path, "expected a file of this user that nobody else can read (mode 0600)");
      return NULL;
    }
  if (read (fd, text, TOKEN_CHARACTERS) != TOKEN_CHARACTERS
      || strspn (text, "0123456789abcdef") != TOKEN_CHARACTERS)
    {
      fail (error, path, "expected 64 hexadecimal digits");
      return NULL;
    }
  return g_strdup (text);
}

/* wb_token_load: (transfer full): the bearer token of TCP clients; made when there is none. */
char *
wb_token_load (const char *path, GError **error)
{
  int fd;
  char *token;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT)
    {
      if (!write_new (path, error))
        return NULL;
      fd = open (path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    }
  if (fd < 0)
    {
      fail (error, path, g_strerror (errno));
      return NULL;
    }
  token = read_token (path, fd, error);
  close (fd);
  return token;
}

/*
 * wb_token_matches:
 * @authorization: (nullable): the value of an Authorization header
 *
 * Takes the same time wherever the first difference is.
 */
gboolean
wb_token_matches (const char *token, const char *authorization)
{
  const char *given;
  guint8 difference = 0;

  g_return_val_if_fail (token != NULL && strlen (token) == TOKEN_CHARACTERS, FALSE);

  if (authorization == NULL || g_ascii_strncasecmp (authorization, BEARER, strlen (BEARER)) != 0)
    return FALSE;
  given = authorization + strlen (BEARER);
  if (strlen (given) != TOKEN_CHARACTERS)
    return FALSE;
  for (gsize i = 0; i < TOKEN_CHARACTERS; i++)
    difference |= (guint8) (token[i] ^ given[i]);
  return difference == 0;
}
