/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "base/wb-json.h"
#include "model/wb-catalogue.h"

G_BEGIN_DECLS

/* Of the JSON of an event, and of its decision, for a start: with its terminator a power of two, to
 * which GString rounds up, and less than malloc() searches its free lists for. */
#define WB_EVENT_JSON_BYTES 511

/* A file that came with an event. */
typedef struct
{
  char *name;
  char *media_type;
  GBytes *data;
} WbAttachment;

/*
 * What happened, as it was normalised at intake. Fields are read directly; nobody changes them
 * once it is handed on, and any thread may read them. A field that was not given is NULL, or
 * -1 for the counts, or 0 for times. Numbers that are passed on are kept as the text they came as.
 */
typedef struct
{
  const WbEventType *type;
  char *title;   /* never NULL; plain text */
  char *message; /* never NULL; CommonMark */
  WbSeverity severity;
  WbPriority priority;
  char *source;
  char *model_name;
  char *run_id;
  gint64 epoch;
  gint64 total_epochs;
  gint64 batch;
  gint64 total_batches;
  gint64 expect_within_s; /* the run promises its next news within so many seconds */
  char *duration;         /* JSON number: seconds */
  char *cost;             /* JSON number */
  char *metrics;          /* JSON object of numbers */
  GStrv tags;
  char *provider;
  char *key_id;
  char *context; /* JSON object */
  char *url;
  char *dedup_key;
  gboolean is_resolved; /* "status": "resolved" */
  GStrv channels;
  gint64 deliver_at_us;
  gint64 ends_us; /* over by then, unless another event renews it */
  gint64 occurred_us;
  char *idempotency_key;
  char *content; /* with such a key: what the sender said, before our own words were added */
  GPtrArray
      *attachments; /* WbAttachment; of an event read back from the store without their data */
} WbEvent;

#define WB_TYPE_EVENT (wb_event_get_type ())
GType wb_event_get_type (void);

WbEvent *wb_event_new (const WbEventType *type);
WbEvent *wb_event_ref (WbEvent *self);
void wb_event_unref (WbEvent *self);

char *wb_event_to_json (const WbEvent *self);
void wb_event_append_json (const WbEvent *self, GString *json);
WbEvent *wb_event_new_from_json (const char *json, GError **error);

char *wb_event_dup_subject (const WbEvent *self);
char *wb_event_dup_typed_subject (const WbEvent *self, const char *type_name);
WbJson *wb_event_parse_context (const WbEvent *self);
gsize wb_event_get_size (const WbEvent *self);

WbAttachment *wb_attachment_new (const char *name, const char *media_type, GBytes *data);
void wb_attachment_free (WbAttachment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbEvent, wb_event_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbAttachment, wb_attachment_free)

G_END_DECLS
