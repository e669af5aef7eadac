/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/alerts/wb-dry-run-view.h"

#include <glib/gi18n.h>

#include "app/widgets/wb-severity-icon.h"
#include "base/wb-text.h"
#include "base/wb-time.h"
#include "model/wb-limits.h"

struct _WbDryRunView
{
  AdwPreferencesGroup parent_instance;

  GtkWidget *summary;  /* lent by the group */
  GPtrArray *examples; /* owned: rows lent by the group */
};

G_DEFINE_FINAL_TYPE (WbDryRunView, wb_dry_run_view, ADW_TYPE_PREFERENCES_GROUP)

static gulong
get_count (GVariant *result, const char *name)
{
  gint64 count = 0;

  g_variant_lookup (result, name, "x", &count);
  return (gulong) MAX (count, 0);
}

static void
add_sentence (GString *text, char *sentence)
{
  g_autofree char *owned = sentence;

  g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", owned);
}

static char *
dup_title (GVariant *result)
{
  gulong n = get_count (result, "notified");

  if (get_count (result, "events") == 0)
    return g_strdup (_ ("No such event came"));
  if (n == 0)
    return g_strdup (_ ("It would not have rung"));
  return g_strdup_printf (
      ngettext ("It would have rung %'lu time", "It would have rung %'lu times", n), n);
}

static char *
dup_details (GVariant *result)
{
  gulong n_events = get_count (result, "events");
  gulong n_matched = get_count (result, "matched");
  gulong n_throttled = get_count (result, "throttled");
  GString *text = g_string_new (NULL);
  gboolean is_complete = TRUE;

  if (n_events > 0)
    add_sentence (text, g_strdup_printf (ngettext ("%'lu event of its type came.",
                                                   "%'lu events of its type came.", n_events),
                                         n_events));
  if (n_events > 0)
    add_sentence (text, g_strdup_printf (ngettext ("The conditions hold for %'lu.",
                                                   "The conditions hold for %'lu.", n_matched),
                                         n_matched));
  if (n_throttled > 0)
    add_sentence (text,
                  g_strdup_printf (ngettext ("%'lu is held back: it would have been too soon.",
                                             "%'lu are held back: they would have been too soon.",
                                             n_throttled),
                                   n_throttled));
  if (g_variant_lookup (result, "complete", "b", &is_complete) && !is_complete)
    add_sentence (text, g_strdup_printf (_ ("Only the newest %'d events were looked at."),
                                         WB_LIMIT_DRY_RUN_EVENTS));
  return g_string_free (text, FALSE);
}

static char *
dup_when (GVariant *example)
{
  g_autoptr (GDateTime) then = NULL;
  const char *text = "";
  gint64 time_us;

  if (!g_variant_lookup (example, "received_at", "&s", &text) || !wb_time_parse (text, &time_us))
    return g_strdup ("");
  then = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  /* TRANSLATORS: weekday and time, as in "Thu 14:03" */
  return then != NULL ? g_date_time_format (then, _ ("%a %H:%M")) : g_strdup ("");
}

static GtkWidget *
create_example (GVariant *example)
{
  const char *title = "", *outcome = "", *word = "";
  g_autofree char *when = dup_when (example);
  g_autofree char *clean = NULL;
  g_autofree char *subtitle = NULL;
  WbSeverity severity = WB_SEVERITY_INFO;
  GtkWidget *row;

  g_variant_lookup (example, "title", "&s", &title);
  g_variant_lookup (example, "outcome", "&s", &outcome);
  if (g_variant_lookup (example, "severity", "&s", &word))
    wb_severity_from_string (word, &severity);
  clean = wb_text_dup_clean (title);
  /* TRANSLATORS: %s is a weekday and a time */
  subtitle = g_strdup_printf (
      g_str_equal (outcome, "notified") ? _ ("%s, would have rung") : _ ("%s, held back"), when);
  row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", clean, "title-lines", 2,
                      "subtitle", subtitle, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), wb_severity_icon_new (severity));
  return row;
}

static void
clear_examples (WbDryRunView *self)
{
  for (guint i = 0; i < self->examples->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  g_ptr_array_index (self->examples, i));
  g_ptr_array_set_size (self->examples, 0);
}

static void
wb_dry_run_view_finalize (GObject *object)
{
  g_ptr_array_unref (WB_DRY_RUN_VIEW (object)->examples);
  G_OBJECT_CLASS (wb_dry_run_view_parent_class)->finalize (object);
}

static void
wb_dry_run_view_class_init (WbDryRunViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = wb_dry_run_view_finalize;
}

static void
wb_dry_run_view_init (WbDryRunView *self)
{
  self->examples = g_ptr_array_new ();
  self->summary = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("The Last Seven Days"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self),
                                         _ ("What this alert would have done, had it been there."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->summary);
}

/* wb_dry_run_view_show_result: @result: "a{sv}" of Alerts1.DryRun. */
void
wb_dry_run_view_show_result (WbDryRunView *self, GVariant *result)
{
  g_autoptr (GVariant) examples = NULL;
  g_autofree char *title = NULL;
  g_autofree char *details = NULL;

  g_return_if_fail (WB_IS_DRY_RUN_VIEW (self));

  title = dup_title (result);
  details = dup_details (result);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->summary), details);
  clear_examples (self);
  examples = g_variant_lookup_value (result, "examples", G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; examples != NULL && i < g_variant_n_children (examples); i++)
    {
      g_autoptr (GVariant) example = g_variant_get_child_value (examples, i);
      GtkWidget *row = create_example (example);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->examples, row);
    }
}

/* wb_dry_run_view_show_text: why there is no result. */
void
wb_dry_run_view_show_text (WbDryRunView *self, const char *text)
{
  g_return_if_fail (WB_IS_DRY_RUN_VIEW (self));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->summary), text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->summary), "");
  clear_examples (self);
}
