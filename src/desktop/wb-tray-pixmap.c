/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-tray-pixmap.h"

#include <math.h>
#include <string.h>

#include "wb-tray-pixels.h"

#define N_LOOKS 3
#define N_SIZES 5
#define N_GLYPHS 11
#define GLYPH_ROWS 7

/*
 * Where the picture for "unread" has its dot, on its 24 units: the count is written over the dot,
 * which becomes longer as far as the count needs it.
 */
#define UNITS 24.0
#define DOT_CENTRE 18.0
#define DOT_RADIUS 5.5
#define ROUND_ROOM 0.45 /* of the radius, left free of text in each round end */
#define GAP 1.5         /* free of the bell, around the dot */

/* Digits and a plus, each row a number whose lowest bit is the rightmost pixel. */
typedef struct
{
  int width;
  int height;
  guint8 rows[N_GLYPHS][GLYPH_ROWS];
} Font;

static const Font small_font = {
  .width = 3,
  .height = 5,
  .rows = {
    { 7, 5, 5, 5, 7 }, { 2, 6, 2, 2, 7 }, { 7, 1, 7, 4, 7 }, { 7, 1, 7, 1, 7 },
    { 5, 5, 7, 1, 1 }, { 7, 4, 7, 1, 7 }, { 7, 4, 7, 5, 7 }, { 7, 1, 1, 1, 1 },
    { 7, 5, 7, 5, 7 }, { 7, 5, 7, 1, 7 }, { 0, 2, 7, 2, 0 },
  },
};

static const Font large_font = {
  .width = 5,
  .height = 7,
  .rows = {
    { 14, 27, 27, 27, 27, 27, 14 }, { 6, 14, 6, 6, 6, 6, 15 },     { 14, 27, 3, 6, 12, 24, 31 },
    { 30, 3, 3, 14, 3, 3, 30 },     { 3, 7, 15, 27, 31, 3, 3 },    { 31, 24, 30, 3, 3, 27, 14 },
    { 14, 24, 30, 27, 27, 27, 14 }, { 31, 3, 6, 6, 12, 12, 12 },   { 14, 27, 27, 14, 27, 27, 14 },
    { 14, 27, 27, 27, 15, 3, 14 },  { 0, 4, 4, 31, 4, 4, 0 },
  },
};

typedef struct
{
  int size;
  const guint8 *looks[N_LOOKS];
  const Font *font;
  int scale;
} Picture;

static const Picture pictures[N_SIZES] = {
  { 16, { tray_normal_16, tray_unread_16, tray_trouble_16 }, &small_font, 1 },
  { 22, { tray_normal_22, tray_unread_22, tray_trouble_22 }, &large_font, 1 },
  { 24, { tray_normal_24, tray_unread_24, tray_trouble_24 }, &large_font, 1 },
  { 32, { tray_normal_32, tray_unread_32, tray_trouble_32 }, &small_font, 2 },
  { 48, { tray_normal_48, tray_unread_48, tray_trouble_48 }, &large_font, 2 },
};

typedef struct
{
  guint8 *bytes; /* four a pixel: alpha, red, green, blue */
  int size;
} Canvas;

/* A line with round ends. */
typedef struct
{
  double left;
  double right;
  double middle;
  double radius;
} Pill;

/* How much of the pixel lies in the pill: 0 to 1, with a soft edge one pixel wide. */
static double
get_cover (const Pill *pill, int x, int y)
{
  double px = x + 0.5;
  double py = y + 0.5;
  double nearest = CLAMP (px, pill->left + pill->radius, pill->right - pill->radius);

  return CLAMP (pill->radius - hypot (px - nearest, py - pill->middle) + 0.5, 0.0, 1.0);
}

static guint8
mix_byte (double over, double over_weight, double under, double under_weight)
{
  double weight = over_weight + under_weight;

  return weight <= 0 ? 0 : (guint8) lround ((over * over_weight + under * under_weight) / weight);
}

/* Lays @colour over the pixel, @cover of it; straight alpha. */
static void
blend (guint8 *pixel, const guint8 *colour, double cover)
{
  double alpha = pixel[0] / 255.0;
  double under = alpha * (1.0 - cover);

  for (int i = 1; i < 4; i++)
    pixel[i] = mix_byte (colour[i], cover, pixel[i], under);
  pixel[0] = (guint8) lround ((cover + under) * 255.0);
}

