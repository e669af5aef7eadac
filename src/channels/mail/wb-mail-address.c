/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-address.h"

#include <string.h>

#include "model/wb-limits.h"

#define LOCAL_PART_BYTES 64 /* RFC 5321, 4.5.3.1.1 */
#define LABEL_BYTES 63      /* RFC 1035, 2.3.4 */

/* RFC 5322, 3.2.3 */
#define ATEXT "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~"
#define LETTERS_DIGITS_HYPHEN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"

/* Words of some characters, with one stop between two. */
static gboolean
is_dotted (const char *text, const char *characters, gsize longest)
{
  for (;;)
    {
      gsize length = strspn (text, characters);

      if (length == 0 || length > longest)
        return FALSE;
      if (text[length] != '.')
        return text[length] == '\0';
      text += length + 1;
    }
}

static gboolean
is_domain (const char *text)
{
  return strlen (text) <= WB_LIMIT_HOST_CHARACTERS
         && is_dotted (text, LETTERS_DIGITS_HYPHEN, LABEL_BYTES) && *text != '-'
         && strstr (text, ".-") == NULL && strstr (text, "-.") == NULL
         && !g_str_has_suffix (text, "-");
}

/*
 * wb_mail_address_normalise:
 *
 * Takes a mailbox of the plain form only (dot-atom@domain), so that nothing in it can end a line
 * or a command of SMTP: libcurl passes on what it is given. Domains of other scripts become their
 * ASCII form.
 *
 * Returns: (transfer full) (nullable): the address as it goes over the wire; %NULL if it is none,
 *   or one that only servers with SMTPUTF8 take
 */
char *
wb_mail_address_normalise (const char *address)
{
  const char *at = strrchr (address, '@');
  g_autofree char *local_part = NULL;
  g_autofree char *domain = NULL;

  if (at == NULL || !g_utf8_validate (address, -1, NULL))
    return NULL;
  local_part = g_strndup (address, (gsize) (at - address));
  domain = g_hostname_to_ascii (at + 1);
  if (domain == NULL || !is_domain (domain) || !is_dotted (local_part, ATEXT, LOCAL_PART_BYTES)
      || strlen (local_part) > LOCAL_PART_BYTES
      || strlen (local_part) + 1 + strlen (domain) > WB_LIMIT_ADDRESS_CHARACTERS)
    return NULL;
  return g_strconcat (local_part, "@", domain, NULL);
}

/* wb_mail_address_dup_host: (transfer full): @host where it may stand in an address; "localhost"
 * for any other. */
char *
wb_mail_address_dup_host (const char *host)
{
  return g_strdup (is_domain (host) ? host : "localhost");
}
