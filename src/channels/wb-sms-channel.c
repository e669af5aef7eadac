/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-channel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "channels/wb-http-channel.h"
#include "channels/wb-signed-request.h"
#include "channels/wb-sms-plan.h"
#include "channels/wb-sms-provider.h"
#include "channels/wb-sms-text.h"

#define RATE_PER_MINUTE 5 /* S4-25 */
#define BURST 3
#define SEGMENTS 2                           /* unless the user says otherwise */
#define ATTEMPT_US (60 * G_TIME_SPAN_SECOND) /* after it no other recipient is begun */

struct _WbSmsChannel
{
  WbChannel parent_instance;

  WbHttpClient *client; /* owned */
};

G_DEFINE_FINAL_TYPE (WbSmsChannel, wb_sms_channel, WB_TYPE_CHANNEL)

/* One attempt: each recipient after the other, each by one provider after the other. */
typedef struct
{
  WbSending *sending;
  WbSendItem *item;
  WbSmsReceipt *receipt;      /* owned */
  GPtrArray *providers;       /* owned, const WbSmsProvider */
  GStrv recipients;           /* owned: all */
  GPtrArray *due;             /* owned, char * of the receipt or of recipients */
  char *text;                 /* owned */
  const WbSmsProvider *asked; /* whose reply is waited for */
  guint recipient;            /* of those due */
  guint provider;
  WbSendResult one; /* of this recipient so far */
  gint64 end_us;    /* of the clock that never jumps */
} Attempt;

static void
attempt_free (gpointer data)
{
  Attempt *self = data;

  wb_sms_receipt_free (self->receipt);
  g_ptr_array_unref (self->providers);
  g_strfreev (self->recipients);
  g_clear_pointer (&self->due, g_ptr_array_unref);
  g_free (self->text);
  wb_send_result_clear (&self->one);
  g_free (self);
}

static void advance (GTask *task);

/* --- what is known before --- */

static void
add_provider (GPtrArray *providers, const char *name)
{
  const WbSmsProvider *provider = wb_sms_provider_find (name);

  if (provider != NULL && !g_ptr_array_find (providers, provider, NULL))
    g_ptr_array_add (providers, (gpointer) provider);
}

static GPtrArray *
list_providers (const WbChannelConfig *config)
{
  g_autofree char *first = wb_channel_config_dup_string (config, "provider");
  g_auto (GStrv) others = wb_channel_config_dup_strings (config, "fallback_providers");
  GPtrArray *providers = g_ptr_array_new ();

  add_provider (providers, first != NULL ? first : wb_sms_twilio.name);
  for (GStrv other = others; *other != NULL; other++)
    add_provider (providers, *other);
  return providers;
}

/* A receipt of another delivery is about an older message, but for who asks what became of it. */
static WbSmsReceipt *
read_receipt (const WbMessage *message)
{
  g_autoptr (WbSmsReceipt) receipt = wb_sms_receipt_new_from_json (message->receipt);

  if (receipt != NULL
      && (message->action == WB_DELIVERY_CONFIRM || g_str_equal (receipt->key, message->key)))
    return g_steal_pointer (&receipt);
  return wb_sms_receipt_new (message->key);
}

/* --- what came of it --- */

static void
finish (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);
  WbSendResult *result = &self->item->result;
  g_autofree char *json = NULL;

  if (result->outcome == WB_SEND_PENDING)
    result->outcome = WB_SEND_DONE;
  if (self->receipt->marks->len > 0)
    {
      json = wb_sms_receipt_to_json (self->receipt);
      wb_send_result_set_receipt (result, json);
    }
  g_task_return_boolean (task, TRUE);
}

/* Whether anyone can be asked later what became of it: a test belongs to no notification that could
 * remember whom to ask. */
