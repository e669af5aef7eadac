/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-text.h"

#include <string.h>

/* Characters that change how the text around them is shown: direction overrides and isolates. */
static gboolean
is_bidi_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f
         || c == 0x061c;
}

static gboolean
is_zero_width (gunichar c)
{
  /* U+200C and U+200D are left alone: Persian and emoji need them. */
  return c == 0x200b || c == 0x2060 || c == 0xfeff;
}

static gboolean
is_control (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
}

/*
 * wb_text_fits:
 * @text: valid UTF-8
 *
 * Returns: whether @text has at most @limit_characters characters
 */
gboolean
wb_text_fits (const char *text, glong limit_characters)
{
  gsize bytes;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (limit_characters >= 0, FALSE);

  bytes = strlen (text); /* there are no more characters than these */
  return bytes <= (gsize) limit_characters || g_utf8_strlen (text, -1) <= limit_characters;
}

/*
 * wb_text_truncate:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): @text, or its first @limit_characters - 1 characters and an ellipsis;
 * never cuts between a letter and the marks that belong to it.
 */
char *
wb_text_truncate (const char *text, glong limit_characters)
{
  const char *end;
  g_autofree char *head = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (limit_characters > 0, NULL);

  if (wb_text_fits (text, limit_characters))
    return g_strdup (text);

  end = g_utf8_offset_to_pointer (text, limit_characters - 1);
  while (end > text && g_unichar_ismark (g_utf8_get_char (end)))
    end = g_utf8_prev_char (end);

  head = g_strndup (text, (gsize) (end - text));
  return g_strconcat (head, "…", NULL);
}

/* wb_text_count_units: UTF-16 units, in which Slack, Discord and Telegram count their limits. */
glong
wb_text_count_units (const char *text)
{
  glong units = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    units += g_utf8_get_char (p) < 0x10000 ? 1 : 2;
  return units;
}

/* wb_text_truncate_units: (transfer full): as wb_text_truncate(), to at most @limit UTF-16 units.
 */
char *
wb_text_truncate_units (const char *text, glong limit)
{
  glong units = 0, characters = 0;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (limit > 0, NULL);

  if (wb_text_count_units (text) <= limit)
    return g_strdup (text);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      units += g_utf8_get_char (p) < 0x10000 ? 1 : 2;
      if (units > limit - 1)
        break;
      characters++;
    }
  return wb_text_truncate (text, characters + 1);
}

/* Whether the character at @p parts words. */
static gboolean
is_blank (const char *p)
{
  gunichar c;

  if (g_ascii_isgraph (*p))
    return FALSE;
  c = g_utf8_get_char (p);
  return g_unichar_isspace (c) || is_control (c);
}

/*
 * wb_text_make_single_line:
 *
 * Makes every run of white space and control characters in @text one space, and leaves none at its
 * ends.
 */
void
wb_text_make_single_line (char *text)
{
  const char *p = text;
  char *end = text; /* of what is done */

  g_return_if_fail (text != NULL);

  while (*p != '\0')
    {
      const char *word;

      while (*p != '\0' && is_blank (p))
        p = g_utf8_next_char (p);
      word = p;
      while (*p != '\0' && !is_blank (p))
        p = g_utf8_next_char (p);

      if (p > word && end > text)
        *end++ = ' ';
      memmove (end, word, (gsize) (p - word));
      end += p - word;
    }
  *end = '\0';
}

/* wb_text_dup_single_line: (transfer full): see wb_text_make_single_line(). */
char *
wb_text_dup_single_line (const char *text)
{
  char *line;

  g_return_val_if_fail (text != NULL, NULL);

  line = g_strdup (text);
  wb_text_make_single_line (line);
  return line;
}

/*
 * wb_text_dup_clean:
 *
 * For text from outside that a desktop shows: drops control characters but line feeds and tabs,
 * and the invisible ones that could make it read as something else.
 *
 * Returns: (transfer full): the clean text
 */
char *
wb_text_dup_clean (const char *text)
{
  GString *clean;

  g_return_val_if_fail (text != NULL, NULL);

  clean = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' || c == '\t' || (!is_control (c) && !is_bidi_control (c) && !is_zero_width (c)))
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

/*
 * wb_text_dup_escaped:
 *
 * For text from outside that a terminal shows: control characters but line feeds, and direction
 * controls, are written out, so that they are seen and do nothing.
 *
 * Returns: (transfer full): the harmless text
 */
char *
wb_text_dup_escaped (const char *text)
{
  GString *escaped;

  g_return_val_if_fail (text != NULL, NULL);

  escaped = g_string_sized_new (strlen (text));
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' || (!is_control (c) && !is_bidi_control (c) && !is_zero_width (c)))
        g_string_append_unichar (escaped, c);
      else if (c < 0x100)
        g_string_append_printf (escaped, "\\x%02x", c);
      else
        g_string_append_printf (escaped, "\\u{%04x}", c);
    }
  return g_string_free (escaped, FALSE);
}

/* wb_text_is_visible: whether anything of @text would be seen. */
gboolean
wb_text_is_visible (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_blank (p) && !is_bidi_control (c) && !is_zero_width (c))
        return TRUE;
    }
  return FALSE;
}

/*
 * wb_text_is_like:
 * @text: UTF-8
 * @glob: UTF-8, in which * stands for any characters or none, and ? for one
 *
 * Takes at most as many steps as both lengths multiplied, whatever the two are: GPatternSpec tries
 * each * against each other.
 */
gboolean
wb_text_is_like (const char *text, const char *glob)
{
  const char *after_star = NULL; /* the last * is tried against one character more each time */
  const char *retry = NULL;

  g_return_val_if_fail (text != NULL && glob != NULL, FALSE);

  while (*text != '\0')
    if (*glob == '*')
      {
        after_star = ++glob;
        retry = text;
        if (*glob == '\0')
          return TRUE;
      }
    else if (*glob == '?')
      {
        glob++;
        text = g_utf8_next_char (text);
      }
    else if (*glob == *text) /* in UTF-8 the same characters are the same bytes */
      {
        glob++;
        text++;
      }
    else if (after_star != NULL)
      {
        glob = after_star;
        retry = g_utf8_next_char (retry);
        text = retry;
      }
    else
      return FALSE;

  return glob[strspn (glob, "*")] == '\0';
}

/* wb_text_dup_markdown: (transfer full): CommonMark that shows @text, on one line, as it stands.
 * Every ASCII punctuation mark may be escaped there (CommonMark 0.30, 2.4). */
char *
wb_text_dup_markdown (const char *text)
{
  g_autofree char *line = wb_text_dup_single_line (text);
  GString *escaped = g_string_new (NULL);

  for (const char *p = line; *p != '\0'; p++)
    {
      if (g_ascii_ispunct (*p))
        g_string_append_c (escaped, '\\');
      g_string_append_c (escaped, *p);
    }
  return g_string_free (escaped, FALSE);
}
