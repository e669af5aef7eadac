/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-line-chart.h"

#include <glib/gi18n.h>
#include "app/charts/wb-chart-plot.h"

#define NOTHING WB_CHART_PLOT_NOTHING
#define PAGE_SHARE 10 /* of the points that Page Up and Page Down pass */
#define SMALL_WIDTH_PX 96
#define SMALL_HEIGHT_PX 36
#define WIDTH_PX 240
#define HEIGHT_PX 220

struct _WbLineChart
{
  GtkWidget parent_instance;

  char *label;    /* owned */
  GArray *points; /* owned, WbChartPoint: by x */
  WbChartX x_kind;
  gboolean is_small;
  guint selected;
};

enum
{
  PROP_LABEL = 1,
  PROP_IS_SMALL,
  PROP_CAPTION,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (WbLineChart, wb_line_chart, GTK_TYPE_WIDGET)

static GParamSpec *props[N_PROPS];

static const WbChartPoint *
get_point (WbLineChart *self, guint index)
{
  return &g_array_index (self->points, WbChartPoint, index);
}

static gboolean
is_mirrored (WbLineChart *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

/* --- in words --- */

static char *
dup_caption (WbLineChart *self)
{
  g_autofree char *last = NULL;
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;
  double y_min = G_MAXDOUBLE, y_max = -G_MAXDOUBLE;

  if (self->points->len == 0)
    return g_strdup (_ ("No values yet"));
  if (self->selected != NOTHING)
    return wb_chart_point_dup_text (self->x_kind, get_point (self, self->selected));

  for (guint i = 0; i < self->points->len; i++)
    {
      y_min = MIN (y_min, get_point (self, i)->y);
      y_max = MAX (y_max, get_point (self, i)->y);
    }
  last = wb_chart_point_format_y (get_point (self, self->points->len - 1)->y);
  low = wb_chart_point_format_y (y_min);
  high = wb_chart_point_format_y (y_max);
  /* TRANSLATORS: of a curve, as in "Last 0.31, lowest 0.29, highest 2.4" */
  return g_strdup_printf (_ ("Last %s, lowest %s, highest %s"), last, low, high);
}

static void
tell (WbLineChart *self)
{
  g_autofree char *caption = dup_caption (self);
  /* TRANSLATORS: name of a curve, then what is to be said of it */
  g_autofree char *label = g_strdup_printf (_ ("%s. %s"), self->label, caption);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CAPTION]);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
init_plot (WbLineChart *self, WbChartPlot *plot)
{
  *plot = (WbChartPlot){ .widget = GTK_WIDGET (self),
                         .points = self->points,
                         .x_kind = self->x_kind,
                         .is_small = self->is_small };
  return wb_chart_plot_init (plot);
}

static void
wb_line_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WbLineChart *self = WB_LINE_CHART (widget);
  WbChartPlot plot;

  if (init_plot (self, &plot))
    wb_chart_plot_draw (&plot, snapshot, self->selected);
}

static void
wb_line_chart_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gboolean is_small = WB_LINE_CHART (widget)->is_small;

  (void) for_size;
  (void) minimum_baseline;
  (void) natural_baseline;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = is_small ? SMALL_WIDTH_PX : WIDTH_PX;
  else
    *minimum = *natural = is_small ? SMALL_HEIGHT_PX : HEIGHT_PX;
}

/* --- selecting --- */

static void
select_point (WbLineChart *self, guint index)
{
  if (index == self->selected)
    return;
  self->selected = index;
  tell (self);
}

/* The points lie in the order of their x. */
static guint
find_nearest (WbLineChart *self, double x)
{
  guint low = 0;
  guint high = self->points->len - 1;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (get_point (self, middle)->x <= x)
        low = middle;
      else
        high = middle;
    }
  return x - get_point (self, low)->x <= get_point (self, high)->x - x ? low : high;
}

static void
motion_cb (WbLineChart *self, double x)
{
  WbChartPlot plot;

  if (init_plot (self, &plot))
    select_point (self, find_nearest (self, wb_chart_plot_get_x (&plot, x)));
}

static void
leave_cb (WbLineChart *self)
{
  select_point (self, NOTHING);
}

/* From where nothing is selected, one goes from the newest on. */
static void
move (WbLineChart *self, gint64 by)
{
  gint64 last = (gint64) self->points->len - 1;

  if (self->selected == NOTHING)
    select_point (self, (guint) last);
  else
    select_point (self, (guint) CLAMP (self->selected + by, 0, last));
}

