/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "service/wb-operation-call.h"

#include "base/wb-error.h"
#include "base/wb-json-variant.h"
#include "base/wb-json-writer.h"
#include "service/wb-caller.h"

#define ANSWER_BYTES                                                                               \
  (64 * 1024 * 1024) /* what an operation says is our own: only an error is longer */
#define ANSWER_VALUES (1024 * 1024)
#define ANSWER_DEPTH 32

struct _WbCallInput
{
  GString *json;
  GError *error; /* of the first argument that JSON cannot hold */
};

/* A method call until it is answered. */
typedef struct
{
  WbPipeline *pipeline; /* owned */
  const WbOperation *operation;
  char *input;                       /* owned */
  GDBusMethodInvocation *invocation; /* owned by the call */
  WbReply reply;
} Call;

static const WbJsonLimits answer_limits = {
  .length_bytes = ANSWER_BYTES,
  .string_bytes = ANSWER_BYTES,
  .depth = ANSWER_DEPTH,
  .values = ANSWER_VALUES,
};

WbCallInput *
wb_call_input_new (void)
{
  WbCallInput *self = g_new0 (WbCallInput, 1);

  self->json = g_string_new ("{");
  return self;
}

void
wb_call_input_free (WbCallInput *self)
{
  g_string_free (self->json, TRUE);
  g_clear_error (&self->error);
  g_free (self);
}

void
wb_call_input_add_id (WbCallInput *self, gint64 id)
{
  wb_json_add_int64 (self->json, "id", id);
}

void
wb_call_input_add_string (WbCallInput *self, const char *name, const char *text)
{
  wb_json_add_string (self->json, name, text);
}

/* wb_call_input_add_options: @options: a{sv}: each becomes a member of its own. */
void
wb_call_input_add_options (WbCallInput *self, GVariant *options)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, options);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    {
      wb_json_begin_member (self->json, name);
      if (self->error == NULL && !wb_json_append_variant (self->json, value, &self->error))
        g_prefix_error (&self->error, "%s", name);
    }
}

/* wb_call_input_add_body: @body: what JSON can hold, see wb_json_append_variant(). */
void
wb_call_input_add_body (WbCallInput *self, GVariant *body)
{
  wb_json_begin_member (self->json, "body");
  if (self->error == NULL)
    wb_json_append_variant (self->json, body, &self->error);
}

static void
call_free (Call *call)
{
  g_object_unref (call->pipeline);
  g_free (call->input);
  g_free (call);
}

static WbJsonValue
find_array (WbJsonValue object)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    if (wb_json_value_get_kind (value) == WB_JSON_ARRAY)
      return value;
  g_return_val_if_reached (object);
}

static GVariant *
make_list (WbJsonValue object)
{
  GVariantBuilder rows;
  WbJsonIter iter;
  WbJsonValue item;

  g_variant_builder_init (&rows, G_VARIANT_TYPE ("aa{sv}"));
  wb_json_iter_init (&iter, find_array (object));
  while (wb_json_iter_next (&iter, NULL, &item))
    g_variant_builder_add_value (&rows, wb_json_value_to_variant (item));
  return g_variant_builder_end (&rows);
}

static GVariant *
make_reply (WbJsonValue answer, WbReply reply)
{
  WbJsonValue member;
  gint64 id = 0;

  switch (reply)
    {
    case WB_REPLY_OBJECT:
      return g_variant_new ("(@a{sv})", wb_json_value_to_variant (answer));
    case WB_REPLY_LIST:
      return g_variant_new ("(@aa{sv})", make_list (answer));
    case WB_REPLY_ID:
      if (wb_json_value_lookup (answer, "id", &member))
        wb_json_value_get_int64 (member, &id);
      return g_variant_new ("(x)", id);
    case WB_REPLY_NOTHING:
    default:
      return NULL;
    }
}

static void
performed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) json = NULL;
  Call *call = user_data;
  GString *answer = wb_pipeline_perform_finish (WB_PIPELINE (source), result, &error);

  if (answer != NULL)
    {
      json = wb_json_parse (answer->str, answer->len, &answer_limits, &error);
      g_string_free (answer, TRUE);
    }
  if (json == NULL)
    g_dbus_method_invocation_return_gerror (call->invocation, error);
  else
    g_dbus_method_invocation_return_value (call->invocation,
                                           make_reply (wb_json_get_root (json), call->reply));
  call_free (call);
}

static void
perform (Call *call)
{
  g_autofree char *actor
      = g_strdup_printf ("dbus %s", g_dbus_method_invocation_get_sender (call->invocation));

  wb_pipeline_perform_async (call->pipeline, call->operation, call->input, actor, performed_cb,
                             call);
}

static void
allowed_cb (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  Call *call = user_data;

  if (wb_caller_check_finish (result, &error))
    {
      perform (call);
      return;
    }
  g_dbus_method_invocation_return_gerror (call->invocation, error);
  call_free (call);
}

/*
 * wb_operation_call:
 * @invocation: (transfer full): answered in the end; programs in the sandbox of another application
 *   get none that changes settings
 */
void
wb_operation_call (WbPipeline *pipeline,
                   const WbOperation *operation,
                   const WbCallInput *input,
                   GDBusMethodInvocation *invocation,
                   WbReply reply)
{
  Call *call;

  if (input->error != NULL)
    {
      g_dbus_method_invocation_return_gerror (invocation, input->error);
      return;
    }
  call = g_new (Call, 1);
  *call = (Call){ g_object_ref (pipeline), operation, g_strconcat (input->json->str, "}", NULL),
                  invocation, reply };
  if (operation->changes_settings)
    wb_caller_check_async (invocation, allowed_cb, call);
  else
    perform (call);
}
