/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-list.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-editor.h"
#include "app/deliveries/wb-channel-row.h"
#include "app/widgets/wb-slices.h"
#include "app/widgets/wb-toasts.h"

#define ASK_INTERVAL_MS 500 /* deliveries change often, the states of channels seldom */

struct _WbChannelList
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *add_row; /* owned: not always in the group */

  WbAgentClient *client;     /* owned, nullable until set */
  GCancellable *cancellable; /* owned */
  GVariant *channels;        /* owned, nullable: as Channels1 lists them */
  GVariant *queue;           /* owned, nullable: of each channel, as Deliveries1 tells it */
  GPtrArray *rows;           /* of WbChannelRow, in the group */
  guint ask_source;
  guint place;           /* of the channel that is shown next */
  guint show_source;     /* of the work on the rows */
  gboolean is_following; /* asks by itself, whenever it is seen */
};

G_DEFINE_FINAL_TYPE (WbChannelList, wb_channel_list, ADW_TYPE_PREFERENCES_GROUP)

static void show_channels (WbChannelList *self);

static void
open_editor (WbChannelList *self, const char *name)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_WINDOW);

  if (self->client != NULL)
    gtk_window_present (wb_channel_editor_new (GTK_WINDOW (window), self->client, name));
}

static void
activated_cb (WbChannelList *self, WbChannelRow *row)
{
  open_editor (self, wb_channel_row_get_name (row));
}

static void
toggled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbChannelList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply != NULL)
    return;
  wb_toasts_report (GTK_WIDGET (self), error);
  show_channels (self);
}

static void
toggle_cb (WbChannelList *self, gboolean is_on, WbChannelRow *row)
{
  GVariantDict changes;

  g_variant_dict_init (&changes, NULL);
  g_variant_dict_insert (&changes, "enabled", "b", is_on);
  wb_agent_client_call_async (
      self->client, "Channels1", "Update",
      g_variant_new ("(s@a{sv})", wb_channel_row_get_name (row), g_variant_dict_end (&changes)),
      "(a{sv})", self->cancellable, toggled_cb, g_object_ref (self));
}

static void
add_row (WbChannelList *self)
{
  GtkWidget *row = wb_channel_row_new ();

  g_signal_connect_object (row, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "toggled", G_CALLBACK (toggle_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

/* The row that adds one is the last: it goes until all others are there. */
static void
move_add_row (WbChannelList *self, gboolean is_there)
{
  gboolean was_there = gtk_widget_get_parent (self->add_row) != NULL;

  if (is_there && !was_there)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->add_row);
  else if (!is_there && was_there)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->add_row);
}

static void
remove_last_row (WbChannelList *self)
{
  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                self->rows->pdata[self->rows->len - 1]);
  g_ptr_array_set_size (self->rows, (int) self->rows->len - 1);
}

static gboolean
show_next_channel (gpointer user_data)
{
  WbChannelList *self = user_data;
  g_autoptr (GVariant) channel = NULL;
  g_autoptr (GVariant) queue = NULL;
  const char *name = "";

  if (self->place == g_variant_n_children (self->channels))
    {
      while (self->rows->len > self->place)
        remove_last_row (self);
      move_add_row (self, TRUE);
      return FALSE;
    }
  if (self->place == self->rows->len)
    {
      move_add_row (self, FALSE);
      add_row (self);
    }
  channel = g_variant_get_child_value (self->channels, self->place);
  g_variant_lookup (channel, "name", "&s", &name);
  if (self->queue != NULL)
    queue = g_variant_lookup_value (self->queue, name, G_VARIANT_TYPE_VARDICT);
  wb_channel_row_show (self->rows->pdata[self->place], channel, queue);
  self->place++;
  return TRUE;
}

