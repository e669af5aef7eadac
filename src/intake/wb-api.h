/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"
#include "intake/wb-http-server.h"

G_BEGIN_DECLS

/* One path of the HTTP interface that an operation answers. */
typedef struct
{
  const char *method;
  const char *path; /* "{id}" is an integer, 1 or more; any other name in braces a string */
  const char
      *query; /* parameters "limit:n unread_only:b type:s": integer, boolean, string; NULL: none */
  guint status; /* when all went well; 0: 200 */
  const WbOperation *operation;
} WbApiRoute;

const WbApiRoute *wb_api_get_routes (gsize *n_routes);

#define WB_TYPE_API (wb_api_get_type ())
G_DECLARE_FINAL_TYPE (WbApi, wb_api, WB, API, GObject)

WbApi *wb_api_new (WbHttpServer *server, WbPipeline *pipeline);

G_END_DECLS
