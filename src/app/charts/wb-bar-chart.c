/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/charts/wb-bar-chart.h"

#include <math.h>

#include "app/charts/wb-bar-fill.h"

/* pixels */
#define MIN_WIDTH 240
#define HEIGHT 200
#define PADDING 6
#define TICK_DISTANCE 10 /* at the least between two words below the bars */
#define BAR_LIMIT 32
#define PART_MIN 2.0 /* what there is of is seen */

#define BAR_SHARE 0.7 /* of the room between two bars */
#define STEPS 4       /* lines across, at the most */
#define LINE_ALPHA 0.12F
#define ACTIVE_ALPHA 0.08F
#define TEXT_ALPHA 0.78F
#define TEXT_SCALE 0.82

struct _WbBarChart
{
  GtkWidget parent_instance;

  WbBarData *data;  /* owned, nullable */
  char *title;      /* owned */
  int selected;     /* by keys; -1: none */
  int hovered;      /* by the pointer; -1: none */
  double pointer_x; /* where it was last, as the next one */
  double pointer_y;
};

enum
{
  PROP_ACTIVE_BAR = 1,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (WbBarChart, wb_bar_chart, GTK_TYPE_WIDGET)

static GParamSpec *props[N_PROPS];

/* Where what is drawn goes; in a language that is read from the right all of it is mirrored. */
typedef struct
{
  GtkSnapshot *snapshot;
  GdkRGBA color;
  double width; /* of all */
  double left;  /* of the bars, as the next ones, before it is mirrored */
  double top;
  double bottom;
  double slot;  /* from bar to bar */
  gint64 scale; /* the value of the top */
  gboolean is_mirrored;
} Plot;

/* --- measures --- */

static PangoLayout *
create_layout (WbBarChart *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (TEXT_SCALE));
  pango_layout_set_attributes (layout, attributes);
  return layout;
}

/* 1, 2, 5, 10, 20, ...: the least that needs no more than STEPS to reach @highest. */
static gint64
find_step (gint64 highest)
{
  static const gint64 factors[] = { 1, 2, 5 };

  for (gint64 power = 1; power <= G_MAXINT64 / 100; power *= 10)
    for (gsize i = 0; i < G_N_ELEMENTS (factors); i++)
      if (power * factors[i] * STEPS >= highest)
        return power * factors[i];
  return highest;
}

static gint64
find_highest (WbBarChart *self)
{
  return wb_bar_data_get_sum (self->data, wb_bar_data_find_highest (self->data));
}

static Plot
measure (WbBarChart *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const gint64 highest = MAX (find_highest (self), 1);
  const gint64 step = find_step (highest);
  Plot plot = {
    .snapshot = snapshot,
    .width = gtk_widget_get_width (widget),
    .scale = (highest + step - 1) / step * step,
    .is_mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
  };
  g_autofree char *number = g_strdup_printf ("%'" G_GINT64_FORMAT, plot.scale);
  g_autoptr (PangoLayout) layout = create_layout (self, number);
  int text_width, text_height;

  pango_layout_get_pixel_size (layout, &text_width, &text_height);
  plot.left = text_width + PADDING;
  plot.top = text_height / 2.0;
  plot.bottom = gtk_widget_get_height (widget) - text_height - PADDING;
  plot.slot = MAX (plot.width - plot.left, 1.0) / MAX (wb_bar_data_get_n_bars (self->data), 1);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &plot.color);
  return plot;
}

static double
get_y (const Plot *plot, double value)
{
  return plot->bottom - (plot->bottom - plot->top) * value / (double) plot->scale;
}

static graphene_rect_t
get_area (const Plot *plot, double x, double y, double width, double height)
{
  return GRAPHENE_RECT_INIT ((float) (plot->is_mirrored ? plot->width - x - width : x), (float) y,
                             (float) width, (float) height);
}

/* The bar at the pointer; -1: none. */
static int
find_bar (WbBarChart *self, double x)
{
  Plot plot;

  if (self->data == NULL)
    return -1;
  plot = measure (self, NULL);
  if (plot.is_mirrored)
    x = plot.width - x;
  if (x < plot.left || x >= plot.width)
    return -1;
  return MIN ((int) ((x - plot.left) / plot.slot), (int) wb_bar_data_get_n_bars (self->data) - 1);
}

/* --- drawing --- */

static void
append_rectangle (const Plot *plot, graphene_rect_t area, float alpha)
{
  GdkRGBA color = plot->color;

  color.alpha *= alpha;
  gtk_snapshot_append_color (plot->snapshot, &color, &area);
}

