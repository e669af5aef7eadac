/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/keys/wb-provider-group.h"

#include <glib/gi18n.h>

#include "app/keys/wb-key-row.h"
#include "app/widgets/wb-late-focus.h"
#include "app/widgets/wb-number-text.h"
#include "app/widgets/wb-slices.h"
#include "base/wb-text.h"

struct _WbProviderGroup
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *totals;
  GtkListBox *rows;
  GtkButton *more_button;

  char *provider;    /* owned */
  GPtrArray *items;  /* owned, WbKeyItem */
  GPtrArray *shown;  /* owned, nullable, WbKeyItem: of them, those that are to have a row */
  guint limit;       /* rows to show */
  gboolean is_whole; /* all rows are wanted */
  guint place;       /* before which rows are as they are to be */
  int focus_place;   /* of the row that gets the focus once it is there; -1: none */
  guint source;      /* of the work on the rows */
  double warning;    /* per cent, as critical */
  double critical;
};

enum
{
  SIGNAL_RECOVERED,
  SIGNAL_FORGET,
  SIGNAL_SHOW,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (WbProviderGroup, wb_provider_group, GTK_TYPE_BOX)

/* --- totals --- */

typedef struct
{
  guint n_states[WB_N_KEY_STATES];
  guint n_shares; /* keys whose share is known */
  double shares;  /* all together */
  guint n_limits; /* keys whose share, rest and limit are known */
  double remaining;
  double limit;
} Totals;

static Totals
count (GPtrArray *items)
{
  Totals totals = { 0 };

  for (guint i = 0; i < items->len; i++)
    {
      const WbKeyItem *item = g_ptr_array_index (items, i);

      totals.n_states[item->state]++;
      if (item->percentage >= 0)
        {
          totals.n_shares++;
          totals.shares += item->percentage;
        }
      if (item->percentage >= 0 && item->remaining >= 0 && item->limit > 0)
        {
          totals.n_limits++;
          totals.remaining += item->remaining;
          totals.limit += item->limit;
        }
    }
  return totals;
}

static void G_GNUC_PRINTF (2, 3) append_part (GString *text, const char *format, ...)
{
  va_list arguments;

  if (text->len > 0)
    g_string_append (text, " · ");
  va_start (arguments, format);
  g_string_append_vprintf (text, format, arguments);
  va_end (arguments);
}

static void
append_states (GString *text, const Totals *totals)
{
  const guint n_failed
      = totals->n_states[WB_KEY_STATE_QUARANTINED] + totals->n_states[WB_KEY_STATE_FAILED];
  const guint n_low
      = totals->n_states[WB_KEY_STATE_WARNING] + totals->n_states[WB_KEY_STATE_CRITICAL];

  if (totals->n_states[WB_KEY_STATE_HEALTHY] > 0)
    append_part (text,
                 ngettext ("%u healthy", "%u healthy", totals->n_states[WB_KEY_STATE_HEALTHY]),
                 totals->n_states[WB_KEY_STATE_HEALTHY]);
  if (n_low > 0)
    /* TRANSLATORS: API keys of which most of the quota is used */
    append_part (text, ngettext ("%u running low", "%u running low", n_low), n_low);
  if (n_failed > 0)
    append_part (text, ngettext ("%u failed", "%u failed", n_failed), n_failed);
}

/* What is left is added up only where all of it is known. */
static void
append_usage (GString *text, const Totals *totals)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (totals->n_shares == 0)
    return;
  if (totals->n_limits < totals->n_shares)
    {
      first = wb_number_text_format (totals->shares / totals->n_shares);
      /* TRANSLATORS: of the quotas of several keys */
      append_part (text, _ ("%s %% used on average"), first);
      return;
    }
  first = wb_number_text_format (totals->remaining);
  second = wb_number_text_format (totals->limit);
  append_part (text, _ ("%s of %s left"), first, second);
}

