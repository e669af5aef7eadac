/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean wb_web_address_is_allowed (GInetAddress *address,
                                    gboolean is_plain,
                                    gboolean allows_private);

G_END_DECLS
