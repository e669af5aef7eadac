/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "base/wb-language.h"

#include <libintl.h>
#include <locale.h>

#define FOLDER_VARIABLE "WAKEBELL_LOCALE_DIR" /* where programs are not installed: the tests */

void
wb_language_set_up (void)
{
  const char *folder = g_getenv (FOLDER_VARIABLE);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : WB_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
