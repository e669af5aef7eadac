/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/preferences/wb-quiet-preferences.h"

#include "app/widgets/wb-button-name.h"
#include "app/widgets/wb-time-spin.h"
#include "model/wb-severity.h"

#define N_DAYS 7
#define MONDAY_DATE 2001, 1, 1 /* any Monday: only the names of its week are asked for */

struct _WbQuietPreferences
{
  AdwPreferencesPage parent_instance;

  AdwComboRow *popup_floor;
  AdwExpanderRow *quiet;
  GtkSpinButton *start;
  GtkSpinButton *end;
  GtkBox *days;
  GtkToggleButton *day_buttons[N_DAYS];
  AdwComboRow *breakthrough;
  AdwComboRow *digest;
  GtkWidget *digest_row;
  GtkSpinButton *digest_at;

  WbAgentPreferences *preferences; /* owned, nullable until set */
  gboolean is_updating;            /* the rows are being set to what the agent says */
};

G_DEFINE_FINAL_TYPE (WbQuietPreferences, wb_quiet_preferences, ADW_TYPE_PREFERENCES_PAGE)

static const char *const day_words[N_DAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* In the order of the combo row. */
static const char *const digest_words[] = { "off", "hourly", "daily" };

static void
select_severity (AdwComboRow *row, const char *word)
{
  WbSeverity severity;

  if (wb_severity_from_string (word, &severity))
    adw_combo_row_set_selected (row, severity);
}

static void
show_days (WbQuietPreferences *self)
{
  g_autoptr (GVariant) days
      = wb_agent_preferences_dup_value (self->preferences, "quiet_hours", "days");
  g_autofree const char **words = NULL;

  if (days == NULL || !g_variant_is_of_type (days, G_VARIANT_TYPE_STRING_ARRAY))
    return;
  words = g_variant_get_strv (days, NULL);
  for (guint i = 0; i < N_DAYS; i++)
    gtk_toggle_button_set_active (self->day_buttons[i],
                                  g_strv_contains ((const char *const *) words, day_words[i]));
}

static void
show_digest (WbQuietPreferences *self)
{
  g_autofree char *mode = wb_agent_preferences_dup_string (self->preferences, "digest", "mode");
  g_autofree char *at = wb_agent_preferences_dup_string (self->preferences, "digest", "at");

  for (guint i = 0; i < G_N_ELEMENTS (digest_words); i++)
    if (g_str_equal (mode, digest_words[i]))
      adw_combo_row_set_selected (self->digest, i);
  wb_time_spin_set_time (self->digest_at, at);
  gtk_widget_set_visible (self->digest_row, g_str_equal (mode, "daily"));
}

static void
show_all (WbQuietPreferences *self)
{
  g_autofree char *floor
      = wb_agent_preferences_dup_string (self->preferences, NULL, "popup_min_severity");
  g_autofree char *start
      = wb_agent_preferences_dup_string (self->preferences, "quiet_hours", "start");
  g_autofree char *end = wb_agent_preferences_dup_string (self->preferences, "quiet_hours", "end");
  g_autofree char *through
      = wb_agent_preferences_dup_string (self->preferences, "quiet_hours", "min_severity");

  if (!wb_agent_preferences_are_known (self->preferences))
    return;
  self->is_updating = TRUE;
  select_severity (self->popup_floor, floor);
  adw_expander_row_set_enable_expansion (
      self->quiet, wb_agent_preferences_get_boolean (self->preferences, "quiet_hours", "enabled"));
  wb_time_spin_set_time (self->start, start);
  wb_time_spin_set_time (self->end, end);
  show_days (self);
  select_severity (self->breakthrough, through);
  show_digest (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  self->is_updating = FALSE;
}

static GVariant *
create_days (WbQuietPreferences *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < N_DAYS; i++)
    if (gtk_toggle_button_get_active (self->day_buttons[i]))
      g_variant_builder_add (&builder, "s", day_words[i]);
  return g_variant_builder_end (&builder);
}

/* What differs is told to the agent; most often that is one thing. */
static void
tell (WbQuietPreferences *self, const char *group, const char *name, GVariant *value)
{
  g_autoptr (GVariant) wished = g_variant_ref_sink (value);
  g_autoptr (GVariant) known = wb_agent_preferences_dup_value (self->preferences, group, name);

  if (known == NULL || !g_variant_equal (known, wished))
    wb_agent_preferences_set_value (self->preferences, group, name, wished);
}

static void
tell_severity (WbQuietPreferences *self, const char *group, const char *name, AdwComboRow *row)
{
  tell (self, group, name,
        g_variant_new_string (wb_severity_to_string (
            (WbSeverity) MIN (adw_combo_row_get_selected (row), WB_SEVERITY_CRITICAL))));
}

static void
changed_cb (WbQuietPreferences *self)
{
  if (self->is_updating || self->preferences == NULL)
    return;

  tell_severity (self, NULL, "popup_min_severity", self->popup_floor);
  tell (self, "quiet_hours", "enabled",
        g_variant_new_boolean (adw_expander_row_get_enable_expansion (self->quiet)));
  tell (self, "quiet_hours", "start",
        g_variant_new_take_string (wb_time_spin_dup_time (self->start)));
  tell (self, "quiet_hours", "end", g_variant_new_take_string (wb_time_spin_dup_time (self->end)));
  tell (self, "quiet_hours", "days", create_days (self));
  tell_severity (self, "quiet_hours", "min_severity", self->breakthrough);
  tell (self, "digest", "mode",
        g_variant_new_string (digest_words[MIN (adw_combo_row_get_selected (self->digest),
                                                G_N_ELEMENTS (digest_words) - 1)]));
  tell (self, "digest", "at", g_variant_new_take_string (wb_time_spin_dup_time (self->digest_at)));
}

static void
add_days (WbQuietPreferences *self)
{
  g_autoptr (GDateTime) monday = g_date_time_new_utc (MONDAY_DATE, 0, 0, 0);

  for (guint i = 0; i < N_DAYS; i++)
    {
      g_autoptr (GDateTime) day = g_date_time_add_days (monday, (int) i);
      g_autofree char *label = g_date_time_format (day, "%a");
      g_autofree char *name = g_date_time_format (day, "%A");
      GtkWidget *button = gtk_toggle_button_new_with_label (label);

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "day");
      wb_button_name_set (button, name);
      g_signal_connect_object (button, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (self->days, button);
      self->day_buttons[i] = GTK_TOGGLE_BUTTON (button);
    }
}

static void
add_severities (AdwComboRow *row)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (int i = 0; i < WB_N_SEVERITIES; i++)
    gtk_string_list_append (labels, wb_severity_get_label ((WbSeverity) i));
  adw_combo_row_set_model (row, G_LIST_MODEL (labels));
}

