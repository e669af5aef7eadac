/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-error.h"

#include <gio/gio.h>
#include <string.h>

#define DBUS_PREFIX "io.github.wakebell.Wakebell.Error."

static const GDBusErrorEntry error_names[] = {
  { WB_ERROR_INVALID_ARGUMENT, DBUS_PREFIX "InvalidArgument" },
  { WB_ERROR_TOO_LARGE, DBUS_PREFIX "TooLarge" },
  { WB_ERROR_NOT_FOUND, DBUS_PREFIX "NotFound" },
  { WB_ERROR_CONFLICT, DBUS_PREFIX "Conflict" },
  { WB_ERROR_BUSY, DBUS_PREFIX "Busy" },
  { WB_ERROR_STORAGE_FULL, DBUS_PREFIX "StorageFull" },
  { WB_ERROR_UNAVAILABLE, DBUS_PREFIX "Unavailable" },
  { WB_ERROR_UNREACHABLE, DBUS_PREFIX "Unreachable" },
};

static const char *const code_words[] = {
  [WB_ERROR_INVALID_ARGUMENT] = "invalid_argument",
  [WB_ERROR_TOO_LARGE] = "too_large",
  [WB_ERROR_NOT_FOUND] = "not_found",
  [WB_ERROR_CONFLICT] = "conflict",
  [WB_ERROR_BUSY] = "busy",
  [WB_ERROR_STORAGE_FULL] = "storage_full",
  [WB_ERROR_UNAVAILABLE] = "unavailable",
  [WB_ERROR_UNREACHABLE] = "unreachable",
};

GQuark
wb_error_quark (void)
{
  static gsize quark = 0;

  g_dbus_error_register_error_domain ("wb-error-quark", &quark, error_names,
                                      G_N_ELEMENTS (error_names));
  return (GQuark) quark;
}

/*
 * wb_error_get_code_word:
 *
 * Returns: (transfer none): the word of the HTTP API for an error of any domain.
 */
const char *
wb_error_get_code_word (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != WB_ERROR || (guint) error->code >= G_N_ELEMENTS (code_words))
    return code_words[WB_ERROR_UNAVAILABLE];

  return code_words[error->code];
}

/*
 * wb_error_dup_field:
 *
 * Returns: (transfer full) (nullable): the path that the message of an invalid argument, a passed
 * limit, a conflict or a thing that is not there begins with.
 */
char *
wb_error_dup_field (const GError *error)
{
  const char *end;

  g_return_val_if_fail (error != NULL, NULL);

  if (!g_error_matches (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT)
      && !g_error_matches (error, WB_ERROR, WB_ERROR_TOO_LARGE)
      && !g_error_matches (error, WB_ERROR, WB_ERROR_NOT_FOUND)
      && !g_error_matches (error, WB_ERROR, WB_ERROR_CONFLICT))
    return NULL;

  end = strstr (error->message, ": ");
  return end != NULL ? g_strndup (error->message, (gsize) (end - error->message)) : NULL;
}
