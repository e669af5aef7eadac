/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-fact-table.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-minute-clock.h"
#include "base/wb-json.h"
#include "base/wb-text.h"
#include "model/wb-limits.h"

#define ROWS_LIMIT 100        /* of one table; what is left out is said */
#define NAME_CHARACTERS 128   /* of a name that is shown */
#define VALUE_CHARACTERS 2048 /* of a value that is shown */

struct _WbFactTable
{
  GtkBox parent_instance;

  GtkLabel *heading;
  GtkGrid *grid;
  int n_rows;
};

enum
{
  PROP_HEADING = 1,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (WbFactTable, wb_fact_table, GTK_TYPE_BOX)

static GParamSpec *props[N_PROPS];

static GtkWidget *
new_label (const char *text, glong limit_characters)
{
  g_autofree char *clean = wb_text_dup_clean (text);
  g_autofree char *shown = wb_text_truncate (clean, limit_characters);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GtkWidget *label = gtk_label_new (shown);

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  return label;
}

static void
add_row (WbFactTable *self, const char *name, const char *value)
{
  GtkWidget *name_label = new_label (name, NAME_CHARACTERS);
  GtkWidget *value_label = new_label (value, VALUE_CHARACTERS);
  /* Translators: a label and its value, in a list of what is known: "Model: qwen-7b". */
  g_autofree char *whole
      = g_strdup_printf (_ ("%s: %s"), gtk_label_get_text (GTK_LABEL (name_label)),
                         gtk_label_get_text (GTK_LABEL (value_label)));

  gtk_widget_add_css_class (name_label, "dim-label");
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), 18);
  gtk_label_set_width_chars (GTK_LABEL (name_label), 12);
  gtk_widget_set_hexpand (value_label, TRUE);
  gtk_widget_add_css_class (value_label, "numeric");
  gtk_label_set_selectable (GTK_LABEL (value_label), TRUE);
  /* Not labelled-by: in newer GTK that takes the place of the text. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (value_label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  whole, -1);
  gtk_grid_attach (self->grid, name_label, 0, self->n_rows, 1, 1);
  gtk_grid_attach (self->grid, value_label, 1, self->n_rows, 1, 1);
  self->n_rows++;
}

/* Objects inside an object are named by their path: "node.gpus". */
static void
add_members (WbFactTable *self, const char *path, WbJsonValue object, guint *n_left_out)
{
  WbJsonIter iter;
  WbJsonValue name, value;

  wb_json_iter_init (&iter, object);
  while (wb_json_iter_next (&iter, &name, &value))
    {
      g_autofree char *word = wb_json_value_dup_string (name);
      g_autofree char *full = *path != '\0' ? g_strconcat (path, ".", word, NULL) : g_strdup (word);
      g_autofree char *text = NULL;

      if (wb_json_value_get_kind (value) == WB_JSON_OBJECT)
        {
          add_members (self, full, value, n_left_out);
          continue;
        }
      if (self->n_rows >= ROWS_LIMIT)
        {
          (*n_left_out)++;
          continue;
        }
      text = wb_json_value_get_kind (value) == WB_JSON_STRING ? wb_json_value_dup_string (value)
                                                              : wb_json_value_dup_raw (value);
      wb_fact_table_add (self, full, text);
    }
}

static void
wb_fact_table_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbFactTable *self = WB_FACT_TABLE (object);

  switch (id)
    {
    case PROP_HEADING:
      g_value_set_string (value, gtk_label_get_text (self->heading));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_fact_table_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbFactTable *self = WB_FACT_TABLE (object);

  switch (id)
    {
    case PROP_HEADING:
      gtk_label_set_text (self->heading, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_fact_table_class_init (WbFactTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = wb_fact_table_get_property;
  object_class->set_property = wb_fact_table_set_property;

  props[PROP_HEADING]
      = g_param_spec_string ("heading", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-fact-table.ui");
  gtk_widget_class_bind_template_child (widget_class, WbFactTable, heading);
  gtk_widget_class_bind_template_child (widget_class, WbFactTable, grid);
}

static void
wb_fact_table_init (WbFactTable *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
wb_fact_table_clear (WbFactTable *self)
{
  GtkWidget *child;

  g_return_if_fail (WB_IS_FACT_TABLE (self));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  self->n_rows = 0;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* wb_fact_table_add: @value: (nullable): NULL or empty: no row. */
void
wb_fact_table_add (WbFactTable *self, const char *name, const char *value)
{
  g_return_if_fail (WB_IS_FACT_TABLE (self));

  if (value == NULL || *value == '\0')
    return;
  add_row (self, name, value);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* wb_fact_table_add_time: @time_us: 0: no row. */
void
wb_fact_table_add_time (WbFactTable *self, const char *name, gint64 time_us)
{
  g_autofree char *text = NULL;

  if (time_us == 0)
    return;
  text = wb_minute_clock_format_time (time_us);
  wb_fact_table_add (self, name, text);
}

/* wb_fact_table_add_json: @json: (nullable): an object; each of its members becomes a row. */
void
wb_fact_table_add_json (WbFactTable *self, const char *json)
{
  const WbJsonLimits limits = { .length_bytes = WB_LIMIT_BODY_BYTES,
                                .string_bytes = WB_LIMIT_BODY_BYTES,
                                .depth = WB_LIMIT_BODY_DEPTH,
                                .values = WB_LIMIT_BODY_VALUES };
  g_autoptr (WbJson) document = NULL;
  g_autofree char *more = NULL;
  guint n_left_out = 0;

  g_return_if_fail (WB_IS_FACT_TABLE (self));

  if (json != NULL)
    document = wb_json_parse (json, strlen (json), &limits, NULL);
  if (document == NULL || wb_json_value_get_kind (wb_json_get_root (document)) != WB_JSON_OBJECT)
    return;

  add_members (self, "", wb_json_get_root (document), &n_left_out);
  if (n_left_out == 0)
    return;
  more = g_strdup_printf (ngettext ("and %u more", "and %u more", n_left_out), n_left_out);
  add_row (self, "…", more);
}
