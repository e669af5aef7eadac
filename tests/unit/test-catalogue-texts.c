/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-catalogue.h"

#include "engine/wb-template.h"
#include "model/wb-event.h"

#define NOW_US 1767323045678901

/* The texts that those who ask for them gave word for word. */
static const struct
{
  const char *type;
  const char *json;
  const char *title;
  const char *message;
} cases[] = {
  {
      "quota_warning",
      "{\"provider\":\"groq\",\"key_id\":\"1\",\"context\":{\"percentage\":78.0,\"remaining\":3166,"
      "\"resets_at\":\"2025-11-19T00:00:00Z\"}}",
      "⚠️ Groq Key 1 at 78% quota",
      "⚠️ **API Key Quota Warning**\n\n"
      "Provider: Groq\n"
      "Key ID: 1\n"
      "Usage: 78%\n"
      "Remaining: 3,166 tokens\n"
      "Resets at: 2025-11-19T00:00:00Z\n\n"
      "Action: Monitor usage or add backup keys",
  },
  {
      "quota_critical",
      "{\"provider\":\"groq\",\"key_id\":\"1\",\"context\":{\"percentage\":92.5,"
      "\"remaining\":1234567,\"resets_at\":\"2025-11-19T00:00:00Z\"}}",
      "🚨 CRITICAL: Groq Key 1 at 92.5%",
      "🚨 **CRITICAL: API Key Quota Nearly Exhausted**\n\n"
      "Provider: Groq\n"
      "Key ID: 1\n"
      "Usage: 92.5%\n"
      "Remaining: 1,234,567 tokens\n"
      "Resets at: 2025-11-19T00:00:00Z\n\n"
      "⚡ **Immediate Action Required:**\n"
      "- Add backup keys for groq\n"
      "- Monitor usage closely\n"
      "- Consider rate limiting\n\n"
      "System will auto-switch to next available key when exhausted.",
  },
  {
      "auth_failure",
      "{\"provider\":\"google\",\"key_id\":\"2\",\"context\":{\"error\":\"401 invalid_api_key\"}}",
      "❌ Google Key 2 Authentication Failed",
      "❌ **API Key Authentication Failure**\n\n"
      "Provider: Google\n"
      "Key ID: 2\n"
      "Error: 401 invalid_api_key\n"
      "Time: 2026-01-02T03:04:05Z\n\n"
      "**Action Required:**\n"
      "1. Check if key is expired\n"
      "2. Verify key in provider dashboard\n"
      "3. Update .env with new key if needed\n"
      "4. Restart platform after update\n\n"
      "Key has been quarantined for 5 minutes.\n"
      "Requests are being routed to backup keys.",
  },
  {
      "auth_failure",
      "{\"provider\":\"groq\",\"key_id\":\"1\",\"context\":{\"error\":\"\","
      "\"error_details\":\"expired\"}}",
      "❌ Groq Key 1 Authentication Failed",
      "❌ **API Key Authentication Failure**\n\n"
      "Provider: Groq\n"
      "Key ID: 1\n"
      "Error: expired\n"
      "Time: 2026-01-02T03:04:05Z\n\n"
      "**Action Required:**\n"
      "1. Check if key is expired\n"
      "2. Verify key in provider dashboard\n"
      "3. Update .env with new key if needed\n"
      "4. Restart platform after update\n\n"
      "Key has been quarantined for 5 minutes.\n"
      "Requests are being routed to backup keys.",
  },
  {
      "all_keys_failed",
      "{\"context\":{\"errors_by_provider\":{\"groq\":\"429 rate "
      "limited\",\"google\":\"timeout\"}}}",
      "🚨 EMERGENCY: All AI Keys Failed!",
      "🚨 **EMERGENCY: All AI Providers Down**\n\n"
      "**Status:** Platform AI is completely unavailable\n"
      "**Time:** 2026-01-02T03:04:05Z\n\n"
      "**Failed Providers:**\n"
      "- groq: 429 rate limited\n"
      "- google: timeout\n\n"
      "**Impact:**\n"
      "- All AI features are disabled\n"
      "- Users seeing fallback messages\n"
      "- Platform operating in degraded mode\n\n"
      "**IMMEDIATE ACTIONS REQUIRED:**\n"
      "1. Check all API keys in .env\n"
      "2. Verify keys in provider dashboards\n"
      "3. Check for service outages:\n"
      "   - Groq: https://status.groq.com\n"
      "   - Google: https://status.cloud.google.com\n"
      "4. Add new backup keys immediately\n"
      "5. Monitor recovery status\n\n"
      "This is a critical system alert!",
  },
  {
      "key_recovered",
      "{\"provider\":\"groq\",\"key_id\":\"1\"}",
      "✅ Groq Key 1 is back online",
      "✅ **Provider Recovered**\n\n"
      "Groq Key 1 is back online!\n"
      "Time: 2026-01-02T03:04:05Z\n\n"
      "System resumed normal operations.",
  },
  {
      "circuit_breaker_opened",
      "{\"context\":{\"provider_name\":\"test_provider\",\"failure_count\":5,"
      "\"circuit_state\":\"open\"}}",
      "Circuit Breaker Opened: test_provider",
      "Provider test_provider has failed repeatedly.",
  },
  {
      "cost_limit_warning",
      "{\"context\":{\"current_value\":90.0,\"limit_value\":100.0,\"percentage\":90.0}}",
      "Cost Limit Warning",
      "You have used $90/$100 (90%)",
  },
  {
      "cost_limit_warning",
      "{\"context\":{\"current_value\":45.5,\"limit_value\":50,\"percentage\":91}}",
      "Cost Limit Warning",
      "You have used $45.50/$50 (91%)",
  },
  {
      "rate_limit_exceeded",
      "{\"context\":{\"requests\":150,\"limit\":100,\"window_seconds\":60}}",
      "Rate Limit Exceeded",
      "Too many requests in short period",
  },
};

static void
test_texts (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WbEventType *type = wb_catalogue_lookup (cases[i].type);
      g_autoptr (WbEvent) event = wb_event_new_from_json (cases[i].json, NULL);
      g_autofree char *title = wb_template_render (type->title, WB_TEMPLATE_PLAIN, event, NOW_US);
      g_autofree char *message
          = wb_template_render (type->message, WB_TEMPLATE_MARKDOWN, event, NOW_US);

      g_assert_cmpstr (title, ==, cases[i].title);
      g_assert_cmpstr (message, ==, cases[i].message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/catalogue/texts", test_texts);
  return g_test_run ();
}
