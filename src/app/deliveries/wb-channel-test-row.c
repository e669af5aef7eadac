/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-test-row.h"

#include <glib/gi18n.h>

#include "client/wb-refusal.h"

struct _WbChannelTestRow
{
  AdwActionRow parent_instance;

  GtkImage *icon;
  GtkSpinner *spinner;
  GtkButton *button;

  GCancellable *cancellable; /* owned */
  gboolean is_running;
  gboolean is_possible;
};

enum
{
  WANTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbChannelTestRow, wb_channel_test_row, ADW_TYPE_ACTION_ROW)

static guint signals[N_SIGNALS];

static void
show (WbChannelTestRow *self, const char *icon, const char *style, const char *text)
{
  static const char *const styles[] = { "success", "error", "warning" };

  gtk_image_set_from_icon_name (self->icon, icon);
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    if (g_strcmp0 (styles[i], style) == 0)
      gtk_widget_add_css_class (GTK_WIDGET (self->icon), styles[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->icon), styles[i]);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), text);
}

static void
set_running (WbChannelTestRow *self, gboolean is_running)
{
  self->is_running = is_running;
  gtk_spinner_set_spinning (self->spinner, is_running);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), self->is_possible && !is_running);
}

/* The reason says what to do; what the far side answered is for those who know it. */
static char *
format_failure (GVariant *delivery, const char *otherwise)
{
  const char *reason = otherwise;
  const char *answer = "";

  g_variant_lookup (delivery, "reason", "&s", &reason);
  g_variant_lookup (delivery, "answer", "&s", &answer);
  if (*answer == '\0')
    return g_strdup (reason);
  /* TRANSLATORS: why a message did not arrive, and what its service answered */
  return g_strdup_printf (_ ("%s\nIts answer: %s"), reason, answer);
}

static void
show_delivery (WbChannelTestRow *self, GVariant *delivery)
{
  g_autofree char *failure = NULL;
  const char *state = "";

  g_variant_lookup (delivery, "state", "&s", &state);
  if (g_str_equal (state, "done"))
    {
      show (self, "wb-success-symbolic", "success",
            _ ("It was taken. Look whether you can see it there."));
      return;
    }
  if (g_str_equal (state, "dead") || g_str_equal (state, "skipped"))
    {
      failure = format_failure (delivery, _ ("It was not taken."));
      show (self, "wb-error-symbolic", "error", failure);
      return;
    }
  failure = format_failure (delivery, _ ("There is no answer yet. It stays among the deliveries."));
  show (self, "document-open-recent-symbolic", "warning", failure);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbChannelTestRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);
  g_autoptr (GVariant) delivery = NULL;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  set_running (self, FALSE);
  if (reply == NULL)
    {
      g_autofree char *text = wb_refusal_dup_text (error->message);

      show (self, "wb-error-symbolic", "error", text);
      return;
    }
  delivery = g_variant_get_child_value (reply, 0);
  show_delivery (self, delivery);
}

static void
clicked_cb (WbChannelTestRow *self)
{
  g_signal_emit (self, signals[WANTED], 0);
}

static void
wb_channel_test_row_dispose (GObject *object)
{
  WbChannelTestRow *self = WB_CHANNEL_TEST_ROW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_CHANNEL_TEST_ROW);
  G_OBJECT_CLASS (wb_channel_test_row_parent_class)->dispose (object);
}

static void
wb_channel_test_row_finalize (GObject *object)
{
  g_clear_object (&WB_CHANNEL_TEST_ROW (object)->cancellable);
  G_OBJECT_CLASS (wb_channel_test_row_parent_class)->finalize (object);
}

static void
wb_channel_test_row_class_init (WbChannelTestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_channel_test_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_channel_test_row_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-channel-test-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbChannelTestRow, icon);
  gtk_widget_class_bind_template_child (widget_class, WbChannelTestRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, WbChannelTestRow, button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  signals[WANTED] = g_signal_new ("wanted", WB_TYPE_CHANNEL_TEST_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_channel_test_row_init (WbChannelTestRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_channel_test_row_reset (self);
  wb_channel_test_row_set_possible (self, FALSE, FALSE);
}

/* wb_channel_test_row_run: the answer may take a minute and a half. */
void
wb_channel_test_row_run (WbChannelTestRow *self, WbAgentClient *client, const char *name)
{
  g_return_if_fail (WB_IS_CHANNEL_TEST_ROW (self));

  if (self->is_running)
    return;
  show (self, "mail-send-symbolic", NULL, _ ("On its way…"));
  set_running (self, TRUE);
  wb_agent_client_call_async (client, "Channels1", "Test", g_variant_new ("(s)", name), "(a{sv})",
                              self->cancellable, tested_cb, g_object_ref (self));
}

/* wb_channel_test_row_reset: what came of an earlier test says nothing about other settings. */
void
wb_channel_test_row_reset (WbChannelTestRow *self)
{
  g_return_if_fail (WB_IS_CHANNEL_TEST_ROW (self));

  if (!self->is_running)
    {
      show (self, "mail-send-symbolic", NULL, _ ("Sends a real one, and says what came of it"));
      set_running (self, FALSE);
    }
}

/* wb_channel_test_row_set_possible: @is_saving: there is something to be saved before. */
void
wb_channel_test_row_set_possible (WbChannelTestRow *self, gboolean is_possible, gboolean is_saving)
{
  g_return_if_fail (WB_IS_CHANNEL_TEST_ROW (self));

  self->is_possible = is_possible;
  gtk_button_set_label (self->button, is_saving ? _ ("Save and _Test") : _ ("_Test"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), is_possible && !self->is_running);
}
