/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "model/wb-alert-config.h"
#include "model/wb-event.h"

G_BEGIN_DECLS

/* What the alert configs say about one event. */
typedef enum
{
  WB_VERDICT_DEFAULT,   /* none is about its type */
  WB_VERDICT_MATCHED,   /* at least one matches */
  WB_VERDICT_UNMATCHED, /* some are about its type, and none matches */
  WB_VERDICT_DISABLED,  /* all that are about its type are switched off */
} WbVerdictKind;

/* How one config came to match or not. */
typedef struct
{
  gint64 config_id;
  char *name; /* owned */
  gboolean is_match;
  char *why; /* owned: a sentence with the numbers */
} WbRuleCheck;

typedef struct
{
  WbVerdictKind kind;
  GPtrArray *matches; /* owned, WbAlertConfig */
  GPtrArray *checks;  /* owned, WbRuleCheck: all that were looked at, in order */
} WbVerdict;

/* All alert configs, ready to be asked. Immutable: any thread may ask. */
typedef struct _WbRuleSet WbRuleSet;

WbRuleSet *wb_rule_set_new (GPtrArray *configs);
WbRuleSet *wb_rule_set_ref (WbRuleSet *self);
void wb_rule_set_unref (WbRuleSet *self);
void wb_rule_set_judge (const WbRuleSet *self, const WbEvent *event, WbVerdict *verdict);

void wb_verdict_clear (WbVerdict *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRuleSet, wb_rule_set_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbVerdict, wb_verdict_clear)

G_END_DECLS
