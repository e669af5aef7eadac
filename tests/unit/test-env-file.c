/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-env-file.h"

#include <string.h>

#define NO_NAME "expected NAME=value"
#define OPEN_QUOTE "a quote is opened and not closed"
#define BEHIND_QUOTE "something stands behind the quote"

/* Each line is a variable, a fault or nothing. */
static void
test_lines (void)
{
  static const struct
  {
    const char *line;
    const char *name;  /* NULL: no variable */
    const char *value; /* or the fault; NULL: nothing */
  } cases[] = {
    { "A=b", "A", "b" },
    { "A=", "A", "" },
    { "A= ", "A", "" },
    { "A=\"\"", "A", "" },
    { "A=''", "A", "" },
    { "  A = b  ", "A", "b" },
    { "export A=b", "A", "b" },
    { "export\tA=b", "A", "b" },
    { "  export  A=b", "A", "b" },
    { "export=b", "export", "b" },
    { "exported=b", "exported", "b" },
    { "A=b c  d ", "A", "b c  d" },
    { "A=b=c", "A", "b=c" },
    { "A_1=b", "A_1", "b" },
    { "_a=b", "_a", "b" },
    { "A=b\r", "A", "b" },
    { "A=\r", "A", "" },
    { "A=\"b\"\r", "A", "b" },
    /* comments */
    { "", NULL, NULL },
    { " \t", NULL, NULL },
    { "\r", NULL, NULL },
    { "# A=b", NULL, NULL },
    { "  #A=b", NULL, NULL },
    { "ALERT_COOLDOWN_WARNING=900  # 15 minutes", "ALERT_COOLDOWN_WARNING", "900" },
    { "A=b\t# c", "A", "b" },
    { "A=b #c # d", "A", "b" },
    { "A=b c # d", "A", "b c" },
    { "A=b#c", "A", "b#c" },
    { "A=b#c #d", "A", "b#c" },
    { "SLACK_CHANNEL=#training-alerts", "SLACK_CHANNEL", "#training-alerts" },
    { "SLACK_CHANNEL=#training-alerts # ours", "SLACK_CHANNEL", "#training-alerts" },
    { "SLACK_CHANNEL=\"#pixelated-ai-alerts\"", "SLACK_CHANNEL", "#pixelated-ai-alerts" },
    { "A= # nothing", "A", "" },
    { "A= #b", "A", "" },
    { "A=\"b\" # c", "A", "b" },
    { "A='b # c'", "A", "b # c" },
    /* quotes */
    { "A=\"b c\"", "A", "b c" },
    { "A = \"b\" ", "A", "b" },
    { "A=' b '", "A", " b " },
    { "A=\"b'c\"", "A", "b'c" },
    { "A='b\"c'", "A", "b\"c" },
    { "A=b\"c\"", "A", "b\"c\"" },
    { "A=\"b\\\"c\"", "A", "b\"c" },
    { "A='b\\'c'", "A", "b'c" },
    { "A=\"b\\\\\"", "A", "b\\" },
    { "A=\"b\\nc\\td\\re\"", "A", "b\nc\td\re" },
    { "A='b\\nc'", "A", "b\\nc" },
    { "A=\"\\$b\\`\"", "A", "$b`" },
    { "A=\"b\\dc\"", "A", "b\\dc" },
    { "A=b\\nc", "A", "b\\nc" },
    { "A=$HOME/${B}$(id)`id`", "A", "$HOME/${B}$(id)`id`" },
    { "A=\"\xc3\xa9\xe2\x82\xac\"", "A", "\xc3\xa9\xe2\x82\xac" },
    { "SMTP_PASSWORD=abcd efgh ijkl mnop", "SMTP_PASSWORD", "abcd efgh ijkl mnop" },
    /* faults */
    { "A", NULL, NO_NAME },
    { "export A", NULL, NO_NAME },
    { "=b", NULL, NO_NAME },
    { "1A=b", NULL, NO_NAME },
    { "A-B=c", NULL, NO_NAME },
    { "A B=c", NULL, NO_NAME },
    { "\xc3\xa9=b", NULL, NO_NAME },
    { "A=\"b", NULL, OPEN_QUOTE },
    { "A='b", NULL, OPEN_QUOTE },
    { "A=\"b\\\"", NULL, OPEN_QUOTE },
    { "A=\"b\"c", NULL, BEHIND_QUOTE },
    { "A=\"b\"#c", NULL, BEHIND_QUOTE },
    { "A=\xff", NULL, "expected text in UTF-8" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEnvFile) file = wb_env_file_parse (cases[i].line, strlen (cases[i].line));
      g_autofree char *shown = g_strescape (cases[i].line, NULL);

      g_test_message ("%s", shown);
      g_assert_cmpuint (file->variables->len, ==, cases[i].name != NULL ? 1 : 0);
      g_assert_cmpuint (file->faults->len, ==,
                        cases[i].name == NULL && cases[i].value != NULL ? 1 : 0);
      if (cases[i].name != NULL)
        {
          const WbEnvVariable *variable = g_ptr_array_index (file->variables, 0);

          g_assert_cmpstr (variable->name, ==, cases[i].name);
          g_assert_cmpstr (variable->value, ==, cases[i].value);
          g_assert_cmpuint (variable->line, ==, 1);
        }
      else if (cases[i].value != NULL)
        g_assert_cmpstr (g_array_index (file->faults, WbEnvFault, 0).reason, ==, cases[i].value);
    }
}

