/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-channels.h"

/* wb_channels_new: (transfer full) (element-type WbChannel): one of each kind. */
GPtrArray *
wb_channels_new (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}
