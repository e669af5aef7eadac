/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-page.h"

#include "app/wb-sidebar-button.h"
#include "app/widgets/wb-stack-pages.h"
#include "app/widgets/wb-toasts.h"

#define REFRESH_INTERVAL_MS 250 /* of asking, however often something changes */

typedef struct
{
  AdwWindowTitle *title_widget;
  AdwBin *header_start;
  AdwBin *header_end;
  GtkStack *stack;
  AdwBin *content;
  AdwStatusPage *empty;

  WbAgentClient *client;     /* owned, nullable until set */
  GCancellable *cancellable; /* owned */
  gint64 refreshed_us;       /* monotonic */
  guint refresh_source;
  gboolean is_stale;        /* something may have changed since the agent was asked */
  gboolean is_focus_wanted; /* by what is still being loaded */
} WbPagePrivate;

enum
{
  PROP_TITLE = 1,
  PROP_CONTENT,
  PROP_HEADER_START,
  PROP_HEADER_END,
  N_PROPS
};

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (WbPage, wb_page, GTK_TYPE_BOX)

static GParamSpec *props[N_PROPS];

static WbPagePrivate *
get_private (WbPage *self)
{
  return wb_page_get_instance_private (self);
}

static gboolean
can_refresh (WbPage *self)
{
  WbPagePrivate *priv = get_private (self);

  return priv->is_stale && priv->client != NULL && gtk_widget_get_mapped (GTK_WIDGET (self))
         && wb_agent_client_get_state (priv->client) == WB_AGENT_STATE_READY;
}

static gboolean
refresh_cb (gpointer user_data)
{
  WbPage *self = user_data;
  WbPagePrivate *priv = get_private (self);

  priv->refresh_source = 0;
  if (!can_refresh (self))
    return G_SOURCE_REMOVE;

  priv->is_stale = FALSE;
  priv->refreshed_us = g_get_monotonic_time ();
  WB_PAGE_GET_CLASS (self)->refresh (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (WbPage *self)
{
  WbPagePrivate *priv = get_private (self);
  gint64 passed_ms = (g_get_monotonic_time () - priv->refreshed_us) / 1000;

  if (priv->refresh_source != 0 || !can_refresh (self))
    return;
  if (priv->refreshed_us == 0 || passed_ms >= REFRESH_INTERVAL_MS)
    refresh_cb (self);
  else
    priv->refresh_source
        = g_timeout_add ((guint) (REFRESH_INTERVAL_MS - passed_ms), refresh_cb, self);
}

/* wb_page_refresh: asks the agent again, once the page is seen. */
void
wb_page_refresh (WbPage *self)
{
  g_return_if_fail (WB_IS_PAGE (self));

  get_private (self)->is_stale = TRUE;
  schedule (self);
}

static void
state_cb (WbPage *self)
{
  if (wb_agent_client_get_state (get_private (self)->client) == WB_AGENT_STATE_READY)
    wb_page_refresh (self);
}

static void
wb_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_page_parent_class)->map (widget);
  schedule (WB_PAGE (widget));
}

