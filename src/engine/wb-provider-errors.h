/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

/* What each provider says when none of its keys works: {"groq": "429", "google": "timeout"}, at
 * most WB_LIMIT_FAILED_PROVIDERS, in the order in which they came. */
typedef struct _WbProviderErrors WbProviderErrors;

WbProviderErrors *wb_provider_errors_new (void);
void wb_provider_errors_free (WbProviderErrors *self);

void wb_provider_errors_set (WbProviderErrors *self, const char *provider, const char *error);
const char *wb_provider_errors_get (const WbProviderErrors *self, const char *provider);
guint wb_provider_errors_get_size (const WbProviderErrors *self);
gboolean wb_provider_errors_read (WbProviderErrors *self, WbJsonValue object, GError **error);
void wb_provider_errors_take_context (WbProviderErrors *self, const WbJson *context);
void wb_provider_errors_append_json (const WbProviderErrors *self, GString *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbProviderErrors, wb_provider_errors_free)

G_END_DECLS
