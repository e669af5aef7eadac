/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "desktop/wb-tray-pixmap.h"

#include <string.h>

static const int sizes[] = { 16, 22, 24, 32, 48 };

/* (transfer full): the picture number @index, four bytes a pixel. */
static GBytes *
get_picture (WbTrayLook look, guint count, gsize index)
{
  g_autoptr (GVariant) pixmaps = g_variant_ref_sink (wb_tray_pixmap_new (look, count));
  g_autoptr (GVariant) bytes = NULL;
  int width, height;

  g_assert_true (g_variant_is_of_type (pixmaps, G_VARIANT_TYPE ("a(iiay)")));
  g_assert_cmpuint (g_variant_n_children (pixmaps), ==, G_N_ELEMENTS (sizes));
  g_variant_get_child (pixmaps, index, "(ii@ay)", &width, &height, &bytes);
  g_assert_cmpint (width, ==, sizes[index]);
  g_assert_cmpint (height, ==, sizes[index]);
  return g_variant_get_data_as_bytes (bytes);
}

static guint
count_pixels (GBytes *picture, const guint8 *colour)
{
  gsize n_bytes;
  const guint8 *data = g_bytes_get_data (picture, &n_bytes);
  guint n_found = 0;

  for (gsize i = 0; i < n_bytes; i += 4)
    if (memcmp (data + i, colour, 4) == 0)
      n_found++;
  return n_found;
}

static void
test_tray_pixmap_sizes (void)
{
  static const guint counts[] = { 0, 1, 10, 99, 100, G_MAXUINT };

  for (int look = WB_TRAY_LOOK_NORMAL; look <= WB_TRAY_LOOK_TROUBLE; look++)
    for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
      for (gsize j = 0; j < G_N_ELEMENTS (counts); j++)
        {
          g_autoptr (GBytes) picture = get_picture ((WbTrayLook) look, counts[j], i);

          g_assert_cmpuint (g_bytes_get_size (picture), ==, sizes[i] * sizes[i] * 4);
        }
}

static void
test_tray_pixmap_alpha (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) picture = get_picture (WB_TRAY_LOOK_NORMAL, 0, i);
      const guint8 *data = g_bytes_get_data (picture, NULL);
      const guint8 *middle = data + (sizes[i] / 2 * sizes[i] + sizes[i] / 2) * 4;

      /* The corner is free, the bell is not, and its soft edge has the bell's own colour. */
      g_assert_cmpint (data[0], ==, 0);
      g_assert_cmpint (middle[0], ==, 255);
      for (int j = 0; j < sizes[i] * sizes[i]; j++)
        if (data[j * 4] > 64)
          for (int k = 1; k < 4; k++)
            g_assert_cmpint (ABS (data[j * 4 + k] - middle[k]), <=, 3);
    }
}

static void
test_tray_pixmap_count (void)
{
  static const guint8 white[] = { 255, 255, 255, 255 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) none = get_picture (WB_TRAY_LOOK_UNREAD, 0, i);
      g_autoptr (GBytes) one = get_picture (WB_TRAY_LOOK_UNREAD, 1, i);
      g_autoptr (GBytes) seven = get_picture (WB_TRAY_LOOK_UNREAD, 7, i);
      g_autoptr (GBytes) eight = get_picture (WB_TRAY_LOOK_UNREAD, 8, i);
      g_autoptr (GBytes) many = get_picture (WB_TRAY_LOOK_UNREAD, 100, i);
      g_autoptr (GBytes) more = get_picture (WB_TRAY_LOOK_UNREAD, 5000, i);

      g_assert_cmpuint (count_pixels (none, white), ==, 0);
      g_assert_cmpuint (count_pixels (one, white), >, 0);
      g_assert_cmpuint (count_pixels (seven, white), <, count_pixels (eight, white));
      g_assert_cmpuint (count_pixels (many, white), >, count_pixels (eight, white));
      g_assert_false (g_bytes_equal (one, seven));
      g_assert_true (g_bytes_equal (many, more));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tray-pixmap/sizes", test_tray_pixmap_sizes);
  g_test_add_func ("/tray-pixmap/alpha", test_tray_pixmap_alpha);
  g_test_add_func ("/tray-pixmap/count", test_tray_pixmap_count);
  return g_test_run ();
}
