/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-form.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-field-row.h"
#include "base/wb-error.h"
#include "client/wb-refusal.h"

#define SETTINGS_PREFIX "settings."

struct _WbChannelForm
{
  GtkBox parent_instance;

  AdwPreferencesGroup *usual;
  AdwExpanderRow *more;
  GPtrArray *rows; /* owned, of WbChannelFieldRow: all of the kind */
  gboolean is_new;
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbChannelForm, wb_channel_form, GTK_TYPE_BOX)

static guint signals[N_SIGNALS];

static WbChannelFieldRow *
find_row (WbChannelForm *self, const char *member, gboolean is_setting)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      WbChannelFieldRow *row = self->rows->pdata[i];
      const WbChannelField *field = wb_channel_field_row_get_field (row);

      if (g_str_equal (wb_channel_field_get_member (field), member)
          && (strchr (field->name, '.') != NULL) == is_setting)
        return row;
    }
  return NULL;
}

/* A channel keeps its name, and a new one is on. */
static gboolean
is_asked (WbChannelForm *self, const WbChannelField *field, const char *provider)
{
  if (g_str_equal (field->name, "name"))
    return self->is_new;
  if (g_str_equal (field->name, "enabled"))
    return !self->is_new;
  return field->provider == NULL || g_strcmp0 (field->provider, provider) == 0;
}

static void
update_visible (WbChannelForm *self)
{
  WbChannelFieldRow *choice = find_row (self, "provider", TRUE);
  g_autofree char *provider = choice != NULL ? wb_channel_field_row_dup_text (choice) : NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      WbChannelFieldRow *row = self->rows->pdata[i];

      wb_channel_field_row_set_visible (
          row, is_asked (self, wb_channel_field_row_get_field (row), provider));
    }
}

static void
changed_cb (WbChannelForm *self)
{
  update_visible (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
wb_channel_form_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_CHANNEL_FORM);
  G_OBJECT_CLASS (wb_channel_form_parent_class)->dispose (object);
}

static void
wb_channel_form_finalize (GObject *object)
{
  g_ptr_array_unref (WB_CHANNEL_FORM (object)->rows);
  G_OBJECT_CLASS (wb_channel_form_parent_class)->finalize (object);
}

