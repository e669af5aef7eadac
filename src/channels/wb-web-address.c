/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-web-address.h"

/* ::ffff:127.0.0.1 is 127.0.0.1. */
static GInetAddress *
dup_plain (GInetAddress *address)
{
  static const guint8 prefix[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return g_object_ref (address);
  for (gsize i = 0; i < sizeof prefix; i++)
    if (bytes[i] != prefix[i])
      return g_object_ref (address);
  return g_inet_address_new_from_bytes (bytes + sizeof prefix, G_SOCKET_FAMILY_IPV4);
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
