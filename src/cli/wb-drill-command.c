/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "cli/wb-drill-command.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "base/wb-error.h"
#include "cli/wb-agent-call.h"
#include "cli/wb-output.h"

#define STORM_VALUES 100
#define HISTORY_ROWS 200

/* One drill under way: it is about a provider, key and run of its own, so that neither what is real
 * nor an earlier drill has a part in it. */
typedef struct
{
  char *subject;  /* owned: "drill-093015-1f4a" */
  gint64 last_id; /* of the history that was told */
  guint step;
} Drill;

typedef gboolean (*DrillFunc) (Drill *drill, GError **error);

static void
drill_clear (Drill *self)
{
  g_free (self->subject);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drill, drill_clear)

/* --- telling what happened --- */

static GVariant *
read_history (Drill *drill, GError **error)
{
  GVariantDict options;
  g_autoptr (GVariant) reply = NULL;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "since_id", "x", drill->last_id);
  g_variant_dict_insert (&options, "limit", "x", (gint64) HISTORY_ROWS);
  reply = wb_agent_call ("Events1", "History",
                         g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), "(aa{sv})",
                         error);
  return reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
}

static char *
dup_channels (gint64 event_id)
{
  g_autoptr (GVariant) reply
      = wb_agent_call ("Events1", "ExplainEvent", g_variant_new ("(x)", event_id), "(a{sv})", NULL);
  g_autoptr (GVariant) explanation = reply != NULL ? g_variant_get_child_value (reply, 0) : NULL;
  g_autoptr (GVariant) decision
      = explanation != NULL
            ? g_variant_lookup_value (explanation, "decision", G_VARIANT_TYPE_VARDICT)
            : NULL;
  g_autofree const char **channels = NULL;

  if (decision == NULL || !g_variant_lookup (decision, "channels", "^a&s", &channels))
    return NULL;
  return g_strjoinv (", ", (char **) channels);
}

static void
print_event (GVariant *event)
{
  const char *outcome = "", *type = "", *title = "", *reason = NULL;
  g_autofree char *line = NULL;
  g_autofree char *channels = NULL;
  gint64 id = 0;

  g_variant_lookup (event, "id", "x", &id);
  g_variant_lookup (event, "outcome", "&s", &outcome);
  g_variant_lookup (event, "type", "&s", &type);
  g_variant_lookup (event, "title", "&s", &title);
  g_variant_lookup (event, "reason", "&s", &reason);
  line = wb_output_dup_line (title);
  channels = dup_channels (id);
  g_print ("   %lld %s, %s: %s\n", (long long) id, type, outcome, line);
  if (reason != NULL)
    g_print ("     %s\n", reason);
  if (channels != NULL && *channels != '\0')
    g_print (_ ("     to %s\n"), channels);
}

/* What came of the last step, in the order in which it came. */
static gboolean
tell (Drill *drill, GError **error)
{
  g_autoptr (GVariant) events = read_history (drill, error);
  gint64 id = 0;

  if (events == NULL)
    return FALSE;
  if (g_variant_n_children (events) == 0)
    g_print (_ ("   nothing to tell\n"));
  for (gsize i = g_variant_n_children (events); i > 0; i--)
    {
      g_autoptr (GVariant) event = g_variant_get_child_value (events, i - 1);

      print_event (event);
      g_variant_lookup (event, "id", "x", &id);
      drill->last_id = MAX (drill->last_id, id);
    }
  return TRUE;
}

G_GNUC_PRINTF (2, 3)
static void
announce (Drill *drill, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_print ("%u. %s\n", ++drill->step, text);
}

static gboolean
call (const char *interface,
      const char *method,
      GVariant *parameters,
      const char *reply_type,
      GError **error)
{
  g_autoptr (GVariant) reply = wb_agent_call (interface, method, parameters, reply_type, error);

  return reply != NULL;
}

/* --- steps --- */

