/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "engine/wb-health.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/wb-json-writer.h"
#include "engine/wb-centre-jobs.h"
#include "engine/wb-exposition.h"
#include "store/wb-stats-store.h"

#define CHECK_PERIOD_US G_TIME_SPAN_DAY /* of the database's integrity, when somebody asks */
#define QUEUE_SHARE 2                   /* the queue is long from one half of its bound on */

/* How the agent is. */
struct _WbHealth
{
  GObject parent_instance;

  WbDatabase *database; /* owned */
  WbCentre *centre;     /* owned */
  WbClock *clock;       /* owned */
  WbHealthFunc func;
  gpointer data;
  gint64 started_us;
  gint64 started_monotonic_us;
  WbIntegrity integrity;
  gint64 checked_us; /* 0: never */
  gboolean is_checking;
};

G_DEFINE_FINAL_TYPE (WbHealth, wb_health, G_TYPE_OBJECT)

/* What the reader thread finds out. */
typedef struct
{
  char *path; /* owned: of the database */
  WbCounts counts;
  gint64 size_bytes;
  gint64 free_bytes;
  gint64 resident_bytes;
  GString *families; /* owned, nullable: the metrics that come from the store, if asked for */
} Examination;

/* --- judging --- */

static void
add_trouble (GPtrArray *troubles, WbHealthLevel *level, WbHealthLevel at_least, const char *trouble)
{
  g_ptr_array_add (troubles, g_strdup (trouble));
  *level = MAX (*level, at_least);
}

/*
 * wb_health_judge:
 * @troubles: char *: those that are known; those that follow from @facts are added
 */
WbHealthLevel
wb_health_judge (const WbHealthFacts *facts, GPtrArray *troubles)
{
  WbHealthLevel level = troubles->len > 0 ? WB_HEALTH_DEGRADED : WB_HEALTH_OK;

  if (facts->is_store_failing)
    add_trouble (troubles, &level, WB_HEALTH_FAILING, _ ("Events cannot be stored."));
  if (facts->integrity == WB_INTEGRITY_DAMAGED)
    add_trouble (troubles, &level, WB_HEALTH_FAILING, _ ("The database is damaged."));
  if (facts->free_bytes >= 0 && facts->free_bytes < WB_HEALTH_LOW_DISK_BYTES)
    add_trouble (troubles, &level, WB_HEALTH_DEGRADED, _ ("The disk is almost full."));
  if (facts->queue_jobs > WB_DATABASE_QUEUE_JOBS / QUEUE_SHARE)
    add_trouble (troubles, &level, WB_HEALTH_DEGRADED,
                 _ ("Events come faster than they can be stored."));
  return level;
}

const char *
wb_health_level_to_string (WbHealthLevel level)
{
  static const char *const words[] = {
    [WB_HEALTH_OK] = "ok",
    [WB_HEALTH_DEGRADED] = "degraded",
    [WB_HEALTH_FAILING] = "failing",
  };

  g_return_val_if_fail ((guint) level < G_N_ELEMENTS (words), NULL);

  return words[level];
}

static const char *
integrity_to_string (WbIntegrity integrity)
{
  static const char *const words[] = {
    [WB_INTEGRITY_UNKNOWN] = "unknown",
    [WB_INTEGRITY_SOUND] = "ok",
    [WB_INTEGRITY_DAMAGED] = "damaged",
  };

  return words[integrity];
}

/* --- examining, on the reader thread --- */

static void
examination_free (Examination *self)
{
  g_free (self->path);
  if (self->families != NULL)
    g_string_free (self->families, TRUE);
  g_free (self);
}

static gint64
get_size (const char *path, const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  GStatBuf status;

  return g_stat (name, &status) == 0 ? (gint64) status.st_size : 0;
}

static gint64
get_free (const char *path)
{
  struct statvfs status;

  return statvfs (path, &status) == 0 ? (gint64) (status.f_bavail * status.f_frsize) : -1;
}

static gint64
get_resident (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    sscanf (text, "%*d %ld", &pages);
  return (gint64) pages * sysconf (_SC_PAGESIZE);
}

static void
add_event_sample (const WbEventCount *count, gpointer data)
{
  wb_exposition_add_sample (data, "wakebell_events_total", (double) count->n, "type", count->type,
                            "severity", wb_severity_to_string (count->severity), "outcome",
                            wb_outcome_to_string (count->outcome), NULL);
}

static gboolean
examine_job (WbConnection *connection, gpointer data, GError **error)
{
  Examination *self = data;

  self->size_bytes = get_size (self->path, "") + get_size (self->path, "-wal");
  self->free_bytes = get_free (self->path);
  self->resident_bytes = get_resident ();
  if (!wb_count_job (connection, &self->counts, error))
    return FALSE;
  if (self->families == NULL)
    return TRUE;

  wb_exposition_begin_family (self->families, "wakebell_events_total", "counter",
                              "Events that were accepted.");
  return wb_stats_store_sum (connection, WB_STATS_BY_ALL, 0, add_event_sample, self->families,
                             error);
}

