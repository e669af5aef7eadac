/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "cli/wb-env-settings.h"

G_BEGIN_DECLS

/* What a file was found to hold, for people and for programs; credentials are never shown. */
void wb_env_report_print (const WbEnvSettings *settings);
char *wb_env_report_to_json (const WbEnvSettings *settings);

G_END_DECLS
