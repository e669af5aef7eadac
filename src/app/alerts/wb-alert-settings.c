/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-alert-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/widgets/wb-row-fault.h"

typedef enum
{
  SORT_TEXT,
  SORT_WORDS,  /* with commas between them */
  SORT_SECRET, /* text */
  SORT_HEADER, /* a secret, too: "name: value" */
} Sort;

static const struct
{
  const char *kind;
  const char *member;
  Sort sort;
  const char *title;
} settings[] = {
  { "email", "recipients", SORT_WORDS, N_ ("E-mail addresses") },
  { "slack", "channel", SORT_TEXT, N_ ("Slack channel") },
  { "slack", "webhook_url", SORT_SECRET, N_ ("Slack webhook address") },
  { "webhook", "url", SORT_SECRET, N_ ("Webhook address") },
  { "webhook", "headers", SORT_HEADER, N_ ("Webhook header, as in “X-Token: word”") },
  { "sms", "recipients", SORT_WORDS, N_ ("Phone numbers") },
};
#define N_SETTINGS G_N_ELEMENTS (settings)

struct _WbAlertSettings
{
  AdwExpanderRow parent_instance;

  GtkWidget *rows[N_SETTINGS];     /* lent by the widget */
  GtkWidget *removals[N_SETTINGS]; /* likewise: toggles of credentials; NULL: none */
  char *texts[N_SETTINGS];         /* owned: as they are kept; "" for a credential */
  GVariant *copied; /* owned, nullable: what a new config takes over and this form does not know */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbAlertSettings, wb_alert_settings, ADW_TYPE_EXPANDER_ROW)

static guint signals[N_SIGNALS];

static gboolean
is_secret (gsize index)
{
  return settings[index].sort == SORT_SECRET || settings[index].sort == SORT_HEADER;
}

static void
changed_cb (WbAlertSettings *self)
{
  for (gsize i = 0; i < N_SETTINGS; i++)
    wb_row_fault_clear (self->rows[i]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- rows --- */

static GtkWidget *
create_removal (WbAlertSettings *self, GtkWidget *row)
{
  GtkWidget *removal = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (removal), "user-trash-symbolic");
  gtk_widget_set_tooltip_text (removal, _ ("Remove what is kept"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (removal), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove what is kept"), -1);
  gtk_widget_set_valign (removal, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (removal, "flat");
  gtk_widget_hide (removal);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), removal);
  g_signal_connect_object (removal, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return removal;
}

static void
add_row (WbAlertSettings *self, gsize index)
{
  GtkWidget *row
      = g_object_new (is_secret (index) ? ADW_TYPE_PASSWORD_ENTRY_ROW : ADW_TYPE_ENTRY_ROW, "title",
                      _ (settings[index].title), NULL);

  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (is_secret (index))
    self->removals[index] = create_removal (self, row);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  self->rows[index] = row;
  self->texts[index] = g_strdup ("");
}

/* --- values --- */

/* (nullable) */
static GVariant *
look_up (GVariant *values, const char *kind, const char *member)
{
  g_autoptr (GVariant) of_kind
      = values != NULL ? g_variant_lookup_value (values, kind, G_VARIANT_TYPE_VARDICT) : NULL;

  return of_kind != NULL ? g_variant_lookup_value (of_kind, member, NULL) : NULL;
}

static char *
dup_text (GVariant *value)
{
  g_autofree const char **words = NULL;

  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return g_strdup ("");
  words = g_variant_get_strv (value, NULL);
  return g_strjoinv (", ", (GStrv) words);
}

static void
show_kept (WbAlertSettings *self, gsize index, GVariant *values)
{
  g_autofree char *member = g_strconcat (settings[index].member, "_set", NULL);
  g_autoptr (GVariant) is_set = look_up (values, settings[index].kind, member);
  g_autofree char *title = NULL;

  if (is_set == NULL || !g_variant_is_of_type (is_set, G_VARIANT_TYPE_BOOLEAN)
      || !g_variant_get_boolean (is_set))
    return;
  /* TRANSLATORS: %s is a credential such as "Webhook address" */
  title = g_strdup_printf (_ ("%s (kept; write to replace it)"), _ (settings[index].title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[index]), title);
  gtk_widget_show (self->removals[index]);
}

static GVariant *
new_words (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_ptr_array_add (words, parts[i]);
  return words->len > 0 ? g_variant_new_strv ((const char *const *) words->pdata, words->len)
                        : g_variant_new_string ("");
}

/* One without a colon goes as it is, and the agent says what is wrong with it. */
static GVariant *
new_header (const char *text)
{
  const char *colon = strchr (text, ':');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  GVariantDict headers;

  if (colon == NULL)
    return g_variant_new_string (text);
  name = g_strstrip (g_strndup (text, (gsize) (colon - text)));
  value = g_strstrip (g_strdup (colon + 1));
  g_variant_dict_init (&headers, NULL);
  g_variant_dict_insert (&headers, name, "s", value);
  return g_variant_dict_end (&headers);
}

/* (transfer floating) (nullable): NULL: it stays as it is. */
static GVariant *
new_change (WbAlertSettings *self, gsize index)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->rows[index]));
  gboolean is_removed = self->removals[index] != NULL
                        && gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->removals[index]));

  if (g_str_equal (text, self->texts[index]))
    return is_removed ? g_variant_new_string ("") : NULL;
  switch (settings[index].sort)
    {
    case SORT_WORDS:
      return new_words (text);
    case SORT_HEADER:
      return *text != '\0' ? new_header (text) : g_variant_new_string ("");
    case SORT_TEXT:
    case SORT_SECRET:
    default:
      return g_variant_new_string (text);
    }
}

