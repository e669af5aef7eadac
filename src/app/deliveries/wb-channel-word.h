/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A channel as an alert config names it: by its own name, or by the kind of several.
 *
 * Where @kinds are asked for, they are those of the channels that are set up: name -> WbChannelKind
 * as a pointer.
 */
const char *wb_channel_word_get_label (const char *word);
const char *wb_channel_word_get_icon (const char *word, GHashTable *kinds);
GHashTable *wb_channel_word_new_kinds (GVariant *channels);

G_END_DECLS