static gboolean
can_confirm (const Attempt *self)
{
  if (self->item->message->notification_id == 0
      || !wb_channel_config_get_boolean (self->sending->config, "confirm_delivery", TRUE))
    return FALSE;
  for (guint i = 0; i < self->receipt->marks->len; i++)
    {
      const WbSmsMark *mark = g_ptr_array_index (self->receipt->marks, i);
      const WbSmsProvider *provider
          = mark->provider != NULL ? wb_sms_provider_find (mark->provider) : NULL;

      if (mark->id != NULL && provider != NULL && provider->make_question != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
finish_sending (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);
  WbSendResult *result = &self->item->result;

  wb_sms_plan_add_held (result, self->receipt, (const char *const *) self->recipients);
  if (result->outcome <= WB_SEND_DONE && can_confirm (self))
    result->confirm_us = wb_sms_plan_get_confirm_us (0);
  finish (task);
}

/* With several recipients the reason says whose it is. */
static void
name_recipient (const Attempt *self, const char *recipient, WbSendResult *result)
{
  g_autofree char *reason = NULL;

  if (result->reason == NULL || self->recipients[0] == NULL || self->recipients[1] == NULL
      || result->outcome != WB_SEND_REFUSED)
    return;
  reason = g_strdup_printf ("%s: %s", recipient, result->reason);
  wb_send_result_set (result, result->outcome, reason);
}

static void
leave_recipient (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);

  name_recipient (self, g_ptr_array_index (self->due, self->recipient), &self->one);
  wb_sms_plan_merge (&self->item->result, &self->one);
  if (wb_sms_plan_ends_attempt (&self->one))
    self->recipient = self->due->len;
  else
    self->recipient++;
  self->provider = 0;
  wb_send_result_clear (&self->one);
  self->one = (WbSendResult){ 0 };
  advance (task);
}

static void
note_taken (Attempt *self, WbSmsMark *mark, const WbSmsTaken *taken, WbSendResult *result)
{
  wb_sms_mark_set (mark, self->asked->name, taken->id,
                   taken->status != NULL ? taken->status : "accepted");
  if (self->one.reason != NULL)
    {
      g_autofree char *reason = g_strdup_printf (
          /* Translators: the first %s is a company, such as vonage; the second a sentence */
          _ ("Sent by %s, since the one before it failed: %s"), self->asked->name,
          self->one.reason);

      wb_send_result_set (result, WB_SEND_DONE, reason);
    }
  wb_send_result_clear (&self->one);
  self->one = (WbSendResult){ 0 };
  wb_sms_plan_merge (&self->one, result);
}

static void
judge (const WbSending *sending, const WbWebReply *reply, WbSendResult *result)
{
  if (reply->fault != WB_WEB_REPLIED)
    wb_http_channel_judge_fault (reply, result);
  else
    wb_http_channel_judge_status (sending, reply, g_get_real_time (), result);
}

static void
note_reply (GTask *task, const WbWebReply *reply)
{
  Attempt *self = g_task_get_task_data (task);
  WbSmsMark *mark
      = wb_sms_receipt_mark (self->receipt, g_ptr_array_index (self->due, self->recipient));
  g_auto (WbSendResult) result = { 0 };
  g_auto (WbSmsTaken) taken = { 0 };

  judge (self->sending, reply, &result);
  if (reply->fault == WB_WEB_REPLIED)
    self->asked->read_reply (reply, &taken, &result);
  if (result.outcome == WB_SEND_DONE)
    {
      note_taken (self, mark, &taken, &result);
      leave_recipient (task);
      return;
    }
  if (reply->fault != WB_WEB_REPLIED && reply->may_have_arrived)
    {
      wb_sms_plan_judge_unsure (mark, &result);
      wb_sms_plan_merge (&self->one, &result);
      leave_recipient (task);
      return;
    }
  wb_sms_plan_merge (&self->one, &result);
  self->provider = result.outcome == WB_SEND_OFFLINE ? self->providers->len : self->provider + 1;
  advance (task);
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WbWebReply) reply = wb_http_client_send_finish (WB_HTTP_CLIENT (source), result);

  note_reply (task, reply);
}

static void
signed_replied_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (WbWebReply) reply = wb_signed_request_send_finish (result);
  Attempt *self = g_task_get_task_data (task);
  g_auto (WbSendResult) missing = { 0 };

  if (reply != NULL)
    {
      note_reply (task, reply);
      return;
    }
  wb_send_result_set (&missing, WB_SEND_BROKEN,
                      _ ("The part of Wakebell that signs requests is not installed, or is of "
                         "another version: install Wakebell again"));
  wb_sms_plan_merge (&self->one, &missing);
  self->provider++;
  advance (task);
}

