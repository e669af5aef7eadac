/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-credential-file.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wb-error.h"

/*
 * Where there is no keyring, and a person named a file for that: a group for each channel, a key
 * for each credential.
 *
 *   [slack]
 *   webhook_url=https://...
 */

#define OTHERS 077 /* nobody else reads or writes it */

/* Follows no link to a file of someone else. */
static gboolean
check_owner (const char *path, GError **error)
{
  struct stat info;

  if (lstat (path, &info) != 0)
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("there is no file of credentials yet"));
  else if (!S_ISREG (info.st_mode) || info.st_uid != geteuid () || (info.st_mode & OTHERS) != 0)
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE,
                 _ ("the file of credentials must be yours alone: chmod 600 it"));
  else
    return TRUE;
  return FALSE;
}

static GKeyFile *
load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;

  if (!check_owner (path, error))
    return NULL;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &local))
    return g_steal_pointer (&file);
  /* What GLib says would repeat the line. */
  g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("the file of credentials cannot be read"));
  return NULL;
}

/* wb_credential_file_look_up: (transfer full): errors: WB_ERROR_NOT_FOUND, WB_ERROR_UNAVAILABLE. */
char *
wb_credential_file_look_up (const char *path,
                            const char *channel,
                            const char *field,
                            GError **error)
{
  g_autoptr (GKeyFile) file = load (path, error);
  char *secret;

  if (file == NULL)
    return NULL;
  secret = g_key_file_get_string (file, channel, field, NULL);
  if (secret == NULL)
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND,
                 _ ("the file of credentials does not have it"));
  return secret;
}

/* Members of an object are set in what the file has. */
static gboolean
complete (GKeyFile *file, const char *channel, WbCredential *credential, GError **error)
{
  g_autofree char *kept = NULL;

  if (!credential->is_patch)
    return TRUE;
  kept = g_key_file_get_string (file, channel, credential->name, NULL);
  return wb_credential_apply (credential, kept, error);
}

/*
 * wb_credential_file_change:
 * @credentials: (nullable) (element-type WbCredential): to be kept
 * @dropped: (nullable) (element-type utf8): names of those to be forgotten
 */
gboolean
wb_credential_file_change (const char *path,
                           const char *channel,
                           const GPtrArray *credentials,
                           const GPtrArray *dropped,
                           GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autofree char *text = NULL;
  gsize length;

  file = g_file_test (path, G_FILE_TEST_EXISTS) ? load (path, error) : g_key_file_new ();
  if (file == NULL)
    return FALSE;
  for (guint i = 0; credentials != NULL && i < credentials->len; i++)
    {
      WbCredential *credential = g_ptr_array_index (credentials, i);

      if (!complete (file, channel, credential, error))
        return FALSE;
      g_key_file_set_string (file, channel, credential->name, credential->secret);
    }
  for (guint i = 0; dropped != NULL && i < dropped->len; i++)
    g_key_file_remove_key (file, channel, g_ptr_array_index (dropped, i), NULL);
  text = g_key_file_to_data (file, &length, NULL);
  if (g_file_set_contents_full (path, text, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                NULL))
    return TRUE;
  g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE,
               _ ("the file of credentials cannot be written"));
  return FALSE;
}
