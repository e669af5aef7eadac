/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/statistics/wb-share-list.h"

#include <glib/gi18n.h>

#include "app/statistics/wb-share-row.h"

#define ROWS_LIMIT 6 /* more are shown when someone asks for them */

struct _WbShareList
{
  GtkBox parent_instance;

  GtkLabel *heading;
  GtkListBox *rows;
  GtkButton *more_button;

  GPtrArray *shares; /* owned, nullable, WbShare */
  gboolean is_whole; /* all rows are wanted */
};

enum
{
  PROP_HEADING = 1,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (WbShareList, wb_share_list, GTK_TYPE_BOX)

static GParamSpec *props[N_PROPS];

/* wb_share_new: its value is @n in the way of the locale. */
WbShare *
wb_share_new (const char *name, gint64 n)
{
  WbShare *self = g_new0 (WbShare, 1);

  self->name = g_strdup (name);
  self->value = g_strdup_printf ("%'" G_GINT64_FORMAT, n);
  self->n = n;
  return self;
}

void
wb_share_free (WbShare *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self->detail);
  g_free (self);
}

static gint64
find_highest (GPtrArray *shares)
{
  gint64 highest = 0;

  for (guint i = 0; i < shares->len; i++)
    highest = MAX (highest, ((WbShare *) g_ptr_array_index (shares, i))->n);
  return highest;
}

static void
update (WbShareList *self)
{
  const gint64 highest = find_highest (self->shares);
  const guint n_shown = self->is_whole ? self->shares->len : MIN (self->shares->len, ROWS_LIMIT);
  g_autofree char *more = g_strdup_printf (_ ("Show All %u"), self->shares->len);
  GtkListBoxRow *row;

  for (guint i = 0; i < n_shown; i++)
    {
      row = gtk_list_box_get_row_at_index (self->rows, (int) i);
      if (row == NULL)
        {
          row = GTK_LIST_BOX_ROW (wb_share_row_new ());
          gtk_list_box_append (self->rows, GTK_WIDGET (row));
        }
      wb_share_row_show (WB_SHARE_ROW (row), g_ptr_array_index (self->shares, i), highest);
    }
  while ((row = gtk_list_box_get_row_at_index (self->rows, (int) n_shown)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));

  gtk_button_set_label (self->more_button, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), n_shown < self->shares->len);
  gtk_widget_set_visible (GTK_WIDGET (self), self->shares->len > 0);
}

static void
more_cb (WbShareList *self)
{
  self->is_whole = TRUE;
  update (self);
  /* The button went, and the focus with it. */
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->rows, ROWS_LIMIT)));
}

static void
wb_share_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_HEADING:
      g_value_set_string (value, gtk_label_get_text (WB_SHARE_LIST (object)->heading));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_share_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbShareList *self = WB_SHARE_LIST (object);

  switch (id)
    {
    case PROP_HEADING:
      gtk_label_set_text (self->heading, g_value_get_string (value));
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      gtk_label_get_text (self->heading), -1);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_share_list_dispose (GObject *object)
{
  WbShareList *self = WB_SHARE_LIST (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_SHARE_LIST);
  g_clear_pointer (&self->shares, g_ptr_array_unref);
  G_OBJECT_CLASS (wb_share_list_parent_class)->dispose (object);
}

static void
wb_share_list_class_init (WbShareListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = wb_share_list_get_property;
  object_class->set_property = wb_share_list_set_property;
  object_class->dispose = wb_share_list_dispose;
  props[PROP_HEADING]
      = g_param_spec_string ("heading", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-share-list.ui");
  gtk_widget_class_bind_template_child (widget_class, WbShareList, heading);
  gtk_widget_class_bind_template_child (widget_class, WbShareList, rows);
  gtk_widget_class_bind_template_child (widget_class, WbShareList, more_button);
  gtk_widget_class_bind_template_callback (widget_class, more_cb);
}

static void
wb_share_list_init (WbShareList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* wb_share_list_show: @shares: (element-type WbShare): in the order of their rows. */
void
wb_share_list_show (WbShareList *self, GPtrArray *shares)
{
  g_return_if_fail (WB_IS_SHARE_LIST (self));
  g_return_if_fail (shares != NULL);

  g_clear_pointer (&self->shares, g_ptr_array_unref);
  self->shares = g_ptr_array_ref (shares);
  update (self);
}
