/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

/* What settings of channels hold: by shape only. Refusals name the path, and repeat no value. */
gboolean wb_channel_value_check_addresses (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_phone_numbers (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_text (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_chat (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_token (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_url (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_headers (const char *path, WbJsonValue value, GError **error);

G_END_DECLS
