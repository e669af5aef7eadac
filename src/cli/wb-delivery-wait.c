/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-delivery-wait.h"

#include <glib/gi18n-lib.h>

#include "base/wb-json-writer.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-output.h"

#define DELIVERIES_LIMIT 1000

/* What ends an iteration of the wait. */
typedef struct
{
  gboolean has_changed;
  gboolean is_over;
} Wait;

static void
on_changed (GDBusConnection *bus G_GNUC_UNUSED,
            const char *sender G_GNUC_UNUSED,
            const char *path G_GNUC_UNUSED,
            const char *interface G_GNUC_UNUSED,
            const char *member G_GNUC_UNUSED,
            GVariant *parameters G_GNUC_UNUSED,
            gpointer user_data)
{
  Wait *wait = user_data;

  wait->has_changed = TRUE;
}

static gboolean
on_over (gpointer user_data)
{
  Wait *wait = user_data;

  wait->is_over = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Calls a method that takes a filter and answers rows. Returns: (transfer full): the rows. */
static GVariant *
call_list (const char *interface, const char *method, GVariantDict *filter, GError **error)
{
  g_autoptr (GVariant) reply
      = wb_agent_call (interface, method, g_variant_new ("(@a{sv})", g_variant_dict_end (filter)),
                       "(aa{sv})", error);

  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

/* The notification that the event became, or joined; 0: none. */
static gboolean
find_notification (gint64 event_id, gint64 *notification_id, GError **error)
{
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) events = NULL;

  *notification_id = 0;
  g_variant_dict_insert (&filter, "since_id", "x", event_id - 1);
  g_variant_dict_insert (&filter, "before_id", "x", event_id + 1);
  events = call_list ("Events1", "History", &filter, error);
  if (events == NULL)
    return FALSE;
  if (g_variant_n_children (events) > 0)
    {
      g_autoptr (GVariant) event = g_variant_get_child_value (events, 0);

      g_variant_lookup (event, "notification_id", "x", notification_id);
    }
  return TRUE;
}

/* (transfer full): those of the event itself, not of what its notification had before. */
static GVariant *
list_of_event (gint64 event_id, gint64 notification_id, GError **error)
{
  g_auto (GVariantDict) filter = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantBuilder) own = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  g_autoptr (GVariant) all = NULL;

  g_variant_dict_insert (&filter, "notification_id", "x", notification_id);
  g_variant_dict_insert (&filter, "limit", "x", (gint64) DELIVERIES_LIMIT);
  all = call_list ("Deliveries1", "List", &filter, error);
  if (all == NULL)
    return NULL;
  for (gsize i = g_variant_n_children (all); i > 0; i--)
    {
      g_autoptr (GVariant) delivery = g_variant_get_child_value (all, i - 1);
      gint64 id = 0;

      if (g_variant_lookup (delivery, "event_id", "x", &id) && id == event_id)
        g_variant_builder_add_value (&own, delivery);
    }
  return g_variant_ref_sink (g_variant_builder_end (&own));
}

static const char *
get_text (GVariant *delivery, const char *name)
{
  const char *text = "";

  g_variant_lookup (delivery, name, "&s", &text);
  return text;
}

static gboolean
is_on_its_way (GVariant *delivery)
{
  const char *state = get_text (delivery, "state");

  return g_str_equal (state, "queued") || g_str_equal (state, "sending");
}

static gboolean
are_ended (GVariant *deliveries)
{
  for (gsize i = 0; i < g_variant_n_children (deliveries); i++)
    {
      g_autoptr (GVariant) delivery = g_variant_get_child_value (deliveries, i);

      if (is_on_its_way (delivery))
        return FALSE;
    }
  return TRUE;
}

static GVariant *
wait_for_all (Wait *wait, gint64 event_id, gint64 notification_id, GError **error)
{
  for (;;)
    {
      GVariant *deliveries;

      wait->has_changed = FALSE;
      deliveries = list_of_event (event_id, notification_id, error);
      if (deliveries == NULL || wait->is_over || are_ended (deliveries))
        return deliveries;
      g_variant_unref (deliveries);
      while (!wait->has_changed && !wait->is_over)
        g_main_context_iteration (NULL, TRUE);
    }
}

