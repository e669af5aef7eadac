/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-notification-row.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-day.h"
#include "app/widgets/wb-minute-clock.h"
#include "app/widgets/wb-severity-icon.h"
#include "base/wb-text.h"

#define SUMMARY_NATURAL_CHARACTERS 48
#define CHECK_CHARACTERS 4         /* as wide as a check box: the list keeps its width */
#define SUMMARY_LINE_CHARACTERS 44 /* that surely fit one line of the list */

/*
 * The texts are inscriptions: the list makes two hundred rows before it shows any, and a label
 * shapes its text several times to find its size (measured: 5 ms for each row).
 */
struct _WbNotificationRow
{
  GtkBox parent_instance;

  GtkBox *content;
  WbSeverityIcon *severity;
  GtkBox *heading;
  GtkInscription *title;
  GtkLabel *age;
  GtkInscription *summary;
  GtkBox *footer;
  GtkInscription *origin;

  /* A list makes 200 rows at once: what few of them need is made when it is first wanted. */
  GtkWidget *day; /* all of these: nullable, owned as children */
  GtkWidget *check;
  GtkWidget *unread;
  GtkWidget *count;
  GtkWidget *acknowledged;
  GtkWidget *snoozed;

  WbNotificationItem *item;     /* owned, nullable */
  WbNotificationItem *previous; /* owned, nullable: in the row above */
  gboolean is_first;            /* there is none above */
};

G_DEFINE_FINAL_TYPE (WbNotificationRow, wb_notification_row, GTK_TYPE_BOX)

static const WbNotification *
get_notification (WbNotificationRow *self)
{
  return self->item != NULL ? wb_notification_item_get_notification (self->item) : NULL;
}

/* A label measures itself and all above it again even if it says what it said. */
static void
set_text (GtkLabel *label, const char *text)
{
  if (!g_str_equal (gtk_label_get_text (label), text))
    gtk_label_set_text (label, text);
}

static void
show_label (GtkWidget **label, gboolean is_shown, const char *text)
{
  if (*label == NULL)
    return;
  set_text (GTK_LABEL (*label), text);
  gtk_widget_set_visible (*label, is_shown);
}

