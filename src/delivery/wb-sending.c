/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-sending.h"

#include <string.h>

#include "base/wb-text.h"

#define ANSWER_CHARACTERS 256 /* of what the far side says that are kept */
#define REDACTED "[…]"
#define SHORTEST_SECRET 6 /* shorter texts are found by chance */

static void
free_secret (gpointer data)
{
  char *secret = data;

  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
item_free (gpointer data)
{
  WbSendItem *self = data;

  wb_message_unref (self->message);
  wb_send_result_clear (&self->result);
  g_free (self);
}

/* wb_sending_new_secrets: (transfer full): an empty table of member and secret, which overwrites
 * what it lets go. */
GHashTable *
wb_sending_new_secrets (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);
}

WbSending *
wb_sending_new (WbChannelConfig *config)
{
  WbSending *self = g_new0 (WbSending, 1);

  self->config = wb_channel_config_ref (config);
  self->secrets = wb_sending_new_secrets ();
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

void
wb_sending_free (WbSending *self)
{
  wb_channel_config_unref (self->config);
  g_hash_table_unref (self->secrets);
  g_ptr_array_unref (self->items);
  g_free (self);
}

/* wb_sending_take_secret: @secret: (transfer full). */
void
wb_sending_take_secret (WbSending *self, const char *member, char *secret)
{
  g_hash_table_replace (self->secrets, g_strdup (member), secret);
}

/* wb_sending_get_secret: (nullable): text, or JSON for what is no text. */
const char *
wb_sending_get_secret (const WbSending *self, const char *member)
{
  return g_hash_table_lookup (self->secrets, member);
}

/* wb_sending_add: Returns: (transfer none). */
WbSendItem *
wb_sending_add (WbSending *self, WbMessage *message)
{
  WbSendItem *item = g_new0 (WbSendItem, 1);

  item->message = wb_message_ref (message);
  g_ptr_array_add (self->items, item);
  return item;
}

WbSendItem *
wb_sending_get_item (const WbSending *self, guint index)
{
  return g_ptr_array_index (self->items, index);
}

static void
redact (GString *text, const char *secret)
{
  if (strlen (secret) >= SHORTEST_SECRET)
    g_string_replace (text, secret, REDACTED, 0);
}

/* A URL is a secret as a whole, and so is what stands in it: a server may echo the path alone. */
static void
redact_parts (GString *text, const char *secret)
{
  g_autoptr (GUri) uri = g_uri_parse (secret, G_URI_FLAGS_NONE, NULL);
  g_auto (GStrv) parts = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return;
  redact (text, g_uri_get_path (uri));
  if (g_uri_get_query (uri) != NULL)
    redact (text, g_uri_get_query (uri));
  parts = g_strsplit (g_uri_get_path (uri), "/", -1);
  for (GStrv part = parts; *part != NULL; part++)
    redact (text, *part);
}

/* wb_sending_dup_redacted: (transfer full): @text without any secret of the channel. */
char *
wb_sending_dup_redacted (const WbSending *self, const char *text)
{
  GString *clean = g_string_new (text);
  GHashTableIter iter;
  gpointer secret;

  g_hash_table_iter_init (&iter, self->secrets);
  while (g_hash_table_iter_next (&iter, NULL, &secret))
    {
      redact (clean, secret);
      redact_parts (clean, secret);
    }
  return g_string_free (clean, FALSE);
}

/* wb_send_outcome_to_string: for the log. */
const char *
wb_send_outcome_to_string (WbSendOutcome outcome)
{
  static const char *const words[] = {
    [WB_SEND_PENDING] = "pending", [WB_SEND_DONE] = "done",
    [WB_SEND_RETRY] = "retry",     [WB_SEND_RATE_LIMITED] = "rate limited",
    [WB_SEND_OFFLINE] = "offline", [WB_SEND_REFUSED] = "refused",
    [WB_SEND_BROKEN] = "broken",   [WB_SEND_GONE] = "gone",
  };

  g_return_val_if_fail ((gsize) outcome < G_N_ELEMENTS (words), NULL);

  return words[outcome];
}

/* wb_send_result_set: @reason: (nullable). */
void
wb_send_result_set (WbSendResult *self, WbSendOutcome outcome, const char *reason)
{
  char *copy = g_strdup (reason);

  self->outcome = outcome;
  g_free (self->reason);
  self->reason = copy;
}

/* wb_send_result_set_answer: @answer: (nullable): what the far side said: it is made valid UTF-8,
 * rid of secrets, put on one line and cut. */
void
wb_send_result_set_answer (WbSendResult *self, const WbSending *sending, const char *answer)
{
  g_autofree char *valid = answer != NULL ? g_utf8_make_valid (answer, -1) : NULL;
  g_autofree char *clean = valid != NULL ? wb_sending_dup_redacted (sending, valid) : NULL;
  g_autofree char *line = clean != NULL ? wb_text_dup_single_line (clean) : NULL;

  g_free (self->answer);
  self->answer = line != NULL && *line != '\0' ? wb_text_truncate (line, ANSWER_CHARACTERS) : NULL;
}

void
wb_send_result_set_receipt (WbSendResult *self, const char *json)
{
  char *copy = g_strdup (json);

  g_free (self->receipt);
  self->receipt = copy;
}

void
wb_send_result_clear (WbSendResult *self)
{
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->answer, g_free);
  g_clear_pointer (&self->receipt, g_free);
  g_clear_pointer (&self->new_settings, g_free);
}
