/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-search-provider.h"

#include "base/wb-markdown.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"
#include "wb-bus-searchprovider2.h"

#define OBJECT_PATH "/io/github/wakebell/Wakebell/SearchProvider"
#define RESULTS_LIMIT 10 /* GNOME Shell shows five */
#define DESCRIPTION_CHARACTERS 120

struct _WbSearchProvider
{
  GObject parent_instance;

  WbBusSearchProvider2 *skeleton; /* owned */
  WbAgentClient *client;          /* owned */
};

/* A question of the shell that the agent is asked. */
typedef struct
{
  WbSearchProvider *provider;        /* owned */
  GDBusMethodInvocation *invocation; /* owned by the answer */
} Question;

enum
{
  SIGNAL_OPEN,
  SIGNAL_SEARCH,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbSearchProvider, wb_search_provider, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static Question *
question_new (WbSearchProvider *provider, GDBusMethodInvocation *invocation)
{
  Question *self = g_new0 (Question, 1);

  self->provider = g_object_ref (provider);
  self->invocation = invocation;
  return self;
}

static void
question_free (Question *self)
{
  g_object_unref (self->provider);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GVariant) rows = wb_agent_client_list_finish (WB_AGENT_CLIENT (source), result, NULL);
  g_autoptr (GStrvBuilder) results = g_strv_builder_new ();
  g_auto (GStrv) identifiers = NULL;
  gsize n_rows = rows != NULL ? g_variant_n_children (rows) : 0;

  for (gsize i = 0; i < n_rows; i++)
    {
      g_autofree char *identifier = NULL;
      gint64 id;

      g_variant_get_child (rows, i, "(xx)", &id, NULL);
      identifier = g_strdup_printf ("%" G_GINT64_FORMAT, id);
      g_strv_builder_add (results, identifier);
    }
  identifiers = g_strv_builder_end (results);
  wb_bus_search_provider2_complete_get_initial_result_set (
      question->provider->skeleton, question->invocation, (const char *const *) identifiers);
}

static void
find (WbSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *terms)
{
  g_autoptr (WbFilter) filter = wb_filter_new ();
  g_autofree char *text = g_strjoinv (" ", (char **) terms);

  filter->text = wb_text_truncate (text, WB_LIMIT_SEARCH_CHARACTERS);
  wb_agent_client_list_async (self->client, filter, 0, RESULTS_LIMIT, NULL, found_cb,
                              question_new (self, invocation));
}

static gboolean
initial_cb (WbSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *terms)
{
  find (self, invocation, terms);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* The index answers faster than a narrowing here could, and finds what came meanwhile. */
static gboolean
subsearch_cb (WbSearchProvider *self,
              GDBusMethodInvocation *invocation,
              const char *const *previous_results,
              const char *const *terms)
{
  (void) previous_results;
  find (self, invocation, terms);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static GVariant *
create_meta (const WbNotification *notification)
{
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, notification->id);
  g_autofree char *plain = wb_markdown_to_plain (notification->event->message);
  g_autofree char *line = wb_text_dup_single_line (plain);
  g_autofree char *description = wb_text_truncate (line, DESCRIPTION_CHARACTERS);
  g_autoptr (GIcon) icon = g_themed_icon_new (WB_APP_ID);
  g_autoptr (GVariant) icon_data = g_icon_serialize (icon);
  GVariantDict meta;

  g_variant_dict_init (&meta, NULL);
  g_variant_dict_insert (&meta, "id", "s", id);
  g_variant_dict_insert (&meta, "name", "s", notification->event->title);
  g_variant_dict_insert (&meta, "description", "s", description);
  g_variant_dict_insert (&meta, "clipboardText", "s", notification->event->title);
  g_variant_dict_insert_value (&meta, "icon", icon_data);
  return g_variant_dict_end (&meta);
}

static void
got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GPtrArray) notifications
      = wb_agent_client_get_finish (WB_AGENT_CLIENT (source), result, NULL);
  GVariantBuilder metas;

  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (guint i = 0; notifications != NULL && i < notifications->len; i++)
    g_variant_builder_add_value (&metas, create_meta (g_ptr_array_index (notifications, i)));
  wb_bus_search_provider2_complete_get_result_metas (
      question->provider->skeleton, question->invocation, g_variant_builder_end (&metas));
}

