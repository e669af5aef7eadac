/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-wrap-layout.h"

struct _WbWrapLayout
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (WbWrapLayout, wb_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

/* Where the next child goes. */
typedef struct
{
  int spacing;
  int width;
  int x;
  int y;
  int line_height;
} Pen;

static void
get_natural_size (GtkWidget *child, int width, int *child_width, int *child_height)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  *child_width = MAX (minimum, MIN (natural, width));
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, *child_width, NULL, child_height, NULL,
                      NULL);
}

/* Gives the place of a child, and goes on behind it. */
static GtkAllocation
place (Pen *pen, GtkWidget *child)
{
  GtkAllocation area = { 0 };

  get_natural_size (child, pen->width, &area.width, &area.height);
  if (pen->x > 0 && pen->x + area.width > pen->width)
    {
      pen->y += pen->line_height + pen->spacing;
      pen->x = 0;
      pen->line_height = 0;
    }
  area.x = pen->x;
  area.y = pen->y;
  pen->x += area.width + pen->spacing;
  pen->line_height = MAX (pen->line_height, area.height);
  return area;
}

static GtkSizeRequestMode
wb_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  (void) manager;
  (void) widget;
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (GtkWidget *widget, int spacing, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + (*natural > 0 ? spacing : 0);
    }
}

static int
measure_height (GtkWidget *widget, int spacing, int width)
{
  Pen pen = { .spacing = spacing, .width = width };

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      place (&pen, child);
  return pen.y + pen.line_height;
}

static void
wb_wrap_layout_measure (GtkLayoutManager *manager,
                        GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  WbWrapLayout *self = WB_WRAP_LAYOUT (manager);

  (void) minimum_baseline;
  (void) natural_baseline;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_width (widget, self->spacing, minimum, natural);
  else
    *minimum = *natural
        = measure_height (widget, self->spacing, for_size >= 0 ? for_size : G_MAXINT);
}

static void
wb_wrap_layout_allocate (GtkLayoutManager *manager,
                         GtkWidget *widget,
                         int width,
                         int height,
                         int baseline)
{
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Pen pen = { .spacing = WB_WRAP_LAYOUT (manager)->spacing, .width = width };

  (void) height;
  (void) baseline;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        GtkAllocation area = place (&pen, child);

        if (is_rtl)
          area.x = width - area.x - area.width;
        gtk_widget_size_allocate (child, &area, -1);
      }
}

static void
wb_wrap_layout_class_init (WbWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->get_request_mode = wb_wrap_layout_get_request_mode;
  manager_class->measure = wb_wrap_layout_measure;
  manager_class->allocate = wb_wrap_layout_allocate;
}

static void
wb_wrap_layout_init (WbWrapLayout *self)
{
  (void) self;
}

/* wb_wrap_layout_new: @spacing: between children and between lines. */
GtkLayoutManager *
wb_wrap_layout_new (int spacing)
{
  WbWrapLayout *self = g_object_new (WB_TYPE_WRAP_LAYOUT, NULL);

  self->spacing = spacing;
  return GTK_LAYOUT_MANAGER (self);
}
