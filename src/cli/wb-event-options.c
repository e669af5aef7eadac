/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-event-options.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "base/wb-error.h"
#include "cli/wb-arguments.h"
#include "model/wb-limits.h"

struct _WbEventOptions
{
  GPtrArray *fields;      /* owned, Member */
  GPtrArray *metrics;     /* owned, Member */
  GPtrArray *context;     /* owned, Member */
  GStrvBuilder *tags;     /* owned */
  GStrvBuilder *channels; /* owned */
  GHashTable *given;      /* owned, names of options: static */
};

/* One entry of a dictionary that keeps the order in which people wrote it. */
typedef struct
{
  char *name;      /* owned */
  GVariant *value; /* owned */
} Member;

/* Reads @text into @field, which "metrics." or "context." may lead. */
typedef gboolean (*SetField) (WbEventOptions *self,
                              const char *field,
                              const char *text,
                              GError **error);

typedef struct
{
  const char *name;
  SetField set;
  const char *field;
  gboolean is_general;  /* of any event: `wakebell send --help` shows it */
  const char *argument; /* NULL: takes none */
  const char *description;
} Option;

static void
member_free (Member *member)
{
  g_free (member->name);
  g_variant_unref (member->value);
  g_free (member);
}

static GPtrArray *
members_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) member_free);
}

static GVariant *
find_value (GPtrArray *members, const char *name)
{
  for (guint i = 0; i < members->len; i++)
    {
      const Member *member = g_ptr_array_index (members, i);

      if (g_str_equal (member->name, name))
        return member->value;
    }
  return NULL;
}

/* Consumes a floating @value. A name that is there already takes the new value. */
static void
insert_member (GPtrArray *members, const char *name, GVariant *value)
{
  Member *member;

  for (guint i = 0; i < members->len; i++)
    if (g_str_equal (((Member *) g_ptr_array_index (members, i))->name, name))
      {
        g_ptr_array_remove_index (members, i);
        break;
      }
  member = g_new0 (Member, 1);
  member->name = g_strdup (name);
  member->value = g_variant_ref_sink (value);
  g_ptr_array_add (members, member);
}

static GVariant *
build_dictionary (GPtrArray *members)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (guint i = 0; i < members->len; i++)
    {
      const Member *member = g_ptr_array_index (members, i);

      g_variant_builder_add (&builder, "{sv}", member->name, member->value);
    }
  return g_variant_builder_end (&builder);
}

static void
insert_value (WbEventOptions *self, const char *field, GVariant *value)
{
  if (g_str_has_prefix (field, "metrics."))
    insert_member (self->metrics, field + strlen ("metrics."), value);
  else if (g_str_has_prefix (field, "context."))
    insert_member (self->context, field + strlen ("context."), value);
  else
    insert_member (self->fields, field, value);
}

static gboolean
set_text (WbEventOptions *self, const char *field, const char *text, GError **error G_GNUC_UNUSED)
{
  insert_value (self, field, g_variant_new_string (text));
  return TRUE;
}

static gboolean
set_number (WbEventOptions *self, const char *field, const char *text, GError **error)
{
  GVariant *number = wb_arguments_parse_number (text, error);

  if (number != NULL)
    insert_value (self, field, number);
  return number != NULL;
}

static gboolean
set_amount (WbEventOptions *self, const char *field, const char *text, GError **error)
{
  GVariant *amount = wb_arguments_parse_amount (text, error);

  if (amount != NULL)
    insert_value (self, field, amount);
  return amount != NULL;
}

static gboolean
set_count (WbEventOptions *self, const char *field, const char *text, GError **error)
{
  GVariant *count = wb_arguments_parse_count (text, error);

  if (count != NULL)
    insert_value (self, field, count);
  return count != NULL;
}

