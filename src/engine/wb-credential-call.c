/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-credential-call.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "engine/wb-performance.h"
#include "model/wb-channel-settings.h"

/*
 * An order that credentials come with:
 *
 *   input -> split -> perform -> keyring -> confirm -> answer
 *               '--- credentials ----^
 */
typedef struct
{
  WbPipeline *pipeline;   /* owned */
  WbSecretKeeper *keeper; /* owned, nullable */
  const WbOperation *operation;
  char *actor;            /* owned */
  GPtrArray *credentials; /* owned, WbCredential */
  GPtrArray *dropped;     /* owned, char *: names */
  char *channel;          /* owned: whose they are in the keyring */
  gint64 id;
  GString *answer; /* owned */
  GTask *task;     /* owned */
} Call;

static void
call_free (Call *self)
{
  g_object_unref (self->pipeline);
  g_clear_object (&self->keeper);
  g_free (self->actor);
  g_ptr_array_unref (self->credentials);
  g_ptr_array_unref (self->dropped);
  g_free (self->channel);
  if (self->answer != NULL)
    g_string_free (self->answer, TRUE);
  g_object_unref (self->task);
  g_free (self);
}

static void
free_answer (gpointer answer)
{
  g_string_free (answer, TRUE);
}

static void
return_answer (Call *self)
{
  g_task_return_pointer (self->task, g_steal_pointer (&self->answer), free_answer);
  call_free (self);
}

static void
return_error (Call *self, GError *error)
{
  g_task_return_error (self->task, error);
  call_free (self);
}

/* Adds to @names which credentials are to leave the keyring. */
static void
read_dropped (const WbJson *answer, GPtrArray *names)
{
  WbJsonIter iter;
  WbJsonValue dropped, name;

  if (!wb_json_value_lookup (wb_json_get_root (answer), "dropped_credentials", &dropped))
    return;
  wb_json_iter_init (&iter, dropped);
  while (wb_json_iter_next (&iter, NULL, &name))
    g_ptr_array_add (names, wb_json_value_dup_string (name));
}

/* --- warnings --- */

static void
append_warning (const Call *self, GString *list, const char *name, const char *warning)
{
  g_autofree char *text
      = g_strdup_printf ("%s%s: %s", self->operation->credentials->path, name, warning);

  wb_json_begin_item (list);
  wb_json_append_string (list, text);
}

/* Adds to the answer what became of nothing. */
static void
add_warnings (Call *self, const char *reason)
{
  /* Translators: %s is such as: the keyring is locked */
  g_autofree char *not_kept
      = g_strdup_printf (_ ("%s; it is not kept, everything else is saved"), reason);
  g_autofree char *not_dropped = g_strdup_printf (_ ("%s; it is still in there"), reason);
  g_autoptr (GString) list = g_string_new ("[");

  for (guint i = 0; i < self->credentials->len; i++)
    append_warning (self, list, ((WbCredential *) self->credentials->pdata[i])->name, not_kept);
  for (guint i = 0; i < self->dropped->len; i++)
    append_warning (self, list, self->dropped->pdata[i], not_dropped);
  g_string_append_c (list, ']');

  g_string_truncate (self->answer, self->answer->len - strlen ("}"));
  wb_json_add_raw (self->answer, "warnings", list->str);
  g_string_append_c (self->answer, '}');
}

/* --- the keyring has them --- */

/* Someone removed them while the keyring was asked: they leave it again. */
static void
forget (Call *self, GPtrArray *names)
{
  wb_secret_keeper_change_async (self->keeper, self->channel, NULL, names, NULL, NULL);
}

/* The owner itself went. */
static void
forget_all (Call *self)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->credentials->len; i++)
    g_ptr_array_add (names, (gpointer) ((WbCredential *) self->credentials->pdata[i])->name);
  forget (self, names);
}

static void
take_answer (Call *self, GString *answer)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (WbJson) json = wb_performance_parse (answer->str, NULL);

  g_string_free (self->answer, TRUE);
  self->answer = answer;
  if (json != NULL)
    read_dropped (json, names);
  if (names->len > 0)
    forget (self, names);
}

static void
confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *self = user_data;
  g_autoptr (GError) error = NULL;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);

  if (answer != NULL)
    take_answer (self, answer);
  else
    {
      add_warnings (self, error->message);
      if (g_error_matches (error, WB_ERROR, WB_ERROR_NOT_FOUND))
        forget_all (self);
    }
  return_answer (self);
}

