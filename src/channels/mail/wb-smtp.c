/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-smtp.h"

#include <string.h>

#include "channels/mail/wb-mail-address.h"

#define ANSWER_BYTES 1024 /* of one reply that are kept */
#define REDACTED "[…]"

struct _WbSmtp
{
  CURL *curl;                    /* owned */
  struct curl_slist *recipients; /* owned */
  GCancellable *cancellable;     /* owned, nullable */
  GPtrArray *encoded_secrets;    /* owned, char *: the password as AUTH sends it */
  gboolean has_network;

  /* Of the attempt that is under way. */
  GBytes *mail; /* not owned */
  gsize n_read;
  WbSmtpStage stage;
  int code;
  GString *answer; /* owned: the last reply, all its lines */
  gboolean is_over;
  int deferral;  /* the reply to a recipient who is to be asked about again; 0: none */
  char *refusal; /* owned, nullable: of recipients, while others got the mail */
};

static const struct
{
  const char *command;
  WbSmtpStage stage;
} commands[] = {
  { "EHLO", WB_SMTP_CONNECT }, { "HELO", WB_SMTP_CONNECT }, { "STARTTLS", WB_SMTP_STARTTLS },
  { "AUTH", WB_SMTP_LOGIN },   { "MAIL", WB_SMTP_SENDER },  { "RCPT", WB_SMTP_RECIPIENT },
  { "DATA", WB_SMTP_DATA },
};

/* --- Callbacks of libcurl --- */

/* In the middle of a login go lines that are no command. */
static gboolean
is_command (const WbSmtp *self, const char *data, gsize size, const char *command)
{
  gsize length = strlen (command);

  return size >= length && memcmp (data, command, length) == 0
         && (self->stage != WB_SMTP_LOGIN || size == length || data[length] == ' '
             || data[length] == '\r');
}

static void
note_command (WbSmtp *self, const char *data, gsize size)
{
  /* After a failure libcurl takes its leave: what comes then is about nothing. */
  self->is_over |= is_command (self, data, size, "QUIT");
  if (self->is_over)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (is_command (self, data, size, commands[i].command))
      self->stage = commands[i].stage;
  self->code = 0;
  g_string_truncate (self->answer, 0);
}

/* RFC 5321, 4.2.1: "250-more\r\n", "250 last\r\n" */
static void
note_reply (WbSmtp *self, const char *data, gsize size)
{
  if (self->is_over)
    return;
  if (self->code != 0)
    g_string_truncate (self->answer, 0);
  if (self->answer->len < ANSWER_BYTES)
    g_string_append_len (self->answer, data, (gssize) MIN (size, ANSWER_BYTES - self->answer->len));
  self->code = 0;
  if (size >= 3 && g_ascii_isdigit (data[0]) && g_ascii_isdigit (data[1])
      && g_ascii_isdigit (data[2]) && (size == 3 || data[3] != '-'))
    self->code = 100 * (data[0] - '0') + 10 * (data[1] - '0') + data[2] - '0';
  if (self->stage == WB_SMTP_RECIPIENT && self->code >= 400 && self->code < 500)
    self->deferral = self->code;
}

/* libcurl tells only here which command a reply is for. What it shows goes nowhere else: among it
 * are the password and the mail. */
static int
debug_cb (CURL *curl G_GNUC_UNUSED, curl_infotype type, char *data, size_t size, void *user_data)
{
  if (type == CURLINFO_HEADER_OUT)
    note_command (user_data, data, size);
  else if (type == CURLINFO_HEADER_IN)
    note_reply (user_data, data, size);
  return 0;
}

static size_t
read_cb (char *buffer, size_t size, size_t n_items, void *user_data)
{
  WbSmtp *self = user_data;
  gsize total;
  const char *data = g_bytes_get_data (self->mail, &total);
  gsize n = MIN (size * n_items, total - self->n_read);

  if (self->deferral != 0)
    return CURL_READFUNC_ABORT;
  memcpy (buffer, data + self->n_read, n);
  self->n_read += n;
  return n;
}

static int
progress_cb (void *user_data,
             curl_off_t download_total G_GNUC_UNUSED,
             curl_off_t downloaded G_GNUC_UNUSED,
             curl_off_t upload_total G_GNUC_UNUSED,
             curl_off_t uploaded G_GNUC_UNUSED)
{
  WbSmtp *self = user_data;

  return g_cancellable_is_cancelled (self->cancellable);
}