/* @sibling: (nullable): what it stands after; without one, it is the first. */
static void
show_icon (GtkWidget **icon,
           gboolean is_shown,
           GtkBox *box,
           GtkWidget *sibling,
           const char *name,
           int size,
           const char *css_class,
           const char *label)
{
  if (*icon == NULL && is_shown)
    {
      /* Of what is visible, GTK asks the X server at once whether the pointer is on it. */
      *icon = g_object_new (GTK_TYPE_IMAGE, "visible", FALSE, "tooltip-text", label, "icon-name",
                            name, "pixel-size", size, "valign", GTK_ALIGN_CENTER, NULL);
      gtk_widget_add_css_class (*icon, css_class);
      gtk_accessible_update_property (GTK_ACCESSIBLE (*icon), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
      gtk_box_insert_child_after (box, *icon, sibling);
    }
  if (*icon != NULL)
    gtk_widget_set_visible (*icon, is_shown);
}

/* A row whose content is on its way keeps the places of what it showed: see style.css. */
static void
update_age (WbNotificationRow *self)
{
  const WbNotification *notification = get_notification (self);
  g_autofree char *age = NULL;

  if (notification == NULL)
    return;
  age = wb_minute_clock_format_age (notification->updated_us);
  set_text (self->age, age);
}

/*
 * The first row of a day says which day it is; nothing is said before it is known. The first of all
 * has the room for it from the beginning: if it grew later, the view would scroll it out of sight.
 */
static void
update_day (WbNotificationRow *self)
{
  const WbNotification *notification = get_notification (self);
  const WbNotification *above
      = self->previous != NULL ? wb_notification_item_get_notification (self->previous) : NULL;
  gboolean is_shown
      = notification != NULL
        && (self->is_first
            || (above != NULL && !wb_day_is_same (above->updated_us, notification->updated_us)));
  GtkWidget *carrier = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *day = is_shown ? wb_day_format (notification->updated_us) : NULL;

  if (self->day == NULL && (is_shown || self->is_first))
    {
      self->day
          = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
      gtk_widget_add_css_class (self->day, "day");
      gtk_widget_add_css_class (self->day, "heading");
      gtk_box_prepend (GTK_BOX (self), self->day);
    }
  show_label (&self->day, is_shown || self->is_first, is_shown ? day : "");
  if (carrier != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (carrier), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    is_shown ? day : "", -1);
}

static void
tick_cb (WbNotificationRow *self)
{
  update_age (self);
  update_day (self);
}

/* What or who it is about: the first that is known. */
static const char *
get_origin (const WbEvent *event)
{
  if (event->model_name != NULL)
    return event->model_name;
  if (event->provider != NULL)
    return event->provider;
  if (event->source != NULL)
    return event->source;
  return wb_category_get_label (event->type->category);
}

static void
update_count (WbNotificationRow *self, guint count)
{
  g_autofree char *text = g_strdup_printf ("×%u", count);

  if (self->count == NULL && count > 1)
    {
      self->count = g_object_new (GTK_TYPE_LABEL, "visible", FALSE, "tooltip-text",
                                  _ ("How often it happened"), NULL);
      gtk_widget_add_css_class (self->count, "count");
      gtk_widget_add_css_class (self->count, "numeric");
      gtk_box_prepend (self->footer, self->count);
    }
  show_label (&self->count, count > 1, text);
}

static void
update_footer (WbNotificationRow *self, const WbNotification *notification)
{
  g_autofree char *clean = wb_text_dup_clean (get_origin (notification->event));
  g_autofree char *origin = wb_text_dup_single_line (clean);

  update_count (self, notification->count);
  show_icon (&self->acknowledged, notification->acknowledged_us != 0, self->footer, self->count,
             "wb-acknowledged-symbolic", 12, "success", _ ("Acknowledged"));
  show_icon (&self->snoozed, notification->snoozed_until_us > g_get_real_time (), self->footer,
             self->acknowledged != NULL ? self->acknowledged : self->count, "wb-snooze-symbolic",
             12, "dim-label", _ ("Snoozed"));
  gtk_inscription_set_text (self->origin, origin);
}

/* GTK 4.8 has no label of a list item: it is set on the widget that carries us. */
static void
update_accessible_label (WbNotificationRow *self, const WbNotification *notification)
{
  GtkWidget *carrier = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *summary = wb_notification_item_get_summary (self->item);
  g_autoptr (GString) label = g_string_new (NULL);

  if (carrier == NULL)
    return;

  if (notification->read_us == 0)
    g_string_append_printf (label, "%s. ", _ ("Unread"));
  g_string_append_printf (label, "%s. %s", wb_severity_get_label (notification->severity),
                          gtk_inscription_get_text (self->title));
  if (*summary != '\0')
    g_string_append_printf (label, ". %s", summary);
  if (notification->snoozed_until_us > g_get_real_time ())
    g_string_append_printf (label, ". %s", _ ("Snoozed"));
  if (notification->acknowledged_us != 0)
    g_string_append_printf (label, ". %s", _ ("Acknowledged"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (carrier), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label->str, -1);
}

static void
set_css_class (GtkWidget *widget, const char *name, gboolean is_set)
{
  if (is_set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* Attributes make an inscription find its style at once: while rows are made, twice. */
static void
forbid_hyphens (WbNotificationRow *self)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (gtk_inscription_get_attributes (self->summary) != NULL)
    return;
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_inscription_set_attributes (self->summary, attributes);
}

static void
show_content (WbNotificationRow *self, const WbNotification *notification)
{
  g_autofree char *title = wb_notification_item_dup_title (self->item);
  const char *summary = wb_notification_item_get_summary (self->item);
  gboolean is_unread = notification->read_us == 0;
  gboolean is_long = g_utf8_strlen (summary, -1) > SUMMARY_LINE_CHARACTERS;

  wb_severity_icon_set_severity (self->severity, notification->severity);
  gtk_inscription_set_text (self->title, title);
  gtk_inscription_set_text (self->summary, summary);
  if (is_long)
    forbid_hyphens (self);
  gtk_inscription_set_min_lines (self->summary, is_long ? 2 : 1);
  set_css_class (GTK_WIDGET (self->summary), "two-lines", is_long);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), *summary != '\0');
  show_icon (&self->unread, is_unread, self->heading, GTK_WIDGET (self->age),
             "media-record-symbolic", 10, "accent", _ ("Unread"));
  set_css_class (GTK_WIDGET (self), "unread", is_unread);
  update_footer (self, notification);
  update_accessible_label (self, notification);
}

static void
update (WbNotificationRow *self)
{
  const WbNotification *notification = get_notification (self);

  set_css_class (GTK_WIDGET (self), "pending", notification == NULL);
  if (notification != NULL)
    show_content (self, notification);
  update_age (self);
  update_day (self);
}

static void
wb_notification_row_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (wb_notification_row_parent_class)->map (widget);
  tick_cb (WB_NOTIFICATION_ROW (widget));
  wb_minute_clock_use (wb_minute_clock_get_default ());
  g_signal_connect_object (wb_minute_clock_get_default (), "tick", G_CALLBACK (tick_cb), widget,
                           G_CONNECT_SWAPPED);
}

