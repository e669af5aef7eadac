/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-notification-list"

#include "config.h"

#include "client/wb-notification-list-private.h"

/* As many as the window takes in within one frame. */
#define PAGE_ROWS 15000
#define HEAD_ROWS 200 /* a first look at what is new */

/* A GtkListView makes the widgets of 200 rows as soon as the model has them, too many for one
 * frame. Up to here the list grows by first pages. */
#define AHEAD_ROWS 256

static void request_page (WbNotificationList *self, gint64 before_seq, guint n_rows);
static void request_head (WbNotificationList *self, gint64 before_seq, guint n_rows);
static void refresh_head (WbNotificationList *self);

static void
finish_load (WbNotificationList *self)
{
  g_clear_object (&self->load);
  if (self->incoming != NULL)
    {
      wb_notification_list_replace_rows (self,
                                         wb_notification_list_dup_shown (self, self->incoming));
      g_clear_pointer (&self->incoming, g_array_unref);
    }

  if (self->is_reload_wanted)
    wb_notification_list_load (self, TRUE);
  else if (self->is_head_wanted)
    refresh_head (self);
}

static void
show_page (WbNotificationList *self, const WbRow *page, gsize n_rows)
{
  GArray *rows = self->is_loaded ? self->rows : wb_row_array_new ();
  guint n_before = rows->len;

  for (gsize i = 0; i < n_rows; i++)
    wb_notification_list_append_row (self, rows, &page[i]);
  if (self->is_loaded)
    {
      wb_notification_list_changed_at (self, n_before, 0, rows->len - n_before);
      return;
    }
  wb_notification_list_replace_rows (self, rows);
  wb_notification_list_set_loaded (self, TRUE);
}

static gboolean
rest_cb (gpointer user_data)
{
  WbNotificationList *self = user_data;
  gint64 before_seq = self->rest_seq;

  self->rest_source = 0;
  self->rest_seq = 0;
  request_page (self, before_seq,
                self->rows->len < AHEAD_ROWS ? WB_NOTIFICATION_LIST_FIRST_PAGE : PAGE_ROWS);
  return G_SOURCE_REMOVE;
}

/* Low: after what is due to be drawn. */
static void
settled_cb (WbNotificationList *self)
{
  if (self->rest_seq != 0 && self->rest_source == 0)
    self->rest_source = g_idle_add_full (G_PRIORITY_LOW, rest_cb, self, NULL);
}

/* Ids by the ten thousand would hold up the content of the rows that are looked at. */
static void
request_rest_later (WbNotificationList *self, gint64 before_seq)
{
  self->rest_seq = before_seq;
  if (!wb_notification_cache_is_busy (self->cache))
    settled_cb (self);
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbNotificationList) self = user_data;
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GError) error = NULL;
  const WbRow *page;
  gsize n_rows;

  rows = wb_agent_client_list_finish (WB_AGENT_CLIENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (rows == NULL)
    {
      g_debug ("list: %s", error->message);
      g_clear_object (&self->load);
      g_clear_pointer (&self->incoming, g_array_unref);
      return;
    }

  page = g_variant_get_fixed_array (rows, &n_rows, sizeof (WbRow));
  if (self->incoming != NULL)
    g_array_append_vals (self->incoming, page, (guint) n_rows);
  else
    show_page (self, page, n_rows);

  if (n_rows < self->page_rows)
    finish_load (self);
  else if (self->page_rows == WB_NOTIFICATION_LIST_FIRST_PAGE)
    request_rest_later (self, page[n_rows - 1].seq);
  else
    request_page (self, page[n_rows - 1].seq, PAGE_ROWS);
}

static void
request_page (WbNotificationList *self, gint64 before_seq, guint n_rows)
{
  self->page_rows = n_rows;
  wb_agent_client_list_async (self->client, self->filter, before_seq, n_rows, self->load, page_cb,
                              g_object_ref (self));
}

