/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * A strict JSON reader (RFC 8259, and of RFC 7493: no duplicate names, no lone surrogates, numbers
 * that an int64 or a finite double holds). It does not recurse, checks every limit while it reads,
 * and keeps for each value where it stands in the text, so that numbers can be passed on to the
 * letter. A document is immutable: any thread may read it.
 *
 *   text    {"a":[1,2],"b":"x"}
 *   tokens  0:object next=7   1:"a" 2:array next=5   3:1 4:2   5:"b" 6:"x"
 */
typedef struct _WbJson WbJson;

typedef enum
{
  WB_JSON_NULL,
  WB_JSON_BOOLEAN,
  WB_JSON_NUMBER,
  WB_JSON_STRING,
  WB_JSON_ARRAY,
  WB_JSON_OBJECT,
} WbJsonKind;

/* Bounds of one document. */
typedef struct
{
  gsize length_bytes;
  gsize string_bytes; /* of one string, as written */
  guint depth;        /* arrays and objects inside each other */
  guint values;       /* names of members count too */
} WbJsonLimits;

/* A value of a document; it lives as long as the document. */
typedef struct
{
  const WbJson *document;
  guint token;
} WbJsonValue;

/* Goes over the items of an array or the members of an object. */
typedef struct
{
  const WbJson *document;
  guint token;
  guint end;
  gboolean is_object;
} WbJsonIter;

#define WB_JSON_NUMBER_LENGTH 64 /* characters of the longest number taken */

WbJson *wb_json_parse (const char *text, gsize length, const WbJsonLimits *limits, GError **error);
WbJson *wb_json_ref (WbJson *self);
void wb_json_unref (WbJson *self);
WbJsonValue wb_json_get_root (const WbJson *self);

WbJsonKind wb_json_value_get_kind (WbJsonValue value);
const char *wb_json_value_get_raw (WbJsonValue value, gsize *length);
char *wb_json_value_dup_raw (WbJsonValue value);
char *wb_json_value_dup_string (WbJsonValue value);
const char *wb_json_value_get_string (WbJsonValue value, gsize *length, char **unescaped);
gboolean wb_json_value_get_boolean (WbJsonValue value);
gboolean wb_json_value_get_int64 (WbJsonValue value, gint64 *number);
double wb_json_value_get_double (WbJsonValue value);
guint wb_json_value_count_items (WbJsonValue value);
guint wb_json_value_count_all (WbJsonValue value);
guint wb_json_value_get_depth (WbJsonValue value);
gboolean wb_json_value_equals (WbJsonValue value, const char *string);
gboolean wb_json_value_lookup (WbJsonValue object, const char *name, WbJsonValue *member);

void wb_json_iter_init (WbJsonIter *iter, WbJsonValue container);
gboolean wb_json_iter_next (WbJsonIter *iter, WbJsonValue *name, WbJsonValue *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbJson, wb_json_unref)

G_END_DECLS
