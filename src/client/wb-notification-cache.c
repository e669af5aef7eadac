/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#define G_LOG_DOMAIN "wb-notification-cache"

#include "config.h"

#include "client/wb-notification-cache.h"

#define BATCH_IDS 200   /* of one Get; the agent takes WB_LIMIT_GET_ROWS */
#define BATCHES_LIMIT 2 /* that are under way at once */
#define WAITING_LIMIT 4096

struct _WbNotificationCache
{
  GObject parent_instance;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  GHashTable *entries;       /* &Entry.id -> Entry (owned), of items that are alive */
  GQueue recent;             /* WbNotificationItem (owned), asked for last first */
  GQueue waiting;            /* gint64* (owned), ids to fetch, asked for last first */
  guint flush_source;
  guint n_batches;
};

/* What is known of an item beside its content. */
typedef struct
{
  gint64 id;
  WbNotificationCache *cache; /* not owned */
  WbNotificationItem *item;   /* not owned: weak reference by item_gone_cb() */
  GList *link;                /* in recent, or NULL */
  gboolean is_waiting;
  gboolean is_under_way; /* in a batch */
} Entry;

/* One Get under way. */
typedef struct
{
  WbNotificationCache *cache; /* owned */
  gint64 *ids;                /* owned */
  gsize n_ids;
} Batch;

enum
{
  SIGNAL_FETCHED,
  SIGNAL_MISSING,
  SIGNAL_SETTLED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbNotificationCache, wb_notification_cache, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
batch_free (Batch *batch)
{
  g_object_unref (batch->cache);
  g_free (batch->ids);
  g_free (batch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static void flush (WbNotificationCache *self);

static void
item_gone_cb (gpointer user_data, GObject *item)
{
  Entry *entry = user_data;

  (void) item;
  entry->item = NULL;
  g_hash_table_remove (entry->cache->entries, &entry->id);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->item != NULL)
    g_object_weak_unref (G_OBJECT (entry->item), item_gone_cb, entry);
  g_free (entry);
}

static gboolean
flush_cb (gpointer user_data)
{
  WbNotificationCache *self = user_data;

  self->flush_source = 0;
  flush (self);
  return G_SOURCE_REMOVE;
}

/* What was asked for long ago has scrolled out of sight. */
static void
drop_oldest_waiting (WbNotificationCache *self)
{
  while (self->waiting.length > WAITING_LIMIT)
    {
      g_autofree gint64 *id = g_queue_pop_tail (&self->waiting);
      Entry *entry = g_hash_table_lookup (self->entries, id);

      if (entry != NULL)
        entry->is_waiting = FALSE;
    }
}

/* All that one turn of the main loop asks for goes out together. */
static void
ask (WbNotificationCache *self, Entry *entry)
{
  if (!entry->is_waiting)
    g_queue_push_head (&self->waiting, g_memdup2 (&entry->id, sizeof entry->id));
  entry->is_waiting = TRUE;
  drop_oldest_waiting (self);
  if (self->flush_source == 0)
    self->flush_source = g_idle_add_full (G_PRIORITY_DEFAULT, flush_cb, self, NULL);
}

static void
take_content (WbNotificationCache *self, WbNotification *notification)
{
  Entry *entry = g_hash_table_lookup (self->entries, &notification->id);

  if (entry == NULL)
    return;
  wb_notification_item_set_notification (entry->item, notification);
  g_signal_emit (self, signals[SIGNAL_FETCHED], 0, notification);
}

static void
mark_under_way (Batch *batch, gboolean is_under_way)
{
  for (gsize i = 0; i < batch->n_ids; i++)
    {
      Entry *entry = g_hash_table_lookup (batch->cache->entries, &batch->ids[i]);

      if (entry != NULL)
        entry->is_under_way = is_under_way;
    }
}

/* The answer has the order of the question, without those that do not exist. */
static void
report_missing (Batch *batch, GPtrArray *notifications)
{
  guint n_seen = 0;

  if (notifications->len == batch->n_ids)
    return;

  for (gsize i = 0; i < batch->n_ids; i++)
    {
      const WbNotification *next
          = n_seen < notifications->len ? g_ptr_array_index (notifications, n_seen) : NULL;

      if (next != NULL && next->id == batch->ids[i])
        n_seen++;
      else
        g_signal_emit (batch->cache, signals[SIGNAL_MISSING], 0, batch->ids[i]);
    }
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Batch) batch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notifications = NULL;
  WbNotificationCache *self = batch->cache;

  notifications = wb_agent_client_get_finish (WB_AGENT_CLIENT (source), result, &error);
  self->n_batches--;
  mark_under_way (batch, FALSE);
  if (notifications == NULL)
    {
      g_debug ("get: %s", error->message);
      return; /* whoever comes next asks again */
    }
  for (guint i = 0; i < notifications->len; i++)
    take_content (self, g_ptr_array_index (notifications, i));
  report_missing (batch, notifications);
  flush (self);
  if (!wb_notification_cache_is_busy (self))
    g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}

/* The next ids whose items still live. */
static GArray *
take_waiting (WbNotificationCache *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (ids->len < BATCH_IDS && !g_queue_is_empty (&self->waiting))
    {
      g_autofree gint64 *id = g_queue_pop_head (&self->waiting);
      Entry *entry = g_hash_table_lookup (self->entries, id);

      if (entry == NULL || !entry->is_waiting)
        continue;
      entry->is_waiting = FALSE;
      g_array_append_val (ids, *id);
    }
  return ids;
}

static void
flush (WbNotificationCache *self)
{
  while (self->n_batches < BATCHES_LIMIT && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (GArray) ids = take_waiting (self);
      Batch *batch;

      if (ids->len == 0)
        return;
      batch = g_new0 (Batch, 1);
      batch->cache = g_object_ref (self);
      batch->n_ids = ids->len;
      batch->ids = (gint64 *) g_array_free (g_steal_pointer (&ids), FALSE);
      self->n_batches++;
      mark_under_way (batch, TRUE);
      wb_agent_client_get_async (self->client, batch->ids, batch->n_ids, self->cancellable, got_cb,
                                 batch);
    }
}

/* Puts the item first of those that are kept. */
static void
touch (WbNotificationCache *self, Entry *entry)
{
  if (entry->link != NULL)
    {
      g_queue_unlink (&self->recent, entry->link);
      g_queue_push_head_link (&self->recent, entry->link);
      return;
    }
  g_queue_push_head (&self->recent, g_object_ref (entry->item));
  entry->link = self->recent.head;
}

static void
forget_oldest (WbNotificationCache *self)
{
  while (self->recent.length > WB_NOTIFICATION_CACHE_SIZE)
    {
      g_autoptr (WbNotificationItem) oldest = g_queue_pop_tail (&self->recent);
      gint64 id = wb_notification_item_get_id (oldest);
      Entry *entry = g_hash_table_lookup (self->entries, &id);

      entry->link = NULL;
    }
}

static Entry *
add_entry (WbNotificationCache *self, WbNotificationItem *item)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->id = wb_notification_item_get_id (item);
  entry->cache = self;
  entry->item = item;
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, entry);
  g_hash_table_insert (self->entries, &entry->id, entry);
  return entry;
}

