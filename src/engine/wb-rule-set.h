/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once
#include "model/wb-alert-config.h"
#include "model/wb-event.h"
typedef enum
{
  WB_VERDICT_DEFAULT,
  WB_VERDICT_MATCHED,
  WB_VERDICT_UNMATCHED,
  WB_VERDICT_DISABLED
} WbVerdictKind;
typedef struct
{
  gint64 config_id;
  char *name;
  gboolean is_match;
  char *why;
} WbRuleCheck;
typedef struct
{
  WbVerdictKind kind;
  GPtrArray *matches;
  GPtrArray *checks;
} WbVerdict;
typedef struct _WbRuleSet WbRuleSet;
static inline WbRuleSet *
wb_rule_set_new (GPtrArray *c)
{
  (void) c;
  return g_malloc0 (1);
}
static inline void
wb_rule_set_unref (WbRuleSet *r)
{
  g_free (r);
}
static inline void
wb_rule_set_judge (const WbRuleSet *r, const WbEvent *e, WbVerdict *v)
{
  (void) r;
  (void) e;
  *v = (WbVerdict){ 0, g_ptr_array_new (), g_ptr_array_new () };
}
static inline void
wb_verdict_clear (WbVerdict *v)
{
  g_ptr_array_unref (v->matches);
  g_ptr_array_unref (v->checks);
}
