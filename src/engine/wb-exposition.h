/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define WB_EXPOSITION_MEDIA_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Writes the text that Prometheus reads (exposition format 0.0.4): a family, then its samples. */
void wb_exposition_begin_family (GString *text,
                                 const char *name,
                                 const char *type,
                                 const char *help);
void wb_exposition_add_sample (GString *text, const char *name, double value, ...)
    G_GNUC_NULL_TERMINATED;

G_END_DECLS
