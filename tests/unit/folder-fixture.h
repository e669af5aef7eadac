/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A folder for one test, and waiting for what ends on the main loop. */
char *folder_fixture_new (void);
void folder_fixture_free (char *folder);

void folder_fixture_keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *folder_fixture_wait (GAsyncResult **result);

G_END_DECLS
