/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/runs/wb-run-telling.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-minute-clock.h"
#include "app/wb-page.h"
#include "app/widgets/wb-toasts.h"
#include "model/wb-alert-config.h"

#define HOUR_MINUTES 60
#define MIN_SEVERITY "success" /* an end is at least that; what is told all the time is less */
#define NAME_CHARACTERS 200    /* of an alert config's name, of 256 */
/* A run that is muted until its end is so for as long as the agent waits for one. */
#define UNTIL_END_US (7 * G_TIME_SPAN_DAY)

struct _WbRunTelling
{
  AdwBin parent_instance;

  GtkSwitch *tell_switch;
  AdwActionRow *mute_row;
  GtkWidget *mute_button;
  GtkWidget *unmute_button;

  WbRunItem *item;  /* owned, nullable */
  gint64 config_id; /* the alert config of its end; 0: none */
};

G_DEFINE_FINAL_TYPE (WbRunTelling, wb_run_telling, ADW_TYPE_BIN)

static WbPage *
get_page (WbRunTelling *self)
{
  return WB_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (self), WB_TYPE_PAGE));
}

/* Without it being taken for a wish. */
static void
show_told (WbRunTelling *self)
{
  g_signal_handlers_block_matched (self->tell_switch, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self);
  gtk_switch_set_active (self->tell_switch, self->config_id != 0);
  gtk_switch_set_state (self->tell_switch, self->config_id != 0);
  g_signal_handlers_unblock_matched (self->tell_switch, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL,
                                     self);
}

static void
show_mute (WbRunTelling *self)
{
  gint64 until_us = wb_run_item_get_time (self->item, "muted_until");
  gint64 now_us = g_get_real_time ();
  gboolean is_muted = until_us > now_us;
  g_autofree char *time = is_muted ? wb_minute_clock_format_time (until_us) : NULL;
  g_autofree char *text = NULL;

  if (!is_muted)
    text = g_strdup (_ ("As its events come"));
  else if (until_us - now_us > UNTIL_END_US)
    text = g_strdup (_ ("Silent until it ends"));
  else
    /* TRANSLATORS: %s is date and time */
    text = g_strdup_printf (_ ("Silent until %s, but for its end"), time);
  adw_action_row_set_subtitle (self->mute_row, text);
  gtk_widget_set_visible (self->mute_button, !is_muted);
  gtk_widget_set_visible (self->unmute_button, is_muted);
}

/* --- the alert config of its end --- */

static gboolean
is_about (GVariant *config, const char *run_id)
{
  g_autoptr (GVariant) conditions
      = g_variant_lookup_value (config, "conditions", G_VARIANT_TYPE_VARDICT);
  const char *type = NULL;
  const char *run = NULL;
  gboolean is_active = FALSE;

  return g_variant_lookup (config, "alert_type", "&s", &type)
         && g_str_equal (type, WB_ALERT_CONFIG_EVERY_TYPE)
         && g_variant_lookup (config, "active", "b", &is_active) && is_active && conditions != NULL
         && g_variant_lookup (conditions, "run_id", "&s", &run) && g_str_equal (run, run_id);
}

static void
configs_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbRunTelling) self = user_data;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, NULL);
  g_autoptr (GVariant) configs = NULL;

  if (reply == NULL || self->item == NULL)
    return;
  configs = g_variant_get_child_value (reply, 0);
  self->config_id = 0;
  for (gsize i = 0; i < g_variant_n_children (configs); i++)
    {
      g_autoptr (GVariant) config = g_variant_get_child_value (configs, i);

      if (is_about (config, wb_run_item_get_id (self->item)))
        g_variant_lookup (config, "id", "x", &self->config_id);
    }
  show_told (self);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbRunTelling) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);

  if (reply == NULL)
    wb_page_report (WB_PAGE (source), error);
  wb_run_telling_refresh (self);
}

static void
delete_config (WbRunTelling *self, gint64 id)
{
  WbPage *page = get_page (self);

  if (page != NULL)
    wb_page_call (page, "Alerts1", "DeleteConfig", g_variant_new ("(x)", id), "()", deleted_cb,
                  g_object_ref (self));
}

static void
undo_cb (WbRunTelling *self, AdwToast *toast)
{
  gint64 *id = g_object_get_data (G_OBJECT (toast), "config-id");

  delete_config (self, *id);
}

static void
offer_undo (WbRunTelling *self, gint64 id)
{
  AdwToast *toast = adw_toast_new (_ ("You will be told when it ends"));

  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "config-id", g_memdup2 (&id, sizeof id), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  wb_toasts_add (GTK_WIDGET (self), toast);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbRunTelling) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);
  g_autoptr (GVariant) created = NULL;
  gint64 id;

  if (reply == NULL)
    wb_page_report (WB_PAGE (source), error);
  else
    {
      created = g_variant_get_child_value (reply, 0);
      if (g_variant_lookup (created, "id", "x", &id))
        offer_undo (self, id);
    }
  wb_run_telling_refresh (self);
}

/* For every type: one for the ends alone would silence those of other runs, see
 * wb_rule_set_judge().
 */
