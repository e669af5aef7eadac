/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef enum
{
  WB_EMPTY_STARTING,    /* the agent is being reached */
  WB_EMPTY_UNREACHABLE, /* the agent does not run */
  WB_EMPTY_QUIET,       /* there are no notifications */
  WB_EMPTY_NO_MATCH,    /* none passes the filter */
} WbEmpty;

/* WbEmptyPage: says why there is no list, with one button that helps. */
#define WB_TYPE_EMPTY_PAGE (wb_empty_page_get_type ())
G_DECLARE_FINAL_TYPE (WbEmptyPage, wb_empty_page, WB, EMPTY_PAGE, AdwBin)

void wb_empty_page_show (WbEmptyPage *self, WbEmpty empty);

G_END_DECLS
