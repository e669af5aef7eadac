/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-list-pane.h"

#include <glib/gi18n.h>

#include "app/wb-empty-page.h"
#include "app/wb-filter-popover.h"
#include "app/wb-notification-row.h"
#include "app/wb-sidebar-button.h"
#include "app/wb-stack-pages.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define SELECTION_BAR_FROM 2 /* selected rows */

struct _WbListPane
{
  GtkBox parent_instance;

  AdwHeaderBar *header_bar;
  AdwWindowTitle *title;
  GtkMenuButton *filter_button;
  WbFilterPopover *filter;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  WbEmptyPage *no_match;
  GtkScrolledWindow *scroller;
  GtkListView *view;
  GtkRevealer *selection_bar;
  GtkLabel *selection_label;

  WbNotificationList *list;     /* owned, nullable */
  GtkMultiSelection *selection; /* owned, nullable */
  guint top_source;
  gboolean is_folded;
};

enum
{
  PROP_IS_FOLDED = 1,
  N_PROPS
};

enum
{
  SIGNAL_OPENED,
  SIGNAL_SELECTION_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbListPane, wb_list_pane, GTK_TYPE_BOX)

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
open_row (WbListPane *self, WbNotificationRow *row)
{
  WbNotificationItem *item = wb_notification_row_get_item (row);

  if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, wb_notification_item_get_id (item));
}

static void
row_released_cb (GtkGestureClick *click, int n_press, double x, double y, gpointer user_data)
{
  WbListPane *self = user_data;
  GdkModifierType state
      = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));

  (void) n_press;
  (void) x;
  (void) y;
  if (self->is_folded && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0)
    open_row (self,
              WB_NOTIFICATION_ROW (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (click))));
}

static void
setup_cb (WbListPane *self, GtkListItem *list_item)
{
  GtkWidget *row = wb_notification_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (click, "released", G_CALLBACK (row_released_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (list_item, row);
}

static void
bind_cb (WbListPane *self, GtkListItem *list_item)
{
  (void) self;
  wb_notification_row_set_item (WB_NOTIFICATION_ROW (gtk_list_item_get_child (list_item)),
                                gtk_list_item_get_item (list_item));
}

static void
unbind_cb (WbListPane *self, GtkListItem *list_item)
{
  (void) self;
  wb_notification_row_set_item (WB_NOTIFICATION_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
activate_cb (WbListPane *self, guint position)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0,
                 wb_notification_list_get_id (self->list, position));
}

static void
update_stack (WbListPane *self)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (n_rows > 0)
    gtk_stack_set_visible_child_name (self->stack, "list");
  else if (wb_notification_list_is_loaded (self->list))
    gtk_stack_set_visible_child_name (self->stack, "no-match");
  else
    gtk_stack_set_visible_child_name (self->stack, "loading");
}

static gboolean
stay_at_top_cb (gpointer user_data)
{
  WbListPane *self = user_data;

  self->top_source = 0;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  return G_SOURCE_REMOVE;
}

/* Whoever looks at the newest keeps seeing the newest; elsewhere the view stays where it is. */
static void
items_changed_cb (WbListPane *self, guint position, guint n_removed, guint n_added)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  (void) n_removed;
  update_stack (self);
  if (position == 0 && n_added > 0 && self->top_source == 0
      && gtk_adjustment_get_value (adjustment) <= 0)
    self->top_source = g_idle_add (stay_at_top_cb, self);
}

static void
selection_changed_cb (WbListPane *self)
{
  guint n_selected = wb_list_pane_get_n_selected (self);
  g_autofree char *text = NULL;

  text = g_strdup_printf (ngettext ("%u selected", "%u selected", n_selected), n_selected);
  gtk_label_set_text (self->selection_label, text);
  gtk_revealer_set_reveal_child (self->selection_bar, n_selected >= SELECTION_BAR_FROM);
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
mark_filter_button (WbListPane *self, const WbFilter *filter)
{
  gboolean is_set = filter->severities != 0 || filter->categories != 0
                    || filter->unread != WB_FILTER_ANY || filter->acknowledged != WB_FILTER_ANY;

  if (is_set)
    gtk_widget_add_css_class (GTK_WIDGET (self->filter_button), "active-filter");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->filter_button), "active-filter");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->filter_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_set ? _ ("Filter, in use") : _ ("Filter"), -1);
}

static void
filter_changed_cb (WbListPane *self)
{
  g_autoptr (WbFilter) filter = wb_filter_new ();
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));

  g_strstrip (text);
  if (*text != '\0')
    filter->text = wb_text_truncate (text, WB_LIMIT_SEARCH_CHARACTERS);
  wb_filter_popover_apply (self->filter, filter);
  mark_filter_button (self, filter);
  if (self->list != NULL)
    wb_notification_list_set_filter (self->list, filter);
}

/* A search that is put away does not go on in secret. */
static void
search_mode_cb (WbListPane *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

/* Return goes on to what was found. */
static void
search_activate_cb (WbListPane *self)
{
  filter_changed_cb (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) == 0)
    return;
  if (wb_notification_list_is_loaded (self->list))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), 0, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
