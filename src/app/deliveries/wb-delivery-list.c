/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-delivery-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-look.h"
#include "app/deliveries/wb-delivery-item.h"
#include "app/deliveries/wb-delivery-row.h"
#include "app/widgets/wb-late-focus.h"
#include "app/widgets/wb-minute-clock.h"
#include "app/widgets/wb-question.h"
#include "app/widgets/wb-slices.h"
#include "app/widgets/wb-toasts.h"
#include "app/widgets/wb-wrap-layout.h"

#define STEP_ROWS 50   /* that are shown more at a time */
#define ROWS_LIMIT 500 /* at the most */
#define N_STATES 2     /* that a filter is made of */
#define BUTTON_SPACING 6

struct _WbDeliveryList
{
  GtkBox parent_instance;

  GtkLabel *heading;
  GtkWidget *filter_bar;
  GtkToggleButton *dead_button;
  GtkToggleButton *waiting_button;
  GtkToggleButton *sent_button;
  GtkToggleButton *all_button;
  GtkWidget *bulk;
  GtkListBox *list;
  GtkLabel *empty_label;
  GtkWidget *more_button;

  WbAgentClient *client;     /* owned, nullable until set */
  GCancellable *cancellable; /* owned */
  GListStore *items;         /* owned, of WbDeliveryItem */
  GVariant *channels;        /* owned, nullable: as Channels1 lists them */
  GPtrArray *answer;         /* owned, nullable: of WbDeliveryItem, while it is being asked */
  GPtrArray *coming;         /* owned, nullable: of WbDeliveryItem: what the list is to have */
  guint place;               /* of those, which comes into the list next */
  guint places_end;          /* where those begin that are in it already */
  int focus_place;           /* of the row that had the focus when its rows were replaced; or -1 */
  guint source;              /* of the work on the rows */
  guint n_asked;             /* states of the filter that were asked for */
  guint limit;
  WbDeliveryFilter filter;
  WbDeliveryFilter asked_filter;
  gboolean is_stale;     /* to be asked again when the answer is here */
  gboolean was_filtered; /* by the person, or by what there was at first */
};

G_DEFINE_FINAL_TYPE (WbDeliveryList, wb_delivery_list, GTK_TYPE_BOX)

static const struct
{
  const char *states[N_STATES]; /* NULL: all */
  guint n_states;
  const char *nothing;
} filters[WB_N_DELIVERY_FILTERS] = {
  [WB_DELIVERY_FILTER_DEAD] = { { "dead" }, 1, N_ ("Nothing has failed.") },
  [WB_DELIVERY_FILTER_WAITING] = { { "sending", "queued" }, 2, N_ ("Nothing is waiting.") },
  [WB_DELIVERY_FILTER_SENT] = { { "done" }, 1, N_ ("Nothing was sent yet.") },
  [WB_DELIVERY_FILTER_ALL] = { { NULL }, 1, N_ ("Nothing was forwarded yet.") },
};

static void ask (WbDeliveryList *self);

/* --- the rows --- */

static GVariant *
find_channel (WbDeliveryList *self, WbDeliveryItem *item)
{
  return wb_channel_look_find (self->channels, wb_delivery_item_get_text (item, "channel"));
}

static void
update_rows (WbDeliveryList *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      WbDeliveryItem *item = wb_delivery_row_get_item (WB_DELIVERY_ROW (row));
      g_autoptr (GVariant) channel = find_channel (self, item);

      wb_delivery_row_show (WB_DELIVERY_ROW (row), channel);
    }
}

static void
retried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbDeliveryList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply == NULL)
    wb_toasts_report (GTK_WIDGET (self), error);
  else
    wb_toasts_show (GTK_WIDGET (self), _ ("It waits again, as if it were new"));
}

static void
retry_cb (WbDeliveryList *self, WbDeliveryRow *row)
{
  wb_agent_client_call_async (
      self->client, "Deliveries1", "Retry",
      g_variant_new ("(x)", wb_delivery_item_get_id (wb_delivery_row_get_item (row))), "(a{sv})",
      self->cancellable, retried_cb, g_object_ref (self));
}

static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbDeliveryList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply == NULL)
    wb_toasts_report (GTK_WIDGET (self), error);
}