static void
show_channels (WbChannelList *self)
{
  if (self->channels == NULL)
    return;
  self->place = 0;
  wb_slices_run (&self->show_source, show_next_channel, self);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbChannelList) self = user_data;
  g_autoptr (GVariant) reply = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, NULL);
  g_autoptr (GVariant) channels = NULL;

  if (reply == NULL || g_cancellable_is_cancelled (self->cancellable))
    return; /* what was known stays; the window says when the agent does not run */
  channels = g_variant_get_child_value (reply, 0);
  wb_channel_list_set_channels (self, channels, NULL);
}

static void
ask (WbChannelList *self)
{
  if (!self->is_following || !gtk_widget_get_mapped (GTK_WIDGET (self))
      || wb_agent_client_get_state (self->client) != WB_AGENT_STATE_READY)
    return;
  wb_agent_client_call_async (self->client, "Channels1", "List", NULL, "(aa{sv})",
                              self->cancellable, listed_cb, g_object_ref (self));
}

static gboolean
ask_cb (gpointer user_data)
{
  WbChannelList *self = user_data;

  self->ask_source = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
state_changed_cb (WbChannelList *self)
{
  if (self->ask_source == 0)
    self->ask_source = g_timeout_add (ASK_INTERVAL_MS, ask_cb, self);
}

static void
wb_channel_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_channel_list_parent_class)->map (widget);
  ask (WB_CHANNEL_LIST (widget));
}

static void
wb_channel_list_dispose (GObject *object)
{
  WbChannelList *self = WB_CHANNEL_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->ask_source, g_source_remove);
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_channel_list_parent_class)->dispose (object);
}

static void
wb_channel_list_finalize (GObject *object)
{
  WbChannelList *self = WB_CHANNEL_LIST (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->add_row);
  g_clear_pointer (&self->channels, g_variant_unref);
  g_clear_pointer (&self->queue, g_variant_unref);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (wb_channel_list_parent_class)->finalize (object);
}

static void
wb_channel_list_class_init (WbChannelListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_channel_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_channel_list_finalize;
  widget_class->map = wb_channel_list_map;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-channel-list.ui");
  gtk_widget_class_bind_template_child (widget_class, WbChannelList, add_row);
  gtk_widget_class_bind_template_callback (widget_class, wb_channel_list_add);
}

static void
wb_channel_list_init (WbChannelList *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_ref (self->add_row);
}

/* wb_channel_list_new: one that asks @client by itself whenever it is seen. */
GtkWidget *
wb_channel_list_new (WbAgentClient *client)
{
  WbChannelList *self = g_object_new (WB_TYPE_CHANNEL_LIST, NULL);

  wb_channel_list_set_client (self, client);
  self->is_following = TRUE;
  g_signal_connect_object (client, "notify::state", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "interface-changed::Channels1", G_CALLBACK (ask), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "interface-changed::Deliveries1", G_CALLBACK (state_changed_cb),
                           self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/* wb_channel_list_set_client: whom the editors talk to, once for all. */
void
wb_channel_list_set_client (WbChannelList *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_CHANNEL_LIST (self));
  g_return_if_fail (WB_IS_AGENT_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
}

/*
 * wb_channel_list_set_channels:
 * @channels: aa{sv}, as Channels1 lists them
 * @queue: (nullable): what GetQueue of Deliveries1 gives; the rows tell it, too
 */
void
wb_channel_list_set_channels (WbChannelList *self, GVariant *channels, GVariant *queue)
{
  g_return_if_fail (WB_IS_CHANNEL_LIST (self));
  g_return_if_fail (channels != NULL);

  g_clear_pointer (&self->channels, g_variant_unref);
  g_clear_pointer (&self->queue, g_variant_unref);
  self->channels = g_variant_ref (channels);
  if (queue != NULL)
    self->queue = g_variant_lookup_value (queue, "channels", G_VARIANT_TYPE_VARDICT);
  show_channels (self);
}

/* wb_channel_list_add: opens the editor of a new channel. */
void
wb_channel_list_add (WbChannelList *self)
{
  g_return_if_fail (WB_IS_CHANNEL_LIST (self));

  open_editor (self, NULL);
}
