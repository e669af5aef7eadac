/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "cli/wb-command.h"

G_BEGIN_DECLS

/* The fields of one event, read from the options of a command. */
typedef struct _WbEventOptions WbEventOptions;

WbEventOptions *wb_event_options_new (const char *type);
void wb_event_options_free (WbEventOptions *self);

void wb_event_options_add_to_context (WbEventOptions *self,
                                      GOptionContext *context,
                                      const char *const *shown);
gboolean wb_event_options_has (WbEventOptions *self, const char *option);
gboolean wb_event_options_set (WbEventOptions *self,
                               const char *option,
                               const char *text,
                               GError **error);
gboolean wb_event_options_read_message (WbEventOptions *self, int descriptor, GError **error);
GVariant *wb_event_options_end (WbEventOptions *self, char **id);
GVariant *wb_event_options_get_channels (WbEventOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbEventOptions, wb_event_options_free)

G_END_DECLS
