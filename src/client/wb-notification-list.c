/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-notification-list"

#include "config.h"

#include "client/wb-notification-list.h"

#include "client/wb-notification-list-private.h"

#define SINGLE_MOVES_LIMIT 64 /* more changed places at once are shown as one change */

enum
{
  PROP_IS_LOADED = 1,
  N_PROPS
};

static void wb_notification_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbNotificationList,
                               wb_notification_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      wb_notification_list_model_init))

static GParamSpec *props[N_PROPS];

GHashTable *
wb_notification_list_new_id_set (const gint64 *ids, gsize n_ids)
{
  GHashTable *set = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (gsize i = 0; i < n_ids; i++)
    g_hash_table_add (set, g_memdup2 (&ids[i], sizeof ids[i]));
  return set;
}

void
wb_notification_list_set_loaded (WbNotificationList *self, gboolean is_loaded)
{
  if (is_loaded == self->is_loaded)
    return;
  self->is_loaded = is_loaded;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_LOADED]);
}

void
wb_notification_list_changed_at (WbNotificationList *self,
                                 guint position,
                                 guint n_removed,
                                 guint n_added)
{
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

void
wb_notification_list_append_row (WbNotificationList *self, GArray *rows, const WbRow *row)
{
  self->highest_id = MAX (self->highest_id, row->id);
  if (!g_hash_table_contains (self->hidden, &row->id))
    g_array_append_vals (rows, row, 1);
}

/* Takes the rows over; what is the same at both ends does not change. */
void
wb_notification_list_replace_rows (WbNotificationList *self, GArray *rows)
{
  guint n_before = self->rows->len, n_prefix, n_suffix;

  wb_row_array_compare (self->rows, rows, &n_prefix, &n_suffix);
  g_array_unref (self->rows);
  self->rows = rows;
  wb_notification_list_changed_at (self, n_prefix, n_before - n_prefix - n_suffix,
                                   rows->len - n_prefix - n_suffix);
}

/* @positions: ascending. Neighbours go in one change. */
static void
remove_runs (WbNotificationList *self, GArray *positions)
{
  for (guint i = positions->len; i > 0;)
    {
      guint last = g_array_index (positions, guint, i - 1);
      guint first = last;

      for (i--; i > 0 && g_array_index (positions, guint, i - 1) + 1 == first; i--)
        first--;
      g_array_remove_range (self->rows, first, last - first + 1);
      wb_notification_list_changed_at (self, first, last - first + 1, 0);
    }
}

void
wb_notification_list_remove_positions (WbNotificationList *self, GArray *positions)
{
  GArray *rows;
  guint next = 0;

  if (positions->len <= SINGLE_MOVES_LIMIT)
    {
      remove_runs (self, positions);
      return;
    }
  rows = wb_row_array_new ();
  for (guint i = 0; i < self->rows->len; i++)
    if (next < positions->len && g_array_index (positions, guint, next) == i)
      next++;
    else
      g_array_append_vals (rows, wb_row_array_get (self->rows, i), 1);
  wb_notification_list_replace_rows (self, rows);
}

void
wb_notification_list_remove_ids (WbNotificationList *self, GHashTable *ids)
{
  g_autoptr (GArray) positions = wb_row_array_find_ids (self->rows, ids);

  wb_notification_list_remove_positions (self, positions);
}

/* A reload collected its rows while some may have been hidden. */
GArray *
wb_notification_list_dup_shown (WbNotificationList *self, GArray *rows)
{
  GArray *shown = wb_row_array_new ();

  for (guint i = 0; i < rows->len; i++)
    wb_notification_list_append_row (self, shown, wb_row_array_get (rows, i));
  return shown;
}

static GType
wb_notification_list_get_item_type (GListModel *model)
{
  (void) model;
  return WB_TYPE_NOTIFICATION_ITEM;
}

static guint
wb_notification_list_get_n_items (GListModel *model)
{
  return WB_NOTIFICATION_LIST (model)->rows->len;
}

static gpointer
wb_notification_list_get_item (GListModel *model, guint position)
{
  WbNotificationList *self = WB_NOTIFICATION_LIST (model);

  if (position >= self->rows->len)
    return NULL;
  return wb_notification_cache_dup_item (self->cache, wb_row_array_get (self->rows, position)->id);
}

static void
wb_notification_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = wb_notification_list_get_item_type;
  iface->get_n_items = wb_notification_list_get_n_items;
  iface->get_item = wb_notification_list_get_item;
}

static void
wb_notification_list_dispose (GObject *object)
{
  WbNotificationList *self = WB_NOTIFICATION_LIST (object);

  wb_notification_list_stop (self);
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  G_OBJECT_CLASS (wb_notification_list_parent_class)->dispose (object);
}

static void
wb_notification_list_finalize (GObject *object)
{
  WbNotificationList *self = WB_NOTIFICATION_LIST (object);

  g_clear_object (&self->cache);
  g_clear_object (&self->client);
  g_clear_pointer (&self->filter, wb_filter_free);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->hidden, g_hash_table_unref);
  g_clear_pointer (&self->moved, g_hash_table_unref);
  G_OBJECT_CLASS (wb_notification_list_parent_class)->finalize (object);
}

