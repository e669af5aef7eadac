/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-health.h"

#define ENOUGH ((gint64) WB_HEALTH_LOW_DISK_BYTES)
#define HALF (WB_DATABASE_QUEUE_JOBS / 2)

/* The worst decides, and everything that is wrong is told. */
static void
test_judge (void)
{
  static const struct
  {
    WbHealthFacts facts;
    guint n_known; /* troubles */
    const char *level;
    guint n_troubles;
  } cases[] = {
    { { FALSE, WB_INTEGRITY_SOUND, ENOUGH, 0 }, 0, "ok", 0 },
    { { FALSE, WB_INTEGRITY_UNKNOWN, ENOUGH, HALF }, 0, "ok", 0 },
    { { FALSE, WB_INTEGRITY_SOUND, -1, 0 }, 0, "ok", 0 },
    { { FALSE, WB_INTEGRITY_SOUND, ENOUGH, 0 }, 2, "degraded", 2 },
    { { FALSE, WB_INTEGRITY_SOUND, ENOUGH - 1, 0 }, 0, "degraded", 1 },
    { { FALSE, WB_INTEGRITY_SOUND, 0, 0 }, 0, "degraded", 1 },
    { { FALSE, WB_INTEGRITY_SOUND, ENOUGH, HALF + 1 }, 0, "degraded", 1 },
    { { FALSE, WB_INTEGRITY_DAMAGED, ENOUGH, 0 }, 0, "failing", 1 },
    { { TRUE, WB_INTEGRITY_SOUND, ENOUGH, 0 }, 0, "failing", 1 },
    { { TRUE, WB_INTEGRITY_DAMAGED, 0, HALF + 1 }, 1, "failing", 5 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) troubles = g_ptr_array_new_with_free_func (g_free);

      for (guint n = 0; n < cases[i].n_known; n++)
        g_ptr_array_add (troubles, g_strdup ("known"));
      g_assert_cmpstr (wb_health_level_to_string (wb_health_judge (&cases[i].facts, troubles)), ==,
                       cases[i].level);
      g_assert_cmpuint (troubles->len, ==, cases[i].n_troubles);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/health/judge", test_judge);
  return g_test_run ();
}
