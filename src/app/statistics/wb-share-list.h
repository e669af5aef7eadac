/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One of those that have a share in something. */
typedef struct
{
  char *name;          /* owned: as it is shown, but for what does not fit a line */
  char *value;         /* owned */
  char *detail;        /* owned, nullable */
  gint64 n;            /* what its bar is long for */
  gboolean is_trouble; /* the detail is worth a look */
} WbShare;

WbShare *wb_share_new (const char *name, gint64 n);
void wb_share_free (WbShare *self);

/* WbShareList: under a heading, rows of a name, a number and a bar; it hides while it has none. */
#define WB_TYPE_SHARE_LIST (wb_share_list_get_type ())
G_DECLARE_FINAL_TYPE (WbShareList, wb_share_list, WB, SHARE_LIST, GtkBox)

void wb_share_list_show (WbShareList *self, GPtrArray *shares);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbShare, wb_share_free)

G_END_DECLS
