/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "channels/wb-mail-library.h"

#include <gmodule.h>

#define FOLDER_VARIABLE "WAKEBELL_MODULE_DIR"

static const WbMailModule *
open_module (void)
{
  const char *folder = g_getenv (FOLDER_VARIABLE);
  g_autofree char *path
      = g_build_filename (folder != NULL ? folder : WB_MODULEDIR, WB_MAIL_MODULE_FILE, NULL);
  GModule *library = g_module_open (path, G_MODULE_BIND_LOCAL);
  gpointer module = NULL;

  if (library == NULL || !g_module_symbol (library, WB_MAIL_MODULE_SYMBOL, &module))
    {
      g_warning ("%s", g_module_error ());
      return NULL;
    }
  /* GMime registers types: it cannot leave again. */
  g_module_make_resident (library);
  if (g_str_equal (((const WbMailModule *) module)->version, WB_VERSION))
    return module;
  g_warning ("%s is of another version", path);
  return NULL;
}

/* wb_mail_library_get: (nullable): loads the module when it is asked for the first time; blocks;
 * any thread. One that is not there may be installed by the time of the next message. */
const WbMailModule *
wb_mail_library_get (void)
{
  static GMutex mutex;
  static const WbMailModule *module = NULL;
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&mutex);

  if (module == NULL)
    module = open_module ();
  return module;
}
