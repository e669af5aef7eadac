/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-web-address.h"

#include <string.h>

/* What an IPv6 address stands for that has one of IPv4 in its last four bytes: ::ffff:127.0.0.1 is
 * 127.0.0.1, and so is 64:ff9b::7f00:1 behind a translator (RFC 6052). */
static GInetAddress *
dup_plain (GInetAddress *address)
{
  static const guint8 prefixes[][12] = {
    { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff },
    { 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0 },
    { 0 },
  };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6
      || g_inet_address_get_is_loopback (address) || g_inet_address_get_is_any (address))
    return g_object_ref (address);
  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (memcmp (bytes, prefixes[i], sizeof prefixes[i]) == 0)
      return g_inet_address_new_from_bytes (bytes + sizeof prefixes[i], G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

/* RFC 1122, 3.2.1.3: "this network"; 255.255.255.255 is everybody. */
static gboolean
is_nobody (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4
         && (bytes[0] == 0 || bytes[0] == 255);
}

/* RFC 4193 and RFC 1918. */
static gboolean
is_private (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    return (bytes[0] & 0xfe) == 0xfc;
  return g_inet_address_get_is_site_local (address);
}

/*
 * wb_web_address_is_allowed:
 * @is_plain: the connection is not encrypted
 * @allows_private: without encryption hosts of a private network may be told, too
 *
 * Addresses of the link are refused, where clouds keep their secrets, and those that are nobody's.
 */
gboolean
wb_web_address_is_allowed (GInetAddress *address, gboolean is_plain, gboolean allows_private)
{
  g_autoptr (GInetAddress) plain = dup_plain (address);

  if (g_inet_address_get_is_loopback (plain))
    return TRUE;
  if (g_inet_address_get_is_any (plain) || g_inet_address_get_is_link_local (plain)
      || g_inet_address_get_is_multicast (plain) || is_nobody (plain))
    return FALSE;
  return !is_plain || (allows_private && is_private (plain));
}
