/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-columns-layout.h"

#define COLUMNS_LIMIT 2

struct _WbColumnsLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (WbColumnsLayout, wb_columns_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Where each column ends. */
typedef struct
{
  int spacing;
  int column_width;
  int n_columns;
  int ends[COLUMNS_LIMIT];
} Pen;

static int
find_widest (GtkWidget *widget)
{
  int widest = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      widest = MAX (widest, minimum);
    }
  return widest;
}

static Pen
create_pen (WbColumnsLayout *self, GtkWidget *widget, int width)
{
  Pen pen = { .spacing = self->spacing, .n_columns = 1 };

  if (width >= COLUMNS_LIMIT * find_widest (widget) + (COLUMNS_LIMIT - 1) * self->spacing)
    pen.n_columns = COLUMNS_LIMIT;
  pen.column_width = (width - (pen.n_columns - 1) * self->spacing) / pen.n_columns;
  return pen;
}

/* Gives the place of a child, and goes on below it. */
static GtkAllocation
place (Pen *pen, GtkWidget *child)
{
  GtkAllocation area = { .width = pen->column_width };
  int column = 0;

  for (int i = 1; i < pen->n_columns; i++)
    if (pen->ends[i] < pen->ends[column])
      column = i;
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, area.width, NULL, &area.height, NULL, NULL);
  area.x = column * (pen->column_width + pen->spacing);
  area.y = pen->ends[column];
  pen->ends[column] += area.height + pen->spacing;
  return area;
}

static int
measure_height (WbColumnsLayout *self, GtkWidget *widget, int width)
{
  Pen pen = create_pen (self, widget, width);
  int height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        const GtkAllocation area = place (&pen, child);

        height = MAX (height, area.y + area.height);
      }
  return height;
}

static GtkSizeRequestMode
wb_columns_layout_get_request_mode (GtkLayoutManager *manager G_GNUC_UNUSED,
                                    GtkWidget *widget G_GNUC_UNUSED)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
wb_columns_layout_measure (GtkLayoutManager *manager,
                           GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline G_GNUC_UNUSED,
                           int *natural_baseline G_GNUC_UNUSED)
{
  WbColumnsLayout *self = WB_COLUMNS_LAYOUT (manager);
  const int widest = find_widest (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest;
      *natural = COLUMNS_LIMIT * widest + (COLUMNS_LIMIT - 1) * self->spacing;
    }
  else
    *minimum = *natural = measure_height (self, widget, for_size >= 0 ? for_size : widest);
}

static void
wb_columns_layout_allocate (GtkLayoutManager *manager,
                            GtkWidget *widget,
                            int width,
                            int height G_GNUC_UNUSED,
                            int baseline G_GNUC_UNUSED)
{
  Pen pen = create_pen (WB_COLUMNS_LAYOUT (manager), widget, width);
  const gboolean is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation area;

      if (!gtk_widget_should_layout (child))
        continue;
      area = place (&pen, child);
      if (is_mirrored)
        area.x = width - area.x - area.width;
      gtk_widget_size_allocate (child, &area, -1);
    }
}

static void
wb_columns_layout_class_init (WbColumnsLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = wb_columns_layout_get_request_mode;
  manager_class->measure = wb_columns_layout_measure;
  manager_class->allocate = wb_columns_layout_allocate;
}

static void
wb_columns_layout_init (WbColumnsLayout *self G_GNUC_UNUSED)
{
}

GtkLayoutManager *
wb_columns_layout_new (int spacing)
{
  WbColumnsLayout *self = g_object_new (WB_TYPE_COLUMNS_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
