/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "client/wb-notification-export.h"

#include <errno.h>
#include <gio/gfiledescriptorbased.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define PROGRESS_PERIOD_US (100 * G_TIME_SPAN_MILLISECOND)

struct _WbNotificationExport
{
  GObject parent_instance;

  GFile *file;                  /* owned */
  GVariant *filter;             /* owned, nullable: all that pass it */
  WbNotificationWriter *writer; /* owned; while it runs, of its thread alone */
};

/* How far a thread was when it told so. */
typedef struct
{
  WbNotificationExport *export; /* owned */
  guint n_done;
  guint n_all;
} Progress;

/* What one run has beside the export. */
typedef struct
{
  GTask *task; /* not owned: it owns this */
  gint64 told_us;
} Run;

enum
{
  SIGNAL_PROGRESS,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbNotificationExport, wb_notification_export, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

/* --- progress, from the thread to whoever waits --- */

static void
progress_free (gpointer data)
{
  Progress *progress = data;

  g_object_unref (progress->export);
  g_free (progress);
}

static gboolean
progress_cb (gpointer user_data)
{
  Progress *progress = user_data;

  g_signal_emit (progress->export, signals[SIGNAL_PROGRESS], 0, progress->n_done, progress->n_all);
  return G_SOURCE_REMOVE;
}

static void
tell (const WbNotificationWriter *writer, gpointer user_data)
{
  Run *run = user_data;
  gint64 now_us = g_get_monotonic_time ();
  Progress *progress;

  if (now_us - run->told_us < PROGRESS_PERIOD_US)
    return;
  run->told_us = now_us;
  progress = g_new0 (Progress, 1);
  progress->export = g_object_ref (g_task_get_source_object (run->task));
  progress->n_done = writer->n_read;
  progress->n_all = writer->ids->len;
  g_main_context_invoke_full (g_task_get_context (run->task), G_PRIORITY_DEFAULT, progress_cb,
                              progress, progress_free);
}

/* --- in the thread --- */

/* Beside the other, so that it can take its place at once. */
static GFile *
make_part_file (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *name
      = g_strdup_printf (".wakebell-%08x%08x.part", g_random_int (), g_random_int ());

  return g_file_get_child (folder, name);
}

/* On disk before it takes the other's place; where there is no descriptor, nobody can tell. */
static gboolean
close_stream (GFileOutputStream *stream, GCancellable *cancellable, GError **error)
{
  if (G_IS_FILE_DESCRIPTOR_BASED (stream)
      && fsync (g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (stream))) < 0)
    {
      int number = errno;

      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (number), g_strerror (number));
      return FALSE;
    }
  return g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, error);
}

static gboolean
write_part (WbNotificationExport *self,
            GFile *part,
            Run *run,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GFileOutputStream) stream
      = g_file_create (part, G_FILE_CREATE_PRIVATE, cancellable, error);

  return stream != NULL
         && wb_notification_writer_run (self->writer, G_OUTPUT_STREAM (stream), tell, run,
                                        cancellable, error)
         && close_stream (stream, cancellable, error)
         && g_file_move (part, self->file, G_FILE_COPY_OVERWRITE | G_FILE_COPY_NO_FALLBACK_FOR_MOVE,
                         cancellable, NULL, NULL, error);
}

static gboolean
write_file (WbNotificationExport *self, Run *run, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) part = make_part_file (self->file);

  if (self->filter != NULL
      && !wb_notification_writer_add_all (self->writer, self->filter, cancellable, error))
    return FALSE;
  if (write_part (self, part, run, cancellable, error))
    return TRUE;
  g_file_delete (part, NULL, NULL);
  return FALSE;
}

