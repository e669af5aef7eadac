/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-list.h"

#include "app/alerts/wb-alert-row.h"
#include "app/widgets/wb-late-focus.h"
#include "app/widgets/wb-slices.h"

/* That are shown more at a time. A row takes milliseconds to make and a share of each frame, and a
 * GtkListView would make 200 of them at once. */
#define STEP_ROWS 50

struct _WbAlertList
{
  GtkBox parent_instance;

  GtkListBox *list;
  GtkWidget *more_button;

  GPtrArray *configs; /* owned, GVariant "a{sv}": all, newest first */
  GPtrArray *shown;   /* owned, GVariant: of them, those that are to have a row */
  GHashTable *hidden; /* owned, gint64: ids of those that are as good as deleted */
  GHashTable *kinds;  /* owned, nullable: of the channels, see wb-channel-word.h */
  guint limit;        /* rows to show */
  guint place;        /* before which rows are as they are to be */
  int focus_place;    /* of the row that gets the focus once it is there; -1: none */
  guint source;       /* of the work on the rows */
};

G_DEFINE_FINAL_TYPE (WbAlertList, wb_alert_list, GTK_TYPE_BOX)

static gint64
get_id (GVariant *config)
{
  gint64 id = 0;

  g_variant_lookup (config, "id", "x", &id);
  return id;
}

static gboolean
is_hidden (WbAlertList *self, gint64 id)
{
  return g_hash_table_contains (self->hidden, &id);
}

static GVariant *
find (GPtrArray *configs, gint64 id)
{
  for (guint i = 0; i < configs->len; i++)
    if (get_id (configs->pdata[i]) == id)
      return configs->pdata[i];
  return NULL;
}

/* --- the rows --- */

static WbAlertRow *
get_row (WbAlertList *self, guint place)
{
  return (WbAlertRow *) gtk_list_box_get_row_at_index (self->list, (int) place);
}

static WbAlertRow *
insert_row (WbAlertList *self, GVariant *config)
{
  GtkWidget *row = wb_alert_row_new (config, self->kinds);

  gtk_list_box_insert (self->list, row, (int) self->place);
  return WB_ALERT_ROW (row);
}

/* The row that comes to its place gets the focus that it may have had. */
static void
remove_row (WbAlertList *self, WbAlertRow *row)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (row));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL
      && (focus == GTK_WIDGET (row) || gtk_widget_is_ancestor (focus, GTK_WIDGET (row))))
    self->focus_place = (int) self->place;
  gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/* Each config keeps its row, so that neither focus nor an open menu is lost. */
static gboolean
update_next_row (gpointer user_data)
{
  WbAlertList *self = user_data;
  WbAlertRow *row = get_row (self, self->place);
  GVariant *config = self->place < self->shown->len ? self->shown->pdata[self->place] : NULL;
  gboolean is_its_row
      = row != NULL && config != NULL && wb_alert_row_get_id (row) == get_id (config);

  if (row == NULL && config == NULL)
    return FALSE;
  if (row != NULL && !is_its_row && find (self->shown, wb_alert_row_get_id (row)) == NULL)
    {
      remove_row (self, row);
      return TRUE;
    }
  if (!is_its_row)
    row = insert_row (self, config);
  else if (!g_variant_equal (wb_alert_row_get_config (row), config))
    wb_alert_row_set_config (row, config);
  if (self->focus_place == (int) self->place)
    {
      wb_late_focus_grab (GTK_WIDGET (row));
      self->focus_place = -1;
    }
  self->place++;
  return TRUE;
}

static void
choose_shown (WbAlertList *self)
{
  gboolean has_more = FALSE;

  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < self->configs->len && !has_more; i++)
    {
      if (is_hidden (self, get_id (self->configs->pdata[i])))
        continue;
      has_more = self->shown->len == self->limit;
      if (!has_more)
        g_ptr_array_add (self->shown, g_variant_ref (self->configs->pdata[i]));
    }
  self->place = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->shown->len > 0);
  gtk_widget_set_visible (self->more_button, has_more);
}

static void
update (WbAlertList *self)
{
  choose_shown (self);
  wb_slices_run (&self->source, update_next_row, self);
}

static void
more_cb (WbAlertList *self)
{
  self->focus_place = (int) self->limit; /* the button may be about to go */
  self->limit += STEP_ROWS;
  update (self);
}

static void
row_activated_cb (WbAlertList *self, GtkListBoxRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "alerts.edit", "x",
                              wb_alert_row_get_id (WB_ALERT_ROW (row)));
}

/* --- the widget --- */

