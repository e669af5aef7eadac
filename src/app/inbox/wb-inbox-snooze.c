/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-inbox-page-private.h"
#include "app/widgets/wb-toasts.h"

/* What can be chosen; the words go to the agent, the numbers as minutes. */
static const struct
{
  const char *word;
  const char *label;
} spans[] = {
  { "15", N_ ("For 15 _Minutes") },
  { "60", N_ ("For One _Hour") },
  { "tomorrow", N_ ("Until _Tomorrow Morning") },
  { "run_ends", N_ ("Until Its _Run Ends") },
};

static const WbNotification *
get_notification (WbInboxPage *self)
{
  return self->item != NULL ? wb_notification_item_get_notification (self->item) : NULL;
}

static void
snoozed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply == NULL)
    wb_toasts_report (user_data, error);
}

static void
add_span (GVariantDict *how, const char *word)
{
  gint64 minutes;

  if (g_ascii_string_to_signed (word, 10, 0, G_MAXINT32, &minutes, NULL))
    g_variant_dict_insert (how, "minutes", "x", minutes);
  else
    g_variant_dict_insert (how, "until", "s", word);
}

static void
snooze (WbInboxPage *self, const char *word)
{
  GVariantDict how;

  g_variant_dict_init (&how, NULL);
  add_span (&how, word);
  wb_agent_client_call_async (
      self->client, "Notifications1", "Snooze",
      g_variant_new ("(x@a{sv})", get_notification (self)->id, g_variant_dict_end (&how)),
      "(a{sv})", self->cancellable, snoozed_cb, self);
}

static void
snooze_key (WbInboxPage *self, const char *word)
{
  const WbEvent *event = get_notification (self)->event;
  GVariantDict how;

  g_variant_dict_init (&how, NULL);
  g_variant_dict_insert (&how, "dedup_key", "s", event->dedup_key);
  if (event->run_id != NULL)
    g_variant_dict_insert (&how, "run_id", "s", event->run_id);
  add_span (&how, word);
  wb_agent_client_call_async (self->client, "Notifications1", "SnoozeKey",
                              g_variant_new ("(@a{sv})", g_variant_dict_end (&how)), "(a{sv})",
                              self->cancellable, snoozed_cb, self);
}

static void
snooze_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  snooze (WB_INBOX_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
snooze_key_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  snooze_key (WB_INBOX_PAGE (widget), g_variant_get_string (parameter, NULL));
}

/* However it was put off. */
static void
wake_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbInboxPage *self = WB_INBOX_PAGE (widget);

  (void) name;
  (void) parameter;
  snooze (self, "0");
  if (get_notification (self)->event->dedup_key != NULL)
    snooze_key (self, "0");
}

void
wb_inbox_page_install_snooze (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "inbox.snooze", "s", snooze_action);
  gtk_widget_class_install_action (widget_class, "inbox.snooze-key", "s", snooze_key_action);
  gtk_widget_class_install_action (widget_class, "inbox.wake", NULL, wake_action);
}

static GMenuModel *
new_section (const char *action, gboolean has_run)
{
  GMenu *section = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (spans[i].label), NULL);

      if (!has_run && g_str_equal (spans[i].word, "run_ends"))
        continue;
      g_menu_item_set_action_and_target (item, action, "s", spans[i].word);
      g_menu_append_item (section, item);
    }
  return G_MENU_MODEL (section);
}

/* wb_inbox_page_new_snooze_menu: (transfer full): what fits the open notification. */
GMenuModel *
wb_inbox_page_new_snooze_menu (WbInboxPage *self)
{
  const WbNotification *notification = get_notification (self);
  GMenu *menu = g_menu_new ();
  gboolean has_run = notification != NULL && notification->event->run_id != NULL;
  gboolean has_key = notification != NULL && notification->event->dedup_key != NULL;
  g_autoptr (GMenuModel) one = new_section ("inbox.snooze", has_run);
  g_autoptr (GMenuModel) alike = has_key ? new_section ("inbox.snooze-key", has_run) : NULL;

  g_menu_append_section (menu, has_key ? _ ("This One") : NULL, one);
  if (alike != NULL)
    g_menu_append_section (menu, _ ("All of Its Kind"), alike);
  return G_MENU_MODEL (menu);
}

static void
create_popup_cb (GtkMenuButton *button, gpointer user_data)
{
  g_autoptr (GMenuModel) menu = wb_inbox_page_new_snooze_menu (user_data);

  gtk_menu_button_set_menu_model (button, menu);
}

/* wb_inbox_page_init_snooze: its menu is made when it is opened. */
void
wb_inbox_page_init_snooze (WbInboxPage *self)
{
  gtk_menu_button_set_create_popup_func (self->snooze_button, create_popup_cb, self, NULL);
}

void
wb_inbox_page_update_snooze (WbInboxPage *self, gboolean is_ready)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const WbNotification *notification = get_notification (self);
  gboolean is_possible = is_ready && notification != NULL && notification->resolved_us == 0;
  gboolean has_key = is_possible && notification->event->dedup_key != NULL;

  gtk_widget_action_set_enabled (widget, "inbox.snooze", is_possible);
  gtk_widget_action_set_enabled (widget, "inbox.snooze-key", has_key);
  gtk_widget_action_set_enabled (widget, "inbox.wake", is_possible);
  gtk_widget_set_sensitive (GTK_WIDGET (self->snooze_button), is_possible);
}