static void
wb_channel_form_class_init (WbChannelFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_channel_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_channel_form_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-channel-form.ui");
  gtk_widget_class_bind_template_child (widget_class, WbChannelForm, usual);
  gtk_widget_class_bind_template_child (widget_class, WbChannelForm, more);
  signals[CHANGED] = g_signal_new ("changed", WB_TYPE_CHANNEL_FORM, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_channel_form_init (WbChannelForm *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->is_new = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
clear (WbChannelForm *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      WbChannelFieldRow *row = self->rows->pdata[i];
      GtkWidget *const widgets[]
          = { wb_channel_field_row_get_row (row), wb_channel_field_row_get_message (row) };

      for (gsize j = 0; j < G_N_ELEMENTS (widgets); j++)
        if (wb_channel_field_row_get_field (row)->is_usual)
          adw_preferences_group_remove (self->usual, widgets[j]);
        else
          adw_expander_row_remove (self->more, widgets[j]);
    }
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_field (WbChannelForm *self, const WbChannelField *field)
{
  WbChannelFieldRow *row = wb_channel_field_row_new (field);
  GtkWidget *const widgets[]
      = { wb_channel_field_row_get_row (row), wb_channel_field_row_get_message (row) };

  g_ptr_array_add (self->rows, row);
  for (gsize i = 0; i < G_N_ELEMENTS (widgets); i++)
    if (field->is_usual)
      adw_preferences_group_add (self->usual, widgets[i]);
    else
      adw_expander_row_add_row (self->more, widgets[i]);
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/* wb_channel_form_set_kind: shows the empty fields of a new channel. */
void
wb_channel_form_set_kind (WbChannelForm *self, WbChannelKind kind)
{
  g_autoptr (GPtrArray) fields = wb_channel_field_list (kind);

  g_return_if_fail (WB_IS_CHANNEL_FORM (self));

  clear (self);
  self->is_new = TRUE;
  adw_preferences_group_set_description (self->usual, wb_channel_field_get_help (kind));
  adw_expander_row_set_expanded (self->more, FALSE);
  for (guint i = 0; i < fields->len; i++)
    add_field (self, fields->pdata[i]);
  update_visible (self);
}

/* wb_channel_form_begin: the focus goes to the first field. */
void
wb_channel_form_begin (WbChannelForm *self)
{
  g_return_if_fail (WB_IS_CHANNEL_FORM (self));

  if (self->rows->len > 0)
    gtk_widget_grab_focus (wb_channel_field_row_get_row (self->rows->pdata[0]));
}

static void
show_value (WbChannelFieldRow *row, GVariant *channel, GVariant *settings)
{
  const WbChannelField *field = wb_channel_field_row_get_field (row);
  const WbChannelSetting *setting = wb_channel_field_get_setting (field);
  const char *member = wb_channel_field_get_member (field);
  GVariant *owner = setting != NULL ? settings : channel;
  g_autoptr (GVariant) value = owner != NULL ? g_variant_lookup_value (owner, member, NULL) : NULL;
  g_autofree char *kept = g_strconcat (member, "_set", NULL);
  gboolean is_kept = FALSE;

  if (setting != NULL && setting->is_credential && settings != NULL)
    g_variant_lookup (settings, kept, "b", &is_kept);
  wb_channel_field_row_set_value (row, value, is_kept);
}

/* wb_channel_form_set_channel: shows what @channel has; what was typed is gone. It is of the kind
 * that was set. */
void
wb_channel_form_set_channel (WbChannelForm *self, GVariant *channel)
{
  g_autoptr (GVariant) settings = NULL;

  g_return_if_fail (WB_IS_CHANNEL_FORM (self));
  g_return_if_fail (channel != NULL);

  self->is_new = FALSE;
  settings = g_variant_lookup_value (channel, "settings", G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < self->rows->len; i++)
    show_value (self->rows->pdata[i], channel, settings);
  update_visible (self);
}

gboolean
wb_channel_form_is_changed (WbChannelForm *self)
{
  g_return_val_if_fail (WB_IS_CHANNEL_FORM (self), FALSE);

  for (guint i = 0; i < self->rows->len; i++)
    if (wb_channel_field_row_is_changed (self->rows->pdata[i]))
      return TRUE;
  return FALSE;
}

/* wb_channel_form_make_changes: (transfer floating): a{sv} for Channels1: what was changed. */
GVariant *
wb_channel_form_make_changes (WbChannelForm *self)
{
  g_auto (GVariantDict) changes = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantDict) settings = G_VARIANT_DICT_INIT (NULL);

  g_return_val_if_fail (WB_IS_CHANNEL_FORM (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      WbChannelFieldRow *row = self->rows->pdata[i];
      const WbChannelField *field = wb_channel_field_row_get_field (row);

      if (gtk_widget_get_visible (wb_channel_field_row_get_row (row))
          && wb_channel_field_row_is_changed (row))
        g_variant_dict_insert_value (strchr (field->name, '.') != NULL ? &settings : &changes,
                                     wb_channel_field_get_member (field),
                                     wb_channel_field_row_make_value (row));
    }
  g_variant_dict_insert_value (&changes, "settings", g_variant_dict_end (&settings));
  return g_variant_dict_end (&changes);
}

/* (transfer full): where it is known what it means here, a person gets that. */
static char *
explain (const WbChannelField *field, const GError *error, const char *what)
{
  const char *expectation = wb_channel_field_get_expectation (field);

  if (g_str_has_prefix (what, "missing"))
    return g_strdup (_ ("This is needed"));
  if (g_str_equal (field->name, "name"))
    return g_strdup (
        g_error_matches (error, WB_ERROR, WB_ERROR_CONFLICT)
            ? _ ("There is a channel of this name already")
            : _ ("A name has letters, digits and the signs _ - . and is not that of a kind"));
  if (g_str_equal (field->name, "fallback"))
    return g_strdup (_ ("There is no such channel"));
  return expectation != NULL ? g_strdup (expectation) : wb_refusal_dup_text (what);
}

/* wb_channel_form_show_error: at its field. Returns: whether it is about one that is shown. */
gboolean
wb_channel_form_show_error (WbChannelForm *self, const GError *error)
{
  g_autofree char *path = wb_error_dup_field (error);
  g_autofree char *fault = NULL;
  WbChannelFieldRow *row;
  const WbChannelField *field;
  gboolean is_setting;
  const char *member;

  g_return_val_if_fail (WB_IS_CHANNEL_FORM (self), FALSE);

  if (path == NULL)
    return FALSE;
  is_setting = g_str_has_prefix (path, SETTINGS_PREFIX);
  member = is_setting ? path + strlen (SETTINGS_PREFIX) : path;
  path[strcspn (path, "[")] = '\0';
  row = find_row (self, member, is_setting);
  if (row == NULL || !gtk_widget_get_visible (wb_channel_field_row_get_row (row)))
    return FALSE;
  field = wb_channel_field_row_get_field (row);
  if (!field->is_usual)
    adw_expander_row_set_expanded (self->more, TRUE);
  fault = explain (field, error, strstr (error->message, ": ") + strlen (": "));
  wb_channel_field_row_show_error (row, fault);
  return TRUE;
}
