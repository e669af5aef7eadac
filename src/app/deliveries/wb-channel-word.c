/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-word.h"

#include "app/deliveries/wb-channel-look.h"

/* Where it is not known, it is a webhook. */
static WbChannelKind
find_kind (const char *word, GHashTable *kinds)
{
  WbChannelKind kind = WB_CHANNEL_WEBHOOK;
  gpointer value;

  if (kinds != NULL && g_hash_table_lookup_extended (kinds, word, NULL, &value))
    return GPOINTER_TO_INT (value);
  wb_channel_kind_from_string (word, &kind);
  return kind;
}

/* wb_channel_word_get_label: (transfer none): a name is its own label, and lent by it. */
const char *
wb_channel_word_get_label (const char *word)
{
  WbChannelKind kind;

  g_return_val_if_fail (word != NULL, NULL);

  return wb_channel_kind_from_string (word, &kind) ? wb_channel_kind_get_label (kind) : word;
}

/* wb_channel_word_get_icon: @kinds: (nullable) */
const char *
wb_channel_word_get_icon (const char *word, GHashTable *kinds)
{
  g_return_val_if_fail (word != NULL, NULL);

  return wb_channel_look_get_kind_icon (find_kind (word, kinds));
}

/* wb_channel_word_new_kinds: (transfer full): @channels: "aa{sv}" of Channels1. */
GHashTable *
wb_channel_word_new_kinds (GVariant *channels)
{
  GHashTable *kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < g_variant_n_children (channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (channels, i);
      const char *name, *word;
      WbChannelKind kind;

      if (g_variant_lookup (channel, "name", "&s", &name)
          && g_variant_lookup (channel, "kind", "&s", &word)
          && wb_channel_kind_from_string (word, &kind))
        g_hash_table_insert (kinds, g_strdup (name), GINT_TO_POINTER (kind));
    }
  return kinds;
}
