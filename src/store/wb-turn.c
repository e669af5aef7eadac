/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "store/wb-turn.h"

typedef struct
{
  GSource source;
  WbTurnFunc func;
  gpointer user_data; /* lent */
} TurnSource;

/* Called when all that is due has been done, before the loop waits for more. */
static gboolean
prepare (GSource *source, int *timeout_ms)
{
  TurnSource *self = (TurnSource *) source;

  self->func (self->user_data);
  *timeout_ms = -1;
  return FALSE;
}

static GSourceFuncs funcs = { .prepare = prepare };

/*
 * wb_turn_attach: calls @func at the end of each turn of the default main context.
 *
 * Returns: (transfer full): to be destroyed before @user_data goes
 */
GSource *
wb_turn_attach (WbTurnFunc func, gpointer user_data)
{
  GSource *source = g_source_new (&funcs, sizeof (TurnSource));

  ((TurnSource *) source)->func = func;
  ((TurnSource *) source)->user_data = user_data;
  g_source_set_name (source, "turn");
  g_source_attach (source, NULL);
  return source;
}