static guint8 *
get_pixel (const Canvas *canvas, int x, int y)
{
  return canvas->bytes + ((gsize) y * (gsize) canvas->size + (gsize) x) * 4;
}

static void
draw_pill (const Canvas *canvas, const Pill *pill, double gap, const guint8 *colour)
{
  Pill hole = { pill->left - gap, pill->right + gap, pill->middle, pill->radius + gap };

  for (int y = 0; y < canvas->size; y++)
    for (int x = 0; x < canvas->size; x++)
      {
        guint8 *pixel = get_pixel (canvas, x, y);

        pixel[0] = (guint8) lround (pixel[0] * (1.0 - get_cover (&hole, x, y)));
        blend (pixel, colour, get_cover (pill, x, y));
      }
}

static void
draw_glyph (const Canvas *canvas, const Picture *picture, int glyph, int left, int top)
{
  static const guint8 white[] = { 255, 255, 255, 255 };
  const Font *font = picture->font;
  int scale = picture->scale;

  for (int y = 0; y < font->height * scale; y++)
    for (int x = 0; x < font->width * scale; x++)
      {
        int is_set = font->rows[glyph][y / scale] >> (font->width - 1 - x / scale) & 1;

        if (is_set && left + x >= 0 && left + x < canvas->size && top + y < canvas->size)
          memcpy (get_pixel (canvas, left + x, top + y), white, sizeof white);
      }
}

static void
draw_count (const Canvas *canvas, const Picture *picture, guint count)
{
  g_autofree char *text = count > WB_TRAY_PIXMAP_LIMIT_COUNT
                              ? g_strdup_printf ("%d+", WB_TRAY_PIXMAP_LIMIT_COUNT)
                              : g_strdup_printf ("%u", count);
  double unit = picture->size / UNITS;
  int advance = (picture->font->width + 1) * picture->scale;
  int text_width = (int) strlen (text) * advance - picture->scale;
  int text_height = picture->font->height * picture->scale;
  guint8 colour[4];
  Pill pill;
  int left, top;

  pill.middle = DOT_CENTRE * unit;
  pill.radius = MAX (DOT_RADIUS * unit, text_height / 2.0 + 1.0);
  pill.middle = MIN (pill.middle, picture->size - pill.radius);
  pill.right = MIN (pill.middle + pill.radius, picture->size);
  pill.left = pill.right - MAX (2 * pill.radius, text_width + 2 * ROUND_ROOM * pill.radius);
  pill.left = MAX (pill.left, 0.0);

  /* The picture says which colour the dot has. */
  memcpy (colour,
          picture->looks[WB_TRAY_LOOK_UNREAD]
              + ((int) (DOT_CENTRE * unit) * picture->size + (int) (DOT_CENTRE * unit)) * 4,
          sizeof colour);
  draw_pill (canvas, &pill, GAP * unit, colour);

  left = (int) lround ((pill.left + pill.right - text_width) / 2.0);
  top = (int) lround (pill.middle - text_height / 2.0);
  for (const char *c = text; *c != '\0'; c++, left += advance)
    draw_glyph (canvas, picture, *c == '+' ? N_GLYPHS - 1 : *c - '0', left, top);
}

static GVariant *
create_picture (const Picture *picture, WbTrayLook look, guint count)
{
  gsize n_bytes = (gsize) picture->size * (gsize) picture->size * 4;
  Canvas canvas = { g_memdup2 (picture->looks[look], n_bytes), picture->size };

  if (count > 0)
    draw_count (&canvas, picture, count);
  return g_variant_new ("(ii@ay)", picture->size, picture->size,
                        g_variant_new_from_data (G_VARIANT_TYPE_BYTESTRING, canvas.bytes, n_bytes,
                                                 TRUE, g_free, canvas.bytes));
}

/*
 * wb_tray_pixmap_new:
 * @count: written over the picture unless it is 0
 *
 * Returns: (transfer floating): the icon in all sizes that panels ask for, as a(iiay): ARGB32 in
 * network byte order, straight alpha
 */
GVariant *
wb_tray_pixmap_new (WbTrayLook look, guint count)
{
  GVariantBuilder builder;

  g_return_val_if_fail ((guint) look < N_LOOKS, NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(iiay)"));
  for (int i = 0; i < N_SIZES; i++)
    g_variant_builder_add_value (&builder, create_picture (&pictures[i], look, count));
  return g_variant_builder_end (&builder);
}