static void
wb_alert_list_dispose (GObject *object)
{
  WbAlertList *self = WB_ALERT_LIST (object);

  g_clear_handle_id (&self->source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_ALERT_LIST);
  G_OBJECT_CLASS (wb_alert_list_parent_class)->dispose (object);
}

static void
wb_alert_list_finalize (GObject *object)
{
  WbAlertList *self = WB_ALERT_LIST (object);

  g_ptr_array_unref (self->configs);
  g_ptr_array_unref (self->shown);
  g_hash_table_unref (self->hidden);
  g_clear_pointer (&self->kinds, g_hash_table_unref);
  G_OBJECT_CLASS (wb_alert_list_parent_class)->finalize (object);
}

static void
wb_alert_list_class_init (WbAlertListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_alert_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_alert_list_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-alert-list.ui");
  gtk_widget_class_bind_template_child (widget_class, WbAlertList, list);
  gtk_widget_class_bind_template_child (widget_class, WbAlertList, more_button);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
wb_alert_list_init (WbAlertList *self)
{
  self->configs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  self->shown = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  self->hidden = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->limit = STEP_ROWS;
  self->focus_place = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_alert_list_set_configs: @configs: (element-type GVariant): "a{sv}" with an id, by that. */
void
wb_alert_list_set_configs (WbAlertList *self, GPtrArray *configs)
{
  g_return_if_fail (WB_IS_ALERT_LIST (self));

  g_ptr_array_set_size (self->configs, 0);
  for (guint i = configs->len; i > 0; i--)
    g_ptr_array_add (self->configs, g_variant_ref (configs->pdata[i - 1]));
  update (self);
}

static gboolean
have_same_kinds (GHashTable *kinds, GHashTable *others)
{
  GHashTableIter iter;
  gpointer name, kind, other;

  if (g_hash_table_size (kinds) != g_hash_table_size (others))
    return FALSE;
  g_hash_table_iter_init (&iter, kinds);
  while (g_hash_table_iter_next (&iter, &name, &kind))
    if (!g_hash_table_lookup_extended (others, name, NULL, &other) || kind != other)
      return FALSE;
  return TRUE;
}

/* wb_alert_list_set_kinds: @kinds: of the channels that are set up, see wb-channel-word.h. */
void
wb_alert_list_set_kinds (WbAlertList *self, GHashTable *kinds)
{
  WbAlertRow *row;

  g_return_if_fail (WB_IS_ALERT_LIST (self));

  if (self->kinds != NULL && have_same_kinds (self->kinds, kinds))
    return;
  g_hash_table_ref (kinds);
  g_clear_pointer (&self->kinds, g_hash_table_unref);
  self->kinds = kinds;
  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    wb_alert_row_set_channels (row, kinds);
}

/* wb_alert_list_find: (transfer none) (nullable): the config, shown or not. */
GVariant *
wb_alert_list_find (WbAlertList *self, gint64 id)
{
  g_return_val_if_fail (WB_IS_ALERT_LIST (self), NULL);

  return find (self->configs, id);
}

/* wb_alert_list_set_hidden: one that is hidden is kept, and comes back with a word. The menu that
 * was used is part of the row: that goes when the menu is done. */
void
wb_alert_list_set_hidden (WbAlertList *self, gint64 id, gboolean hidden)
{
  g_return_if_fail (WB_IS_ALERT_LIST (self));

  if (hidden)
    g_hash_table_add (self->hidden, g_memdup2 (&id, sizeof id));
  else
    g_hash_table_remove (self->hidden, &id);
  choose_shown (self);
  wb_slices_run_soon (&self->source, update_next_row, self);
}

/* wb_alert_list_forget: it is no more. */
void
wb_alert_list_forget (WbAlertList *self, gint64 id)
{
  GVariant *config = wb_alert_list_find (self, id);

  if (config != NULL)
    g_ptr_array_remove (self->configs, config);
  wb_alert_list_set_hidden (self, id, FALSE);
}

/* wb_alert_list_reset: lets the switch of the row say again what holds. */
void
wb_alert_list_reset (WbAlertList *self, gint64 id)
{
  WbAlertRow *row;

  g_return_if_fail (WB_IS_ALERT_LIST (self));

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    if (wb_alert_row_get_id (row) == id)
      wb_alert_row_set_config (row, wb_alert_row_get_config (row));
}

/* wb_alert_list_is_empty: whether there is none that is not hidden. */
gboolean
wb_alert_list_is_empty (WbAlertList *self)
{
  g_return_val_if_fail (WB_IS_ALERT_LIST (self), TRUE);

  return self->shown->len == 0;
}
