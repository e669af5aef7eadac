/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-list-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-arguments.h"
#include "cli/wb-output.h"
#include "model/wb-filter.h"
#include "model/wb-limits.h"
#include "model/wb-notification.h"

#define DEFAULT_ROWS 20
#define COLUMN_GAP 2

/* Cells of the columns before the title; the mark of the unread takes two. */
typedef enum
{
  COLUMN_ID,
  COLUMN_WHEN,
  COLUMN_SEVERITY,
  N_COLUMNS,
} Column;

typedef struct
{
  char *cells[N_COLUMNS]; /* owned */
  char *title;            /* owned */
  guint count;
  gboolean is_unread;
  WbSeverity severity;
} Row;

/* What the options ask for. */
typedef struct
{
  gboolean is_json;
  gboolean is_unread;
  GStrv severities; /* owned */
  GStrv categories; /* owned */
  char *search;     /* owned */
  int limit;
} Options;

static void
options_clear (Options *options)
{
  g_strfreev (options->severities);
  g_strfreev (options->categories);
  g_free (options->search);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
row_free (Row *row)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_free (row->cells[i]);
  g_free (row->title);
  g_free (row);
}

static Row *
row_new (const WbNotification *notification, gint64 now_us)
{
  Row *row = g_new0 (Row, 1);

  row->cells[COLUMN_ID] = g_strdup_printf ("%" G_GINT64_FORMAT, notification->id);
  row->cells[COLUMN_WHEN] = wb_output_dup_when (notification->updated_us, now_us);
  row->cells[COLUMN_SEVERITY] = g_strdup (wb_severity_to_string (notification->severity));
  row->title = wb_output_dup_line (notification->event->title);
  row->count = notification->count;
  row->is_unread = notification->read_us == 0;
  row->severity = notification->severity;
  return row;
}

/* Takes "error,critical" as well as two options. */
static gboolean
read_severities (WbFilter *filter, GStrv lists, GError **error)
{
  for (guint i = 0; lists != NULL && lists[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lists[i], ",", -1);

      for (guint j = 0; words[j] != NULL; j++)
        {
          WbSeverity severity;

          if (!wb_severity_from_string (g_strstrip (words[j]), &severity))
            return wb_command_refuse (error, _ ("--severity: unknown word \"%s\""), words[j]);
          filter->severities |= 1u << severity;
        }
    }
  return TRUE;
}

static gboolean
read_categories (WbFilter *filter, GStrv lists, GError **error)
{
  for (guint i = 0; lists != NULL && lists[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lists[i], ",", -1);

      for (guint j = 0; words[j] != NULL; j++)
        {
          WbCategory category;

          if (!wb_category_from_string (g_strstrip (words[j]), &category))
            return wb_command_refuse (error, _ ("--category: unknown word \"%s\""), words[j]);
          filter->categories |= 1u << category;
        }
    }
  return TRUE;
}

static WbFilter *
read_filter (const Options *options, GError **error)
{
  g_autoptr (WbFilter) filter = wb_filter_new ();

  if (options->limit < 1 || options->limit > WB_LIMIT_LIST_ROWS)
    {
      wb_command_refuse (error, _ ("--limit: expected a number from 1 to %d"), WB_LIMIT_LIST_ROWS);
      return NULL;
    }
  if (!read_severities (filter, options->severities, error)
      || !read_categories (filter, options->categories, error))
    return NULL;
  if (options->is_unread)
    filter->unread = WB_FILTER_ONLY;
  if (options->search != NULL)
    {
      filter->text = wb_arguments_dup_utf8 (options->search, error);
      if (filter->text == NULL)
        return NULL;
    }
  return g_steal_pointer (&filter);
}

