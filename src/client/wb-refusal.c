/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "client/wb-refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define VALUE "%s"
#define PATH_END ": " /* between the field and what is wrong with it */

/* As the agent says them, with %s for each value; tests/check-refusals.py finds what is missing. */
static const char *const forms[] = {
  /* any field */
  N_ ("missing; %s needs it"),
  N_ ("missing; %s needs it, or %s"),
  N_ ("there is no such field"),
  N_ ("expected a string"),
  N_ ("expected a string with something in it"),
  N_ ("expected a word, not an empty string"),
  N_ ("expected an array of strings"),
  N_ ("expected an object"),
  N_ ("expected a JSON object"),
  N_ ("expected a list"),
  N_ ("expected true or false"),
  N_ ("expected at least one"),
  N_ ("expected at most %s"),
  N_ ("expected at most %s characters"),
  N_ ("expected at most %s bytes"),
  N_ ("expected one of: %s"),
  N_ ("expected a number, 0 or more"),
  N_ ("expected an integer, 0 or more"),
  N_ ("expected an integer, 1 or more"),
  N_ ("expected an integer from %s to %s"),
  N_ ("expected a date and time of RFC 3339, such as 2026-01-02T03:04:05Z"),
  N_ ("expected info, success, warning, error or critical"),
  /* alerts */
  N_ ("expected the number of an alert config"),
  N_ ("expected the name or kind of a channel"),
  N_ ("there is no such type of event"),
  N_ ("there is no such condition"),
  N_ ("there is no alert config %s"),
  N_ ("%s has the alert config %s already"),
  /* channels */
  N_ ("expected at most %s letters, digits and the signs _ - . of which the first is a letter or "
      "digit"),
  N_ ("a channel keeps its name; make another one"),
  N_ ("a channel keeps its kind; make another one"),
  N_ ("this is what another kind of channel is called"),
  N_ ("there is a channel \"%s\" already"),
  N_ ("there is no channel \"%s\""),
  N_ ("there is no such kind of channel"),
  N_ ("there is no such setting"),
  N_ ("this is set for the channel itself only"),
  N_ ("the desktop cannot be removed; it can be disabled"),
  N_ ("the desktop is tested by an event: wakebell drill, or /test"),
  N_ ("missing; expected such as email or slack"),
  N_ ("expected email, slack, discord, telegram, pagerduty, webhook, sms or exec"),
  N_ ("expected the name of a channel"),
  N_ ("expected another channel"),
  N_ ("expected messages a minute, from 1 to %s"),
  N_ ("expected a string of at most %s characters, without spaces"),
  N_ ("expected a string of one line, of at most %s characters"),
  N_ ("expected strings of one line, of at most %s characters"),
  N_ ("expected an object of strings"),
  N_ ("expected names of headers"),
  N_ ("expected an http or https URL of at most %s characters"),
  N_ ("expected an e-mail address such as name@example.org"),
  N_ ("expected the name or address of a host"),
  N_ ("expected a phone number such as +12025550123, or at most %s letters and digits"),
  N_ ("expected whsec_ and 24 to 64 bytes in base64"),
  N_ ("expected a colour such as #3584e4"),
  N_ ("expected a list: the program and its arguments"),
  N_ ("expected an absolute path"),
  N_ ("expected at most %s sections inside each other"),
  N_ ("a \"{{\" has no \"}}\""),
  N_ ("expected the name of a field between the braces"),
  N_ ("{{/%s}} ends no section"),
  N_ ("the section {{#%s}} has no {{/%s}}"),
  /* credentials */
  N_ ("%s; it is not kept, everything else is saved"),
  N_ ("credentials are kept in the keyring only"),
  N_ ("credentials come from systemd here: change them there"),
  N_ ("there is no keyring yet"),
  N_ ("the keyring is locked"),
  N_ ("the keyring is not available"),
  N_ ("the keyring does not answer"),
  N_ ("the keyring does not have it"),
  N_ ("there is no file of credentials yet"),
  N_ ("the file of credentials must be yours alone: chmod 600 it"),
  N_ ("the file of credentials cannot be read"),
  N_ ("the file of credentials cannot be written"),
  N_ ("the file of credentials does not have it"),
  /* preferences */
  N_ ("unknown preference; expected one of %s"),
  N_ ("expected a time of day from 00:00 to 23:59"),
  N_ ("expected mon, tue, wed, thu, fri, sat or sun"),
  N_ ("expected at least one day"),
  N_ ("expected off, hourly or daily"),
  N_ ("expected an array of numbers"),
  N_ ("expected a number above %s"),
  N_ ("the one before it"),
  N_ ("expected a number above 0, up to %s"),
  N_ ("expected an integer from 0 to %s, or null"),
  N_ ("expected seconds from 0 to %s, or default"),
  N_ ("expected an object of seconds by type"),
  N_ ("expected less than quota.critical"),
  N_ ("expected another time than quiet_hours.start: they would never end"),
  N_ ("programs in a sandbox may not change settings"),
  /* deliveries */
  N_ ("expected the number of a delivery"),
  N_ ("expected queued, sending, done, dead or skipped"),
  N_ ("there is no delivery %s"),
  N_ ("this delivery is on its way"),
  N_ ("this delivery is not dead, but %s"),
  /* notifications, runs and keys */
  N_ ("no notification has it"),
  N_ ("no event has it"),
  N_ ("no run has it"),
  N_ ("no such key is known"),
  N_ ("this notification belongs to no run"),
  N_ ("not all belong to one run"),
  /* the agent itself */
  N_ ("%s events wait to be stored; try again in a second"),
  N_ ("the file was moved or deleted while it was in use"),
  N_ ("a write failed half-way: %s"),
  N_ ("the agent is about to end"),
};

