/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "channels/wb-http-client.h"
#include "model/wb-event.h"

G_BEGIN_DECLS

/* A body of parts, as forms with files have: multipart/form-data (RFC 7578). */
typedef struct _WbChatForm WbChatForm;

WbChatForm *wb_chat_form_new (void);
void wb_chat_form_free (WbChatForm *self);
void wb_chat_form_add_field (WbChatForm *self, const char *name, const char *value);
void wb_chat_form_add_file (WbChatForm *self, const char *name, const WbAttachment *file);
void wb_chat_form_set_body (WbChatForm *self, WbWebRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbChatForm, wb_chat_form_free)

G_END_DECLS
