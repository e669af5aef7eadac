/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What the agent says when it refuses something, in the language of the person.
 *
 * The agent says it in English to everybody, for programs and scripts on HTTP and D-Bus depend on
 * it, and it cannot know who reads the answer. Its messages are few and of fixed forms, so a window
 * recognises the form, and says it again in its own language with the same values. A message of no
 * known form stays as it is.
 */
typedef const char *(*WbTranslate) (const char *text);

char *wb_refusal_dup_text (const char *message);
char *wb_refusal_dup_text_by (const char *message, WbTranslate translate);

G_END_DECLS