static gboolean
set_metric (WbEventOptions *self, const char *text, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  GVariant *number;

  if (!wb_arguments_split_assignment (text, &name, &value, error))
    return FALSE;

  number = wb_arguments_parse_number (value, error);
  if (number == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  insert_member (self->metrics, name, number);
  return TRUE;
}

static gboolean
set_metrics (WbEventOptions *self,
             const char *field G_GNUC_UNUSED,
             const char *text,
             GError **error)
{
  g_auto (GStrv) assignments = g_strsplit (text, ",", -1);

  if (assignments[0] == NULL)
    return set_metric (self, text, error);
  for (guint i = 0; assignments[i] != NULL; i++)
    if (!set_metric (self, assignments[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
set_context (WbEventOptions *self,
             const char *field G_GNUC_UNUSED,
             const char *text,
             GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (!wb_arguments_split_assignment (text, &name, &value, error))
    return FALSE;

  insert_member (self->context, name, wb_arguments_parse_value (value));
  return TRUE;
}

static gboolean
set_error (WbEventOptions *self, const char *field, const char *text, GError **error)
{
  return set_text (self, "message", text, error) && set_text (self, field, text, error);
}

static gboolean
set_resolved (WbEventOptions *self,
              const char *field,
              const char *text G_GNUC_UNUSED,
              GError **error)
{
  return set_text (self, field, "resolved", error);
}

static gboolean
add_tag (WbEventOptions *self,
         const char *field G_GNUC_UNUSED,
         const char *text,
         GError **error G_GNUC_UNUSED)
{
  g_strv_builder_add (self->tags, text);
  return TRUE;
}

static gboolean
add_channel (WbEventOptions *self,
             const char *field G_GNUC_UNUSED,
             const char *text,
             GError **error G_GNUC_UNUSED)
{
  g_strv_builder_add (self->channels, text);
  return TRUE;
}

/* clang-format off */
static const Option options[] = {
  { "title", set_text, "title", TRUE,
    N_ ("TEXT"), N_ ("What happened, in one line") },
  { "message", set_text, "message", TRUE,
    N_ ("TEXT"), N_ ("The text, in Markdown; - reads standard input") },
  { "type", set_text, "type", TRUE,
    N_ ("TYPE"), N_ ("Type of the event, such as training_failed") },
  { "severity", set_text, "severity", TRUE,
    N_ ("WORD"), N_ ("info, success, warning, error or critical") },
  { "level", set_text, "severity", TRUE,
    N_ ("WORD"), N_ ("The same as --severity") },
  { "priority", set_text, "priority", TRUE,
    N_ ("WORD"), N_ ("low, medium, high or critical") },
  { "source", set_text, "source", TRUE,
    N_ ("NAME"), N_ ("The program that speaks") },
  { "model", set_text, "model_name", TRUE,
    N_ ("NAME"), N_ ("Name of the model") },
  { "run-id", set_text, "run_id", TRUE,
    N_ ("ID"), N_ ("Name of the run") },
  { "epoch", set_count, "epoch", TRUE,
    N_ ("NUMBER"), N_ ("Epoch that was reached") },
  { "total-epochs", set_count, "total_epochs", TRUE,
    N_ ("NUMBER"), N_ ("Epochs in all") },
  { "epochs", set_count, "total_epochs", FALSE,
    N_ ("NUMBER"), N_ ("Epochs in all") },
  { "batch", set_count, "batch", TRUE,
    N_ ("NUMBER"), N_ ("Batch that was reached") },
  { "total-batches", set_count, "total_batches", TRUE,
    N_ ("NUMBER"), N_ ("Batches in all") },
  { "batch-size", set_count, "context.batch_size", FALSE,
    N_ ("NUMBER"), N_ ("Samples in a batch") },
  { "expect-within", set_count, "expect_within", TRUE,
    N_ ("SECONDS"), N_ ("Tell when the run is silent for longer than that") },
  { "duration", set_amount, "duration", TRUE,
    N_ ("SECONDS"), N_ ("How long it took") },
  { "cost", set_amount, "cost", TRUE,
    N_ ("AMOUNT"), N_ ("What it cost so far") },
  { "threshold", set_amount, "context.threshold", FALSE,
    N_ ("AMOUNT"), N_ ("What it should not cost more than") },
  { "loss", set_number, "metrics.loss", FALSE,
    N_ ("NUMBER"), N_ ("Final loss") },
  { "metric", set_metrics, NULL, TRUE,
    N_ ("NAME=NUMBER"), N_ ("A metric; may be repeated") },
  { "metrics", set_metrics, NULL, FALSE,
    N_ ("NAME=NUMBER,…"), N_ ("Metrics, as in \"accuracy=0.95,f1=0.92\"") },
  { "error", set_error, "context.error", FALSE,
    N_ ("TEXT"), N_ ("What went wrong") },
  { "tag", add_tag, NULL, TRUE,
    N_ ("WORD"), N_ ("A tag; may be repeated") },
  { "provider", set_text, "provider", TRUE,
    N_ ("NAME"), N_ ("Provider of an API") },
  { "key-id", set_text, "key_id", TRUE,
    N_ ("ID"), N_ ("Name of an API key, never the key itself") },
  { "context", set_context, NULL, TRUE,
    N_ ("NAME=VALUE"), N_ ("A further field: a number, true, false or text; may be repeated") },
  { "url", set_text, "url", TRUE,
    N_ ("URL"), N_ ("Page that tells more") },
  { "dedup-key", set_text, "dedup_key", TRUE,
    N_ ("TEXT"), N_ ("Events that share it become one notification") },
  { "resolved", set_resolved, "status", TRUE,
    NULL, N_ ("The trouble with this --dedup-key is over") },
  { "channel", add_channel, NULL, TRUE,
    N_ ("NAME"), N_ ("Send it there, whatever the rules say; may be repeated") },
  { "deliver-at", set_text, "deliver_at", TRUE,
    N_ ("TIME"), N_ ("Not before then, as 2026-01-31T18:00:00+01:00") },
  { "occurred-at", set_text, "occurred_at", TRUE,
    N_ ("TIME"), N_ ("When it happened, if not now") },
  { "id", set_text, "id", TRUE,
    N_ ("TEXT"), N_ ("A name of your own: a repeat with it is not taken twice") },
};
/* clang-format on */

static const Option *
find_option (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    if (g_str_equal (options[i].name, name))
      return &options[i];
  return NULL;
}

/* Called by GOption with a name that begins with "--", and text as it came from the shell. */
static gboolean
option_cb (const char *name, const char *raw, gpointer user_data, GError **error)
{
  WbEventOptions *self = user_data;
  g_autofree char *text = NULL;

  if (raw != NULL)
    text = wb_arguments_dup_utf8 (raw, error);
  if ((raw != NULL && text == NULL)
      || !wb_event_options_set (self, name + strlen ("--"), text, error))
    {
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  return TRUE;
}

/* wb_event_options_new: @type: (nullable): what the event is unless an option says otherwise */
WbEventOptions *
wb_event_options_new (const char *type)
{
  WbEventOptions *self = g_new0 (WbEventOptions, 1);

  self->fields = members_new ();
  self->metrics = members_new ();
  self->context = members_new ();
  self->tags = g_strv_builder_new ();
  self->channels = g_strv_builder_new ();
  self->given = g_hash_table_new (g_str_hash, g_str_equal);
  if (type != NULL)
    insert_value (self, "type", g_variant_new_string (type));
  return self;
}

void
wb_event_options_free (WbEventOptions *self)
{
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->metrics);
  g_ptr_array_unref (self->context);
  g_strv_builder_unref (self->tags);
  g_strv_builder_unref (self->channels);
  g_hash_table_unref (self->given);
  g_free (self);
}

/*
 * wb_event_options_add_to_context:
 * @context: parses into @self, which must outlive it
 * @shown: (nullable): options that --help shows; the others are taken all the same. %NULL: all
 *   that any event may have
 */
void
wb_event_options_add_to_context (WbEventOptions *self,
                                 GOptionContext *context,
                                 const char *const *shown)
{
  GOptionEntry entries[G_N_ELEMENTS (options) + 1] = { 0 };
  GOptionGroup *group;

  g_return_if_fail (self != NULL && context != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      const Option *option = &options[i];
      gboolean is_shown
          = shown != NULL ? g_strv_contains (shown, option->name) : option->is_general;

      entries[i] = (GOptionEntry){
        .long_name = option->name,
        .flags = (option->argument != NULL ? G_OPTION_FLAG_FILENAME : G_OPTION_FLAG_NO_ARG)
                 | (is_shown ? 0 : G_OPTION_FLAG_HIDDEN),
        .arg = G_OPTION_ARG_CALLBACK,
        .arg_data = (gpointer) option_cb,
        .description = option->description,
        .arg_description = option->argument,
      };
    }
  group = g_option_group_new (NULL, NULL, NULL, self, NULL);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
}

/* wb_event_options_has: whether the option called @option was given. */
gboolean
wb_event_options_has (WbEventOptions *self, const char *option)
{
  g_return_val_if_fail (self != NULL && option != NULL, FALSE);

  return g_hash_table_contains (self->given, option);
}

/* wb_event_options_set: sets the fields that `--@option @text` sets. */
gboolean
wb_event_options_set (WbEventOptions *self, const char *option, const char *text, GError **error)
{
  const Option *row;

  g_return_val_if_fail (self != NULL, FALSE);

  row = find_option (option);
  g_return_val_if_fail (row != NULL, FALSE);

  g_hash_table_add (self->given, (gpointer) row->name);
  return row->set (self, row->field, text, error);
}

static gboolean
read_all (GByteArray *bytes, int descriptor, GError **error)
{
  guint8 buffer[4096];
  gssize length;

  while ((length = read (descriptor, buffer, sizeof buffer)) != 0)
    {
      if (length < 0 && errno == EINTR)
        continue;
      if (length < 0)
        {
          g_set_error (error, WB_ERROR, WB_ERROR_INVALID_ARGUMENT, _ ("standard input: %s"),
                       g_strerror (errno));
          return FALSE;
        }
      g_byte_array_append (bytes, buffer, (guint) length);
      if (bytes->len > WB_LIMIT_MESSAGE_BYTES)
        {
          g_set_error (error, WB_ERROR, WB_ERROR_TOO_LARGE,
                       _ ("standard input: expected at most %d bytes"), WB_LIMIT_MESSAGE_BYTES);
          return FALSE;
        }
    }
  return TRUE;
}

/*
 * wb_event_options_read_message:
 * @descriptor: standard input
 *
 * Where the message is "-", reads it from @descriptor. What is no UTF-8 in it is replaced: output
 * of programs is not always clean.
 */
gboolean
wb_event_options_read_message (WbEventOptions *self, int descriptor, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *text = NULL;
  GVariant *message;

  g_return_val_if_fail (self != NULL, FALSE);

  message = find_value (self->fields, "message");
  if (message == NULL || !g_str_equal (g_variant_get_string (message, NULL), "-"))
    return TRUE;

  bytes = g_byte_array_sized_new (WB_LIMIT_MESSAGE_BYTES);
  if (!read_all (bytes, descriptor, error))
    return FALSE;
  text = g_strchomp (g_utf8_make_valid ((const char *) bytes->data, bytes->len));
  return set_text (self, "message", text, error);
}

static void
insert_words (WbEventOptions *self, const char *field, GStrvBuilder *builder)
{
  g_auto (GStrv) words = g_strv_builder_end (builder);

  if (words[0] != NULL)
    insert_value (self, field, g_variant_new_strv ((const char *const *) words, -1));
}

/*
 * wb_event_options_end:
 * @id: (out) (transfer full): the event's idempotency key: one was made unless --id gave it
 *
 * Returns: (transfer floating): the event as Events1 takes it
 */
GVariant *
wb_event_options_end (WbEventOptions *self, char **id)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->metrics->len > 0)
    insert_value (self, "metrics", build_dictionary (self->metrics));
  if (self->context->len > 0)
    insert_value (self, "context", build_dictionary (self->context));
  insert_words (self, "tags", self->tags);
  insert_words (self, "channels", self->channels);
  if (find_value (self->fields, "id") == NULL)
    insert_value (self, "id", g_variant_new_take_string (g_uuid_string_random ()));
  *id = g_variant_dup_string (find_value (self->fields, "id"), NULL);
  return build_dictionary (self->fields);
}

/* wb_event_options_get_channels: (nullable): as: where the event is to go, once it was ended. */
GVariant *
wb_event_options_get_channels (WbEventOptions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return find_value (self->fields, "channels");
}
