/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "cli/wb-event-options.h"
#include "model/wb-limits.h"

#define MAX_ARGUMENTS 16

/* Parses @arguments as a command would; the event without its id, printed. */
static char *
print_event (const char *const *arguments, GError **error)
{
  static const WbCommand command = { .name = "send", .parameters = "", .summary = "Test" };
  g_autoptr (WbEventOptions) options = wb_event_options_new (NULL);
  g_autoptr (GOptionContext) context = wb_command_create_context (&command, NULL);
  g_autofree char *id = NULL;
  g_autoptr (GVariant) event = NULL;
  g_autoptr (GVariantDict) dict = NULL;
  char name[] = "send";
  char *argv[MAX_ARGUMENTS + 1] = { name };
  int argc = 1;

  for (gsize i = 0; arguments[i] != NULL; i++)
    argv[argc++] = (char *) arguments[i];
  wb_event_options_add_to_context (options, context, NULL);
  if (!wb_command_parse (context, argc, argv, NULL, error))
    return NULL;

  event = g_variant_ref_sink (wb_event_options_end (options, &id));
  g_assert_true (g_variant_lookup (event, "id", "s", NULL));
  g_assert_cmpint (strlen (id), >, 0);
  dict = g_variant_dict_new (event);
  g_variant_dict_remove (dict, "id");
  g_clear_pointer (&event, g_variant_unref);
  event = g_variant_ref_sink (g_variant_dict_end (dict));
  return g_variant_print (event, FALSE);
}

typedef struct
{
  const char *arguments[MAX_ARGUMENTS];
  const char *expected; /* the event, or how the error begins */
} Case;

static void
test_fields (void)
{
  static const Case cases[] = {
    { { "--title", "Grüße" }, "{'title': <'Grüße'>}" },
    { { "--level", "warning" }, "{'severity': <'warning'>}" },
    { { "--severity=error", "--severity", "critical" }, "{'severity': <'critical'>}" },
    { { "--epochs", "10" }, "{'total_epochs': <int64 10>}" },
    { { "--expect-within", "600" }, "{'expect_within': <int64 600>}" },
    { { "--cost", "12.50" }, "{'cost': <12.5>}" },
    { { "--duration", "3600" }, "{'duration': <int64 3600>}" },
    { { "--loss", "-0.5" }, "{'metrics': <{'loss': <-0.5>}>}" },
    { { "--metrics", "b=1, a=0.75", "--metric", "b=2" },
      "{'metrics': <{'a': <0.75>, 'b': <int64 2>}>}" },
    { { "--threshold", "10.00" }, "{'context': <{'threshold': <10.0>}>}" },
    { { "--context", "n=3", "--context", "v=1.10" },
      "{'context': <{'n': <int64 3>, 'v': <'1.10'>}>}" },
    { { "--tag", "a", "--tag", "b" }, "{'tags': <['a', 'b']>}" },
    { { "--channel", "slack" }, "{'channels': <['slack']>}" },
    { { "--resolved" }, "{'status': <'resolved'>}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *printed = print_event (cases[i].arguments, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (printed, ==, cases[i].expected);
    }
}

static void
test_error_is_message_too (void)
{
  const char *const arguments[] = { "--error", "CUDA out of memory", NULL };
  g_autofree char *printed = print_event (arguments, NULL);

  g_assert_nonnull (strstr (printed, "'message': <'CUDA out of memory'>"));
  g_assert_nonnull (strstr (printed, "'context': <{'error': <'CUDA out of memory'>}>"));
}

static void
test_refused (void)
{
  static const Case cases[] = {
    { { "--cost", "much" }, "--cost: expected a number that is 0 or more, not \"much\"" },
    { { "--duration", "-1" }, "--duration: expected a number that is 0 or more" },
    { { "--epoch", "1.5" }, "--epoch: expected a whole number that is 0 or more" },
    { { "--loss", "nan" }, "--loss: expected a number, not \"nan\"" },
    { { "--metric", "accuracy" }, "--metric: expected NAME=VALUE, not \"accuracy\"" },
    { { "--metrics", "a=1,b=x" }, "--metrics: b: expected a number, not \"x\"" },
    { { "--metrics", "a=1," }, "--metrics: expected NAME=VALUE" },
    { { "--metrics", "" }, "--metrics: expected NAME=VALUE" },
    { { "--context", "=3" }, "--context: expected NAME=VALUE" },
    { { "--title", "\xff" }, "--title: expected UTF-8 text" },
    { { "--no-such-option" }, "Unknown option" },
    { { "--title" }, "Missing argument" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (print_event (cases[i].arguments, &error));
      g_assert_true (error->domain == G_OPTION_ERROR);
      g_test_message ("%s", error->message);
      g_assert_true (g_str_has_prefix (error->message, cases[i].expected));
    }
}

/* What a pipe with @length bytes of @text gives as a message; the error of reading it. */
static char *
read_message (const char *text, gsize length, GError **error)
{
  g_autoptr (WbEventOptions) options = wb_event_options_new (NULL);
  g_autoptr (GVariant) event = NULL;
  g_autofree char *id = NULL;
  char *message = NULL;
  gboolean is_ok;
  int ends[2];

  g_assert_true (wb_event_options_set (options, "message", "-", NULL));
  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], text, length), ==, (gssize) length);
  close (ends[1]);
  is_ok = wb_event_options_read_message (options, ends[0], error);
  close (ends[0]);
  if (!is_ok)
    return NULL;

  event = g_variant_ref_sink (wb_event_options_end (options, &id));
  g_assert_true (g_variant_lookup (event, "message", "s", &message));
  return message;
}

static void
test_standard_input (void)
{
  g_autofree char *lines = read_message ("one\ntwo\n", 8, NULL);
  g_autofree char *nothing = read_message ("", 0, NULL);
  g_autofree char *broken = read_message ("a\xff\0b", 4, NULL);

  g_assert_cmpstr (lines, ==, "one\ntwo");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (broken, ==, "a\357\277\275\357\277\275b");
}

static void
test_standard_input_too_long (void)
{
  g_autofree char *text = g_strnfill (WB_LIMIT_MESSAGE_BYTES + 1, 'x');
  g_autofree char *whole = read_message (text, WB_LIMIT_MESSAGE_BYTES, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (strlen (whole), ==, WB_LIMIT_MESSAGE_BYTES);
  g_assert_null (read_message (text, WB_LIMIT_MESSAGE_BYTES + 1, &error));
  g_assert_error (error, WB_ERROR, WB_ERROR_TOO_LARGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/event-options/fields", test_fields);
  g_test_add_func ("/cli/event-options/error-is-message-too", test_error_is_message_too);
  g_test_add_func ("/cli/event-options/refused", test_refused);
  g_test_add_func ("/cli/event-options/standard-input", test_standard_input);
  g_test_add_func ("/cli/event-options/standard-input-too-long", test_standard_input_too_long);
  return g_test_run ();
}
