/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "model/wb-channel-field.h"

#include <string.h>

#include "model/wb-channel-field-value.h"

/* What was added to the settings of a kind can be given in the form, too, and once. */
static void
test_all_settings (void)
{
  for (guint i = 0; i < WB_N_CHANNEL_SETTINGS; i++)
    {
      const WbChannelSetting *setting = wb_channel_setting_get (i);
      g_autoptr (GPtrArray) fields = wb_channel_field_list (setting->kind);
      guint n_found = 0;

      for (guint j = 0; j < fields->len; j++)
        if (wb_channel_field_get_setting (fields->pdata[j]) == setting)
          n_found++;
      g_test_message ("%s", setting->name);
      g_assert_cmpuint (n_found, ==, 1);
    }
}

static void
test_one_kind (void)
{
  g_autoptr (GPtrArray) fields = wb_channel_field_list (WB_CHANNEL_SLACK);
  const WbChannelField *first = fields->pdata[0];
  const WbChannelField *last = fields->pdata[fields->len - 1];

  g_assert_cmpstr (wb_channel_field_get_member (first), ==, "webhook_url");
  g_assert_true (wb_channel_field_get_setting (first)->is_credential);
  g_assert_nonnull (strstr (wb_channel_field_get_expectation (first), "https://"));
  g_assert_cmpstr (wb_channel_field_get_member (last), ==, "allow_http");
  g_assert_null (wb_channel_field_get_setting (last));
  g_assert_null (wb_channel_field_get_expectation (last));
}

static void
test_choices (void)
{
  for (guint kind = 0; kind < WB_N_CHANNEL_KINDS; kind++)
    {
      g_autoptr (GPtrArray) fields = wb_channel_field_list ((WbChannelKind) kind);

      for (guint i = 0; i < fields->len; i++)
        {
          const WbChannelField *field = fields->pdata[i];

          g_assert_true ((field->form == WB_CHANNEL_FIELD_CHOICE) == (field->options != NULL));
          g_assert_true (field->options == NULL || field->options[0].label != NULL);
        }
    }
}

static const WbChannelField *
find (WbChannelKind kind, const char *member)
{
  g_autoptr (GPtrArray) fields = wb_channel_field_list (kind);

  for (guint i = 0; i < fields->len; i++)
    if (g_str_equal (wb_channel_field_get_member (fields->pdata[i]), member))
      return fields->pdata[i];
  g_assert_not_reached ();
}

/* As a person writes it, as the agent gets it, and as it is shown again; what is no value of its
 * form goes as it is, for the agent to refuse. */
static void
test_values (void)
{
  static const struct
  {
    WbChannelKind kind;
    const char *member;
    const char *text;
    const char *value;
    const char *shown;
  } cases[] = {
    { WB_CHANNEL_EMAIL, "smtp_host", " mail.example.org ", "'mail.example.org'",
      "mail.example.org" },
    { WB_CHANNEL_EMAIL, "smtp_host", "  ", "'default'", "" },
    { WB_CHANNEL_EMAIL, "smtp_port", "587", "int64 587", "587" },
    { WB_CHANNEL_EMAIL, "smtp_port", "many", "'many'", "many" },
    { WB_CHANNEL_EMAIL, "recipients", "a@b.c; d@e.f,", "['a@b.c', 'd@e.f']", "a@b.c, d@e.f" },
    { WB_CHANNEL_EMAIL, "signature", "one\ntwo\n", "'one\\ntwo\\n'", "one\ntwo\n" },
    { WB_CHANNEL_EXEC, "command", "run --title 'a b'", "['run', '--title', 'a b']",
      "run --title 'a b'" },
    { WB_CHANNEL_EXEC, "command", "run 'a", "\"run 'a\"", "run 'a" },
    { WB_CHANNEL_TELEGRAM, "buttons", "false", "false", "false" },
    { WB_CHANNEL_SLACK, "batching", "true", "true", "true" },
    { WB_CHANNEL_WEBHOOK, "headers", "Accept: text/plain; q=0.5",
      "{'Accept': <'text/plain; q=0.5'>}", "" },
    { WB_CHANNEL_WEBHOOK, "headers", "nonsense", "'nonsense'", "nonsense" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const WbChannelField *field = find (cases[i].kind, cases[i].member);
      g_autoptr (GVariant) value
          = g_variant_ref_sink (wb_channel_field_value_from_text (field, cases[i].text));
      g_autofree char *printed = g_variant_print (value, TRUE);
      g_autofree char *shown = wb_channel_field_value_to_text (field, value);

      g_assert_cmpstr (printed, ==, cases[i].value);
      g_assert_cmpstr (shown, ==, cases[i].shown);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channel-field/all-settings", test_all_settings);
  g_test_add_func ("/channel-field/one-kind", test_one_kind);
  g_test_add_func ("/channel-field/choices", test_choices);
  g_test_add_func ("/channel-field/values", test_values);
  return g_test_run ();
}
