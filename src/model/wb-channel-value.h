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
gboolean wb_channel_value_check_address (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_host (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_port (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_timeout (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_segments (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_id (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_boolean (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_security (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_method (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_parse_mode (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_provider (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_providers (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_sender (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_password (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_signing_secret (const char *path,
                                                WbJsonValue value,
                                                GError **error);
gboolean wb_channel_value_check_lines (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_colour (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_command (const char *path, WbJsonValue value, GError **error);
gboolean wb_channel_value_check_folder (const char *path, WbJsonValue value, GError **error);

G_END_DECLS
