/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-row.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-word.h"
#include "app/widgets/wb-severity-icon.h"
#include "app/widgets/wb-type-label.h"
#include "app/widgets/wb-wrap-layout.h"

#define CHIP_SPACING 6

struct _WbAlertRow
{
  GtkListBoxRow parent_instance;

  GtkLabel *name;
  GtkLabel *summary;
  GtkWidget *chips;
  GtkSwitch *active;
  GtkMenuButton *menu;

  GVariant *config;     /* owned, "a{sv}" of Alerts1 */
  GHashTable *kinds;    /* owned, nullable, see wb-channel-word.h */
  gboolean is_updating; /* the switch is being set to what the agent says */
};

G_DEFINE_FINAL_TYPE (WbAlertRow, wb_alert_row, GTK_TYPE_LIST_BOX_ROW)

static const char *
get_text (WbAlertRow *self, const char *name)
{
  const char *text = "";

  g_variant_lookup (self->config, name, "&s", &text);
  return text;
}

static gint64
get_number (WbAlertRow *self, const char *name)
{
  gint64 number = 0;

  g_variant_lookup (self->config, name, "x", &number);
  return number;
}

static gboolean
get_severity (WbAlertRow *self, WbSeverity *severity)
{
  return wb_severity_from_string (get_text (self, "severity"), severity);
}

/* --- chips --- */

static void
clear_chips (WbAlertRow *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_widget_unparent (child);
}

/* @icon: (transfer floating) */
static void
add_chip (WbAlertRow *self, GtkWidget *icon, const char *text)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, CHIP_SPACING);
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", text, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  gtk_widget_add_css_class (chip, "tag");
  gtk_box_append (GTK_BOX (chip), icon);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_widget_set_parent (chip, self->chips);
}

static void
add_severity_chip (WbAlertRow *self)
{
  WbSeverity severity;

  if (get_severity (self, &severity))
    add_chip (self, wb_severity_icon_new (severity), wb_severity_get_label (severity));
}

static void
update_chips (WbAlertRow *self)
{
  g_autofree const char **channels = NULL;

  clear_chips (self);
  add_severity_chip (self);
  g_variant_lookup (self->config, "channels", "^a&s", &channels);
  for (guint i = 0; channels != NULL && channels[i] != NULL; i++)
    add_chip (self,
              gtk_image_new_from_icon_name (wb_channel_word_get_icon (channels[i], self->kinds)),
              wb_channel_word_get_label (channels[i]));
  gtk_widget_set_visible (self->chips, gtk_widget_get_first_child (self->chips) != NULL);
}

/* --- words --- */

static void
add_part (GString *text, const char *part)
{
  if (text->len > 0)
    /* TRANSLATORS: between the parts of a summary, as in "High latency · at most once in 15 min" */
    g_string_append (text, C_ ("between parts", " · "));
  g_string_append (text, part);
}

static char *
dup_summary (WbAlertRow *self)
{
  g_autoptr (GVariant) conditions
      = g_variant_lookup_value (self->config, "conditions", G_VARIANT_TYPE_VARDICT);
  gsize n_conditions = conditions != NULL ? g_variant_n_children (conditions) : 0;
  gint64 cooldown = get_number (self, "cooldown_minutes");
  GString *text = g_string_new (wb_type_label_get (get_text (self, "alert_type")));
  g_autofree char *pause = NULL;
  g_autofree char *when = NULL;

  if (n_conditions > 0)
    {
      when = g_strdup_printf (ngettext ("%'u condition", "%'u conditions", (gulong) n_conditions),
                              (guint) n_conditions);
      add_part (text, when);
    }
  if (cooldown > 0)
    {
      pause = g_strdup_printf (
          /* TRANSLATORS: how often an alert rings */
          ngettext ("once in %'d minute", "once in %'d minutes", (gulong) cooldown),
          (int) cooldown);
      add_part (text, pause);
    }
  return g_string_free (text, FALSE);
}

/* What a screen reader says: the chips of the row are no widgets of their own for it. */
static char *
dup_spoken (WbAlertRow *self, const char *summary)
{
  g_autofree const char **channels = NULL;
  GString *text = g_string_new (get_text (self, "name"));
  WbSeverity severity;

  if (get_severity (self, &severity))
    g_string_append_printf (text, ". %s", wb_severity_get_label (severity));
  g_string_append_printf (text, ". %s", summary);
  if (g_variant_lookup (self->config, "channels", "^a&s", &channels))
    for (guint i = 0; channels[i] != NULL; i++)
      g_string_append_printf (text, "%s%s", i == 0 ? ". " : ", ",
                              wb_channel_word_get_label (channels[i]));
  return g_string_free (text, FALSE);
}