static void
delete_cb (WbDeliveryList *self, WbDeliveryRow *row)
{
  wb_agent_client_call_async (
      self->client, "Deliveries1", "Delete",
      g_variant_new ("(x)", wb_delivery_item_get_id (wb_delivery_row_get_item (row))), "()",
      self->cancellable, deleted_cb, g_object_ref (self));
}

static GtkWidget *
create_row_cb (gpointer item, gpointer user_data)
{
  WbDeliveryList *self = user_data;
  g_autoptr (GVariant) channel = find_channel (self, item);
  GtkWidget *row = wb_delivery_row_new (item, channel);

  g_signal_connect_object (row, "retry", G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "delete", G_CALLBACK (delete_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
activated_cb (WbDeliveryList *self, WbDeliveryRow *row)
{
  gint64 id = wb_delivery_item_get_notification_id (wb_delivery_row_get_item (row));

  if (id > 0)
    gtk_widget_activate_action (GTK_WIDGET (self), "app.show-notification", "x", id);
}

/* --- what came --- */

/* The row with the focus, or that has the button with it; -1: none. */
static int
find_focused_row (WbDeliveryList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, WB_TYPE_DELIVERY_ROW) : NULL;

  return row != NULL && gtk_widget_is_ancestor (row, GTK_WIDGET (self->list))
             ? gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row))
             : -1;
}

/* A row that went takes the focus along: its neighbour gets it, once all are there. */
static void
keep_focus (WbDeliveryList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  int index = self->focus_place;
  GtkListBoxRow *row;

  self->focus_place = -1;
  if (index < 0 || find_focused_row (self) >= 0)
    return;
  row = n > 0 ? gtk_list_box_get_row_at_index (self->list, MIN (index, (int) n - 1)) : NULL;
  if (row != NULL)
    wb_late_focus_grab (GTK_WIDGET (row));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->dead_button));
}

static gboolean
insert_next_item (gpointer user_data)
{
  WbDeliveryList *self = user_data;

  if (self->place == self->places_end)
    {
      keep_focus (self);
      return FALSE;
    }
  g_list_store_insert (self->items, self->place, self->coming->pdata[self->place]);
  self->place++;
  return TRUE;
}

static gboolean
is_same (WbDeliveryList *self, guint place, WbDeliveryItem *item)
{
  g_autoptr (WbDeliveryItem) old = g_list_model_get_item (G_LIST_MODEL (self->items), place);

  return wb_delivery_item_equals (old, item);
}

/* Only what is between the first and the last difference is made anew. */
static void
replace_items (WbDeliveryList *self, GPtrArray *items)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint start = 0;
  guint end = 0;

  while (start < MIN (n_old, items->len) && is_same (self, start, items->pdata[start]))
    start++;
  while (end < MIN (n_old, items->len) - start
         && is_same (self, n_old - 1 - end, items->pdata[items->len - 1 - end]))
    end++;
  if (self->focus_place < 0)
    self->focus_place = find_focused_row (self);
  g_list_store_splice (self->items, start, n_old - start - end, NULL, 0);
  g_clear_pointer (&self->coming, g_ptr_array_unref);
  self->coming = g_ptr_array_ref (items);
  self->place = start;
  self->places_end = items->len - end;
  wb_slices_run (&self->source, insert_next_item, self);
}

static void
show_answer (WbDeliveryList *self)
{
  gboolean is_empty = self->answer->len == 0;

  replace_items (self, self->answer);
  update_rows (self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), !is_empty);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_label), is_empty);
  gtk_label_set_text (self->empty_label, _ (filters[self->filter].nothing));
  gtk_widget_set_visible (self->bulk, self->filter == WB_DELIVERY_FILTER_DEAD && !is_empty);
  gtk_widget_set_visible (self->more_button,
                          self->answer->len >= self->limit && self->limit < ROWS_LIMIT);
}

static void
add_answer (WbDeliveryList *self, GVariant *reply)
{
  g_autoptr (GVariant) deliveries = g_variant_get_child_value (reply, 0);

  for (gsize i = 0; i < g_variant_n_children (deliveries) && self->answer->len < self->limit; i++)
    {
      g_autoptr (GVariant) delivery = g_variant_get_child_value (deliveries, i);

      g_ptr_array_add (self->answer, wb_delivery_item_new (delivery));
    }
}

