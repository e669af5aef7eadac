/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-chart-plot.h"

#include <math.h>

#define TICKS_WANTED 4.0     /* of the y axis, about */
#define TICK_SPACING_PX 24.0 /* at the least, so that the numbers do not touch */
#define GAP_PX 6.0           /* between a number and the plot */
#define MARGIN_PX 5.0        /* so that the mark of a point at the rim is whole */
#define LINE_PX 2.0
#define MARK_PX 4.0
#define FILL_ALPHA 0.12
#define TEXT_ALPHA 0.78
#define GRID_ALPHA 0.15

static const WbChartPoint *
get_point (const WbChartPlot *plot, guint index)
{
  return &g_array_index (plot->points, WbChartPoint, index);
}

/* --- where things are --- */

static void
measure_points (WbChartPlot *plot)
{
  plot->x_min = get_point (plot, 0)->x;
  plot->x_max = get_point (plot, plot->points->len - 1)->x;
  plot->y_min = G_MAXDOUBLE;
  plot->y_max = -G_MAXDOUBLE;
  for (guint i = 0; i < plot->points->len; i++)
    {
      plot->y_min = MIN (plot->y_min, get_point (plot, i)->y);
      plot->y_max = MAX (plot->y_max, get_point (plot, i)->y);
    }
}

/* A level curve lies in the middle. */
static void
set_range (WbChartPlot *plot)
{
  double span = plot->y_max - plot->y_min;

  plot->low = plot->y_min;
  plot->high = plot->y_max;
  if (!(span > 0.0) || !isfinite (span))
    {
      double half = MAX (fabs (plot->y_max) / 2.0, 0.5);

      plot->low = plot->y_min - half;
      plot->high = plot->y_max + half;
    }
}

/* The nearest of 1, 2 and 5 times a power of ten that is not less. */
static double
round_tick (double raw)
{
  double power = pow (10.0, floor (log10 (raw)));
  double digit = raw / power;

  return power * (digit <= 1.0 ? 1.0 : digit <= 2.0 ? 2.0 : digit <= 5.0 ? 5.0 : 10.0);
}

static void
set_ticks (WbChartPlot *plot)
{
  double wanted = CLAMP (floor (plot->height / TICK_SPACING_PX), 1.0, TICKS_WANTED);
  double tick = round_tick ((plot->high - plot->low) / wanted);

  if (!isfinite (tick) || tick <= 0.0)
    return;
  plot->tick = tick;
  plot->low = floor (plot->low / tick) * tick;
  plot->high = ceil (plot->high / tick) * tick;
}

static guint
count_ticks (const WbChartPlot *plot)
{
  return plot->tick > 0.0 ? (guint) ((plot->high - plot->low) / plot->tick + 1.5) : 0;
}

/* What comes out as a hair beside nothing is nothing. */
static char *
format_tick (const WbChartPlot *plot, guint index)
{
  double value = plot->low + index * plot->tick;

  return wb_chart_point_format_y (fabs (value) < plot->tick / 1000.0 ? 0.0 : value);
}

