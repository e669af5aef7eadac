/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-list-pane-private.h"

#define SELECTING_FROM 2 /* selected rows: whoever chose so many wants to choose several */

static GtkSelectionModel *
get_model (WbListPane *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}

/* Who has it read out is not to find what is out of sight. */
static void
update_bar (WbListPane *self)
{
  gboolean is_shown = self->is_selecting || self->is_working;

  gtk_widget_set_visible (GTK_WIDGET (self->selection_bar), is_shown);
  gtk_revealer_set_reveal_child (self->selection_bar, is_shown);
}

/* wb_list_pane_update_buttons: a narrow window has room for one: the menu, or the way out. */
void
wb_list_pane_update_buttons (WbListPane *self)
{
  gtk_widget_set_visible (self->read_all_button, !self->is_folded);
  gtk_widget_set_visible (GTK_WIDGET (self->select_button), !self->is_folded || self->is_selecting);
  gtk_widget_set_visible (self->more_button, !self->is_folded || !self->is_selecting);
}

/* wb_list_pane_set_selecting: whether a click chooses one more, instead of opening. */
void
wb_list_pane_set_selecting (WbListPane *self, gboolean is_selecting)
{
  if (is_selecting == self->is_selecting)
    return;
  self->is_selecting = is_selecting;
  wb_sticky_selection_set_sticky (self->selection, is_selecting);
  gtk_toggle_button_set_active (self->select_button, is_selecting);
  update_bar (self);
  wb_list_pane_update_buttons (self);
  wb_list_pane_update_checks (self);
  /* What was open is no choice. */
  if (!is_selecting || wb_list_pane_get_n_selected (self) < SELECTING_FROM)
    gtk_selection_model_unselect_all (get_model (self));
  wb_list_pane_selection_changed (self);
}

static void
select_toggled_cb (WbListPane *self)
{
  wb_list_pane_set_selecting (self, gtk_toggle_button_get_active (self->select_button));
}

static void
select_all_cb (WbListPane *self)
{
  gtk_selection_model_select_all (get_model (self));
  self->is_all_selected = TRUE;
}

static void
cancel_cb (WbListPane *self)
{
  g_signal_emit_by_name (self, "work-cancelled");
}

void
wb_list_pane_bind_selection (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, select_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, select_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

void
wb_list_pane_selection_changed (WbListPane *self)
{
  guint n_selected = wb_list_pane_get_n_selected (self);
  g_autofree char *text = NULL;

  if (n_selected >= SELECTING_FROM && !self->is_selecting)
    {
      wb_list_pane_set_selecting (self, TRUE);
      return;
    }
  self->is_all_selected = FALSE;
  /* TRANSLATORS: the number has the separators of the language */
  text = g_strdup_printf (ngettext ("%'u selected", "%'u selected", n_selected), n_selected);
  gtk_label_set_text (self->selection_label, text);
  gtk_widget_set_sensitive (self->select_all_button,
                            n_selected < g_list_model_get_n_items (G_LIST_MODEL (self->list)));
  if (self->is_selecting)
    wb_list_pane_update_checks (self);
  g_signal_emit_by_name (self, "selection-changed");
}

/* Rows that leave take their selection with them; those that a filter still loads come chosen. */
void
wb_list_pane_rows_changed (WbListPane *self, guint position, guint n_removed, guint n_added)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  gboolean is_all = self->is_all_selected;

  wb_list_pane_update_days (self);
  if (is_all && n_removed == 0 && position > 0 && position + n_added == n_items)
    gtk_selection_model_select_range (get_model (self), position, n_added, FALSE);
  else if (n_removed > 0)
    wb_list_pane_selection_changed (self);
  self->is_all_selected = is_all;
}

gboolean
wb_list_pane_is_selecting (WbListPane *self)
{
  g_return_val_if_fail (WB_IS_LIST_PANE (self), FALSE);

  return self->is_selecting;
}

void
wb_list_pane_begin_selecting (WbListPane *self)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));

  wb_list_pane_set_selecting (self, TRUE);
}

/* wb_list_pane_end_selecting: FALSE: nothing was being chosen. */
gboolean
wb_list_pane_end_selecting (WbListPane *self)
{
  g_return_val_if_fail (WB_IS_LIST_PANE (self), FALSE);

  if (!self->is_selecting)
    return FALSE;
  wb_list_pane_set_selecting (self, FALSE);
  return TRUE;
}

/*
 * wb_list_pane_show_work:
 * @text: (nullable): what is being done to what was chosen; NULL: it is done
 * @fraction: how much of it is done
 */
void
wb_list_pane_show_work (WbListPane *self, const char *text, double fraction)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));

  /* First: a stack shows nothing that is hidden. */
  wb_work_bar_show (self->work_bar, text, fraction);
  gtk_stack_set_visible_child_name (self->selection_stack, text != NULL ? "work" : "choice");
  self->is_working = text != NULL;
  update_bar (self);
}