/* What can be said better than by the system; the place is one that the person chose. */
static void
say_plainly (GError **error)
{
  static const struct
  {
    GIOErrorEnum code;
    const char *text;
  } texts[] = {
    { G_IO_ERROR_NO_SPACE, N_ ("There is no space left in that place.") },
    { G_IO_ERROR_PERMISSION_DENIED, N_ ("Nothing may be written in that folder.") },
    { G_IO_ERROR_READ_ONLY, N_ ("Nothing may be written in that folder.") },
    { G_IO_ERROR_NOT_FOUND, N_ ("That folder is not there any more.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_error_matches (*error, G_IO_ERROR, texts[i].code))
      {
        g_clear_error (error);
        g_set_error_literal (error, G_IO_ERROR, texts[i].code, _ (texts[i].text));
        return;
      }
}

static void
run_job (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  WbNotificationExport *self = source;
  Run run = { .task = task };
  GError *error = NULL;

  (void) task_data;
  if (write_file (self, &run, cancellable, &error))
    {
      g_task_return_int (task, self->writer->n_written);
      return;
    }
  say_plainly (&error);
  g_task_return_error (task, error);
}

/* --- the object --- */

static void
wb_notification_export_finalize (GObject *object)
{
  WbNotificationExport *self = WB_NOTIFICATION_EXPORT (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->filter, g_variant_unref);
  g_clear_pointer (&self->writer, wb_notification_writer_free);
  G_OBJECT_CLASS (wb_notification_export_parent_class)->finalize (object);
}

static void
wb_notification_export_class_init (WbNotificationExportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_notification_export_finalize;

  signals[SIGNAL_PROGRESS]
      = g_signal_new ("progress", WB_TYPE_NOTIFICATION_EXPORT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
wb_notification_export_init (WbNotificationExport *self)
{
  (void) self;
}

/* wb_notification_export_new: of nothing, until it is said which ones; it runs once. */
WbNotificationExport *
wb_notification_export_new (WbAgentClient *client, WbNotificationFormat format, GFile *file)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (gint64));
  WbNotificationExport *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);
  g_return_val_if_fail (G_IS_FILE (file) && g_file_has_parent (file, NULL), NULL);

  self = g_object_new (WB_TYPE_NOTIFICATION_EXPORT, NULL);
  self->writer = wb_notification_writer_new (client, format, none);
  self->file = g_object_ref (file);
  return self;
}

/* wb_notification_export_set_ids: @ids: (element-type gint64): just these. */
void
wb_notification_export_set_ids (WbNotificationExport *self, GArray *ids)
{
  g_return_if_fail (WB_IS_NOTIFICATION_EXPORT (self));
  g_return_if_fail (ids != NULL);

  g_array_append_vals (self->writer->ids, ids->data, ids->len);
}

/* wb_notification_export_set_filter: all that pass it when it runs. */
void
wb_notification_export_set_filter (WbNotificationExport *self, const WbFilter *filter)
{
  g_return_if_fail (WB_IS_NOTIFICATION_EXPORT (self));
  g_return_if_fail (filter != NULL);

  self->filter = g_variant_ref_sink (wb_filter_to_variant (filter));
}

/* wb_notification_export_get_file: (transfer none) */
GFile *
wb_notification_export_get_file (WbNotificationExport *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_EXPORT (self), NULL);

  return self->file;
}

void
wb_notification_export_run_async (WbNotificationExport *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (WB_IS_NOTIFICATION_EXPORT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_notification_export_run_async);
  g_task_run_in_thread (task, run_job);
}

/*
 * wb_notification_export_run_finish:
 * @n_written: (out) (optional): how many the file has
 *
 * Returns: FALSE: there is no such file, or the one that was there before
 */
gboolean
wb_notification_export_run_finish (WbNotificationExport *self,
                                   GAsyncResult *result,
                                   guint *n_written,
                                   GError **error)
{
  gssize n;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  n = g_task_propagate_int (G_TASK (result), error);
  if (n < 0)
    return FALSE;
  if (n_written != NULL)
    *n_written = (guint) n;
  return TRUE;
}
