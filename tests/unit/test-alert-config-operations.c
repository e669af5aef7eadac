/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-alert-config-operations.h"

#include <string.h>

#include "centre-fixture.h"
#include "folder-fixture.h"

/* Returns: the answer, or "! error" */
static char *
perform (CentreFixture *fixture, const WbOperation *operation, const char *input)
{
  g_autoptr (GError) error = NULL;
  char *answer = centre_fixture_try_perform (fixture, operation, input, &error);

  return answer != NULL ? answer : g_strdup_printf ("! %s", error->message);
}

static void
assert_has (const char *answer, const char *part)
{
  if (strstr (answer, part) == NULL)
    g_error ("\"%s\" is not in %s", part, answer);
}

/* Without a keyring, everything but the credentials is kept. */
static void
test_no_keyring (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *created = perform (
      fixture, &wb_alert_config_create,
      "{\"body\":{\"name\":\"x\",\"alert_type\":\"custom\",\"channel_config\":{\"slack\":"
      "{\"webhook_url\":\"https://example.org/s3cr3t\",\"channel\":\"#a\"}}}}");
  g_autofree char *got = perform (fixture, &wb_alert_config_get, "{\"id\":1}");

  assert_has (created, "\"slack\":{\"webhook_url\":null,\"webhook_url_set\":false,\"channel\":"
                       "\"#a\"}");
  assert_has (created, "\"warnings\":[\"channel_config.slack.webhook_url: the keyring is not "
                       "available; it is not kept, everything else is saved\"]");
  assert_has (got, "\"webhook_url_set\":false");
  g_assert_null (strstr (created, "s3cr3t"));
  g_assert_null (strstr (got, "s3cr3t"));
}

/* What reaches an order never has a credential in it, whoever performs it. */
static void
test_refused (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const WbOperation *operation;
    const char *input;
    const char *message;
  } cases[] = {
    { &wb_alert_config_get, "{}", "! id: expected the number of an alert config" },
    { &wb_alert_config_get, "{\"id\":1}", "! id: there is no alert config 1" },
    { &wb_alert_config_create, "{}", "! body: expected a JSON object" },
    { &wb_alert_config_create, "{\"body\":7}", "! body: expected a JSON object" },
    { &wb_alert_config_create,
      "{\"body\":{\"name\":\"x\",\"alert_type\":\"custom\",\"conditions\":{\"moon\":1}}}",
      "! conditions.moon: there is no such condition" },
    { &wb_alert_config_update, "{\"id\":1,\"body\":{}}", "! id: there is no alert config 1" },
    { &wb_alert_config_delete, "{\"id\":1}", "! id: there is no alert config 1" },
    { &wb_alert_config_customise, "{}", "! alert_type: expected a string with something in it" },
    { &wb_alert_config_customise, "{\"alert_type\":\"moon\"}",
      "! alert_type: there is no such type of event" },
    { &wb_alert_config_list, "{\"include_defaults\":1}",
      "! include_defaults: expected true or false" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = perform (fixture, cases[i].operation, cases[i].input);

      g_assert_cmpstr (answer, ==, cases[i].message);
    }
}

/* A config of one's own decides as the default did, but for what is only recorded. */
static void
test_customise (CentreFixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *warning
      = perform (fixture, &wb_alert_config_customise, "{\"alert_type\":\"Quota-Warning\"}");
  g_autofree char *batch
      = perform (fixture, &wb_alert_config_customise, "{\"alert_type\":\"batch_processed\"}");
  g_autofree char *again
      = perform (fixture, &wb_alert_config_customise, "{\"alert_type\":\"batch_processed\"}");
  g_autofree char *list = perform (fixture, &wb_alert_config_list, "{\"include_defaults\":true}");

  assert_has (warning, "\"name\":\"Quota warning\"");
  assert_has (warning, "\"severity\":\"warning\",\"active\":true,\"channels\":[\"telegram\"]");
  assert_has (batch, "\"severity\":\"info\",\"active\":true,\"channels\":null");
  g_assert_cmpstr (again, ==, "! alert_type: batch_processed has the alert config 2 already");
  assert_has (list, "\"alert_type\":\"quota_critical\"");
  g_assert_null (strstr (strstr (list, "\"default\":true"), "\"quota_warning\""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/engine/alert-config-operations/no-keyring", CentreFixture, NULL,
              centre_fixture_set_up, test_no_keyring, centre_fixture_tear_down);
  g_test_add ("/engine/alert-config-operations/refused", CentreFixture, NULL, centre_fixture_set_up,
              test_refused, centre_fixture_tear_down);
  g_test_add ("/engine/alert-config-operations/customise", CentreFixture, NULL,
              centre_fixture_set_up, test_customise, centre_fixture_tear_down);
  return g_test_run ();
}
