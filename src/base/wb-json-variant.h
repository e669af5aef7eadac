/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "base/wb-json.h"

G_BEGIN_DECLS

GVariant *wb_json_value_to_variant (WbJsonValue value);

G_END_DECLS
