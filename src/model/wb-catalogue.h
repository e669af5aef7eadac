/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-category.h"
#include "model/wb-severity.h"

G_BEGIN_DECLS

typedef enum
{
  WB_SHOW_POPUP,  /* a notification with a pop-up */
  WB_SHOW_RECORD, /* history only, unless a rule says otherwise */
} WbShow;

/* One row of the table of all event types. Strings are static; texts are not translated yet. */
typedef struct
{
  const char *name;
  WbCategory category;
  WbSeverity severity;
  WbShow show;
  guint cooldown_s;      /* between two notifications of one kind */
  const char *channels;  /* kinds by default, separated by commas; NULL: by priority */
  const char *resolves;  /* types that such an event ends for the same subject, likewise */
  const char *muted_by;  /* a type of which an open one says more: this one is not forwarded */
  gboolean is_recovery;  /* says that something works again: never throttled */
  gboolean is_about_all; /* not about the key or run that an event names: any key ends it */
  gboolean is_generic;   /* says little by itself: two of them are alike only with one title */
  const char *title;     /* template, see engine/wb-template.h */
  const char *message;   /* template; NULL: none */
} WbEventType;

const WbEventType *wb_catalogue_lookup (const char *word);
char *wb_catalogue_dup_word (const char *word);
const WbEventType *wb_catalogue_get_custom (void);
const WbEventType *wb_catalogue_get_all (gsize *n_types);
gboolean wb_event_type_resolves (const WbEventType *type, const char *name);
gboolean wb_event_type_is_resolvable (const WbEventType *type);
gboolean wb_event_type_mutes (const WbEventType *type);

G_END_DECLS
