/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The only one that touches the keyring. It never makes anyone unlock one: where it is locked or
 * missing, or does not answer in time, that is an error and nothing waits for it. A file takes its
 * place only where a person named one.
 */
#define WB_TYPE_SECRET_KEEPER (wb_secret_keeper_get_type ())
G_DECLARE_FINAL_TYPE (WbSecretKeeper, wb_secret_keeper, WB, SECRET_KEEPER, GObject)

WbSecretKeeper *wb_secret_keeper_new (void);
void wb_secret_keeper_set_file (WbSecretKeeper *self, const char *name);

void wb_secret_keeper_change_async (WbSecretKeeper *self,
                                    const char *channel,
                                    GPtrArray *credentials,
                                    GPtrArray *dropped,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean wb_secret_keeper_change_finish (WbSecretKeeper *self,
                                         GAsyncResult *result,
                                         GError **error);
void wb_secret_keeper_look_up_async (WbSecretKeeper *self,
                                     const char *channel,
                                     const char *field,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
char *wb_secret_keeper_look_up_finish (WbSecretKeeper *self, GAsyncResult *result, GError **error);

G_END_DECLS
