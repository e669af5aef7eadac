/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "model/wb-catalogue.h"

G_BEGIN_DECLS

typedef enum
{
  WB_FILTER_ANY,
  WB_FILTER_ONLY,
  WB_FILTER_NONE,
} WbFilterState;

/* Which notifications of all; a value that is copied by assignment but for the text it owns. */
typedef struct
{
  guint severities; /* bit 1 << WbSeverity; 0: any */
  guint categories; /* bit 1 << WbCategory; 0: any */
  WbFilterState unread;
  WbFilterState acknowledged;
  char *text; /* owned; NULL: any */
} WbFilter;

WbFilter *wb_filter_new (void);
WbFilter *wb_filter_copy (const WbFilter *self);
void wb_filter_free (WbFilter *self);
gboolean wb_filter_equal (const WbFilter *a, const WbFilter *b);
gboolean wb_filter_is_empty (const WbFilter *self);

GVariant *wb_filter_to_variant (const WbFilter *self);
WbFilter *wb_filter_new_from_variant (GVariant *variant, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbFilter, wb_filter_free)

G_END_DECLS
