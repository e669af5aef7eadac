/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-env-file.h"
#include "base/wb-json.h"
#include "cli/wb-env-settings.h"

G_BEGIN_DECLS

/* The variables and members by which other tools are set up, and what they mean here. */
WbEnvSettings *wb_env_variables_read (const WbEnvFile *file);
WbEnvSettings *wb_env_variables_read_json (WbJsonValue object);

G_END_DECLS
