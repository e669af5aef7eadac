/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-secret-keeper.h"

#include <glib/gstdio.h>
#include <libsecret/secret.h>

#include "base/wb-error.h"
#include "folder-fixture.h"
#include "model/wb-channel-settings.h"

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
  WbCredential *credential = g_new (WbCredential, 1);

  credential->name = wb_channel_settings_find_credential (name);
  credential->secret = g_strdup (secret);
  g_assert_nonnull (credential->name);
  g_ptr_array_add (credentials, credential);
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
  status = g_test_run ();
  folder_fixture_free (folder);
  return status;
}
