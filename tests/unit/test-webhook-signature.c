/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-webhook-signature.h"

#include <string.h>

/* The first is the reference library's own; the second was made with it. */
static void
test_make (void)
{
  static const struct
  {
    const char *secret;
    const char *id;
    gint64 timestamp_s;
    const char *body;
    const char *signature;
  } cases[] = {
    { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
      "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
    { "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_wakebell0001", 1767225600,
      "{\"type\":\"wakebell.training.completed\",\"timestamp\":\"2026-01-01T00:00:00Z\","
      "\"data\":{\"run_id\":\"training_123\"}}",
      "v1,MUoxFmkg7TVpMlJYFIXblFTLmon+RYUF7FzNg0jSqqc=" },
    { "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
      "{\"test\": 2432232314}", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *signature
          = wb_webhook_signature_make (cases[i].secret, cases[i].id, cases[i].timestamp_s,
                                       cases[i].body, strlen (cases[i].body));

      g_assert_cmpstr (signature, ==, cases[i].signature);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/webhook-signature/make", test_make);
  return g_test_run ();
}
