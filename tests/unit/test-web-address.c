/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-web-address.h"

/* Each address, encrypted, in plain, and in plain with private networks allowed. */
static void
test_is_allowed (void)
{
  static const struct
  {
    const char *address;
    gboolean is_allowed[3];
  } cases[] = {
    { "127.0.0.1", { TRUE, TRUE, TRUE } },
    { "127.255.255.254", { TRUE, TRUE, TRUE } },
    { "::1", { TRUE, TRUE, TRUE } },
    { "::ffff:127.0.0.1", { TRUE, TRUE, TRUE } },
    { "10.0.0.1", { TRUE, FALSE, TRUE } },
    { "172.16.0.1", { TRUE, FALSE, TRUE } },
    { "172.31.255.255", { TRUE, FALSE, TRUE } },
    { "172.32.0.1", { TRUE, FALSE, FALSE } },
    { "192.168.1.1", { TRUE, FALSE, TRUE } },
    { "::ffff:192.168.1.1", { TRUE, FALSE, TRUE } },
    { "fc00::1", { TRUE, FALSE, TRUE } },
    { "fdff::1", { TRUE, FALSE, TRUE } },
    { "203.0.113.5", { TRUE, FALSE, FALSE } },
    { "100.64.0.1", { TRUE, FALSE, FALSE } },
    { "2001:db8::1", { TRUE, FALSE, FALSE } },
    { "::ffff:203.0.113.5", { TRUE, FALSE, FALSE } },
    { "169.254.169.254", { FALSE, FALSE, FALSE } },
    { "::ffff:169.254.169.254", { FALSE, FALSE, FALSE } },
    { "fe80::1", { FALSE, FALSE, FALSE } },
    { "febf::1", { FALSE, FALSE, FALSE } },
    { "0.0.0.0", { FALSE, FALSE, FALSE } },
    { "0.1.2.3", { FALSE, FALSE, FALSE } },
    { "::", { FALSE, FALSE, FALSE } },
    { "::ffff:0.0.0.0", { FALSE, FALSE, FALSE } },
    { "224.0.0.1", { FALSE, FALSE, FALSE } },
    { "239.255.255.255", { FALSE, FALSE, FALSE } },
    { "ff02::1", { FALSE, FALSE, FALSE } },
    { "255.255.255.255", { FALSE, FALSE, FALSE } },
    { "64:ff9b::a9fe:a9fe", { FALSE, FALSE, FALSE } },
    { "64:ff9b::cb00:7105", { TRUE, FALSE, FALSE } },
    { "::169.254.169.254", { FALSE, FALSE, FALSE } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (cases[i].address);

      g_test_message ("%s", cases[i].address);
      g_assert_nonnull (address);
      g_assert_cmpint (wb_web_address_is_allowed (address, FALSE, FALSE), ==,
                       cases[i].is_allowed[0]);
      g_assert_cmpint (wb_web_address_is_allowed (address, TRUE, FALSE), ==,
                       cases[i].is_allowed[1]);
      g_assert_cmpint (wb_web_address_is_allowed (address, TRUE, TRUE), ==, cases[i].is_allowed[2]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/web-address/is-allowed", test_is_allowed);
  return g_test_run ();
}
