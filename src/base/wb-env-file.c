/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-env-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLANKS " \t"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define NAME_SIGNS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_"

static void
variable_free (gpointer data)
{
  WbEnvVariable *self = data;

  explicit_bzero (self->value, strlen (self->value));
  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

void
wb_env_file_free (WbEnvFile *self)
{
  g_ptr_array_unref (self->variables);
  g_array_unref (self->faults);
  g_free (self);
}

static const char *
skip_blanks (const char *text)
{
  return text + strspn (text, BLANKS);
}

/* Whether nothing follows, or a comment, which only # behind white space begins: the value of
 * SLACK_CHANNEL=#alerts is none. */
static gboolean
is_over (const char *rest)
{
  const char *next = skip_blanks (rest);

  return *next == '\0' || (*next == '#' && next > rest);
}

static char *
dup_plain (const char *text)
{
  const char *end = text;

  while (!is_over (end))
    end = skip_blanks (end) + strcspn (skip_blanks (end), BLANKS);
  return g_strndup (text, (gsize) (end - text));
}

/* What stands for itself behind a backslash; anything else keeps the backslash. */
static char
unescape (char quote, char c)
{
  if (c == quote || c == '\\')
    return c;
  if (quote == '\'')
    return '\0';
  switch (c)
    {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '$':
    case '`':
      return c;
    default:
      return '\0';
    }
}

/* @text: at the quote. */
static const char *
read_quoted (const char *text, char **value)
{
  g_autoptr (GString) read = g_string_new (NULL);
  char quote = *text;
  const char *p;

  for (p = text + 1; *p != '\0' && *p != quote; p++)
    {
      char c = *p == '\\' ? unescape (quote, p[1]) : '\0';

      g_string_append_c (read, c != '\0' ? c : *p);
      p += c != '\0' ? 1 : 0;
    }
  if (*p == '\0')
    return N_ ("a quote is opened and not closed");
  if (!is_over (p + 1))
    return N_ ("something stands behind the quote");
  *value = g_strdup (read->str);
  explicit_bzero (read->str, read->len);
  return NULL;
}

static const char *
read_value (const char *text, char **value)
{
  const char *start = skip_blanks (text);

  if (*start == '"' || *start == '\'')
    return read_quoted (start, value);
  *value = is_over (text) ? g_strdup ("") : dup_plain (start);
  return NULL;
}

static const char *
skip_export (const char *text)
{
  const char *rest = text + strlen ("export");

  return g_str_has_prefix (text, "export") && skip_blanks (rest) > rest ? skip_blanks (rest) : text;
}

/* Returns: (nullable): what is wrong with the line. */
static const char *
read_line (const char *line, char **name, char **value)
{
  const char *start = skip_export (skip_blanks (line));
  gsize length = g_ascii_isdigit (*start) ? 0 : strspn (start, NAME_SIGNS);
  const char *equals = skip_blanks (start + length);

  if (length == 0 || length > WB_ENV_FILE_NAME_CHARACTERS || *equals != '=')
    return N_ ("expected NAME=value");
  if (strlen (equals + 1) > WB_ENV_FILE_VALUE_BYTES)
    return N_ ("the value is too long");
  *name = g_strndup (start, length);
  return read_value (equals + 1, value);
}

static void
add_fault (WbEnvFile *self, guint line, const char *reason)
{
  const WbEnvFault fault = { line, reason };

  g_array_append_val (self->faults, fault);
}

/* @text: with a NUL at @length. */
static void
add_line (WbEnvFile *self, guint number, char *text, gsize length)
{
  g_autofree char *name = NULL;
  char *value = NULL;
  const char *reason;
  WbEnvVariable *variable;

  if (length > 0 && text[length - 1] == '\r')
    text[--length] = '\0';
  if (strlen (text) != length || !g_utf8_validate (text, (gssize) length, NULL))
    {
      add_fault (self, number, N_ ("expected text in UTF-8"));
      return;
    }
  if (*skip_blanks (text) == '\0' || *skip_blanks (text) == '#')
    return;
  reason = read_line (text, &name, &value);
  if (reason != NULL)
    {
      add_fault (self, number, reason);
      return;
    }
  variable = g_new (WbEnvVariable, 1);
  *variable = (WbEnvVariable){ g_steal_pointer (&name), value, number };
  g_ptr_array_add (self->variables, variable);
}

/* Takes the bytes as they are: the line may hold anything. */
static void
read_bytes (WbEnvFile *self, guint number, const char *start, gsize length)
{
  char *line = g_malloc (length + 1);

  memcpy (line, start, length);
  line[length] = '\0';
  add_line (self, number, line, length);
  explicit_bzero (line, length);
  g_free (line);
}

/*
 * wb_env_file_parse:
 * @text: what stands in a .env file, of any content
 * @length: in bytes
 *
 * Reads assignments as a shell and the usual libraries do: "export NAME=value", 'single' and
 * "double" quotes, comments; nothing is expanded or run. A name that is given twice is listed
 * twice.
 *
 * Returns: (transfer full): never %NULL; what cannot be read is among its faults
 */
WbEnvFile *
wb_env_file_parse (const char *text, gsize length)
{
  WbEnvFile *self = g_new (WbEnvFile, 1);
  const char *end = text + length;
  guint number = 0;

  self->variables = g_ptr_array_new_with_free_func (variable_free);
  self->faults = g_array_new (FALSE, FALSE, sizeof (WbEnvFault));
  if (length > WB_ENV_FILE_BYTES)
    {
      add_fault (self, 1, N_ ("the file is too long"));
      return self;
    }
  if (length >= strlen (BYTE_ORDER_MARK) && memcmp (text, BYTE_ORDER_MARK, 3) == 0)
    text += strlen (BYTE_ORDER_MARK);
  while (text < end)
    {
      const char *feed = memchr (text, '\n', (gsize) (end - text));
      const char *stop = feed != NULL ? feed : end;

      if (++number > WB_ENV_FILE_LINES)
        {
          add_fault (self, number, N_ ("there are too many lines"));
          break;
        }
      read_bytes (self, number, text, (gsize) (stop - text));
      text = stop + 1;
    }
  return self;
}
