/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-address.h"

#include <string.h>

#define LONG_LABEL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" /* 64 */

/* F10: whatever could end a line, a path or a command of SMTP is no address. */
static void
test_normalise (void)
{
  static const struct
  {
    const char *address;
    const char *normal;
  } cases[] = {
    { "ops@example.org", "ops@example.org" },
    { "first.last+tag@mail.example.org", "first.last+tag@mail.example.org" },
    { "o'neil=x@example.org", "o'neil=x@example.org" },
    { "root@localhost", "root@localhost" },
    { "a@b\xc3\xbc"
      "cher.example",
      "a@xn--bcher-kva.example" },
    { "a@1.example", "a@1.example" },
    { "", NULL },
    { "@", NULL },
    { "ops", NULL },
    { "ops@", NULL },
    { "@example.org", NULL },
    { "a@b@example.org", NULL },
    { ".a@example.org", NULL },
    { "a.@example.org", NULL },
    { "a..b@example.org", NULL },
    { "a@.example.org", NULL },
    { "a@example..org", NULL },
    { "a@example.org.", NULL },
    { "a@-example.org", NULL },
    { "a@example-.org", NULL },
    { "a@exam_ple.org", NULL },
    { "a@[192.0.2.1]", NULL },
    { "\"a b\"@example.org", NULL },
    { "a b@example.org", NULL },
    { "a@example.org ", NULL },
    { "<a@example.org>", NULL },
    { "a@example.org>", NULL },
    { "a@example.org\r\nRCPT TO:<b@example.org>", NULL },
    { "a\r\nDATA\r\n@example.org", NULL },
    { "a\n@example.org", NULL },
    { "a@example.org\n", NULL },
    { "a\x01@example.org", NULL },
    { "a\x7f@example.org", NULL },
    { "a@example.org> SIZE=1", NULL },
    { "\xc3\xa4@example.org", NULL },
    { "a@\xff.org", NULL },
    { "a@\xe2\x80\xa8.org", NULL },
    { LONG_LABEL "@example.org", LONG_LABEL "@example.org" },
    { "a" LONG_LABEL "@example.org", NULL },
    { "a@" LONG_LABEL ".org", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *normal = wb_mail_address_normalise (cases[i].address);
      g_autofree char *shown = g_strescape (cases[i].address, NULL);

      g_test_message ("%s", shown);
      g_assert_cmpstr (normal, ==, cases[i].normal);
    }
}

static void
test_host (void)
{
  static const char *const cases[][2] = {
    { "laptop", "laptop" }, { "a.b-c.example", "a.b-c.example" }, { "my_host", "localhost" },
    { "", "localhost" },    { "a>\r\nX: y", "localhost" },        { "b\xc3\xbcro", "localhost" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = wb_mail_address_dup_host (cases[i][0]);

      g_assert_cmpstr (host, ==, cases[i][1]);
    }
}

/* Octets by chance: what comes out is plain. */
static void
test_random (void)
{
  static const char pieces[] = "ab.@-\r\n <>\"\\,;:()[]\xc3\xa4\x01+=";

  for (guint i = 0; i < 20000; i++)
    {
      char address[12] = "";
      g_autofree char *normal = NULL;

      for (gsize j = 0; j < (gsize) g_test_rand_int_range (1, sizeof address); j++)
        address[j] = pieces[g_test_rand_int_range (0, sizeof pieces - 1)];
      normal = wb_mail_address_normalise (address);
      for (const char *p = normal; p != NULL && *p != '\0'; p++)
        g_assert_true (g_ascii_isalnum (*p) || strchr (".@-+=", *p) != NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/mail-address/normalise", test_normalise);
  g_test_add_func ("/channels/mail-address/host", test_host);
  g_test_add_func ("/channels/mail-address/random", test_random);
  return g_test_run ();
}
