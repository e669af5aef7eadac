/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-token.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "folder-fixture.h"

#define TOKEN "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = folder_fixture_new ();
  fixture->path = g_build_filename (fixture->folder, "token", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_free (fixture->path);
  folder_fixture_free (fixture->folder);
}

static void
test_made (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = wb_token_load (fixture->path, &error);
  g_autofree char *again = wb_token_load (fixture->path, NULL);
  g_autofree char *other_path = g_build_filename (fixture->folder, "other", NULL);
  g_autofree char *other = wb_token_load (other_path, NULL);
  struct stat status;

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (first), ==, 64);
  g_assert_cmpuint (strspn (first, "0123456789abcdef"), ==, 64);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
}

static void
assert_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (wb_token_load (fixture->path, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, fixture->path));
}

/* What is in the file is never repeated. */
static void
test_bad_files (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *text;
    int mode;
    gboolean is_taken;
  } cases[] = {
    { TOKEN "\n", 0600, TRUE },  { TOKEN, 0400, TRUE },
    { TOKEN "\n", 0640, FALSE }, { TOKEN "\n", 0604, FALSE },
    { TOKEN "\n", 0620, FALSE }, { "", 0600, FALSE },
    { "secret\n", 0600, FALSE }, { "0123456789ABCDEF" TOKEN, 0600, FALSE },
    { " " TOKEN, 0600, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *token = NULL;

      g_assert_true (g_file_set_contents (fixture->path, cases[i].text, -1, NULL));
      g_assert_cmpint (g_chmod (fixture->path, cases[i].mode), ==, 0);
      if (!cases[i].is_taken)
        {
          assert_refused (fixture);
          continue;
        }
      token = wb_token_load (fixture->path, NULL);
      g_assert_cmpstr (token, ==, TOKEN);
    }
}

static void
test_links (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *target = g_build_filename (fixture->folder, "target", NULL);
  g_autofree char *token = wb_token_load (target, NULL);

  g_assert_nonnull (token);
  g_assert_cmpint (symlink (target, fixture->path), ==, 0);
  assert_refused (fixture);

  /* One that leads to nothing makes nothing there. */
  g_unlink (target);
  assert_refused (fixture);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
}

static void
test_not_a_file (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_refused (fixture);
}

static void
test_matches (void)
{
  static const struct
  {
    const char *authorization;
    gboolean matches;
  } cases[] = {
    { "Bearer " TOKEN, TRUE },
    { "bearer " TOKEN, TRUE },
    { "BEARER " TOKEN, TRUE },
    { NULL, FALSE },
    { "", FALSE },
    { "Bearer ", FALSE },
    { "Bearer  " TOKEN, FALSE },
    { "Bearer " TOKEN " ", FALSE },
    { "Basic " TOKEN, FALSE },
    { TOKEN, FALSE },
    { "Bearer 0123456789abcdef", FALSE },
    { "Bearer 1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", FALSE },
    { "Bearer 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdee", FALSE },
    { "Bearer 0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (wb_token_matches (TOKEN, cases[i].authorization), ==, cases[i].matches);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/intake/token/made", Fixture, NULL, set_up, test_made, tear_down);
  g_test_add ("/intake/token/bad-files", Fixture, NULL, set_up, test_bad_files, tear_down);
  g_test_add ("/intake/token/links", Fixture, NULL, set_up, test_links, tear_down);
  g_test_add ("/intake/token/not-a-file", Fixture, NULL, set_up, test_not_a_file, tear_down);
  g_test_add_func ("/intake/token/matches", test_matches);
  return g_test_run ();
}