/* @share: how much of the text stands before @x: 0, or a half, or all of it. */
static void
append_text (const Plot *plot, PangoLayout *layout, double x, double y, double share)
{
  GdkRGBA color = plot->color;
  graphene_rect_t area;
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  area = get_area (plot, CLAMP (x - width * share, 0.0, MAX (plot->width - width, 0.0)), y, width,
                   height);
  color.alpha *= TEXT_ALPHA;
  gtk_snapshot_save (plot->snapshot);
  gtk_snapshot_translate (plot->snapshot, &area.origin);
  gtk_snapshot_append_layout (plot->snapshot, layout, &color);
  gtk_snapshot_restore (plot->snapshot);
}

static void
append_scale (WbBarChart *self, const Plot *plot)
{
  const gint64 step = find_step (plot->scale);

  for (gint64 value = 0; value <= plot->scale; value += step)
    {
      const double y = get_y (plot, (double) value);
      g_autofree char *number = g_strdup_printf ("%'" G_GINT64_FORMAT, value);
      g_autoptr (PangoLayout) layout = create_layout (self, number);

      append_rectangle (plot, get_area (plot, plot->left, floor (y), plot->width - plot->left, 1.0),
                        LINE_ALPHA);
      append_text (plot, layout, plot->left - PADDING, y - plot->top, 1.0);
    }
}

/* As many as have room: each, or each second, ... */
static guint
find_tick_distance (WbBarChart *self, const Plot *plot)
{
  int widest = 1;

  for (guint bar = 0; bar < wb_bar_data_get_n_bars (self->data); bar++)
    {
      g_autoptr (PangoLayout) layout = create_layout (self, wb_bar_data_get_tick (self->data, bar));
      int width;

      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  return (guint) ceil ((widest + TICK_DISTANCE) / plot->slot);
}

static void
append_ticks (WbBarChart *self, const Plot *plot)
{
  const guint distance = find_tick_distance (self, plot);

  for (guint bar = 0; bar < wb_bar_data_get_n_bars (self->data); bar += distance)
    {
      g_autoptr (PangoLayout) layout = create_layout (self, wb_bar_data_get_tick (self->data, bar));

      append_text (plot, layout, plot->left + (bar + 0.5) * plot->slot, plot->bottom + PADDING,
                   0.5);
    }
}

static void
draw_bar (WbBarChart *self, const Plot *plot, guint bar, cairo_t *cairo)
{
  const double width = MIN (plot->slot * BAR_SHARE, BAR_LIMIT);
  const double x = plot->left + (bar + 0.5) * plot->slot - width / 2;
  double bottom = plot->bottom;

  for (guint series = 0; series < wb_bar_data_get_n_series (self->data); series++)
    {
      const gint64 value = wb_bar_data_get_value (self->data, bar, series);
      const double height = MAX (plot->bottom - get_y (plot, (double) value), PART_MIN);
      graphene_rect_t area;

      if (value <= 0)
        continue;
      area = get_area (plot, x, bottom - height, width, height);
      wb_bar_fill_draw (wb_bar_data_get_series (self->data, series), GTK_WIDGET (self), cairo,
                        &area);
      bottom -= height;
    }
}

static void
wb_bar_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  WbBarChart *self = WB_BAR_CHART (widget);
  int active = wb_bar_chart_get_active_bar (self);
  cairo_t *cairo;
  Plot plot;

  if (self->data == NULL)
    return;
  plot = measure (self, snapshot);
  append_scale (self, &plot);
  append_ticks (self, &plot);
  if (active >= 0)
    append_rectangle (&plot,
                      get_area (&plot, plot.left + active * plot.slot, plot.top, plot.slot,
                                plot.bottom - plot.top),
                      ACTIVE_ALPHA);
  cairo = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT (0, 0, (float) plot.width, (float) gtk_widget_get_height (widget)));
  for (guint bar = 0; bar < wb_bar_data_get_n_bars (self->data); bar++)
    draw_bar (self, &plot, bar, cairo);
  cairo_destroy (cairo);
}

static void
wb_bar_chart_measure (GtkWidget *widget G_GNUC_UNUSED,
                      GtkOrientation orientation,
                      int for_size G_GNUC_UNUSED,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline G_GNUC_UNUSED,
                      int *natural_baseline G_GNUC_UNUSED)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT;
}

/* --- choosing a bar --- */