static gboolean
report_quota (Drill *drill, double percentage, gint64 remaining, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_hours (now, 6);
  g_autofree char *resets_at = g_date_time_format (later, "%Y-%m-%dT%H:%M:%SZ");
  GVariantDict quota;

  announce (drill, _ ("%s key 1 has used %g %% of its quota"), drill->subject, percentage);
  g_variant_dict_init (&quota, NULL);
  g_variant_dict_insert (&quota, "percentage", "d", percentage);
  g_variant_dict_insert (&quota, "remaining", "x", remaining);
  g_variant_dict_insert (&quota, "resets_at", "s", resets_at);
  return call ("Keys1", "SetQuota",
               g_variant_new ("(ss@a{sv})", drill->subject, "1", g_variant_dict_end (&quota)),
               "(a{sv})", error)
         && tell (drill, error);
}

static gboolean
recover_key (Drill *drill, GError **error)
{
  announce (drill, _ ("%s key 1 works again"), drill->subject);
  return call ("Keys1", "ReportRecovered", g_variant_new ("(ss)", drill->subject, "1"), "(a{sv})",
               error)
         && tell (drill, error)
         && call ("Keys1", "Forget", g_variant_new ("(ss)", drill->subject, "1"), "()", error);
}

static gboolean
drill_quota_warning (Drill *drill, GError **error)
{
  return report_quota (drill, 78.0, 3166, error) && report_quota (drill, 79.0, 3022, error)
         && recover_key (drill, error);
}

static gboolean
drill_quota_critical (Drill *drill, GError **error)
{
  return report_quota (drill, 78.0, 3166, error) && report_quota (drill, 92.5, 1080, error)
         && recover_key (drill, error);
}

static gboolean
drill_auth_failure (Drill *drill, GError **error)
{
  GVariantDict failure;

  announce (drill, _ ("%s key 1 is refused"), drill->subject);
  g_variant_dict_init (&failure, NULL);
  g_variant_dict_insert (&failure, "error", "s", "401: this is a drill");
  return call ("Keys1", "ReportFailure",
               g_variant_new ("(ss@a{sv})", drill->subject, "1", g_variant_dict_end (&failure)),
               "(a{sv})", error)
         && tell (drill, error) && recover_key (drill, error);
}

static gboolean
drill_all_keys_failed (Drill *drill, GError **error)
{
  GVariantBuilder errors;

  announce (drill, _ ("Every key has failed"));
  g_variant_builder_init (&errors, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&errors, "{ss}", drill->subject, "This is a drill");
  return call ("Keys1", "ReportAllFailed",
               g_variant_new ("(@a{ss}@a{sv})", g_variant_builder_end (&errors),
                              g_variant_new ("a{sv}", NULL)),
               "(a{sv})", error)
         && tell (drill, error) && recover_key (drill, error);
}

static gboolean
publish (Drill *drill, const char *type, const char *field, const char *extra, GError **error)
{
  GVariantDict event;

  g_variant_dict_init (&event, NULL);
  g_variant_dict_insert (&event, "type", "s", type);
  g_variant_dict_insert (&event, field, "s", drill->subject);
  g_variant_dict_insert (&event, "source", "s", "wakebell drill");
  if (extra != NULL)
    g_variant_dict_insert (&event, "error", "s", extra);
  return call ("Events1", "Publish", g_variant_new ("(@a{sv})", g_variant_dict_end (&event)),
               "(xs)", error)
         && tell (drill, error);
}

static gboolean
drill_provider_down (Drill *drill, GError **error)
{
  announce (drill, _ ("The provider %s is unwell"), drill->subject);
  if (!publish (drill, "provider_unhealthy", "provider", "503", error))
    return FALSE;
  announce (drill, _ ("Its circuit breaker opens"));
  if (!publish (drill, "circuit_breaker_opened", "provider", NULL, error))
    return FALSE;
  announce (drill, _ ("It opens again at once"));
  if (!publish (drill, "circuit_breaker_opened", "provider", NULL, error))
    return FALSE;
  announce (drill, _ ("It is back"));
  return publish (drill, "provider_recovered", "provider", NULL, error);
}

