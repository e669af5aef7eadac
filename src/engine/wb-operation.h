/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "engine/wb-transaction.h"

G_BEGIN_DECLS

/*
 * Something that can be asked of the agent, or that it can be told to do, apart from how the caller
 * reached it: HTTP, D-Bus and by it the command line all come through here.
 *
 * The input is a JSON object: members that the path and the query of a request, or the arguments
 * of a method name, and as member "body" what the caller sent. The answer is a JSON object.
 * Exactly one of @ask and @perform is set.
 */
typedef struct
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
} WbOperation;

G_END_DECLS