static void
update (WbAlertRow *self)
{
  g_autofree char *summary = dup_summary (self);
  g_autofree char *spoken = dup_spoken (self, summary);
  /* TRANSLATORS: of a menu; %s is the name of an alert */
  g_autofree char *more = g_strdup_printf (_ ("More for %s"), get_text (self, "name"));
  gboolean is_active = TRUE;

  g_variant_lookup (self->config, "active", "b", &is_active);
  gtk_label_set_text (self->name, get_text (self, "name"));
  gtk_label_set_text (self->summary, summary);
  update_chips (self);

  self->is_updating = TRUE;
  gtk_switch_set_active (self->active, is_active);
  gtk_switch_set_state (self->active, is_active);
  self->is_updating = FALSE;
  if (is_active)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "off");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "off");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->active), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_text (self, "name"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, more,
                                  -1);
}

/* --- what is done with it --- */

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

/* Only once it is asked for: menus that nobody sees cost more than all else in a long list. */
static void
create_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  gint64 id = wb_alert_row_get_id (WB_ALERT_ROW (user_data));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  if (gtk_menu_button_get_menu_model (button) != NULL)
    return;
  add_item (menu, _ ("_Edit"), "alerts.edit", id);
  add_item (menu, _ ("D_uplicate"), "alerts.duplicate", id);
  add_item (menu, _ ("Send a _Test"), "alerts.test", id);
  add_item (last, _ ("_Delete"), "alerts.delete", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

/* The switch turns when the agent says so. */
static gboolean
state_set_cb (GtkSwitch *widget, gboolean is_active, gpointer user_data)
{
  WbAlertRow *self = WB_ALERT_ROW (user_data);

  (void) widget;
  if (self->is_updating)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "alerts.set-active", "(xb)",
                              wb_alert_row_get_id (self), is_active);
  return GDK_EVENT_STOP;
}

static void
wb_alert_row_dispose (GObject *object)
{
  WbAlertRow *self = WB_ALERT_ROW (object);

  if (self->chips != NULL)
    clear_chips (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_ALERT_ROW);
  g_clear_pointer (&self->config, g_variant_unref);
  g_clear_pointer (&self->kinds, g_hash_table_unref);
  G_OBJECT_CLASS (wb_alert_row_parent_class)->dispose (object);
}

static void
wb_alert_row_class_init (WbAlertRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_alert_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-alert-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbAlertRow, name);
  gtk_widget_class_bind_template_child (widget_class, WbAlertRow, summary);
  gtk_widget_class_bind_template_child (widget_class, WbAlertRow, chips);
  gtk_widget_class_bind_template_child (widget_class, WbAlertRow, active);
  gtk_widget_class_bind_template_child (widget_class, WbAlertRow, menu);
  gtk_widget_class_bind_template_callback (widget_class, state_set_cb);
}

static void
wb_alert_row_init (WbAlertRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->chips, wb_wrap_layout_new (CHIP_SPACING));
  gtk_menu_button_set_create_popup_func (self->menu, create_menu_cb, self, NULL);
}

/*
 * wb_alert_row_new:
 * @config: "a{sv}" with an id, as Alerts1 gives it
 * @kinds: (nullable): of the channels that are set up, see wb-channel-word.h
 */
GtkWidget *
wb_alert_row_new (GVariant *config, GHashTable *kinds)
{
  WbAlertRow *self = g_object_new (WB_TYPE_ALERT_ROW, NULL);

  self->config = g_variant_ref (config);
  self->kinds = kinds != NULL ? g_hash_table_ref (kinds) : NULL;
  update (self);
  return GTK_WIDGET (self);
}

/* wb_alert_row_set_config: as it is now; the focus stays where it is. */
void
wb_alert_row_set_config (WbAlertRow *self, GVariant *config)
{
  g_return_if_fail (WB_IS_ALERT_ROW (self));

  g_variant_ref (config);
  g_variant_unref (self->config);
  self->config = config;
  update (self);
}

/* wb_alert_row_get_config: (transfer none) */
GVariant *
wb_alert_row_get_config (WbAlertRow *self)
{
  g_return_val_if_fail (WB_IS_ALERT_ROW (self), NULL);

  return self->config;
}

gint64
wb_alert_row_get_id (WbAlertRow *self)
{
  g_return_val_if_fail (WB_IS_ALERT_ROW (self), 0);

  return get_number (self, "id");
}

/* wb_alert_row_set_channels: @kinds: as wb_alert_row_new() takes them. */
void
wb_alert_row_set_channels (WbAlertRow *self, GHashTable *kinds)
{
  g_return_if_fail (WB_IS_ALERT_ROW (self));

  g_hash_table_ref (kinds);
  g_clear_pointer (&self->kinds, g_hash_table_unref);
  self->kinds = kinds;
  update_chips (self);
}
