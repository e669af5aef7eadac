/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "outcome-channel.h"

G_DEFINE_FINAL_TYPE (OutcomeChannel, outcome_channel, WB_TYPE_CHANNEL)

static const char *const action_words[] = { "", "ack ", "resolve ", "test ", "confirm " };

static void
hear (OutcomeChannel *self, WbSending *sending)
{
  for (guint i = 0; i < sending->items->len; i++)
    {
      WbSendItem *item = wb_sending_get_item (sending, i);
      WbSendResult *planned = g_queue_pop_head (&self->outcomes);

      if (planned != NULL)
        item->result = *planned;
      else
        {
          item->result.outcome = WB_SEND_DONE;
          wb_send_result_set_receipt (&item->result, "{\"id\":1}");
        }
      g_free (planned);
      if (item->result.outcome == WB_SEND_DONE)
        g_string_append_printf (self->heard, "%s%s; ", action_words[item->message->action],
                                item->message->title);
    }
}

static void
outcome_channel_send_async (WbChannel *channel,
                            WbSending *sending,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  OutcomeChannel *self = OUTCOME_CHANNEL (channel);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  hear (self, sending);
  if (self->is_slow)
    {
      g_ptr_array_add (self->held, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
outcome_channel_send_finish (WbChannel *channel G_GNUC_UNUSED, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
outcome_channel_finalize (GObject *object)
{
  OutcomeChannel *self = OUTCOME_CHANNEL (object);

  g_queue_clear_full (&self->outcomes, g_free);
  g_string_free (self->heard, TRUE);
  g_ptr_array_unref (self->held);

  G_OBJECT_CLASS (outcome_channel_parent_class)->finalize (object);
}

/* The commands of a user have no limits of their own, no batches and no credentials. */
static void
outcome_channel_class_init (OutcomeChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = outcome_channel_finalize;
  channel_class->kind = WB_CHANNEL_EXEC;
  channel_class->actions |= 1u << WB_DELIVERY_CONFIRM;
  channel_class->send_async = outcome_channel_send_async;
  channel_class->send_finish = outcome_channel_send_finish;
}

static void
outcome_channel_init (OutcomeChannel *self)
{
  g_queue_init (&self->outcomes);
  self->heard = g_string_new (NULL);
  self->held = g_ptr_array_new ();
}