static gboolean
parse (const WbCommand *command, int argc, char **argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "unread", 'u', 0, G_OPTION_ARG_NONE, &options->is_unread, N_ ("Only unread ones"), NULL },
    { "severity", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options->severities,
      N_ ("Only this severity; may be repeated"), N_ ("WORD") },
    { "category", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &options->categories,
      N_ ("Only training, gateway, keys, metrics, external or custom; may be repeated"),
      N_ ("WORD") },
    { "search", 0, 0, G_OPTION_ARG_FILENAME, &options->search,
      N_ ("Only those with every word of TEXT"), N_ ("TEXT") },
    { "limit", 'n', 0, G_OPTION_ARG_INT, &options->limit, N_ ("How many at the most (20)"),
      N_ ("NUMBER") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, N_ ("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };

  return wb_command_parse_entries (command, entries, argc, argv, NULL, error);
}

/* Goes over all notifications of @rows, an a(xx), as many in one call as the agent gives. */
static gboolean
foreach_notification (GVariant *rows,
                      gboolean (*take) (GVariant *, gpointer, GError **),
                      gpointer target,
                      GError **error)
{
  gsize n_rows = g_variant_n_children (rows);

  for (gsize start = 0; start < n_rows; start += WB_LIMIT_GET_ROWS)
    {
      g_auto (GVariantBuilder) ids = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ax"));
      g_autoptr (GVariant) reply = NULL;
      g_autoptr (GVariant) list = NULL;

      for (gsize i = start; i < MIN (start + WB_LIMIT_GET_ROWS, n_rows); i++)
        {
          gint64 id;

          g_variant_get_child (rows, i, "(xx)", &id, NULL);
          g_variant_builder_add (&ids, "x", id);
        }
      reply = wb_agent_call ("Notifications1", "Get", g_variant_new ("(ax)", &ids), "(aa{sv})",
                             error);
      if (reply == NULL)
        return FALSE;

      list = g_variant_get_child_value (reply, 0);
      for (gsize i = 0; i < g_variant_n_children (list); i++)
        {
          g_autoptr (GVariant) notification = g_variant_get_child_value (list, i);

          if (!take (notification, target, error))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
take_json (GVariant *notification, gpointer target, GError **error)
{
  return wb_output_append_dictionary (target, notification, error);
}

static gboolean
take_row (GVariant *variant, gpointer target, GError **error)
{
  g_autoptr (WbNotification) notification = wb_notification_new_from_variant (variant, error);

  if (notification == NULL)
    return FALSE;
  g_ptr_array_add (target, row_new (notification, g_get_real_time ()));
  return TRUE;
}

static gboolean
print_json (GVariant *rows, guint64 total, GError **error)
{
  g_autoptr (GString) json = g_string_new ("{\"notifications\":[");

  if (!foreach_notification (rows, take_json, json, error))
    return FALSE;
  g_string_append_c (json, ']');
  wb_json_add_int64 (json, "total", (gint64) total);
  g_string_append_c (json, '}');
  wb_output_print_json (json->str);
  return TRUE;
}

static void
measure (GPtrArray *rows, guint widths[N_COLUMNS])
{
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);

      for (guint column = 0; column < N_COLUMNS; column++)
        widths[column]
            = MAX (widths[column], wb_output_count_columns (row->cells[column]) + COLUMN_GAP);
    }
}

static void
print_row (const Row *row, const guint widths[N_COLUMNS])
{
  g_autoptr (GString) line = g_string_new (row->is_unread ? "* " : "  ");

  wb_output_append_padded (line, row->cells[COLUMN_ID], widths[COLUMN_ID]);
  wb_output_append_padded (line, row->cells[COLUMN_WHEN], widths[COLUMN_WHEN]);
  g_string_append (line, wb_output_begin_severity (row->severity));
  wb_output_append_padded (line, row->cells[COLUMN_SEVERITY], widths[COLUMN_SEVERITY]);
  g_string_append (line, wb_output_end_style ());
  if (row->is_unread)
    g_string_append_printf (line, "%s%s%s", wb_output_begin_bold (), row->title,
                            wb_output_end_style ());
  else
    g_string_append (line, row->title);
  if (row->count > 1)
    g_string_append_printf (line, " ×%u", row->count);
  g_print ("%s\n", line->str);
}

static gboolean
print_rows (GVariant *variant, guint64 total, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  guint widths[N_COLUMNS] = { 0 };

  if (!foreach_notification (variant, take_row, rows, error))
    return FALSE;

  measure (rows, widths);
  for (guint i = 0; i < rows->len; i++)
    print_row (g_ptr_array_index (rows, i), widths);

  /* For a person only: scripts count lines. */
  if (wb_output_is_terminal () && rows->len == 0)
    g_print (_ ("No notifications.\n"));
  else if (wb_output_is_terminal () && rows->len < total)
    g_print (_ ("%u of %llu; --limit NUMBER shows more.\n"), rows->len, (unsigned long long) total);
  return TRUE;
}

gboolean
wb_list_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_auto (Options) options = { .limit = DEFAULT_ROWS };
  g_autoptr (WbFilter) filter = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) rows = NULL;
  guint64 total;

  if (!parse (command, argc, argv, &options, error))
    return FALSE;
  filter = read_filter (&options, error);
  if (filter == NULL)
    return FALSE;

  reply = wb_agent_call ("Notifications1", "List",
                         g_variant_new ("(@a{sv}xu)", wb_filter_to_variant (filter), (gint64) 0,
                                        (guint32) options.limit),
                         "(a(xx)t)", error);
  if (reply == NULL)
    return FALSE;
  g_variant_get (reply, "(@a(xx)t)", &rows, &total);
  return options.is_json ? print_json (rows, total, error) : print_rows (rows, total, error);
}
