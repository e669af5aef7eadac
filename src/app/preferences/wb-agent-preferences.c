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
  GPtrArray *wishes;         /* owned, of GVariant: what the agent is told once it is back */
};

/* One change on its way to the agent. */
typedef struct
{
  WbAgentPreferences *preferences; /* owned */
  GVariant *changes;               /* owned: a{sv} */
} Wish;

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

static void
wish_free (Wish *wish)
{
  g_object_unref (wish->preferences);
  g_variant_unref (wish->changes);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static gboolean
is_away (WbAgentPreferences *self)
{
  return wb_agent_client_get_state (self->client) != WB_AGENT_STATE_READY;
}

/* Taken or not: what the agent has now is what counts; but none that went says nothing of it. */
static void
set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Wish) wish = user_data;
  WbAgentPreferences *self = wish->preferences;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL && is_away (self))
    {
      g_ptr_array_add (self->wishes, g_variant_ref (wish->changes));
      return;
    }
  if (error != NULL)
    report (self, error);
  ask (self);
}

static void
tell (WbAgentPreferences *self, GVariant *changes)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->preferences = g_object_ref (self);
  wish->changes = g_variant_ref (changes);
  wb_agent_client_call_async (self->client, "Alerts1", "SetPreferences",
                              g_variant_new ("(@a{sv})", changes), "()", self->cancellable, set_cb,
                              wish);
}

/* The last of the answers brings what the agent has then. */
static void
state_cb (WbAgentPreferences *self)
{
  g_autoptr (GPtrArray) wishes = NULL;

  if (is_away (self))
    return;
  wishes = g_steal_pointer (&self->wishes);
  self->wishes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  for (guint i = 0; i < wishes->len; i++)
    tell (self, wishes->pdata[i]);
  if (wishes->len == 0)
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
  g_clear_pointer (&self->wishes, g_ptr_array_unref);
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
  self->wishes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
}

WbAgentPreferences *
wb_agent_preferences_new (WbAgentClient *client)
{
  WbAgentPreferences *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);

  self = g_object_new (WB_TYPE_AGENT_PREFERENCES, NULL);
  self->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  ask (self);
  return self;
}

gboolean
wb_agent_preferences_are_known (WbAgentPreferences *self)
{
  g_return_val_if_fail (WB_IS_AGENT_PREFERENCES (self), FALSE);

  return self->values != NULL;
}

/* wb_agent_preferences_are_waiting: whether there are changes that the agent gets once it is back.
 */
gboolean
wb_agent_preferences_are_waiting (WbAgentPreferences *self)
{
  g_return_val_if_fail (WB_IS_AGENT_PREFERENCES (self), FALSE);

  return self->wishes->len > 0;
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

/* (transfer floating): @dictionary (nullable) with @name as it is wished. */
static GVariant *
put (GVariant *dictionary, const char *name, GVariant *value)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, dictionary);
  g_variant_dict_insert_value (&dict, name, value);
  return g_variant_dict_end (&dict);
}

/*
 * wb_agent_preferences_set_value: the agent is asked to take it, or will be once it is back;
 * "changed" follows, or "failed". Until then it counts as taken.
 * @group: as in wb_agent_preferences_dup_value()
 * @value: (transfer floating)
 */
void
wb_agent_preferences_set_value (WbAgentPreferences *self,
                                const char *group,
                                const char *name,
                                GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autoptr (GVariant) members = NULL;
  g_autoptr (GVariant) changes = NULL;
  GVariant *before = self->values;

  g_return_if_fail (WB_IS_AGENT_PREFERENCES (self));

  if (group != NULL && before != NULL)
    members = g_variant_lookup_value (before, group, G_VARIANT_TYPE_VARDICT);
  changes = g_variant_ref_sink (group != NULL ? put (NULL, group, put (NULL, name, owned))
                                              : put (NULL, name, owned));
  self->values = g_variant_ref_sink (group != NULL ? put (before, group, put (members, name, owned))
                                                   : put (before, name, owned));
  g_clear_pointer (&before, g_variant_unref);
  if (is_away (self))
    g_ptr_array_add (self->wishes, g_steal_pointer (&changes));
  else
    tell (self, changes);
}
