/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-sticky-selection.h"

struct _WbStickySelection
{
  GObject parent_instance;

  GtkSelectionModel *selection; /* owned: does the work */
  gboolean is_sticky;
};

static void wb_sticky_selection_list_init (GListModelInterface *iface);
static void wb_sticky_selection_selection_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (WbStickySelection,
                               wb_sticky_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      wb_sticky_selection_list_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          wb_sticky_selection_selection_init))

static GtkSelectionModel *
get_selection (gpointer self)
{
  return WB_STICKY_SELECTION (self)->selection;
}

/* --- GListModel --- */

static GType
wb_sticky_selection_get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (G_LIST_MODEL (get_selection (model)));
}

static guint
wb_sticky_selection_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_selection (model)));
}

static gpointer
wb_sticky_selection_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (get_selection (model)), position);
}

static void
wb_sticky_selection_list_init (GListModelInterface *iface)
{
  iface->get_item_type = wb_sticky_selection_get_item_type;
  iface->get_n_items = wb_sticky_selection_get_n_items;
  iface->get_item = wb_sticky_selection_get_item;
}

/* --- GtkSelectionModel --- */

static gboolean
wb_sticky_selection_is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_selection_model_is_selected (get_selection (model), position);
}

static GtkBitset *
wb_sticky_selection_get_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return gtk_selection_model_get_selection_in_range (get_selection (model), position, n_items);
}

/* What would leave one alone selected is where the cursor goes: that alone changes nothing. */
static gboolean
wb_sticky_selection_select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  if (unselect_rest && WB_STICKY_SELECTION (model)->is_sticky)
    return TRUE;
  return gtk_selection_model_select_item (get_selection (model), position, unselect_rest);
}

static gboolean
wb_sticky_selection_unselect_item (GtkSelectionModel *model, guint position)
{
  return gtk_selection_model_unselect_item (get_selection (model), position);
}

static gboolean
wb_sticky_selection_select_range (GtkSelectionModel *model,
                                  guint position,
                                  guint n_items,
                                  gboolean unselect_rest)
{
  return gtk_selection_model_select_range (get_selection (model), position, n_items,
                                           unselect_rest
                                               && !WB_STICKY_SELECTION (model)->is_sticky);
}

static gboolean
wb_sticky_selection_unselect_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return gtk_selection_model_unselect_range (get_selection (model), position, n_items);
}

static gboolean
wb_sticky_selection_select_all (GtkSelectionModel *model)
{
  return gtk_selection_model_select_all (get_selection (model));
}

static gboolean
wb_sticky_selection_unselect_all (GtkSelectionModel *model)
{
  return gtk_selection_model_unselect_all (get_selection (model));
}

static gboolean
wb_sticky_selection_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  return gtk_selection_model_set_selection (get_selection (model), selected, mask);
}

static void
wb_sticky_selection_selection_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = wb_sticky_selection_is_selected;
  iface->get_selection_in_range = wb_sticky_selection_get_in_range;
  iface->select_item = wb_sticky_selection_select_item;
  iface->unselect_item = wb_sticky_selection_unselect_item;
  iface->select_range = wb_sticky_selection_select_range;
  iface->unselect_range = wb_sticky_selection_unselect_range;
  iface->select_all = wb_sticky_selection_select_all;
  iface->unselect_all = wb_sticky_selection_unselect_all;
  iface->set_selection = wb_sticky_selection_set_selection;
}

static void
wb_sticky_selection_dispose (GObject *object)
{
  WbStickySelection *self = WB_STICKY_SELECTION (object);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  G_OBJECT_CLASS (wb_sticky_selection_parent_class)->dispose (object);
}

/* Whoever shows it asks it for its rows as long as it lives. */
static void
wb_sticky_selection_finalize (GObject *object)
{
  g_clear_object (&WB_STICKY_SELECTION (object)->selection);
  G_OBJECT_CLASS (wb_sticky_selection_parent_class)->finalize (object);
}

static void
wb_sticky_selection_class_init (WbStickySelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_sticky_selection_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_sticky_selection_finalize;
}

static void
wb_sticky_selection_init (WbStickySelection *self)
{
  (void) self;
}

/* wb_sticky_selection_new: @model: (transfer none) */
WbStickySelection *
wb_sticky_selection_new (GListModel *model)
{
  WbStickySelection *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);

  self = g_object_new (WB_TYPE_STICKY_SELECTION, NULL);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (g_object_ref (model)));
  g_signal_connect_object (self->selection, "items-changed",
                           G_CALLBACK (g_list_model_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed",
                           G_CALLBACK (gtk_selection_model_selection_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* wb_sticky_selection_set_sticky: FALSE: a click or an arrow key selects that row alone. */
void
wb_sticky_selection_set_sticky (WbStickySelection *self, gboolean is_sticky)
{
  g_return_if_fail (WB_IS_STICKY_SELECTION (self));

  self->is_sticky = is_sticky;
}
