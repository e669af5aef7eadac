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

/* --- of channels themselves --- */

gboolean
wb_channel_value_check_address (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);

  return (text != NULL && is_address (text))
         || wb_field_refuse (error, path, "expected an e-mail address such as name@example.org");
}

gboolean
wb_channel_value_check_host (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);

  return (text != NULL && *text != '\0' && !has_any (text, "/@\"'<>\\")
          && g_utf8_strlen (text, -1) <= WB_LIMIT_HOST_CHARACTERS)
         || wb_field_refuse (error, path, "expected the name or address of a host");
}

static gboolean
check_integer (const char *path, WbJsonValue value, gint64 min, gint64 max, GError **error)
{
  gint64 number;

  return (wb_json_value_get_int64 (value, &number) && number >= min && number <= max)
         || wb_field_refuse (error, path, "expected an integer from %lld to %lld", (long long) min,
                             (long long) max);
}

gboolean
wb_channel_value_check_port (const char *path, WbJsonValue value, GError **error)
{
  return check_integer (path, value, 1, G_MAXUINT16, error);
}

gboolean
wb_channel_value_check_timeout (const char *path, WbJsonValue value, GError **error)
{
  return check_integer (path, value, 1, WB_LIMIT_CHANNEL_TIMEOUT_S, error);
}

gboolean
wb_channel_value_check_segments (const char *path, WbJsonValue value, GError **error)
{
  return check_integer (path, value, 1, WB_LIMIT_SMS_SEGMENTS, error);
}

gboolean
wb_channel_value_check_id (const char *path, WbJsonValue value, GError **error)
{
  return check_integer (path, value, 1, G_MAXINT32, error);
}

gboolean
wb_channel_value_check_boolean (const char *path, WbJsonValue value, GError **error)
{
  return wb_json_value_get_kind (value) == WB_JSON_BOOLEAN
         || wb_field_refuse (error, path, "expected true or false");
}

/* @words: separated by spaces, as the refusal shows them. */
static gboolean
check_word (const char *path, WbJsonValue value, const char *words, GError **error)
{
  g_autofree char *text = dup_string (value);
  g_auto (GStrv) known = g_strsplit (words, " ", -1);

  return (text != NULL && g_strv_contains ((const char *const *) known, text))
         || wb_field_refuse (error, path, "expected one of: %s", words);
}

gboolean
wb_channel_value_check_security (const char *path, WbJsonValue value, GError **error)
{
  return check_word (path, value, "starttls tls none", error);
}

gboolean
wb_channel_value_check_method (const char *path, WbJsonValue value, GError **error)
{
  return check_word (path, value, "POST PUT PATCH", error);
}

gboolean
wb_channel_value_check_parse_mode (const char *path, WbJsonValue value, GError **error)
{
  return check_word (path, value, "HTML none", error);
}

gboolean
wb_channel_value_check_provider (const char *path, WbJsonValue value, GError **error)
{
  return check_word (path, value, "twilio vonage aws_sns", error);
}

gboolean
wb_channel_value_check_providers (const char *path, WbJsonValue value, GError **error)
{
  WbJsonIter iter;
  WbJsonValue item;
  guint i = 0;

  if (wb_json_value_get_kind (value) != WB_JSON_ARRAY)
    return wb_field_refuse (error, path, "expected a list");
  wb_json_iter_init (&iter, value);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", path, i++);

      if (!wb_channel_value_check_provider (place, item, error))
        return FALSE;
    }
  return TRUE;
}

/* A number, or up to eleven letters and digits where a country allows them. */
gboolean
wb_channel_value_check_sender (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);
  gsize n = text != NULL ? strlen (text) : 0;

  if (n > 0 && n <= WB_LIMIT_SMS_SENDER_CHARACTERS)
    {
      gsize i = 0;

      while (i < n && (g_ascii_isalnum (text[i]) || text[i] == ' '))
        i++;
      if (i == n)
        return TRUE;
    }
  return (text != NULL && is_phone_number (text))
         || wb_field_refuse (error, path,
                             "expected a phone number such as +12025550123, or at most"
                             " %d letters and digits",
                             WB_LIMIT_SMS_SENDER_CHARACTERS);
}

/* Gmail shows its app passwords with spaces. */
gboolean
wb_channel_value_check_password (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);

  return (text != NULL && *text != '\0' && is_header_value (text)
          && g_utf8_strlen (text, -1) <= WB_LIMIT_SECRET_CHARACTERS)
         || wb_field_refuse (error, path, "expected a string of one line, of at most %d characters",
                             WB_LIMIT_SECRET_CHARACTERS);
}

/* Standard Webhooks: "whsec_" and base64 of 24 to 64 bytes. */
gboolean
wb_channel_value_check_signing_secret (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);
  g_autofree guchar *key = NULL;
  gsize length = 0;

  if (text != NULL && g_str_has_prefix (text, "whsec_"))
    key = g_base64_decode (text + strlen ("whsec_"), &length);
  return (length >= 24 && length <= 64)
         || wb_field_refuse (error, path, "expected whsec_ and 24 to 64 bytes in base64");
}

gboolean
wb_channel_value_check_lines (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = NULL;

  return wb_field_read_string (path, value, WB_LIMIT_DESCRIPTION_CHARACTERS, &text, error);
}

gboolean
wb_channel_value_check_colour (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);

  return (text != NULL && strlen (text) == 7 && *text == '#'
          && strspn (text + 1, "0123456789abcdefABCDEF") == 6)
         || wb_field_refuse (error, path, "expected a colour such as #3584e4");
}

/* The program first; it is run as it stands, not by a shell. */
gboolean
wb_channel_value_check_command (const char *path, WbJsonValue value, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (!wb_field_read_words (path, value, WB_LIMIT_COMMAND_WORDS, WB_LIMIT_URL_CHARACTERS, &words,
                            error))
    return FALSE;
  return words != NULL
         || wb_field_refuse (error, path, "expected a list: the program and its arguments");
}

gboolean
wb_channel_value_check_folder (const char *path, WbJsonValue value, GError **error)
{
  g_autofree char *text = dup_string (value);

  return (text != NULL && g_path_is_absolute (text))
         || wb_field_refuse (error, path, "expected an absolute path");
}
