/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-work-bar.h"

struct _WbWorkBar
{
  AdwBin parent_instance;

  GtkProgressBar *progress;
  GtkWidget *stop_button;
};

enum
{
  SIGNAL_STOPPED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbWorkBar, wb_work_bar, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
stop_cb (WbWorkBar *self)
{
  gtk_widget_set_sensitive (self->stop_button, FALSE); /* it was heard */
  g_signal_emit (self, signals[SIGNAL_STOPPED], 0);
}

static void
wb_work_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_WORK_BAR);
  G_OBJECT_CLASS (wb_work_bar_parent_class)->dispose (object);
}

static void
wb_work_bar_class_init (WbWorkBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_work_bar_dispose;
  signals[SIGNAL_STOPPED] = g_signal_new ("stopped", WB_TYPE_WORK_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-work-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, WbWorkBar, progress);
  gtk_widget_class_bind_template_child (widget_class, WbWorkBar, stop_button);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
}

static void
wb_work_bar_init (WbWorkBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/*
 * wb_work_bar_show:
 * @text: (nullable): what is being done; NULL: nothing any more, and the bar goes
 * @fraction: how much of it is done
 */
void
wb_work_bar_show (WbWorkBar *self, const char *text, double fraction)
{
  g_return_if_fail (WB_IS_WORK_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (text == NULL)
    {
      gtk_widget_set_sensitive (self->stop_button, TRUE);
      return;
    }
  gtk_progress_bar_set_text (self->progress, text);
  gtk_progress_bar_set_fraction (self->progress, fraction);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}
