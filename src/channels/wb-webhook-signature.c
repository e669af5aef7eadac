/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-webhook-signature.h"

#include <string.h>

#define SECRET_PREFIX "whsec_"
#define DIGEST_BYTES 32

/*
 * wb_webhook_signature_make:
 * @secret: "whsec_" and the key in base64
 * @id: the same at each attempt
 * @timestamp_s: of this attempt: seconds since 1970
 *
 * Standard Webhooks: HMAC-SHA256 over id, timestamp and body.
 *
 * Returns: (transfer full): "v1," and the signature in base64
 */
char *
wb_webhook_signature_make (const char *secret,
                           const char *id,
                           gint64 timestamp_s,
                           const char *body,
                           gsize length)
{
  const char *encoded
      = g_str_has_prefix (secret, SECRET_PREFIX) ? secret + strlen (SECRET_PREFIX) : secret;
  g_autofree char *head = g_strdup_printf ("%s.%" G_GINT64_FORMAT ".", id, timestamp_s);
  g_autofree char *signature = NULL;
  guint8 digest[DIGEST_BYTES];
  gsize digest_length = sizeof digest;
  gsize key_length;
  guchar *key = g_base64_decode (encoded, &key_length);
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);

  g_hmac_update (hmac, (const guchar *) head, (gssize) strlen (head));
  g_hmac_update (hmac, (const guchar *) body, (gssize) length);
  g_hmac_get_digest (hmac, digest, &digest_length);
  explicit_bzero (key, key_length);
  g_free (key);
  signature = g_base64_encode (digest, digest_length);
  return g_strconcat ("v1,", signature, NULL);
}
