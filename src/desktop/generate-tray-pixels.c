/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */

/*
 * generate-tray-pixels OUTPUT NAME=PNG...: runs while Wakebell is built. Writes the pictures as
 * tables of bytes in the form of a tray icon: ARGB32 in network byte order, straight alpha.
 */
#include <cairo.h>
#include <stdio.h>
#include <string.h>

#define BYTES_PER_LINE 16

/* Cairo's pixels are premultiplied. */
static unsigned
get_straight (unsigned value, unsigned alpha)
{
  unsigned straight = alpha == 0 ? 0 : (value * 255 + alpha / 2) / alpha;

  return straight > 255 ? 255 : straight;
}

static void
write_pixel (FILE *out, unsigned pixel, int is_line_end)
{
  unsigned alpha = pixel >> 24;

  fprintf (out, "%u,%u,%u,%u,%s", alpha, get_straight ((pixel >> 16) & 255, alpha),
           get_straight ((pixel >> 8) & 255, alpha), get_straight (pixel & 255, alpha),
           is_line_end ? "\n" : "");
}

static int
write_picture (FILE *out, const char *name, const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const unsigned char *data = cairo_image_surface_get_data (surface);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS
      || cairo_image_surface_get_format (surface) != CAIRO_FORMAT_ARGB32)
    {
      fprintf (stderr, "%s: not a PNG picture with transparency\n", path);
      return 0;
    }

  fprintf (out, "static const unsigned char %s[] = {\n", name);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        unsigned pixel;

        memcpy (&pixel, data + y * stride + x * 4, sizeof pixel);
        write_pixel (out, pixel, (y * width + x) % (BYTES_PER_LINE / 4) == 3);
      }
  fprintf (out, "};\n");
  cairo_surface_destroy (surface);
  return 1;
}

int
main (int argc, char **argv)
{
  FILE *out = argc > 1 ? fopen (argv[1], "w") : NULL;
  int is_good = out != NULL;

  for (int i = 2; is_good && i < argc; i++)
    {
      char *path = strchr (argv[i], '=');

      if (path == NULL)
        {
          is_good = 0;
          break;
        }
      *path = '\0';
      is_good = write_picture (out, argv[i], path + 1);
    }
  if (out != NULL && fclose (out) != 0)
    is_good = 0;
  return is_good ? 0 : 1;
}
