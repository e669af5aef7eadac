/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/runs/wb-runs-page.h"

#include <glib/gi18n.h>

#include "app/runs/wb-run-card.h"
#include "app/runs/wb-run-view.h"

#define ROWS_STEP 30   /* cards that "Show More" adds */
#define ROWS_LIMIT 990 /* that are shown at the most */
#define SPARK_POINTS 48

typedef enum
{
  FILTER_ALL,
  FILTER_RUNNING,
  FILTER_ENDED,
  FILTER_FAILED,
} Filter;

struct _WbRunsPage
{
  WbPage parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *list;
  GtkFlowBox *cards;
  GtkWidget *more_button;
  WbRunView *view;
  GtkWidget *back_button;
  GtkDropDown *filter;
  GtkWidget *run_button;

  GHashTable *by_id;     /* owned, run_id -> WbRunCard, which the box has */
  GPtrArray *found;      /* owned, WbRunItem: what came in for the list so far */
  GArray *thresholds;    /* owned, double: of the cost */
  GtkWidget *all_button; /* owned, nullable until nothing was found */
  guint n_rows;          /* to ask for */
  guint asking;          /* number of the question whose answers count */
  gboolean has_more;
};

G_DEFINE_FINAL_TYPE (WbRunsPage, wb_runs_page, WB_TYPE_PAGE)

/* What is asked for, one after the other: the running ones are to come first. */
static const char *const questions[][3] = {
  [FILTER_ALL] = { "active", "ended", NULL },
  [FILTER_RUNNING] = { "active", NULL, NULL },
  [FILTER_ENDED] = { "ended", NULL, NULL },
  [FILTER_FAILED] = { "failed", NULL, NULL },
};

/* A question to the agent about the list. */
typedef struct
{
  WbRunsPage *page; /* owned */
  guint number;
  guint index; /* of questions */
  Filter filter;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->page);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
is_run_shown (WbRunsPage *self)
{
  return adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->view);
}

/* --- the cards --- */

/* Running first, then newest news. */
static int
compare_cards (GtkFlowBoxChild *a, GtkFlowBoxChild *b, gpointer user_data)
{
  WbRunItem *one = wb_run_card_get_item (WB_RUN_CARD (a));
  WbRunItem *other = wb_run_card_get_item (WB_RUN_CARD (b));
  gint64 one_id, other_id;

  (void) user_data;
  if (wb_run_item_has_ended (one) != wb_run_item_has_ended (other))
    return wb_run_item_has_ended (one) ? 1 : -1;
  one_id = wb_run_item_get_last_event_id (one);
  other_id = wb_run_item_get_last_event_id (other);
  return (one_id < other_id) - (one_id > other_id);
}

static void
show_card (WbRunsPage *self, WbRunItem *item)
{
  const char *run_id = wb_run_item_get_id (item);
  GtkWidget *card = g_hash_table_lookup (self->by_id, run_id);

  if (card != NULL)
    {
      wb_run_card_set_item (WB_RUN_CARD (card), item, self->thresholds);
      return;
    }
  card = wb_run_card_new ();
  wb_run_card_set_item (WB_RUN_CARD (card), item, self->thresholds);
  g_hash_table_insert (self->by_id, g_strdup (run_id), card);
  gtk_flow_box_append (self->cards, card);
}

static void
remove_cards_but (WbRunsPage *self, GHashTable *shown)
{
  GHashTableIter iter;
  gpointer run_id, card;

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &run_id, &card))
    if (!g_hash_table_contains (shown, run_id))
      {
        gtk_flow_box_remove (self->cards, card);
        g_hash_table_iter_remove (&iter);
      }
}

/* (transfer full): stays the same, since it may have the focus. */
static GtkWidget *
create_all_button (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("Show _All"));

  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "runs.show-all");
  return g_object_ref_sink (button);
}

static void
show_nothing (WbRunsPage *self)
{
  if (self->all_button == NULL)
    self->all_button = create_all_button ();
  if (gtk_drop_down_get_selected (self->filter) == FILTER_ALL)
    wb_page_show_empty (WB_PAGE (self), "wb-runs-symbolic", _ ("No Training Runs"),
                        _ ("A run is listed here once an event of it comes in that has a run_id."),
                        NULL);
  else
    wb_page_show_empty (WB_PAGE (self), "edit-find-symbolic", _ ("Nothing Found"),
                        _ ("No run is like that at the moment."), self->all_button);
}

static void
show_found (WbRunsPage *self)
{
  g_autoptr (GHashTable) shown = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->found->len; i++)
    {
      WbRunItem *item = g_ptr_array_index (self->found, i);

      g_hash_table_add (shown, (gpointer) wb_run_item_get_id (item));
      show_card (self, item);
    }
  remove_cards_but (self, shown);
  gtk_flow_box_invalidate_sort (self->cards);
  gtk_widget_set_visible (self->more_button, self->has_more);
  if (self->found->len > 0 || is_run_shown (self))
    wb_page_show_content (WB_PAGE (self));
  else
    show_nothing (self);
}