static void
wb_quiet_preferences_dispose (GObject *object)
{
  WbQuietPreferences *self = WB_QUIET_PREFERENCES (object);

  self->is_updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_QUIET_PREFERENCES);
  g_clear_object (&self->preferences);
  G_OBJECT_CLASS (wb_quiet_preferences_parent_class)->dispose (object);
}

static void
wb_quiet_preferences_class_init (WbQuietPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_quiet_preferences_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-quiet-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, popup_floor);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, quiet);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, start);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, end);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, days);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, breakthrough);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, digest);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, digest_row);
  gtk_widget_class_bind_template_child (widget_class, WbQuietPreferences, digest_at);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
wb_quiet_preferences_init (WbQuietPreferences *self)
{
  self->is_updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_time_spin_set_up (self->start);
  wb_time_spin_set_up (self->end);
  wb_time_spin_set_up (self->digest_at);
  add_severities (self->popup_floor);
  add_severities (self->breakthrough);
  add_days (self);
  self->is_updating = FALSE;
}

/* wb_quiet_preferences_set_preferences: whose they are, once for all. */
void
wb_quiet_preferences_set_preferences (WbQuietPreferences *self, WbAgentPreferences *preferences)
{
  g_return_if_fail (WB_IS_QUIET_PREFERENCES (self));
  g_return_if_fail (WB_IS_AGENT_PREFERENCES (preferences));
  g_return_if_fail (self->preferences == NULL);

  self->preferences = g_object_ref (preferences);
  g_signal_connect_object (preferences, "changed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences, "failed", G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  show_all (self);
}