wb_list_pane_dispose (GObject *object)
{
  WbListPane *self = WB_LIST_PANE (object);

  g_clear_handle_id (&self->top_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_LIST_PANE);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  G_OBJECT_CLASS (wb_list_pane_parent_class)->dispose (object);
}

static void
wb_list_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbListPane *self = WB_LIST_PANE (object);

  switch (id)
    {
    case PROP_IS_FOLDED:
      g_value_set_boolean (value, self->is_folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_list_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbListPane *self = WB_LIST_PANE (object);

  switch (id)
    {
    case PROP_IS_FOLDED:
      self->is_folded = g_value_get_boolean (value);
      adw_header_bar_set_show_end_title_buttons (self->header_bar, self->is_folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_EMPTY_PAGE);
  g_type_ensure (WB_TYPE_FILTER_POPOVER);
  g_type_ensure (WB_TYPE_SIDEBAR_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WbListPane, header_bar);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, title);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, filter_button);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, filter);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, no_match);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, view);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, selection_label);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
}

static void
wb_list_pane_class_init (WbListPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wb_list_pane_dispose;
  object_class->get_property = wb_list_pane_get_property;
  object_class->set_property = wb_list_pane_set_property;

  props[PROP_IS_FOLDED] = g_param_spec_boolean ("is-folded", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[SIGNAL_OPENED] = g_signal_new ("opened", WB_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_SELECTION_CHANGED]
      = g_signal_new ("selection-changed", WB_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
wb_list_pane_init (WbListPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_empty_page_show (self->no_match, WB_EMPTY_NO_MATCH);
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
}

/* wb_list_pane_set_list: what it shows, once for all. */
void
wb_list_pane_set_list (WbListPane *self, WbNotificationList *list)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));
  g_return_if_fail (WB_IS_NOTIFICATION_LIST (list));
  g_return_if_fail (self->list == NULL);

  self->list = g_object_ref (list);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::is-loaded", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (list)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  /* Rows that leave take their selection with them, without a word. */
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (selection_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  update_stack (self);
}

void
wb_list_pane_set_unread_count (WbListPane *self, guint n_unread)
{
  g_autofree char *text = NULL;

  g_return_if_fail (WB_IS_LIST_PANE (self));

  text = g_strdup_printf (ngettext ("%u unread", "%u unread", n_unread), n_unread);
  adw_window_title_set_subtitle (self->title, n_unread > 0 ? text : "");
}

/* wb_list_pane_capture_keys: what is typed anywhere in @widget is searched for. */
void
wb_list_pane_capture_keys (WbListPane *self, GtkWidget *widget)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));

  gtk_search_bar_set_key_capture_widget (self->search_bar, widget);
}

guint
wb_list_pane_get_n_selected (WbListPane *self)
{
  g_autoptr (GtkBitset) selected = NULL;

  g_return_val_if_fail (WB_IS_LIST_PANE (self), 0);

  if (self->selection == NULL)
    return 0;
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return (guint) gtk_bitset_get_size (selected);
}

/* wb_list_pane_dup_selected_ids: (transfer full) (element-type gint64) */
GArray *
wb_list_pane_dup_selected_ids (WbListPane *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GtkBitset) selected = NULL;
  GtkBitsetIter iter;
  guint position;

  g_return_val_if_fail (WB_IS_LIST_PANE (self), ids);

  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean has = gtk_bitset_iter_init_first (&iter, selected, &position); has;
       has = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 id = wb_notification_list_get_id (self->list, position);

      g_array_append_val (ids, id);
    }
  return ids;
}

/* wb_list_pane_select: selects and shows the row of @id, or none if the list has no such row. */
void
wb_list_pane_select (WbListPane *self, gint64 id)
{
  guint position;

  g_return_if_fail (WB_IS_LIST_PANE (self));

  position = wb_notification_list_find (self->list, id);
  if (position == G_MAXUINT)
    {
      wb_list_pane_unselect (self);
      return;
    }
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

/* wb_list_pane_unselect: FALSE: nothing was selected. */
gboolean
wb_list_pane_unselect (WbListPane *self)
{
  g_return_val_if_fail (WB_IS_LIST_PANE (self), FALSE);

  if (wb_list_pane_get_n_selected (self) == 0)
    return FALSE;
  return gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
}

void
wb_list_pane_begin_search (WbListPane *self)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/* wb_list_pane_search: begins one, for @text. */
void
wb_list_pane_search (WbListPane *self, const char *text)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));

  wb_list_pane_begin_search (self);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
}

/* wb_list_pane_end_search: FALSE: there was none. */
gboolean
wb_list_pane_end_search (WbListPane *self)
{
  g_return_val_if_fail (WB_IS_LIST_PANE (self), FALSE);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  return TRUE;
}

/* wb_list_pane_clear_filter: the search too. */
void
wb_list_pane_clear_filter (WbListPane *self)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));

  wb_filter_popover_reset (self->filter);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  filter_changed_cb (self);
}
