/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-signed-request.h"

#include <string.h>

#include "channels/wb-mail-library.h"

/* What a worker thread is given. */
typedef struct
{
  WbWebRequest *request; /* owned */
  char *key_id;          /* owned */
  char *secret;          /* owned */
  char *region;          /* owned */
  const char *service;   /* static */
  gboolean has_network;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  explicit_bzero (self->secret, strlen (self->secret));
  wb_web_request_free (self->request);
  g_free (self->key_id);
  g_free (self->secret);
  g_free (self->region);
  g_free (self);
}

static void
send_job (GTask *task, gpointer source G_GNUC_UNUSED, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  const WbMailModule *module = wb_mail_library_get ();
  const WbSignature signature = {
    .key_id = job->key_id,
    .secret = job->secret,
    .region = job->region,
    .service = job->service,
  };
  const WbMailTerms terms = {
    .host = g_get_host_name (),
    .has_network = job->has_network,
    .now_us = g_get_real_time (),
  };
  WbWebReply *reply = NULL;

  if (module != NULL)
    {
      reply = wb_web_reply_new (WB_WEB_NO_CONNECTION);
      module->post_signed (job->request, &signature, &terms, cancellable, reply);
    }
  g_task_return_pointer (task, reply, (GDestroyNotify) wb_web_reply_free);
}

/*
 * wb_signed_request_send_async:
 * @request: (transfer full): a POST with a body
 * @signature: its service is static; read before this returns
 *
 * Ends within the deadline of @request, as wb_http_client_send_async() does.
 */
void
wb_signed_request_send_async (WbWebRequest *request,
                              const WbSignature *signature,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, wb_signed_request_send_async);
  /* What became of a request that was cancelled on its way is to be known. */
  g_task_set_check_cancellable (task, FALSE);
  job->request = request;
  job->key_id = g_strdup (signature->key_id);
  job->secret = g_strdup (signature->secret);
  job->region = g_strdup (signature->region);
  job->service = signature->service;
  job->has_network = g_network_monitor_get_network_available (g_network_monitor_get_default ());
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, send_job);
}

/* wb_signed_request_send_finish: (transfer full) (nullable): %NULL: the module that signs is not
 * installed. */
WbWebReply *
wb_signed_request_send_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}
