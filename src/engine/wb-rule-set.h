/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "engine/wb-condition.h"
#include "model/wb-alert-config.h"

G_BEGIN_DECLS

/* All alert configs, ready to be asked. Immutable: any thread may ask. */
typedef struct _WbRuleSet WbRuleSet;

/* A config with its conditions as they are asked, and with what each event that it matches says
 * of it. */
typedef struct
{
  WbAlertConfig *config;    /* owned */
  WbConditions *conditions; /* owned, nullable */
  char *fault;              /* owned, nullable: why its conditions cannot be read */
  char *scope;              /* owned: of its throttle: "config 3" */
  char *reason;             /* owned: in a sentence: that it decided */
} WbRule;

/* What the alert configs say about one event. */
typedef enum
{
  WB_VERDICT_DEFAULT,   /* none is about its type */
  WB_VERDICT_MATCHED,   /* at least one matches */
  WB_VERDICT_UNMATCHED, /* some are about its type, and none matches */
  WB_VERDICT_DISABLED,  /* all that are about its type are switched off */
} WbVerdictKind;

/* Whether one config matched. */
typedef struct
{
  const WbRule *rule;
  gboolean is_match;
} WbRuleCheck;

typedef struct
{
  WbVerdictKind kind;
  WbRuleSet *rules;   /* owned, nullable: what the rest is lent by */
  GPtrArray *matches; /* owned, WbRule */
  GArray *checks;     /* owned, WbRuleCheck: all that were looked at, in order */
} WbVerdict;

WbRuleSet *wb_rule_set_new (GPtrArray *configs);
WbRuleSet *wb_rule_set_ref (WbRuleSet *self);
void wb_rule_set_unref (WbRuleSet *self);
void wb_rule_set_judge (WbRuleSet *self, const WbConditionSubject *subject, WbVerdict *verdict);
char *wb_rule_check_dup_why (const WbRuleCheck *self, const WbConditionSubject *subject);

void wb_verdict_clear (WbVerdict *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbRuleSet, wb_rule_set_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WbVerdict, wb_verdict_clear)

G_END_DECLS
