/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-focus-keeper.h"

#include <adwaita.h>

#define DATA "wb-focus-keeper"

/*
 * A widget that goes, or can be used no more, takes the focus along, and GTK gives it to nobody:
 * whoever has but a keyboard begins again at the top of the window. So what was around that widget
 * is remembered, and the nearest of it that is still there gets the focus.
 */
typedef struct
{
  GtkWindow *window;   /* not owned: it owns us */
  GPtrArray *around;   /* owned, of GWeakRef: what had the focus, and all that it is in */
  GSignalGroup *focus; /* owned: of what has it */
  gboolean is_due;     /* to be given back with the next frame */
} Keeper;

static void
weak_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
keeper_free (Keeper *self)
{
  g_ptr_array_unref (self->around);
  g_object_unref (self->focus);
  g_free (self);
}

static void
remember (Keeper *self, GtkWidget *focus)
{
  g_ptr_array_set_size (self->around, 0);
  for (GtkWidget *widget = focus; widget != NULL && widget != GTK_WIDGET (self->window);
       widget = gtk_widget_get_parent (widget))
    {
      GWeakRef *weak = g_new0 (GWeakRef, 1);

      g_weak_ref_init (weak, widget);
      g_ptr_array_add (self->around, weak);
    }
}

/* GTK may give it to whatever scrolls around it, from where Tab leads past all that is in it. */
static gboolean
enter_scroller (GtkWidget *focus)
{
  return GTK_IS_SCROLLED_WINDOW (focus)
         && gtk_widget_child_focus (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (focus)),
                                    GTK_DIR_TAB_FORWARD);
}

/* Returns: whether the focus was lost and is there again. */
static gboolean
restore (Keeper *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  if (focus != NULL && gtk_widget_get_mapped (focus))
    return enter_scroller (focus);
  for (guint i = 0; i < self->around->len; i++)
    {
      g_autoptr (GtkWidget) widget = g_weak_ref_get (self->around->pdata[i]);

      if (widget != NULL && gtk_widget_get_root (widget) == GTK_ROOT (self->window)
          && gtk_widget_get_mapped (widget) && gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD))
        return TRUE;
    }
  return FALSE;
}

static gboolean
restore_cb (GtkWidget *window G_GNUC_UNUSED, GdkFrameClock *clock G_GNUC_UNUSED, gpointer user_data)
{
  Keeper *self = user_data;

  self->is_due = FALSE;
  restore (self);
  return G_SOURCE_REMOVE;
}

/* Not before what is under way is done: what comes instead may not be there yet. But as the next
 * frame begins: when that is drawn, GTK gives it to the first of the window. */
static void
focus_cb (GtkWindow *window, GParamSpec *pspec, Keeper *self)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  (void) pspec;
  g_signal_group_set_target (self->focus, focus);
  if (focus != NULL && !GTK_IS_SCROLLED_WINDOW (focus))
    remember (self, focus);
  else if (!self->is_due)
    {
      self->is_due = TRUE;
      gtk_widget_add_tick_callback (GTK_WIDGET (window), restore_cb, self, NULL);
    }
}

/* GTK leaves the focus with a widget that was taken out of the window until the next frame is
 * drawn, and keys that are pressed before it reach nobody. Without a focus, they reach the window.
 */
static void
root_cb (Keeper *self)
{
  gtk_window_set_focus (self->window, NULL);
}

/* On the way back, a row of libadwaita 1.2 with an entry takes the focus, and gives it to the entry
 * again: nobody gets out. */
static gboolean
leave_entry_row (Keeper *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, ADW_TYPE_ENTRY_ROW) : NULL;
  gboolean is_left;

  if (row == NULL || GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (row))) != focus)
    return FALSE;
  gtk_widget_set_can_focus (row, FALSE);
  is_left = gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_BACKWARD);
  gtk_widget_set_can_focus (row, TRUE);
  return is_left;
}

/* What is in a scroller may have come after the focus, and Tab before the next frame. */
static gboolean
key_pressed_cb (Keeper *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  (void) keycode;
  if (keyval == GDK_KEY_ISO_Left_Tab && modifiers == GDK_SHIFT_MASK)
    return leave_entry_row (self);
  return keyval == GDK_KEY_Tab && modifiers == 0 && restore (self);
}

/* wb_focus_keeper_follow: the focus of @window is neither lost nor caught any more. */
void
wb_focus_keeper_follow (GtkWindow *window)
{
  GtkEventController *keys;
  Keeper *self;

  g_return_if_fail (GTK_IS_WINDOW (window));

  if (g_object_get_data (G_OBJECT (window), DATA) != NULL)
    return;
  self = g_new0 (Keeper, 1);
  self->window = window;
  self->around = g_ptr_array_new_with_free_func (weak_free);
  self->focus = g_signal_group_new (GTK_TYPE_WIDGET);
  g_signal_group_connect_swapped (self->focus, "notify::root", G_CALLBACK (root_cb), self);
  g_object_set_data_full (G_OBJECT (window), DATA, self, (GDestroyNotify) keeper_free);
  g_signal_connect (window, "notify::focus-widget", G_CALLBACK (focus_cb), self);
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}
