/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include "app/inbox/wb-explanation.h"

#include <glib/gi18n.h>

#include "app/deliveries/wb-channel-look.h"
#include "app/deliveries/wb-channel-word.h"
#include "app/widgets/wb-minute-clock.h"

struct _WbExplanation
{
  AdwBin parent_instance;

  AdwExpanderRow *expander;
  GPtrArray *rows; /* owned; each is lent by the expander */
};

enum
{
  PROP_IS_WANTED = 1,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (WbExplanation, wb_explanation, ADW_TYPE_BIN)

static GParamSpec *props[N_PROPS];

typedef struct
{
  const char *word;
  const char *text;
} Sentence;

static const Sentence outcomes[] = {
  { "recorded", N_ ("It was kept in the history only") },
  { "notified", N_ ("It made a notification") },
  { "merged", N_ ("It went into a notification that was open") },
  { "throttled", N_ ("It was held back: there were too many of its kind") },
  { "held", N_ ("It was held back for a while") },
};

static const Sentence verdicts[] = {
  { "default", N_ ("No alert of yours is about it: what is usual for its type holds") },
  { "matched", N_ ("An alert of yours matches") },
  { "unmatched", N_ ("Alerts of yours are about its type, but none matches") },
  { "disabled", N_ ("The alert for its type is switched off") },
};

static const Sentence routes[] = {
  { "event", N_ ("Who sent it chose the channels") },
  { "config", N_ ("The alert names the channels") },
  { "type", N_ ("Its type has channels of its own") },
  { "priority", N_ ("Its priority has channels of its own") },
};

static const Sentence holds[] = {
  { "deliver_at", N_ ("Who sent it wanted it later") },
  { "quiet_hours", N_ ("These were quiet hours") },
  { "snooze", N_ ("You had put it off") },
};

static const Sentence throttles[] = {
  { "admitted", N_ ("It does not come too often") },
  { "cooldown", N_ ("It came too soon after the last one") },
  { "hourly_cap", N_ ("There were too many within the hour") },
};

/* A word of a newer agent is shown as it is. */
static const char *
say (const Sentence *sentences, gsize n_sentences, const char *word)
{
  for (gsize i = 0; i < n_sentences; i++)
    if (g_str_equal (sentences[i].word, word))
      return _ (sentences[i].text);
  return word;
}

static void
add_step (WbExplanation *self, const char *icon_name, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (icon, "dim-label");
  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_expander_row_add_row (self->expander, row);
  g_ptr_array_add (self->rows, row);
}

static void
add_outcome (WbExplanation *self, GVariant *decision)
{
  const char *outcome, *reason = NULL;

  g_variant_lookup (decision, "reason", "&s", &reason);
  if (g_variant_lookup (decision, "outcome", "&s", &outcome))
    add_step (self, "wb-inbox-symbolic", say (outcomes, G_N_ELEMENTS (outcomes), outcome), reason);
}

static void
add_config (WbExplanation *self, GVariant *config)
{
  const char *name = "", *why = "";
  gboolean is_match = FALSE;
  g_autofree char *title = NULL;

  g_variant_lookup (config, "name", "&s", &name);
  g_variant_lookup (config, "why", "&s", &why);
  g_variant_lookup (config, "matches", "b", &is_match);
  title = g_strdup_printf (is_match ? _ ("“%s” matches") : _ ("“%s” does not match"), name);
  add_step (self, is_match ? "object-select-symbolic" : "window-close-symbolic", title, why);
}

static void
add_verdict (WbExplanation *self, GVariant *decision)
{
  g_autoptr (GVariant) configs
      = g_variant_lookup_value (decision, "configs", G_VARIANT_TYPE ("aa{sv}"));
  const char *verdict;

  if (g_variant_lookup (decision, "verdict", "&s", &verdict))
    add_step (self, "wb-alerts-symbolic", say (verdicts, G_N_ELEMENTS (verdicts), verdict), NULL);
  for (gsize i = 0; configs != NULL && i < g_variant_n_children (configs); i++)
    {
      g_autoptr (GVariant) config = g_variant_get_child_value (configs, i);

      add_config (self, config);
    }
}

static char *
format_throttle (GVariant *throttle)
{
  gint64 cooldown_s = 0, max_per_hour = 0, last_hour = 0;
  gint64 until_us = wb_channel_look_lookup_time (throttle, "until");
  g_autoptr (GString) text = g_string_new (NULL);

  g_variant_lookup (throttle, "cooldown_s", "x", &cooldown_s);
  g_variant_lookup (throttle, "max_per_hour", "x", &max_per_hour);
  g_variant_lookup (throttle, "last_hour", "x", &last_hour);
  g_string_printf (text, _ ("%lld in the hour before, %lld are allowed"), (long long) last_hour,
                   (long long) max_per_hour);
  if (cooldown_s > 0)
    {
      g_autofree char *span = wb_minute_clock_format_span (cooldown_s);

      g_string_append (text, " · ");
      /* TRANSLATORS: %s is a span of time, such as "5 min" */
      g_string_append_printf (text, _ ("at least %s apart"), span);
    }
  if (until_us != 0)
    {
      g_autofree char *until = wb_minute_clock_format_time (until_us);

      g_string_append (text, " · ");
      /* TRANSLATORS: %s is date and time */
      g_string_append_printf (text, _ ("the next one from %s on"), until);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_throttles (WbExplanation *self, GVariant *decision)
{
  g_autoptr (GVariant) gates
      = g_variant_lookup_value (decision, "throttles", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; gates != NULL && i < g_variant_n_children (gates); i++)
    {
      g_autoptr (GVariant) gate = g_variant_get_child_value (gates, i);
      g_autofree char *text = format_throttle (gate);
      const char *answer = "";

      g_variant_lookup (gate, "answer", "&s", &answer);
      add_step (self, "wb-limits-symbolic", say (throttles, G_N_ELEMENTS (throttles), answer),
                text);
    }
}

static void
add_left_out (WbExplanation *self, GVariant *decision)
{
  g_autoptr (GVariant) left_out
      = g_variant_lookup_value (decision, "left_out", G_VARIANT_TYPE_VARDICT);
  GVariantIter iter;
  const char *name;
  GVariant *why;

  if (left_out == NULL)
    return;
  g_variant_iter_init (&iter, left_out);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &why))
    {
      /* TRANSLATORS: %s is the name of a channel */
      g_autofree char *title = g_strdup_printf (_ ("Not to %s"), wb_channel_word_get_label (name));

      add_step (self, "action-unavailable-symbolic", title,
                g_variant_is_of_type (why, G_VARIANT_TYPE_STRING) ? g_variant_get_string (why, NULL)
                                                                  : NULL);
    }
}

static void
add_route (WbExplanation *self, GVariant *decision)
{
  g_autofree const char **channels = NULL;
  g_autoptr (GPtrArray) labels = g_ptr_array_new ();
  g_autofree char *list = NULL;
  const char *by = NULL;

  g_variant_lookup (decision, "routed_by", "&s", &by);
  /* An empty list has no type of its own. */
  if (!g_variant_lookup (decision, "channels", "^a&s", &channels) && by == NULL)
    return;
  for (guint i = 0; channels != NULL && channels[i] != NULL; i++)
    g_ptr_array_add (labels, (gpointer) wb_channel_word_get_label (channels[i]));
  g_ptr_array_add (labels, NULL);
  list = g_strjoinv (", ", (char **) labels->pdata);
  add_step (self, "wb-deliveries-symbolic",
            by != NULL ? say (routes, G_N_ELEMENTS (routes), by) : _ ("The usual channels"),
            *list != '\0' ? list : _ ("None: it is shown here only"));
  add_left_out (self, decision);
}

static void
add_holds (WbExplanation *self, GVariant *decision)
{
  gint64 until_us = wb_channel_look_lookup_time (decision, "held_until");
  g_autofree char *time = wb_minute_clock_format_time (until_us);
  /* TRANSLATORS: held back until; %s is date and time */
  g_autofree char *until = g_strdup_printf (_ ("Until %s"), time);
  const char *by;
  gint64 id;

  if (g_variant_lookup (decision, "held_by", "&s", &by))
    add_step (self, "wb-quiet-symbolic", say (holds, G_N_ELEMENTS (holds), by),
              until_us != 0 ? until : NULL);
  if (g_variant_lookup (decision, "muted_by", "x", &id))
    add_step (self, "wb-quiet-symbolic", _ ("It is silent"),
              _ ("A notification that is open says more than it"));
}

static void
clear (WbExplanation *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->expander, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
expanded_cb (WbExplanation *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_IS_WANTED]);
}