static gboolean
move_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  WbLineChart *self = WB_LINE_CHART (widget);
  int pages, points;

  (void) user_data;
  if (self->points->len == 0)
    return GDK_EVENT_PROPAGATE;
  g_variant_get (arguments, "(ii)", &points, &pages);
  if (is_mirrored (self))
    points = -points;
  move (self, points + (gint64) pages * MAX (self->points->len / PAGE_SHARE, 1));
  return GDK_EVENT_STOP;
}

static gboolean
go_to_end_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  WbLineChart *self = WB_LINE_CHART (widget);

  (void) user_data;
  if (self->points->len == 0)
    return GDK_EVENT_PROPAGATE;
  select_point (self, g_variant_get_boolean (arguments) ? self->points->len - 1 : 0);
  return GDK_EVENT_STOP;
}

static gboolean
unselect_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  WbLineChart *self = WB_LINE_CHART (widget);

  (void) arguments;
  (void) user_data;
  if (self->selected == NOTHING)
    return GDK_EVENT_PROPAGATE;
  select_point (self, NOTHING);
  return GDK_EVENT_STOP;
}

/* --- the widget --- */

static void
wb_line_chart_finalize (GObject *object)
{
  WbLineChart *self = WB_LINE_CHART (object);

  g_free (self->label);
  g_array_unref (self->points);
  G_OBJECT_CLASS (wb_line_chart_parent_class)->finalize (object);
}

static void
wb_line_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  WbLineChart *self = WB_LINE_CHART (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_IS_SMALL:
      g_value_set_boolean (value, self->is_small);
      break;
    case PROP_CAPTION:
      g_value_take_string (value, dup_caption (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_line_chart_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  WbLineChart *self = WB_LINE_CHART (object);

  switch (id)
    {
    case PROP_LABEL:
      wb_line_chart_set_label (self, g_value_get_string (value));
      break;
    case PROP_IS_SMALL:
      self->is_small = g_value_get_boolean (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    int points;
    int pages;
  } moves[] = {
    { GDK_KEY_Left, -1, 0 },    { GDK_KEY_KP_Left, -1, 0 }, { GDK_KEY_Right, 1, 0 },
    { GDK_KEY_KP_Right, 1, 0 }, { GDK_KEY_Page_Up, 0, -1 }, { GDK_KEY_Page_Down, 0, 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move_cb, "(ii)", moves[i].points,
                                  moves[i].pages);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, go_to_end_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, go_to_end_cb, "b", TRUE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, unselect_cb, NULL);
}

static void
wb_line_chart_class_init (WbLineChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = wb_line_chart_finalize;
  object_class->get_property = wb_line_chart_get_property;
  object_class->set_property = wb_line_chart_set_property;
  widget_class->snapshot = wb_line_chart_snapshot;
  widget_class->measure = wb_line_chart_measure;

  props[PROP_LABEL]
      = g_param_spec_string ("label", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_IS_SMALL] = g_param_spec_boolean ("is-small", NULL, NULL, FALSE,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_CAPTION] = g_param_spec_string ("caption", NULL, NULL, NULL,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "linechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  install_keys (widget_class);
}

static void
wb_line_chart_init (WbLineChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->label = g_strdup ("");
  self->points = g_array_new (FALSE, FALSE, sizeof (WbChartPoint));
  self->selected = NOTHING;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/* wb_line_chart_set_label: what the curve is of: "Loss". */
void
wb_line_chart_set_label (WbLineChart *self, const char *label)
{
  g_return_if_fail (WB_IS_LINE_CHART (self));

  if (g_strcmp0 (self->label, label) == 0)
    return;
  g_free (self->label);
  self->label = g_strdup (label != NULL ? label : "");
  tell (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LABEL]);
}

/* The same point stays selected while the curve grows. */
static guint
find_again (WbLineChart *self, double x)
{
  return self->points->len > 0 ? find_nearest (self, x) : NOTHING;
}

/* wb_line_chart_set_points: @points: (element-type WbChartPoint): by x, of finite numbers. */
void
wb_line_chart_set_points (WbLineChart *self, GArray *points, WbChartX x_kind)
{
  gboolean has_selected;
  double x = 0.0;

  g_return_if_fail (WB_IS_LINE_CHART (self));
  g_return_if_fail (points != NULL);

  has_selected = self->selected != NOTHING;
  if (has_selected)
    x = get_point (self, self->selected)->x;
  g_array_unref (self->points);
  self->points = g_array_ref (points);
  self->x_kind = x_kind;
  self->selected = has_selected ? find_again (self, x) : NOTHING;
  tell (self);
}

gboolean
wb_line_chart_has_selected (WbLineChart *self)
{
  g_return_val_if_fail (WB_IS_LINE_CHART (self), FALSE);

  return self->selected != NOTHING;
}
