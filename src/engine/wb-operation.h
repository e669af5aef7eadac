/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "engine/wb-transaction.h"

G_BEGIN_DECLS

typedef struct _WbOperation WbOperation;

/*
 * How credentials that come with an order reach the keyring, and nothing else: they are taken out
 * of the body first, the order is performed without them and answers with an "id" or a "name", the
 * keyring gets them under "OWNER-ID" or that name, and then a second order notes that it has them.
 * What either answer names in "dropped_credentials" leaves the keyring.
 */
typedef struct
{
  const char *owner; /* "alert-config"; NULL: the answer has a "name" */
  const char *path;  /* what stands before their names in the body: "channel_config." */
  gboolean (*split) (WbJsonValue body,
                     GString *clean,
                     GPtrArray *credentials, /* WbCredential */
                     GError **error);
  const WbOperation *confirm; /* {"id" or "name", "body": {"kept": [names], "emptied": [names]}} ->
                                 the answer */
} WbCredentialRule;

/*
 * Something that can be asked of the agent, or that it can be told to do, apart from how the caller
 * reached it: HTTP, D-Bus and by it the command line all come through here.
 *
 * The input is a JSON object: members that the path and the query of a request, or the arguments
 * of a method name, and as member "body" what the caller sent. The answer is a JSON object.
 * Exactly one of @ask and @perform is set.
 */
struct _WbOperation
{
  const char *name; /* "alert-config.update": stands in the audit log */
  /* A question, on the reader thread. */
  gboolean (*ask) (WbConnection *connection,
                   WbJsonValue input,
                   gint64 now_us,
                   GString *answer,
                   GError **error);
  /* An order, on the writer thread; with FALSE nothing of it is kept. */
  gboolean (*perform) (WbTransaction *transaction,
                       WbJsonValue input,
                       GString *answer,
                       GError **error);
  gboolean changes_settings; /* goes to the audit log */
  gboolean searches;         /* a question for its member "text": the newest are indexed first */
  gboolean is_idle;          /* an order that waits until nobody else does */
  gboolean awaits_delivery;  /* an order that queues a delivery is answered when that is settled */
  const WbCredentialRule *credentials; /* nullable: none come with it */
};

G_END_DECLS
