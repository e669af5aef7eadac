/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-snippet.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-toasts.h"

struct _WbSnippet
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *text;
  GtkWidget *copy_button;
};

G_DEFINE_FINAL_TYPE (WbSnippet, wb_snippet, GTK_TYPE_BOX)

static void
copy_cb (WbSnippet *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->text));
  wb_toasts_show (GTK_WIDGET (self), _ ("Copied"));
}

static void
wb_snippet_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_SNIPPET);
  G_OBJECT_CLASS (wb_snippet_parent_class)->dispose (object);
}

static void
wb_snippet_class_init (WbSnippetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_snippet_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-snippet.ui");
  gtk_widget_class_bind_template_child (widget_class, WbSnippet, title);
  gtk_widget_class_bind_template_child (widget_class, WbSnippet, text);
  gtk_widget_class_bind_template_child (widget_class, WbSnippet, copy_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
wb_snippet_init (WbSnippet *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_snippet_new: @title: what @text is for, or where it is typed. */
GtkWidget *
wb_snippet_new (const char *title, const char *text)
{
  WbSnippet *self = g_object_new (WB_TYPE_SNIPPET, NULL);
  /* TRANSLATORS: a button; what follows is the heading of what it copies */
  g_autofree char *label = g_strdup_printf (_ ("Copy: %s"), title);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, text);
  gtk_widget_set_direction (GTK_WIDGET (self->text), GTK_TEXT_DIR_LTR); /* code is nothing else */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  return GTK_WIDGET (self);
}
