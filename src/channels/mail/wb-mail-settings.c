/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-settings.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-text.h"
#include "channels/mail/wb-mail-address.h"

/* RFC 8314, 3.3 and 7.3 */
#define PORT_STARTTLS 587
#define PORT_TLS 465
#define PORT_PLAIN 25

#define DEFAULT_NAME "Wakebell"

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  /* libcurl looks that name up nowhere. */
  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* A port says how it is spoken to, unless a setting does. */
static WbMailSecurity
read_security (const WbChannelConfig *config, gint64 port)
{
  g_autofree char *word = wb_channel_config_dup_string (config, "security");

  if (word == NULL)
    return port == PORT_TLS ? WB_MAIL_TLS : WB_MAIL_STARTTLS;
  if (g_str_equal (word, "tls"))
    return WB_MAIL_TLS;
  return g_str_equal (word, "none") ? WB_MAIL_PLAIN : WB_MAIL_STARTTLS;
}

static guint16
get_default_port (WbMailSecurity security)
{
  return security == WB_MAIL_TLS     ? PORT_TLS
         : security == WB_MAIL_PLAIN ? PORT_PLAIN
                                     : PORT_STARTTLS;
}

static char *
refuse_address (void)
{
  return g_strdup (_ ("One of the e-mail addresses cannot be used: write it like"
                      " name@example.org, without special characters before the @"));
}

static gboolean
read_addresses (const WbChannelConfig *config, const char *member, GPtrArray *addresses)
{
  g_auto (GStrv) words = wb_channel_config_dup_strings (config, member);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      char *address = wb_mail_address_normalise (words[i]);

      if (address == NULL)
        return FALSE;
      g_ptr_array_add (addresses, address);
    }
  return TRUE;
}

static const char *
get_first_recipient (const WbMailSettings *self)
{
  GPtrArray *list = self->to->len > 0 ? self->to : self->cc->len > 0 ? self->cc : self->bcc;

  return list->len > 0 ? g_ptr_array_index (list, 0) : NULL;
}

/* From: what is set, else the account, else whoever reads it. */
static gboolean
read_senders (WbMailSettings *self, const WbChannelConfig *config)
{
  g_autofree char *from = wb_channel_config_dup_string (config, "from");
  g_autofree char *reply_to = wb_channel_config_dup_string (config, "reply_to");

  if (reply_to != NULL && (self->reply_to = wb_mail_address_normalise (reply_to)) == NULL)
    return FALSE;
  if (from != NULL)
    {
      self->from = wb_mail_address_normalise (from);
      return self->from != NULL;
    }
  if (self->username != NULL)
    self->from = wb_mail_address_normalise (self->username);
  if (self->from == NULL)
    self->from = g_strdup (get_first_recipient (self));
  return TRUE;
}

/* What is one line when people read it. */
static char *
dup_line (const WbChannelConfig *config, const char *member)
{
  g_autofree char *text = wb_channel_config_dup_string (config, member);

  return text != NULL ? wb_text_dup_single_line (text) : NULL;
}

/* What may stand in a URL; %NULL for anything else. */
static char *
normalise_host (const char *host)
{
  g_autofree char *ascii = g_hostname_to_ascii (host);

  if (ascii == NULL || *ascii == '\0'
      || strspn (ascii, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._:")
             != strlen (ascii))
    return NULL;
  return g_steal_pointer (&ascii);
}

static void
read_texts (WbMailSettings *self, const WbChannelConfig *config)
{
  self->from_name = dup_line (config, "from_name");
  if (self->from_name == NULL)
    self->from_name = g_strdup (DEFAULT_NAME);
  self->subject_prefix = dup_line (config, "subject_prefix");
  self->greeting = wb_channel_config_dup_string (config, "greeting");
  self->signature = wb_channel_config_dup_string (config, "signature");
  if (self->signature == NULL)
    self->signature = g_strdup (DEFAULT_NAME);
  self->header_color = wb_channel_config_dup_string (config, "header_color");
}

static void
read_server (WbMailSettings *self, const WbChannelConfig *config)
{
  gint64 port = wb_channel_config_get_integer (config, "smtp_port", 0);
  g_autofree char *host = wb_channel_config_dup_string (config, "smtp_host");

  self->host = host != NULL ? normalise_host (host) : NULL;
  self->security = read_security (config, port);
  self->port = port != 0 ? (guint16) port : get_default_port (self->security);
  self->is_loopback = self->host != NULL && is_loopback (self->host);
  self->username = wb_channel_config_dup_string (config, "username");
}

/*
 * wb_mail_settings_init:
 * @fault: (out) (transfer full): what is wrong, for a person
 *
 * Returns: whether mails can be sent with them; if not, @self is still to be cleared
 */
gboolean
wb_mail_settings_init (WbMailSettings *self, const WbChannelConfig *config, char **fault)
{
  gboolean is_good;

  *self = (WbMailSettings){ 0 };
  self->to = g_ptr_array_new_with_free_func (g_free);
  self->cc = g_ptr_array_new_with_free_func (g_free);
  self->bcc = g_ptr_array_new_with_free_func (g_free);
  read_server (self, config);
  read_texts (self, config);
  is_good = read_addresses (config, "recipients", self->to)
            && read_addresses (config, "cc", self->cc) && read_addresses (config, "bcc", self->bcc)
            && read_senders (self, config);

  if (!is_good)
    *fault = refuse_address ();
  else if (self->host == NULL)
    *fault = g_strdup (_ ("No mail server is set: give the channel its smtp_host"));
  else if (get_first_recipient (self) == NULL)
    *fault = g_strdup (_ ("Nobody is set who gets the mail: give the channel its recipients"));
  else
    return TRUE;
  return FALSE;
}

void
wb_mail_settings_clear (WbMailSettings *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->from_name, g_free);
  g_clear_pointer (&self->reply_to, g_free);
  g_clear_pointer (&self->to, g_ptr_array_unref);
  g_clear_pointer (&self->cc, g_ptr_array_unref);
  g_clear_pointer (&self->bcc, g_ptr_array_unref);
  g_clear_pointer (&self->subject_prefix, g_free);
  g_clear_pointer (&self->greeting, g_free);
  g_clear_pointer (&self->signature, g_free);
  g_clear_pointer (&self->header_color, g_free);
}
