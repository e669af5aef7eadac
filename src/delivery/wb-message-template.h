/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include "delivery/wb-message.h"
#include "model/wb-alert-config.h"
#include "model/wb-channel-config.h"

G_BEGIN_DECLS

/*
 * Texts of the user's own, in CommonMark:
 *
 *   {{title}} {{model_name}} {{metrics.loss}} {{context.error}}   a value; nothing if it is not
 * given
 *   {{#run_id}} Run {{run_id}} {{/run_id}}                        only where it is given, or true
 *   {{^cost}} free {{/cost}}                                      only where it is not
 *   {{#facts}}- {{label}}: {{value}}{{/facts}}                    once for each
 *
 * Values: title, body, severity, priority, type, status, count, time, channel, all fields of the
 * event by their names. What is put in is escaped; {{{body}}} and {{{message}}} are CommonMark
 * already and are put in as they are.
 */
gboolean wb_message_template_check (const char *field, const char *text, GError **error);
char *wb_message_template_render (const char *text,
                                  const WbMessage *message,
                                  const char *channel,
                                  gboolean is_title);
void wb_message_template_apply (WbMessage *message,
                                const WbChannelConfig *channel,
                                const WbAlertConfig *alert);

G_END_DECLS
