/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once
#include "store/wb-connection.h"
static inline GPtrArray *
wb_alert_config_store_list (WbConnection *c, GError **error)
{
  (void) c;
  (void) error;
  return g_ptr_array_new ();
}