static void
append_names (const Call *self, const char *member, gboolean is_emptied, GString *input)
{
  wb_json_begin_member (input, member);
  g_string_append_c (input, '[');
  for (guint i = 0; i < self->credentials->len; i++)
    {
      const WbCredential *credential = g_ptr_array_index (self->credentials, i);

      if (credential->is_emptied != is_emptied)
        continue;
      wb_json_begin_item (input);
      wb_json_append_string (input, credential->name);
    }
  g_string_append_c (input, ']');
}

static void
confirm (Call *self)
{
  g_autoptr (GString) input = g_string_new ("{");

  if (self->operation->credentials->owner != NULL)
    wb_json_add_int64 (input, "id", self->id);
  else
    wb_json_add_string (input, "name", self->channel);
  g_string_append (input, ",\"body\":{");
  append_names (self, "kept", FALSE, input);
  append_names (self, "emptied", TRUE, input);
  g_string_append (input, "}}");
  wb_pipeline_perform_async (self->pipeline, self->operation->credentials->confirm, input->str,
                             self->actor, confirmed_cb, self);
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!wb_secret_keeper_change_finish (WB_SECRET_KEEPER (source), result, &error))
    add_warnings (self, error->message);
  else if (self->credentials->len > 0)
    {
      confirm (self);
      return;
    }
  return_answer (self);
}

/* --- it is on disk without them --- */

static gboolean
read_answer (Call *self, GError **error)
{
  g_autoptr (WbJson) json = wb_performance_parse (self->answer->str, error);
  const char *owner = self->operation->credentials->owner;
  WbJsonValue member;

  if (json == NULL)
    return FALSE;
  read_dropped (json, self->dropped);
  if (owner == NULL && wb_json_value_lookup (wb_json_get_root (json), "name", &member))
    {
      self->channel = wb_json_value_dup_string (member);
      return TRUE;
    }
  if (wb_json_value_lookup (wb_json_get_root (json), "id", &member))
    wb_json_value_get_int64 (member, &self->id);
  self->channel = g_strdup_printf ("%s-%" G_GINT64_FORMAT, owner, self->id);
  return TRUE;
}

/* Whoever has no credentials needs no keyring. */
static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *self = user_data;
  GError *error = NULL;

  self->answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);
  if (self->answer == NULL || !read_answer (self, &error))
    return_error (self, error);
  else if (self->credentials->len == 0 && self->dropped->len == 0)
    return_answer (self);
  else if (self->keeper != NULL)
    wb_secret_keeper_change_async (self->keeper, self->channel, self->credentials, self->dropped,
                                   changed_cb, self);
  else
    {
      add_warnings (self, _ ("the keyring is not available"));
      return_answer (self);
    }
}

/* --- it comes in --- */

/* @input again, with a body that is clean. */
static gboolean
split (Call *self, const char *input, GString *clean, GError **error)
{
  g_autoptr (WbJson) json = wb_performance_parse (input, error);
  WbJsonIter iter;
  WbJsonValue name, value;

  if (json == NULL)
    return FALSE;

  g_string_append_c (clean, '{');
  wb_json_iter_init (&iter, wb_json_get_root (json));
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *member = wb_json_value_dup_string (name);
      g_autofree char *raw = NULL;

      wb_json_begin_member (clean, member);
      if (g_str_equal (member, "body"))
        {
          if (!self->operation->credentials->split (value, clean, self->credentials, error))
            return FALSE;
          continue;
        }
      raw = wb_json_value_dup_raw (value);
      g_string_append (clean, raw);
    }
  g_string_append_c (clean, '}');
  return TRUE;
}

/*
 * wb_credential_call_async:
 * @keeper: (nullable)
 * @operation: with a rule for credentials
 * @task: (transfer full): returns the answer, a GString
 *
 * Where the keyring does not take the credentials, the answer says so in "warnings".
 */
void
wb_credential_call_async (WbPipeline *pipeline,
                          WbSecretKeeper *keeper,
                          const WbOperation *operation,
                          const char *input,
                          const char *actor,
                          GTask *task)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  GError *error = NULL;
  Call *self = g_new0 (Call, 1);

  self->pipeline = g_object_ref (pipeline);
  self->keeper = keeper != NULL ? g_object_ref (keeper) : NULL;
  self->operation = operation;
  self->actor = g_strdup (actor);
  self->credentials = g_ptr_array_new_with_free_func ((GDestroyNotify) wb_credential_free);
  self->dropped = g_ptr_array_new_with_free_func (g_free);
  self->task = task;
  if (split (self, input, clean, &error))
    wb_pipeline_perform_clean_async (pipeline, operation, clean->str, actor, performed_cb, self);
  else
    return_error (self, error);
}
