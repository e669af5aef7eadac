/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-secret-keeper.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "base/wb-error.h"
#include "engine/wb-credential-file.h"
#include "model/wb-channel-settings.h"

#define TIMEOUT_S 10 /* for an answer of the keyring; a person may wait for ours */
#define SYSTEMD "systemd"
#define SYSTEMD_CREDENTIAL "wakebell-credentials"
#define SANDBOX_FILE "/.flatpak-info"

static const SecretSchema schema = {
  .name = "io.github.wakebell.Wakebell.Credential",
  .attributes = {
    { "channel", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "field", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

struct _WbSecretKeeper
{
  GObject parent_instance;

  GThreadPool *thread; /* owned: one job after the other, in the order in which they came */
  char *path;          /* owned, nullable: of a file that a person named instead of the keyring */
  gboolean is_read_only;
};

/* What is asked of the keyring: one channel's credentials. Belongs to one thread at a time. */
typedef struct
{
  char *channel;
  GPtrArray *credentials; /* owned, nullable, WbCredential: to be kept */
  GPtrArray *dropped;     /* owned, nullable, char *: names of those that go */
  char *field;            /* owned, nullable: to be looked up */
  char *path;             /* owned, nullable: of the file instead of the keyring */
  gboolean is_read_only;
  guint timeout_id;
} Job;

G_DEFINE_FINAL_TYPE (WbSecretKeeper, wb_secret_keeper, G_TYPE_OBJECT)

static void
job_free (Job *self)
{
  g_free (self->channel);
  g_clear_pointer (&self->credentials, g_ptr_array_unref);
  g_clear_pointer (&self->dropped, g_ptr_array_unref);
  g_free (self->field);
  g_free (self->path);
  g_free (self);
}

/* --- on the thread --- */

/* In a sandbox, and where the environment says so, libsecret keeps a file of its own. */
static gboolean
uses_file (void)
{
  const char *backend = g_getenv ("SECRET_BACKEND");

  return backend != NULL ? g_str_equal (backend, "file")
                         : g_file_test (SANDBOX_FILE, G_FILE_TEST_EXISTS);
}

/* libsecret would ask the user to unlock it, or to make one: that is not for events that come at
 * any time. */
static gboolean
check_open (GCancellable *cancellable, GError **error)
{
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) keyring = NULL;
  g_autoptr (GError) local = NULL;

  if (uses_file ())
    return TRUE;
  service = secret_service_get_sync (SECRET_SERVICE_NONE, cancellable, error);
  if (service == NULL)
    return FALSE;
  keyring = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT,
                                              SECRET_COLLECTION_NONE, cancellable, &local);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (keyring == NULL)
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("there is no keyring yet"));
  else if (secret_collection_get_locked (keyring))
    g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE, _ ("the keyring is locked"));
  else
    return TRUE;
  return FALSE;
}

/* Members of an object are set in what is kept. */
static gboolean
complete (const Job *job, WbCredential *credential, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *kept = secret_password_lookup_sync (&schema, cancellable, &local, "channel", job->channel,
                                            "field", credential->name, NULL);
  gboolean is_whole;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  is_whole = wb_credential_apply (credential, kept, error);
  secret_password_free (kept);
  return is_whole;
}

static gboolean
keep (const Job *job, WbCredential *credential, GCancellable *cancellable, GError **error)
{
  g_autofree char *label = g_strdup_printf ("Wakebell: %s %s", job->channel, credential->name);

  if (credential->is_patch && !complete (job, credential, cancellable, error))
    return FALSE;
  return secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, label, credential->secret,
                                     cancellable, error, "channel", job->channel, "field",
                                     credential->name, NULL);
}

static gboolean
drop (const Job *job, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;

  /* Not to find it is no error. */
  secret_password_clear_sync (&schema, cancellable, &local, "channel", job->channel, "field", name,
                              NULL);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
change (const Job *job, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; job->credentials != NULL && i < job->credentials->len; i++)
    if (!keep (job, g_ptr_array_index (job->credentials, i), cancellable, error))
      return FALSE;
  for (guint i = 0; job->dropped != NULL && i < job->dropped->len; i++)
    if (!drop (job, g_ptr_array_index (job->dropped, i), cancellable, error))
      return FALSE;
  return TRUE;
}

static char *
look_up (const Job *job, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *secret = secret_password_lookup_sync (&schema, cancellable, &local, "channel", job->channel,
                                              "field", job->field, NULL);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (secret == NULL)
    g_set_error (error, WB_ERROR, WB_ERROR_NOT_FOUND, _ ("the keyring does not have it"));
  return secret;
}

/* What libsecret and the bus say means nothing to who asked. */
static void
return_error (GTask *task, GError *error)
{
  if (error->domain == WB_ERROR)
    {
      g_task_return_error (task, error);
      return;
    }
  g_debug ("keyring: %s", error->message);
  g_task_return_new_error (task, WB_ERROR, WB_ERROR_UNAVAILABLE,
                           g_cancellable_is_cancelled (g_task_get_cancellable (task))
                               ? _ ("the keyring does not answer")
                               : _ ("the keyring is not available"));
  g_error_free (error);
}

