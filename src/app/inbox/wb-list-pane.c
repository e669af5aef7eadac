/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-list-pane.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-list-pane-private.h"
#include "app/wb-sidebar-button.h"
#include "app/widgets/wb-stack-pages.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define TOP_FRAMES 4

enum
{
  PROP_IS_FOLDED = 1,
  N_PROPS
};

enum
{
  SIGNAL_OPENED,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_MENU_WANTED,
  SIGNAL_WORK_CANCELLED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbListPane, wb_list_pane, GTK_TYPE_BOX)

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

void
wb_list_pane_emit_opened (WbListPane *self, gint64 id)
{
  g_signal_emit (self, signals[SIGNAL_OPENED], 0, id);
}

void
wb_list_pane_emit_menu_wanted (WbListPane *self, double x, double y)
{
  g_signal_emit (self, signals[SIGNAL_MENU_WANTED], 0, x, y);
}

static void
activate_cb (WbListPane *self, guint position)
{
  if (!self->is_selecting)
    wb_list_pane_emit_opened (self, wb_notification_list_get_id (self->list, position));
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
stay_at_top_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  WbListPane *self = WB_LIST_PANE (widget);

  (void) clock;
  (void) user_data;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (--self->n_top_frames > 0)
    return G_SOURCE_CONTINUE;
  self->top_tick = 0;
  return G_SOURCE_REMOVE;
}

/* The view keeps its rows in place, once in each of the frames in which they find their heights. */
static void
stay_at_top (WbListPane *self)
{
  self->n_top_frames = TOP_FRAMES;
  if (self->top_tick == 0)
    self->top_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), stay_at_top_cb, NULL, NULL);
}

/* What stands at the top is asked for before the view makes the widgets of its rows, which takes
 * longer than the answer: it is there when they are drawn. */
static void
fetch_top (WbListPane *self, guint position, guint n_added)
{
  if (position < WB_NOTIFICATION_LIST_FIRST_PAGE)
    wb_notification_list_fetch (self->list, position,
                                MIN (n_added, WB_NOTIFICATION_LIST_FIRST_PAGE - position));
}

/* Whoever looks at the newest keeps seeing the newest; elsewhere the view stays where it is. */
static void
items_changed_cb (WbListPane *self, guint position, guint n_removed, guint n_added)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  (void) n_removed;
  fetch_top (self, position, n_added);
  update_stack (self);
  if (position == 0 && n_added > 0
      && (self->top_tick != 0 || gtk_adjustment_get_value (adjustment) <= 0))
    stay_at_top (self);
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
  wb_filter_popover_set_present (self->filter, filter);
  mark_filter_button (self, filter);
  if (self->list != NULL)
    wb_notification_list_set_filter (self->list, filter);
}

static void
show_filter (WbListPane *self, const WbFilter *filter)
{
  gtk_search_bar_set_search_mode (self->search_bar, filter->text != NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry),
                         filter->text != NULL ? filter->text : "");
  wb_filter_popover_set (self->filter, filter);
  filter_changed_cb (self);
}

static void
filter_chosen_cb (WbListPane *self, const WbFilter *filter)
{
  gtk_menu_button_popdown (self->filter_button);
  show_filter (self, filter);
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

static gboolean
wb_list_pane_grab_focus (GtkWidget *widget)
{
  WbListPane *self = WB_LIST_PANE (widget);

  return gtk_widget_get_mapped (GTK_WIDGET (self->view))
         && gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
wb_list_pane_dispose (GObject *object)
{
  WbListPane *self = WB_LIST_PANE (object);

  g_clear_handle_id (&self->days_source, g_source_remove);
  g_clear_weak_pointer (&self->menu_row);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_LIST_PANE);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_list_pane_parent_class)->dispose (object);
}

/* The rows are unbound and come back while the view goes. */
static void
wb_list_pane_finalize (GObject *object)
{
  g_clear_pointer (&WB_LIST_PANE (object)->bound, g_ptr_array_unref);
  g_clear_pointer (&WB_LIST_PANE (object)->spare, g_ptr_array_unref);
  G_OBJECT_CLASS (wb_list_pane_parent_class)->finalize (object);
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
      wb_list_pane_update_buttons (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_CRITICAL_BANNER);
  g_type_ensure (WB_TYPE_EMPTY_PAGE);
  g_type_ensure (WB_TYPE_FILTER_POPOVER);
  g_type_ensure (WB_TYPE_SIDEBAR_BUTTON);
  g_type_ensure (WB_TYPE_WORK_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, WbListPane, header_bar);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, title);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, filter_button);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, filter);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, banner);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, no_match);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, view);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, selection_bar);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, selection_label);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, work_bar);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, select_all_button);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, selection_stack);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, select_button);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, read_all_button);
  gtk_widget_class_bind_template_child (widget_class, WbListPane, more_button);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
}

static void
wb_list_pane_class_init (WbListPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wb_list_pane_dispose;
  object_class->finalize = wb_list_pane_finalize;
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

  signals[SIGNAL_MENU_WANTED]
      = g_signal_new ("menu-wanted", WB_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_WORK_CANCELLED] = g_signal_new (
      "work-cancelled", WB_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  GTK_WIDGET_CLASS (klass)->grab_focus = wb_list_pane_grab_focus;
  bind_template (GTK_WIDGET_CLASS (klass));
  wb_list_pane_bind_rows (GTK_WIDGET_CLASS (klass));
  wb_list_pane_bind_drag (GTK_WIDGET_CLASS (klass));
  wb_list_pane_bind_selection (GTK_WIDGET_CLASS (klass));
}

static void
wb_list_pane_init (WbListPane *self)
{
  self->bound = g_ptr_array_new ();
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_empty_page_show (self->no_match, WB_EMPTY_NO_MATCH);
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
  wb_stack_pages_follow (GTK_WIDGET (self->selection_stack));
  /* What the click claims is not to end the drag. */
  gtk_gesture_group (self->drag_source, self->click);
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
  /* Before the view hears of it. */
  g_signal_connect_object (list, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::is-loaded", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  self->selection = wb_sticky_selection_new (G_LIST_MODEL (list));
  g_signal_connect_object (self->selection, "selection-changed",
                           G_CALLBACK (wb_list_pane_selection_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (wb_list_pane_rows_changed),
                           self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  update_stack (self);
}

/* wb_list_pane_set_client: whose notifications they are, once for all. */
void
wb_list_pane_set_client (WbListPane *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_LIST_PANE (self));

  self->client = g_object_ref (client);
  wb_critical_banner_set_client (self->banner, client);
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
  g_autoptr (WbFilter) everything = wb_filter_new ();

  g_return_if_fail (WB_IS_LIST_PANE (self));

  show_filter (self, everything);
}
