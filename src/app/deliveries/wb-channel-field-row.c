/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/deliveries/wb-channel-field-row.h"

#include <glib/gi18n.h>

#include "model/wb-channel-field-value.h"

#define LINES_HEIGHT 66 /* of a text of several lines: three */

struct _WbChannelFieldRow
{
  GObject parent_instance;

  const WbChannelField *field; /* static */
  GtkWidget *row;              /* owned */
  GtkWidget *message;          /* owned: the row below it */
  GtkLabel *message_label;     /* in it */
  GtkImage *message_icon;      /* in it */
  GtkWidget *control;          /* in the row: what the value is given in, and has the focus */
  GtkWidget *accessible;       /* what a screen reader takes for that in GTK 4.8 */
  char *initial;               /* owned: the text of the value that is kept */
  gboolean is_kept;            /* a credential that the keyring has */
  gboolean is_updating;
  gboolean is_visible;
  gboolean has_error;
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbChannelFieldRow, wb_channel_field_row, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static gboolean
is_credential (WbChannelFieldRow *self)
{
  const WbChannelSetting *setting = wb_channel_field_get_setting (self->field);

  return setting != NULL && setting->is_credential;
}

static void
describe (GtkWidget *widget, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

static void
update_message (WbChannelFieldRow *self, const char *error)
{
  const char *text = error;

  if (text == NULL && self->is_kept)
    text = _ ("Kept in the keyring; leave it empty to keep it");
  else if (text == NULL && self->field->hint != NULL)
    text = _ (self->field->hint);
  gtk_label_set_text (self->message_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->message, self->is_visible && text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->message_icon), error != NULL);
  if (error != NULL)
    gtk_widget_add_css_class (self->message, "error");
  else
    gtk_widget_remove_css_class (self->message, "error");
  if (text != NULL)
    gtk_widget_add_css_class (self->row, "with-message");
  else
    gtk_widget_remove_css_class (self->row, "with-message");
  describe (self->accessible, text);
  if (self->control != self->accessible)
    describe (self->control, text);
}

static void
changed_cb (WbChannelFieldRow *self)
{
  if (self->is_updating)
    return;
  if (self->has_error)
    wb_channel_field_row_show_error (self, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the rows of each form --- */

static void
make_entry (WbChannelFieldRow *self)
{
  GtkEditable *text;

  self->row = is_credential (self) ? adw_password_entry_row_new () : adw_entry_row_new ();
  text = gtk_editable_get_delegate (GTK_EDITABLE (self->row));
  self->control = GTK_WIDGET (text);
  self->accessible = self->row;
  if (self->field->form == WB_CHANNEL_FIELD_NUMBER)
    adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->row), GTK_INPUT_PURPOSE_DIGITS);
  g_signal_connect_object (self->row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
make_switch (WbChannelFieldRow *self)
{
  self->row = adw_action_row_new ();
  self->control = self->accessible = gtk_switch_new ();
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->row), self->control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->row), self->control);
  g_signal_connect_object (self->control, "notify::active", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
make_choice (WbChannelFieldRow *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (const WbChannelFieldOption *option = self->field->options; option->label != NULL; option++)
    gtk_string_list_append (labels, _ (option->label));
  self->row = adw_combo_row_new ();
  self->control = self->accessible = self->row;
  adw_combo_row_set_model (ADW_COMBO_ROW (self->row), G_LIST_MODEL (labels));
  g_signal_connect_object (self->row, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
make_lines (WbChannelFieldRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (_ (self->field->title));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->row = adw_preferences_row_new ();
  self->control = self->accessible = gtk_text_view_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (self->field->title), -1);
  gtk_widget_add_css_class (box, "lines");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->control), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->control), FALSE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), LINES_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->control);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->row), box);
  g_signal_connect_object (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), "changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