void
wb_notification_list_stop (WbNotificationList *self)
{
  g_cancellable_cancel (self->load);
  g_clear_object (&self->load);
  g_clear_pointer (&self->incoming, g_array_unref);
  g_cancellable_cancel (self->head);
  g_clear_object (&self->head);
  g_clear_pointer (&self->newer, g_array_unref);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->rest_seq = 0;
  self->is_reload_wanted = FALSE;
  self->is_head_wanted = FALSE;
}

void
wb_notification_list_load (WbNotificationList *self, gboolean is_reload)
{
  wb_notification_list_stop (self);
  if (wb_agent_client_get_state (self->client) != WB_AGENT_STATE_READY)
    return;

  self->load = g_cancellable_new ();
  if (is_reload)
    self->incoming = wb_row_array_new ();
  request_page (self, 0, is_reload ? PAGE_ROWS : WB_NOTIFICATION_LIST_FIRST_PAGE);
}

/* Many reloads asked for while one goes on make one more. */
void
wb_notification_list_reload (WbNotificationList *self)
{
  if (!self->is_loaded)
    return; /* the first page is on its way */
  if (self->load != NULL)
    self->is_reload_wanted = TRUE;
  else
    wb_notification_list_load (self, TRUE);
}

/* Of what was found at the head, those that stand further down. */
static GHashTable *
find_known_ids (WbNotificationList *self)
{
  GHashTable *known = wb_notification_list_new_id_set (NULL, 0);

  for (guint i = 0; i < self->newer->len; i++)
    {
      const WbRow *row = wb_row_array_get (self->newer, i);

      if (row->id <= self->highest_id)
        g_hash_table_add (known, g_memdup2 (&row->id, sizeof row->id));
    }
  return known;
}

/* A row whose notification moved, but not into what the filter passes. */
static void
remove_lost (WbNotificationList *self)
{
  g_autoptr (GArray) positions = NULL;
  g_autoptr (GArray) lost = NULL;

  if (g_hash_table_size (self->moved) == 0)
    return;

  positions = wb_row_array_find_ids (self->rows, self->moved);
  lost = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < positions->len; i++)
    {
      guint position = g_array_index (positions, guint, i);
      const WbRow *row = wb_row_array_get (self->rows, position);
      const gint64 *seq = g_hash_table_lookup (self->moved, &row->id);

      if (row->seq < *seq)
        g_array_append_val (lost, position);
    }
  wb_notification_list_remove_positions (self, lost);
  g_hash_table_remove_all (self->moved);
}

static void
merge_newer (WbNotificationList *self)
{
  g_autoptr (GHashTable) known = find_known_ids (self);
  g_autoptr (GArray) shown = NULL;

  if (g_hash_table_size (known) > 0)
    wb_notification_list_remove_ids (self, known);
  shown = wb_notification_list_dup_shown (self, self->newer);
  g_array_prepend_vals (self->rows, shown->data, shown->len);
  wb_notification_list_changed_at (self, 0, 0, shown->len);
  remove_lost (self);
}

