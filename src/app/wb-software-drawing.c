/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-software-drawing.h"

#include <gtk/gtk.h>

#define VARIABLE "GDK_DEBUG"
#define WITHOUT_GL "gl-disable"
#define NEWER_MINOR 16 /* of GTK 4: does not know the word any more */

/*
 * On a virtual machine, in a container or on a screen far away there is no GPU, and GL runs on the
 * CPU. GTK 4.8 loads it all the same as it opens the display: 130 ms and 58 MB here, for a window
 * that Cairo draws as fast. It can be told so by its environment alone.
 */

static gboolean
has_gpu (void)
{
  g_autoptr (GDir) devices = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (devices != NULL && (name = g_dir_read_name (devices)) != NULL)
    if (g_str_has_prefix (name, "renderD"))
      return TRUE;
  return g_file_test ("/dev/nvidiactl", G_FILE_TEST_EXISTS)
         || g_file_test ("/dev/dxg", G_FILE_TEST_EXISTS);
}

/* Whoever has said how to draw knows better. */
static gboolean
is_gl_wanted (void)
{
  const char *renderer = g_getenv ("GSK_RENDERER");

  return g_getenv (VARIABLE) != NULL || (renderer != NULL && !g_str_equal (renderer, "cairo"));
}

/* wb_software_drawing_choose: to be called before GTK is initialised, and before any thread. */
void
wb_software_drawing_choose (void)
{
  if (gtk_get_minor_version () < NEWER_MINOR && !is_gl_wanted () && !has_gpu ())
    g_setenv (VARIABLE, WITHOUT_GL, FALSE);
}
