/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-text.h"

#include <string.h>

#include "base/wb-markdown.h"
#include "base/wb-text.h"

/* 3GPP TS 23.038, 6.2.1: one septet each, and two for those behind the escape. */
static const char gsm_letters[]
    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
      "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char gsm_escaped_letters[] = "\f^{}\\[~]|€";

#define CUT "..."

/* How much one message holds, and each of several, which carry a header of six bytes. */
typedef struct
{
  guint alone;
  guint joined;
} Room;

static const Room gsm_room = { 160, 153 };
static const Room ucs2_room = { 70, 67 };

/* What looks much the same in the GSM alphabet. */
static const struct
{
  const char *letters;
  const char *plain;
} replacements[] = {
  { "‘’‚‛′‹›´`", "'" },
  { "“”„‟″«»", "\"" },
  { "‐‑‒–—―−", "-" },
  { "\t\u00a0\u2002\u2003\u2007\u2009\u202f", " " },
  { "\u00ad\u200b\u2060\ufeff", "" },
  { "•·▪◦", "*" },
  { "…", "..." },
  { "→⇒", "->" },
  { "←⇐", "<-" },
  { "≤", "<=" },
  { "≥", ">=" },
  { "≠", "!=" },
  { "≈", "~" },
  { "×", "x" },
  { "µμ", "u" },
  { "©", "(c)" },
  { "®", "(r)" },
  { "™", "(tm)" },
};

static guint
count_septets (gunichar c)
{
  if (g_utf8_strchr (gsm_letters, -1, c) != NULL)
    return 1;
  return g_utf8_strchr (gsm_escaped_letters, -1, c) != NULL ? 2 : 0;
}

static gboolean
is_gsm (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (count_septets (g_utf8_get_char (p)) == 0)
      return FALSE;
  return TRUE;
}

static guint
count_units (gunichar c, gboolean gsm)
{
  if (gsm)
    return count_septets (c);
  return c > 0xffff ? 2 : 1;
}

/* Units that are in messages so far. */
typedef struct
{
  guint total;
  guint used; /* of the last one */
  guint n;    /* 1 or more */
} Filling;

/* A pair is never divided between two messages. */
static void
fill (Filling *self, const Room *room, guint units)
{
  if (self->used + units > room->joined)
    {
      self->n++;
      self->used = 0;
    }
  self->used += units;
  self->total += units;
}

static guint
count_segments (const Filling *self, const Room *room)
{
  return self->total <= room->alone ? 1 : self->n;
}

/* wb_sms_text_measure: @text: valid UTF-8 */
void
wb_sms_text_measure (const char *text, WbSmsShape *shape)
{
  gboolean gsm = is_gsm (text);
  const Room *room = gsm ? &gsm_room : &ucs2_room;
  Filling filling = { .n = 1 };

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    fill (&filling, room, count_units (g_utf8_get_char (p), gsm));
  shape->is_gsm = gsm;
  shape->n_segments = count_segments (&filling, room);
}

static const char *
find_replacement (gunichar c)
{
  for (gsize i = 0; i < G_N_ELEMENTS (replacements); i++)
    if (g_utf8_strchr (replacements[i].letters, -1, c) != NULL)
      return replacements[i].plain;
  return NULL;
}

/* One blank or one line feed between words, none at the ends. */
static char *
dup_tight (const char *text)
{
  g_autoptr (GString) tight = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize n_blanks = strspn (text, " \r\n");
      gsize n_letters = strcspn (text + n_blanks, " \r\n");

      if (n_blanks > 0 && tight->len > 0 && n_letters > 0)
        g_string_append_c (tight, memchr (text, '\n', n_blanks) != NULL ? '\n' : ' ');
      g_string_append_len (tight, text + n_blanks, (gssize) n_letters);
      text += n_blanks + n_letters;
    }
  return g_strdup (tight->str);
}

static char *
dup_simple (const char *text)
{
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  g_autoptr (GString) simple = g_string_new (NULL);

  for (const char *p = composed; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      const char *plain = find_replacement (c);

      if (plain != NULL)
        g_string_append (simple, plain);
      else
        g_string_append_unichar (simple, c);
    }
  return dup_tight (simple->str);
}

/* Pictures, and what only joins and colours them: U+200D, U+FE0F, U+1F3FB to U+1F3FF. */
static gboolean
is_decoration (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_OTHER_SYMBOL || c == 0x200d || c == 0xfe0f
         || (c >= 0x1f3fb && c <= 0x1f3ff);
}

static char *
dup_undecorated (const char *text)
{
  g_autoptr (GString) kept = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_decoration (g_utf8_get_char (p)))
      g_string_append_unichar (kept, g_utf8_get_char (p));
  return dup_tight (kept->str);
}

/* Whether what follows belongs to the letter before it. */
static gboolean
is_joined (const char *rest)
{
  gunichar c = g_utf8_get_char (rest);

  return g_unichar_ismark (c) || c == 0x200d || (c >= 0x1f3fb && c <= 0x1f3ff);
}

static gboolean
has_room_for_cut (Filling filling, const Room *room, guint max_segments)
{
  for (gsize i = 0; i < strlen (CUT); i++)
    fill (&filling, room, 1);
  return count_segments (&filling, room) <= max_segments;
}

static char *
dup_cut (const char *text, guint max_segments, gboolean gsm)
{
  const Room *room = gsm ? &gsm_room : &ucs2_room;
  Filling filling = { .n = 1 };
  const char *end = text;

  for (const char *p = text; *p != '\0' && has_room_for_cut (filling, room, max_segments);
       p = g_utf8_next_char (p))
    {
      if (!is_joined (p) && (p == text || strchr (" \n", p[-1]) == NULL))
        end = p;
      fill (&filling, room, count_units (g_utf8_get_char (p), gsm));
    }
  return g_strdup_printf ("%.*s" CUT, (int) (end - text), text);
}

/*
 * wb_sms_text_make:
 * @title: plain text
 * @body: CommonMark
 * @max_segments: 1 or more
 *
 * As much of both as @max_segments short messages hold, in as few of them as can be: typographic
 * signs become plain ones, and pictures are left out where nothing else needs UCS-2.
 *
 * Returns: (transfer full): plain text
 */
char *
wb_sms_text_make (const char *title, const char *body, guint max_segments)
{
  g_autofree char *plain = wb_markdown_to_plain (body);
  g_autofree char *both = g_strconcat (title, "\n", plain, NULL);
  g_autofree char *clean = wb_text_dup_clean (both);
  g_autofree char *simple = dup_simple (clean);
  g_autofree char *bare = dup_undecorated (simple);
  const char *text = *bare != '\0' && is_gsm (bare) ? bare : simple;
  WbSmsShape shape;

  wb_sms_text_measure (text, &shape);
  return shape.n_segments <= max_segments ? g_strdup (text)
                                          : dup_cut (text, max_segments, shape.is_gsm);
}