/* --- sending --- */

/* @request: (transfer full) */
static void
send_signed (GTask *task, WbWebRequest *request)
{
  Attempt *self = g_task_get_task_data (task);
  g_autofree char *key_id = wb_channel_config_dup_string (self->sending->config, "access_key_id");
  g_autofree char *region = wb_sms_sns_dup_region (self->sending);
  const WbSignature signature = {
    .key_id = key_id,
    .secret = wb_sending_get_secret (self->sending, "secret_access_key"),
    .region = region,
    .service = "sns",
  };

  wb_signed_request_send_async (request, &signature, g_task_get_cancellable (task),
                                signed_replied_cb, g_object_ref (task));
}

static gboolean
is_out_of_time (const Attempt *self)
{
  return self->recipient > 0 && g_get_monotonic_time () > self->end_us;
}

static void
ask_provider (GTask *task)
{
  WbSmsChannel *channel = g_task_get_source_object (task);
  Attempt *self = g_task_get_task_data (task);
  const char *recipient = g_ptr_array_index (self->due, self->recipient);
  g_auto (WbSendResult) result = { 0 };
  g_autoptr (WbWebRequest) request = NULL;

  self->asked = g_ptr_array_index (self->providers, self->provider);
  request = self->asked->make_request (self->sending, recipient, self->text, &result);
  if (request != NULL && self->asked->is_signed)
    {
      send_signed (task, g_steal_pointer (&request));
      return;
    }
  if (request != NULL)
    {
      wb_http_client_send_async (channel->client, request, g_task_get_cancellable (task),
                                 replied_cb, g_object_ref (task));
      return;
    }
  wb_sms_plan_merge (&self->one, &result);
  self->provider++;
  advance (task);
}

static void
advance (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);

  if (self->recipient >= self->due->len)
    finish_sending (task);
  else if (is_out_of_time (self))
    {
      g_auto (WbSendResult) late = { 0 };

      wb_send_result_set (&late, WB_SEND_RETRY, _ ("There was no time left for all recipients"));
      wb_sms_plan_merge (&self->item->result, &late);
      finish_sending (task);
    }
  else if (self->provider >= self->providers->len)
    leave_recipient (task);
  else
    ask_provider (task);
}

static void
begin_sending (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);
  gint64 n_segments
      = wb_channel_config_get_integer (self->sending->config, "max_segments", SEGMENTS);

  if (self->recipients[0] == NULL)
    {
      wb_send_result_set (&self->item->result, WB_SEND_BROKEN,
                          _ ("The channel has no recipients: give it phone numbers"));
      finish (task);
      return;
    }
  self->text = wb_sms_text_make (self->item->message->title, self->item->message->body,
                                 (guint) n_segments);
  self->due = wb_sms_plan_list_due (self->receipt, (const char *const *) self->recipients);
  self->end_us = g_get_monotonic_time () + ATTEMPT_US;
  advance (task);
}

/* --- asking what became of it --- */

static WbSmsMark *
find_open_mark (const Attempt *self, guint from, guint *place)
{
  for (guint i = from; i < self->receipt->marks->len; i++)
    {
      WbSmsMark *mark = g_ptr_array_index (self->receipt->marks, i);
      const WbSmsProvider *provider
          = mark->provider != NULL ? wb_sms_provider_find (mark->provider) : NULL;

      if (mark->id == NULL || provider == NULL || provider->make_question == NULL
          || provider->is_final (mark->status))
        continue;
      *place = i;
      return mark;
    }
  return NULL;
}

/* Nothing failed as long as the network works: the same question comes later, as a delivery of its
 * own. */
static void
finish_asking (GTask *task)
{
  Attempt *self = g_task_get_task_data (task);
  WbSendResult *result = &self->item->result;
  guint place;

  if (result->outcome > WB_SEND_DONE || find_open_mark (self, 0, &place) == NULL)
    {
      finish (task);
      return;
    }
  result->confirm_us = wb_sms_plan_get_confirm_us (++self->receipt->n_polls);
  wb_send_result_set (result, WB_SEND_DONE,
                      result->confirm_us != 0
                          ? _ ("The message is on its way")
                          : _ ("The message was sent; whether it arrived, the network does not"
                               " say"));
  finish (task);
}

