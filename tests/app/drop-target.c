/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */

/*
 * drop-target MEDIA_TYPE: a window that prints what is dropped on it, as any other program might
 * take it: "over" for each move above it, then a line with all types that there are, and the
 * content of the one that it was asked for.
 */
#include <gtk/gtk.h>

typedef struct
{
  const char *media_type;
  GMainLoop *loop;
  GdkDrop *drop; /* owned, nullable until there is one */
  int status;
} Target;

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Target *target = user_data;
  GOutputStream *memory = G_OUTPUT_STREAM (source);
  g_autoptr (GError) error = NULL;

  if (g_output_stream_splice_finish (memory, result, &error) < 0)
    {
      g_printerr ("%s\n", error->message);
      target->status = 1;
    }
  else
    {
      g_print ("%.*s", (int) g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)),
               (const char *) g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)));
    }
  gdk_drop_finish (target->drop, GDK_ACTION_COPY);
  g_main_loop_quit (target->loop);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Target *target = user_data;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = gdk_drop_read_finish (GDK_DROP (source), result, NULL, &error);

  if (stream == NULL)
    {
      g_printerr ("%s\n", error->message);
      target->status = 1;
      g_main_loop_quit (target->loop);
      return;
    }
  g_output_stream_splice_async (
      memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, NULL, read_cb, target);
}

static GdkDragAction
motion_cb (void)
{
  g_print ("over\n");
  return GDK_ACTION_COPY;
}

static gboolean
drop_cb (Target *target, GdkDrop *drop)
{
  g_autofree char *types = gdk_content_formats_to_string (gdk_drop_get_formats (drop));
  const char *wanted[] = { target->media_type, NULL };

  g_print ("%s\n", types);
  target->drop = g_object_ref (drop);
  gdk_drop_read_async (drop, wanted, G_PRIORITY_DEFAULT, NULL, opened_cb, target);
  return TRUE;
}

int
main (int argc, char **argv)
{
  Target target = { .media_type = argc == 2 ? argv[1] : "text/plain" };
  const char *types[] = { target.media_type };
  GtkDropTargetAsync *controller;
  GtkWidget *window;

  gtk_init ();
  controller = gtk_drop_target_async_new (gdk_content_formats_new (types, 1), GDK_ACTION_COPY);
  window = g_object_new (GTK_TYPE_WINDOW, "title", "Drop Here", "decorated", FALSE, "default-width",
                         300, "default-height", 300, NULL);
  g_signal_connect (controller, "drag-motion", G_CALLBACK (motion_cb), NULL);
  g_signal_connect_swapped (controller, "drop", G_CALLBACK (drop_cb), &target);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (controller));
  gtk_window_present (GTK_WINDOW (window));
  target.loop = g_main_loop_new (NULL, FALSE);
  g_main_loop_run (target.loop);
  g_clear_object (&target.drop);
  g_main_loop_unref (target.loop);
  return target.status;
}
