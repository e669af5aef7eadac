/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
/*
 * Preloaded into the window, it writes to the file WAKEBELL_TURNS how long each turn of the main
 * loop and each frame took, as lines "turn END SPENT CPU" and "frame END SPENT CPU", in
 * microseconds: END of the monotonic clock, CPU of what the thread itself spent. Nothing of the
 * program is changed.
 */
#include <gtk/gtk.h>
#include <stdio.h>
#include <time.h>

static FILE *out;
static GPollFunc poll_func;
typedef struct
{
  gint64 wall_us;
  gint64 cpu_us;
} Moment;

static Moment turn_start, frame_start;

static Moment
now (void)
{
  struct timespec cpu;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &cpu);
  return (Moment){ g_get_monotonic_time (), cpu.tv_sec * G_USEC_PER_SEC + cpu.tv_nsec / 1000 };
}

static void
report (const char *what, const Moment *start)
{
  Moment end = now ();

  if (start->wall_us != 0)
    fprintf (out, "%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", what,
             end.wall_us, end.wall_us - start->wall_us, end.cpu_us - start->cpu_us);
}

static void
before_paint_cb (void)
{
  frame_start = now ();
}

static void
after_paint_cb (void)
{
  report ("frame", &frame_start);
}

static void
follow_frames (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  if (clock == NULL || g_object_get_data (G_OBJECT (clock), "turn-probe") != NULL)
    return;
  g_object_set_data (G_OBJECT (clock), "turn-probe", clock);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
}

/* What stands between two polls of the default context is a turn of the main loop. */
static int
timed_poll (GPollFD *fds, guint n_fds, int timeout_ms)
{
  int n_ready;

  report ("turn", &turn_start);
  if (gtk_is_initialized ())
    {
      GListModel *windows = gtk_window_get_toplevels ();

      for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
        {
          g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

          follow_frames (window);
        }
    }
  n_ready = poll_func (fds, n_fds, timeout_ms);
  turn_start = now ();
  return n_ready;
}

__attribute__ ((constructor)) static void
begin (void)
{
  const char *path = g_getenv ("WAKEBELL_TURNS");

  if (path == NULL)
    return;
  out = fopen (path, "w");
  if (out == NULL)
    g_error ("%s cannot be written", path);
  setvbuf (out, NULL, _IOLBF, 0);
  poll_func = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, timed_poll);
}
