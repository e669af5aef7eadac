/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/mail/wb-mail-chart.h"

#include <cairo.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#define SCALE 2.0 /* pixels of the picture for one of a plain screen */
#define MARGIN_LEFT 56.0
#define MARGIN 14.0
#define FONT_SIZE 12.0
#define NUMBER_SIZE 16

/* Readable on white and on black alike: a mail cannot know which it gets. */
#define LINE_COLOUR 0.21, 0.52, 0.89
#define LABEL_COLOUR 0.53, 0.53, 0.56

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

static void
format_number (double number, char text[NUMBER_SIZE])
{
  char format[] = "%.4g";

  g_ascii_formatd (text, NUMBER_SIZE, format, number);
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
draw_label (cairo_t *cr, double loss, double y)
{
  char text[NUMBER_SIZE];
  cairo_text_extents_t extents;

  format_number (loss, text);
  cairo_text_extents (cr, text, &extents);
  cairo_move_to (cr, MARGIN_LEFT - 8 - extents.x_advance, y + FONT_SIZE / 3);
  cairo_show_text (cr, text);
}

static void
draw_axis (cairo_t *cr, const Range *range)
{
  double top = get_y (range, range->highest), bottom = get_y (range, range->lowest);

  cairo_set_source_rgb (cr, LABEL_COLOUR);
  cairo_set_font_size (cr, FONT_SIZE);
  draw_label (cr, range->highest, top);
  if (bottom > top)
    draw_label (cr, range->lowest, bottom);
  cairo_set_source_rgba (cr, LABEL_COLOUR, 0.5);
  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < 2; i++)
    {
      double y = floor (i == 0 ? top : bottom) + 0.5;

      cairo_move_to (cr, MARGIN_LEFT, y);
      cairo_line_to (cr, WB_MAIL_CHART_WIDTH - MARGIN, y);
    }
  cairo_stroke (cr);
}

/* A value that is no number leaves a gap. */
static void
draw_curve (cairo_t *cr, const GArray *losses, const Range *range)
{
  double width = WB_MAIL_CHART_WIDTH - MARGIN - MARGIN_LEFT;
  double x = 0, y = 0;

  for (guint i = 0; i < losses->len; i++)
    {
      if (!isfinite (get_loss (losses, i)))
        {
          cairo_new_sub_path (cr);
          continue;
        }
      x = MARGIN_LEFT + width * i / (losses->len - 1);
      y = get_y (range, get_loss (losses, i));
      cairo_line_to (cr, x, y);
    }
  cairo_set_source_rgb (cr, LINE_COLOUR);
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

/* wb_mail_chart_is_worth: whether there is a curve to see. */
gboolean
wb_mail_chart_is_worth (const GArray *losses)
{
  return get_range (losses).n_points >= 2;
}

/* wb_mail_chart_dup_caption: (transfer full): what the curve says, for who cannot see it. */
char *
wb_mail_chart_dup_caption (const GArray *losses)
{
  Range range = get_range (losses);
  char first[NUMBER_SIZE], last[NUMBER_SIZE], lowest[NUMBER_SIZE];

  format_number (range.first, first);
  format_number (range.last, last);
  format_number (range.lowest, lowest);
  /* Translators: numbers: the loss of a training run at its start, now, and at its best. */
  return g_strdup_printf (_ ("Loss: from %s to %s, lowest %s"), first, last, lowest);
}

/* wb_mail_chart_draw: (transfer full) (nullable): a PNG picture without a background. */
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
  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  draw_axis (cr, &range);
  draw_curve (cr, losses, &range);
  cairo_destroy (cr);
  status = cairo_surface_write_to_png_stream (surface, write_cb, png);
  cairo_surface_destroy (surface);
  return status == CAIRO_STATUS_SUCCESS ? g_byte_array_free_to_bytes (g_steal_pointer (&png))
                                        : NULL;
}