static GVariant *
create_config (WbRunItem *item)
{
  g_autofree char *shown
      = g_utf8_substring (wb_run_item_get_name (item), 0,
                          MIN (g_utf8_strlen (wb_run_item_get_name (item), -1), NAME_CHARACTERS));
  GVariantDict conditions;
  GVariantDict config;

  g_variant_dict_init (&conditions, NULL);
  g_variant_dict_insert (&conditions, "run_id", "s", wb_run_item_get_id (item));
  g_variant_dict_insert (&conditions, "min_severity", "s", MIN_SEVERITY);
  g_variant_dict_init (&config, NULL);
  /* TRANSLATORS: name of an alert; %s is the name of a training run */
  g_variant_dict_insert_value (
      &config, "name", g_variant_new_take_string (g_strdup_printf (_ ("End of %s"), shown)));
  g_variant_dict_insert (&config, "alert_type", "s", WB_ALERT_CONFIG_EVERY_TYPE);
  g_variant_dict_insert (&config, "cooldown_minutes", "x", (gint64) 0);
  g_variant_dict_insert_value (&config, "conditions", g_variant_dict_end (&conditions));
  return g_variant_dict_end (&config);
}

/* The switch shows what the agent says, once it has answered. */
static gboolean
tell_set_cb (WbRunTelling *self, gboolean is_wanted)
{
  WbPage *page = get_page (self);

  if (page == NULL || self->item == NULL || is_wanted == (self->config_id != 0))
    return TRUE;
  if (is_wanted)
    wb_page_call (page, "Alerts1", "CreateConfig",
                  g_variant_new ("(@a{sv})", create_config (self->item)), "(a{sv})", created_cb,
                  g_object_ref (self));
  else
    delete_config (self, self->config_id);
  return TRUE;
}

/* --- mute --- */

static void
muted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbRunTelling) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);

  (void) self;
  if (reply == NULL)
    wb_page_report (WB_PAGE (source), error);
}

static void
mute_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbRunTelling *self = WB_RUN_TELLING (widget);
  WbPage *page = get_page (self);
  const char *word = g_variant_get_string (parameter, NULL);
  GVariantDict how;

  (void) name;
  if (page == NULL || self->item == NULL)
    return;
  g_variant_dict_init (&how, NULL);
  if (g_str_equal (word, "off"))
    g_variant_dict_insert (&how, "minutes", "x", (gint64) 0);
  else if (g_str_equal (word, "hour"))
    g_variant_dict_insert (&how, "minutes", "x", (gint64) HOUR_MINUTES);
  else
    g_variant_dict_insert (&how, "until", "s", word);
  wb_page_call (
      page, "Runs1", "Mute",
      g_variant_new ("(s@a{sv})", wb_run_item_get_id (self->item), g_variant_dict_end (&how)),
      "(a{sv})", muted_cb, g_object_ref (self));
}

/* --- the widget --- */

static void
wb_run_telling_dispose (GObject *object)
{
  g_clear_object (&WB_RUN_TELLING (object)->item);
  adw_bin_set_child (ADW_BIN (object), NULL); /* AdwBin would look at it once more */
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_RUN_TELLING);
  G_OBJECT_CLASS (wb_run_telling_parent_class)->dispose (object);
}

static void
wb_run_telling_class_init (WbRunTellingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_run_telling_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-run-telling.ui");
  gtk_widget_class_bind_template_child (widget_class, WbRunTelling, tell_switch);
  gtk_widget_class_bind_template_child (widget_class, WbRunTelling, mute_row);
  gtk_widget_class_bind_template_child (widget_class, WbRunTelling, mute_button);
  gtk_widget_class_bind_template_child (widget_class, WbRunTelling, unmute_button);
  gtk_widget_class_bind_template_callback (widget_class, tell_set_cb);
  gtk_widget_class_install_action (widget_class, "telling.mute", "s", mute_action);
}

static void
wb_run_telling_init (WbRunTelling *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_run_telling_set_item: as the agent told of it just now. */
void
wb_run_telling_set_item (WbRunTelling *self, WbRunItem *item)
{
  gboolean is_other;

  g_return_if_fail (WB_IS_RUN_TELLING (self));
  g_return_if_fail (WB_IS_RUN_ITEM (item));

  is_other = self->item == NULL
             || !g_str_equal (wb_run_item_get_id (self->item), wb_run_item_get_id (item));
  g_set_object (&self->item, item);
  if (is_other)
    {
      self->config_id = 0;
      show_told (self);
    }
  show_mute (self);
  gtk_widget_set_visible (GTK_WIDGET (self), !wb_run_item_has_ended (item));
}

/* wb_run_telling_refresh: asks whether there is an alert for its end. */
void
wb_run_telling_refresh (WbRunTelling *self)
{
  WbPage *page;

  g_return_if_fail (WB_IS_RUN_TELLING (self));

  page = get_page (self);
  if (page != NULL)
    wb_page_call (page, "Alerts1", "ListConfigs", g_variant_new_parsed ("(@a{sv} {},)"), "(aa{sv})",
                  configs_cb, g_object_ref (self));
}
