/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-markdown-label.h"

#include "base/wb-markdown.h"

struct _WbMarkdownLabel
{
  AdwBin parent_instance;

  GtkLabel *label; /* owned as a child */
};

G_DEFINE_FINAL_TYPE (WbMarkdownLabel, wb_markdown_label, ADW_TYPE_BIN)

static gboolean
activate_link_cb (GtkLabel *label, const char *url, gpointer user_data)
{
  (void) user_data;
  wb_markdown_label_open_web_address (GTK_WIDGET (label), url);
  return GDK_EVENT_STOP;
}

static void
wb_markdown_label_class_init (WbMarkdownLabelClass *klass)
{
  (void) klass;
}

static void
wb_markdown_label_init (WbMarkdownLabel *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GtkWidget *label = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  gtk_label_set_selectable (self->label, TRUE);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (self->label, attributes);
  g_signal_connect (label, "activate-link", G_CALLBACK (activate_link_cb), NULL);
  adw_bin_set_child (ADW_BIN (self), label);
}

void
wb_markdown_label_set_text (WbMarkdownLabel *self, const char *markdown)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (WB_IS_MARKDOWN_LABEL (self));

  markup = wb_markdown_to_pango (markdown);
  gtk_label_set_markup (self->label, markup);
}

/* wb_markdown_label_open_web_address: opens http and https in the browser; FALSE: something else.
 */
gboolean
wb_markdown_label_open_web_address (GtkWidget *widget, const char *url)
{
  g_autofree char *scheme = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  scheme = g_uri_parse_scheme (url);
  if (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0)
    return FALSE;
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), url, GDK_CURRENT_TIME);
  return TRUE;
}
