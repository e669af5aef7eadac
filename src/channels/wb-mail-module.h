/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "channels/wb-http-client.h"
#include "delivery/wb-sending.h"

G_BEGIN_DECLS

/*
 * The part of the e-mail channel that is loaded when the first mail is to be sent: with it come
 * GMime, libcurl and cairo, which an agent that sends none does not keep in memory. Requests that
 * Amazon wants signed go by its libcurl, too.
 */
#define WB_MAIL_MODULE_FILE "wakebell-mail.so"
#define WB_MAIL_MODULE_SYMBOL "wb_mail_module"

/* What the agent knows and the module does not ask for. */
typedef struct
{
  const char *host;     /* the name of this machine */
  const char *ca_file;  /* nullable: trusted instead of the system's authorities; tests only */
  gboolean has_network; /* as far as the system knows */
  gint64 now_us;
} WbMailTerms;

/* Who signs a request to Amazon, and what for. */
typedef struct
{
  const char *key_id;
  const char *secret;
  const char *region;  /* "us-east-1" */
  const char *service; /* "sns" */
} WbSignature;

/*
 * WbMailModule: what the module exports under WB_MAIL_MODULE_SYMBOL.
 * @version: of the build: the structs that are handed over are those of that version
 * @send: tries each item of @sending and sets its result; blocks for a bounded time; any thread
 * @post_signed: sends a request and fills a reply that has nothing yet; likewise
 */
typedef struct
{
  const char *version;
  void (*send) (WbSending *sending, const WbMailTerms *terms, GCancellable *cancellable);
  void (*post_signed) (const WbWebRequest *request,
                       const WbSignature *signature,
                       const WbMailTerms *terms,
                       GCancellable *cancellable,
                       WbWebReply *reply);
} WbMailModule;

G_END_DECLS
