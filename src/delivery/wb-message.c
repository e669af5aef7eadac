/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "delivery/wb-message.h"

#include "base/wb-text.h"

static void
fact_free (gpointer data)
{
  WbFact *self = data;

  g_free (self->label);
  g_free (self->value);
  g_free (self);
}

/* wb_message_new: everything else is empty; it may be changed until it is handed on. */
WbMessage *
wb_message_new (WbDeliveryAction action, const char *key, const char *title)
{
  WbMessage *self = g_atomic_rc_box_new0 (WbMessage);

  self->action = action;
  self->key = g_strdup (key);
  self->thread_key = g_strdup (key);
  self->count = 1;
  self->title = g_strdup (title);
  self->body = g_strdup ("");
  self->facts = g_ptr_array_new_with_free_func (fact_free);
  self->losses = g_array_new (FALSE, FALSE, sizeof (double));
  return self;
}

WbMessage *
wb_message_ref (WbMessage *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  WbMessage *self = data;

  g_free (self->key);
  g_free (self->thread_key);
  g_free (self->title);
  g_free (self->body);
  g_clear_pointer (&self->event, wb_event_unref);
  g_ptr_array_unref (self->facts);
  g_array_unref (self->losses);
  g_free (self->receipt);
}

void
wb_message_unref (WbMessage *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* wb_message_add_fact: @value: (nullable): one that is not known is left out. */
void
wb_message_add_fact (WbMessage *self, const char *label, const char *value)
{
  WbFact *fact;

  if (value == NULL || *value == '\0')
    return;
  fact = g_new (WbFact, 1);
  fact->label = g_strdup (label);
  fact->value = wb_text_dup_single_line (value);
  g_ptr_array_add (self->facts, fact);
}
