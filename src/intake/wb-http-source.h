/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>
#include <microhttpd.h>

G_BEGIN_DECLS

GSource *wb_http_source_new (struct MHD_Daemon *daemon);
void wb_http_source_set_due (GSource *source);

G_END_DECLS
