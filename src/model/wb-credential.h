/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

/* What only the keyring may hold. */
typedef struct
{
  const char *name;    /* static: "slack.webhook_url", of a channel "webhook_url" */
  char *secret;        /* owned: text, or JSON for what is no text */
  gboolean is_patch;   /* an object whose members change those of what is kept; null removes one */
  gboolean is_emptied; /* a patch left nothing of it */
} WbCredential;

WbCredential *wb_credential_new (const char *name, char *secret);
void wb_credential_free (WbCredential *self);
void wb_credential_add_change (WbCredential *self, const char *member, const char *value);
gboolean wb_credential_sets_something (const WbCredential *self);
gboolean wb_credential_apply (WbCredential *self, const char *kept, GError **error);

G_END_DECLS