static gboolean
drill_training_failed (Drill *drill, GError **error)
{
  announce (drill, _ ("The run %s starts"), drill->subject);
  if (!publish (drill, "training_started", "run_id", NULL, error))
    return FALSE;
  announce (drill, _ ("An epoch ends"));
  if (!publish (drill, "epoch_completed", "run_id", NULL, error))
    return FALSE;
  announce (drill, _ ("It fails"));
  if (!publish (drill, "training_failed", "run_id", "CUDA out of memory (a drill)", error))
    return FALSE;
  announce (drill, _ ("Its loss is told late"));
  return publish (drill, "loss_degraded", "run_id", NULL, error)
         && call ("Runs1", "Forget", g_variant_new ("(s)", drill->subject), "()", error);
}

static gboolean
record_storm (Drill *drill, GError **error)
{
  GVariantBuilder samples;

  g_variant_builder_init (&samples, G_VARIANT_TYPE ("aa{sv}"));
  for (int i = 0; i < STORM_VALUES; i++)
    {
      GVariantDict sample;

      g_variant_dict_init (&sample, NULL);
      g_variant_dict_insert (&sample, "metric_name", "s", "cpu_usage_percent");
      g_variant_dict_insert (&sample, "service_name", "s", drill->subject);
      g_variant_dict_insert (&sample, "value", "d", 86.0 + i % 14);
      g_variant_builder_add_value (&samples, g_variant_dict_end (&sample));
    }
  return call ("Metrics1", "RecordMany",
               g_variant_new ("(@aa{sv})", g_variant_builder_end (&samples)), "(a{sv})", error)
         && tell (drill, error);
}

static gboolean
drill_metric_storm (Drill *drill, GError **error)
{
  announce (drill, _ ("%d values of cpu_usage_percent of %s, all too high"), STORM_VALUES,
            drill->subject);
  if (!record_storm (drill, error))
    return FALSE;
  announce (drill, _ ("It is calm again"));
  return call ("Metrics1", "Record",
               g_variant_new_parsed ("('cpu_usage_percent', 12.5, {'service_name': <%s>})",
                                     drill->subject),
               "(a{sv})", error)
         && tell (drill, error);
}

static const struct
{
  const char *name;
  DrillFunc run;
} scenarios[] = {
  { "quota-warning", drill_quota_warning }, { "quota-critical", drill_quota_critical },
  { "auth-failure", drill_auth_failure },   { "all-keys-failed", drill_all_keys_failed },
  { "provider-down", drill_provider_down }, { "training-failed", drill_training_failed },
  { "metric-storm", drill_metric_storm },
};

/* --- command --- */

/* What was there before is not told. */
static gboolean
skip_history (Drill *drill, GError **error)
{
  GVariantDict options;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) events = NULL;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "limit", "x", G_GINT64_CONSTANT (1));
  reply = wb_agent_call ("Events1", "History",
                         g_variant_new ("(@a{sv})", g_variant_dict_end (&options)), "(aa{sv})",
                         error);
  if (reply == NULL)
    return FALSE;
  events = g_variant_get_child_value (reply, 0);
  if (g_variant_n_children (events) > 0)
    {
      g_autoptr (GVariant) newest = g_variant_get_child_value (events, 0);

      g_variant_lookup (newest, "id", "x", &drill->last_id);
    }
  return TRUE;
}

static char *
dup_names (void)
{
  GString *names = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", scenarios[i].name);
  return g_string_free (names, FALSE);
}

gboolean
wb_drill_command_run (const WbCommand *command, int argc, char **argv, GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *clock = g_date_time_format (now, "%H%M%S");
  g_auto (Drill) drill
      = { .subject = g_strdup_printf ("drill-%s-%04x", clock, g_random_int () & 0xffff) };
  g_autofree char *names = dup_names ();
  g_auto (GStrv) words = NULL;

  if (!wb_command_parse_entries (command, NULL, argc, argv, &words, error))
    return FALSE;
  if (g_strv_length (words) != 1)
    return wb_command_refuse (error, _ ("expected one of %s"), names);

  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    if (g_str_equal (scenarios[i].name, words[0]))
      return skip_history (&drill, error) && scenarios[i].run (&drill, error);
  return wb_command_refuse (error, _ ("there is no drill \"%s\"; expected one of %s"), words[0],
                            names);
}
