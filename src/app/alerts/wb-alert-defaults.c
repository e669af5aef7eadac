/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-defaults.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-button-name.h"
#include "app/widgets/wb-severity-icon.h"
#include "app/widgets/wb-type-label.h"

struct _WbAlertDefaults
{
  AdwExpanderRow parent_instance;

  GPtrArray *configs; /* owned, GVariant: "a{sv}" of Alerts1 */
  GPtrArray *rows;    /* lent by the widget: one for each, once it was unfolded */
};

G_DEFINE_FINAL_TYPE (WbAlertDefaults, wb_alert_defaults, ADW_TYPE_EXPANDER_ROW)

static const char *
get_type_word (GVariant *config)
{
  const char *type = "";

  g_variant_lookup (config, "alert_type", "&s", &type);
  return type;
}

static char *
dup_subtitle (GVariant *config)
{
  gboolean is_active = FALSE;
  gint64 cooldown = 0;

  g_variant_lookup (config, "active", "b", &is_active);
  g_variant_lookup (config, "cooldown_minutes", "x", &cooldown);
  if (!is_active)
    return g_strdup (_ ("Kept in the history only"));
  if (cooldown == 0)
    return g_strdup (_ ("Rings each time"));
  return g_strdup_printf (
      ngettext ("Rings once in %'d minute", "Rings once in %'d minutes", (gulong) cooldown),
      (int) cooldown);
}

static GtkWidget *
create_button (const char *type)
{
  /* TRANSLATORS: %s is a type of events, as in "Customise High latency" */
  g_autofree char *name = g_strdup_printf (_ ("Customise %s"), wb_type_label_get (type));
  GtkWidget *button = gtk_button_new_with_label (_ ("Customise"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  wb_button_name_set (button, name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "alerts.customise");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", type);
  return button;
}

static GtkWidget *
create_row (GVariant *config)
{
  const char *type = get_type_word (config);
  g_autofree char *subtitle = dup_subtitle (config);
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", wb_type_label_get (type), "subtitle",
                                 subtitle, NULL);
  WbSeverity severity = WB_SEVERITY_INFO;
  const char *word;

  if (g_variant_lookup (config, "severity", "&s", &word))
    wb_severity_from_string (word, &severity);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), wb_severity_icon_new (severity));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_button (type));
  return row;
}

static void
clear_rows (WbAlertDefaults *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* Nobody sees them before. */
static void
fill_rows (WbAlertDefaults *self)
{
  if (self->rows->len > 0 || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  for (guint i = 0; i < self->configs->len; i++)
    {
      GtkWidget *row = create_row (g_ptr_array_index (self->configs, i));

      adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
      g_ptr_array_add (self->rows, row);
    }
}

static void
wb_alert_defaults_finalize (GObject *object)
{
  WbAlertDefaults *self = WB_ALERT_DEFAULTS (object);

  g_ptr_array_unref (self->configs);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (wb_alert_defaults_parent_class)->finalize (object);
}

static void
wb_alert_defaults_class_init (WbAlertDefaultsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_alert_defaults_finalize;
}

static void
wb_alert_defaults_init (WbAlertDefaults *self)
{
  self->configs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  self->rows = g_ptr_array_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Defaults"));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (fill_rows), NULL);
}

static gboolean
is_equal (GPtrArray *one, GPtrArray *other)
{
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    if (!g_variant_equal (g_ptr_array_index (one, i), g_ptr_array_index (other, i)))
      return FALSE;
  return TRUE;
}

/* wb_alert_defaults_set_configs: (element-type GVariant): in the order of the catalogue. */
void
wb_alert_defaults_set_configs (WbAlertDefaults *self, GPtrArray *configs)
{
  g_autofree char *subtitle = NULL;

  g_return_if_fail (WB_IS_ALERT_DEFAULTS (self));

  if (is_equal (self->configs, configs))
    return;
  clear_rows (self);
  g_ptr_array_unref (self->configs);
  self->configs = g_ptr_array_ref (configs);
  subtitle = g_strdup_printf (ngettext ("What holds for %'u type of events without an alert",
                                        "What holds for %'u types of events without an alert",
                                        configs->len),
                              configs->len);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  fill_rows (self);
}

/* wb_alert_defaults_find: (transfer none) (nullable) */
GVariant *
wb_alert_defaults_find (WbAlertDefaults *self, const char *alert_type)
{
  g_return_val_if_fail (WB_IS_ALERT_DEFAULTS (self), NULL);

  for (guint i = 0; i < self->configs->len; i++)
    if (g_str_equal (get_type_word (g_ptr_array_index (self->configs, i)), alert_type))
      return g_ptr_array_index (self->configs, i);
  return NULL;
}
