/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-events-history.h"

#include "engine/wb-event-operations.h"
#include "service/wb-operation-call.h"

static gboolean
handle_history_cb (WbBusEvents1 *events G_GNUC_UNUSED,
                   GDBusMethodInvocation *invocation,
                   GVariant *options,
                   WbPipeline *pipeline)
{
  g_autoptr (WbCallInput) input = wb_call_input_new ();

  wb_call_input_add_options (input, options);
  wb_operation_call (pipeline, &wb_event_list, input, invocation, WB_REPLY_LIST);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* wb_events_history_serve: answers Events1.History on @events, whose other methods are intake. */
void
wb_events_history_serve (WbBusEvents1 *events, WbPipeline *pipeline)
{
  g_signal_connect_object (events, "handle-history", G_CALLBACK (handle_history_cb), pipeline,
                           G_CONNECT_DEFAULT);
}
