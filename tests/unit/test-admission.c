/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-admission.h"

#define NEW                                                                                        \
  {                                                                                                \
    0                                                                                              \
  }
#define UNREAD(s)                                                                                  \
  {                                                                                                \
    .id = 5, .severity = s, .count = 3, .created_us = 100                                          \
  }
#define READ(s)                                                                                    \
  {                                                                                                \
    .id = 5, .severity = s, .count = 3, .created_us = 100, .read_us = 150                          \
  }

static void
test_admission (void)
{
  static const struct
  {
    const char *what;
    const char *type;
    WbSeverity severity;
    gboolean is_resolved;
    WbOpenNotification open;
    WbOutcome outcome;
    gboolean is_unread;
  } cases[] = {
    { "new", "custom", WB_SEVERITY_INFO, FALSE, NEW, WB_OUTCOME_NOTIFIED, TRUE },
    { "new of a type that is only recorded", "batch_processed", WB_SEVERITY_INFO, FALSE, NEW,
      WB_OUTCOME_RECORDED, FALSE },
    { "the same, however grave", "batch_processed", WB_SEVERITY_CRITICAL, FALSE, NEW,
      WB_OUTCOME_RECORDED, FALSE },
    { "a repeat of one that nobody read", "custom", WB_SEVERITY_INFO, FALSE,
      UNREAD (WB_SEVERITY_INFO), WB_OUTCOME_MERGED, TRUE },
    { "a milder repeat of that", "custom", WB_SEVERITY_INFO, FALSE, UNREAD (WB_SEVERITY_ERROR),
      WB_OUTCOME_MERGED, TRUE },
    { "a repeat of one that was read", "custom", WB_SEVERITY_WARNING, FALSE,
      READ (WB_SEVERITY_WARNING), WB_OUTCOME_MERGED, FALSE },
    { "a worse repeat of that", "custom", WB_SEVERITY_ERROR, FALSE, READ (WB_SEVERITY_WARNING),
      WB_OUTCOME_MERGED, TRUE },
    { "a milder repeat of that", "custom", WB_SEVERITY_INFO, FALSE, READ (WB_SEVERITY_WARNING),
      WB_OUTCOME_MERGED, FALSE },
    { "the end of one that was read", "custom", WB_SEVERITY_INFO, TRUE, READ (WB_SEVERITY_ERROR),
      WB_OUTCOME_MERGED, FALSE },
    { "the end, said to be worse", "custom", WB_SEVERITY_CRITICAL, TRUE, READ (WB_SEVERITY_INFO),
      WB_OUTCOME_MERGED, FALSE },
    { "the end of one that nobody read", "custom", WB_SEVERITY_INFO, TRUE,
      UNREAD (WB_SEVERITY_ERROR), WB_OUTCOME_MERGED, TRUE },
    { "the end of nothing", "custom", WB_SEVERITY_ERROR, TRUE, NEW, WB_OUTCOME_RECORDED, FALSE },
    { "recorded type into an open one", "epoch_completed", WB_SEVERITY_INFO, FALSE,
      UNREAD (WB_SEVERITY_INFO), WB_OUTCOME_MERGED, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_lookup (cases[i].type));
      WbAdmission admission;
      g_autoptr (WbNotification) notification = NULL;

      g_test_message ("%s", cases[i].what);
      event->severity = cases[i].severity;
      event->is_resolved = cases[i].is_resolved;
      admission = wb_admission_decide (event, &cases[i].open);
      g_assert_cmpint (admission.outcome, ==, cases[i].outcome);
      g_assert_cmpint (admission.is_unread, ==, cases[i].is_unread);

      notification = wb_admission_apply (&admission, event, &cases[i].open, 9, 200);
      if (cases[i].outcome == WB_OUTCOME_RECORDED)
        {
          g_assert_null (notification);
          continue;
        }
      g_assert_cmpint (notification->seq, ==, 9);
      g_assert_true (notification->event == event);
      g_assert_cmpint (notification->updated_us, ==, 200);
      g_assert_cmpint (notification->resolved_us, ==, cases[i].is_resolved ? 200 : 0);
      g_assert_cmpint (notification->read_us == 0, ==, cases[i].is_unread);
    }
}

/* A merge keeps when it began, and counts. */
static void
test_apply (void)
{
  const WbOpenNotification open = READ (WB_SEVERITY_WARNING), none = NEW;
  const WbAdmission merged = { WB_OUTCOME_MERGED, FALSE };
  const WbAdmission notified = { WB_OUTCOME_NOTIFIED, TRUE };
  g_autoptr (WbEvent) event = wb_event_new (wb_catalogue_get_custom ());
  g_autoptr (WbNotification) old = wb_admission_apply (&merged, event, &open, 9, 200);
  g_autoptr (WbNotification) fresh = wb_admission_apply (&notified, event, &none, 9, 200);

  g_assert_cmpint (old->id, ==, 5);
  g_assert_cmpuint (old->count, ==, 4);
  g_assert_cmpint (old->created_us, ==, 100);
  g_assert_cmpint (old->read_us, ==, 150);
  g_assert_cmpint (fresh->id, ==, 9);
  g_assert_cmpuint (fresh->count, ==, 1);
  g_assert_cmpint (fresh->created_us, ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/admission/decide", test_admission);
  g_test_add_func ("/engine/admission/apply", test_apply);
  return g_test_run ();
}
