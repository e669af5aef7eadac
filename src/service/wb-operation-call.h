/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-pipeline.h"

G_BEGIN_DECLS

/* How an answer goes back over the bus. */
typedef enum
{
  WB_REPLY_NOTHING, /* () */
  WB_REPLY_OBJECT,  /* (a{sv}): the whole answer */
  WB_REPLY_LIST,    /* (aa{sv}): the one array of objects in it */
  WB_REPLY_ID,      /* (x): its member "id" */
} WbReply;

/*
 * The arguments of a method as the input of its operation:
 *
 *   g_autoptr (WbCallInput) input = wb_call_input_new ();
 *   wb_call_input_add_id (input, id);
 *   wb_call_input_add_body (input, fields);
 *   wb_operation_call (pipeline, &wb_thing_update, input, invocation, WB_REPLY_OBJECT);
 */
typedef struct _WbCallInput WbCallInput;

WbCallInput *wb_call_input_new (void);
void wb_call_input_free (WbCallInput *self);
void wb_call_input_add_id (WbCallInput *self, gint64 id);
void wb_call_input_add_string (WbCallInput *self, const char *name, const char *text);
void wb_call_input_add_options (WbCallInput *self, GVariant *options);
void wb_call_input_add_body (WbCallInput *self, GVariant *body);

void wb_operation_call (WbPipeline *pipeline,
                        const WbOperation *operation,
                        const WbCallInput *input,
                        GDBusMethodInvocation *invocation,
                        WbReply reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbCallInput, wb_call_input_free)

G_END_DECLS