/* What it shows, or else the first of its buttons until there is something. */
static gboolean
wb_page_grab_focus (GtkWidget *widget)
{
  WbPagePrivate *priv = get_private (WB_PAGE (widget));

  priv->is_focus_wanted = !gtk_widget_child_focus (GTK_WIDGET (priv->stack), GTK_DIR_TAB_FORWARD);
  return !priv->is_focus_wanted || gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
show (WbPage *self, const char *child)
{
  WbPagePrivate *priv = get_private (self);

  gtk_stack_set_visible_child_name (priv->stack, child);
  if (priv->is_focus_wanted && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_child_focus (GTK_WIDGET (priv->stack), GTK_DIR_TAB_FORWARD);
  priv->is_focus_wanted = FALSE;
}

static void
wb_page_dispose (GObject *object)
{
  WbPagePrivate *priv = get_private (WB_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_handle_id (&priv->refresh_source, g_source_remove);
  /* GTK 4.8 forgets all template children with those of a subclass; the box lets these go. */
  g_clear_object (&priv->client);
  G_OBJECT_CLASS (wb_page_parent_class)->dispose (object);
}

static void
wb_page_finalize (GObject *object)
{
  g_clear_object (&get_private (WB_PAGE (object))->cancellable);
  G_OBJECT_CLASS (wb_page_parent_class)->finalize (object);
}

static AdwBin *
get_bin (WbPagePrivate *priv, guint id)
{
  switch (id)
    {
    case PROP_CONTENT:
      return priv->content;
    case PROP_HEADER_START:
      return priv->header_start;
    case PROP_HEADER_END:
      return priv->header_end;
    default:
      return NULL;
    }
}

static void
wb_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbPagePrivate *priv = get_private (WB_PAGE (object));
  AdwBin *bin = get_bin (priv, id);

  if (id == PROP_TITLE)
    g_value_set_string (value, adw_window_title_get_title (priv->title_widget));
  else if (bin != NULL)
    g_value_set_object (value, adw_bin_get_child (bin));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wb_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbPagePrivate *priv = get_private (WB_PAGE (object));
  AdwBin *bin = get_bin (priv, id);

  if (id == PROP_TITLE)
    adw_window_title_set_title (priv->title_widget, g_value_get_string (value));
  else if (bin != NULL)
    adw_bin_set_child (bin, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_HEADER_START]
      = g_param_spec_object ("header-start", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_HEADER_END] = g_param_spec_object ("header-end", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wb_page_class_init (WbPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wb_page_dispose;
  object_class->finalize = wb_page_finalize;
  object_class->get_property = wb_page_get_property;
  object_class->set_property = wb_page_set_property;
  widget_class->map = wb_page_map;
  widget_class->grab_focus = wb_page_grab_focus;
  install_properties (object_class);

  g_type_ensure (WB_TYPE_SIDEBAR_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-page.ui");
  gtk_widget_class_bind_template_child_private (widget_class, WbPage, title_widget);
  gtk_widget_class_bind_template_child_private (widget_class, WbPage, header_start);
  gtk_widget_class_bind_template_child_private (widget_class, WbPage, header_end);
  gtk_widget_class_bind_template_child_private (widget_class, WbPage, stack);
  gtk_widget_class_bind_template_child_private (widget_class, WbPage, content);
  gtk_widget_class_bind_template_child_private (widget_class, WbPage, empty);
}

static void
wb_page_init (WbPage *self)
{
  WbPagePrivate *priv = get_private (self);

  priv->cancellable = g_cancellable_new ();
  priv->is_stale = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_stack_pages_follow (GTK_WIDGET (priv->stack));
}

/* wb_page_set_client: whom it asks, once for all. */
void
wb_page_set_client (WbPage *self, WbAgentClient *client)
{
  WbPagePrivate *priv = get_private (self);

  g_return_if_fail (WB_IS_PAGE (self));
  g_return_if_fail (WB_IS_AGENT_CLIENT (client));
  g_return_if_fail (priv->client == NULL);

  priv->client = g_object_ref (client);
  g_signal_connect_object (client, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  for (const char *const *name = WB_PAGE_GET_CLASS (self)->interfaces;
       name != NULL && *name != NULL; name++)
    {
      g_autofree char *signal = g_strconcat ("interface-changed::", *name, NULL);

      g_signal_connect_object (client, signal, G_CALLBACK (wb_page_refresh), self,
                               G_CONNECT_SWAPPED);
    }
  schedule (self);
}

/* wb_page_get_client: (transfer none) (nullable): NULL until it was set. */
WbAgentClient *
wb_page_get_client (WbPage *self)
{
  g_return_val_if_fail (WB_IS_PAGE (self), NULL);

  return get_private (self)->client;
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GVariant *reply = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, reply, (GDestroyNotify) g_variant_unref);
}

/*
 * wb_page_call: as wb_agent_client_call_async(), and called off with the page.
 * @callback: its source is @self, which is there until it has run
 */
void
wb_page_call (WbPage *self,
              const char *interface,
              const char *method,
              GVariant *parameters,
              const char *reply_type,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  WbPagePrivate *priv = get_private (self);
  GTask *task;

  g_return_if_fail (WB_IS_PAGE (self));
  g_return_if_fail (priv->client != NULL);

  task = g_task_new (self, priv->cancellable, callback, user_data);
  g_task_set_source_tag (task, wb_page_call);
  wb_agent_client_call_async (priv->client, interface, method, parameters, reply_type,
                              priv->cancellable, called_cb, task);
}

/* An order that outlives the window: the application stays until the agent has answered. */
typedef struct
{
  GApplication *application; /* owned, held */
  WbPage *page;              /* weak: NULL once it is gone */
} Order;

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Order *order = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (order->page != NULL)
    {
      if (reply == NULL)
        wb_page_report (order->page, error);
      wb_page_refresh (order->page); /* what is still there all the same is seen again */
    }
  g_clear_weak_pointer (&order->page);
  g_application_release (order->application);
  g_object_unref (order->application);
  g_free (order);
}

/* wb_page_call_to_the_end: as wb_page_call(), for what has to be done though the window closes. */
void
wb_page_call_to_the_end (WbPage *self,
                         const char *interface,
                         const char *method,
                         GVariant *parameters,
                         const char *reply_type)
{
  WbPagePrivate *priv = get_private (self);
  Order *order;

  g_return_if_fail (WB_IS_PAGE (self));
  g_return_if_fail (priv->client != NULL);

  order = g_new0 (Order, 1);
  order->application = g_object_ref (g_application_get_default ());
  g_application_hold (order->application);
  g_set_weak_pointer (&order->page, self);
  wb_agent_client_call_async (priv->client, interface, method, parameters, reply_type, NULL,
                              ended_cb, order);
}

/* wb_page_call_finish: Returns: (transfer full) (nullable): the tuple that came back */
GVariant *
wb_page_call_finish (WbPage *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
wb_page_show_content (WbPage *self)
{
  g_return_if_fail (WB_IS_PAGE (self));

  show (self, "content");
}

/*
 * wb_page_show_empty: says why there is nothing.
 * @child: (nullable) (transfer none): what helps, such as a button; the same one stays as it is
 */
void
wb_page_show_empty (WbPage *self,
                    const char *icon_name,
                    const char *title,
                    const char *description,
                    GtkWidget *child)
{
  WbPagePrivate *priv = get_private (self);

  g_return_if_fail (WB_IS_PAGE (self));

  adw_status_page_set_icon_name (priv->empty, icon_name);
  adw_status_page_set_title (priv->empty, title);
  adw_status_page_set_description (priv->empty, description);
  adw_status_page_set_child (priv->empty, child);
  show (self, "empty");
}

/* wb_page_toast: @text: plain text. */
void
wb_page_toast (WbPage *self, const char *text)
{
  wb_toasts_show (GTK_WIDGET (self), text);
}

void
wb_page_report (WbPage *self, const GError *error)
{
  wb_toasts_report (GTK_WIDGET (self), error);
}
