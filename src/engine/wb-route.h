/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-config.h"
#include "model/wb-event.h"
#include "model/wb-preferences.h"

G_BEGIN_DECLS

/* A channel that can be used. */
typedef struct
{
  const char *name; /* lent */
  WbChannelKind kind;
  WbSeverity min_severity; /* what is milder does not go there */
} WbRouteTarget;

/* All that the way of a notification depends on; lends the names of the answer. */
typedef struct
{
  const WbEvent *event;               /* its own channels, and its type */
  gboolean has_config;                /* one matched: its type may ring although it is a record */
  const char *const *config_channels; /* nullable, or empty: those of all that matched together */
  WbSeverity severity;
  WbPriority priority;
  const WbPreferences *preferences;
  const WbRouteTarget *targets;
  gsize n_targets;
} WbRouteQuestion;

/* A channel that was named, or would be used, and is not. */
typedef struct
{
  const char *name; /* lent */
  const char *why;  /* static: a word, see wb_route_explain_omission() */
} WbRouteOmission;

/* Which ways a notification goes, and why. Read directly. */
typedef struct
{
  const char **channels; /* owned, the names lent: of targets, the desktop first; may be empty */
  const char *by;        /* static: who chose: "event", "config", "type", "priority" */
  GArray *left_out;      /* owned, WbRouteOmission */
} WbRoute;

GArray *wb_route_list_targets (const GPtrArray *channels);
WbRoute *wb_route_new (const WbRouteQuestion *question);
void wb_route_free (WbRoute *self);
const char *wb_route_explain_omission (const char *why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRoute, wb_route_free)

G_END_DECLS
