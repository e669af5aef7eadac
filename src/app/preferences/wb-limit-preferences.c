/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/preferences/wb-limit-preferences.h"

#include <glib/gi18n.h>

#include "app/preferences/wb-clean-up-row.h"
#include "app/widgets/wb-toasts.h"

#define SETTLE_MS 500 /* whoever turns a number is waited for */

struct _WbLimitPreferences
{
  AdwPreferencesPage parent_instance;

  GtkSpinButton *warning;
  GtkSpinButton *critical;
  GtkEditable *costs;
  GtkSpinButton *retention_days;
  GtkSpinButton *retention_notifications;
  WbCleanUpRow *clean_up;

  WbAgentPreferences *preferences; /* owned, nullable until set */
  guint settle_source;
  char *shown_costs;    /* owned, nullable: as the agent has them; what is being typed stays */
  gboolean is_updating; /* the rows are being set to what the agent says */
};

G_DEFINE_FINAL_TYPE (WbLimitPreferences, wb_limit_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
show_number (WbLimitPreferences *self, GtkSpinButton *spin, const char *group, const char *name)
{
  gtk_spin_button_set_value (spin,
                             wb_agent_preferences_get_number (self->preferences, group, name));
}

static void
show_costs (WbLimitPreferences *self)
{
  g_autoptr (GVariant) costs
      = wb_agent_preferences_dup_value (self->preferences, NULL, "cost_thresholds");
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n_costs = costs != NULL ? g_variant_n_children (costs) : 0;

  for (gsize i = 0; i < n_costs; i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (costs, i);
      g_autoptr (GVariant) cost = g_variant_is_of_type (boxed, G_VARIANT_TYPE_VARIANT)
                                      ? g_variant_get_variant (boxed)
                                      : g_variant_ref (boxed);

      g_string_append_printf (text, "%s%.10g", i > 0 ? "; " : "",
                              g_variant_is_of_type (cost, G_VARIANT_TYPE_DOUBLE)
                                  ? g_variant_get_double (cost)
                                  : (double) g_variant_get_int64 (cost));
    }
  if (g_strcmp0 (self->shown_costs, text->str) == 0)
    return;
  g_free (self->shown_costs);
  self->shown_costs = g_strdup (text->str);
  gtk_editable_set_text (self->costs, text->str);
}

static void
show_all (WbLimitPreferences *self)
{
  if (!wb_agent_preferences_are_known (self->preferences) || self->settle_source != 0)
    return;
  self->is_updating = TRUE;
  show_number (self, self->warning, "quota", "warning");
  show_number (self, self->critical, "quota", "critical");
  show_number (self, self->retention_days, "retention", "days");
  show_number (self, self->retention_notifications, "retention", "notifications");
  show_costs (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  self->is_updating = FALSE;
}

static void
tell (WbLimitPreferences *self, GtkSpinButton *spin, const char *group, const char *name)
{
  int value = gtk_spin_button_get_value_as_int (spin);

  if (value != (int) wb_agent_preferences_get_number (self->preferences, group, name))
    wb_agent_preferences_set_value (self->preferences, group, name, g_variant_new_int64 (value));
}

static void
tell_all (WbLimitPreferences *self)
{
  tell (self, self->warning, "quota", "warning");
  tell (self, self->critical, "quota", "critical");
  tell (self, self->retention_days, "retention", "days");
  tell (self, self->retention_notifications, "retention", "notifications");
}

static gboolean
settle_cb (gpointer user_data)
{
  WbLimitPreferences *self = user_data;

  self->settle_source = 0;
  tell_all (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (WbLimitPreferences *self)
{
  if (self->is_updating || self->preferences == NULL)
    return;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLE_MS, settle_cb, self);
}

/* Amounts as people of this country write them; what is none is said, not guessed. */
static void
costs_apply_cb (WbLimitPreferences *self)
{
  g_auto (GStrv) words = g_strsplit (gtk_editable_get_text (self->costs), ";", -1);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("ad"));
  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_strstrip (words[i]);
      char *end = NULL;
      double cost = g_strtod (word, &end);

      if (*word == '\0')
        continue;
      if (end == word || *end != '\0' || !(cost > 0))
        {
          g_autofree char *text = g_strdup_printf (_ ("“%s” is not an amount above 0."), word);

          wb_toasts_show (GTK_WIDGET (self), text);
          gtk_widget_add_css_class (GTK_WIDGET (self->costs), "error");
          g_variant_builder_clear (&builder);
          return;
        }
      g_variant_builder_add (&builder, "d", cost);
    }
  gtk_widget_remove_css_class (GTK_WIDGET (self->costs), "error");
  wb_agent_preferences_set_value (self->preferences, NULL, "cost_thresholds",
                                  g_variant_builder_end (&builder));
}

/* What was turned to at the end is told, though the window is going. */
static void
wb_limit_preferences_unmap (GtkWidget *widget)
{
  WbLimitPreferences *self = WB_LIMIT_PREFERENCES (widget);

  if (self->settle_source != 0)
    {
      g_clear_handle_id (&self->settle_source, g_source_remove);
      tell_all (self);
    }
  GTK_WIDGET_CLASS (wb_limit_preferences_parent_class)->unmap (widget);
}

static void
wb_limit_preferences_dispose (GObject *object)
{
  WbLimitPreferences *self = WB_LIMIT_PREFERENCES (object);

  self->is_updating = TRUE;
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_pointer (&self->shown_costs, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_LIMIT_PREFERENCES);
  g_clear_object (&self->preferences);
  G_OBJECT_CLASS (wb_limit_preferences_parent_class)->dispose (object);
}

static void
wb_limit_preferences_class_init (WbLimitPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_limit_preferences_dispose;
  widget_class->unmap = wb_limit_preferences_unmap;
  g_type_ensure (WB_TYPE_CLEAN_UP_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-limit-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, WbLimitPreferences, warning);
  gtk_widget_class_bind_template_child (widget_class, WbLimitPreferences, critical);
  gtk_widget_class_bind_template_child (widget_class, WbLimitPreferences, costs);
  gtk_widget_class_bind_template_child (widget_class, WbLimitPreferences, retention_days);
  gtk_widget_class_bind_template_child (widget_class, WbLimitPreferences, retention_notifications);
  gtk_widget_class_bind_template_child (widget_class, WbLimitPreferences, clean_up);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, costs_apply_cb);
}

static void
wb_limit_preferences_init (WbLimitPreferences *self)
{
  self->is_updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->is_updating = FALSE;
}

/* wb_limit_preferences_set_client: who cleans up, once for all. */
void
wb_limit_preferences_set_client (WbLimitPreferences *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_LIMIT_PREFERENCES (self));

  wb_clean_up_row_set_client (self->clean_up, client);
}

/* wb_limit_preferences_set_preferences: whose they are, once for all. */
void
wb_limit_preferences_set_preferences (WbLimitPreferences *self, WbAgentPreferences *preferences)
{
  g_return_if_fail (WB_IS_LIMIT_PREFERENCES (self));
  g_return_if_fail (WB_IS_AGENT_PREFERENCES (preferences));
  g_return_if_fail (self->preferences == NULL);

  self->preferences = g_object_ref (preferences);
  g_signal_connect_object (preferences, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences, "failed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  show_all (self);
}
