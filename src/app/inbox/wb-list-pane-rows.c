/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-list-pane-private.h"
#include "app/inbox/wb-notification-row.h"

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

static GtkWidget *
get_widget (gpointer gesture)
{
  return gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
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
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, WbListPane *self)
{
  (void) n_press;
  (void) x;
  (void) y;
  if (self->is_selecting && !has_modifier (click))
    gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
released_cb (GtkGestureClick *click, int n_press, double x, double y, WbListPane *self)
{
  GtkWidget *row = get_widget (click);
  GtkListItem *list_item = find_list_item (self, row);
  WbNotificationItem *item = wb_notification_row_get_item (WB_NOTIFICATION_ROW (row));

  (void) n_press;
  if (list_item == NULL || item == NULL || has_modifier (click) || !gtk_widget_contains (row, x, y))
    return;
  if (self->is_selecting)
    toggle (self, gtk_list_item_get_position (list_item));
  else if (self->is_folded)
    wb_list_pane_emit_opened (self, wb_notification_item_get_id (item));
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, WbListPane *self)
{
  GtkListItem *list_item = find_list_item (self, get_widget (gesture));

  (void) x;
  (void) y;
  if (list_item == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
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

static void
show_menu (WbListPane *self, GtkListItem *list_item, double x, double y)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);
  guint position = gtk_list_item_get_position (list_item);
  double pane_x, pane_y;

  if (!gtk_selection_model_is_selected (model, position))
    gtk_selection_model_select_item (model, position, !self->is_selecting);
  g_set_weak_pointer (&self->menu_row, gtk_widget_get_parent (GTK_WIDGET (get_row (list_item))));
  gtk_widget_translate_coordinates (GTK_WIDGET (get_row (list_item)), GTK_WIDGET (self), x, y,
                                    &pane_x, &pane_y);
  wb_list_pane_emit_menu_wanted (self, pane_x, pane_y);
}

static void
secondary_cb (GtkGestureClick *click, int n_press, double x, double y, WbListPane *self)
{
  GtkListItem *list_item = find_list_item (self, get_widget (click));

  (void) n_press;
  if (list_item == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self, list_item, x, y);
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
  show_menu (self, list_item, gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
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

static void
add_gestures (WbListPane *self, GtkWidget *row)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  wb_list_pane_add_drag (self, row, click);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (secondary_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (secondary));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect_object (long_press, "pressed", G_CALLBACK (long_pressed_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (long_press));
}

static void
setup_cb (WbListPane *self, GtkListItem *list_item)
{
  GtkWidget *row = wb_notification_row_new ();

  add_gestures (self, row);
  gtk_list_item_set_child (list_item, row);
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
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_key_cb, NULL);
}
