/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-secret-keeper.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>

#include "base/wb-error.h"
#include "folder-fixture.h"
#include "model/wb-channel-settings.h"
#include "model/wb-limits.h"

/* libsecret 0.20 leaks the etag of every file that it writes. The keeper itself is looked at for
 * leaks with the service. */
const char *__asan_default_options (void);

const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}

static void
add (GPtrArray *credentials, const char *name, const char *secret)
{
  const char *known = wb_channel_settings_find_credential (name);

  g_assert_nonnull (known);
  g_ptr_array_add (credentials, wb_credential_new (known, g_strdup (secret)));
}

static GPtrArray *
new_credentials (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) wb_credential_free);
}

static void
change (WbSecretKeeper *keeper, GPtrArray *credentials, const char *dropped)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  if (dropped != NULL)
    g_ptr_array_add (names, (gpointer) dropped);
  wb_secret_keeper_change_async (keeper, "alert-config-1", credentials, names,
                                 folder_fixture_keep_result_cb, &result);
  folder_fixture_wait (&result);
  g_assert_true (wb_secret_keeper_change_finish (keeper, result, &error));
  g_assert_no_error (error);
}

static void
assert_kept (WbSecretKeeper *keeper, const char *channel, const char *field, const char *secret)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *found;

  wb_secret_keeper_look_up_async (keeper, channel, field, folder_fixture_keep_result_cb, &result);
  folder_fixture_wait (&result);
  found = wb_secret_keeper_look_up_finish (keeper, result, &error);
  g_assert_cmpstr (found, ==, secret);
  if (secret == NULL)
    g_assert_error (error, WB_ERROR, WB_ERROR_NOT_FOUND);
  secret_password_free (found);
}

/* With libsecret's own file, as in a sandbox; the service is met in tests/service/test_alerts.py.
 */
static void
test_life (void)
{
  g_autoptr (WbSecretKeeper) keeper = wb_secret_keeper_new ();
  g_autoptr (GPtrArray) credentials = new_credentials ();
  g_autoptr (GPtrArray) others = new_credentials ();

  assert_kept (keeper, "alert-config-1", "slack.webhook_url", NULL);
  add (credentials, "slack.webhook_url", "https://example.org/ü");
  add (credentials, "webhook.headers", "{\"X\":\"y\"}");
  change (keeper, credentials, NULL);
  assert_kept (keeper, "alert-config-1", "slack.webhook_url", "https://example.org/ü");
  assert_kept (keeper, "alert-config-1", "webhook.headers", "{\"X\":\"y\"}");
  assert_kept (keeper, "alert-config-2", "webhook.headers", NULL);

  add (others, "slack.webhook_url", "https://example.org/2");
  change (keeper, others, "webhook.headers");
  assert_kept (keeper, "alert-config-1", "slack.webhook_url", "https://example.org/2");
  assert_kept (keeper, "alert-config-1", "webhook.headers", NULL);

  /* To forget what was never there is done at once. */
  change (keeper, NULL, "telegram.bot_token");
}

static void
change_headers (WbSecretKeeper *keeper, const char *member, const char *value)
{
  g_autoptr (GPtrArray) credentials = new_credentials ();
  WbCredential *credential;

  add (credentials, "webhook.headers", "{}");
  credential = credentials->pdata[0];
  credential->is_patch = TRUE;
  wb_credential_add_change (credential, member, value);
  change (keeper, credentials, NULL);
  g_assert_false (credential->is_patch);
}

static void
check_members (WbSecretKeeper *keeper)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  change_headers (keeper, "A.x", "1");
  change_headers (keeper, "B", "\"ü\"");
  assert_kept (keeper, "alert-config-1", "webhook.headers", "{\"A.x\":\"1\",\"B\":\"\\\"ü\\\"\"}");
  change_headers (keeper, "A.x", NULL);
  change_headers (keeper, "none", NULL);
  assert_kept (keeper, "alert-config-1", "webhook.headers", "{\"B\":\"\\\"ü\\\"\"}");
  change_headers (keeper, "B", "2");
  assert_kept (keeper, "alert-config-1", "webhook.headers", "{\"B\":\"2\"}");
  change (keeper, none, "webhook.headers");
}

/* Members of an object change one by one, wherever it is kept. */
static void
test_members (void)
{
  g_autofree char *folder = folder_fixture_new ();
  g_autofree char *path = g_build_filename (folder, "credentials", NULL);
  g_autoptr (WbSecretKeeper) keeper = wb_secret_keeper_new ();

  check_members (keeper);
  wb_secret_keeper_set_file (keeper, path);
  check_members (keeper);
  folder_fixture_free (g_steal_pointer (&folder));
}

/* Names of headers that differ in case are one, those of variables are not; an object has an end,
 * and one of which nothing is left is known. */
static void
test_apply (void)
{
  WbCredential *headers = wb_credential_new ("headers", g_strdup ("{}"));
  WbCredential *environment = wb_credential_new ("environment", g_strdup ("{}"));
  g_autoptr (GString) many = g_string_new ("{\"0\":\"\"");
  g_autoptr (GError) error = NULL;

  headers->is_patch = environment->is_patch = TRUE;
  wb_credential_add_change (headers, "x-team", NULL);
  wb_credential_add_change (environment, "PATH", NULL);
  g_assert_false (wb_credential_sets_something (headers));
  g_assert_true (wb_credential_apply (headers, "{\"X-Team\":\"a\"}", &error));
  g_assert_true (headers->is_emptied);
  for (int i = 1; i < WB_LIMIT_HEADERS; i++)
    g_string_append_printf (many, ",\"%d\":\"\"", i);
  g_string_append_c (many, '}');
  wb_credential_add_change (environment, "path", "b");
  g_assert_true (wb_credential_sets_something (environment));
  g_assert_false (wb_credential_apply (environment, many->str, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_true (wb_credential_apply (environment, "{\"Path\":\"a\"}", &error));
  g_assert_cmpstr (environment->secret, ==, "{\"Path\":\"a\",\"path\":\"b\"}");
  g_assert_false (environment->is_emptied);
  wb_credential_free (headers);
  wb_credential_free (environment);
}

/* A file takes the place of the keyring where a person named one, and nobody else may read it. */
static void
test_file (void)
{
  g_autofree char *folder = folder_fixture_new ();
  g_autofree char *path = g_build_filename (folder, "credentials", NULL);
  g_autoptr (WbSecretKeeper) keeper = wb_secret_keeper_new ();
  g_autoptr (GPtrArray) credentials = new_credentials ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf info;

  wb_secret_keeper_set_file (keeper, path);
  add (credentials, "slack.webhook_url", "https://example.org/a\nb=c");
  change (keeper, credentials, NULL);
  assert_kept (keeper, "alert-config-1", "slack.webhook_url", "https://example.org/a\nb=c");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  wb_secret_keeper_look_up_async (keeper, "alert-config-1", "slack.webhook_url",
                                  folder_fixture_keep_result_cb, &result);
  folder_fixture_wait (&result);
  g_assert_null (wb_secret_keeper_look_up_finish (keeper, result, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
  folder_fixture_free (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  char *folder = folder_fixture_new ();
  g_autofree char *path = g_build_filename (folder, "keyring", NULL);
  int status;

  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/secret-keeper/life", test_life);
  g_test_add_func ("/engine/secret-keeper/file", test_file);
  g_test_add_func ("/engine/secret-keeper/members", test_members);
  g_test_add_func ("/engine/secret-keeper/apply", test_apply);
  status = g_test_run ();
  folder_fixture_free (folder);
  return status;
}
