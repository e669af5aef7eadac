/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-message.h"

#include <gmime/gmime.h>
#include <math.h>
#include <string.h>

#include "channel-fixture.h"

#define MESSAGES 10000 /* T41 */
#define NOW_US (G_GINT64_CONSTANT (1767323045) * G_TIME_SPAN_SECOND)
#define CONFIG                                                                                     \
  "{\"kind\":\"email\",\"settings\":{\"smtp_host\":\"mail.example.org\","                          \
  "\"recipients\":[\"ops@example.org\"]}}"

static WbMessage *
make_message (void)
{
  WbMessage *message = wb_message_new (WB_DELIVERY_NOTIFY, "install-7", "Training failed: qwen");

  message->time_us = NOW_US;
  message->severity = WB_SEVERITY_ERROR;
  wb_message_add_fact (message, "Model", "qwen");
  return message;
}

static GBytes *
write_mail (const WbMessage *message)
{
  g_autoptr (WbSending) sending = channel_fixture_new_sending (CONFIG);
  g_auto (WbMailSettings) settings = { 0 };
  g_autofree char *fault = NULL;

  g_assert_true (wb_mail_settings_init (&settings, sending->config, &fault));
  return wb_mail_message_new (message, &settings, "email", "laptop", NOW_US);
}

static char *
dup_text (GBytes *mail)
{
  return g_strndup (g_bytes_get_data (mail, NULL), g_bytes_get_size (mail));
}

/* A mail that is tried again is the same mail to the last octet. */
static void
test_same (void)
{
  g_autoptr (WbMessage) message = make_message ();
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 5; i++)
    g_array_append_val (message->losses, ((double[]){ 3, 2, 1.5, 1.2, 1.1 })[i]);
  first = write_mail (message);
  second = write_mail (message);
  g_assert_true (g_bytes_equal (first, second));
  text = dup_text (first);
  g_assert_nonnull (strstr (text, "\r\nMessage-Id: <install-7@wakebell.laptop>\r\n"));
  g_assert_nonnull (strstr (text, "\r\nList-Id: <email.wakebell.laptop>\r\n"));
  g_assert_nonnull (strstr (text, "\r\nSubject: [ERROR] Training failed: qwen\r\n"));
  g_assert_nonnull (strstr (text, "\r\nContent-Type: image/png\r\n"));
}

/* Losses that are no numbers, or as far apart as numbers can be. */
static void
test_losses (void)
{
  static const struct
  {
    double losses[3];
    gboolean has_chart;
  } cases[] = {
    { { 1, 1, 1 }, TRUE },           { { NAN, NAN, 1 }, FALSE },
    { { 1, INFINITY, 2 }, TRUE },    { { -G_MAXDOUBLE, 0, G_MAXDOUBLE }, TRUE },
    { { NAN, NAN, NAN }, FALSE },    { { -INFINITY, 1, NAN }, FALSE },
    { { 1e-300, 2e-300, 0 }, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbMessage) message = make_message ();
      g_autoptr (GBytes) mail = NULL;
      g_autofree char *text = NULL;

      g_array_append_vals (message->losses, cases[i].losses, 3);
      mail = write_mail (message);
      text = dup_text (mail);
      g_assert_cmpint (strstr (text, "image/png") != NULL, ==, cases[i].has_chart);
    }
}

static void
test_clean (void)
{
  static const struct
  {
    const char *text;
    gboolean is_clean;
  } cases[] = {
    { "a\r\n", TRUE },     { "a\r\n\r\nb\r\n", TRUE },
    { "\r\n", TRUE },      { "", FALSE },
    { "a", FALSE },        { "a\r", FALSE },
    { "a\n", FALSE },      { "a\r\nb\nc\r\n", FALSE },
    { "a\rb\r\n", FALSE }, { "a\r\r\n", FALSE },
    { "a\n\r\n", FALSE },  { "a\r\nb", FALSE },
  };
  g_autofree char *longest = g_strnfill (998, 'x');
  g_autofree char *whole = g_strconcat (longest, "\r\n", NULL);
  g_autofree char *too_long = g_strconcat (longest, "x\r\n", NULL);
  g_autoptr (GBytes) good = g_bytes_new (whole, strlen (whole));
  g_autoptr (GBytes) bad = g_bytes_new (too_long, strlen (too_long));
  g_autoptr (GBytes) nul = g_bytes_new ("a\0b\r\n", 5);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) mail = g_bytes_new (cases[i].text, strlen (cases[i].text));

      g_assert_cmpint (wb_mail_message_is_clean (mail), ==, cases[i].is_clean);
    }
  g_assert_true (wb_mail_message_is_clean (good));
  g_assert_false (wb_mail_message_is_clean (bad));
  g_assert_false (wb_mail_message_is_clean (nul));
}

/* --- Hostile texts --- */

static char *
make_octets (void)
{
  static const char *const pieces[] = { "\r\n.\r\nMAIL FROM:<x@example.net>\r\n",
                                        "\n.\n",
                                        "\r",
                                        "\n",
                                        ".",
                                        "\xff\xfe",
                                        "\xc3",
                                        "\xe2\x80\xa8",
                                        "=\r\n",
                                        "--=_",
                                        "Bcc: x@example.net\n",
                                        "=?utf-8?b?DQo=?=" };
  GString *octets = g_string_new (NULL);

  for (int i = g_test_rand_int_range (0, 8); i >= 0; i--)
    if (g_test_rand_bit ())
      g_string_append (octets, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    else
      g_string_append_c (octets, (char) g_test_rand_int_range (1, 256));
  return g_string_free (octets, FALSE);
}

/* Of the header, and of each line that ends one: no field that was not there before. */
static void
check_header (GBytes *mail)
{
  static const char *const known[]
      = { "Date",           "From",       "Subject",      "To",           "Message-Id",
          "In-Reply-To",    "References", "X-Priority",   "Importance",   "List-Id",
          "Auto-Submitted", "User-Agent", "MIME-Version", "Content-Type", NULL };
  g_autofree char *text = dup_text (mail);
  g_auto (GStrv) lines = NULL;

  *strstr (text, "\r\n\r\n") = '\0';
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) field = g_strsplit (lines[i], ":", 2);

      if (*lines[i] != ' ' && *lines[i] != '\t')
        g_assert_true (g_strv_contains (known, field[0]));
    }
}

static void
test_hostile (void)
{
  for (guint i = 0; i < MESSAGES; i++)
    {
      g_autofree char *title = make_octets ();
      g_autofree char *body = make_octets ();
      g_autoptr (WbMessage) message = wb_message_new (WB_DELIVERY_NOTIFY, "k", title);
      WbFact *fact;
      g_autoptr (GBytes) mail = NULL;

      g_free (message->body);
      message->body = g_steal_pointer (&body);
      wb_message_add_fact (message, "label", "value");
      fact = g_ptr_array_index (message->facts, 0);
      g_free (fact->value);
      fact->value = make_octets ();
      mail = write_mail (message);
      g_assert_true (wb_mail_message_is_clean (mail));
      check_header (mail);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_mime_init ();
  g_test_add_func ("/channels/mail-message/same", test_same);
  g_test_add_func ("/channels/mail-message/losses", test_losses);
  g_test_add_func ("/channels/mail-message/clean", test_clean);
  g_test_add_func ("/channels/mail-message/hostile", test_hostile);
  return g_test_run ();
}
