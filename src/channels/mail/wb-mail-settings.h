/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-config.h"

G_BEGIN_DECLS

typedef enum
{
  WB_MAIL_STARTTLS, /* the connection is encrypted before anything is said, or there is none */
  WB_MAIL_TLS,      /* encrypted from the first byte */
  WB_MAIL_PLAIN,
} WbMailSecurity;

/* The settings of an e-mail channel, checked; addresses are as they go over the wire. */
typedef struct
{
  char *host; /* owned */
  guint16 port;
  WbMailSecurity security;
  gboolean is_loopback; /* the server is this machine */
  char *username;       /* owned, nullable */
  char *from;           /* owned */
  char *from_name;      /* owned */
  char *reply_to;       /* owned, nullable */
  GPtrArray *to;        /* owned, char * */
  GPtrArray *cc;        /* owned, char * */
  GPtrArray *bcc;       /* owned, char * */
  char *subject_prefix; /* owned, nullable */
  char *greeting;       /* owned, nullable */
  char *signature;      /* owned */
  char *header_color;   /* owned, nullable: "#3584e4" */
} WbMailSettings;

gboolean wb_mail_settings_init (WbMailSettings *self, const WbChannelConfig *config, char **fault);
void wb_mail_settings_clear (WbMailSettings *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbMailSettings, wb_mail_settings_clear)

G_END_DECLS
