/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/wb-sidebar.h"

#include <glib/gi18n.h>

/* The names are those of the pages of the window's stack. */
static const struct
{
  const char *name;
  const char *title;
  const char *icon_name;
} pages[] = {
  { "inbox", NC_ ("page", "Inbox"), "wb-inbox-symbolic" },
  { "runs", NC_ ("page", "Runs"), "wb-runs-symbolic" },
  { "keys", NC_ ("page", "Keys"), "wb-keys-symbolic" },
  { "alerts", NC_ ("page", "Alerts"), "wb-alerts-symbolic" },
  { "deliveries", NC_ ("page", "Deliveries"), "wb-deliveries-symbolic" },
  { "statistics", NC_ ("page", "Statistics"), "wb-statistics-symbolic" },
};

typedef struct
{
  GtkListBoxRow *row;
  GtkLabel *badge;
} Row;

struct _WbSidebar
{
  GtkBox parent_instance;

  GtkListBox *list;
  Row rows[G_N_ELEMENTS (pages)];
};

enum
{
  PROP_PAGE = 1,
  N_PROPS
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (WbSidebar, wb_sidebar, GTK_TYPE_BOX)

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const char *
get_title (guint index)
{
  return g_dpgettext2 (NULL, "page", pages[index].title);
}

static void
row_activated_cb (WbSidebar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static GtkLabel *
create_badge (void)
{
  GtkWidget *badge
      = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "valign",
                      GTK_ALIGN_CENTER, "visible", FALSE, NULL);

  gtk_widget_add_css_class (badge, "count");
  gtk_widget_add_css_class (badge, "numeric");
  return GTK_LABEL (badge);
}

static void
name_row (WbSidebar *self, guint index, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows[index].row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
add_row (WbSidebar *self, guint index)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", get_title (index), "xalign", 0.0,
                                   "hexpand", TRUE, "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  self->rows[index].badge = create_badge ();
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (pages[index].icon_name));
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->rows[index].badge));
  self->rows[index].row = g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", box, NULL);
  name_row (self, index, get_title (index));
  gtk_list_box_append (self->list, GTK_WIDGET (self->rows[index].row));
}

static guint
find_page (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].name, name) == 0)
      return i;
  return 0;
}

static void
wb_sidebar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbSidebar *self = WB_SIDEBAR (object);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  switch (id)
    {
    case PROP_PAGE:
      g_value_set_static_string (value,
                                 pages[row != NULL ? gtk_list_box_row_get_index (row) : 0].name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_sidebar_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbSidebar *self = WB_SIDEBAR (object);

  switch (id)
    {
    case PROP_PAGE:
      gtk_list_box_select_row (self->list, self->rows[find_page (g_value_get_string (value))].row);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* For Tab the list is one thing; the arrows go from page to page. */
static gboolean
wb_sidebar_focus (GtkWidget *widget, GtkDirectionType direction)
{
  WbSidebar *self = WB_SIDEBAR (widget);
  gboolean is_in_list = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;

  if (is_in_list && direction == GTK_DIR_TAB_FORWARD)
    return FALSE;
  if (is_in_list && direction == GTK_DIR_TAB_BACKWARD)
    return gtk_widget_child_focus (gtk_widget_get_first_child (widget), direction);
  return GTK_WIDGET_CLASS (wb_sidebar_parent_class)->focus (widget, direction);
}

static void
wb_sidebar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), WB_TYPE_SIDEBAR);
  G_OBJECT_CLASS (wb_sidebar_parent_class)->dispose (object);
}

static void
wb_sidebar_class_init (WbSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = wb_sidebar_dispose;
  widget_class->focus = wb_sidebar_focus;
  object_class->get_property = wb_sidebar_get_property;
  object_class->set_property = wb_sidebar_set_property;
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, pages[0].name,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", WB_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, WbSidebar, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
wb_sidebar_init (WbSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    add_row (self, i);
}

/*
 * wb_sidebar_set_badge: a number beside the name of a page; 0: none.
 * @meaning: what is read out with it, such as "7 unread"
 */
void
wb_sidebar_set_badge (WbSidebar *self, const char *page, guint count, const char *meaning)
{
  g_autofree char *text = g_strdup_printf ("%'u", count);
  g_autofree char *name = NULL;
  guint index = find_page (page);

  g_return_if_fail (WB_IS_SIDEBAR (self));

  gtk_label_set_text (self->rows[index].badge, text);
  gtk_widget_set_visible (GTK_WIDGET (self->rows[index].badge), count > 0);
  name = count > 0 ? g_strdup_printf ("%s, %s", get_title (index), meaning)
                   : g_strdup (get_title (index));
  name_row (self, index, name);
}
