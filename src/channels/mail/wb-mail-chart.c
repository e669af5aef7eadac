/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-chart.h"

#include <cairo.h>
#include <math.h>

#define SCALE 2.0  /* pixels of the picture for one of a plain screen */
#define MARGIN 8.0 /* for the point at the end */

/* Seen on white and on black alike: a picture cannot know which it gets. */
#define CURVE_COLOUR 0.21, 0.52, 0.89
#define AXIS_COLOUR 0.53, 0.53, 0.56, 0.5

typedef struct
{
  double lowest;
  double highest;
  double first;
  double last;
  guint n_points;
} Range;

static double
get_loss (const GArray *losses, guint i)
{
  return g_array_index (losses, double, i);
}

static Range
get_range (const GArray *losses)
{
  Range range = { 0 };

  for (guint i = 0; i < losses->len; i++)
    {
      double loss = get_loss (losses, i);

      if (!isfinite (loss))
        continue;
      if (range.n_points++ == 0)
        range.lowest = range.highest = range.first = loss;
      range.lowest = MIN (range.lowest, loss);
      range.highest = MAX (range.highest, loss);
      range.last = loss;
    }
  return range;
}

static double
get_y (const Range *range, double loss)
{
  double height = WB_MAIL_CHART_HEIGHT - 2 * MARGIN;
  /* Halves first: the difference of two doubles may be more than a double holds. */
  double span = range->highest / 2 - range->lowest / 2;
  double share = span > 0 ? (loss / 2 - range->lowest / 2) / span : 0.5;

  return MARGIN + (1 - share) * height;
}

static void
draw_axis (cairo_t *cr, double y)
{
  double middle = floor (y) + 0.5; /* of a pixel, where a thin line is sharp */

  cairo_move_to (cr, 0, middle);
  cairo_line_to (cr, WB_MAIL_CHART_WIDTH, middle);
  cairo_set_source_rgba (cr, AXIS_COLOUR);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* A value that is no number leaves a gap. */
static void
draw_curve (cairo_t *cr, const GArray *losses, const Range *range)
{
  double width = WB_MAIL_CHART_WIDTH - 2 * MARGIN;
  double x = 0, y = 0;

  for (guint i = 0; i < losses->len; i++)
    {
      if (!isfinite (get_loss (losses, i)))
        {
          cairo_new_sub_path (cr);
          continue;
        }
      x = MARGIN + width * i / (losses->len - 1);
      y = get_y (range, get_loss (losses, i));
      cairo_line_to (cr, x, y);
    }
  cairo_set_source_rgb (cr, CURVE_COLOUR);
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
  cairo_arc (cr, x, y, 3.5, 0, 2 * G_PI);
  cairo_fill (cr);
}

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
format_number (double number, char text[WB_MAIL_NUMBER_SIZE])
{
  g_ascii_formatd (text, WB_MAIL_NUMBER_SIZE, "%.4g", number);
}

/* wb_mail_chart_read: @curve: (out). Returns: whether there is a curve to see */
gboolean
wb_mail_chart_read (const GArray *losses, WbMailCurve *curve)
{
  Range range = get_range (losses);

  format_number (range.highest, curve->highest);
  format_number (range.lowest, curve->lowest);
  format_number (range.first, curve->first);
  format_number (range.last, curve->last);
  return range.n_points >= 2;
}

/*
 * wb_mail_chart_draw:
 *
 * Returns: (transfer full) (nullable): a PNG picture without a background; without words, too:
 * those stand beside it in the mail, where they are text, and the agent needs no fonts.
 */
GBytes *
wb_mail_chart_draw (const GArray *losses)
{
  Range range = get_range (losses);
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (WB_MAIL_CHART_WIDTH * SCALE),
                                    (int) (WB_MAIL_CHART_HEIGHT * SCALE));
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GByteArray) png = g_byte_array_new ();
  cairo_status_t status;

  cairo_scale (cr, SCALE, SCALE);
  draw_axis (cr, get_y (&range, range.highest));
  draw_axis (cr, get_y (&range, range.lowest));
  draw_curve (cr, losses, &range);
  cairo_destroy (cr);
  status = cairo_surface_write_to_png_stream (surface, write_cb, png);
  cairo_surface_destroy (surface);
  return status == CAIRO_STATUS_SUCCESS ? g_byte_array_free_to_bytes (g_steal_pointer (&png))
                                        : NULL;
}
