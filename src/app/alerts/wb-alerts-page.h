/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "app/wb-page.h"

G_BEGIN_DECLS

/* WbAlertsPage: the alert configs of the person, and below them what holds without one. */
#define WB_TYPE_ALERTS_PAGE (wb_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (WbAlertsPage, wb_alerts_page, WB, ALERTS_PAGE, WbPage)

void wb_alerts_page_create_alert (WbAlertsPage *self, GVariant *fields);

G_END_DECLS
