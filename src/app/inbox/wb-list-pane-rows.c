/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-list-pane-private.h"
#include "app/inbox/wb-notification-row.h"

#define SPARE_ROWS 200 /* as many as a GtkListView makes */
#define ROW "wb-row"   /* of a list item, as long as it is set up */

static WbNotificationRow *
get_row (GtkListItem *list_item)
{
  return WB_NOTIFICATION_ROW (gtk_list_item_get_child (list_item));
}

/* NULL: it shows nothing any more. */
static GtkListItem *
find_list_item (WbListPane *self, GtkWidget *row)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (self->bound, i);

      if (gtk_list_item_get_child (list_item) == row)
        return list_item;
    }
  return NULL;
}

/* --- what stands above, and the check box --- */

static void
update_day (WbListPane *self, GtkListItem *list_item)
{
  guint position = gtk_list_item_get_position (list_item);
  g_autoptr (WbNotificationItem) previous = NULL;

  if (position > 0 && position < g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    previous = wb_notification_list_dup_item (
        self->list, wb_notification_list_get_id (self->list, position - 1));
  wb_notification_row_set_previous (get_row (list_item), previous, position == 0);
}

static gboolean
update_days_cb (gpointer user_data)
{
  WbListPane *self = user_data;

  self->days_source = 0;
  for (guint i = 0; i < self->bound->len; i++)
    update_day (self, g_ptr_array_index (self->bound, i));
  return G_SOURCE_REMOVE;
}

/* Other rows stand above the ones that are shown: before they are drawn next. */
void
wb_list_pane_update_days (WbListPane *self)
{
  if (self->days_source == 0)
    self->days_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, update_days_cb, self, NULL);
}

static void
update_check (WbListPane *self, GtkListItem *list_item)
{
  wb_notification_row_set_check (get_row (list_item), self->is_selecting,
                                 gtk_list_item_get_selected (list_item));
}

void
wb_list_pane_update_checks (WbListPane *self)
{
  for (guint i = 0; i < self->bound->len; i++)
    update_check (self, g_ptr_array_index (self->bound, i));
}

/* --- pointer --- */

/*
 * What listens to the pointer is on the view, for all rows together: each of the 200 that the view
 * makes at once would have to make its own. It hears before the rows do. @x, @y: in the view.
 */

/* wb_list_pane_find_row: (transfer none) (nullable): the row that is there. */
WbNotificationRow *
wb_list_pane_find_row (WbListPane *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);
  GtkWidget *row
      = widget != NULL ? gtk_widget_get_ancestor (widget, WB_TYPE_NOTIFICATION_ROW) : NULL;

  return row != NULL ? WB_NOTIFICATION_ROW (row) : NULL;
}

/* NULL: no row is there, or it shows nothing any more. */
static GtkListItem *
find_list_item_at (WbListPane *self, double x, double y)
{
  WbNotificationRow *row = wb_list_pane_find_row (self, x, y);

  return row != NULL ? find_list_item (self, GTK_WIDGET (row)) : NULL;
}

static gint64
get_id (GtkListItem *list_item)
{
  return wb_notification_item_get_id (gtk_list_item_get_item (list_item));
}

static void
toggle (WbListPane *self, guint position)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);

  if (gtk_selection_model_is_selected (model, position))
    gtk_selection_model_unselect_item (model, position);
  else
    gtk_selection_model_select_item (model, position, FALSE);
}

static gboolean
has_modifier (gpointer gesture)
{
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  return (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0;
}

/* While several are chosen, a click chooses one more; the view is not to see it. */
static void
pressed_cb (WbListPane *self, int n_press, double x, double y, GtkGesture *click)
{
  GtkListItem *list_item = find_list_item_at (self, x, y);

  (void) n_press;
  self->pressed_id = list_item != NULL ? get_id (list_item) : 0;
  if (list_item != NULL && self->is_selecting && !has_modifier (click))
    gtk_gesture_set_state (click, GTK_EVENT_SEQUENCE_CLAIMED);
}

/* Only where it was pressed. */
static void
released_cb (WbListPane *self, int n_press, double x, double y, GtkGesture *click)
{
  GtkListItem *list_item = find_list_item_at (self, x, y);

  (void) n_press;
  if (list_item == NULL || get_id (list_item) != self->pressed_id || has_modifier (click))
    return;
  if (self->is_selecting)
    toggle (self, gtk_list_item_get_position (list_item));
  else if (self->is_folded)
    wb_list_pane_emit_opened (self, get_id (list_item));
}

static void
long_pressed_cb (WbListPane *self, double x, double y, GtkGesture *gesture)
{
  GtkListItem *list_item = find_list_item_at (self, x, y);

  if (list_item == NULL)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  wb_list_pane_set_selecting (self, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection),
                                   gtk_list_item_get_position (list_item), FALSE);
}

