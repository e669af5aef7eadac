/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-health.h"
#include "intake/wb-http-server.h"

G_BEGIN_DECLS

#define WB_TYPE_ABOUT_RESOURCE (wb_about_resource_get_type ())
G_DECLARE_FINAL_TYPE (WbAboutResource, wb_about_resource, WB, ABOUT_RESOURCE, GObject)

WbAboutResource *wb_about_resource_new (WbHttpServer *server, WbHealth *health);

G_END_DECLS
