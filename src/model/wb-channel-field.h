/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-channel-setting.h"

G_BEGIN_DECLS

/* How a person gives the value. */
typedef enum
{
  WB_CHANNEL_FIELD_TEXT,
  WB_CHANNEL_FIELD_NUMBER,
  WB_CHANNEL_FIELD_SWITCH,
  WB_CHANNEL_FIELD_CHOICE,
  WB_CHANNEL_FIELD_LIST,    /* with commas between them */
  WB_CHANNEL_FIELD_COMMAND, /* words as in a shell */
  WB_CHANNEL_FIELD_PAIRS,   /* "NAME: VALUE", with semicolons between them */
  WB_CHANNEL_FIELD_LINES,   /* text of several lines */
} WbChannelFieldForm;

/* One of the words that a choice takes. */
typedef struct
{
  const char *word;  /* static; NULL: not set */
  const char *label; /* static, to be translated */
} WbChannelFieldOption;

/*
 * What a form shows for one setting of a kind, or for what channels of every kind have. The titles
 * are to be translated with _().
 */
typedef struct
{
  const char *name; /* static: "slack.webhook_url"; without a dot: of every kind, "min_severity" */
  const char *title;
  const char *hint; /* nullable: where to find it, or what it looks like */
  WbChannelFieldForm form;
  gboolean is_usual;                   /* shown at once; the others fold away */
  gboolean is_on;                      /* a switch that nobody touched */
  const char *provider;                /* nullable: asked for with this provider only */
  const WbChannelFieldOption *options; /* of a choice; the last has no label */
} WbChannelField;

const char *wb_channel_field_get_summary (WbChannelKind kind);
const char *wb_channel_field_get_help (WbChannelKind kind);
GPtrArray *wb_channel_field_list (WbChannelKind kind);
const WbChannelSetting *wb_channel_field_get_setting (const WbChannelField *self);
const char *wb_channel_field_get_member (const WbChannelField *self);
const char *wb_channel_field_get_expectation (const WbChannelField *self);

G_END_DECLS