static void
wb_notification_row_unmap (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_data (wb_minute_clock_get_default (), widget);
  wb_minute_clock_release (wb_minute_clock_get_default ());
  GTK_WIDGET_CLASS (wb_notification_row_parent_class)->unmap (widget);
}

static void
wb_notification_row_dispose (GObject *object)
{
  WbNotificationRow *self = WB_NOTIFICATION_ROW (object);

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_clear_object (&self->item);
  if (self->previous != NULL)
    g_signal_handlers_disconnect_by_data (self->previous, self);
  g_clear_object (&self->previous);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_NOTIFICATION_ROW);
  G_OBJECT_CLASS (wb_notification_row_parent_class)->dispose (object);
}

static void
wb_notification_row_class_init (WbNotificationRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_notification_row_dispose;
  widget_class->map = wb_notification_row_map;
  widget_class->unmap = wb_notification_row_unmap;

  g_type_ensure (WB_TYPE_SEVERITY_ICON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/wakebell/Wakebell/wb-notification-row.ui");
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, content);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, severity);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, heading);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, title);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, age);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, summary);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, footer);
  gtk_widget_class_bind_template_child (widget_class, WbNotificationRow, origin);
}

static void
wb_notification_row_init (WbNotificationRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
wb_notification_row_new (void)
{
  return g_object_new (WB_TYPE_NOTIFICATION_ROW, NULL);
}

/* wb_notification_row_get_item: (transfer none) (nullable) */
WbNotificationItem *
wb_notification_row_get_item (WbNotificationRow *self)
{
  g_return_val_if_fail (WB_IS_NOTIFICATION_ROW (self), NULL);

  return self->item;
}

/* wb_notification_row_set_item: @item: (nullable) */
void
wb_notification_row_set_item (WbNotificationRow *self, WbNotificationItem *item)
{
  g_return_if_fail (WB_IS_NOTIFICATION_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item != NULL)
    {
      g_signal_connect_object (item, "notify::notification", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      update (self);
    }
}

/*
 * wb_notification_row_set_previous:
 * @item: (nullable): what is in the row above
 * @is_first: nothing is above
 */
void
wb_notification_row_set_previous (WbNotificationRow *self,
                                  WbNotificationItem *item,
                                  gboolean is_first)
{
  g_return_if_fail (WB_IS_NOTIFICATION_ROW (self));

  if (item == self->previous && is_first == self->is_first)
    return;
  if (self->previous != NULL)
    g_signal_handlers_disconnect_by_data (self->previous, self);
  g_set_object (&self->previous, item);
  self->is_first = is_first;
  if (item != NULL)
    g_signal_connect_object (item, "notify::notification", G_CALLBACK (update_day), self,
                             G_CONNECT_SWAPPED);
  update_day (self);
}

static void
make_check (WbNotificationRow *self)
{
  self->check
      = g_object_new (GTK_TYPE_CHECK_BUTTON, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                      "can-focus", FALSE, "can-target", FALSE, "valign", GTK_ALIGN_START, NULL);
  gtk_box_prepend (self->content, self->check);
}

/* wb_notification_row_set_check: @is_shown: rows are being chosen; @is_active: this one is. */
void
wb_notification_row_set_check (WbNotificationRow *self, gboolean is_shown, gboolean is_active)
{
  g_return_if_fail (WB_IS_NOTIFICATION_ROW (self));

  if (self->check == NULL && !is_shown)
    return;
  if (self->check == NULL)
    make_check (self);
  gtk_widget_set_visible (self->check, is_shown);
  gtk_inscription_set_nat_chars (self->summary,
                                 SUMMARY_NATURAL_CHARACTERS - (is_shown ? CHECK_CHARACTERS : 0));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), is_active);
}