/* --- integrity, on a thread of its own: it reads the whole file --- */

static void
check_thread (GTask *task,
              gpointer source G_GNUC_UNUSED,
              gpointer path,
              GCancellable *cancellable G_GNUC_UNUSED)
{
  GError *error = NULL;
  g_autoptr (WbConnection) connection = wb_connection_open_reader (path, &error);
  gboolean is_sound = FALSE;

  if (connection == NULL || !wb_connection_check_pages (connection, &is_sound, &error))
    g_task_return_error (task, error);
  else
    g_task_return_int (task, is_sound ? WB_INTEGRITY_SOUND : WB_INTEGRITY_DAMAGED);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data G_GNUC_UNUSED)
{
  WbHealth *self = WB_HEALTH (source);
  g_autoptr (GError) error = NULL;
  gssize integrity = g_task_propagate_int (G_TASK (result), &error);

  self->is_checking = FALSE;
  if (error != NULL)
    {
      g_debug ("the database was not checked: %s", error->message);
      return;
    }
  self->integrity = (WbIntegrity) integrity;
  self->checked_us = wb_clock_get_now_us (self->clock);
}

static void
check_if_due (WbHealth *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->is_checking
      || (self->checked_us != 0
          && ABS (wb_clock_get_now_us (self->clock) - self->checked_us) < CHECK_PERIOD_US))
    return;

  self->is_checking = TRUE;
  task = g_task_new (self, NULL, checked_cb, NULL);
  g_task_set_source_tag (task, check_if_due);
  g_task_set_task_data (task, g_strdup (wb_database_get_path (self->database)), g_free);
  g_task_run_in_thread (task, check_thread);
}

/* --- telling --- */

static GPtrArray *
dup_troubles (GVariantDict *parts)
{
  GPtrArray *troubles = g_ptr_array_new_with_free_func (g_free);
  g_autofree const char **known = NULL;

  if (g_variant_dict_lookup (parts, "troubles", "^a&s", &known))
    for (guint i = 0; known[i] != NULL; i++)
      g_ptr_array_add (troubles, g_strdup (known[i]));
  return troubles;
}

static void
begin_object (GString *json, const char *name)
{
  wb_json_begin_member (json, name);
  g_string_append_c (json, '{');
}

static void
add_store (WbHealth *self, GString *json, const Examination *examination)
{
  begin_object (json, "database");
  wb_json_add_string (json, "path", examination->path);
  wb_json_add_int64 (json, "size_bytes", examination->size_bytes);
  if (examination->free_bytes >= 0)
    wb_json_add_int64 (json, "free_bytes", examination->free_bytes);
  wb_json_add_string (json, "integrity", integrity_to_string (self->integrity));
  if (self->checked_us != 0)
    wb_json_add_time (json, "checked_at", self->checked_us);
  g_string_append_c (json, '}');
  begin_object (json, "queue");
  wb_json_add_int64 (json, "jobs", wb_database_count_waiting (self->database));
  wb_json_add_int64 (json, "limit", WB_DATABASE_QUEUE_JOBS);
  g_string_append_c (json, '}');
  wb_json_add_int64 (json, "events", (gint64) examination->counts.events);
  wb_json_add_int64 (json, "notifications", (gint64) examination->counts.notifications);
  wb_json_add_int64 (json, "unread", wb_centre_get_unread_count (self->centre));
}

static void
add_parts (GString *json, GVariantDict *parts)
{
  g_autofree const char **http = NULL;
  const char *socket = NULL, *popups = NULL;
  gboolean has_tray = FALSE;

  begin_object (json, "listeners");
  g_variant_dict_lookup (parts, "http", "^a&s", &http);
  wb_json_add_strings (json, "http", http);
  g_variant_dict_lookup (parts, "socket", "&s", &socket);
  wb_json_add_string (json, "socket", socket);
  g_string_append_c (json, '}');
  begin_object (json, "desktop");
  if (g_variant_dict_lookup (parts, "tray", "b", &has_tray))
    wb_json_add_boolean (json, "tray", has_tray);
  g_variant_dict_lookup (parts, "popups", "&s", &popups);
  wb_json_add_string (json, "popups", popups);
  g_string_append_c (json, '}');
}

