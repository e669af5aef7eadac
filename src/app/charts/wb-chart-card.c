/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-chart-card.h"

#include <string.h>

#include "app/charts/wb-line-chart.h"
#include "app/widgets/wb-stack-pages.h"

struct _WbChartCard
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkToggleButton *table_button;
  GtkStack *stack;
  WbLineChart *chart;
  GtkListView *table;

  GArray *points; /* owned, nullable: WbChartPoint */
  WbChartX x_kind;
};

G_DEFINE_FINAL_TYPE (WbChartCard, wb_chart_card, GTK_TYPE_BOX)

static GtkWidget *
create_cell (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (WbChartCard *self, GtkListItem *list_item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *x = create_cell ("dim-label");

  (void) self;
  gtk_widget_set_hexpand (x, TRUE);
  gtk_box_append (GTK_BOX (row), x);
  gtk_box_append (GTK_BOX (row), create_cell ("value"));
  gtk_list_item_set_child (list_item, row);
}

/* The rows are the points, newest first; of the model only their number counts. */
static void
bind_cb (WbChartCard *self, GtkListItem *list_item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  GtkWidget *carrier = gtk_widget_get_parent (row);
  guint position = gtk_list_item_get_position (list_item);
  const WbChartPoint *point;
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;
  g_autofree char *label = NULL;

  if (self->points == NULL || position >= self->points->len)
    return;
  point = &g_array_index (self->points, WbChartPoint, self->points->len - 1 - position);
  x = wb_chart_point_format_x (self->x_kind, point->x);
  y = wb_chart_point_format_y (point->y);
  label = wb_chart_point_dup_text (self->x_kind, point);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (row)), x);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (row)), y);
  if (carrier != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (carrier), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
}

/* As many rows as there are points; without any while the curve is shown. */
static void
fill_table (WbChartCard *self)
{
  g_autoptr (GtkStringList) rows = gtk_string_list_new (NULL);
  g_autoptr (GtkNoSelection) model = NULL;

  for (guint i = 0; self->points != NULL && i < self->points->len; i++)
    gtk_string_list_append (rows, "");
  model = gtk_no_selection_new (G_LIST_MODEL (g_steal_pointer (&rows)));
  gtk_list_view_set_model (self->table, GTK_SELECTION_MODEL (model));
}

static void
table_toggled_cb (WbChartCard *self)
{
  gboolean is_table = gtk_toggle_button_get_active (self->table_button);

  if (is_table)
    fill_table (self);
  else
    gtk_list_view_set_model (self->table, NULL);
  gtk_stack_set_visible_child_name (self->stack, is_table ? "table" : "chart");
}

static void
wb_chart_card_dispose (GObject *object)
{
  WbChartCard *self = WB_CHART_CARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_CHART_CARD);
  g_clear_pointer (&self->points, g_array_unref);
  G_OBJECT_CLASS (wb_chart_card_parent_class)->dispose (object);
}

static void
wb_chart_card_class_init (WbChartCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_chart_card_dispose;

  g_type_ensure (WB_TYPE_LINE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-chart-card.ui");
  gtk_widget_class_bind_template_child (widget_class, WbChartCard, title);
  gtk_widget_class_bind_template_child (widget_class, WbChartCard, table_button);
  gtk_widget_class_bind_template_child (widget_class, WbChartCard, stack);
  gtk_widget_class_bind_template_child (widget_class, WbChartCard, chart);
  gtk_widget_class_bind_template_child (widget_class, WbChartCard, table);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, table_toggled_cb);
}

static void
wb_chart_card_init (WbChartCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  wb_stack_pages_follow (GTK_WIDGET (self->stack));
}

GtkWidget *
wb_chart_card_new (const char *title)
{
  WbChartCard *self = g_object_new (WB_TYPE_CHART_CARD, NULL);

  gtk_label_set_text (self->title, title);
  return GTK_WIDGET (self);
}

const char *
wb_chart_card_get_title (WbChartCard *self)
{
  g_return_val_if_fail (WB_IS_CHART_CARD (self), NULL);

  return gtk_label_get_text (self->title);
}

/* wb_chart_card_set_points: @points: (element-type WbChartPoint): by x, of finite numbers. */
void
wb_chart_card_set_points (WbChartCard *self, GArray *points, WbChartX x_kind)
{
  gboolean is_same;

  g_return_if_fail (WB_IS_CHART_CARD (self));
  g_return_if_fail (points != NULL);

  is_same
      = self->points != NULL && self->points->len == points->len && self->x_kind == x_kind
        && (points->len == 0
            || memcmp (self->points->data, points->data, points->len * sizeof (WbChartPoint)) == 0);
  if (is_same)
    return;
  g_clear_pointer (&self->points, g_array_unref);
  self->points = g_array_ref (points);
  self->x_kind = x_kind;
  wb_line_chart_set_points (self->chart, points, x_kind);
  if (gtk_toggle_button_get_active (self->table_button))
    fill_table (self);
}
