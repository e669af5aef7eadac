/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-env-variables.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/wb-error.h"
#include "base/wb-json-writer.h"
#include "model/wb-catalogue.h"
#include "model/wb-limits.h"

#define PORT_OF_TLS "465" /* RFC 8314 */

/* What a variable means. */
typedef enum
{
  AS_TEXT,   /* a setting of a channel */
  AS_NUMBER, /* likewise, where it is one */
  AS_LIST,   /* likewise, with commas */
  AS_URLS,   /* a channel for each */
  AS_SWITCH, /* whether the channel is on */
  AS_COOLDOWN,
  AS_SOUND,
  AS_NOTHING, /* for the reason that stands for the target */
} Meaning;

/* Names in any case: files of JSON have the same ones in lower case. */
static const struct
{
  const char *name;
  Meaning meaning;
  WbChannelKind kind;
  const char *target; /* the setting, or the type of event */
} variables[] = {
  { "NOTIFICATION_EMAIL_ENABLED", AS_SWITCH, WB_CHANNEL_EMAIL, NULL },
  { "SMTP_HOST", AS_TEXT, WB_CHANNEL_EMAIL, "smtp_host" },
  { "SMTP_SERVER", AS_TEXT, WB_CHANNEL_EMAIL, "smtp_host" },
  { "SMTP_PORT", AS_NUMBER, WB_CHANNEL_EMAIL, "smtp_port" },
  { "SMTP_USER", AS_TEXT, WB_CHANNEL_EMAIL, "username" },
  { "EMAIL_USER", AS_TEXT, WB_CHANNEL_EMAIL, "username" },
  { "USERNAME", AS_TEXT, WB_CHANNEL_EMAIL, "username" },
  { "SMTP_PASSWORD", AS_TEXT, WB_CHANNEL_EMAIL, "password" },
  { "EMAIL_PASSWORD", AS_TEXT, WB_CHANNEL_EMAIL, "password" },
  { "NOTIFICATION_EMAIL_FROM", AS_TEXT, WB_CHANNEL_EMAIL, "from" },
  { "FROM_EMAIL", AS_TEXT, WB_CHANNEL_EMAIL, "from" },
  { "FROM_ADDRESS", AS_TEXT, WB_CHANNEL_EMAIL, "from" },
  { "NOTIFICATION_EMAIL_TO", AS_LIST, WB_CHANNEL_EMAIL, "recipients" },
  { "EMAIL_RECIPIENTS", AS_LIST, WB_CHANNEL_EMAIL, "recipients" },
  { "TO_EMAILS", AS_LIST, WB_CHANNEL_EMAIL, "recipients" },
  { "DEFAULT_RECIPIENTS", AS_LIST, WB_CHANNEL_EMAIL, "recipients" },
  { "NOTIFICATION_TELEGRAM_ENABLED", AS_SWITCH, WB_CHANNEL_TELEGRAM, NULL },
  { "TELEGRAM_BOT_TOKEN", AS_TEXT, WB_CHANNEL_TELEGRAM, "bot_token" },
  { "TELEGRAM_CHAT_ID", AS_NUMBER, WB_CHANNEL_TELEGRAM, "chat_id" },
  { "SLACK_WEBHOOK_URL", AS_TEXT, WB_CHANNEL_SLACK, "webhook_url" },
  { "SLACK_TOKEN", AS_TEXT, WB_CHANNEL_SLACK, "bot_token" },
  { "SLACK_CHANNEL", AS_TEXT, WB_CHANNEL_SLACK, "channel" },
  { "DISCORD_WEBHOOK_URL", AS_TEXT, WB_CHANNEL_DISCORD, "webhook_url" },
  { "PAGERDUTY_INTEGRATION_KEY", AS_TEXT, WB_CHANNEL_PAGERDUTY, "integration_key" },
  { "WEBHOOK_URLS", AS_URLS, WB_CHANNEL_WEBHOOK, "url" },
  { "DESKTOP_NOTIFICATIONS_ENABLED", AS_SWITCH, WB_CHANNEL_DESKTOP, NULL },
  { "DESKTOP_NOTIFICATIONS_SOUND", AS_SOUND, WB_CHANNEL_DESKTOP, NULL },
  { "ALERT_COOLDOWN_WARNING", AS_COOLDOWN, WB_CHANNEL_DESKTOP, "quota_warning" },
  { "ALERT_COOLDOWN_CRITICAL", AS_COOLDOWN, WB_CHANNEL_DESKTOP, "quota_critical" },
  { "ALERT_COOLDOWN_AUTH_FAIL", AS_COOLDOWN, WB_CHANNEL_DESKTOP, "auth_failure" },
  { "ALERT_COOLDOWN_ALL_FAILED", AS_COOLDOWN, WB_CHANNEL_DESKTOP, "all_keys_failed" },
  { "NOTIFICATION_DASHBOARD_ENABLED", AS_NOTHING, WB_CHANNEL_DESKTOP,
    N_ ("the notification centre is always on") },
  { "PAGERDUTY_API_TOKEN", AS_NOTHING, WB_CHANNEL_PAGERDUTY,
    N_ ("PagerDuty takes alerts with the integration key alone") },
};