static PangoLayout *
create_text (const WbChartPlot *plot, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (plot->widget, text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/* The room that the numbers of the y axis take. */
static double
measure_numbers (const WbChartPlot *plot)
{
  int widest = 0;

  for (guint i = 0; i < count_ticks (plot); i++)
    {
      g_autofree char *text = format_tick (plot, i);
      g_autoptr (PangoLayout) layout = create_text (plot, text);
      int width, height;

      pango_layout_get_pixel_size (layout, &width, &height);
      widest = MAX (widest, width);
    }
  return widest;
}

static void
make_room_for_axes (WbChartPlot *plot)
{
  g_autoptr (PangoLayout) layout = create_text (plot, "0");
  int width, height;
  double numbers;

  pango_layout_get_pixel_size (layout, &width, &height);
  plot->top = MAX (plot->top, height / 2.0);
  plot->height = gtk_widget_get_height (plot->widget) - plot->top - height - GAP_PX;
  set_ticks (plot);
  numbers = measure_numbers (plot) + GAP_PX;
  plot->width -= numbers;
  if (!plot->is_mirrored)
    plot->left += numbers;
}

/*
 * wb_chart_plot_init:
 * @plot: (inout): whose widget, points, x_kind and is_small are set
 *
 * Returns: FALSE: there is nothing to draw, or no room for it
 */
gboolean
wb_chart_plot_init (WbChartPlot *plot)
{
  if (plot->points->len == 0)
    return FALSE;

  plot->is_mirrored = gtk_widget_get_direction (plot->widget) == GTK_TEXT_DIR_RTL;
  plot->left = plot->top = MARGIN_PX;
  plot->width = gtk_widget_get_width (plot->widget) - 2.0 * MARGIN_PX;
  plot->height = gtk_widget_get_height (plot->widget) - 2.0 * MARGIN_PX;
  plot->tick = 0.0;
  measure_points (plot);
  set_range (plot);
  if (!plot->is_small)
    make_room_for_axes (plot);
  return plot->width > 0.0 && plot->height > 0.0;
}

static double
to_pixel_x (const WbChartPlot *plot, double x)
{
  double span = plot->x_max - plot->x_min;
  double share = span > 0.0 ? (x - plot->x_min) / span : 0.5;

  return plot->left + (plot->is_mirrored ? 1.0 - share : share) * plot->width;
}

static double
to_pixel_y (const WbChartPlot *plot, double y)
{
  return plot->top + (plot->high - y) / (plot->high - plot->low) * plot->height;
}

/* wb_chart_plot_get_x: of what stands at @pixel of the widget. */
double
wb_chart_plot_get_x (const WbChartPlot *plot, double pixel)
{
  double share = CLAMP ((pixel - plot->left) / plot->width, 0.0, 1.0);

  if (plot->is_mirrored)
    share = 1.0 - share;
  return plot->x_min + share * (plot->x_max - plot->x_min);
}

/* --- drawing --- */

static void
set_color (cairo_t *cairo, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cairo, color->red, color->green, color->blue, color->alpha * alpha);
}

/* The colour of the curve is that of the widget's style. */
static GdkRGBA
get_curve_color (const WbChartPlot *plot)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (plot->widget), &color);
  return color;
}

/* Numbers and lines are quieter than the curve. */
static GdkRGBA
get_text_color (const WbChartPlot *plot)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (plot->widget),
                                       "window_fg_color", &color))
    return get_curve_color (plot);
  return color;
}

