/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "client/wb-refusal.h"

/* A language of which only these words are known. */
static const char *
translate (const char *text)
{
  static const char *const words[][2] = {
    { "expected a number above 0, up to %s", "über 0, bis %s" },
    { "expected a number above %s", "über %s" },
    { "the section {{#%s}} has no {{/%s}}", "zu {{#%1$s}} fehlt {{/%2$s}}" },
    { "%s has the alert config %s already", "Nummer %2$s gilt schon für %1$s" },
    { "%s; it is not kept, everything else is saved", "Nicht behalten: %s" },
    { "the keyring is locked", "der Schlüsselbund ist zu" },
    { "expected true or false", "ja oder nein" },
    { "a write failed half-way: %s", "halb geschrieben: %s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i][0], text))
      return words[i][1];
  return text;
}

static void
test_text (void)
{
  static const struct
  {
    const char *message;
    const char *text;
  } cases[] = {
    { "active: expected true or false", "active: ja oder nein" },
    { "expected true or false", "ja oder nein" },
    { "rule 3: active: expected true or false", "rule 3: active: ja oder nein" },
    /* of two forms the one that says more */
    { "quota[1]: expected a number above 90", "quota[1]: über 90" },
    { "quota: expected a number above 0, up to 100", "quota: über 0, bis 100" },
    /* values in another order, with anything in them */
    { "alert_type: training_failed has the alert config 7 already",
      "alert_type: Nummer 7 gilt schon für training_failed" },
    { "body_template: the section {{#100 %s}} has no {{/100 %s}}",
      "body_template: zu {{#100 %s}} fehlt {{/100 %s}}" },
    { "settings.url: the keyring is locked; it is not kept, everything else is saved",
      "settings.url: Nicht behalten: der Schlüsselbund ist zu" },
    { "database: a write failed half-way: database: I/O",
      "database: halb geschrieben: database: I/O" },
    /* nothing that is known */
    { "expected true or false, or more", "expected true or false, or more" },
    { "settings: expected an object", "settings: expected an object" },
    { "", "" },
    { ": ", ": " },
    { "100 %d %s %1$s", "100 %d %s %1$s" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = wb_refusal_dup_text_by (cases[i].message, translate);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_english (void)
{
  g_autofree char *text = wb_refusal_dup_text ("name: expected at most 8 characters");

  g_assert_cmpstr (text, ==, "name: expected at most 8 characters");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/refusal/text", test_text);
  g_test_add_func ("/client/refusal/english", test_english);
  return g_test_run ();
}