/* One line or member as it was read. */
typedef struct
{
  guint line;
  const char *name;
  const char *text; /* NULL: a list */
  GStrv words;      /* NULL: a text */
} Input;

/* @error says which item of a list it is. */
static void
add_error (WbEnvSettings *self, const Input *input, const GError *error)
{
  g_autofree char *field = wb_error_dup_field (error);
  gboolean has_field = field != NULL && g_str_has_prefix (error->message, field);

  wb_env_settings_note (self->not_taken, input->line, has_field ? field : input->name,
                        has_field ? error->message + strlen (field) + strlen (": ")
                                  : error->message);
}

/* --- values --- */

static gboolean
parse_boolean (WbEnvSettings *self, const Input *input, int *boolean)
{
  static const char *const words[] = { "false", "true", "0", "1", "no", "yes", "off", "on" };

  for (gsize i = 0; input->text != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (words[i], input->text) == 0)
      {
        *boolean = i % 2;
        return TRUE;
      }
  wb_env_settings_note (self->not_taken, input->line, input->name, _ ("expected true or false"));
  return FALSE;
}

static GStrv
split_list (const Input *input)
{
  g_auto (GStrv) parts
      = input->words != NULL ? g_strdupv (input->words) : g_strsplit (input->text, ",", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (GStrv part = parts; *part != NULL; part++)
    if (*g_strstrip (*part) != '\0')
      g_strv_builder_add (words, *part);
  return g_strv_builder_end (words);
}

static gboolean
is_number (const char *text)
{
  const char *digits = *text == '-' ? text + 1 : text;
  gsize n = strspn (digits, G_CSET_DIGITS);

  return n > 0 && digits[n] == '\0' && (*digits != '0' || n == 1);
}

/* (transfer full): as JSON. */
static char *
make_value (Meaning meaning, const Input *input)
{
  g_autoptr (GString) json = g_string_new (NULL);

  if (meaning == AS_LIST)
    {
      g_auto (GStrv) words = split_list (input);

      g_string_append_c (json, '[');
      for (GStrv word = words; *word != NULL; word++)
        {
          wb_json_begin_item (json);
          wb_json_append_string (json, *word);
        }
      g_string_append_c (json, ']');
    }
  else if (meaning == AS_NUMBER && is_number (input->text))
    g_string_append (json, input->text);
  else
    wb_json_append_string (json, input->text);
  return g_strdup (json->str);
}

/* (transfer full) (nullable): JSON that the setting takes. */
static char *
check_value (WbEnvSettings *self,
             const Input *input,
             const WbChannelSetting *setting,
             Meaning meaning)
{
  const WbJsonLimits limits
      = { 2 * WB_ENV_FILE_BYTES, 2 * WB_ENV_FILE_BYTES, 2, WB_ENV_FILE_LINES };
  g_autofree char *json = make_value (meaning, input);
  g_autoptr (GError) error = NULL;
  g_autoptr (WbJson) parsed = wb_json_parse (json, strlen (json), &limits, &error);

  if (parsed != NULL && setting->check (input->name, wb_json_get_root (parsed), &error))
    return g_steal_pointer (&json);
  add_error (self, input, error);
  return NULL;
}

static void
read_setting (WbEnvSettings *self,
              const Input *input,
              Meaning meaning,
              WbChannelKind kind,
              const char *member)
{
  const WbChannelSetting *setting = wb_channel_setting_find (kind, member);
  char *json;

  if (input->text == NULL && meaning != AS_LIST)
    {
      wb_env_settings_note (self->not_taken, input->line, input->name,
                            _ ("expected one value, not a list"));
      return;
    }
  json = check_value (self, input, setting, meaning);
  if (json != NULL)
    wb_env_channel_set (wb_env_settings_get_channel (self, kind), setting, json);
}

static void
read_urls (WbEnvSettings *self, const Input *input, WbChannelKind kind, const char *member)
{
  const WbChannelSetting *setting = wb_channel_setting_find (kind, member);
  g_auto (GStrv) urls = split_list (input);
  guint n = 0;

  wb_env_settings_remove_channels (self, kind);
  for (GStrv url = urls; *url != NULL; url++)
    {
      const Input one = { .line = input->line, .name = input->name, .text = *url };
      const char *word = wb_channel_kind_to_string (kind);
      char *json = check_value (self, &one, setting, AS_TEXT);
      g_autofree char *name = NULL;

      if (json == NULL)
        continue;
      name = ++n == 1 ? g_strdup (word) : g_strdup_printf ("%s-%u", word, n);
      wb_env_channel_set (wb_env_settings_add_channel (self, kind, name), setting, json);
    }
}

/* --- what is no setting of a channel --- */

static void
read_switch (WbEnvSettings *self, const Input *input, WbChannelKind kind)
{
  int is_on;

  if (!parse_boolean (self, input, &is_on))
    return;
  if (kind == WB_CHANNEL_DESKTOP)
    self->has_desktop = is_on;
  else
    wb_env_settings_get_channel (self, kind)->is_enabled = is_on;
}

static void
read_cooldown (WbEnvSettings *self, const Input *input, const char *type)
{
  guint64 seconds;

  if (input->text != NULL
      && g_ascii_string_to_unsigned (input->text, 10, 0, WB_LIMIT_COOLDOWN_S, &seconds, NULL))
    {
      g_hash_table_replace (self->cooldowns, (gpointer) wb_catalogue_lookup (type),
                            GUINT_TO_POINTER ((guint) seconds));
      return;
    }
  wb_env_settings_note (self->not_taken, input->line, input->name,
                        _ ("expected a number of seconds"));
}

static gboolean
is_empty (const Input *input)
{
  return input->text != NULL ? *input->text == '\0' : input->words[0] == NULL;
}

static void
read_input (WbEnvSettings *self, const Input *input)
{
  gsize i = 0;

  while (i < G_N_ELEMENTS (variables) && g_ascii_strcasecmp (variables[i].name, input->name) != 0)
    i++;
  if (i == G_N_ELEMENTS (variables))
    {
      wb_env_settings_note (self->not_taken, input->line, input->name, _ ("not known"));
      return;
    }
  if (is_empty (input))
    return;
  switch (variables[i].meaning)
    {
    case AS_TEXT:
    case AS_NUMBER:
    case AS_LIST:
      read_setting (self, input, variables[i].meaning, variables[i].kind, variables[i].target);
      break;
    case AS_URLS:
      read_urls (self, input, variables[i].kind, variables[i].target);
      break;
    case AS_SWITCH:
      read_switch (self, input, variables[i].kind);
      break;
    case AS_COOLDOWN:
      read_cooldown (self, input, variables[i].target);
      break;
    case AS_SOUND:
      parse_boolean (self, input, &self->has_sound);
      break;
    case AS_NOTHING:
      wb_env_settings_note (self->notes, input->line, input->name, _ (variables[i].target));
      break;
    default:
      g_assert_not_reached ();
    }
}

/* The port alone said so before. */
static void
choose_security (WbEnvSettings *self)
{
  const WbChannelSetting *port = wb_channel_setting_find (WB_CHANNEL_EMAIL, "smtp_port");

  for (guint i = 0; i < self->channels->len; i++)
    {
      WbEnvChannel *channel = g_ptr_array_index (self->channels, i);
      const WbEnvSetting *given = wb_env_channel_find (channel, port);

      if (given != NULL)
        wb_env_channel_set (
            channel, wb_channel_setting_find (WB_CHANNEL_EMAIL, "security"),
            g_strdup (g_str_equal (given->json, PORT_OF_TLS) ? "\"tls\"" : "\"starttls\""));
    }
}

/* wb_env_variables_read: (transfer full): what the lines of a .env file say; of several lines about
 * one thing the last one holds, as in a shell. */
WbEnvSettings *
wb_env_variables_read (const WbEnvFile *file)
{
  WbEnvSettings *self = wb_env_settings_new ();

  for (guint i = 0; i < file->faults->len; i++)
    {
      const WbEnvFault *fault = &g_array_index (file->faults, WbEnvFault, i);

      wb_env_settings_note (self->not_taken, fault->line, NULL, _ (fault->reason));
    }
  for (guint i = 0; i < file->variables->len; i++)
    {
      const WbEnvVariable *variable = g_ptr_array_index (file->variables, i);
      const Input input
          = { .line = variable->line, .name = variable->name, .text = variable->value };

      read_input (self, &input);
    }
  choose_security (self);
  return self;
}

/* --- JSON --- */

static GStrv
read_words (WbJsonValue list)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  WbJsonIter iter;
  WbJsonValue item;

  wb_json_iter_init (&iter, list);
  while (wb_json_iter_next (&iter, NULL, &item))
    {
      g_autofree char *word = NULL;

      if (wb_json_value_get_kind (item) != WB_JSON_STRING)
        return NULL;
      word = wb_json_value_dup_string (item);
      g_strv_builder_add (words, word);
    }
  return g_strv_builder_end (words);
}

static void
read_member (WbEnvSettings *self, const char *name, WbJsonValue value)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  switch (wb_json_value_get_kind (value))
    {
    case WB_JSON_STRING:
      text = wb_json_value_dup_string (value);
      break;
    case WB_JSON_NUMBER:
    case WB_JSON_BOOLEAN:
      text = wb_json_value_dup_raw (value);
      break;
    case WB_JSON_NULL:
      text = g_strdup ("");
      break;
    case WB_JSON_ARRAY:
      words = read_words (value);
      break;
    case WB_JSON_OBJECT:
    default:
      break;
    }
  if (text == NULL && words == NULL)
    wb_env_settings_note (self->not_taken, 0, name,
                          _ ("expected a text, a number or a list of texts"));
  else
    {
      const Input input = { .name = name, .text = text, .words = words };

      read_input (self, &input);
    }
}

/* wb_env_variables_read_json: (transfer full): the same of an object, whose members are called
 * as the variables are. */
WbEnvSettings *
wb_env_variables_read_json (WbJsonValue object)
{
  WbEnvSettings *self = wb_env_settings_new ();
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *word = wb_json_value_dup_string (name);

      read_member (self, word, value);
    }
  choose_security (self);
  return self;
}