static void
draw_text (const WbChartPlot *plot, GtkSnapshot *snapshot, PangoLayout *layout, double x, double y)
{
  GdkRGBA color = get_text_color (plot);

  color.alpha *= (float) TEXT_ALPHA;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_numbers (const WbChartPlot *plot, GtkSnapshot *snapshot)
{
  for (guint i = 0; i < count_ticks (plot); i++)
    {
      g_autofree char *text = format_tick (plot, i);
      g_autoptr (PangoLayout) layout = create_text (plot, text);
      double x = plot->left + plot->width + GAP_PX;
      int width, height;

      pango_layout_get_pixel_size (layout, &width, &height);
      if (!plot->is_mirrored)
        x = plot->left - GAP_PX - width;
      draw_text (plot, snapshot, layout, x,
                 to_pixel_y (plot, plot->low + i * plot->tick) - height / 2.0);
    }
}

/* The two ends of the x axis; what lies between them is read by selecting. */
static void
draw_ends (const WbChartPlot *plot, GtkSnapshot *snapshot)
{
  const double ends[] = { plot->x_min, plot->x_max };
  guint n_ends = plot->x_max > plot->x_min ? 2 : 1;

  for (guint i = 0; i < n_ends; i++)
    {
      g_autofree char *text = wb_chart_point_format_x (plot->x_kind, ends[i]);
      g_autoptr (PangoLayout) layout = create_text (plot, text);
      int width, height;
      double room;

      pango_layout_get_pixel_size (layout, &width, &height);
      room = MAX (plot->width - width, 0.0);
      draw_text (plot, snapshot, layout,
                 CLAMP (to_pixel_x (plot, ends[i]) - width / 2.0, plot->left, plot->left + room),
                 plot->top + plot->height + GAP_PX);
    }
}

static void
draw_grid (const WbChartPlot *plot, cairo_t *cairo)
{
  GdkRGBA color = get_text_color (plot);

  set_color (cairo, &color, GRID_ALPHA);
  cairo_set_line_width (cairo, 1.0);
  for (guint i = 0; i < count_ticks (plot); i++)
    {
      double y = floor (to_pixel_y (plot, plot->low + i * plot->tick)) + 0.5;

      cairo_move_to (cairo, plot->left, y);
      cairo_line_to (cairo, plot->left + plot->width, y);
    }
  cairo_stroke (cairo);
}

static void
draw_mark (const WbChartPlot *plot, cairo_t *cairo, guint index)
{
  const WbChartPoint *point = get_point (plot, index);
  GdkRGBA color = get_curve_color (plot);

  set_color (cairo, &color, 1.0);
  cairo_arc (cairo, to_pixel_x (plot, point->x), to_pixel_y (plot, point->y), MARK_PX, 0, 2 * G_PI);
  cairo_fill (cairo);
}

static void
trace (const WbChartPlot *plot, cairo_t *cairo)
{
  for (guint i = 0; i < plot->points->len; i++)
    cairo_line_to (cairo, to_pixel_x (plot, get_point (plot, i)->x),
                   to_pixel_y (plot, get_point (plot, i)->y));
}

static void
draw_curve (const WbChartPlot *plot, cairo_t *cairo)
{
  GdkRGBA color = get_curve_color (plot);

  trace (plot, cairo);
  cairo_set_line_join (cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cairo, LINE_PX);
  set_color (cairo, &color, 1.0);
  cairo_stroke (cairo);

  trace (plot, cairo);
  cairo_line_to (cairo, to_pixel_x (plot, plot->x_max), plot->top + plot->height);
  cairo_line_to (cairo, to_pixel_x (plot, plot->x_min), plot->top + plot->height);
  set_color (cairo, &color, FILL_ALPHA);
  cairo_fill (cairo);
  if (plot->points->len == 1)
    draw_mark (plot, cairo, 0);
}

static void
draw_selected (const WbChartPlot *plot, cairo_t *cairo, guint selected)
{
  GdkRGBA color = get_text_color (plot);
  double x = floor (to_pixel_x (plot, get_point (plot, selected)->x)) + 0.5;

  set_color (cairo, &color, 2 * GRID_ALPHA);
  cairo_set_line_width (cairo, 1.0);
  cairo_move_to (cairo, x, plot->top);
  cairo_line_to (cairo, x, plot->top + plot->height);
  cairo_stroke (cairo);
  draw_mark (plot, cairo, selected);
}

/* wb_chart_plot_draw: @selected: the index of a point, or WB_CHART_PLOT_NOTHING */
void
wb_chart_plot_draw (const WbChartPlot *plot, GtkSnapshot *snapshot, guint selected)
{
  float width = (float) gtk_widget_get_width (plot->widget);
  float height = (float) gtk_widget_get_height (plot->widget);
  cairo_t *cairo = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));

  draw_grid (plot, cairo);
  draw_curve (plot, cairo);
  if (selected != WB_CHART_PLOT_NOTHING)
    draw_selected (plot, cairo, selected);
  cairo_destroy (cairo);
  if (plot->is_small)
    return;
  draw_numbers (plot, snapshot);
  draw_ends (plot, snapshot);
}
