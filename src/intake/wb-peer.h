/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who holds the other end of a local connection. */
typedef enum
{
  WB_PEER_OWNER,    /* the user of this agent */
  WB_PEER_STRANGER, /* another user, or nobody any more */
  WB_PEER_UNKNOWN,  /* the system does not say: a token decides */
} WbPeer;

WbPeer wb_peer_look_up_tcp (int *diag_fd, int connection_fd);
WbPeer wb_peer_look_up_unix (int connection_fd);

G_END_DECLS