static void
wb_notification_cache_dispose (GObject *object)
{
  WbNotificationCache *self = WB_NOTIFICATION_CACHE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->flush_source, g_source_remove);
  g_hash_table_remove_all (self->entries);
  g_queue_clear_full (&self->recent, g_object_unref);
  g_queue_clear_full (&self->waiting, g_free);
  G_OBJECT_CLASS (wb_notification_cache_parent_class)->dispose (object);
}

static void
wb_notification_cache_finalize (GObject *object)
{
  WbNotificationCache *self = WB_NOTIFICATION_CACHE (object);

  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_notification_cache_parent_class)->finalize (object);
}

static void
wb_notification_cache_class_init (WbNotificationCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wb_notification_cache_dispose;
  object_class->finalize = wb_notification_cache_finalize;

  signals[SIGNAL_FETCHED]
      = g_signal_new ("fetched", WB_TYPE_NOTIFICATION_CACHE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, WB_TYPE_NOTIFICATION | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SIGNAL_MISSING] = g_signal_new ("missing", WB_TYPE_NOTIFICATION_CACHE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_SETTLED] = g_signal_new ("settled", WB_TYPE_NOTIFICATION_CACHE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_notification_cache_init (WbNotificationCache *self)
{
  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->recent);
  g_queue_init (&self->waiting);
}

WbNotificationCache *
wb_notification_cache_new (WbAgentClient *client)
{
  WbNotificationCache *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);

  self = g_object_new (WB_TYPE_NOTIFICATION_CACHE, NULL);
  self->client = g_object_ref (client);
  return self;
}

/* wb_notification_cache_dup_item: (transfer full): the item of @id; its content may follow later.
 */
WbNotificationItem *
wb_notification_cache_dup_item (WbNotificationCache *self, gint64 id)
{
  g_autoptr (WbNotificationItem) item = NULL;
  Entry *entry;

  g_return_val_if_fail (WB_IS_NOTIFICATION_CACHE (self), NULL);

  entry = g_hash_table_lookup (self->entries, &id);
  if (entry != NULL)
    {
      item = g_object_ref (entry->item);
    }
  else
    {
      item = wb_notification_item_new (id);
      entry = add_entry (self, item);
    }
  if (wb_notification_item_get_notification (item) == NULL && !entry->is_under_way)
    ask (self, entry);
  touch (self, entry);
  forget_oldest (self);
  return g_steal_pointer (&item);
}

/* wb_notification_cache_lookup: (transfer none) (nullable): NULL: not alive now. */
WbNotificationItem *
wb_notification_cache_lookup (WbNotificationCache *self, gint64 id)
{
  Entry *entry;

  g_return_val_if_fail (WB_IS_NOTIFICATION_CACHE (self), NULL);

  entry = g_hash_table_lookup (self->entries, &id);
  return entry != NULL ? entry->item : NULL;
}

/* wb_notification_cache_refresh: fetches the content anew if anybody could see it. */
void
wb_notification_cache_refresh (WbNotificationCache *self, gint64 id)
{
  Entry *entry;

  g_return_if_fail (WB_IS_NOTIFICATION_CACHE (self));

  entry = g_hash_table_lookup (self->entries, &id);
  if (entry != NULL)
    ask (self, entry);
}

void
wb_notification_cache_refresh_all (WbNotificationCache *self)
{
  GHashTableIter iter;
  gpointer entry;

  g_return_if_fail (WB_IS_NOTIFICATION_CACHE (self));

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    ask (self, entry);
}

/* wb_notification_cache_flush: sends for all that was asked for, before this turn is over. */
void
wb_notification_cache_flush (WbNotificationCache *self)
{
  g_return_if_fail (WB_IS_NOTIFICATION_CACHE (self));

  flush (self);
}

/* wb_notification_cache_is_busy: whether content is still to come; "settled" tells when it has. */
gboolean
wb_notification_cache_is_busy (WbNotificationCache *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_CACHE (self), FALSE);

  return self->n_batches > 0 || !g_queue_is_empty (&self->waiting);
}
