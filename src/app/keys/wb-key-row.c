/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/keys/wb-key-row.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-minute-clock.h"
#include "app/keys/wb-usage-bar.h"
#include "base/wb-text.h"

struct _WbKeyRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *name;
  GtkWidget *state_box;
  GtkImage *state_icon;
  GtkLabel *state;
  GtkWidget *menu_button;
  WbUsageBar *bar;
  GtkLabel *quota;
  GtkLabel *since;
  GtkLabel *error;

  GSimpleActionGroup *actions; /* owned */
  WbKeyItem *item;             /* owned, nullable */
};

enum
{
  SIGNAL_RECOVERED,
  SIGNAL_FORGET,
  SIGNAL_SHOW,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WbKeyRow, wb_key_row, GTK_TYPE_LIST_BOX_ROW)

/* The shapes differ too: colour alone would not do. */
static const struct
{
  const char *icon_name;
  const char *css_class;
} looks[WB_N_KEY_STATES] = {
  [WB_KEY_STATE_HEALTHY] = { "wb-success-symbolic", "success" },
  [WB_KEY_STATE_WARNING] = { "wb-warning-symbolic", "warning" },
  [WB_KEY_STATE_CRITICAL] = { "wb-critical-symbolic", "error" },
  [WB_KEY_STATE_QUARANTINED] = { "media-playback-pause-symbolic", "error" },
  [WB_KEY_STATE_FAILED] = { "wb-error-symbolic", "error" },
};

static void
set_look (GtkWidget *widget, WbKeyState state)
{
  gtk_widget_remove_css_class (widget, "success");
  gtk_widget_remove_css_class (widget, "warning");
  gtk_widget_remove_css_class (widget, "error");
  gtk_widget_add_css_class (widget, looks[state].css_class);
}

/* @text: (nullable): NULL: there is nothing to say. */
static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
append_part (GString *text, const char *part)
{
  if (part == NULL)
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

static char *
dup_quota (WbKeyItem *item)
{
  g_autofree char *usage = wb_key_item_dup_usage (item);
  g_autofree char *remaining = wb_key_item_dup_remaining (item);
  g_autofree char *reset = wb_key_item_dup_reset (item, g_get_real_time ());
  GString *text = g_string_new (NULL);

  append_part (text, usage);
  append_part (text, remaining);
  append_part (text, reset);
  if (text->len == 0)
    g_string_append (text, _ ("No quota is known"));
  return g_string_free (text, FALSE);
}

static char *
dup_since (WbKeyItem *item)
{
  g_autofree char *time = NULL;

  if (item->state == WB_KEY_STATE_QUARANTINED)
    {
      time = wb_minute_clock_format_time (item->quarantined_until_us);
      return g_strdup_printf (_ ("Not to be used until %s"), time);
    }
  if (item->state != WB_KEY_STATE_FAILED || item->failed_us == 0)
    return NULL;
  time = wb_minute_clock_format_time (item->failed_us);
  return g_strdup_printf (_ ("Has failed since %s"), time);
}

static char *
dup_error (WbKeyItem *item)
{
  g_autofree char *clean = NULL;

  if (item->last_error == NULL)
    return NULL;
  clean = wb_text_dup_clean (item->last_error);
  if (wb_key_item_has_failed (item))
    return g_steal_pointer (&clean);
  return g_strdup_printf (_ ("Last error: %s"), clean);
}

static void
update_accessible_label (WbKeyRow *self)
{
  g_autoptr (GString) label = g_string_new (NULL);

  g_string_append_printf (label, "%s. %s. %s", gtk_label_get_text (self->name),
                          gtk_label_get_text (self->state), gtk_label_get_text (self->quota));
  if (gtk_widget_get_visible (GTK_WIDGET (self->error)))
    g_string_append_printf (label, ". %s", gtk_label_get_text (self->error));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str,
                                  -1);
}

/* --- the menu --- */

static void
recovered_cb (GSimpleAction *action G_GNUC_UNUSED,
              GVariant *parameter G_GNUC_UNUSED,
              gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_RECOVERED], 0);
}

