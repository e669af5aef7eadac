/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/wb-page.h"

G_BEGIN_DECLS

/* WbKeysPage: the API keys by their providers. */
#define WB_TYPE_KEYS_PAGE (wb_keys_page_get_type ())
G_DECLARE_FINAL_TYPE (WbKeysPage, wb_keys_page, WB, KEYS_PAGE, WbPage)

G_END_DECLS