/*
 * wb_delivery_wait_run:
 * @seconds: 1 to %WB_DELIVERY_WAIT_MAX_SECONDS
 *
 * Waits until every channel that the event goes to has it or has given it up, or the time is over.
 *
 * Returns: (transfer full): its deliveries as Deliveries1 lists them, oldest first: aa{sv}
 */
GVariant *
wb_delivery_wait_run (gint64 event_id, guint seconds, GError **error)
{
  Wait wait = { 0 };
  gint64 notification_id;
  GVariant *deliveries = NULL;
  WbAgentSignal *changed = wb_agent_signal_new ("Deliveries1", "Changed", on_changed, &wait, error);
  guint timer;

  if (changed == NULL)
    return NULL;
  timer = g_timeout_add_seconds (seconds, on_over, &wait);
  if (find_notification (event_id, &notification_id, error))
    deliveries = notification_id != 0
                     ? wait_for_all (&wait, event_id, notification_id, error)
                     : g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE_VARDICT, NULL, 0));
  g_source_remove (timer);
  wb_agent_signal_free (changed);
  return deliveries;
}

/*
 * wb_delivery_wait_append_json:
 * @unknown: channels that there are not
 *
 * Appends "channels": each with true, false, or null: not known yet.
 */
void
wb_delivery_wait_append_json (GVariant *deliveries, GStrv unknown, GString *json)
{
  wb_json_begin_member (json, "channels");
  g_string_append_c (json, '{');
  for (gsize i = 0; i < g_variant_n_children (deliveries); i++)
    {
      g_autoptr (GVariant) delivery = g_variant_get_child_value (deliveries, i);
      const char *channel = get_text (delivery, "channel");

      if (is_on_its_way (delivery))
        {
          wb_json_begin_member (json, channel);
          g_string_append (json, "null");
        }
      else
        wb_json_add_boolean (json, channel, g_str_equal (get_text (delivery, "state"), "done"));
    }
  for (; *unknown != NULL; unknown++)
    wb_json_add_boolean (json, *unknown, FALSE);
  g_string_append_c (json, '}');
}

/* wb_delivery_wait_print: @unknown: channels that there are not. */
void
wb_delivery_wait_print (GVariant *deliveries, GStrv unknown)
{
  if (g_variant_n_children (deliveries) == 0 && *unknown == NULL)
    g_print ("%s\n", _ ("it goes to no channel"));
  for (gsize i = 0; i < g_variant_n_children (deliveries); i++)
    {
      g_autoptr (GVariant) delivery = g_variant_get_child_value (deliveries, i);
      const char *channel = get_text (delivery, "channel");
      g_autofree char *reason = wb_output_dup_line (get_text (delivery, "reason"));

      if (g_str_equal (get_text (delivery, "state"), "done"))
        g_print ("✓ %s\n", channel);
      else if (is_on_its_way (delivery))
        g_print ("… %s: %s\n", channel, *reason != '\0' ? reason : _ ("it is on its way"));
      else
        g_print ("✗ %s: %s\n", channel, reason);
    }
  for (; *unknown != NULL; unknown++)
    {
      g_autofree char *word = wb_output_dup_line (*unknown);

      g_print ("✗ %s: %s\n", word, _ ("there is no such channel"));
    }
}

/* wb_delivery_wait_has_arrived: whether every channel has it. */
gboolean
wb_delivery_wait_has_arrived (GVariant *deliveries)
{
  for (gsize i = 0; i < g_variant_n_children (deliveries); i++)
    {
      g_autoptr (GVariant) delivery = g_variant_get_child_value (deliveries, i);

      if (!g_str_equal (get_text (delivery, "state"), "done"))
        return FALSE;
    }
  return TRUE;
}