/* --- the menu --- */

/* Nobody who came by keyboard is left in the middle of nowhere. */
static void
menu_closed_cb (WbListPane *self)
{
  if (self->menu_row != NULL)
    gtk_widget_grab_focus (self->menu_row);
  g_clear_weak_pointer (&self->menu_row);
}

/* @widget: of which @x and @y are. */
static void
show_menu (WbListPane *self, GtkListItem *list_item, GtkWidget *widget, double x, double y)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  guint position = gtk_list_item_get_position (list_item);
  double pane_x, pane_y;

  if (!gtk_selection_model_is_selected (model, position))
    gtk_selection_model_select_item (model, position, !self->is_selecting);
  g_set_weak_pointer (&self->menu_row, gtk_widget_get_parent (GTK_WIDGET (get_row (list_item))));
  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), x, y, &pane_x, &pane_y);
  wb_list_pane_emit_menu_wanted (self, pane_x, pane_y);
}

static void
secondary_cb (WbListPane *self, int n_press, double x, double y, GtkGesture *click)
{
  GtkListItem *list_item = find_list_item_at (self, x, y);

  (void) n_press;
  if (list_item == NULL)
    return;
  gtk_gesture_set_state (click, GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self, list_item, GTK_WIDGET (self->view), x, y);
}

/* Of the row that has the focus, below its first line. */
static gboolean
menu_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  WbListPane *self = WB_LIST_PANE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  GtkListItem *list_item = row != NULL ? find_list_item (self, row) : NULL;

  (void) arguments;
  (void) user_data;
  if (list_item == NULL)
    return FALSE;
  show_menu (self, list_item, row, gtk_widget_get_width (row) / 2.0,
             gtk_widget_get_height (row) / 2.0);
  return TRUE;
}

/* wb_list_pane_show_menu: where it was wanted. */
void
wb_list_pane_show_menu (WbListPane *self, GMenuModel *model, double x, double y)
{
  const GdkRectangle point = { (int) x, (int) y, 1, 1 };

  g_return_if_fail (WB_IS_LIST_PANE (self));

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &point);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* --- the factory --- */

/* A search lets go of nearly all rows at once, and soon they are wanted again. */
static void
setup_cb (WbListPane *self, GtkListItem *list_item)
{
  GtkWidget *row = self->spare->len > 0
                       ? g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1)
                       : g_object_ref_sink (wb_notification_row_new ());

  gtk_list_item_set_child (list_item, row);
  g_object_set_data_full (G_OBJECT (list_item), ROW, row, g_object_unref);
}

/* GTK 4.8 has taken the row out before. */
static void
teardown_cb (WbListPane *self, GtkListItem *list_item)
{
  g_autoptr (GtkWidget) row = g_object_steal_data (G_OBJECT (list_item), ROW);

  gtk_list_item_set_child (list_item, NULL);
  if (self->spare->len < SPARE_ROWS)
    g_ptr_array_add (self->spare, g_steal_pointer (&row));
}

static void
bind_cb (WbListPane *self, GtkListItem *list_item)
{
  wb_notification_row_set_item (get_row (list_item), gtk_list_item_get_item (list_item));
  g_ptr_array_add (self->bound, list_item);
  update_day (self, list_item);
  update_check (self, list_item);
}

static void
unbind_cb (WbListPane *self, GtkListItem *list_item)
{
  g_ptr_array_remove_fast (self->bound, list_item);
  wb_notification_row_set_item (get_row (list_item), NULL);
  wb_notification_row_set_previous (get_row (list_item), NULL, FALSE);
}

void
wb_list_pane_bind_rows (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, teardown_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, released_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}
