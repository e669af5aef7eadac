/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/preferences/wb-agent-preferences.h"
#include "client/wb-refusal.h"

struct _WbAgentPreferences
{
  GObject parent_instance;

  WbAgentClient *client;     /* owned */
  GCancellable *cancellable; /* owned */
  GVariant *values;          /* owned, nullable until known: a{sv}, as GetPreferences gives them */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbAgentPreferences, wb_agent_preferences, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
report (WbAgentPreferences *self, const GError *error)
{
  g_autofree char *text = wb_refusal_dup_text (error->message);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, text);
}

static void
known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbAgentPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply == NULL)
    {
      report (self, error);
      return;
    }
  g_clear_pointer (&self->values, g_variant_unref);
  self->values = g_variant_get_child_value (reply, 0);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ask (WbAgentPreferences *self)
{
  if (wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY)
    wb_agent_client_call_async (self->client, "Alerts1", "GetPreferences", NULL, "(a{sv})",
                                self->cancellable, known_cb, g_object_ref (self));
}

/* Taken or not: what the agent has now is what counts. */
static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbAgentPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    report (self, error);
  ask (self);
}

static void
wb_agent_preferences_dispose (GObject *object)
{
  WbAgentPreferences *self = WB_AGENT_PREFERENCES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->values, g_variant_unref);
  G_OBJECT_CLASS (wb_agent_preferences_parent_class)->dispose (object);
}

static void
wb_agent_preferences_class_init (WbAgentPreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_agent_preferences_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", WB_TYPE_AGENT_PREFERENCES, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", WB_TYPE_AGENT_PREFERENCES, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
wb_agent_preferences_init (WbAgentPreferences *self)
{
  self->cancellable = g_cancellable_new ();
}

WbAgentPreferences *
wb_agent_preferences_new (WbAgentClient *client)
{
  WbAgentPreferences *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);

  self = g_object_new (WB_TYPE_AGENT_PREFERENCES, NULL);
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (ask), self, G_CONNECT_SWAPPED);
  ask (self);
  return self;
}

gboolean
wb_agent_preferences_are_known (WbAgentPreferences *self)
{
  g_return_val_if_fail (WB_IS_AGENT_PREFERENCES (self), FALSE);

  return self->values != NULL;
}

/*
 * wb_agent_preferences_dup_value:
 * @group: the dictionary that @name is in, such as "quiet_hours"; NULL: it is in none
 *
 * Returns: (transfer full) (nullable)
 */
GVariant *
wb_agent_preferences_dup_value (WbAgentPreferences *self, const char *group, const char *name)
{
  g_autoptr (GVariant) members = NULL;

  g_return_val_if_fail (WB_IS_AGENT_PREFERENCES (self), NULL);

  if (self->values == NULL)
    return NULL;
  if (group == NULL)
    return g_variant_lookup_value (self->values, name, NULL);
  members = g_variant_lookup_value (self->values, group, G_VARIANT_TYPE_VARDICT);
  return members != NULL ? g_variant_lookup_value (members, name, NULL) : NULL;
}

/* wb_agent_preferences_dup_string: Returns: (transfer full): "" where it is not known */
char *
wb_agent_preferences_dup_string (WbAgentPreferences *self, const char *group, const char *name)
{
  g_autoptr (GVariant) value = wb_agent_preferences_dup_value (self, group, name);

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_strdup ("");
  return g_variant_dup_string (value, NULL);
}

/* wb_agent_preferences_get_number: 0 where it is not known. */
double
wb_agent_preferences_get_number (WbAgentPreferences *self, const char *group, const char *name)
{
  g_autoptr (GVariant) value = wb_agent_preferences_dup_value (self, group, name);

  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    return g_variant_get_double (value);
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return (double) g_variant_get_int64 (value);
  return 0;
}

/* wb_agent_preferences_get_boolean: FALSE where it is not known. */
gboolean
wb_agent_preferences_get_boolean (WbAgentPreferences *self, const char *group, const char *name)
{
  g_autoptr (GVariant) value = wb_agent_preferences_dup_value (self, group, name);

  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN)
         && g_variant_get_boolean (value);
}

/*
 * wb_agent_preferences_set_value: the agent is asked to take it; "changed" follows, or "failed".
 * @group: as in wb_agent_preferences_dup_value()
 * @value: (transfer floating)
 */
void
wb_agent_preferences_set_value (WbAgentPreferences *self,
                                const char *group,
                                const char *name,
                                GVariant *value)
{
  GVariantDict members;
  GVariantDict preferences;

  g_return_if_fail (WB_IS_AGENT_PREFERENCES (self));

  g_variant_dict_init (&members, NULL);
  g_variant_dict_init (&preferences, NULL);
  g_variant_dict_insert_value (group != NULL ? &members : &preferences, name, value);
  if (group != NULL)
    g_variant_dict_insert_value (&preferences, group, g_variant_dict_end (&members));
  else
    g_variant_dict_clear (&members);
  wb_agent_client_call_async (self->client, "Alerts1", "SetPreferences",
                              g_variant_new ("(@a{sv})", g_variant_dict_end (&preferences)), "()",
                              self->cancellable, set_cb, g_object_ref (self));
}