static void
update_totals (WbProviderGroup *self)
{
  const Totals totals = count (self->items);
  g_autoptr (GString) text = g_string_new (NULL);

  append_part (text, ngettext ("%u key", "%u keys", self->items->len), self->items->len);
  append_states (text, &totals);
  if (self->items->len > 1)
    append_usage (text, &totals);
  gtk_label_set_text (self->totals, text->str);
}

/* --- rows --- */

static void
recovered_cb (WbProviderGroup *self, WbKeyRow *row)
{
  g_signal_emit (self, signals[SIGNAL_RECOVERED], 0, wb_key_row_get_item (row));
}

static void
forget_cb (WbProviderGroup *self, WbKeyRow *row)
{
  g_signal_emit (self, signals[SIGNAL_FORGET], 0, wb_key_row_get_item (row));
}

static void
show_cb (WbProviderGroup *self, WbKeyRow *row)
{
  g_signal_emit (self, signals[SIGNAL_SHOW], 0, wb_key_row_get_item (row));
}

static WbKeyRow *
get_row (WbProviderGroup *self, guint index)
{
  return (WbKeyRow *) gtk_list_box_get_row_at_index (self->rows, (int) index);
}

static WbKeyRow *
insert_row (WbProviderGroup *self, guint index)
{
  GtkWidget *row = wb_key_row_new ();

  wb_key_row_set_marks (WB_KEY_ROW (row), self->warning, self->critical);
  g_signal_connect_object (row, "recovered", G_CALLBACK (recovered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "forget", G_CALLBACK (forget_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "show-notifications", G_CALLBACK (show_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_insert (self->rows, row, (int) index);
  return WB_KEY_ROW (row);
}

static gboolean
is_of (WbKeyRow *row, const WbKeyItem *item)
{
  return g_str_equal (wb_key_row_get_item (row)->key_id, item->key_id);
}

static gboolean
is_gone (WbKeyRow *row, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    if (is_of (row, g_ptr_array_index (items, i)))
      return FALSE;
  return TRUE;
}

/* Each key keeps its row, so that neither focus nor an open menu is lost. */
static gboolean
update_next_row (gpointer user_data)
{
  WbProviderGroup *self = user_data;
  WbKeyRow *row = get_row (self, self->place);
  WbKeyItem *item
      = self->place < self->shown->len ? g_ptr_array_index (self->shown, self->place) : NULL;

  if (row == NULL && item == NULL)
    return FALSE;
  if (row != NULL && (item == NULL || (!is_of (row, item) && is_gone (row, self->shown))))
    {
      gtk_list_box_remove (self->rows, GTK_WIDGET (row));
      return TRUE;
    }
  if (row == NULL || !is_of (row, item))
    row = insert_row (self, self->place);
  wb_key_row_show (row, item);
  if (self->focus_place == (int) self->place)
    {
      wb_late_focus_grab (GTK_WIDGET (row));
      self->focus_place = -1;
    }
  self->place++;
  return TRUE;
}

static gboolean
needs_someone (const WbKeyItem *item)
{
  return item->state != WB_KEY_STATE_HEALTHY;
}

/* Where not all are shown, those that need someone go before the healthy ones. */
static GPtrArray *
choose_shown (WbProviderGroup *self)
{
  guint limit = self->is_whole ? self->items->len : self->limit;
  GPtrArray *shown = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_healthy = limit; /* that have room */

  for (guint i = 0; i < self->items->len && n_healthy > 0; i++)
    if (needs_someone (g_ptr_array_index (self->items, i)))
      n_healthy--;
  for (guint i = 0; i < self->items->len && shown->len < limit; i++)
    {
      WbKeyItem *item = g_ptr_array_index (self->items, i);

      if (!needs_someone (item) && n_healthy == 0)
        continue;
      if (!needs_someone (item))
        n_healthy--;
      g_ptr_array_add (shown, g_object_ref (item));
    }
  return shown;
}

static void
update_rows (WbProviderGroup *self)
{
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = choose_shown (self);
  self->place = 0;
  wb_slices_run (&self->source, update_next_row, self);
}

static void
update_more_button (WbProviderGroup *self)
{
  g_autofree char *label = g_strdup_printf (
      ngettext ("Show All %u Key", "Show All %u Keys", self->items->len), self->items->len);

  gtk_button_set_label (self->more_button, label);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), self->shown->len < self->items->len);
}

static void
more_cb (WbProviderGroup *self)
{
  self->is_whole = TRUE;
  self->focus_place = (int) self->shown->len; /* the button is about to go */
  update_rows (self);
  update_more_button (self);
}

/* --- the widget --- */

static void
wb_provider_group_dispose (GObject *object)
{
  WbProviderGroup *self = WB_PROVIDER_GROUP (object);

  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_PROVIDER_GROUP);
  G_OBJECT_CLASS (wb_provider_group_parent_class)->dispose (object);
}

static void
wb_provider_group_finalize (GObject *object)
{
  WbProviderGroup *self = WB_PROVIDER_GROUP (object);

  g_free (self->provider);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  G_OBJECT_CLASS (wb_provider_group_parent_class)->finalize (object);
}

static guint
new_signal (const char *name)
{
  return g_signal_new (name, WB_TYPE_PROVIDER_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, WB_TYPE_KEY_ITEM);
}

static void
wb_provider_group_class_init (WbProviderGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wb_provider_group_dispose;
  object_class->finalize = wb_provider_group_finalize;
  signals[SIGNAL_RECOVERED] = new_signal ("recovered");
  signals[SIGNAL_FORGET] = new_signal ("forget");
  signals[SIGNAL_SHOW] = new_signal ("show-notifications");

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-provider-group.ui");
  gtk_widget_class_bind_template_child (widget_class, WbProviderGroup, title);
  gtk_widget_class_bind_template_child (widget_class, WbProviderGroup, totals);
  gtk_widget_class_bind_template_child (widget_class, WbProviderGroup, rows);
  gtk_widget_class_bind_template_child (widget_class, WbProviderGroup, more_button);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

static void
wb_provider_group_init (WbProviderGroup *self)
{
  self->focus_place = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
wb_provider_group_new (const char *provider)
{
  WbProviderGroup *self = g_object_new (WB_TYPE_PROVIDER_GROUP, NULL);
  g_autofree char *clean = wb_text_dup_clean (provider);
  g_autofree char *line = wb_text_dup_single_line (clean);

  self->provider = g_strdup (provider);
  gtk_label_set_text (self->title, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL, line,
                                  -1);
  return GTK_WIDGET (self);
}

const char *
wb_provider_group_get_provider (WbProviderGroup *self)
{
  g_return_val_if_fail (WB_IS_PROVIDER_GROUP (self), NULL);

  return self->provider;
}

/* wb_provider_group_set_marks: where a quota becomes a warning and critical, in per cent. */
void
wb_provider_group_set_marks (WbProviderGroup *self, double warning, double critical)
{
  WbKeyRow *row;

  g_return_if_fail (WB_IS_PROVIDER_GROUP (self));

  self->warning = warning;
  self->critical = critical;
  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    wb_key_row_set_marks (row, warning, critical);
}

/*
 * wb_provider_group_show:
 * @items: (element-type WbKeyItem): one or more, in their order
 * @limit: rows to show until someone asks for all
 */
void
wb_provider_group_show (WbProviderGroup *self, GPtrArray *items, guint limit)
{
  g_return_if_fail (WB_IS_PROVIDER_GROUP (self));
  g_return_if_fail (items != NULL && items->len > 0);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  self->items = g_ptr_array_ref (items);
  self->limit = limit;
  update_totals (self);
  update_rows (self);
  update_more_button (self);
}

/* wb_provider_group_update_times: what the rows say about now. */
void
wb_provider_group_update_times (WbProviderGroup *self)
{
  WbKeyRow *row;

  g_return_if_fail (WB_IS_PROVIDER_GROUP (self));

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    wb_key_row_update_times (row);
}
