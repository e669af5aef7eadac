/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GVariant *wb_agent_call (const char *interface,
                         const char *method,
                         GVariant *parameters,
                         const char *reply_type,
                         GError **error);
GVariant *wb_agent_call_for (const char *interface,
                             const char *method,
                             GVariant *parameters,
                             const char *reply_type,
                             guint work_s,
                             GError **error);
char *wb_agent_call_dup_socket_path (GError **error);

/* A signal of the agent that is listened to. */
typedef struct _WbAgentSignal WbAgentSignal;

WbAgentSignal *wb_agent_signal_new (const char *interface,
                                    const char *name,
                                    GDBusSignalCallback callback,
                                    gpointer user_data,
                                    GError **error);
void wb_agent_signal_free (WbAgentSignal *self);

gboolean wb_agent_call_app (const char *method, GVariant *parameters, GError **error);

G_END_DECLS
