/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-value.h"

#include <string.h>

#include "base/wb-field.h"
#include "model/wb-limits.h"

static char *
dup_string (WbJsonValue value)
{
  return wb_json_value_get_kind (value) == WB_JSON_STRING ? wb_json_value_dup_string (value) : NULL;
}

static gboolean
has_any (const char *text, const char *forbidden)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p <= ' ' || *p == 0x7f || strchr (forbidden, *p) != NULL)
      return TRUE;
  return FALSE;
}

/* Shape only: whether there is such a mailbox, a mail server says. */
static gboolean
is_address (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strchr (at + 1, '@') == NULL
         && !has_any (text, ",;:<>()[]\"\\")
         && g_utf8_strlen (text, -1) <= WB_LIMIT_ADDRESS_CHARACTERS && at[1] != '.'
         && !g_str_has_suffix (text, ".") && strstr (at, "..") == NULL;
}

/* E.164 */
static gboolean
is_phone_number (const char *text)
{
  gsize n_digits = *text == '+' ? strspn (text + 1, "0123456789") : 0;

  return n_digits >= 7 && n_digits <= 15 && text[1 + n_digits] == '\0';
}

static gboolean
check_list (const char *path,
            WbJsonValue value,
            gboolean (*is_good) (const char *text),
            const char *expected,
            GError **error)
{
  g_auto (GStrv) words = NULL;

  if (!wb_field_read_words (path, value, WB_LIMIT_RECIPIENTS, WB_LIMIT_ADDRESS_CHARACTERS, &words,
                            error))
    return FALSE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (!is_good (words[i]))
      {
        g_autofree char *place = g_strdup_printf ("%s[%u]", path, i);

        return wb_field_refuse (error, place, "%s", expected);
      }
  return TRUE;
}

gboolean
wb_channel_value_check_addresses (const char *path, WbJsonValue value, GError **error)
{
  return check_list (path, value, is_address, "expected an e-mail address such as name@example.org",
                     error);
}

gboolean
wb_channel_value_check_phone_numbers (const char *path, WbJsonValue value, GError **error)
{
  return check_list (path, value, is_phone_number, "expected a phone number such as +12025550123",
                     error);
}

gboolean
wb_channel_value_check_text (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = NULL;

  if (!wb_field_read_string (path, value, WB_LIMIT_NAME_CHARACTERS, &text, error))
    return FALSE;
  return text != NULL || wb_field_refuse (error, path, "expected a string with something in it");
}

/* Telegram's chats are numbers, or names that begin with @. */
gboolean
wb_channel_value_check_chat (const char *path, WbJsonValue value, GError **error)
{
  gint64 number;

  return wb_json_value_get_int64 (value, &number)
         || wb_channel_value_check_text (path, value, error);
}

gboolean
wb_channel_value_check_token (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);

  if (text == NULL || has_any (text, "") || g_utf8_strlen (text, -1) > WB_LIMIT_SECRET_CHARACTERS)
    return wb_field_refuse (error, path,
                            "expected a string of at most %d characters, without spaces",
                            WB_LIMIT_SECRET_CHARACTERS);
  return TRUE;
}

gboolean
wb_channel_value_check_url (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);
  g_autoptr (GUri) uri = NULL;

  if (text != NULL && g_utf8_strlen (text, -1) <= WB_LIMIT_URL_CHARACTERS && !has_any (text, ""))
    uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || (!g_str_equal (g_uri_get_scheme (uri), "https")
          && !g_str_equal (g_uri_get_scheme (uri), "http")))
    return wb_field_refuse (error, path, "expected an http or https URL of at most %d characters",
                            WB_LIMIT_URL_CHARACTERS);
  return TRUE;
}

/* RFC 9110, 5.6.2: a token */
static gboolean
is_header_name (const char *text)
{
  return *text != '\0' && strlen (text) <= WB_LIMIT_TAG_CHARACTERS
         && strspn (text, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTU"
                          "VWXYZ")
                == strlen (text);
}

static gboolean
is_header_value (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (((guchar) *p < ' ' && *p != '\t') || *p == 0x7f)
      return FALSE;
  return g_utf8_strlen (text, -1) <= WB_LIMIT_HEADER_CHARACTERS;
}

/* Names may be secret too: an error shows none. */
gboolean
wb_channel_value_check_headers (const char *path, WbJsonValue value, GError **error)
{
  WbJsonIter iter;
  WbJsonValue name, item;

  if (wb_json_value_get_kind (value) != WB_JSON_OBJECT)
    return wb_field_refuse (error, path, "expected an object of strings");
  if (wb_json_value_count_items (value) > WB_LIMIT_HEADERS)
    return wb_field_refuse (error, path, "expected at most %d", WB_LIMIT_HEADERS);

  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, &name, &item))
    {
      g_autofree char *key = wb_json_value_dup_string (name);
      g_autofree char *text = dup_string (item);

      if (!is_header_name (key))
        return wb_field_refuse (error, path, "expected names of headers");
      if (text == NULL || !is_header_value (text))
        return wb_field_refuse (error, path,
                                "expected strings of one line, of at most %d characters",
                                WB_LIMIT_HEADER_CHARACTERS);
    }
  return TRUE;
}
