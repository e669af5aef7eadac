/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alerts-page.h"

#include <glib/gi18n.h>

#include "app/alerts/wb-alert-defaults.h"
#include "app/alerts/wb-alert-editor.h"
#include "app/alerts/wb-alert-list.h"
#include "app/deliveries/wb-channel-word.h"
#include "app/widgets/wb-toasts.h"
#include "app/widgets/wb-type-label.h"
#include "model/wb-alert-config.h"

struct _WbAlertsPage
{
  WbPage parent_instance;

  GtkWidget *none;
  WbAlertList *list;
  WbAlertDefaults *defaults;

  AdwToast *undo_toast; /* owned, nullable: for the one that is not deleted yet */
  gint64 deleted_id;    /* of that one */
};

G_DEFINE_FINAL_TYPE (WbAlertsPage, wb_alerts_page, WB_TYPE_PAGE)

/* --- what there is --- */

static void
update_none (WbAlertsPage *self)
{
  gboolean is_none = wb_alert_list_is_empty (self->list);

  gtk_widget_set_visible (self->none, is_none);
  gtk_widget_set_visible (GTK_WIDGET (self->list), !is_none);
}

static void
show_configs (WbAlertsPage *self, GVariant *configs)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (GPtrArray) defaults
      = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  for (gsize i = 0; i < g_variant_n_children (configs); i++)
    {
      g_autoptr (GVariant) config = g_variant_get_child_value (configs, i);
      gboolean is_own = g_variant_lookup (config, "id", "x", NULL);

      g_ptr_array_add (is_own ? own : defaults, g_steal_pointer (&config));
    }
  wb_alert_list_set_configs (self->list, own);
  wb_alert_defaults_set_configs (self->defaults, defaults);
  update_none (self);
  wb_page_show_content (WB_PAGE (self));
}

static void
configs_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbAlertsPage *self = WB_ALERTS_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, &error);
  g_autoptr (GVariant) configs = NULL;

  (void) user_data;
  if (reply == NULL)
    {
      wb_page_report (WB_PAGE (self), error);
      return;
    }
  configs = g_variant_get_child_value (reply, 0);
  show_configs (self, configs);
}

static void
channels_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbAlertsPage *self = WB_ALERTS_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, &error);
  g_autoptr (GVariant) channels = NULL;
  g_autoptr (GHashTable) kinds = NULL;

  (void) user_data;
  if (reply == NULL)
    return; /* without it the icons are those of the words; the other call tells of the trouble */
  channels = g_variant_get_child_value (reply, 0);
  kinds = wb_channel_word_new_kinds (channels);
  wb_alert_list_set_kinds (self->list, kinds);
}

/* The channels first: rows that are made with them need not be made over again. */
static void
wb_alerts_page_refresh (WbPage *page)
{
  GVariantDict options;

  wb_page_call (page, "Channels1", "List", NULL, "(aa{sv})", channels_cb, NULL);
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "include_defaults", "b", TRUE);
  wb_page_call (page, "Alerts1", "ListConfigs",
                g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), "(aa{sv})", configs_cb,
                NULL);
}

/* --- the editor --- */

static void
edit (WbAlertsPage *self, GVariant *config)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  WbAgentClient *client = wb_page_get_client (WB_PAGE (self));

  if (client != NULL && GTK_IS_WINDOW (root))
    gtk_window_present (GTK_WINDOW (wb_alert_editor_new (GTK_WINDOW (root), client, config)));
}

/* (transfer floating): a new config that begins as @config is. */
static GVariant *
new_draft (GVariant *config, const char *name)
{
  static const char *const own[] = { "id", "default", "created_at", "updated_at" };
  GVariantDict draft;

  g_variant_dict_init (&draft, config);
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    g_variant_dict_remove (&draft, own[i]);
  g_variant_dict_insert (&draft, "active", "b", TRUE);
  if (name != NULL)
    g_variant_dict_insert (&draft, "name", "s", name);
  return g_variant_dict_end (&draft);
}

static void
create_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  edit (WB_ALERTS_PAGE (widget), NULL);
}

/* (transfer none) (nullable) */
static GVariant *
find_config (GtkWidget *widget, GVariant *id)
{
  return wb_alert_list_find (WB_ALERTS_PAGE (widget)->list, g_variant_get_int64 (id));
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GVariant *config = find_config (widget, parameter);

  (void) name;
  if (config != NULL)
    edit (WB_ALERTS_PAGE (widget), config);
}

