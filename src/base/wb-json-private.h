/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

/* A value, or the name of a member, and where it stands in the text. */
typedef struct
{
  guint32 start;
  guint32 end;
  guint32 next; /* token after this value and all that it holds; while it is read, the container
                 * around it */
  guint32 items;
  guint8 kind;
  gboolean has_escape;
} WbJsonToken;

struct _WbJson
{
  gatomicrefcount ref_count;
  WbJsonToken *tokens; /* owned */
  guint n_tokens;
  gsize length;
  char text[]; /* and a NUL, the only one in it */
};

static inline WbJsonToken *
wb_json_get_token (const WbJson *self, guint index)
{
  return &self->tokens[index];
}

G_END_DECLS
