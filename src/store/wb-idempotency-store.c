/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-idempotency-store.h"

#include <string.h>

#include "base/wb-error.h"

#define DIGEST_SIZE 32 /* SHA-256 */

static void
digest_content (const char *content, guint8 digest[DIGEST_SIZE])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = DIGEST_SIZE;

  g_checksum_update (checksum, (const guchar *) content, -1);
  g_checksum_get_digest (checksum, digest, &size);
}

/*
 * wb_idempotency_store_find:
 * @content: the event as JSON
 * @event_id: (out): the event that came with @key before, or 0
 *
 * Returns: %FALSE with WB_ERROR_CONFLICT when @key came with other content
 */
gboolean
wb_idempotency_store_find (WbConnection *connection,
                           const char *key,
                           const char *content,
                           gint64 now_us,
                           gint64 *event_id,
                           GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT event_id, digest FROM idempotency_keys"
                               " WHERE key = ?1 AND created_us > ?2",
                               error);
  guint8 digest[DIGEST_SIZE];

  if (select == NULL)
    return FALSE;

  wb_statement_bind_text (select, 1, key);
  wb_statement_bind_int64 (select, 2, now_us - WB_IDEMPOTENCY_LIFETIME_US);
  if (!wb_statement_next (select, &local))
    {
      if (local == NULL)
        *event_id = 0;
      else
        g_propagate_error (error, g_steal_pointer (&local));
      return local == NULL;
    }

  digest_content (content, digest);
  if (sqlite3_column_bytes (select, 1) != DIGEST_SIZE
      || memcmp (sqlite3_column_blob (select, 1), digest, DIGEST_SIZE) != 0)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_CONFLICT,
                   "id: used before for other content, by event %" G_GINT64_FORMAT,
                   wb_statement_get_int64 (select, 0));
      return FALSE;
    }
  *event_id = wb_statement_get_int64 (select, 0);
  return TRUE;
}

/* wb_idempotency_store_insert: an expired row of the same key gives way. */
gboolean
wb_idempotency_store_insert (WbConnection *connection,
                             const char *key,
                             const char *content,
                             gint64 event_id,
                             gint64 now_us,
                             GError **error)
{
  g_autoptr (WbStatement) insert
      = wb_connection_prepare (connection,
                               "INSERT OR REPLACE INTO idempotency_keys"
                               " (key, event_id, digest, created_us) VALUES (?1, ?2, ?3, ?4)",
                               error);
  guint8 digest[DIGEST_SIZE];

  if (insert == NULL)
    return FALSE;

  digest_content (content, digest);
  wb_statement_bind_text (insert, 1, key);
  wb_statement_bind_int64 (insert, 2, event_id);
  wb_statement_bind_blob (insert, 3, digest, sizeof digest);
  wb_statement_bind_int64 (insert, 4, now_us);
  return wb_statement_run (insert, error);
}
