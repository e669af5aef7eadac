/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "intake/wb-api.h"

#include "delivery/wb-channel-operations.h"
#include "delivery/wb-delivery-operations.h"
#include "engine/wb-alert-config-operations.h"
#include "engine/wb-audit-operations.h"
#include "engine/wb-circuit-breaker.h"
#include "engine/wb-dashboard.h"
#include "engine/wb-dry-run.h"
#include "engine/wb-debug.h"
#include "engine/wb-event-operations.h"
#include "engine/wb-explain.h"
#include "engine/wb-key-operations.h"
#include "engine/wb-metric-monitor.h"
#include "engine/wb-metric-rules.h"
#include "engine/wb-notification-operations.h"
#include "engine/wb-preferences-operations.h"
#include "engine/wb-run-operations.h"
#include "engine/wb-snooze.h"
#include "engine/wb-stats-operations.h"
#include "engine/wb-test-alert.h"

#define NOTIFICATIONS "/api/v1/admin/alerts/notifications"

/* clang-format off */
static const WbApiRoute routes[] = {
  { "GET", "/api/v1/admin/alerts/configs", "include_defaults:b", 0, &wb_alert_config_list },
  { "POST", "/api/v1/admin/alerts/configs", NULL, 201, &wb_alert_config_create },
  { "GET", "/api/v1/admin/alerts/configs/{id}", NULL, 0, &wb_alert_config_get },
  { "PUT", "/api/v1/admin/alerts/configs/{id}", NULL, 0, &wb_alert_config_update },
  { "DELETE", "/api/v1/admin/alerts/configs/{id}", NULL, 0, &wb_alert_config_delete },
  { "POST", "/api/v1/admin/alerts/configs/customise", "alert_type:s", 201,
    &wb_alert_config_customise },
  { "POST", "/api/v1/admin/alerts/configs/dry-run", "days:n", 0, &wb_dry_run },
  { "POST", "/api/v1/admin/router/circuit-breakers/{provider}/force-open", NULL, 0,
    &wb_circuit_breaker_force_open },
  { "GET", "/api/v1/admin/alerts/preferences", NULL, 0, &wb_preferences_get },
  { "PUT", "/api/v1/admin/alerts/preferences", NULL, 0, &wb_preferences_set },
  { "POST", NOTIFICATIONS "/{id}/snooze", NULL, 0, &wb_snooze_notification },
  { "GET", NOTIFICATIONS "/{id}/explanation", NULL, 0,
    &wb_explain_notification },
  { "POST", "/api/v1/admin/alerts/snooze", NULL, 0, &wb_snooze_key },
  { "POST", NOTIFICATIONS "/snooze-all", NULL, 0, &wb_snooze_all },
  { "POST", "/api/v1/admin/alerts/test", "alert_type:s", 0, &wb_test_alert },
  { "GET", "/api/v1/events/{id}/explanation", NULL, 0, &wb_explain_event },
  { "POST", "/api/v1/metrics", NULL, 202, &wb_metric_record },
  { "GET", "/api/v1/metrics", "metric_name:s limit:n", 0, &wb_metric_list },
  { "GET", "/api/v1/metrics/rules", NULL, 0, &wb_metric_rules_list },
  { "POST", "/api/v1/metrics/rules", NULL, 201, &wb_metric_rules_add },
  { "PUT", "/api/v1/metrics/rules/{name}", NULL, 0, &wb_metric_rules_set },
  { "DELETE", "/api/v1/metrics/rules/{name}", NULL, 0, &wb_metric_rules_delete },
  { "GET", "/api/admin/alerts", NULL, 0, &wb_dashboard_list },
  { "GET", "/api/v1/keys", "provider:s", 0, &wb_key_list },
  { "POST", "/api/v1/keys/all-failed", NULL, 0, &wb_key_report_all_failed },
  { "PUT", "/api/v1/keys/{provider}/{key_id}/quota", NULL, 0, &wb_key_set_quota },
  { "POST", "/api/v1/keys/{provider}/{key_id}/failure", NULL, 0, &wb_key_report_failure },
  { "POST", "/api/v1/keys/{provider}/{key_id}/recovered", NULL, 0, &wb_key_report_recovered },
  { "DELETE", "/api/v1/keys/{provider}/{key_id}", NULL, 0, &wb_key_forget },
  { "GET", "/api/v1/runs", "state:s before_id:n limit:n losses:n", 0, &wb_run_list },
  { "GET", "/api/v1/runs/{run_id}", NULL, 0, &wb_run_get },
  { "POST", "/api/v1/runs/mute/{run_id}", NULL, 0, &wb_snooze_run },
  { "DELETE", "/api/v1/runs/{run_id}", NULL, 0, &wb_run_forget },
  { "GET", "/api/v1/events", "since_id:n before_id:n limit:n type:s run_id:s thread_of:n hours:n", 0,
    &wb_event_list },
  { "GET", "/api/v1/events/{id}", NULL, 0, &wb_event_get },
  { "GET", NOTIFICATIONS,
    "unread_only:b severity:s category:s acknowledged:b text:s before_seq:n limit:n", 0,
    &wb_notification_list },
  { "GET", NOTIFICATIONS "/unread/count", NULL, 0, &wb_notification_count_unread },
  { "POST", NOTIFICATIONS "/mark-all-read", NULL, 0, &wb_notification_mark_all_read },
  { "GET", NOTIFICATIONS "/{id}", NULL, 0, &wb_notification_get },
  { "DELETE", NOTIFICATIONS "/{id}", NULL, 0, &wb_notification_delete },
  { "POST", NOTIFICATIONS "/{id}/read", NULL, 0, &wb_notification_mark_read },
  { "POST", NOTIFICATIONS "/{id}/acknowledge", NULL, 0, &wb_notification_acknowledge },
  { "GET", "/api/v1/channels", NULL, 0, &wb_channel_list },
  { "POST", "/api/v1/channels", NULL, 201, &wb_channel_add },
  { "POST", "/api/v1/channels/preview", NULL, 0, &wb_channel_preview },
  { "GET", "/api/v1/channels/{name}", NULL, 0, &wb_channel_get_one },
  { "PUT", "/api/v1/channels/{name}", NULL, 0, &wb_channel_update },
  { "DELETE", "/api/v1/channels/{name}", NULL, 0, &wb_channel_remove },
  { "POST", "/api/v1/channels/{name}/test", NULL, 0, &wb_channel_test },
  { "GET", "/api/v1/deliveries",
    "channel:s state:s notification_id:n before_id:n limit:n", 0, &wb_delivery_list },
  { "POST", "/api/v1/deliveries/retry", "channel:s", 0, &wb_delivery_retry_all },
  { "DELETE", "/api/v1/deliveries", "channel:s", 0, &wb_delivery_purge },
  { "GET", "/api/v1/deliveries/{id}", NULL, 0, &wb_delivery_get },
  { "POST", "/api/v1/deliveries/{id}/retry", NULL, 0, &wb_delivery_retry },
  { "DELETE", "/api/v1/deliveries/{id}", NULL, 0, &wb_delivery_delete },
  { "GET", "/api/v1/queue", NULL, 0, &wb_delivery_get_queue },
  { "GET", "/api/v1/stats", "hours:n", 0, &wb_stats_get },
  { "GET", "/api/v1/debug", NULL, 0, &wb_debug_get },
  { "PUT", "/api/v1/debug", NULL, 0, &wb_debug_set },
  { "GET", "/api/v1/audit", "before_id:n limit:n", 0, &wb_audit_list },
};
/* clang-format on */

const WbApiRoute *
wb_api_get_routes (gsize *n_routes)
{
  *n_routes = G_N_ELEMENTS (routes);
  return routes;
}
