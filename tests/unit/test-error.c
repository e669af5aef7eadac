/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "base/wb-error.h"

#include <gio/gio.h>

static const struct
{
  WbError code;
  const char *word;
  const char *dbus_name;
} codes[] = {
  { WB_ERROR_INVALID_ARGUMENT, "invalid_argument",
    "io.github.wakebell.Wakebell.Error.InvalidArgument" },
  { WB_ERROR_TOO_LARGE, "too_large", "io.github.wakebell.Wakebell.Error.TooLarge" },
  { WB_ERROR_NOT_FOUND, "not_found", "io.github.wakebell.Wakebell.Error.NotFound" },
  { WB_ERROR_CONFLICT, "conflict", "io.github.wakebell.Wakebell.Error.Conflict" },
  { WB_ERROR_BUSY, "busy", "io.github.wakebell.Wakebell.Error.Busy" },
  { WB_ERROR_STORAGE_FULL, "storage_full", "io.github.wakebell.Wakebell.Error.StorageFull" },
  { WB_ERROR_UNAVAILABLE, "unavailable", "io.github.wakebell.Wakebell.Error.Unavailable" },
  { WB_ERROR_UNREACHABLE, "unreachable", "io.github.wakebell.Wakebell.Error.Unreachable" },
};

static void
test_words (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = g_error_new (WB_ERROR, codes[i].code, "x");

      g_assert_cmpstr (wb_error_get_code_word (error), ==, codes[i].word);
    }
}

static void
test_foreign_word (void)
{
  g_autoptr (GError) error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "x");

  g_assert_cmpstr (wb_error_get_code_word (error), ==, "unavailable");
}

/* What a client on the bus gets is the error that the agent made. */
static void
test_dbus_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = g_error_new (WB_ERROR, codes[i].code, "title: too long");
      g_autofree char *name = g_dbus_error_encode_gerror (error);
      g_autoptr (GError) back = g_dbus_error_new_for_dbus_error (name, "title: too long");

      g_assert_cmpstr (name, ==, codes[i].dbus_name);
      g_assert_error (back, WB_ERROR, (int) codes[i].code);
    }
}

static void
test_field (void)
{
  static const struct
  {
    WbError code;
    const char *message;
    const char *field;
  } cases[] = {
    { WB_ERROR_INVALID_ARGUMENT, "events[3].severity: unknown word \"hihg\"",
      "events[3].severity" },
    { WB_ERROR_INVALID_ARGUMENT, "context: a: b", "context" },
    { WB_ERROR_TOO_LARGE, "body: 9 bytes", "body" },
    { WB_ERROR_CONFLICT, "id: used before", "id" },
    { WB_ERROR_INVALID_ARGUMENT, "no field", NULL },
    { WB_ERROR_UNAVAILABLE, "database: disk I/O error", NULL },
    { WB_ERROR_NOT_FOUND, "id: no event has it", "id" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error
          = g_error_new_literal (WB_ERROR, (int) cases[i].code, cases[i].message);
      g_autofree char *field = wb_error_dup_field (error);

      g_assert_cmpstr (field, ==, cases[i].field);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/words", test_words);
  g_test_add_func ("/base/error/foreign-word", test_foreign_word);
  g_test_add_func ("/base/error/dbus-names", test_dbus_names);
  g_test_add_func ("/base/error/field", test_field);
  return g_test_run ();
}