static void
end_asking (WbDeliveryList *self)
{
  g_clear_pointer (&self->answer, g_ptr_array_unref);
  if (self->is_stale)
    wb_delivery_list_refresh (self);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbDeliveryList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (reply == NULL)
    {
      self->is_stale = FALSE;
      end_asking (self);
      return; /* what was known stays; the window says when the agent does not run */
    }
  if (self->asked_filter == self->filter)
    {
      add_answer (self, reply);
      if (++self->n_asked < filters[self->filter].n_states)
        {
          ask (self);
          return;
        }
      show_answer (self);
    }
  end_asking (self);
}

static void
ask (WbDeliveryList *self)
{
  const char *state = filters[self->filter].states[self->n_asked];
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert (&filter, "limit", "x", (gint64) self->limit);
  if (state != NULL)
    g_variant_dict_insert (&filter, "state", "s", state);
  wb_agent_client_call_async (self->client, "Deliveries1", "List",
                              g_variant_new ("(@a{sv})", g_variant_dict_end (&filter)), "(aa{sv})",
                              self->cancellable, listed_cb, g_object_ref (self));
}

/* --- what a person wants --- */

static void
filter_cb (WbDeliveryList *self, GtkToggleButton *button)
{
  GtkToggleButton *const buttons[WB_N_DELIVERY_FILTERS]
      = { self->dead_button, self->waiting_button, self->sent_button, self->all_button };

  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < WB_N_DELIVERY_FILTERS; i++)
    if (buttons[i] == button)
      self->filter = (WbDeliveryFilter) i;
  self->limit = STEP_ROWS;
  self->was_filtered = TRUE;
  wb_delivery_list_refresh (self);
}

static void
more_cb (WbDeliveryList *self)
{
  self->limit = MIN (self->limit + STEP_ROWS, ROWS_LIMIT);
  wb_delivery_list_refresh (self);
}

static void
report_count (WbDeliveryList *self, GVariant *reply)
{
  g_autoptr (GVariant) answer = g_variant_get_child_value (reply, 0);
  g_autofree char *text = NULL;
  gint64 n = 0;

  if (g_variant_lookup (answer, "retried", "x", &n))
    text = g_strdup_printf (
        ngettext ("%lld message waits again", "%lld messages wait again", (gulong) n),
        (long long) n);
  else if (g_variant_lookup (answer, "deleted", "x", &n))
    text = g_strdup_printf (ngettext ("%lld message deleted", "%lld messages deleted", (gulong) n),
                            (long long) n);
  else
    return;
  wb_toasts_show (GTK_WIDGET (self), text);
}

static void
all_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbDeliveryList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = wb_agent_client_call_finish (WB_AGENT_CLIENT (source), result, &error);

  if (reply == NULL)
    wb_toasts_report (GTK_WIDGET (self), error);
  else
    report_count (self, reply);
}

static void
do_to_all (WbDeliveryList *self, const char *method)
{
  wb_agent_client_call_async (self->client, "Deliveries1", method, g_variant_new ("(s)", ""),
                              "(a{sv})", self->cancellable, all_done_cb, g_object_ref (self));
}

static void
retry_all_cb (WbDeliveryList *self)
{
  do_to_all (self, "RetryAll");
}

static void
delete_all_confirmed_cb (WbDeliveryList *self)
{
  do_to_all (self, "Purge");
}

static void
delete_all_cb (WbDeliveryList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = wb_question_new (
      GTK_WINDOW (root), _ ("Delete All That Failed?"),
      _ ("They are not sent any more. The notifications themselves stay in the inbox."),
      _ ("_Cancel"), _ ("_Delete All"));

  g_signal_connect_object (dialog, "response::give-up", G_CALLBACK (delete_all_confirmed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- the widget --- */

static void
wb_delivery_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_delivery_list_parent_class)->map (widget);
  wb_minute_clock_use (wb_minute_clock_get_default ());
}

static void
wb_delivery_list_unmap (GtkWidget *widget)
{
  wb_minute_clock_release (wb_minute_clock_get_default ());
  GTK_WIDGET_CLASS (wb_delivery_list_parent_class)->unmap (widget);
}

static void
wb_delivery_list_dispose (GObject *object)
{
  WbDeliveryList *self = WB_DELIVERY_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_DELIVERY_LIST);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (wb_delivery_list_parent_class)->dispose (object);
}