/* What it says is its name too: a screen reader speaks a name that changes. */
static void
active_bar_changed (WbBarChart *self)
{
  int active = wb_bar_chart_get_active_bar (self);
  g_autofree char *text = active >= 0 ? wb_bar_data_dup_text (self->data, (guint) active) : NULL;
  g_autofree char *label
      = text != NULL ? g_strdup_printf ("%s. %s", self->title, text) : g_strdup (self->title);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE_BAR]);
}

static void
select_bar (WbBarChart *self, int bar)
{
  self->selected = CLAMP (bar, 0, (int) wb_bar_data_get_n_bars (self->data) - 1);
  self->hovered = -1;
  active_bar_changed (self);
}

/* @arguments: how far to the right: of what is seen, so it depends on the direction. */
static gboolean
move_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data G_GNUC_UNUSED)
{
  WbBarChart *self = WB_BAR_CHART (widget);
  int active = wb_bar_chart_get_active_bar (self);
  int by = g_variant_get_int32 (arguments);

  if (self->data == NULL)
    return FALSE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    by = -by;
  /* The newest is what one asks for first. */
  select_bar (self, active < 0 ? (int) wb_bar_data_get_n_bars (self->data) - 1 : active + by);
  return TRUE;
}

static gboolean
go_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data G_GNUC_UNUSED)
{
  WbBarChart *self = WB_BAR_CHART (widget);

  if (self->data == NULL)
    return FALSE;
  select_bar (self, g_variant_get_int32 (arguments));
  return TRUE;
}

static gboolean
leave_cb (GtkWidget *widget, GVariant *arguments G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
  WbBarChart *self = WB_BAR_CHART (widget);

  if (wb_bar_chart_get_active_bar (self) < 0)
    return FALSE;
  self->selected = self->hovered = -1;
  active_bar_changed (self);
  return TRUE;
}

static void
hover (WbBarChart *self, int bar)
{
  if (bar == self->hovered)
    return;
  self->hovered = bar;
  active_bar_changed (self);
}

/* GTK tells of a motion too when something moved below a pointer that rests: the words above the
 * chart may, as a key chooses a bar, and that key is to hold. */
static void
motion_cb (WbBarChart *self, double x, double y)
{
  if (x == self->pointer_x && y == self->pointer_y)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  hover (self, find_bar (self, x));
}

static void
pointer_left_cb (WbBarChart *self)
{
  hover (self, -1);
}

/* --- the widget --- */

static void
wb_bar_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ACTIVE_BAR:
      g_value_set_int (value, wb_bar_chart_get_active_bar (WB_BAR_CHART (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
wb_bar_chart_finalize (GObject *object)
{
  WbBarChart *self = WB_BAR_CHART (object);

  g_clear_object (&self->data);
  g_free (self->title);
  G_OBJECT_CLASS (wb_bar_chart_parent_class)->finalize (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, move_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Left, 0, move_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, move_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Right, 0, move_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, go_cb, "i", 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, go_cb, "i", G_MAXINT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, leave_cb, NULL);
}

static void
wb_bar_chart_class_init (WbBarChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = wb_bar_chart_get_property;
  object_class->finalize = wb_bar_chart_finalize;
  widget_class->snapshot = wb_bar_chart_snapshot;
  widget_class->measure = wb_bar_chart_measure;
  props[PROP_ACTIVE_BAR]
      = g_param_spec_int ("active-bar", NULL, NULL, -1, G_MAXINT, -1,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "barchart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_bindings (widget_class);
}

static void
wb_bar_chart_init (WbBarChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->selected = self->hovered = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (pointer_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

/* wb_bar_chart_show: @title: what the bars are, for who does not see them. The bar that was chosen
 * stays so where there are as many as before. */
void
wb_bar_chart_show (WbBarChart *self, WbBarData *data, const char *title)
{
  g_return_if_fail (WB_IS_BAR_CHART (self));
  g_return_if_fail (WB_IS_BAR_DATA (data));

  if (self->data == NULL || wb_bar_data_get_n_bars (self->data) != wb_bar_data_get_n_bars (data))
    self->selected = self->hovered = -1;
  g_set_object (&self->data, data);
  g_free (self->title);
  self->title = g_strdup (title);
  active_bar_changed (self);
}

int
wb_bar_chart_get_active_bar (WbBarChart *self)
{
  g_return_val_if_fail (WB_IS_BAR_CHART (self), -1);

  return self->hovered >= 0 ? self->hovered : self->selected;
}
