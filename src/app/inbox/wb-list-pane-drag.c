/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-list-pane-private.h"
#include "app/inbox/wb-notification-content.h"
#include "app/inbox/wb-notification-row.h"

#define ICON_CHARACTERS 40 /* of a title, beside the pointer */

/* What is dragged by this row: all that are selected if it is one of them, else the row alone. */
static GArray *
dup_dragged_ids (WbListPane *self, gint64 id)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  guint position = wb_notification_list_find (self->list, id);
  GArray *ids;

  if (position != G_MAXUINT && gtk_selection_model_is_selected (model, position))
    return wb_list_pane_dup_selected_ids (self);
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (ids, id);
  return ids;
}

static gboolean
is_touch (GtkDragSource *source)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (source));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

/* A finger that moves scrolls. */
static GdkContentProvider *
prepare_cb (WbListPane *self, double x, double y, GtkDragSource *source)
{
  WbNotificationRow *row = wb_list_pane_find_row (self, x, y);
  WbNotificationItem *item = row != NULL ? wb_notification_row_get_item (row) : NULL;
  g_autoptr (GArray) ids = NULL;

  if (item == NULL || is_touch (source))
    return NULL;
  self->dragged_id = wb_notification_item_get_id (item);
  ids = dup_dragged_ids (self, self->dragged_id);
  if (ids->len > WB_NOTIFICATION_CONTENT_LIMIT)
    return NULL;
  return wb_notification_content_new (self->client, ids);
}

static char *
format_icon (WbListPane *self)
{
  g_autoptr (GArray) ids = dup_dragged_ids (self, self->dragged_id);
  g_autoptr (WbNotificationItem) item = NULL;

  if (ids->len != 1)
    return g_strdup_printf (ngettext ("%'u notification", "%'u notifications", ids->len), ids->len);
  item = wb_notification_list_dup_item (self->list, self->dragged_id);
  return wb_notification_item_dup_title (item);
}

static void
drag_begin_cb (WbListPane *self, GdkDrag *drag, GtkDragSource *source)
{
  g_autofree char *text = format_icon (self);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "max-width-chars", ICON_CHARACTERS, NULL);

  (void) source;
  gtk_widget_add_css_class (label, "dragged");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
}

void
wb_list_pane_bind_drag (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, WbListPane, click);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, drag_source);
  gtk_widget_class_bind_template_callback (widget_class, prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
}