/* Replies reach debug_cb(); without this they would be printed. */
static size_t
write_cb (char *data G_GNUC_UNUSED, size_t size, size_t n_items, void *user_data G_GNUC_UNUSED)
{
  return size * n_items;
}

/* --- One connection --- */

static void
set_server (WbSmtp *self, const WbMailSettings *settings, const WbMailTerms *terms)
{
  gboolean is_ipv6 = strchr (settings->host, ':') != NULL;
  g_autofree char *name = wb_mail_address_dup_host (terms->host);
  g_autofree char *url = g_strdup_printf (
      "%s://%s%s%s:%u/%s", settings->security == WB_MAIL_TLS ? "smtps" : "smtp", is_ipv6 ? "[" : "",
      settings->host, is_ipv6 ? "]" : "", settings->port, name);

  curl_easy_setopt (self->curl, CURLOPT_URL, url);
  curl_easy_setopt (self->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (
      self->curl, CURLOPT_USE_SSL,
      (long) (settings->security == WB_MAIL_PLAIN ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  curl_easy_setopt (self->curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (self->curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (self->curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  if (terms->ca_file != NULL)
    {
      curl_easy_setopt (self->curl, CURLOPT_CAPATH, NULL);
      curl_easy_setopt (self->curl, CURLOPT_CAINFO, terms->ca_file);
    }
  /* Whether a password may go unencrypted depends on where the connection ends. */
  curl_easy_setopt (self->curl, CURLOPT_PROXY, "");
}

static void
take_encoded (WbSmtp *self, const char *username, const char *password)
{
  gsize n_username = strlen (username), n_password = strlen (password);
  g_autofree char *plain = g_malloc0 (n_username + n_password + 2);

  /* RFC 4616: nothing, NUL, name, NUL, password */
  memcpy (plain + 1, username, n_username);
  memcpy (plain + 2 + n_username, password, n_password);
  g_ptr_array_add (self->encoded_secrets,
                   g_base64_encode ((const guchar *) plain, n_username + n_password + 2));
  g_ptr_array_add (self->encoded_secrets, g_base64_encode ((const guchar *) password, n_password));
  explicit_bzero (plain, n_username + n_password + 2);
}

static void
set_login (WbSmtp *self, const WbMailSettings *settings, const char *password)
{
  const char *username = settings->username != NULL ? settings->username : settings->from;

  if (password == NULL)
    return;
  curl_easy_setopt (self->curl, CURLOPT_USERNAME, username);
  curl_easy_setopt (self->curl, CURLOPT_PASSWORD, password);
  curl_easy_setopt (self->curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
  take_encoded (self, username, password);
}

static void
add_recipients (WbSmtp *self, GHashTable *known, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const char *address = g_ptr_array_index (addresses, i);
      g_autofree char *path = g_strconcat ("<", address, ">", NULL);

      if (g_hash_table_add (known, g_ascii_strdown (address, -1)))
        self->recipients = curl_slist_append (self->recipients, path);
    }
}

static void
set_envelope (WbSmtp *self, const WbMailSettings *settings)
{
  g_autofree char *from = g_strconcat ("<", settings->from, ">", NULL);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  add_recipients (self, known, settings->to);
  add_recipients (self, known, settings->cc);
  add_recipients (self, known, settings->bcc);
  curl_easy_setopt (self->curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt (self->curl, CURLOPT_MAIL_RCPT, self->recipients);
}

static void
set_bounds (WbSmtp *self)
{
  curl_easy_setopt (self->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (self->curl, CURLOPT_CONNECTTIMEOUT, (long) WB_SMTP_CONNECT_S);
  curl_easy_setopt (self->curl, CURLOPT_TIMEOUT, (long) WB_SMTP_MAIL_S);
  curl_easy_setopt (self->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (self->curl, CURLOPT_XFERINFODATA, self);
}

static void
set_callbacks (WbSmtp *self)
{
  curl_easy_setopt (self->curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (self->curl, CURLOPT_READFUNCTION, read_cb);
  curl_easy_setopt (self->curl, CURLOPT_READDATA, self);
  curl_easy_setopt (self->curl, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (self->curl, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt (self->curl, CURLOPT_DEBUGFUNCTION, debug_cb);
  curl_easy_setopt (self->curl, CURLOPT_DEBUGDATA, self);
}

static void
free_secret (gpointer data)
{
  explicit_bzero (data, strlen (data));
  g_free (data);
}

/*
 * wb_smtp_new:
 * @password: (nullable): %NULL: no login. Whether it may go to this server is checked before.
 * @cancellable: (nullable): ends what is under way within a second
 *
 * curl_global_init() was called.
 */
WbSmtp *
wb_smtp_new (const WbMailSettings *settings,
             const char *password,
             const WbMailTerms *terms,
             GCancellable *cancellable)
{
  WbSmtp *self = g_new0 (WbSmtp, 1);

  self->curl = curl_easy_init ();
  self->answer = g_string_new (NULL);
  self->encoded_secrets = g_ptr_array_new_with_free_func (free_secret);
  self->has_network = terms->has_network;
  g_set_object (&self->cancellable, cancellable);
  set_server (self, settings, terms);
  set_login (self, settings, password);
  set_envelope (self, settings);
  set_bounds (self);
  set_callbacks (self);
  return self;
}

void
wb_smtp_free (WbSmtp *self)
{
  curl_easy_cleanup (self->curl); /* says QUIT */
  curl_slist_free_all (self->recipients);
  g_ptr_array_unref (self->encoded_secrets);
  g_string_free (self->answer, TRUE);
  g_clear_object (&self->cancellable);
  g_free (self->refusal);
  g_free (self);
}

static void
try_once (WbSmtp *self, WbSmtpEnd *end)
{
  long os_error = 0;

  self->n_read = 0;
  self->stage = WB_SMTP_CONNECT;
  self->code = 0;
  self->is_over = FALSE;
  self->deferral = 0;
  g_string_truncate (self->answer, 0);
  curl_easy_setopt (self->curl, CURLOPT_INFILESIZE_LARGE,
                    (curl_off_t) g_bytes_get_size (self->mail));
  *end = (WbSmtpEnd){ .fault = curl_easy_perform (self->curl), .has_network = self->has_network };
  curl_easy_getinfo (self->curl, CURLINFO_OS_ERRNO, &os_error);
  end->os_error = (int) os_error;
  end->stage = self->deferral != 0 ? WB_SMTP_RECIPIENT : self->stage;
  end->code = self->deferral != 0 ? self->deferral : self->code;
}

/* Servers close a connection that idled, or took as many mails as they allow for one. */
static gboolean
was_closed_before (WbSmtp *self, const WbSmtpEnd *end)
{
  long n_connections = 0;

  curl_easy_getinfo (self->curl, CURLINFO_NUM_CONNECTS, &n_connections);
  return n_connections == 0 && end->fault != CURLE_OK && end->stage < WB_SMTP_DATA
         && (end->code == 0 || end->code == 421) && end->fault != CURLE_OPERATION_TIMEDOUT
         && end->fault != CURLE_ABORTED_BY_CALLBACK;
}

/*
 * wb_smtp_send:
 * @mail: see wb_mail_message_is_clean()
 * @end: (out): how it ended
 *
 * A mail goes to all its recipients or to none, so that trying again never sends it twice; only
 * those that the server refuses for good are left out.
 */
void
wb_smtp_send (WbSmtp *self, GBytes *mail, WbSmtpEnd *end)
{
  self->mail = mail;
  g_clear_pointer (&self->refusal, g_free);
  try_once (self, end);
  if (was_closed_before (self, end))
    try_once (self, end);
  if (end->stage == WB_SMTP_RECIPIENT && end->code >= 500 && self->recipients->next != NULL)
    {
      g_autofree char *refusal = g_strdup (self->answer->str);

      curl_easy_setopt (self->curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
      try_once (self, end);
      curl_easy_setopt (self->curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 0L);
      end->is_partial = end->fault == CURLE_OK;
      if (end->is_partial)
        self->refusal = g_steal_pointer (&refusal);
    }
  self->mail = NULL;
}

/* wb_smtp_get_answer: what the server said last, or of the recipients that it refused, without the
 * password as it was sent. Valid until the next mail. */
const char *
wb_smtp_get_answer (WbSmtp *self)
{
  if (self->refusal != NULL)
    g_string_assign (self->answer, self->refusal);
  for (guint i = 0; i < self->encoded_secrets->len; i++)
    {
      const char *secret = g_ptr_array_index (self->encoded_secrets, i);

      if (*secret != '\0')
        g_string_replace (self->answer, secret, REDACTED, 0);
    }
  return self->answer->str;
}
