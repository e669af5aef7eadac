/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/widgets/wb-timeline.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-minute-clock.h"
#include "app/widgets/wb-severity-icon.h"
#include "base/wb-text.h"
#include "base/wb-time.h"

#define TITLE_CHARACTERS 256 /* of a title that is shown */

struct _WbTimeline
{
  AdwBin parent_instance;

  AdwPreferencesGroup *group;
  GPtrArray *rows;  /* owned; each is lent by the group */
  GVariant *events; /* owned, nullable: what is shown */
};

/* What one row says: an event, or several alike in a row. */
typedef struct
{
  char *title; /* owned */
  const char *type;
  gint64 notification_id; /* 0: none */
  gint64 received_us;     /* of the newest */
  WbSeverity severity;
  guint count;
} Entry;

G_DEFINE_FINAL_TYPE (WbTimeline, wb_timeline, ADW_TYPE_BIN)

static guint more_signal;

static void
read_entry (GVariant *event, Entry *entry)
{
  const char *title = "";
  const char *time = NULL;
  const char *severity = NULL;
  g_autofree char *clean = NULL;
  g_autofree char *line = NULL;

  *entry = (Entry){ .type = "", .count = 1 };
  g_variant_lookup (event, "type", "&s", &entry->type);
  g_variant_lookup (event, "title", "&s", &title);
  g_variant_lookup (event, "notification_id", "x", &entry->notification_id);
  if (g_variant_lookup (event, "received_at", "&s", &time))
    wb_time_parse (time, &entry->received_us);
  if (g_variant_lookup (event, "severity", "&s", &severity))
    wb_severity_from_string (severity, &entry->severity);
  clean = wb_text_dup_clean (*title != '\0' ? title : entry->type);
  line = wb_text_dup_single_line (clean);
  entry->title = wb_text_truncate (line, TITLE_CHARACTERS);
}

/* A thousand batches are one row. */
static gboolean
is_alike (const Entry *entry, const Entry *next)
{
  return g_str_equal (entry->type, next->type) && entry->severity == next->severity
         && g_str_equal (entry->title, next->title)
         && entry->notification_id == next->notification_id;
}

static void
clear (WbTimeline *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
add_row (WbTimeline *self, GtkWidget *row)
{
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_entry (WbTimeline *self, const Entry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = wb_severity_icon_new (entry->severity);
  g_autofree char *time = wb_minute_clock_format_time (entry->received_us);
  g_autofree char *times
      = g_strdup_printf (ngettext ("%u time", "%u times", entry->count), entry->count);
  /* TRANSLATORS: date and time, then how often, as in "5 times" */
  g_autofree char *often = g_strdup_printf (_ ("%s · %s"), time, times);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->count > 1 ? often : time);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (entry->notification_id != 0)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "app.show-notification");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "x", entry->notification_id);
    }
  add_row (self, row);
}

static void
more_cb (WbTimeline *self)
{
  g_signal_emit (self, more_signal, 0);
}

static void
add_more_row (WbTimeline *self)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Show Earlier Events"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (more_cb), self, G_CONNECT_SWAPPED);
  add_row (self, row);
}

static void
add_entries (WbTimeline *self)
{
  gsize n_events = g_variant_n_children (self->events);

  for (gsize i = 0; i < n_events;)
    {
      g_autoptr (GVariant) event = g_variant_get_child_value (self->events, i++);
      Entry entry;

      read_entry (event, &entry);
      while (i < n_events)
        {
          g_autoptr (GVariant) following = g_variant_get_child_value (self->events, i);
          g_autofree char *title = NULL;
          Entry next;

          read_entry (following, &next);
          title = next.title;
          if (!is_alike (&entry, &next))
            break;
          entry.count++;
          i++;
        }
      add_entry (self, &entry);
      g_free (entry.title);
    }
}

static void
wb_timeline_dispose (GObject *object)
{
  WbTimeline *self = WB_TIMELINE (object);

  g_clear_pointer (&self->events, g_variant_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->group = NULL;
  G_OBJECT_CLASS (wb_timeline_parent_class)->dispose (object);
}

static void
wb_timeline_class_init (WbTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = wb_timeline_dispose;
  more_signal = g_signal_new ("more", WB_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
wb_timeline_init (WbTimeline *self)
{
  self->rows = g_ptr_array_new ();
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _ ("Events"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

/* wb_timeline_set_events: @events: aa{sv}, as Events1.History gives them. */
void
wb_timeline_set_events (WbTimeline *self, GVariant *events, gboolean has_more)
{
  g_return_if_fail (WB_IS_TIMELINE (self));
  g_return_if_fail (g_variant_is_of_type (events, G_VARIANT_TYPE ("aa{sv}")));

  /* Rows that stay keep the focus. */
  if (self->events != NULL && g_variant_equal (self->events, events))
    return;
  g_clear_pointer (&self->events, g_variant_unref);
  self->events = g_variant_ref (events);
  clear (self);
  add_entries (self);
  if (has_more)
    add_more_row (self);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

/* wb_timeline_set_title: @suffix: (nullable): what stands beside the title. */
void
wb_timeline_set_title (WbTimeline *self, const char *title, GtkWidget *suffix)
{
  g_return_if_fail (WB_IS_TIMELINE (self));

  adw_preferences_group_set_title (self->group, title);
  adw_preferences_group_set_header_suffix (self->group, suffix);
}