static void
wb_delivery_list_finalize (GObject *object)
{
  WbDeliveryList *self = WB_DELIVERY_LIST (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->items);
  g_clear_pointer (&self->channels, g_variant_unref);
  g_clear_pointer (&self->answer, g_ptr_array_unref);
  g_clear_pointer (&self->coming, g_ptr_array_unref);
  G_OBJECT_CLASS (wb_delivery_list_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-delivery-list.ui");
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, heading);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, dead_button);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, waiting_button);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, sent_button);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, all_button);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, bulk);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, list);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, empty_label);
  gtk_widget_class_bind_template_child (widget_class, WbDeliveryList, more_button);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_all_cb);
}

static void
wb_delivery_list_class_init (WbDeliveryListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_delivery_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_delivery_list_finalize;
  widget_class->map = wb_delivery_list_map;
  widget_class->unmap = wb_delivery_list_unmap;
  bind_template (widget_class);
}

static void
wb_delivery_list_init (WbDeliveryList *self)
{
  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (WB_TYPE_DELIVERY_ITEM);
  self->limit = STEP_ROWS;
  self->focus_place = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->was_filtered = FALSE;
  /* In some languages they are too long for one line of a narrow window. */
  gtk_widget_set_layout_manager (self->filter_bar, wb_wrap_layout_new (BUTTON_SPACING));
  gtk_widget_set_layout_manager (self->bulk, wb_wrap_layout_new (BUTTON_SPACING));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->items), create_row_cb, self, NULL);
  g_signal_connect_object (wb_minute_clock_get_default (), "tick", G_CALLBACK (update_rows), self,
                           G_CONNECT_SWAPPED);
  wb_delivery_list_set_counts (self, 0, 0);
}

/* wb_delivery_list_set_client: whom it asks, once for all. */
void
wb_delivery_list_set_client (WbDeliveryList *self, WbAgentClient *client)
{
  g_return_if_fail (WB_IS_DELIVERY_LIST (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
}

static char *
format_count (const char *label, gint64 n)
{
  /* TRANSLATORS: a button that shows what failed or waits, and how many there are */
  return n > 0 ? g_strdup_printf (C_ ("label and count", "%s %'lld"), label, (long long) n)
               : g_strdup (label);
}

/* wb_delivery_list_set_counts: what there is is shown first, until the person chooses. */
void
wb_delivery_list_set_counts (WbDeliveryList *self, gint64 n_dead, gint64 n_waiting)
{
  g_autofree char *dead = format_count (_ ("Failed"), n_dead);
  g_autofree char *waiting = format_count (_ ("Waiting"), n_waiting);

  g_return_if_fail (WB_IS_DELIVERY_LIST (self));

  gtk_button_set_label (GTK_BUTTON (self->dead_button), dead);
  gtk_button_set_label (GTK_BUTTON (self->waiting_button), waiting);
  if (self->was_filtered || self->client == NULL)
    return;
  if (n_dead > 0)
    gtk_toggle_button_set_active (self->dead_button, TRUE);
  else
    gtk_toggle_button_set_active (n_waiting > 0 ? self->waiting_button : self->all_button, TRUE);
  self->was_filtered = TRUE;
}

/* wb_delivery_list_refresh: asks the agent; what is shown stays until the answer is here. */
void
wb_delivery_list_refresh (WbDeliveryList *self)
{
  g_return_if_fail (WB_IS_DELIVERY_LIST (self));

  if (self->client == NULL)
    return;
  if (self->answer != NULL)
    {
      self->is_stale = TRUE;
      return;
    }
  self->is_stale = FALSE;
  self->answer = g_ptr_array_new_with_free_func (g_object_unref);
  self->asked_filter = self->filter;
  self->n_asked = 0;
  ask (self);
}

/* wb_delivery_list_set_channels: @channels: aa{sv}; what waits says why by their states. */
void
wb_delivery_list_set_channels (WbDeliveryList *self, GVariant *channels)
{
  g_return_if_fail (WB_IS_DELIVERY_LIST (self));

  g_clear_pointer (&self->channels, g_variant_unref);
  self->channels = g_variant_ref (channels);
  update_rows (self);
}