static char *
describe (const char *text, gsize length)
{
  g_autoptr (WbEnvFile) file = wb_env_file_parse (text, length);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < file->variables->len; i++)
    {
      const WbEnvVariable *variable = g_ptr_array_index (file->variables, i);

      g_string_append_printf (lines, "%u %s=%s\n", variable->line, variable->name, variable->value);
    }
  for (guint i = 0; i < file->faults->len; i++)
    {
      const WbEnvFault *fault = &g_array_index (file->faults, WbEnvFault, i);

      g_string_append_printf (lines, "%u: %s\n", fault->line, fault->reason);
    }
  return g_string_free (lines, FALSE);
}

/* Numbers of lines are those of the file, whatever ends them. */
static void
test_files (void)
{
#define CASE(text, lines)                                                                          \
  {                                                                                                \
    text, sizeof (text) - 1, lines                                                                 \
  }
  static const struct
  {
    const char *text;
    gsize length;
    const char *lines;
  } cases[] = {
    CASE ("", ""),
    CASE ("\n\n", ""),
    CASE ("\xef\xbb\xbf", ""),
    CASE ("\xef\xbb\xbf"
          "A=1",
          "1 A=1\n"),
    CASE ("A=1\r\n\r\nB=2\r\n", "1 A=1\n3 B=2\n"),
    CASE ("A=1\n# c\nnonsense\nA=2\n", "1 A=1\n4 A=2\n3: expected NAME=value\n"),
    CASE ("A=\"1\nB=2\"\nC=3", "2 B=2\"\n3 C=3\n1: a quote is opened and not closed\n"),
    CASE ("A=1\0002\nB=3", "2 B=3\n1: expected text in UTF-8\n"),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *lines = describe (cases[i].text, cases[i].length);

      g_assert_cmpstr (lines, ==, cases[i].lines);
    }
}

static char *
repeat (const char *head, char c, gsize n)
{
  gsize length = strlen (head);
  char *text = g_malloc (length + n + 1);

  memcpy (text, head, length);
  memset (text + length, c, n);
  text[length + n] = '\0';
  return text;
}

static void
assert_fault (const char *text, const char *reason)
{
  g_autofree char *lines = describe (text, strlen (text));

  if (reason == NULL)
    g_assert_null (strstr (lines, ": "));
  else
    g_assert_true (g_str_has_suffix (lines, reason));
}

/* What is longer than a limit is refused, what is as long is not. */
static void
test_limits (void)
{
  g_autofree char *value = repeat ("A=", 'b', WB_ENV_FILE_VALUE_BYTES);
  g_autofree char *long_value = repeat ("A=", 'b', WB_ENV_FILE_VALUE_BYTES + 1);
  g_autofree char *name = repeat ("", 'A', WB_ENV_FILE_NAME_CHARACTERS);
  g_autofree char *named = g_strconcat (name, "=b", NULL);
  g_autofree char *long_named = g_strconcat (name, "A=b", NULL);
  g_autofree char *lines = repeat ("", '\n', WB_ENV_FILE_LINES);
  g_autofree char *more_lines = repeat ("", '\n', WB_ENV_FILE_LINES + 1);
  g_autofree char *file = repeat ("", '\n', WB_ENV_FILE_BYTES + 1);

  assert_fault (value, NULL);
  assert_fault (long_value, "the value is too long\n");
  assert_fault (named, NULL);
  assert_fault (long_named, NO_NAME "\n");
  assert_fault (lines, NULL);
  assert_fault (more_lines, "there are too many lines\n");
  assert_fault (file, "the file is too long\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/env-file/lines", test_lines);
  g_test_add_func ("/env-file/files", test_files);
  g_test_add_func ("/env-file/limits", test_limits);
  return g_test_run ();
}
