/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-event.h"

G_BEGIN_DECLS

/* An event while its fields are read one by one. */
typedef struct
{
  WbEvent *event; /* owned */
  gboolean has_severity;
  gboolean has_priority;
  gboolean has_unknown_fields;
  char *type_word;  /* owned, nullable: not in the catalogue */
  GString *context; /* owned, nullable: members without the braces around them */
  gboolean has_own_context;
} WbEventDraft;

gboolean wb_event_fields_has (WbJsonValue name);
gboolean wb_event_fields_read (WbEventDraft *draft, WbJsonValue object, GError **error);

GString *wb_event_draft_get_context (WbEventDraft *draft);
void wb_event_draft_add_context (WbEventDraft *draft, WbJsonValue name, WbJsonValue value);
void wb_event_draft_clear (WbEventDraft *draft);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbEventDraft, wb_event_draft_clear)

G_END_DECLS
