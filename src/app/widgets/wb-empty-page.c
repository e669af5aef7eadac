/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-empty-page.h"

#include <glib/gi18n.h>

struct _WbEmptyPage
{
  AdwBin parent_instance;

  AdwStatusPage *page;
  GtkButton *button;
  GtkSpinner *spinner;
};

typedef struct
{
  const char *icon_name;
  const char *title;
  const char *description;
  const char *button; /* NULL: none */
  const char *action;
} Text;

G_DEFINE_FINAL_TYPE (WbEmptyPage, wb_empty_page, ADW_TYPE_BIN)

static const Text texts[] = {
  [WB_EMPTY_STARTING] = { NULL, N_ ("Starting the Agent"), "", NULL, NULL },
  [WB_EMPTY_UNREACHABLE]
  = { "network-offline-symbolic", N_ ("The Agent Is Not Running"),
      N_ ("Without it no events are taken in and no notifications are shown."), N_ ("Start"),
      "win.start-agent" },
  [WB_EMPTY_QUIET] = { "io.github.wakebell.Wakebell-symbolic", N_ ("All Quiet"),
                       N_ ("When a training run or an API key needs you, you see it here."),
                       N_ ("Send a Test Event"), "win.send-test" },
  [WB_EMPTY_NO_MATCH] = { "edit-find-symbolic", N_ ("Nothing Found"),
                          N_ ("No notification matches the search and the filter."),
                          N_ ("Show All"), "inbox.clear-filter" },
};

static void
wb_empty_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL); /* AdwBin would look at it once more */
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_EMPTY_PAGE);
  G_OBJECT_CLASS (wb_empty_page_parent_class)->dispose (object);
}

static void
wb_empty_page_class_init (WbEmptyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_empty_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-empty-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WbEmptyPage, page);
  gtk_widget_class_bind_template_child (widget_class, WbEmptyPage, button);
  gtk_widget_class_bind_template_child (widget_class, WbEmptyPage, spinner);
}

static void
wb_empty_page_init (WbEmptyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_empty_page_show (self, WB_EMPTY_STARTING);
}

void
wb_empty_page_show (WbEmptyPage *self, WbEmpty empty)
{
  const Text *text;

  g_return_if_fail (WB_IS_EMPTY_PAGE (self));
  g_return_if_fail ((guint) empty < G_N_ELEMENTS (texts));

  text = &texts[empty];
  adw_status_page_set_icon_name (self->page, text->icon_name);
  adw_status_page_set_title (self->page, _ (text->title));
  adw_status_page_set_description (self->page, *text->description ? _ (text->description) : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->button), text->button != NULL);
  gtk_button_set_label (self->button, text->button != NULL ? _ (text->button) : "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), text->action);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), empty == WB_EMPTY_STARTING);
  gtk_spinner_set_spinning (self->spinner, empty == WB_EMPTY_STARTING);
}
