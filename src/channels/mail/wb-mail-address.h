/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *wb_mail_address_normalise (const char *address);
char *wb_mail_address_dup_host (const char *host);

G_END_DECLS
