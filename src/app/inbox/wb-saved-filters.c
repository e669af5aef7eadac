/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-saved-filters.h"

#include <glib/gi18n.h>

#define KEY "saved-filters"
#define FILTERS_LIMIT 20 /* fit a popover */
#define NAME_CHARACTERS 24

struct _WbSavedFilters
{
  GtkBox parent_instance;

  GtkLabel *heading;
  GtkBox *rows;
  GtkWidget *saver;
  GtkEditable *name;
  GtkWidget *save_button;

  GSettings *settings; /* owned */
  WbFilter *present;   /* owned */
};

G_DEFINE_FINAL_TYPE (WbSavedFilters, wb_saved_filters, GTK_TYPE_BOX)

static guint chosen_signal;

static GVariant *
get_saved (WbSavedFilters *self)
{
  return g_settings_get_value (self->settings, KEY);
}

/* NULL: of a later version, or written by hand. */
static WbFilter *
read_filter (GVariant *saved, gsize position, const char **name)
{
  g_autoptr (GVariant) filter = NULL;

  g_variant_get_child (saved, position, "(&s@a{sv})", name, &filter);
  return wb_filter_new_from_variant (filter, NULL);
}

/* All but the one of that name, and @filter under it if there is one. */
static void
write_saved (WbSavedFilters *self, const char *name, const WbFilter *filter)
{
  g_autoptr (GVariant) saved = get_saved (self);
  GVariantBuilder kept;

  g_variant_builder_init (&kept, G_VARIANT_TYPE ("a(sa{sv})"));
  for (gsize i = 0; i < g_variant_n_children (saved); i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (saved, i);
      const char *other;

      g_variant_get_child (entry, 0, "&s", &other);
      if (!g_str_equal (other, name))
        g_variant_builder_add_value (&kept, entry);
    }
  if (filter != NULL)
    g_variant_builder_add (&kept, "(s@a{sv})", name, wb_filter_to_variant (filter));
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&kept));
}

static char *
dup_name (WbSavedFilters *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
}

static gboolean
is_present_saved (WbSavedFilters *self, GVariant *saved)
{
  for (gsize i = 0; i < g_variant_n_children (saved); i++)
    {
      const char *name;
      g_autoptr (WbFilter) filter = read_filter (saved, i, &name);

      if (filter != NULL && wb_filter_equal (filter, self->present))
        return TRUE;
    }
  return FALSE;
}

static void
update_saver (WbSavedFilters *self)
{
  g_autoptr (GVariant) saved = get_saved (self);
  g_autofree char *name = dup_name (self);
  gsize n_saved = g_variant_n_children (saved);
  gboolean can_save = !wb_filter_is_empty (self->present) && n_saved < FILTERS_LIMIT
                      && !is_present_saved (self, saved);

  gtk_widget_set_visible (self->saver, can_save);
  gtk_widget_set_sensitive (self->save_button, *name != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->heading), n_saved > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), can_save || n_saved > 0);
}

static void show_saved (WbSavedFilters *self);

/* What is new has the focus then: the entry is gone. */
static void
save_cb (WbSavedFilters *self)
{
  g_autofree char *name = dup_name (self);

  if (*name == '\0')
    return;
  write_saved (self, name, self->present);
  gtk_editable_set_text (self->name, "");
  show_saved (self);
  gtk_widget_child_focus (gtk_widget_get_last_child (GTK_WIDGET (self->rows)), GTK_DIR_TAB_FORWARD);
}

static void
choose_cb (WbSavedFilters *self, GtkWidget *button)
{
  g_signal_emit (self, chosen_signal, 0, g_object_get_data (G_OBJECT (button), "filter"));
}

static void
remove_cb (WbSavedFilters *self, GtkWidget *button)
{
  const char *name = g_object_get_data (G_OBJECT (button), "name");

  write_saved (self, name, NULL);
}

static GtkWidget *
new_choose_button (WbSavedFilters *self, const char *name, WbFilter *filter)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), NAME_CHARACTERS);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "filter", filter, (GDestroyNotify) wb_filter_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_remove_button (WbSavedFilters *self, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  /* TRANSLATORS: a button; %s is the name of a filter */
  g_autofree char *label = g_strdup_printf (_ ("Remove %s"), name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  return button;
}

static void
show_saved (WbSavedFilters *self)
{
  g_autoptr (GVariant) saved = get_saved (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_box_remove (self->rows, child);
  for (gsize i = 0; i < g_variant_n_children (saved); i++)
    {
      const char *name;
      WbFilter *filter = read_filter (saved, i, &name);
      GtkWidget *row;

      if (filter == NULL)
        continue;
      row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
      gtk_box_append (GTK_BOX (row), new_choose_button (self, name, filter));
      gtk_box_append (GTK_BOX (row), new_remove_button (self, name));
      gtk_box_append (self->rows, row);
    }
  update_saver (self);
}

static void
wb_saved_filters_dispose (GObject *object)
{
  WbSavedFilters *self = WB_SAVED_FILTERS (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_SAVED_FILTERS);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->present, wb_filter_free);
  G_OBJECT_CLASS (wb_saved_filters_parent_class)->dispose (object);
}

static void
wb_saved_filters_class_init (WbSavedFiltersClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_saved_filters_dispose;
  chosen_signal = g_signal_new ("chosen", WB_TYPE_SAVED_FILTERS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-saved-filters.ui");
  gtk_widget_class_bind_template_child (widget_class, WbSavedFilters, heading);
  gtk_widget_class_bind_template_child (widget_class, WbSavedFilters, rows);
  gtk_widget_class_bind_template_child (widget_class, WbSavedFilters, saver);
  gtk_widget_class_bind_template_child (widget_class, WbSavedFilters, name);
  gtk_widget_class_bind_template_child (widget_class, WbSavedFilters, save_button);
  gtk_widget_class_bind_template_callback (widget_class, update_saver);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
wb_saved_filters_init (WbSavedFilters *self)
{
  self->present = wb_filter_new ();
  self->settings = g_settings_new (WB_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->settings, "changed::" KEY, G_CALLBACK (show_saved), self,
                           G_CONNECT_SWAPPED);
  show_saved (self);
}

/* wb_saved_filters_set_present: what can be saved now; an empty one cannot. */
void
wb_saved_filters_set_present (WbSavedFilters *self, const WbFilter *filter)
{
  g_return_if_fail (WB_IS_SAVED_FILTERS (self));
  g_return_if_fail (filter != NULL);

  g_clear_pointer (&self->present, wb_filter_free);
  self->present = wb_filter_copy (filter);
  update_saver (self);
}