static void
make_row (WbChannelFieldRow *self)
{
  switch (self->field->form)
    {
    case WB_CHANNEL_FIELD_SWITCH:
      make_switch (self);
      break;
    case WB_CHANNEL_FIELD_CHOICE:
      make_choice (self);
      break;
    case WB_CHANNEL_FIELD_LINES:
      make_lines (self);
      break;
    case WB_CHANNEL_FIELD_TEXT:
    case WB_CHANNEL_FIELD_NUMBER:
    case WB_CHANNEL_FIELD_LIST:
    case WB_CHANNEL_FIELD_COMMAND:
    case WB_CHANNEL_FIELD_PAIRS:
    default:
      make_entry (self);
      break;
    }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->row),
                                    self->field->form != WB_CHANNEL_FIELD_LINES);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), _ (self->field->title));
  g_object_ref_sink (self->row);
}

static void
make_message (WbChannelFieldRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("wb-error-symbolic");
  GtkWidget *label = gtk_label_new (NULL);

  self->message_icon = GTK_IMAGE (icon);
  self->message_label = GTK_LABEL (label);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (self->message_label, TRUE);
  gtk_label_set_wrap_mode (self->message_label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->message_label, 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  self->message = adw_preferences_row_new ();
  gtk_widget_add_css_class (self->message, "field-message");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->message), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self->message), FALSE);
  gtk_widget_set_focusable (self->message, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self->message), box);
  g_object_ref_sink (self->message);
}

static void
wb_channel_field_row_finalize (GObject *object)
{
  WbChannelFieldRow *self = WB_CHANNEL_FIELD_ROW (object);

  g_clear_object (&self->row);
  g_clear_object (&self->message);
  g_free (self->initial);
  G_OBJECT_CLASS (wb_channel_field_row_parent_class)->finalize (object);
}

static void
wb_channel_field_row_class_init (WbChannelFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_channel_field_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", WB_TYPE_CHANNEL_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
wb_channel_field_row_init (WbChannelFieldRow *self)
{
  self->is_visible = TRUE;
}

/* wb_channel_field_row_new: @field: static */
WbChannelFieldRow *
wb_channel_field_row_new (const WbChannelField *field)
{
  WbChannelFieldRow *self = g_object_new (WB_TYPE_CHANNEL_FIELD_ROW, NULL);

  self->field = field;
  make_row (self);
  make_message (self);
  wb_channel_field_row_set_value (self, NULL, FALSE);
  return self;
}

const WbChannelField *
wb_channel_field_row_get_field (WbChannelFieldRow *self)
{
  g_return_val_if_fail (WB_IS_CHANNEL_FIELD_ROW (self), NULL);

  return self->field;
}

/* wb_channel_field_row_get_row: (transfer none): for a list; its message comes after it. */
GtkWidget *
wb_channel_field_row_get_row (WbChannelFieldRow *self)
{
  g_return_val_if_fail (WB_IS_CHANNEL_FIELD_ROW (self), NULL);

  return self->row;
}

/* wb_channel_field_row_get_message: (transfer none): what is expected, or wrong. */
GtkWidget *
wb_channel_field_row_get_message (WbChannelFieldRow *self)
{
  g_return_val_if_fail (WB_IS_CHANNEL_FIELD_ROW (self), NULL);

  return self->message;
}

void
wb_channel_field_row_set_visible (WbChannelFieldRow *self, gboolean is_visible)
{
  g_return_if_fail (WB_IS_CHANNEL_FIELD_ROW (self));

  self->is_visible = is_visible;
  gtk_widget_set_visible (self->row, is_visible);
  if (!self->has_error || !is_visible)
    update_message (self, NULL);
}

static guint
find_option (WbChannelFieldRow *self, const char *text)
{
  for (guint i = 0; self->field->options[i].label != NULL; i++)
    if (g_strcmp0 (self->field->options[i].word, text) == 0)
      return i;
  return 0;
}

static void
set_text (WbChannelFieldRow *self, const char *text)
{
  switch (self->field->form)
    {
    case WB_CHANNEL_FIELD_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (self->control), g_str_equal (text, "true"));
      break;
    case WB_CHANNEL_FIELD_CHOICE:
      adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), find_option (self, text));
      break;
    case WB_CHANNEL_FIELD_LINES:
      gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), text, -1);
      break;
    case WB_CHANNEL_FIELD_TEXT:
    case WB_CHANNEL_FIELD_NUMBER:
    case WB_CHANNEL_FIELD_LIST:
    case WB_CHANNEL_FIELD_COMMAND:
    case WB_CHANNEL_FIELD_PAIRS:
    default:
      gtk_editable_set_text (GTK_EDITABLE (self->row), text);
      break;
    }
}

