/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

#include "model/wb-filter.h"
#include "model/wb-notification.h"

G_BEGIN_DECLS

#define WB_AGENT_NAME "io.github.wakebell.Wakebell.Agent"
#define WB_AGENT_PATH "/io/github/wakebell/Wakebell/Agent"

typedef enum
{
  WB_AGENT_STATE_CONNECTING,  /* not known yet, or being started */
  WB_AGENT_STATE_READY,       /* answers */
  WB_AGENT_STATE_UNREACHABLE, /* does not run */
} WbAgentState;

#define WB_TYPE_AGENT_STATE (wb_agent_state_get_type ())
GType wb_agent_state_get_type (void);

/* What can be done to notifications that are named by their ids. */
typedef enum
{
  WB_AGENT_CHANGE_READ,
  WB_AGENT_CHANGE_UNREAD,
  WB_AGENT_CHANGE_ACKNOWLEDGE,
  WB_AGENT_CHANGE_DELETE,
} WbAgentChange;

/*
 * WbAgentClient: the agent, as another process sees it.
 *
 * It never starts the agent by itself, only by wb_agent_client_start_async(), and follows it when
 * it ends and comes back. Calls fail with WB_ERROR_UNREACHABLE while it does not run.
 *
 * Properties: state, unread-count, popups-paused-until.
 * Signals: added, changed, removed (GVariant "ax" of ids; empty: many); interface-changed, with the
 * short name of an interface ("Runs1") as its detail: what that interface lists is another now.
 */
#define WB_TYPE_AGENT_CLIENT (wb_agent_client_get_type ())
G_DECLARE_FINAL_TYPE (WbAgentClient, wb_agent_client, WB, AGENT_CLIENT, GObject)

WbAgentClient *wb_agent_client_new (GDBusConnection *connection);

GDBusConnection *wb_agent_client_get_connection (WbAgentClient *self);
WbAgentState wb_agent_client_get_state (WbAgentClient *self);
guint wb_agent_client_get_unread_count (WbAgentClient *self);
gint64 wb_agent_client_get_popups_paused_until (WbAgentClient *self);

void wb_agent_client_start_async (WbAgentClient *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean wb_agent_client_start_finish (WbAgentClient *self, GAsyncResult *result, GError **error);

void wb_agent_client_list_async (WbAgentClient *self,
                                 const WbFilter *filter,
                                 gint64 before_seq,
                                 guint limit,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GVariant *wb_agent_client_list_finish (WbAgentClient *self, GAsyncResult *result, GError **error);

void wb_agent_client_get_async (WbAgentClient *self,
                                const gint64 *ids,
                                gsize n_ids,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GPtrArray *wb_agent_client_get_finish (WbAgentClient *self, GAsyncResult *result, GError **error);

void wb_agent_client_change_async (WbAgentClient *self,
                                   WbAgentChange change,
                                   const gint64 *ids,
                                   gsize n_ids,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean wb_agent_client_change_finish (WbAgentClient *self,
                                        GAsyncResult *result,
                                        guint *n_changed,
                                        GError **error);

void wb_agent_client_mark_all_read_async (WbAgentClient *self,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean wb_agent_client_mark_all_read_finish (WbAgentClient *self,
                                               GAsyncResult *result,
                                               guint *n_changed,
                                               GError **error);

void wb_agent_client_publish_async (WbAgentClient *self,
                                    GVariant *event,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean wb_agent_client_publish_finish (WbAgentClient *self,
                                         GAsyncResult *result,
                                         gint64 *id,
                                         char **outcome,
                                         GError **error);

void wb_agent_client_pause_popups_async (WbAgentClient *self,
                                         gint64 until,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean wb_agent_client_pause_popups_finish (WbAgentClient *self,
                                              GAsyncResult *result,
                                              GError **error);

void wb_agent_client_status_async (WbAgentClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GVariant *wb_agent_client_status_finish (WbAgentClient *self, GAsyncResult *result, GError **error);

void wb_agent_client_call_async (WbAgentClient *self,
                                 const char *interface,
                                 const char *method,
                                 GVariant *parameters,
                                 const char *reply_type,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GVariant *wb_agent_client_call_finish (WbAgentClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
