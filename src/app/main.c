/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <malloc.h>

#include "app/wb-application.h"
#include "app/wb-software-drawing.h"
#include "base/wb-language.h"

#define MAPPED_BYTES (8 * 1024 * 1024)

/* glibc would raise this limit with each long list that it frees, and keep later ones on the heap,
 * where what is made after them holds their room. */
static void
map_long_lists (void)
{
#ifdef M_MMAP_THRESHOLD
  mallopt (M_MMAP_THRESHOLD, MAPPED_BYTES);
#endif
}

int
main (int argc, char **argv)
{
  g_autoptr (WbApplication) application = NULL;

  map_long_lists ();
  wb_software_drawing_choose ();
  wb_language_set_up ();
  g_set_application_name ("Wakebell");

  application = wb_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