static void
head_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbNotificationList) self = user_data;
  g_autoptr (GVariant) rows = NULL;
  g_autoptr (GError) error = NULL;
  gint64 top_seq = self->rows->len > 0 ? wb_row_array_get (self->rows, 0)->seq : 0;
  const WbRow *page;
  gsize n_rows, n_newer = 0;

  rows = wb_agent_client_list_finish (WB_AGENT_CLIENT (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (rows == NULL)
    {
      g_debug ("list: %s", error->message);
      g_clear_object (&self->head);
      return;
    }

  page = g_variant_get_fixed_array (rows, &n_rows, sizeof (WbRow));
  while (n_newer < n_rows && page[n_newer].seq > top_seq)
    n_newer++;
  g_array_append_vals (self->newer, page, (guint) n_newer);
  if (n_newer >= self->head_rows)
    {
      request_head (self, page[n_rows - 1].seq, PAGE_ROWS);
      return;
    }

  g_clear_object (&self->head);
  merge_newer (self);
  if (self->is_head_wanted)
    refresh_head (self);
}

static void
request_head (WbNotificationList *self, gint64 before_seq, guint n_rows)
{
  self->head_rows = n_rows;
  wb_agent_client_list_async (self->client, self->filter, before_seq, n_rows, self->head, head_cb,
                              g_object_ref (self));
}

static void
refresh_head (WbNotificationList *self)
{
  /* Without a first page the highest seq is not known; a reload brings the head with it. */
  if (!self->is_loaded || self->incoming != NULL || self->head != NULL)
    {
      self->is_head_wanted = TRUE;
      return;
    }
  self->is_head_wanted = FALSE;
  self->head = g_cancellable_new ();
  g_clear_pointer (&self->newer, g_array_unref);
  self->newer = wb_row_array_new ();
  request_head (self, 0, HEAD_ROWS);
}

static void
added_cb (WbNotificationList *self, GVariant *ids)
{
  (void) ids;
  refresh_head (self);
}

static void
changed_cb (WbNotificationList *self, GVariant *ids)
{
  gsize n_ids;
  const gint64 *id = g_variant_get_fixed_array (ids, &n_ids, sizeof *id);

  for (gsize i = 0; i < n_ids; i++)
    wb_notification_cache_refresh (self->cache, id[i]);
  if (n_ids == 0)
    wb_notification_cache_refresh_all (self->cache);

  if (n_ids == 0 && !wb_filter_is_empty (self->filter))
    wb_notification_list_reload (self);
  else
    refresh_head (self);
}

static void
forget (WbNotificationList *self, const gint64 *ids, gsize n_ids)
{
  g_autoptr (GHashTable) set = wb_notification_list_new_id_set (ids, n_ids);

  for (gsize i = 0; i < n_ids; i++)
    {
      WbNotificationItem *item = wb_notification_cache_lookup (self->cache, ids[i]);

      if (item != NULL)
        wb_notification_item_set_gone (item, TRUE);
      g_hash_table_remove (self->hidden, &ids[i]);
    }
  wb_notification_list_remove_ids (self, set);
}

static void
removed_cb (WbNotificationList *self, GVariant *ids)
{
  gsize n_ids;
  const gint64 *id = g_variant_get_fixed_array (ids, &n_ids, sizeof *id);

  if (n_ids > 0)
    {
      forget (self, id, n_ids);
      return;
    }
  wb_notification_cache_refresh_all (self->cache);
  wb_notification_list_reload (self);
}

static void
missing_cb (WbNotificationList *self, gint64 id)
{
  forget (self, &id, 1);
}

/* Where content tells of a seq that no row has, the row has moved. */
static void
fetched_cb (WbNotificationList *self, const WbNotification *notification)
{
  guint place = wb_row_array_find_place (self->rows, notification->seq);

  if (place < self->rows->len && wb_row_array_get (self->rows, place)->id == notification->id)
    return;
  if (wb_row_array_find_id (self->rows, notification->id) == WB_ROW_NONE)
    return;

  g_hash_table_replace (self->moved, g_memdup2 (&notification->id, sizeof (gint64)),
                        g_memdup2 (&notification->seq, sizeof (gint64)));
  refresh_head (self);
}

static void
state_cb (WbNotificationList *self)
{
  if (wb_agent_client_get_state (self->client) != WB_AGENT_STATE_READY)
    {
      wb_notification_list_stop (self);
      return;
    }
  wb_notification_cache_refresh_all (self->cache);
  wb_notification_list_load (self, self->is_loaded);
}

/* wb_notification_list_follow: begins to read, and to hear what the agent says. */
void
wb_notification_list_follow (WbNotificationList *self)
{
  g_signal_connect_object (self->client, "notify::state", G_CALLBACK (state_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "removed", G_CALLBACK (removed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cache, "fetched", G_CALLBACK (fetched_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cache, "settled", G_CALLBACK (settled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->cache, "missing", G_CALLBACK (missing_cb), self,
                           G_CONNECT_SWAPPED);
  state_cb (self);
}
