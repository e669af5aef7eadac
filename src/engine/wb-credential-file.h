/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-settings.h"

G_BEGIN_DECLS

char *wb_credential_file_look_up (const char *path,
                                  const char *channel,
                                  const char *field,
                                  GError **error);
gboolean wb_credential_file_change (const char *path,
                                    const char *channel,
                                    const GPtrArray *credentials,
                                    const GPtrArray *dropped,
                                    GError **error);

G_END_DECLS
