/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "agent/wb-key-log.h"

#include "centre-fixture.h"

#define KEY "\"provider\":\"groq\",\"key_id\":\"1\",\"title\":\"t\",\"message\":\"\""

/* What was logged since it was last asked, such as "4 Quota warning sent"; "debug" for a line that
 * is no news to the journal. */
static GString *lines;

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *name)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, name))
      return fields[i].value;
  return NULL;
}

/* The journal's writer takes the length of each value that comes without one: without a value the
 * program ends there, and only where it logs to a journal. */
static void
assert_has_values (const GLogField *fields, gsize n_fields)
{
  for (gsize i = 0; i < n_fields; i++)
    g_assert_true (fields[i].length >= 0 || fields[i].value != NULL);
}

static GLogWriterOutput
writer_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  const char *text = find_field (fields, n_fields, "MESSAGE");
  gboolean is_debug = level == G_LOG_LEVEL_DEBUG;

  assert_has_values (fields, n_fields);
  if (find_field (fields, n_fields, "GLIB_DOMAIN") != NULL)
    return g_log_writer_default (level, fields, n_fields, data);
  if (!is_debug)
    g_assert_cmpint (level, ==, G_LOG_LEVEL_MESSAGE);
  g_string_append_printf (lines, "%s%s %s", lines->len > 0 ? "; " : "",
                          is_debug ? "debug" : find_field (fields, n_fields, "PRIORITY"), text);
  return G_LOG_WRITER_HANDLED;
}

/* Each with the level that its source names: 2 critical, 3 error, 4 warning, 6 info. */
static void
test_levels (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    int second;
    const char *event;
    const char *lines;
  } steps[] = {
    { 0, "{\"type\":\"quota_warning\"," KEY ",\"context\":{\"percentage\":78.0}}",
      "4 Quota warning sent for groq Key 1 (78%)" },
    { 1, "{\"type\":\"quota_warning\"," KEY ",\"context\":{\"percentage\":79}}",
      "debug Skipping quota_warning_groq_key1 - cooldown active" },
    { 2, "{\"type\":\"quota_critical\"," KEY ",\"context\":{\"percentage\":92.5}}",
      "3 CRITICAL quota alert sent for groq Key 1 (92.5%)" },
    { 3, "{\"type\":\"quota_critical\"," KEY "}",
      "debug Skipping quota_critical_groq_key1 - cooldown active" },
    { 4, "{\"type\":\"key_recovered\"," KEY "}", "6 groq Key 1 recovery alert sent" },
    { 5, "{\"type\":\"key_recovered\"," KEY "}", "6 groq Key 1 recovery alert sent" },
    { 6, "{\"type\":\"auth_failure\"," KEY "}",
      "3 Auth failure alert sent for groq Key 1; 2 EMERGENCY: All AI keys failed alert sent!" },
    { 7, "{\"type\":\"key_recovered\"," KEY "}", "6 groq Key 1 recovery alert sent" },
    { 8, "{\"type\":\"auth_failure\"," KEY "}",
      "debug Skipping auth_failed_groq_key1 - cooldown active; "
      "debug Skipping all_keys_failed - cooldown active" },
    { 9, "{\"type\":\"training_failed\",\"title\":\"t\",\"message\":\"\"}", "" },
  };

  wb_key_log_follow (fixture->pipeline);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *answer = NULL;

      wb_clock_set_now_us (fixture->clock,
                           CENTRE_FIXTURE_NOW_US + steps[i].second * G_TIME_SPAN_SECOND);
      g_string_truncate (lines, 0);
      answer = centre_fixture_publish (fixture, steps[i].event);
      g_assert_cmpstr (lines->str, ==, steps[i].lines);
    }
}

int
main (int argc, char **argv)
{
  int status;

  /* What is throttled is read again only for who wants to hear of it. */
  g_setenv ("G_MESSAGES_DEBUG", "all", TRUE);
  g_test_init (&argc, &argv, NULL);
  lines = g_string_new (NULL);
  g_log_set_writer_func (writer_cb, NULL, NULL);
  g_test_add ("/agent/key-log/levels", CentreFixture, NULL, centre_fixture_set_up, test_levels,
              centre_fixture_tear_down);
  status = g_test_run ();
  g_string_free (lines, TRUE);
  return status;
}
