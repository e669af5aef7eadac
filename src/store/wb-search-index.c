/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-search-index.h"

#include <string.h>

#include "base/wb-error.h"
#include "model/wb-limits.h"

#define SLICE_ROWS 64 /* about 5 ms: how long an event waits at the most behind the index */

static const char insert_words[]
    = "INSERT INTO search (rowid, title, message, details) VALUES (?1, ?2, ?3, ?4)";
/* The index keeps no texts: what is taken out must be told to it word for word. */
static const char delete_words[] = "INSERT INTO search (search, rowid, title, message, details)"
                                   " VALUES ('delete', ?1, ?2, ?3, ?4)";

/* The other words a person may remember an event by. */
static char *
dup_details (const WbEvent *event)
{
  g_autofree char *tags = event->tags != NULL ? g_strjoinv (" ", event->tags) : NULL;
  const char *words[]
      = { event->type->name, event->source, event->model_name, event->run_id, event->provider,
          event->key_id,     tags };
  GString *details = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i] != NULL)
      g_string_append_printf (details, "%s ", words[i]);
  return g_string_free (details, FALSE);
}

static gboolean
write_words (WbConnection *connection,
             const char *sql,
             gint64 seq,
             const WbEvent *event,
             GError **error)
{
  g_autofree char *details = dup_details (event);
  g_autoptr (WbStatement) insert = wb_connection_prepare (connection, sql, error);

  if (insert == NULL)
    return FALSE;

  wb_statement_bind_int64 (insert, 1, seq);
  wb_statement_bind_text (insert, 2, event->title);
  wb_statement_bind_text (insert, 3, event->message);
  wb_statement_bind_text (insert, 4, details);
  return wb_statement_run (insert, error);
}

static gboolean
read_mark (WbConnection *connection, gint64 *mark, GError **error)
{
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection, "SELECT max(id) FROM search_docsize", error);

  if (select == NULL || !wb_statement_next (select, error))
    return FALSE;
  *mark = wb_statement_get_int64 (select, 0);
  return TRUE;
}

/*
 * wb_search_index_add_slice:
 *
 * Takes the next notifications into the search index. It follows outside the transactions that
 * answer senders: inside them it would halve what they can take.
 */
gboolean
wb_search_index_add_slice (WbConnection *connection, gboolean *has_more, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (WbStatement) select
      = wb_connection_prepare (connection,
                               "SELECT n.seq, e.body FROM notifications AS n"
                               " JOIN events AS e ON e.id = n.seq WHERE n.seq > ?1"
                               " ORDER BY n.seq LIMIT ?2",
                               error);
  gint64 mark;
  guint rows = 0;

  if (select == NULL || !read_mark (connection, &mark, error))
    return FALSE;

  wb_statement_bind_int64 (select, 1, mark);
  wb_statement_bind_int64 (select, 2, SLICE_ROWS);
  while (wb_statement_next (select, &local))
    {
      g_autoptr (WbEvent) event = wb_event_new_from_json (wb_statement_get_text (select, 1), error);

      if (event == NULL
          || !write_words (connection, insert_words, wb_statement_get_int64 (select, 0), event,
                           error))
        return FALSE;
      rows++;
    }
  *has_more = rows == SLICE_ROWS;
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* wb_search_index_remove: takes out @event, which is in the index at @seq. */
gboolean
wb_search_index_remove (WbConnection *connection, gint64 seq, const WbEvent *event, GError **error)
{
  return write_words (connection, delete_words, seq, event, error);
}

static gboolean
has_letter_or_digit (const char *word)
{
  for (const char *p = word; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* A phrase in quotes, in which nothing is an operator, and whose last word may go on. */
static void
append_phrase (GString *query, const char *word)
{
  if (query->len > 0)
    g_string_append_c (query, ' ');
  g_string_append_c (query, '"');
  for (const char *p = word; *p != '\0'; p++)
    g_string_append_len (query, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
  g_string_append (query, "\"*");
}

/*
 * wb_search_index_dup_query:
 * @text: what a person typed; nothing in it is an operator
 *
 * Returns: (transfer full) (nullable): a query for what has all of its words, or words that begin
 * with them, as search fields elsewhere do; %NULL when it has none
 */
char *
wb_search_index_dup_query (const char *text)
{
  g_auto (GStrv) words = NULL;
  GString *query = g_string_new (NULL);
  guint n_words = 0;

  g_return_val_if_fail (text != NULL, NULL);

  words = g_strsplit_set (text, " \t\n\r", -1);
  for (GStrv word = words; *word != NULL && n_words < WB_LIMIT_SEARCH_WORDS; word++)
    if (has_letter_or_digit (*word))
      {
        append_phrase (query, *word);
        n_words++;
      }
  return g_string_free (query, n_words == 0);
}
