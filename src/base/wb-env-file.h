/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_ENV_FILE_BYTES (256 * 1024)
#define WB_ENV_FILE_LINES 4096
#define WB_ENV_FILE_NAME_CHARACTERS 128
#define WB_ENV_FILE_VALUE_BYTES (16 * 1024)

/* One line "NAME=value". */
typedef struct
{
  char *name;  /* owned: letters, digits and _, not a digit first */
  char *value; /* owned: UTF-8, may be empty */
  guint line;  /* 1: the first of the file */
} WbEnvVariable;

/* One line that says nothing that could be read. Its text is not kept: it may be a secret. */
typedef struct
{
  guint line;
  const char *reason; /* static, not translated yet */
} WbEnvFault;

typedef struct
{
  GPtrArray *variables; /* owned, WbEnvVariable, as they stand in the file */
  GArray *faults;       /* owned, WbEnvFault */
} WbEnvFile;

WbEnvFile *wb_env_file_parse (const char *text, gsize length);
void wb_env_file_free (WbEnvFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbEnvFile, wb_env_file_free)

G_END_DECLS