static gboolean
change_file (const Job *job, GError **error)
{
  if (!job->is_read_only)
    return wb_credential_file_change (job->path, job->channel, job->credentials, job->dropped,
                                      error);
  g_set_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE,
               _ ("credentials come from systemd here: change them there"));
  return FALSE;
}

static void
run_file_job (GTask *task)
{
  const Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  char *secret = NULL;

  if (job->field != NULL)
    secret = wb_credential_file_look_up (job->path, job->channel, job->field, &error);
  else
    change_file (job, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) secret_password_free);
  else
    g_task_return_boolean (task, TRUE);
}

static void
run_job (gpointer data, gpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GTask) task = data;
  const Job *job = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (job->path != NULL)
    run_file_job (task);
  else if (!check_open (cancellable, &error))
    return_error (task, error);
  else if (job->field != NULL)
    {
      char *secret = look_up (job, cancellable, &error);

      if (secret == NULL)
        return_error (task, error);
      else
        g_task_return_pointer (task, secret, (GDestroyNotify) secret_password_free);
    }
  else if (!change (job, cancellable, &error))
    return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* --- on the main context --- */

static void
wb_secret_keeper_finalize (GObject *object)
{
  WbSecretKeeper *self = WB_SECRET_KEEPER (object);

  g_thread_pool_free (self->thread, FALSE, FALSE);
  g_free (self->path);

  G_OBJECT_CLASS (wb_secret_keeper_parent_class)->finalize (object);
}

static void
wb_secret_keeper_class_init (WbSecretKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_secret_keeper_finalize;
}

static void
wb_secret_keeper_init (WbSecretKeeper *self)
{
  self->thread = g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
}

WbSecretKeeper *
wb_secret_keeper_new (void)
{
  return g_object_new (WB_TYPE_SECRET_KEEPER, NULL);
}

/*
 * wb_secret_keeper_set_file:
 * @name: the absolute path of a file that only its owner may read; "systemd": what the unit gives
 *   by LoadCredential=wakebell-credentials:PATH (systemd.exec(5)), which only systemd changes;
 *   empty: the keyring
 */
void
wb_secret_keeper_set_file (WbSecretKeeper *self, const char *name)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");

  g_return_if_fail (WB_IS_SECRET_KEEPER (self));

  g_clear_pointer (&self->path, g_free);
  self->is_read_only = g_str_equal (name, SYSTEMD);
  if (self->is_read_only)
    self->path = g_build_filename (folder != NULL ? folder : "/", SYSTEMD_CREDENTIAL, NULL);
  else if (*name != '\0')
    self->path = g_strdup (name);
}

static gboolean
timed_out_cb (gpointer user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);

  job->timeout_id = 0;
  g_cancellable_cancel (g_task_get_cancellable (task));
  return G_SOURCE_REMOVE;
}

static void
completed_cb (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  g_clear_handle_id (&job->timeout_id, g_source_remove);
}

/* Takes @job. The time runs from now, however many stand before it. */
static void
start (WbSecretKeeper *self,
       Job *job,
       gpointer tag,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  job->path = g_strdup (self->path);
  job->is_read_only = self->is_read_only;
  g_task_set_source_tag (task, tag);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  job->timeout_id = g_timeout_add_seconds (TIMEOUT_S, timed_out_cb, task);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  g_thread_pool_push (self->thread, task, NULL);
}

/*
 * wb_secret_keeper_change_async:
 * @channel: whose they are: the name of a channel, "alert-config-3"
 * @credentials: (nullable) (element-type WbCredential): to be kept, in place of older ones
 * @dropped: (nullable) (element-type utf8): names of those to be forgotten
 */
void
wb_secret_keeper_change_async (WbSecretKeeper *self,
                               const char *channel,
                               GPtrArray *credentials,
                               GPtrArray *dropped,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Job *job;

  g_return_if_fail (WB_IS_SECRET_KEEPER (self));

  job = g_new0 (Job, 1);
  job->channel = g_strdup (channel);
  job->credentials = credentials != NULL ? g_ptr_array_ref (credentials) : NULL;
  job->dropped = dropped != NULL ? g_ptr_array_ref (dropped) : NULL;
  start (self, job, wb_secret_keeper_change_async, callback, user_data);
}

/* wb_secret_keeper_change_finish: %FALSE with WB_ERROR_UNAVAILABLE; nothing is promised then. */
gboolean
wb_secret_keeper_change_finish (WbSecretKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
wb_secret_keeper_look_up_async (WbSecretKeeper *self,
                                const char *channel,
                                const char *field,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Job *job;

  g_return_if_fail (WB_IS_SECRET_KEEPER (self));

  job = g_new0 (Job, 1);
  job->channel = g_strdup (channel);
  job->field = g_strdup (field);
  start (self, job, wb_secret_keeper_look_up_async, callback, user_data);
}

/* wb_secret_keeper_look_up_finish: (transfer full): to be freed by secret_password_free(). Errors:
 * WB_ERROR_NOT_FOUND, WB_ERROR_UNAVAILABLE. */
char *
wb_secret_keeper_look_up_finish (WbSecretKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