static gboolean
metas_cb (WbSearchProvider *self, GDBusMethodInvocation *invocation, const char *const *identifiers)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; identifiers[i] != NULL && i < WB_LIMIT_LIST_ROWS; i++)
    {
      gint64 id = g_ascii_strtoll (identifiers[i], NULL, 10);

      if (id > 0)
        g_array_append_val (ids, id);
    }
  wb_agent_client_get_async (self->client, (const gint64 *) ids->data, ids->len, NULL, got_cb,
                             question_new (self, invocation));
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
activate_cb (WbSearchProvider *self,
             GDBusMethodInvocation *invocation,
             const char *identifier,
             const char *const *terms,
             guint timestamp)
{
  (void) terms;
  (void) timestamp;
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, g_ascii_strtoll (identifier, NULL, 10));
  wb_bus_search_provider2_complete_activate_result (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
launch_cb (WbSearchProvider *self,
           GDBusMethodInvocation *invocation,
           const char *const *terms,
           guint timestamp)
{
  g_autofree char *text = g_strjoinv (" ", (char **) terms);

  (void) timestamp;
  g_signal_emit (self, signals[SIGNAL_SEARCH], 0, text);
  wb_bus_search_provider2_complete_launch_search (self->skeleton, invocation);
  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
wb_search_provider_dispose (GObject *object)
{
  WbSearchProvider *self = WB_SEARCH_PROVIDER (object);

  wb_search_provider_unexport (self);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_search_provider_parent_class)->dispose (object);
}

static void
wb_search_provider_finalize (GObject *object)
{
  g_object_unref (WB_SEARCH_PROVIDER (object)->skeleton);
  G_OBJECT_CLASS (wb_search_provider_parent_class)->finalize (object);
}

static void
wb_search_provider_class_init (WbSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_search_provider_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_search_provider_finalize;
  signals[SIGNAL_OPEN] = g_signal_new ("open", WB_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_SEARCH] = g_signal_new ("search", WB_TYPE_SEARCH_PROVIDER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
follow (WbSearchProvider *self, const char *signal, GCallback callback)
{
  g_signal_connect_object (self->skeleton, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
wb_search_provider_init (WbSearchProvider *self)
{
  self->skeleton = wb_bus_search_provider2_skeleton_new ();
  follow (self, "handle-get-initial-result-set", G_CALLBACK (initial_cb));
  follow (self, "handle-get-subsearch-result-set", G_CALLBACK (subsearch_cb));
  follow (self, "handle-get-result-metas", G_CALLBACK (metas_cb));
  follow (self, "handle-activate-result", G_CALLBACK (activate_cb));
  follow (self, "handle-launch-search", G_CALLBACK (launch_cb));
}

WbSearchProvider *
wb_search_provider_new (WbAgentClient *client)
{
  WbSearchProvider *self;

  g_return_val_if_fail (WB_IS_AGENT_CLIENT (client), NULL);

  self = g_object_new (WB_TYPE_SEARCH_PROVIDER, NULL);
  self->client = g_object_ref (client);
  return self;
}

gboolean
wb_search_provider_export (WbSearchProvider *self, GDBusConnection *connection, GError **error)
{
  g_return_val_if_fail (WB_IS_SEARCH_PROVIDER (self), FALSE);

  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                           OBJECT_PATH, error);
}

void
wb_search_provider_unexport (WbSearchProvider *self)
{
  GDBusInterfaceSkeleton *skeleton = G_DBUS_INTERFACE_SKELETON (self->skeleton);

  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
}
