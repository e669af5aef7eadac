/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-settings.h"

#include <string.h>

#include "channel-fixture.h"

/* As settings that go into a line of JSON, with what is needed in any case. */
static char *
describe (const char *settings)
{
  g_autofree char *json = g_strdup_printf ("{\"kind\":\"email\",\"settings\":{%s}}", settings);
  g_autoptr (WbSending) sending = channel_fixture_new_sending (json);
  g_auto (WbMailSettings) self = { 0 };
  g_autofree char *fault = NULL;
  static const char *const securities[] = { "starttls", "tls", "none" };

  if (!wb_mail_settings_init (&self, sending->config, &fault))
    {
      g_assert_nonnull (fault);
      return g_steal_pointer (&fault);
    }
  return g_strdup_printf ("%s %s:%u%s %s<%s> %u+%u+%u", securities[self.security], self.host,
                          self.port, self.is_loopback ? " here" : "", self.from_name, self.from,
                          self.to->len, self.cc->len, self.bcc->len);
}

#define TO "\"recipients\":[\"ops@example.org\"]"
#define HOST "\"smtp_host\":\"mail.example.org\","

static void
test_table (void)
{
  static const struct
  {
    const char *settings;
    const char *words; /* all, or the begin of a fault */
  } cases[] = {
    { HOST TO, "starttls mail.example.org:587 Wakebell<ops@example.org> 1+0+0" },
    { HOST "\"smtp_port\":587," TO,
      "starttls mail.example.org:587 Wakebell<ops@example.org> 1+0+0" },
    { HOST "\"smtp_port\":465," TO, "tls mail.example.org:465 Wakebell<ops@example.org> 1+0+0" },
    { HOST "\"smtp_port\":465,\"security\":\"starttls\"," TO,
      "starttls mail.example.org:465 Wakebell<ops@example.org> 1+0+0" },
    { HOST "\"security\":\"tls\"," TO, "tls mail.example.org:465 Wakebell<ops@example.org> 1+0+0" },
    { HOST "\"security\":\"none\"," TO,
      "none mail.example.org:25 Wakebell<ops@example.org> 1+0+0" },
    { "\"smtp_host\":\"localhost\"," TO,
      "starttls localhost:587 here Wakebell<ops@example.org> 1+0+0" },
    { "\"smtp_host\":\"127.8.0.1\"," TO,
      "starttls 127.8.0.1:587 here Wakebell<ops@example.org> 1+0+0" },
    { "\"smtp_host\":\"::1\"," TO, "starttls ::1:587 here Wakebell<ops@example.org> 1+0+0" },
    { "\"smtp_host\":\"localhost.example.org\"," TO,
      "starttls localhost.example.org:587 Wakebell<ops@example.org> 1+0+0" },
    { "\"smtp_host\":\"127.0.0.1.example.org\"," TO,
      "starttls 127.0.0.1.example.org:587 Wakebell<ops@example.org> 1+0+0" },
    { "\"smtp_host\":\"b\xc3\xbcro.example\"," TO,
      "starttls xn--bro-hoa.example:587 Wakebell<ops@example.org> 1+0+0" },
    { HOST
      "\"from\":\"a@example.org\",\"from_name\":\"A \\n B\",\"username\":\"c@example.org\"," TO,
      "starttls mail.example.org:587 A B<a@example.org> 1+0+0" },
    { HOST "\"username\":\"c@example.org\"," TO,
      "starttls mail.example.org:587 Wakebell<c@example.org> 1+0+0" },
    { HOST "\"username\":\"apikey\"," TO,
      "starttls mail.example.org:587 Wakebell<ops@example.org> 1+0+0" },
    { HOST "\"bcc\":[\"b@example.org\",\"c@example.org\"]",
      "starttls mail.example.org:587 Wakebell<b@example.org> 0+0+2" },
    { TO, "No mail server" },
    { "\"smtp_host\":\"a?b#c%d\"," TO, "No mail server" },
    { HOST "\"from\":\"a@example.org\"", "Nobody is set" },
    { HOST "\"cc\":[\"\xc3\xa4@example.org\"]," TO, "One of the e-mail addresses" },
    { HOST "\"from\":\"a..b@example.org\"," TO, "One of the e-mail addresses" },
    { HOST "\"reply_to\":\"a@-b.example\"," TO, "One of the e-mail addresses" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = cases[i].words != NULL ? describe (cases[i].settings) : NULL;

      g_test_message ("%s", cases[i].settings);
      if (words != NULL && strchr (words, '<') == NULL)
        g_assert_true (g_str_has_prefix (words, cases[i].words));
      else
        g_assert_cmpstr (words, ==, cases[i].words);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/mail-settings/table", test_table);
  return g_test_run ();
}