static GString *
report (WbHealth *self, const Examination *examination, WbHealthLevel *level)
{
  const WbHealthFacts facts = {
    .is_store_failing = wb_database_is_failing (self->database),
    .integrity = self->integrity,
    .free_bytes = examination->free_bytes,
    .queue_jobs = wb_database_count_waiting (self->database),
  };
  g_autoptr (GVariantDict) parts = g_variant_dict_new (NULL);
  g_autoptr (GPtrArray) troubles = NULL;
  GString *json = g_string_new ("{");

  self->func (parts, self->data);
  troubles = dup_troubles (parts);
  *level = wb_health_judge (&facts, troubles);
  wb_json_add_string (json, "status", wb_health_level_to_string (*level));
  wb_json_add_string (json, "version", WB_VERSION);
  wb_json_add_time (json, "started_at", self->started_us);
  wb_json_add_int64 (json, "uptime_s",
                     (g_get_monotonic_time () - self->started_monotonic_us) / G_USEC_PER_SEC);
  add_store (self, json, examination);
  add_parts (json, parts);
  g_ptr_array_add (troubles, NULL);
  wb_json_add_strings (json, "troubles", (const char *const *) troubles->pdata);
  return g_string_append_c (json, '}');
}

static void
add_gauge (GString *text, const char *name, const char *help, gint64 value)
{
  wb_exposition_begin_family (text, name, "gauge", help);
  wb_exposition_add_sample (text, name, (double) value, NULL);
}

static GString *
measure (WbHealth *self, Examination *examination)
{
  GString *text = g_steal_pointer (&examination->families);

  wb_exposition_begin_family (text, "wakebell_build_info", "gauge", "The version, as a label.");
  wb_exposition_add_sample (text, "wakebell_build_info", 1, "version", WB_VERSION, NULL);
  add_gauge (text, "wakebell_notifications", "Notifications that are kept.",
             (gint64) examination->counts.notifications);
  add_gauge (text, "wakebell_notifications_unread", "Notifications that nobody has read.",
             wb_centre_get_unread_count (self->centre));
  add_gauge (text, "wakebell_queue_jobs", "What was taken in and is not on disk yet.",
             wb_database_count_waiting (self->database));
  add_gauge (text, "wakebell_database_bytes", "Size of the database and its log.",
             examination->size_bytes);
  add_gauge (text, "process_resident_memory_bytes", "Resident memory size in bytes.",
             examination->resident_bytes);
  add_gauge (text, "process_start_time_seconds", "Start time since 1970 in seconds.",
             self->started_us / G_USEC_PER_SEC);
  return text;
}

static void
wb_health_dispose (GObject *object)
{
  WbHealth *self = WB_HEALTH (object);

  g_clear_object (&self->database);
  g_clear_object (&self->centre);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (wb_health_parent_class)->dispose (object);
}

static void
wb_health_class_init (WbHealthClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_health_dispose;
}

static void
wb_health_init (WbHealth *self)
{
  self->started_monotonic_us = g_get_monotonic_time ();
}

/* wb_health_new: @func is called whenever somebody asks, for as long as the object lives. */
WbHealth *
wb_health_new (WbDatabase *database,
               WbCentre *centre,
               WbClock *clock,
               WbHealthFunc func,
               gpointer data)
{
  WbHealth *self = g_object_new (WB_TYPE_HEALTH, NULL);

  self->database = g_object_ref (database);
  self->centre = g_object_ref (centre);
  self->clock = g_object_ref (clock);
  self->func = func;
  self->data = data;
  self->started_us = wb_clock_get_now_us (clock);
  return self;
}

static void
examined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  Examination *examination = wb_database_finish (WB_DATABASE (source), result, &error);

  if (examination == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, examination, NULL);
}

static void
examine (WbHealth *self, gboolean wants_metrics, GTask *task)
{
  Examination *examination = g_new0 (Examination, 1);

  examination->path = g_strdup (wb_database_get_path (self->database));
  if (wants_metrics)
    examination->families = g_string_new (NULL);
  g_task_set_task_data (task, examination, (GDestroyNotify) examination_free);
  wb_database_read_async (self->database, examine_job, examination, NULL, NULL, examined_cb, task);
}

void
wb_health_examine_async (WbHealth *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (WB_IS_HEALTH (self));

  check_if_due (self);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_health_examine_async);
  examine (self, FALSE, task);
}

/* wb_health_examine_finish: (transfer full): one JSON object. @level: (out) */
GString *
wb_health_examine_finish (WbHealth *self,
                          GAsyncResult *result,
                          WbHealthLevel *level,
                          GError **error)
{
  const Examination *examination;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  examination = g_task_propagate_pointer (G_TASK (result), error);
  return examination != NULL ? report (self, examination, level) : NULL;
}

void
wb_health_measure_async (WbHealth *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (WB_IS_HEALTH (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, wb_health_measure_async);
  examine (self, TRUE, task);
}

/* wb_health_measure_finish: (transfer full): see wb-exposition.h. */
GString *
wb_health_measure_finish (WbHealth *self, GAsyncResult *result, GError **error)
{
  Examination *examination;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  examination = g_task_propagate_pointer (G_TASK (result), error);
  return examination != NULL ? measure (self, examination) : NULL;
}