static void
forget_cb (GSimpleAction *action G_GNUC_UNUSED,
           GVariant *parameter G_GNUC_UNUSED,
           gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_FORGET], 0);
}

static void
show_cb (GSimpleAction *action G_GNUC_UNUSED, GVariant *parameter G_GNUC_UNUSED, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_SHOW], 0);
}

static const GActionEntry entries[] = {
  { .name = "recovered", .activate = recovered_cb },
  { .name = "forget", .activate = forget_cb },
  { .name = "show", .activate = show_cb },
};

static void
update_menu (WbKeyRow *self)
{
  g_autofree char *label = NULL;
  GAction *recovered = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "recovered");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (recovered),
                               self->item->state != WB_KEY_STATE_HEALTHY);
  /* TRANSLATORS: a menu; what follows is a key by its name, as in "Key 1" */
  label = g_strdup_printf (_ ("Actions: %s"), gtk_label_get_text (self->name));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/* --- the widget --- */

static void
wb_key_row_dispose (GObject *object)
{
  WbKeyRow *self = WB_KEY_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_KEY_ROW);
  g_clear_object (&self->actions);
  g_clear_object (&self->item);
  G_OBJECT_CLASS (wb_key_row_parent_class)->dispose (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, WB_TYPE_KEY_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       0);
}

static void
wb_key_row_class_init (WbKeyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_key_row_dispose;
  signals[SIGNAL_RECOVERED] = new_signal ("recovered");
  signals[SIGNAL_FORGET] = new_signal ("forget");
  signals[SIGNAL_SHOW] = new_signal ("show-notifications");

  g_type_ensure (WB_TYPE_USAGE_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-key-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, name);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, state);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, bar);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, quota);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, since);
  gtk_widget_class_bind_template_child (widget_class, WbKeyRow, error);
}

static void
wb_key_row_init (WbKeyRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "key", G_ACTION_GROUP (self->actions));
}

GtkWidget *
wb_key_row_new (void)
{
  return g_object_new (WB_TYPE_KEY_ROW, NULL);
}

/* wb_key_row_get_item: (transfer none) (nullable). */
WbKeyItem *
wb_key_row_get_item (WbKeyRow *self)
{
  g_return_val_if_fail (WB_IS_KEY_ROW (self), NULL);

  return self->item;
}

/* wb_key_row_set_marks: where its quota becomes a warning and critical, in per cent. */
void
wb_key_row_set_marks (WbKeyRow *self, double warning, double critical)
{
  g_return_if_fail (WB_IS_KEY_ROW (self));

  wb_usage_bar_set_marks (self->bar, warning, critical);
}

void
wb_key_row_show (WbKeyRow *self, WbKeyItem *item)
{
  g_autofree char *name = NULL;
  g_autofree char *error = NULL;
  g_autofree char *usage = NULL;

  g_return_if_fail (WB_IS_KEY_ROW (self));
  g_return_if_fail (WB_IS_KEY_ITEM (item));

  g_set_object (&self->item, item);
  name = wb_key_item_dup_name (item);
  error = dup_error (item);
  usage = wb_key_item_dup_usage (item);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->state, wb_key_item_get_state_label (item));
  gtk_image_set_from_icon_name (self->state_icon, looks[item->state].icon_name);
  set_look (self->state_box, item->state);
  set_look (GTK_WIDGET (self->bar), item->state);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), item->percentage >= 0);
  wb_usage_bar_set_percentage (self->bar, item->percentage, usage != NULL ? usage : "");
  set_text (self->error, error);
  update_menu (self);
  wb_key_row_update_times (self);
}

/* wb_key_row_update_times: what it says about now. */
void
wb_key_row_update_times (WbKeyRow *self)
{
  g_autofree char *quota = NULL;
  g_autofree char *since = NULL;

  g_return_if_fail (WB_IS_KEY_ROW (self));

  if (self->item == NULL)
    return;
  quota = dup_quota (self->item);
  since = dup_since (self->item);
  set_text (self->quota, quota);
  set_text (self->since, since);
  update_accessible_label (self);
}
