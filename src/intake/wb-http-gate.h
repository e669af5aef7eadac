/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What of a request's head decides whether it is let in at all. */
typedef struct
{
  guint hosts;
  guint content_lengths;
  guint transfer_encodings;
  const char *host;              /* nullable */
  const char *content_length;    /* nullable */
  const char *transfer_encoding; /* nullable */
  const char *authorization;     /* nullable */
  gboolean has_origin;           /* Origin, Referer, or a Sec-Fetch-Site other than none */
} WbHttpHead;

/* A refusal, or status 0. */
typedef struct
{
  guint status;
  const char *code;
  const char *message;
} WbHttpVerdict;

void wb_http_head_add (WbHttpHead *head, const char *name, const char *value);
WbHttpVerdict wb_http_gate_judge_target (const char *target);
WbHttpVerdict wb_http_gate_judge (const WbHttpHead *head,
                                  WbHttpVerdict on_target,
                                  guint16 port,
                                  const char *needed_token);

G_END_DECLS