/* --- asking --- */

static void list_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
ask (Question *question)
{
  WbRunsPage *self = question->page;
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert (&filter, "state", "s", questions[question->filter][question->index]);
  g_variant_dict_insert (&filter, "limit", "x", (gint64) self->n_rows);
  g_variant_dict_insert (&filter, "losses", "x", (gint64) SPARK_POINTS);
  wb_page_call (WB_PAGE (self), "Runs1", "List",
                g_variant_new ("(@a{sv})", g_variant_dict_end (&filter)), "(aa{sv})", list_cb,
                question);
}

static void
list_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  WbRunsPage *self = question->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, &error);
  g_autoptr (GVariant) runs = NULL;

  if (reply == NULL)
    {
      wb_page_report (WB_PAGE (self), error);
      return;
    }
  if (question->number != self->asking)
    return; /* asked anew meanwhile */

  runs = g_variant_get_child_value (reply, 0);
  for (gsize i = 0; i < g_variant_n_children (runs); i++)
    {
      g_autoptr (GVariant) run = g_variant_get_child_value (runs, i);

      g_ptr_array_add (self->found, wb_run_item_new (run));
    }
  self->has_more |= g_variant_n_children (runs) >= self->n_rows && self->n_rows < ROWS_LIMIT;
  question->index++;
  if (questions[question->filter][question->index] != NULL)
    ask (g_steal_pointer (&question));
  else
    show_found (self);
}

static void
ask_for_list (WbRunsPage *self)
{
  Question *question = g_new0 (Question, 1);

  g_ptr_array_set_size (self->found, 0);
  self->has_more = FALSE;
  question->page = g_object_ref (self);
  question->number = ++self->asking;
  question->filter = gtk_drop_down_get_selected (self->filter);
  ask (question);
}

static void
preferences_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbRunsPage *self = WB_RUNS_PAGE (source);
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (source), result, NULL);
  g_autoptr (GVariant) preferences = NULL;
  g_autoptr (GVariant) list = NULL;

  (void) user_data;
  if (reply == NULL)
    return; /* without them, costs are told all the same */
  preferences = g_variant_get_child_value (reply, 0);
  list = g_variant_lookup_value (preferences, "cost_thresholds", G_VARIANT_TYPE ("av"));
  g_array_set_size (self->thresholds, 0);
  for (gsize i = 0; list != NULL && i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (list, i);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);
      double threshold;

      if (wb_run_item_read_number (value, &threshold))
        g_array_append_val (self->thresholds, threshold);
    }
}

/* The answers come in the order of the questions. */
static void
wb_runs_page_refresh (WbPage *page)
{
  WbRunsPage *self = WB_RUNS_PAGE (page);

  wb_page_call (page, "Alerts1", "GetPreferences", NULL, "(a{sv})", preferences_cb, NULL);
  if (is_run_shown (self))
    wb_run_view_refresh (self->view, self->thresholds);
  else
    ask_for_list (self);
}

/* --- what a person does --- */

static void
visible_child_cb (WbRunsPage *self)
{
  gboolean is_run = is_run_shown (self);

  gtk_widget_set_visible (self->back_button, is_run);
  gtk_widget_set_visible (self->run_button, is_run);
  gtk_widget_set_visible (GTK_WIDGET (self->filter), !is_run);
  g_object_set (self, "title", is_run ? _ ("Run") : _ ("Runs"), NULL);
  /* Screen readers find only what is shown; GTK 4.8 gives all. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_STATE_HIDDEN, is_run,
                               -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_STATE_HIDDEN, !is_run,
                               -1);
  wb_page_refresh (WB_PAGE (self));
}

static void
card_activated_cb (WbRunsPage *self, WbRunCard *card)
{
  wb_runs_page_show_run (self, wb_run_item_get_id (wb_run_card_get_item (card)));
}

/* What has the focus is a button within, of which GTK 4.8 says nothing. */
static void
tell_filter (WbRunsPage *self)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (self->filter));
  GtkStringObject *choice = gtk_drop_down_get_selected_item (self->filter);
  g_autofree char *label = NULL;

  if (button == NULL || choice == NULL)
    return;
  /* TRANSLATORS: which training runs are listed: %s is All, Running, Ended or Failed */
  label = g_strdup_printf (_ ("Which Runs: %s"), gtk_string_object_get_string (choice));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
filter_cb (WbRunsPage *self)
{
  tell_filter (self);
  self->n_rows = ROWS_STEP;
  wb_page_refresh (WB_PAGE (self));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbRunsPage *self = WB_RUNS_PAGE (widget);
  GtkWidget *card = g_hash_table_lookup (self->by_id, wb_run_view_get_run_id (self->view));

  (void) name;
  (void) parameter;
  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  gtk_widget_grab_focus (card != NULL ? card : GTK_WIDGET (self->cards));
}

