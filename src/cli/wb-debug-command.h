/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "cli/wb-command.h"

G_BEGIN_DECLS

gboolean wb_debug_command_run (const WbCommand *command, int argc, char **argv, GError **error);

G_END_DECLS