static void
wb_explanation_dispose (GObject *object)
{
  WbExplanation *self = WB_EXPLANATION (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->expander = NULL;
  G_OBJECT_CLASS (wb_explanation_parent_class)->dispose (object);
}

static void
wb_explanation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_IS_WANTED)
    g_value_set_boolean (value, wb_explanation_is_wanted (WB_EXPLANATION (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
wb_explanation_class_init (WbExplanationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = wb_explanation_dispose;
  object_class->get_property = wb_explanation_get_property;
  props[PROP_IS_WANTED]
      = g_param_spec_boolean ("is-wanted", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
wb_explanation_init (WbExplanation *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *expander = adw_expander_row_new ();

  self->rows = g_ptr_array_new ();
  self->expander = ADW_EXPANDER_ROW (expander);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (expander), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), _ ("_Why Did I Get This?"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), expander);
  adw_bin_set_child (ADW_BIN (self), group);
  g_signal_connect_object (expander, "notify::expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_SWAPPED);
}

gboolean
wb_explanation_is_wanted (WbExplanation *self)
{
  g_return_val_if_fail (WB_IS_EXPLANATION (self), FALSE);

  return self->expander != NULL && adw_expander_row_get_expanded (self->expander);
}

/* wb_explanation_set_decision: @decision: (nullable): a{sv}, as Notifications1.Explain gives it. */
void
wb_explanation_set_decision (WbExplanation *self, GVariant *decision)
{
  g_return_if_fail (WB_IS_EXPLANATION (self));

  clear (self);
  if (decision == NULL)
    return;
  add_outcome (self, decision);
  add_verdict (self, decision);
  add_throttles (self, decision);
  add_route (self, decision);
  add_holds (self, decision);
}
