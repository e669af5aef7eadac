/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "cli/wb-command.h"
#include "cli/wb-event-options.h"

G_BEGIN_DECLS

gboolean wb_publish_commands_run_send (const WbCommand *command,
                                       int argc,
                                       char **argv,
                                       GError **error);
gboolean wb_publish_commands_run_training (const WbCommand *command,
                                           int argc,
                                           char **argv,
                                           GError **error);
GVariant *wb_publish_commands_publish (WbEventOptions *options, GError **error);

G_END_DECLS
