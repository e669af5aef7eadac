/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-filter.h"

#include "base/wb-error.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define WORD_CHARACTERS 64 /* of an unknown word that an error repeats */

WbFilter *
wb_filter_new (void)
{
  return g_new0 (WbFilter, 1);
}

WbFilter *
wb_filter_copy (const WbFilter *self)
{
  WbFilter *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->text = g_strdup (self->text);
  return copy;
}

void
wb_filter_free (WbFilter *self)
{
  g_free (self->text);
  g_free (self);
}

gboolean
wb_filter_equal (const WbFilter *a, const WbFilter *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a->severities == b->severities && a->categories == b->categories && a->unread == b->unread
         && a->acknowledged == b->acknowledged && g_strcmp0 (a->text, b->text) == 0;
}

/* wb_filter_is_empty: whether everything passes. */
gboolean
wb_filter_is_empty (const WbFilter *self)
{
  const WbFilter everything = { 0 };

  return wb_filter_equal (self, &everything);
}

static void
insert_words (GVariantDict *dict,
              const char *name,
              guint bits,
              guint n,
              const char *(*word) (guint))
{
  GVariantBuilder words;

  if (bits == 0)
    return;

  g_variant_builder_init (&words, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < n; i++)
    if (bits & (1u << i))
      g_variant_builder_add (&words, "s", word (i));
  g_variant_dict_insert (dict, name, "as", &words);
}

static const char *
severity_word (guint i)
{
  return wb_severity_to_string ((WbSeverity) i);
}

static const char *
category_word (guint i)
{
  return wb_category_to_string ((WbCategory) i);
}

/* wb_filter_to_variant: (transfer floating): the filter that Notifications1 documents. */
GVariant *
wb_filter_to_variant (const WbFilter *self)
{
  GVariantDict dict;

  g_return_val_if_fail (self != NULL, NULL);

  g_variant_dict_init (&dict, NULL);
  insert_words (&dict, "severities", self->severities, WB_N_SEVERITIES, severity_word);
  insert_words (&dict, "categories", self->categories, WB_N_CATEGORIES, category_word);
  if (self->unread != WB_FILTER_ANY)
    g_variant_dict_insert (&dict, "unread", "b", self->unread == WB_FILTER_ONLY);
  if (self->acknowledged != WB_FILTER_ANY)
    g_variant_dict_insert (&dict, "acknowledged", "b", self->acknowledged == WB_FILTER_ONLY);
  if (self->text != NULL)
    g_variant_dict_insert (&dict, "text", "s", self->text);
  return g_variant_dict_end (&dict);
}

static gboolean
expect_type (const char *name, GVariant *value, const GVariantType *type, GError **error)
{
  if (g_variant_is_of_type (value, type))
    return TRUE;

  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
               "filter.%s: expected D-Bus type '%.*s', not '%s'", name,
               (int) g_variant_type_get_string_length (type), g_variant_type_peek_string (type),
               g_variant_get_type_string (value));
  return FALSE;
}

static gboolean
refuse_word (GError **error, const char *name, const char *word)
{
  g_autofree char *shown = wb_text_truncate (word, WORD_CHARACTERS);

  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, "filter.%s: unknown word \"%s\"", name,
               shown);
  return FALSE;
}

static gboolean
parse_severities (WbFilter *self, const char *name, GVariant *value, GError **error)
{
  g_autofree const char **words = NULL;

  if (!expect_type (name, value, G_VARIANT_TYPE_STRING_ARRAY, error))
    return FALSE;

  words = g_variant_get_strv (value, NULL);
  for (guint i = 0; words[i] != NULL; i++)
    {
      WbSeverity severity;

      if (!wb_severity_from_string (words[i], &severity))
        return refuse_word (error, "severities", words[i]);
      self->severities |= 1u << severity;
    }
  return TRUE;
}

static gboolean
parse_categories (WbFilter *self, const char *name, GVariant *value, GError **error)
{
  g_autofree const char **words = NULL;

  if (!expect_type (name, value, G_VARIANT_TYPE_STRING_ARRAY, error))
    return FALSE;

  words = g_variant_get_strv (value, NULL);
  for (guint i = 0; words[i] != NULL; i++)
    {
      WbCategory category;

      if (!wb_category_from_string (words[i], &category))
        return refuse_word (error, "categories", words[i]);
      self->categories |= 1u << category;
    }
  return TRUE;
}

static gboolean
parse_state (WbFilterState *state, const char *name, GVariant *value, GError **error)
{
  if (!expect_type (name, value, G_VARIANT_TYPE_BOOLEAN, error))
    return FALSE;

  *state = g_variant_get_boolean (value) ? WB_FILTER_ONLY : WB_FILTER_NONE;
  return TRUE;
}

static gboolean
parse_text (WbFilter *self, const char *name, GVariant *value, GError **error)
{
  if (!expect_type (name, value, G_VARIANT_TYPE_STRING, error))
    return FALSE;
  if (g_utf8_strlen (g_variant_get_string (value, NULL), -1) > WB_LIMIT_SEARCH_CHARACTERS)
    {
      g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
                   "filter.text: expected at most %d characters", WB_LIMIT_SEARCH_CHARACTERS);
      return FALSE;
    }

  g_free (self->text);
  self->text = g_strstrip (g_variant_dup_string (value, NULL));
  if (*self->text == '\0')
    g_clear_pointer (&self->text, g_free);
  return TRUE;
}

static gboolean
parse_key (WbFilter *self, const char *name, GVariant *value, GError **error)
{
  g_autofree char *shown = NULL;

  if (g_str_equal (name, "severities"))
    return parse_severities (self, name, value, error);
  if (g_str_equal (name, "categories"))
    return parse_categories (self, name, value, error);
  if (g_str_equal (name, "unread"))
    return parse_state (&self->unread, name, value, error);
  if (g_str_equal (name, "acknowledged"))
    return parse_state (&self->acknowledged, name, value, error);
  if (g_str_equal (name, "text"))
    return parse_text (self, name, value, error);

  shown = wb_text_truncate (name, WORD_CHARACTERS);
  g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT,
               "filter.%s: no such key; expected severities, categories, unread, acknowledged or "
               "text",
               shown);
  return FALSE;
}

/* wb_filter_new_from_variant: reads a filter from outside; an error names the key. */
WbFilter *
wb_filter_new_from_variant (GVariant *variant, GError **error)
{
  g_autoptr (WbFilter) self = wb_filter_new ();
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT), NULL);

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{&sv}", &name, &value))
    {
      g_autoptr (GVariant) owned = value;

      if (!parse_key (self, name, owned, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}
