/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-channels.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-word.h"
#include "model/wb-channel-kind.h"

#define DESKTOP "desktop"

/* A row. */
typedef struct
{
  char *word;       /* owned: as the alert config says it */
  GtkWidget *row;   /* lent by the group */
  GtkWidget *check; /* likewise */
} Choice;

struct _WbAlertChannels
{
  AdwPreferencesGroup parent_instance;

  GArray *choices;    /* owned, Choice */
  GHashTable *kinds;  /* owned, nullable, see wb-channel-word.h */
  GVariant *channels; /* owned, nullable: "aa{sv}" of Channels1 */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbAlertChannels, wb_alert_channels, ADW_TYPE_PREFERENCES_GROUP)

static guint signals[N_SIGNALS];

static void
choice_clear (gpointer data)
{
  g_free (((Choice *) data)->word);
}

static void
toggled_cb (WbAlertChannels *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The desktop has several words. */
static gboolean
is_same (const char *one, const char *other)
{
  WbChannelKind kind, other_kind;

  return g_ascii_strcasecmp (one, other) == 0
         || (wb_channel_kind_from_string (one, &kind)
             && wb_channel_kind_from_string (other, &other_kind) && kind == WB_CHANNEL_DESKTOP
             && other_kind == WB_CHANNEL_DESKTOP);
}

static Choice *
find_choice (WbAlertChannels *self, const char *word)
{
  for (guint i = 0; i < self->choices->len; i++)
    {
      Choice *choice = &g_array_index (self->choices, Choice, i);

      if (is_same (choice->word, word))
        return choice;
    }
  return NULL;
}

static void
add_choice (WbAlertChannels *self, const char *word, const char *subtitle, gboolean is_chosen)
{
  Choice choice = { .word = g_strdup (word), .check = gtk_check_button_new () };
  const char *label = wb_channel_word_get_label (word);
  g_autofree char *title = g_markup_escape_text (label, -1);

  choice.row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "activatable-widget",
                             choice.check, NULL);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (choice.row), subtitle);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (choice.check), is_chosen);
  gtk_widget_set_valign (choice.check, GTK_ALIGN_CENTER);
  g_signal_connect_object (choice.check, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (
      ADW_ACTION_ROW (choice.row),
      gtk_image_new_from_icon_name (wb_channel_word_get_icon (word, self->kinds)));
  adw_action_row_add_prefix (ADW_ACTION_ROW (choice.row), choice.check);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), choice.row);
  g_array_append_val (self->choices, choice);
}

static void
clear_choices (WbAlertChannels *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  g_array_index (self->choices, Choice, i).row);
  g_array_set_size (self->choices, 0);
}

/* (nullable): what is to be known of a channel before one chooses it. */
static const char *
get_subtitle (GVariant *channel, const char *name)
{
  gboolean is_enabled = TRUE;
  const char *kind = NULL;

  if (g_variant_lookup (channel, "enabled", "b", &is_enabled) && !is_enabled)
    return _ ("Switched off");
  if (g_variant_lookup (channel, "kind", "&s", &kind) && g_ascii_strcasecmp (kind, name) != 0)
    return wb_channel_word_get_label (kind);
  return NULL;
}

static gboolean
has_kind (WbAlertChannels *self, WbChannelKind kind)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->kinds);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (GPOINTER_TO_INT (value) == (int) kind)
      return TRUE;
  return FALSE;
}

/* Of a word that is no channel's name. */
static const char *
get_word_subtitle (WbAlertChannels *self, const char *word)
{
  WbChannelKind kind;

  if (self->kinds == NULL)
    return NULL;
  if (wb_channel_kind_from_string (word, &kind) && has_kind (self, kind))
    return _ ("Every channel of this kind");
  return _ ("Not set up");
}

static void
add_channels (WbAlertChannels *self, const char *const *words)
{
  for (gsize i = 0; self->channels != NULL && i < g_variant_n_children (self->channels); i++)
    {
      g_autoptr (GVariant) channel = g_variant_get_child_value (self->channels, i);
      const char *name;
      gboolean is_chosen = FALSE;

      if (!g_variant_lookup (channel, "name", "&s", &name) || find_choice (self, name) != NULL)
        continue;
      for (guint j = 0; words != NULL && words[j] != NULL; j++)
        is_chosen |= is_same (words[j], name);
      add_choice (self, name, get_subtitle (channel, name), is_chosen);
    }
}

static void
fill (WbAlertChannels *self, const char *const *words)
{
  gboolean is_desktop = FALSE;

  clear_choices (self);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    is_desktop |= is_same (words[i], DESKTOP);
  add_choice (self, DESKTOP, NULL, is_desktop);
  add_channels (self, words);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (find_choice (self, words[i]) == NULL)
      add_choice (self, words[i], get_word_subtitle (self, words[i]), TRUE);
}

static void
wb_alert_channels_finalize (GObject *object)
{
  WbAlertChannels *self = WB_ALERT_CHANNELS (object);

  g_array_unref (self->choices);
  g_clear_pointer (&self->kinds, g_hash_table_unref);
  g_clear_pointer (&self->channels, g_variant_unref);
  G_OBJECT_CLASS (wb_alert_channels_parent_class)->finalize (object);
}

static void
wb_alert_channels_class_init (WbAlertChannelsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_alert_channels_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", WB_TYPE_ALERT_CHANNELS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_alert_channels_init (WbAlertChannels *self)
{
  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  g_array_set_clear_func (self->choices, choice_clear);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Channels"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      _ ("Where it goes. With none chosen it goes where such events go without an alert."));
  fill (self, NULL);
}

/* wb_alert_channels_set_words: (nullable): names and kinds, as the alert config says them. */
void
wb_alert_channels_set_words (WbAlertChannels *self, const char *const *words)
{
  g_return_if_fail (WB_IS_ALERT_CHANNELS (self));

  fill (self, words);
}

/* wb_alert_channels_set_channels: "aa{sv}" of Channels1; what was chosen stays. */
void
wb_alert_channels_set_channels (WbAlertChannels *self, GVariant *channels)
{
  g_auto (GStrv) words = NULL;

  g_return_if_fail (WB_IS_ALERT_CHANNELS (self));

  if (self->channels != NULL && g_variant_equal (self->channels, channels))
    return;
  words = wb_alert_channels_dup_words (self);
  g_clear_pointer (&self->channels, g_variant_unref);
  g_clear_pointer (&self->kinds, g_hash_table_unref);
  self->channels = g_variant_ref (channels);
  self->kinds = wb_channel_word_new_kinds (channels);
  fill (self, (const char *const *) words);
}

/* wb_alert_channels_dup_words: (transfer full): those that are chosen. */
GStrv
wb_alert_channels_dup_words (WbAlertChannels *self)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  g_return_val_if_fail (WB_IS_ALERT_CHANNELS (self), NULL);

  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = &g_array_index (self->choices, Choice, i);

      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (choice->check)))
        g_strv_builder_add (words, choice->word);
    }
  return g_strv_builder_end (words);
}
