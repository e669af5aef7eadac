/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-welcome.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-editor.h"
#include "app/widgets/wb-toasts.h"
#include "app/widgets/wb-wrap-layout.h"

#define BUTTON_SPACING 6

struct _WbWelcome
{
  GtkBox parent_instance;

  AdwCarousel *carousel;
  GtkButton *next;
  GtkWidget *shown;
  GtkLabel *channels;
  GtkWidget *switcher;
  GtkStack *snippets;

  WbAgentClient *client;     /* owned, nullable until set */
  GCancellable *cancellable; /* owned */
  guint page;
};

enum
{
  SIGNAL_DONE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbWelcome, wb_welcome, GTK_TYPE_BOX)

static guint signals[N_SIGNALS];

/* %d is the port where there is one. */
#define SHELL_SNIPPET                                                                              \
  "wakebell run -- python train.py\n\n"                                                            \
  "wakebell send --severity warning \"Disk is nearly full\""
#define CURL_SNIPPET                                                                               \
  "curl http://localhost:%d/api/v1/events \\\n"                                                    \
  "  -d '{\"type\": \"training_failed\", \"model_name\": \"qwen\",\n"                              \
  "       \"message\": \"CUDA out of memory\"}'"
#define PYTHON_SNIPPET                                                                             \
  "import json, urllib.request\n\n"                                                                \
  "urllib.request.urlopen(\n"                                                                      \
  "    'http://localhost:%d/api/v1/events',\n"                                                     \
  "    json.dumps({'type': 'epoch_completed', 'run_id': 'run-1',\n"                                \
  "                'epoch': 3, 'total_epochs': 10,\n"                                              \
  "                'metrics': {'loss': 0.31}}).encode())"
#define GDBUS_SNIPPET                                                                              \
  "gdbus call --session --dest io.github.wakebell.Wakebell.Agent \\\n"                             \
  "  --object-path /io/github/wakebell/Wakebell/Agent \\\n"                                        \
  "  --method io.github.wakebell.Wakebell.Events1.Publish \\\n"                                    \
  "  \"{'type': <'training_failed'>, 'model_name': <'qwen'>,\n"                                    \
  "    'message': <'CUDA out of memory'>}\""

static void
done_cb (WbWelcome *self)
{
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

/* Not by "page-changed", which comes late or not at all while one movement follows another. */
static void
position_cb (WbWelcome *self)
{
  self->page = (guint) (adw_carousel_get_position (self->carousel) + 0.5);
  gtk_button_set_label (self->next, self->page + 1 == adw_carousel_get_n_pages (self->carousel)
                                        ? _ ("_Done")
                                        : _ ("_Next"));
}

static void
next_cb (WbWelcome *self)
{
  guint page = self->page + 1;

  if (adw_carousel_get_position (self->carousel) != self->page)
    return; /* on its way: a press of Next is not one of Done */
  if (page == adw_carousel_get_n_pages (self->carousel))
    done_cb (self);
  else
    adw_carousel_scroll_to (self->carousel, adw_carousel_get_nth_page (self->carousel, page), TRUE);
}

static void
add_channel_cb (WbWelcome *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_window_present (wb_channel_editor_new (window, self->client, NULL));
}

static void
copy_cb (WbWelcome *self)
{
  GtkWidget *snippet = gtk_stack_get_visible_child (self->snippets);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (snippet),
                          gtk_label_get_text (GTK_LABEL (snippet)));
  wb_toasts_show (GTK_WIDGET (self), _ ("Copied"));
}

/* The desktop itself is a channel too, which nobody has to be told. */
static void
channels_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbWelcome) self = user_data;
  g_autoptr (GVariant) reply = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, NULL);
  g_autoptr (GVariant) channels = NULL;
  g_autofree char *text = NULL;
  gsize n_channels;

  if (reply == NULL || self->channels == NULL)
    return;
  channels = g_variant_get_child_value (reply, 0);
  n_channels = MAX (g_variant_n_children (channels), 1) - 1;
  text = g_strdup_printf (ngettext ("%u channel is set up.", "%u channels are set up.", n_channels),
                          (guint) n_channels);
  gtk_label_set_text (self->channels, text);
  gtk_widget_set_visible (GTK_WIDGET (self->channels), n_channels > 0);
}

static void
list_channels (WbWelcome *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self))
      && wb_agent_client_get_state (self->client) == WB_AGENT_STATE_READY)
    wb_agent_client_call_async (self->client, "Channels1", "List", NULL, "(aa{sv})",
                                self->cancellable, channels_listed_cb, g_object_ref (self));
}

static void
added_cb (WbWelcome *self)
{
  gtk_widget_show (self->shown);
}

static void
wb_welcome_dispose (GObject *object)
{
  WbWelcome *self = WB_WELCOME (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_WELCOME);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_welcome_parent_class)->dispose (object);
}

static void
wb_welcome_class_init (WbWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_welcome_dispose;
  signals[SIGNAL_DONE] = g_signal_new ("done", WB_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, WbWelcome, carousel);
  gtk_widget_class_bind_template_child (widget_class, WbWelcome, next);
  gtk_widget_class_bind_template_child (widget_class, WbWelcome, shown);
  gtk_widget_class_bind_template_child (widget_class, WbWelcome, channels);
  gtk_widget_class_bind_template_child (widget_class, WbWelcome, switcher);
  gtk_widget_class_bind_template_child (widget_class, WbWelcome, snippets);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, position_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_channel_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
wb_welcome_init (WbWelcome *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Linked, all buttons are as wide as the longest: too much for one line of a narrow window. */
  gtk_widget_remove_css_class (self->switcher, "linked");
  gtk_widget_set_layout_manager (self->switcher, wb_wrap_layout_new (BUTTON_SPACING));
  position_cb (self);
}

/* Code runs from left to right in every language. */
static void
add_snippet (WbWelcome *self, const char *title, char *text)
{
  g_autofree char *owned = text;
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", owned, "selectable", TRUE, "wrap", TRUE, "wrap-mode",
                      PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "yalign", 0.0, NULL);

  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "card");
  gtk_widget_add_css_class (label, "code");
  gtk_stack_add_titled (self->snippets, label, title, title);
}

/* wb_welcome_set_client: once for all. @settings: where the port is from */
void
wb_welcome_set_client (WbWelcome *self, WbAgentClient *client, GSettings *settings)
{
  int port = g_settings_get_int (settings, "port");

  g_return_if_fail (WB_IS_WELCOME (self));
  g_return_if_fail (WB_IS_AGENT_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  add_snippet (self, _ ("Shell"), g_strdup (SHELL_SNIPPET));
  add_snippet (self, "Python", g_strdup_printf (PYTHON_SNIPPET, port));
  add_snippet (self, "curl", g_strdup_printf (CURL_SNIPPET, port));
  add_snippet (self, "gdbus", g_strdup (GDBUS_SNIPPET));
  g_signal_connect_object (client, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "interface-changed::Channels1", G_CALLBACK (list_channels), self,
                           G_CONNECT_SWAPPED);
}