/* (transfer floating): without what says only whether there is a credential. */
static GVariant *
new_open_settings (GVariant *of_kind)
{
  GVariantDict open;
  GVariantIter iter;
  const char *member;
  GVariant *value;

  g_variant_dict_init (&open, of_kind);
  g_variant_iter_init (&iter, of_kind);
  while (g_variant_iter_loop (&iter, "{&sv}", &member, &value))
    if (g_str_has_suffix (member, "_set"))
      g_variant_dict_remove (&open, member);
  return g_variant_dict_end (&open);
}

static GVariant *
new_copy (GVariant *values)
{
  GVariantDict copy;
  GVariantIter iter;
  const char *kind;
  GVariant *of_kind;

  g_variant_dict_init (&copy, NULL);
  g_variant_iter_init (&iter, values);
  while (g_variant_iter_loop (&iter, "{&sv}", &kind, &of_kind))
    if (g_variant_is_of_type (of_kind, G_VARIANT_TYPE_VARDICT))
      g_variant_dict_insert_value (&copy, kind, new_open_settings (of_kind));
  return g_variant_ref_sink (g_variant_dict_end (&copy));
}

static void
wb_alert_settings_finalize (GObject *object)
{
  WbAlertSettings *self = WB_ALERT_SETTINGS (object);

  for (gsize i = 0; i < N_SETTINGS; i++)
    g_free (self->texts[i]);
  g_clear_pointer (&self->copied, g_variant_unref);
  G_OBJECT_CLASS (wb_alert_settings_parent_class)->finalize (object);
}

static void
wb_alert_settings_class_init (WbAlertSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_alert_settings_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", WB_TYPE_ALERT_SETTINGS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_alert_settings_init (WbAlertSettings *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Only for This Alert"));
  adw_expander_row_set_subtitle (
      ADW_EXPANDER_ROW (self),
      _ ("Other recipients than the channels have; with commas between them"));
  for (gsize i = 0; i < N_SETTINGS; i++)
    add_row (self, i);
}

/*
 * wb_alert_settings_set_values:
 * @values: (nullable): "a{sv}" by kind of channel
 * @is_new: they are to be taken over into a new config; credentials cannot be
 */
void
wb_alert_settings_set_values (WbAlertSettings *self, GVariant *values, gboolean is_new)
{
  g_return_if_fail (WB_IS_ALERT_SETTINGS (self));

  if (is_new && values != NULL)
    self->copied = new_copy (values);
  for (gsize i = 0; i < N_SETTINGS; i++)
    {
      g_autoptr (GVariant) value = look_up (values, settings[i].kind, settings[i].member);
      g_autofree char *text = is_secret (i) ? g_strdup ("") : dup_text (value);

      gtk_editable_set_text (GTK_EDITABLE (self->rows[i]), text);
      if (is_secret (i) && !is_new)
        show_kept (self, i, values);
      g_free (self->texts[i]);
      self->texts[i] = g_steal_pointer (&text);
    }
}

/* wb_alert_settings_make_changes: (transfer floating): "a{sv}" by kind of channel: what is other
 * than it was, one by one. */
GVariant *
wb_alert_settings_make_changes (WbAlertSettings *self)
{
  GVariantDict changes;

  g_return_val_if_fail (WB_IS_ALERT_SETTINGS (self), NULL);

  g_variant_dict_init (&changes, self->copied);
  for (gsize i = 0; i < N_SETTINGS; i++)
    {
      GVariant *change = new_change (self, i);
      g_autoptr (GVariant) before = NULL;
      GVariantDict of_kind;

      if (change == NULL)
        continue;
      before = g_variant_dict_lookup_value (&changes, settings[i].kind, G_VARIANT_TYPE_VARDICT);
      g_variant_dict_init (&of_kind, before);
      g_variant_dict_insert_value (&of_kind, settings[i].member, change);
      g_variant_dict_insert_value (&changes, settings[i].kind, g_variant_dict_end (&of_kind));
    }
  return g_variant_dict_end (&changes);
}

/* wb_alert_settings_find_row: (transfer none) (nullable): @name: such as "slack.webhook_url". */
GtkWidget *
wb_alert_settings_find_row (WbAlertSettings *self, const char *name)
{
  g_return_val_if_fail (WB_IS_ALERT_SETTINGS (self), NULL);

  for (gsize i = 0; i < N_SETTINGS; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s.%s", settings[i].kind, settings[i].member);

      if (!g_str_has_prefix (name, path))
        continue;
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
      return self->rows[i];
    }
  return NULL;
}
