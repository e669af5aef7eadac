/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-bar-fill.h"

#include <math.h>

/* pixels */
#define SAMPLE_SIZE 12
#define LINE_DISTANCE 5.0
#define LINE_WIDTH 1.5
#define EDGE_WIDTH 1.5

#define GROUND_ALPHA 0.35F /* below the lines */
#define PALE_ALPHA 0.5F

static GdkRGBA
get_color (const WbBarSeries *series, GtkWidget *widget, float alpha)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (context, series->color_name, &color))
    gtk_style_context_get_color (context, &color);
  color.alpha *= alpha;
  return color;
}

static void
fill (cairo_t *cairo, const graphene_rect_t *area, GdkRGBA color)
{
  gdk_cairo_set_source_rgba (cairo, &color);
  cairo_rectangle (cairo, area->origin.x, area->origin.y, area->size.width, area->size.height);
  cairo_fill (cairo);
}

/* What is pale is seen by its edge. */
static void
draw_edge (cairo_t *cairo, const graphene_rect_t *area, GdkRGBA color)
{
  const double width = fmin (EDGE_WIDTH, fmin (area->size.width, area->size.height));

  gdk_cairo_set_source_rgba (cairo, &color);
  cairo_set_line_width (cairo, width);
  cairo_rectangle (cairo, area->origin.x + width / 2, area->origin.y + width / 2,
                   area->size.width - width, area->size.height - width);
  cairo_stroke (cairo);
}

/* Through points that are fixed, so that the lines of neighbours go on in each other. */
static void
add_lines (cairo_t *cairo, const graphene_rect_t *area, double slope)
{
  const double left = area->origin.x, top = area->origin.y;
  const double right = left + area->size.width, bottom = top + area->size.height;
  const double first = slope > 0 ? left + top : left - bottom;
  const double last = slope > 0 ? right + bottom : right - top;

  for (double at = first - fmod (first, LINE_DISTANCE) - LINE_DISTANCE; at <= last;
       at += LINE_DISTANCE)
    {
      cairo_move_to (cairo, slope > 0 ? at - top : at + top, top);
      cairo_line_to (cairo, slope > 0 ? at - bottom : at + bottom, bottom);
    }
}

static void
draw_lines (const WbBarSeries *series,
            GtkWidget *widget,
            cairo_t *cairo,
            const graphene_rect_t *area)
{
  const GdkRGBA color = get_color (series, widget, 1.0F);

  cairo_save (cairo);
  cairo_rectangle (cairo, area->origin.x, area->origin.y, area->size.width, area->size.height);
  cairo_clip (cairo);
  gdk_cairo_set_source_rgba (cairo, &color);
  cairo_set_line_width (cairo, LINE_WIDTH);
  if (series->pattern != WB_BAR_PATTERN_FALLING)
    add_lines (cairo, area, 1.0);
  if (series->pattern != WB_BAR_PATTERN_RISING)
    add_lines (cairo, area, -1.0);
  cairo_stroke (cairo);
  cairo_restore (cairo);
}

/* wb_bar_fill_draw: @widget: whose theme holds. */
void
wb_bar_fill_draw (const WbBarSeries *series,
                  GtkWidget *widget,
                  cairo_t *cairo,
                  const graphene_rect_t *area)
{
  switch (series->pattern)
    {
    case WB_BAR_PATTERN_FULL:
      fill (cairo, area, get_color (series, widget, 1.0F));
      break;
    case WB_BAR_PATTERN_PALE:
      fill (cairo, area, get_color (series, widget, PALE_ALPHA));
      draw_edge (cairo, area, get_color (series, widget, 1.0F));
      break;
    case WB_BAR_PATTERN_RISING:
    case WB_BAR_PATTERN_FALLING:
    case WB_BAR_PATTERN_CROSSED:
    default:
      fill (cairo, area, get_color (series, widget, GROUND_ALPHA));
      draw_lines (series, widget, cairo, area);
    }
}

/* --- a sample of it --- */

typedef struct
{
  WbBarData *data; /* owned */
  guint series;
} Sample;

static void
sample_free (gpointer sample)
{
  g_object_unref (((Sample *) sample)->data);
  g_free (sample);
}

static void
draw_sample_cb (GtkDrawingArea *area, cairo_t *cairo, int width, int height, gpointer user_data)
{
  const Sample *sample = user_data;

  wb_bar_fill_draw (wb_bar_data_get_series (sample->data, sample->series), GTK_WIDGET (area), cairo,
                    &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
}

/* wb_bar_fill_create_sample: (transfer floating): for a legend. */
GtkWidget *
wb_bar_fill_create_sample (WbBarData *data, guint series)
{
  GtkWidget *area = g_object_new (
      GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "valign",
      GTK_ALIGN_CENTER, "content-width", SAMPLE_SIZE, "content-height", SAMPLE_SIZE, NULL);
  Sample *sample = g_new (Sample, 1);

  *sample = (Sample){ .data = g_object_ref (data), .series = series };
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_sample_cb, sample, sample_free);
  return area;
}