static void
duplicate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GVariant *config = find_config (widget, parameter);
  g_autofree char *new_name = NULL;
  const char *old_name = "";

  (void) name;
  if (config == NULL)
    return;
  g_variant_lookup (config, "name", "&s", &old_name);
  /* TRANSLATORS: %s is the name of an alert */
  new_name = g_strdup_printf (_ ("%s (copy)"), old_name);
  edit (WB_ALERTS_PAGE (widget), new_draft (config, new_name));
}

static void
customise_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbAlertsPage *self = WB_ALERTS_PAGE (widget);
  const char *type = g_variant_get_string (parameter, NULL);
  GVariant *config = wb_alert_defaults_find (self->defaults, type);

  (void) name;
  if (config != NULL)
    edit (self, new_draft (config, wb_type_label_get (type)));
}

/* --- on and off --- */

/* Where the agent did not take it, the switch turns back. */
static void
active_set_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbAlertsPage *self = WB_ALERTS_PAGE (source);
  g_autofree gint64 *id = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, &error);

  if (reply != NULL)
    return;
  wb_alert_list_reset (self->list, *id);
  wb_page_report (WB_PAGE (self), error);
}

static void
set_active_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 id;

  (void) name;
  g_variant_get_child (parameter, 0, "x", &id);
  wb_page_call (WB_PAGE (widget), "Alerts1", "SetActive", parameter, "()", active_set_cb,
                g_memdup2 (&id, sizeof id));
}

/* --- a test --- */

static char *
dup_test_text (GVariant *result)
{
  g_autofree const char **channels = NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autofree char *list = NULL;

  if (g_variant_lookup (result, "channels", "^a&s", &channels))
    for (guint i = 0; channels[i] != NULL; i++)
      g_ptr_array_add (labels, (gpointer) wb_channel_word_get_label (channels[i]));
  if (labels->len == 0)
    return g_strdup (_ ("Test sent: inbox only"));
  g_ptr_array_add (labels, NULL);
  list = g_strjoinv (", ", (char **) labels->pdata);
  /* TRANSLATORS: %s is a list of channels, as in "Desktop, Slack" */
  return g_strdup_printf (_ ("Test sent to %s"), list);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *text = NULL;
  g_autofree char *escaped = NULL;
  AdwToast *toast;
  gint64 id = 0;

  (void) user_data;
  if (reply == NULL)
    {
      wb_page_report (WB_PAGE (source), error);
      return;
    }
  answer = g_variant_get_child_value (reply, 0);
  text = dup_test_text (answer);
  escaped = g_markup_escape_text (text, -1);
  toast = adw_toast_new (escaped);
  if (g_variant_lookup (answer, "notification_id", "x", &id))
    {
      adw_toast_set_button_label (toast, _ ("Show"));
      adw_toast_set_action_name (toast, "app.show-notification");
      adw_toast_set_action_target (toast, "x", id);
    }
  wb_toasts_add (GTK_WIDGET (source), toast);
}

static void
test_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GVariant *config = find_config (widget, parameter);
  const char *type = "custom";

  (void) name;
  if (config == NULL)
    return;
  g_variant_lookup (config, "alert_type", "&s", &type);
  if (g_str_equal (type, WB_ALERT_CONFIG_EVERY_TYPE))
    type = "custom";
  wb_page_call (WB_PAGE (widget), "Alerts1", "Test", g_variant_new ("(s)", type), "(a{sv})",
                tested_cb, NULL);
}

/* --- deleting, with a way back --- */

/* Keeps the application alive until the agent has answered, though the page may be gone. */
typedef struct
{
  GApplication *application; /* owned, held */
  WbAlertsPage *page;        /* weak: NULL once it is gone */
  gint64 id;
} DeleteJob;

static void
delete_job_free (DeleteJob *job)
{
  g_application_release (job->application);
  g_object_unref (job->application);
  g_clear_weak_pointer (&job->page);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DeleteJob, delete_job_free)

static void
set_hidden (WbAlertsPage *self, gint64 id, gboolean is_hidden)
{
  wb_alert_list_set_hidden (self->list, id, is_hidden);
  update_none (self);
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DeleteJob) job = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (job->page == NULL)
    return;
  if (reply != NULL)
    {
      wb_alert_list_forget (job->page->list, job->id);
      return;
    }
  set_hidden (job->page, job->id, FALSE);
  wb_page_report (WB_PAGE (job->page), error);
}

