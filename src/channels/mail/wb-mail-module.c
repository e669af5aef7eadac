/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "channels/wb-mail-module.h"

#include <glib/gi18n-lib.h>
#include <gmime/gmime.h>
#include <gmodule.h>

#include "base/wb-json-writer.h"
#include "channels/mail/wb-mail-address.h"
#include "channels/mail/wb-mail-message.h"
#include "channels/mail/wb-signed-post.h"
#include "channels/mail/wb-smtp.h"

static void
set_rest (WbSending *sending, guint first, WbSendOutcome outcome, const char *reason)
{
  for (guint i = first; i < sending->items->len; i++)
    wb_send_result_set (&wb_sending_get_item (sending, i)->result, outcome, reason);
}

static void
set_receipt (WbSendResult *result, const WbMessage *message, const char *host)
{
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *id = wb_mail_message_dup_id (message, host);
  g_autofree char *message_id = g_strconcat ("<", id, ">", NULL);

  wb_json_add_string (json, "message_id", message_id);
  g_string_append_c (json, '}');
  wb_send_result_set_receipt (result, json->str);
}

/* Whether the next mail is worth a try. */
static gboolean
send_one (WbSmtp *smtp,
          WbSending *sending,
          WbSendItem *item,
          const WbMailSettings *settings,
          const char *host,
          gint64 now_us)
{
  g_autoptr (GBytes) mail
      = wb_mail_message_new (item->message, settings, sending->config->name, host, now_us);
  WbSmtpEnd end;
  WbSendOutcome outcome;
  const char *reason;

  /* What is written above never needs this; what reads it on the way depends on it. */
  if (!wb_mail_message_is_clean (mail))
    {
      wb_send_result_set (&item->result, WB_SEND_REFUSED, _ ("No mail can be made of it"));
      return TRUE;
    }
  wb_smtp_send (smtp, mail, &end);
  outcome = wb_smtp_verdict_get (&end, &reason);
  wb_send_result_set (&item->result, outcome, reason);
  wb_send_result_set_answer (&item->result, sending, wb_smtp_get_answer (smtp));
  if (outcome == WB_SEND_DONE)
    set_receipt (&item->result, item->message, host);
  return wb_smtp_verdict_is_of_mail (&end);
}

static void
send_all (WbSending *sending,
          const WbMailSettings *settings,
          const WbMailTerms *terms,
          GCancellable *cancellable)
{
  const char *password = wb_sending_get_secret (sending, "password");
  g_autoptr (WbSmtp) smtp = wb_smtp_new (settings, password, terms, cancellable);
  g_autofree char *host = wb_mail_address_dup_host (terms->host);

  for (guint i = 0; i < sending->items->len; i++)
    {
      WbSendItem *item = wb_sending_get_item (sending, i);

      if (send_one (smtp, sending, item, settings, host, terms->now_us))
        continue;
      set_rest (sending, i + 1, item->result.outcome, item->result.reason);
      return;
    }
}

static gpointer
start_libraries (gpointer data G_GNUC_UNUSED)
{
  g_mime_init ();
  return GINT_TO_POINTER (curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static gboolean
are_started (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, start_libraries, NULL) != NULL;
}

static void
send_mails (WbSending *sending, const WbMailTerms *terms, GCancellable *cancellable)
{
  g_auto (WbMailSettings) settings = { 0 };
  g_autofree char *fault = NULL;

  if (!are_started ())
    set_rest (sending, 0, WB_SEND_BROKEN, _ ("The library for mail does not start"));
  else if (!wb_mail_settings_init (&settings, sending->config, &fault))
    set_rest (sending, 0, WB_SEND_BROKEN, fault);
  else if (settings.security == WB_MAIL_PLAIN && !settings.is_loopback
           && wb_sending_get_secret (sending, "password") != NULL)
    set_rest (sending, 0, WB_SEND_BROKEN,
              _ ("A password is never sent without encryption: set security to starttls or tls"));
  else
    send_all (sending, &settings, terms, cancellable);
}

static void
post_signed (const WbWebRequest *request,
             const WbSignature *signature,
             const WbMailTerms *terms,
             GCancellable *cancellable,
             WbWebReply *reply)
{
  if (are_started ())
    wb_signed_post_send (request, signature, terms, cancellable, reply);
  else
    reply->fault = WB_WEB_NO_CONNECTION;
}

G_MODULE_EXPORT const WbMailModule wb_mail_module = {
  .version = WB_VERSION,
  .send = send_mails,
  .post_signed = post_signed,
};
