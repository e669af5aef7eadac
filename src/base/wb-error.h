/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_ERROR (wb_error_quark ())

/*
 * WbError: what a caller can act on. Each has a D-Bus name, io.github.wakebell.Wakebell.Error.NAME.
 *
 * WB_ERROR_INVALID_ARGUMENT: the input is at fault; the message begins with the path of the field
 *   ("events[3].severity: ..."); repeating it cannot help.
 * WB_ERROR_TOO_LARGE: a named limit was passed; the message begins with the field.
 * WB_ERROR_NOT_FOUND: no such thing.
 * WB_ERROR_CONFLICT: the idempotency key was used before for other content, or what was to be made
 *   is there already.
 * WB_ERROR_BUSY: a bounded queue is full; try again in a second.
 * WB_ERROR_STORAGE_FULL: no space left; nothing was stored.
 * WB_ERROR_UNAVAILABLE: the store failed; whether the last write is kept is not known.
 * WB_ERROR_UNREACHABLE: the agent does not answer.
 */
typedef enum
{
  WB_ERROR_INVALID_ARGUMENT,
  WB_ERROR_TOO_LARGE,
  WB_ERROR_NOT_FOUND,
  WB_ERROR_CONFLICT,
  WB_ERROR_BUSY,
  WB_ERROR_STORAGE_FULL,
  WB_ERROR_UNAVAILABLE,
  WB_ERROR_UNREACHABLE,
} WbError;

GQuark wb_error_quark (void);

const char *wb_error_get_code_word (const GError *error);
char *wb_error_dup_field (const GError *error);

G_END_DECLS
