/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-email-channel.h"

#include <glib/gi18n-lib.h>

#include "channels/wb-mail-library.h"

#define RATE_PER_MINUTE 10     /* S4-23 */
#define MAILS_OF_CONNECTION 50 /* over one connection, one after the other */

struct _WbEmailChannel
{
  WbChannel parent_instance;

  char *ca_file; /* owned, nullable */
};

/* What a worker thread is given. */
typedef struct
{
  WbSending *sending; /* lives until the callback */
  char *ca_file;      /* owned, nullable */
  gboolean has_network;
} Job;

G_DEFINE_FINAL_TYPE (WbEmailChannel, wb_email_channel, WB_TYPE_CHANNEL)

static void
job_free (gpointer data)
{
  Job *self = data;

  g_free (self->ca_file);
  g_free (self);
}

static void
send_job (GTask *task, gpointer source G_GNUC_UNUSED, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  const WbMailModule *module = wb_mail_library_get ();
  const WbMailTerms terms = {
    .host = g_get_host_name (),
    .ca_file = job->ca_file,
    .has_network = job->has_network,
    .now_us = g_get_real_time (),
  };

  if (module != NULL)
    module->send (job->sending, &terms, cancellable);
  for (guint i = 0; module == NULL && i < job->sending->items->len; i++)
    wb_send_result_set (&wb_sending_get_item (job->sending, i)->result, WB_SEND_BROKEN,
                        _ ("The part of Wakebell that sends mail is not installed, or is of another"
                           " version: install Wakebell again"));
  g_task_return_boolean (task, TRUE);
}

static void
send_async (WbChannel *channel,
            WbSending *sending,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  WbEmailChannel *self = WB_EMAIL_CHANNEL (channel);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, send_async);
  /* The thread writes results for as long as it runs: nobody may look before it ended. */
  g_task_set_check_cancellable (task, FALSE);
  job->sending = sending;
  job->ca_file = g_strdup (self->ca_file);
  job->has_network = g_network_monitor_get_network_available (g_network_monitor_get_default ());
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, send_job);
}

static void
send_finish (WbChannel *channel G_GNUC_UNUSED, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
wb_email_channel_finalize (GObject *object)
{
  WbEmailChannel *self = WB_EMAIL_CHANNEL (object);

  g_free (self->ca_file);
  G_OBJECT_CLASS (wb_email_channel_parent_class)->finalize (object);
}

static void
wb_email_channel_class_init (WbEmailChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = wb_email_channel_finalize;
  channel_class->kind = WB_CHANNEL_EMAIL;
  channel_class->rate_limit = RATE_PER_MINUTE;
  channel_class->burst = RATE_PER_MINUTE;
  channel_class->batches = TRUE;
  channel_class->max_items = MAILS_OF_CONNECTION;
  channel_class->send_async = send_async;
  channel_class->send_finish = send_finish;
}

static void
wb_email_channel_init (WbEmailChannel *self G_GNUC_UNUSED)
{
}

WbChannel *
wb_email_channel_new (void)
{
  return g_object_new (WB_TYPE_EMAIL_CHANNEL, NULL);
}

/* wb_email_channel_new_with_authority: @ca_file: certificates that are trusted instead of the
 * system's; for tests: the agent trusts who the system trusts. */
WbChannel *
wb_email_channel_new_with_authority (const char *ca_file)
{
  WbChannel *self = wb_email_channel_new ();

  WB_EMAIL_CHANNEL (self)->ca_file = g_strdup (ca_file);
  return self;
}