static char *dup_whole (const char *text, WbTranslate translate);

/* Returns: (transfer full) (nullable): what stands for each %s of @form in @text; %NULL where it is
 * not of that form, or where a value would have the path in it that stands in front. */
static GPtrArray *
match (const char *form, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (form, VALUE, -1);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  const char *rest = text;

  if (!g_str_has_prefix (rest, parts[0]))
    return NULL;
  rest += strlen (parts[0]);
  for (char **part = parts + 1; *part != NULL; part++)
    {
      gboolean is_last = part[1] == NULL;
      const char *end;

      if (is_last)
        end = g_str_has_suffix (rest, *part) ? rest + strlen (rest) - strlen (*part) : NULL;
      else
        end = strstr (rest, *part);
      if (end == NULL)
        return NULL;
      g_ptr_array_add (values, g_strndup (rest, (gsize) (end - rest)));
      if (parts[0][0] == '\0' && strstr (values->pdata[0], PATH_END) != NULL)
        return NULL;
      rest = end + strlen (*part);
    }
  return *rest == '\0' ? g_steal_pointer (&values) : NULL;
}

static void
append_value (GString *text, const char *value, WbTranslate translate)
{
  g_autofree char *said = dup_whole (value, translate);

  g_string_append (text, said);
}

/* @translation: has its values as %s in their order, or as %1$s and so on. */
static char *
fill (const char *translation, GPtrArray *values, WbTranslate translate)
{
  GString *text = g_string_new (NULL);
  guint next = 0;

  for (const char *p = translation; *p != '\0'; p++)
    {
      gboolean is_numbered
          = p[0] == '%' && g_ascii_isdigit (p[1]) && g_str_has_prefix (p + 2, "$s");
      gboolean is_value = is_numbered || g_str_has_prefix (p, VALUE);
      guint index = is_numbered ? (guint) (p[1] - '1') : next;

      if (is_value && index < values->len)
        {
          append_value (text, values->pdata[index], translate);
          p += is_numbered ? strlen ("1$s") : strlen ("s");
          next++;
        }
      else
        g_string_append_c (text, *p);
    }
  return g_string_free (text, FALSE);
}

/* Of several forms that fit, the one that says most. A value may be such a text, too. */
static char *
dup_whole (const char *text, WbTranslate translate)
{
  g_autoptr (GPtrArray) values = NULL;
  const char *best = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (best == NULL || strlen (forms[i]) > strlen (best))
      {
        g_autoptr (GPtrArray) found = match (forms[i], text);

        if (found == NULL)
          continue;
        best = forms[i];
        g_clear_pointer (&values, g_ptr_array_unref);
        values = g_steal_pointer (&found);
      }
  return best != NULL ? fill (translate (best), values, translate) : g_strdup (text);
}

static const char *
get_translation (const char *text)
{
  return g_dgettext (GETTEXT_PACKAGE, text);
}

/* wb_refusal_dup_text: @message: of the agent; the path of the field in front of it stays. */
char *
wb_refusal_dup_text (const char *message)
{
  return wb_refusal_dup_text_by (message, get_translation);
}

char *
wb_refusal_dup_text_by (const char *message, WbTranslate translate)
{
  g_return_val_if_fail (message != NULL, NULL);

  for (const char *text = message; text != NULL;)
    {
      g_autofree char *said = dup_whole (text, translate);

      if (!g_str_equal (said, text))
        return g_strdup_printf ("%.*s%s", (int) (text - message), message, said);
      text = strstr (text, PATH_END);
      if (text != NULL)
        text += strlen (PATH_END);
    }
  return g_strdup (message);
}
