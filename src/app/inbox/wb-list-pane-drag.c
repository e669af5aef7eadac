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

static WbNotificationItem *
get_item (GtkDragSource *source)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  return wb_notification_row_get_item (WB_NOTIFICATION_ROW (row));
}

static gboolean
is_touch (GtkDragSource *source)
{
  GdkDevice *device = gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (source));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

/* A finger that moves scrolls. */
static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, WbListPane *self)
{
  WbNotificationItem *item = get_item (source);
  g_autoptr (GArray) ids = NULL;

  (void) x;
  (void) y;
  if (item == NULL || is_touch (source))
    return NULL;
  ids = dup_dragged_ids (self, wb_notification_item_get_id (item));
  if (ids->len > WB_NOTIFICATION_CONTENT_LIMIT)
    return NULL;
  return wb_notification_content_new (self->client, ids);
}

static char *
format_icon (WbListPane *self, WbNotificationItem *item)
{
  g_autoptr (GArray) ids = dup_dragged_ids (self, wb_notification_item_get_id (item));

  if (ids->len == 1)
    return wb_notification_item_dup_title (item);
  return g_strdup_printf (ngettext ("%'u notification", "%'u notifications", ids->len), ids->len);
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, WbListPane *self)
{
  WbNotificationItem *item = get_item (source);
  g_autofree char *text = item != NULL ? format_icon (self, item) : NULL;
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "max-width-chars", ICON_CHARACTERS, NULL);

  gtk_widget_add_css_class (label, "dragged");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
}

/* wb_list_pane_add_drag: @click: of the same row, which is not to end the drag by what it claims.
 */
void
wb_list_pane_add_drag (WbListPane *self, GtkWidget *row, GtkGesture *click)
{
  GtkDragSource *source = gtk_drag_source_new ();

  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (begin_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_gesture_group (GTK_GESTURE (source), click);
}