static void
forget_toast (WbAlertsPage *self)
{
  g_signal_handlers_disconnect_by_data (self->undo_toast, self);
  g_clear_object (&self->undo_toast);
}

/* Does now what was deleted and not undone. */
static void
commit_deletion (WbAlertsPage *self)
{
  DeleteJob *job;

  if (self->undo_toast == NULL)
    return;
  forget_toast (self);
  job = g_new0 (DeleteJob, 1);
  job->application = g_object_ref (g_application_get_default ());
  g_application_hold (job->application);
  g_set_weak_pointer (&job->page, self);
  job->id = self->deleted_id;
  wb_agent_client_call_async (wb_page_get_client (WB_PAGE (self)), "Alerts1", "DeleteConfig",
                              g_variant_new ("(x)", job->id), "()", NULL, deleted_cb, job);
}

static void
undo_cb (WbAlertsPage *self)
{
  forget_toast (self);
  set_hidden (self, self->deleted_id, FALSE);
}

static void
show_undo_toast (WbAlertsPage *self)
{
  self->undo_toast = adw_toast_new (_ ("Alert deleted"));
  adw_toast_set_button_label (self->undo_toast, _ ("Undo"));
  adw_toast_set_priority (self->undo_toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_object (self->undo_toast, "button-clicked", G_CALLBACK (undo_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo_toast, "dismissed", G_CALLBACK (commit_deletion), self,
                           G_CONNECT_SWAPPED);
  wb_toasts_add (GTK_WIDGET (self), g_object_ref (self->undo_toast));
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbAlertsPage *self = WB_ALERTS_PAGE (widget);
  g_autoptr (AdwToast) earlier = NULL;

  (void) name;
  g_set_object (&earlier, self->undo_toast);
  commit_deletion (self);
  if (earlier != NULL)
    adw_toast_dismiss (earlier);
  self->deleted_id = g_variant_get_int64 (parameter);
  set_hidden (self, self->deleted_id, TRUE);
  show_undo_toast (self);
}

/* --- the widget --- */

/* With the window goes the way back. */
static void
wb_alerts_page_unroot (GtkWidget *widget)
{
  commit_deletion (WB_ALERTS_PAGE (widget));
  GTK_WIDGET_CLASS (wb_alerts_page_parent_class)->unroot (widget);
}

static void
wb_alerts_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_ALERTS_PAGE);
  G_OBJECT_CLASS (wb_alerts_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "alerts.create", NULL, create_action);
  gtk_widget_class_install_action (widget_class, "alerts.edit", "x", edit_action);
  gtk_widget_class_install_action (widget_class, "alerts.duplicate", "x", duplicate_action);
  gtk_widget_class_install_action (widget_class, "alerts.customise", "s", customise_action);
  gtk_widget_class_install_action (widget_class, "alerts.set-active", "(xb)", set_active_action);
  gtk_widget_class_install_action (widget_class, "alerts.test", "x", test_action);
  gtk_widget_class_install_action (widget_class, "alerts.delete", "x", delete_action);
}

static void
wb_alerts_page_class_init (WbAlertsPageClass *klass)
{
  static const char *const interfaces[] = { "Alerts1", "Channels1", NULL };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wb_alerts_page_dispose;
  widget_class->unroot = wb_alerts_page_unroot;
  WB_PAGE_CLASS (klass)->interfaces = interfaces;
  WB_PAGE_CLASS (klass)->refresh = wb_alerts_page_refresh;
  install_actions (widget_class);

  g_type_ensure (WB_TYPE_ALERT_DEFAULTS);
  g_type_ensure (WB_TYPE_ALERT_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-alerts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WbAlertsPage, none);
  gtk_widget_class_bind_template_child (widget_class, WbAlertsPage, list);
  gtk_widget_class_bind_template_child (widget_class, WbAlertsPage, defaults);
}

static void
wb_alerts_page_init (WbAlertsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_alerts_page_create_alert: @fields: "a{sv}" of an alert config, with which the editor begins.
 */
void
wb_alerts_page_create_alert (WbAlertsPage *self, GVariant *fields)
{
  g_return_if_fail (WB_IS_ALERTS_PAGE (self));

  edit (self, new_draft (fields, NULL));
}