static void
wb_notification_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbNotificationList *self = WB_NOTIFICATION_LIST (object);

  switch (id)
    {
    case PROP_IS_LOADED:
      g_value_set_boolean (value, self->is_loaded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_notification_list_class_init (WbNotificationListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wb_notification_list_dispose;
  object_class->finalize = wb_notification_list_finalize;
  object_class->get_property = wb_notification_list_get_property;

  props[PROP_IS_LOADED]
      = g_param_spec_boolean ("is-loaded", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wb_notification_list_init (WbNotificationList *self)
{
  self->filter = wb_filter_new ();
  self->rows = wb_row_array_new ();
  self->hidden = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  self->moved = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
}

/* wb_notification_list_new: of all notifications, until a filter is set. */
WbNotificationList *
wb_notification_list_new (WbAgentClient *client)
{
  WbNotificationList *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);

  self = g_object_new (WB_TYPE_NOTIFICATION_LIST, NULL);
  self->client = g_object_ref (client);
  self->cache = wb_notification_cache_new (client);
  wb_notification_list_follow (self);
  return self;
}

const WbFilter *
wb_notification_list_get_filter (WbNotificationList *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_LIST (self), NULL);

  return self->filter;
}

/* wb_notification_list_set_filter: the rows of before stay until the first page has come. */
void
wb_notification_list_set_filter (WbNotificationList *self, const WbFilter *filter)
{
  g_return_if_fail (WB_IS_NOTIFICATION_LIST (self));
  g_return_if_fail (filter != NULL);

  if (wb_filter_equal (self->filter, filter))
    return;

  g_clear_pointer (&self->filter, wb_filter_free);
  self->filter = wb_filter_copy (filter);
  self->is_hidden_by_other_filter = g_hash_table_size (self->hidden) > 0;
  wb_notification_list_set_loaded (self, FALSE);
  wb_notification_list_load (self, FALSE);
}

gboolean
wb_notification_list_is_loaded (WbNotificationList *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_LIST (self), FALSE);

  return self->is_loaded;
}

/* wb_notification_list_get_id: without making an item. */
gint64
wb_notification_list_get_id (WbNotificationList *self, guint position)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_LIST (self), 0);
  g_return_val_if_fail (position < self->rows->len, 0);

  return wb_row_array_get (self->rows, position)->id;
}

/* wb_notification_list_find: the position of @id, or G_MAXUINT if it is not in the list. */
guint
wb_notification_list_find (WbNotificationList *self, gint64 id)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_LIST (self), G_MAXUINT);

  return wb_row_array_find_id (self->rows, id);
}

/*
 * wb_notification_list_dup_item:
 *
 * Returns: (transfer full): the item of @id, whether the filter passes it or not; it says so itself
 * when there is no such notification
 */
WbNotificationItem *
wb_notification_list_dup_item (WbNotificationList *self, gint64 id)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_LIST (self), NULL);

  return wb_notification_cache_dup_item (self->cache, id);
}

/* wb_notification_list_fetch: sends for the content of rows at once, for somebody who is about to
 * ask for their items. */
void
wb_notification_list_fetch (WbNotificationList *self, guint position, guint n_rows)
{
  g_return_if_fail (WB_IS_NOTIFICATION_LIST (self));
  g_return_if_fail (position <= self->rows->len && n_rows <= self->rows->len - position);

  for (guint i = position; i < position + n_rows; i++)
    g_object_unref (
        wb_notification_cache_dup_item (self->cache, wb_row_array_get (self->rows, i)->id));
  wb_notification_cache_flush (self->cache);
}

/* wb_notification_list_hide: takes rows out of sight, until unhide or until they are deleted. */
void
wb_notification_list_hide (WbNotificationList *self, const gint64 *ids, gsize n_ids)
{
  g_autoptr (GHashTable) set = NULL;
  g_autoptr (GArray) positions = NULL;

  g_return_if_fail (WB_IS_NOTIFICATION_LIST (self));

  set = wb_notification_list_new_id_set (ids, n_ids);
  positions = wb_row_array_find_ids (self->rows, set);
  for (guint i = 0; i < positions->len; i++)
    {
      WbRow *row = g_memdup2 (wb_row_array_get (self->rows, g_array_index (positions, guint, i)),
                              sizeof *row);

      g_hash_table_replace (self->hidden, &row->id, row);
    }
  wb_notification_list_remove_positions (self, positions);
}

static void
show_again (WbNotificationList *self, const WbRow *row)
{
  guint place = wb_row_array_find_place (self->rows, row->seq);

  if (place == self->rows->len && self->load != NULL && self->incoming == NULL)
    return; /* a page that is still to come has it */

  g_array_insert_vals (self->rows, place, row, 1);
  wb_notification_list_changed_at (self, place, 0, 1);
}

void
wb_notification_list_unhide (WbNotificationList *self, const gint64 *ids, gsize n_ids)
{
  g_return_if_fail (WB_IS_NOTIFICATION_LIST (self));

  for (gsize i = 0; i < n_ids; i++)
    {
      WbRow row = { 0 };
      const WbRow *hidden = g_hash_table_lookup (self->hidden, &ids[i]);

      if (hidden == NULL)
        continue;
      row = *hidden;
      g_hash_table_remove (self->hidden, &ids[i]);
      if (!self->is_hidden_by_other_filter)
        show_again (self, &row);
    }
  if (self->is_hidden_by_other_filter)
    wb_notification_list_reload (self);
}