static void ask_next (GTask *task);

static void
answered_cb (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Attempt *self = g_task_get_task_data (task);
  g_autoptr (WbWebReply) reply = wb_http_client_send_finish (WB_HTTP_CLIENT (source), async_result);
  WbSmsMark *mark = g_ptr_array_index (self->receipt->marks, self->recipient);
  g_auto (WbSendResult) result = { 0 };
  g_auto (WbSmsTaken) taken = { 0 };

  judge (self->sending, reply, &result);
  if (reply->fault == WB_WEB_REPLIED)
    self->asked->read_answer (reply, &taken, &result);
  if (taken.status != NULL)
    {
      g_autofree char *id = g_strdup (mark->id);

      wb_sms_mark_set (mark, self->asked->name, id, taken.status);
      wb_send_result_set_answer (&result, self->sending, taken.status);
    }
  name_recipient (self, mark->recipient, &result);
  wb_sms_plan_merge (&self->item->result, &result);
  self->recipient++;
  if (wb_sms_plan_ends_attempt (&result))
    finish (task);
  else
    ask_next (task);
}

static void
ask_next (GTask *task)
{
  WbSmsChannel *channel = g_task_get_source_object (task);
  Attempt *self = g_task_get_task_data (task);
  const WbSmsMark *mark = find_open_mark (self, self->recipient, &self->recipient);
  g_autoptr (WbWebRequest) request = NULL;

  if (mark == NULL)
    {
      finish_asking (task);
      return;
    }
  self->asked = wb_sms_provider_find (mark->provider);
  request = self->asked->make_question (self->sending, mark->id, &self->item->result);
  if (request == NULL)
    {
      finish (task);
      return;
    }
  wb_http_client_send_async (channel->client, request, g_task_get_cancellable (task), answered_cb,
                             g_object_ref (task));
}

/* --- the channel --- */

static void
wb_sms_channel_send_async (WbChannel *channel,
                           WbSending *sending,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (channel, cancellable, callback, user_data);
  Attempt *self = g_new0 (Attempt, 1);

  g_task_set_source_tag (task, wb_sms_channel_send_async);
  g_task_set_check_cancellable (task, FALSE);
  wb_sms_provider_add_sent_secrets (sending);
  self->sending = sending;
  self->item = wb_sending_get_item (sending, 0);
  self->receipt = read_receipt (self->item->message);
  self->providers = list_providers (sending->config);
  self->recipients = wb_channel_config_dup_strings (sending->config, "recipients");
  g_task_set_task_data (task, self, attempt_free);
  if (self->item->message->action == WB_DELIVERY_CONFIRM)
    ask_next (task);
  else
    begin_sending (task);
}

static void
wb_sms_channel_send_finish (WbChannel *channel G_GNUC_UNUSED, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
wb_sms_channel_dispose (GObject *object)
{
  g_clear_object (&WB_SMS_CHANNEL (object)->client);

  G_OBJECT_CLASS (wb_sms_channel_parent_class)->dispose (object);
}

static void
wb_sms_channel_class_init (WbSmsChannelClass *klass)
{
  WbChannelClass *channel_class = WB_CHANNEL_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_sms_channel_dispose;
  channel_class->kind = WB_CHANNEL_SMS;
  channel_class->rate_limit = RATE_PER_MINUTE;
  channel_class->burst = BURST;
  channel_class->batches = TRUE;
  channel_class->actions |= 1u << WB_DELIVERY_CONFIRM;
  channel_class->send_async = wb_sms_channel_send_async;
  channel_class->send_finish = wb_sms_channel_send_finish;
}

static void
wb_sms_channel_init (WbSmsChannel *self G_GNUC_UNUSED)
{
}

WbChannel *
wb_sms_channel_new (WbHttpClient *client)
{
  WbSmsChannel *self = g_object_new (WB_TYPE_SMS_CHANNEL, NULL);

  self->client = g_object_ref (client);
  return WB_CHANNEL (self);
}