/*
 * wb_channel_field_row_set_value:
 * @value: (nullable): as the agent gave it, which gives no credentials
 * @is_kept: whether it is a credential that the keyring has
 */
void
wb_channel_field_row_set_value (WbChannelFieldRow *self, GVariant *value, gboolean is_kept)
{
  g_autofree char *text = NULL;

  g_return_if_fail (WB_IS_CHANNEL_FIELD_ROW (self));

  text = wb_channel_field_value_to_text (self->field, is_credential (self) ? NULL : value);
  self->is_updating = TRUE;
  self->is_kept = is_kept;
  self->has_error = FALSE;
  if (*text == '\0' && self->field->form == WB_CHANNEL_FIELD_SWITCH)
    set_text (self, self->field->is_on ? "true" : "false");
  else
    set_text (self, text);
  self->is_updating = FALSE;
  g_free (self->initial);
  self->initial = wb_channel_field_row_dup_text (self);
  update_message (self, NULL);
}

/* wb_channel_field_row_dup_text: (transfer full): what stands in it; of a choice its word. */
char *
wb_channel_field_row_dup_text (WbChannelFieldRow *self)
{
  g_return_val_if_fail (WB_IS_CHANNEL_FIELD_ROW (self), NULL);

  switch (self->field->form)
    {
    case WB_CHANNEL_FIELD_SWITCH:
      return g_strdup (gtk_switch_get_active (GTK_SWITCH (self->control)) ? "true" : "false");
    case WB_CHANNEL_FIELD_CHOICE:
      {
        guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->row));
        const char *word = self->field->options[selected].word;

        return g_strdup (word != NULL ? word : "");
      }
    case WB_CHANNEL_FIELD_LINES:
      {
        g_autofree char *text = NULL;

        g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->control)), "text", &text,
                      NULL);
        return g_steal_pointer (&text);
      }
    case WB_CHANNEL_FIELD_TEXT:
    case WB_CHANNEL_FIELD_NUMBER:
    case WB_CHANNEL_FIELD_LIST:
    case WB_CHANNEL_FIELD_COMMAND:
    case WB_CHANNEL_FIELD_PAIRS:
    default:
      return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->row)));
    }
}

/* wb_channel_field_row_is_changed: whether it is not as wb_channel_field_row_set_value() set it. */
gboolean
wb_channel_field_row_is_changed (WbChannelFieldRow *self)
{
  g_autofree char *text = wb_channel_field_row_dup_text (self);

  return g_strcmp0 (text, self->initial) != 0;
}

/* wb_channel_field_row_make_value: (transfer floating): for the agent. */
GVariant *
wb_channel_field_row_make_value (WbChannelFieldRow *self)
{
  g_autofree char *text = wb_channel_field_row_dup_text (self);

  return wb_channel_field_value_from_text (self->field, text);
}

/* wb_channel_field_row_show_error: @error: (nullable): in the words of a person. */
void
wb_channel_field_row_show_error (WbChannelFieldRow *self, const char *error)
{
  g_return_if_fail (WB_IS_CHANNEL_FIELD_ROW (self));

  self->has_error = error != NULL;
  update_message (self, error);
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_STATE_INVALID,
      error != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (error != NULL)
    {
      gtk_widget_add_css_class (self->row, "error");
      if (!gtk_widget_has_focus (self->control)) /* what is being typed is not to be selected */
        gtk_widget_grab_focus (self->control);
    }
  else
    gtk_widget_remove_css_class (self->row, "error");
}
