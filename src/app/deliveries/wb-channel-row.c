/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-row.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-look.h"

struct _WbChannelRow
{
  AdwActionRow parent_instance;

  GtkImage *kind_icon;
  GtkImage *state_icon;
  GtkSwitch *enabled;
  GtkWidget *arrow;

  char *name;        /* owned */
  const char *style; /* static: of the state */
  gboolean is_updating;
};

enum
{
  TOGGLED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbChannelRow, wb_channel_row, ADW_TYPE_ACTION_ROW)

static guint signals[N_SIGNALS];

/* The agent decides: what it answers moves the switch. */
static gboolean
state_set_cb (WbChannelRow *self, gboolean is_on, GtkSwitch *widget G_GNUC_UNUSED)
{
  if (self->is_updating)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[TOGGLED], 0, is_on);
  return GDK_EVENT_STOP;
}

static void
wb_channel_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_CHANNEL_ROW);
  G_OBJECT_CLASS (wb_channel_row_parent_class)->dispose (object);
}

static void
wb_channel_row_finalize (GObject *object)
{
  g_free (WB_CHANNEL_ROW (object)->name);
  G_OBJECT_CLASS (wb_channel_row_parent_class)->finalize (object);
}

static void
wb_channel_row_class_init (WbChannelRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_channel_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_channel_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-channel-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbChannelRow, kind_icon);
  gtk_widget_class_bind_template_child (widget_class, WbChannelRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, WbChannelRow, enabled);
  gtk_widget_class_bind_template_child (widget_class, WbChannelRow, arrow);
  gtk_widget_class_bind_template_callback (widget_class, state_set_cb);
  signals[TOGGLED] = g_signal_new ("toggled", WB_TYPE_CHANNEL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
wb_channel_row_init (WbChannelRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
wb_channel_row_new (void)
{
  return g_object_new (WB_TYPE_CHANNEL_ROW, NULL);
}

const char *
wb_channel_row_get_name (WbChannelRow *self)
{
  g_return_val_if_fail (WB_IS_CHANNEL_ROW (self), NULL);

  return self->name;
}

static gint64
get_count (GVariant *queue, const char *member)
{
  gint64 n = 0;

  if (queue != NULL)
    g_variant_lookup (queue, member, "x", &n);
  return n;
}

static void
show_name (WbChannelRow *self, GVariant *channel)
{
  WbChannelKind kind = wb_channel_look_get_kind (channel);
  gboolean is_builtin = FALSE;
  const char *name = "";

  g_variant_lookup (channel, "name", "&s", &name);
  g_variant_lookup (channel, "builtin", "b", &is_builtin);
  if (g_strcmp0 (self->name, name) != 0)
    {
      g_free (self->name);
      self->name = g_strdup (name);
    }
  gtk_image_set_from_icon_name (self->kind_icon, wb_channel_look_get_kind_icon (kind));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 is_builtin ? wb_channel_kind_get_label (kind) : name);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), !is_builtin);
  gtk_widget_set_opacity (self->arrow, is_builtin ? 0 : 1);
}

static void
show_state (WbChannelRow *self, GVariant *channel, GVariant *queue)
{
  WbChannelKind kind = wb_channel_look_get_kind (channel);
  const char *status = wb_channel_look_get_status (channel);
  g_autofree char *state = wb_channel_look_format_state (channel);
  gint64 n_waiting = get_count (queue, "queue_size");
  gint64 n_dead = get_count (queue, "dead");
  g_autoptr (GString) text = g_string_new (NULL);

  if (kind != WB_CHANNEL_DESKTOP)
    g_string_append_printf (text, "%s · ", wb_channel_kind_get_label (kind));
  g_string_append (text, state);
  if (n_waiting > 0)
    /* TRANSLATORS: so many messages, after the state of a channel */
    g_string_append_printf (text,
                            ngettext (" · %lld waiting", " · %lld waiting", (gulong) n_waiting),
                            (long long) n_waiting);
  if (n_dead > 0)
    /* TRANSLATORS: so many messages, after the state of a channel */
    g_string_append_printf (text, ngettext (" · %lld failed", " · %lld failed", (gulong) n_dead),
                            (long long) n_dead);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);

  gtk_image_set_from_icon_name (self->state_icon, wb_channel_look_get_icon (status));
  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_icon), self->style);
  self->style = wb_channel_look_get_style (status);
  gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), self->style);
}

/* wb_channel_row_show: @queue: (nullable): of this channel, as Deliveries1 gives it. */
void
wb_channel_row_show (WbChannelRow *self, GVariant *channel, GVariant *queue)
{
  g_autofree char *label = NULL;
  gboolean is_enabled = FALSE;

  g_return_if_fail (WB_IS_CHANNEL_ROW (self));
  g_return_if_fail (channel != NULL);

  show_name (self, channel);
  show_state (self, channel, queue);
  g_variant_lookup (channel, "enabled", "b", &is_enabled);
  self->is_updating = TRUE;
  gtk_switch_set_active (self->enabled, is_enabled);
  gtk_switch_set_state (self->enabled, is_enabled);
  self->is_updating = FALSE;
  /* TRANSLATORS: a switch; %s is the name of a channel */
  label = g_strdup_printf (_ ("Forward to %s"),
                           adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->enabled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}