static void
more_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbRunsPage *self = WB_RUNS_PAGE (widget);

  (void) name;
  (void) parameter;
  self->n_rows = MIN (self->n_rows + ROWS_STEP, ROWS_LIMIT);
  wb_page_refresh (WB_PAGE (self));
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  (void) name;
  (void) parameter;
  gtk_drop_down_set_selected (WB_RUNS_PAGE (widget)->filter, FILTER_ALL);
}

static void
create_alert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbRunsPage *self = WB_RUNS_PAGE (widget);
  const char *run_id = wb_run_view_get_run_id (self->view);
  GVariantDict conditions;
  GVariantDict config;

  (void) name;
  (void) parameter;
  if (run_id == NULL)
    return;
  g_variant_dict_init (&conditions, NULL);
  g_variant_dict_insert (&conditions, "run_id", "s", run_id);
  g_variant_dict_init (&config, NULL);
  g_variant_dict_insert (&config, "alert_type", "s", "training_failed");
  g_variant_dict_insert_value (&config, "conditions", g_variant_dict_end (&conditions));
  gtk_widget_activate_action (widget, "win.create-alert", "@a{sv}", g_variant_dict_end (&config));
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WbRunsPage *self = WB_RUNS_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = wb_page_call_finish (WB_PAGE (self), result, &error);

  (void) user_data;
  if (reply == NULL)
    wb_page_report (WB_PAGE (self), error);
  else
    wb_page_toast (WB_PAGE (self), _ ("The run is forgotten; its events stay in the history"));
}

static void
forget_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  WbRunsPage *self = WB_RUNS_PAGE (widget);
  const char *run_id = wb_run_view_get_run_id (self->view);

  (void) name;
  (void) parameter;
  if (run_id == NULL)
    return;
  wb_page_call (WB_PAGE (self), "Runs1", "Forget", g_variant_new ("(s)", run_id), "()",
                forgotten_cb, NULL);
  back_action (widget, NULL, NULL);
}

/* Escape leaves the run, as it does elsewhere. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  (void) arguments;
  (void) user_data;
  if (!is_run_shown (WB_RUNS_PAGE (widget)))
    return GDK_EVENT_PROPAGATE;
  back_action (widget, NULL, NULL);
  return GDK_EVENT_STOP;
}

/* --- the widget --- */

static void
wb_runs_page_dispose (GObject *object)
{
  WbRunsPage *self = WB_RUNS_PAGE (object);

  g_clear_object (&self->all_button);
  gtk_widget_dispose_template (GTK_WIDGET (self), WB_TYPE_RUNS_PAGE);
  G_OBJECT_CLASS (wb_runs_page_parent_class)->dispose (object);
}

static void
wb_runs_page_finalize (GObject *object)
{
  WbRunsPage *self = WB_RUNS_PAGE (object);

  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->found);
  g_array_unref (self->thresholds);
  G_OBJECT_CLASS (wb_runs_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (WB_TYPE_RUN_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/wakebell/Wakebell/wb-runs-page.ui");
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, list);
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, cards);
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, more_button);
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, view);
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, WbRunsPage, run_button);
  gtk_widget_class_bind_template_callback (widget_class, visible_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, card_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
}

static void
wb_runs_page_class_init (WbRunsPageClass *klass)
{
  static const char *const interfaces[] = { "Runs1", "Alerts1", NULL };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = wb_runs_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = wb_runs_page_finalize;
  WB_PAGE_CLASS (klass)->interfaces = interfaces;
  WB_PAGE_CLASS (klass)->refresh = wb_runs_page_refresh;

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "runs.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "runs.more", NULL, more_action);
  gtk_widget_class_install_action (widget_class, "runs.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "runs.create-alert", NULL, create_alert_action);
  gtk_widget_class_install_action (widget_class, "runs.forget", NULL, forget_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
wb_runs_page_init (WbRunsPage *self)
{
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->thresholds = g_array_new (FALSE, FALSE, sizeof (double));
  self->n_rows = ROWS_STEP;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_flow_box_set_sort_func (self->cards, compare_cards, NULL, NULL);
  tell_filter (self);
  visible_child_cb (self);
}

/* wb_runs_page_show_run: opens it, in the list or not. */
void
wb_runs_page_show_run (WbRunsPage *self, const char *run_id)
{
  g_return_if_fail (WB_IS_RUNS_PAGE (self));
  g_return_if_fail (run_id != NULL);

  wb_run_view_set_run_id (self->view, run_id);
  wb_page_show_content (WB_PAGE (self));
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->view));
  wb_page_refresh (WB_PAGE (self));
}
