/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"
#include "model/wb-catalogue.h"

G_BEGIN_DECLS

typedef enum
{
  WB_METRIC_THRESHOLD, /* the value is beyond the threshold */
  WB_METRIC_ABSENT,    /* no value comes any more */
  WB_METRIC_UNUSUAL,   /* unlike its own recent past */
  WB_METRIC_FORECAST,  /* on its way it will be beyond the threshold soon */
} WbMetricKind;

typedef enum
{
  WB_METRIC_ABOVE,     /* > */
  WB_METRIC_AT_LEAST,  /* >= */
  WB_METRIC_BELOW,     /* < */
  WB_METRIC_AT_MOST,   /* <= */
  WB_METRIC_EQUAL,     /* == */
  WB_METRIC_NOT_EQUAL, /* != */
} WbMetricOperator;

/* When a metric rings. Read directly; nobody changes it once it is made. */
typedef struct
{
  char *name;            /* owned */
  char *metric_name;     /* owned; may hold * and ? */
  gboolean has_wildcard; /* metric_name */
  char *service_name;    /* owned, nullable: any; likewise */
  WbMetricKind kind;
  WbMetricOperator operator;
  double threshold;
  double recovery; /* where it is over; the threshold unless it was given */
  gboolean has_recovery;
  WbPriority priority;
  guint cooldown_minutes; /* between two alerts while it lasts */
  guint for_s;            /* how long it must last */
  guint absent_after_s;
  guint window;                  /* values that count as the recent past */
  guint min_count;               /* fewer say nothing */
  double spread;                 /* how many spreads from the median are unusual */
  guint within_s;                /* how far a forecast looks */
  const WbEventType *event_type; /* what is raised */
  gboolean is_active;
  gboolean is_default; /* nobody changed it */
} WbMetricRule;

#define WB_TYPE_METRIC_RULE (wb_metric_rule_get_type ())
GType wb_metric_rule_get_type (void);

GPtrArray *wb_metric_rule_list_defaults (void);
WbMetricRule *wb_metric_rule_new_from_json (WbJsonValue object,
                                            const WbMetricRule *base,
                                            GError **error);
WbMetricRule *wb_metric_rule_ref (WbMetricRule *self);
void wb_metric_rule_unref (WbMetricRule *self);
void wb_metric_rule_append_json (const WbMetricRule *self, GString *json);

WbSeverity wb_metric_rule_get_severity (const WbMetricRule *self);
gboolean wb_metric_rule_covers (const WbMetricRule *self,
                                const char *metric_name,
                                const char *service_name);
gboolean wb_metric_operator_holds (WbMetricOperator operator, double value, double threshold);
const char *wb_metric_operator_to_string (WbMetricOperator operator);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbMetricRule, wb_metric_rule_unref)

G_END_DECLS
