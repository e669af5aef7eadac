/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "config.h"

#include <glib/gi18n.h>

#include "app/inbox/wb-inbox-page-private.h"
#include "app/widgets/wb-toasts.h"

#define STEP_IDS 2000 /* done at a time; for more there is a bar that tells how far it is */

/* It goes on when the window is closed, and keeps the application alive until then. */
struct _WbInboxWork
{
  GApplication *application; /* owned, held */
  WbAgentClient *client;     /* owned */
  WbInboxPage *page;         /* weak: NULL once it is gone */
  WbAgentChange change;
  GArray *ids; /* owned */
  guint n_done;
  gboolean is_stopped;
};

static void
work_free (WbInboxWork *work)
{
  if (work->page != NULL && work->page->work == work)
    {
      work->page->work = NULL;
      wb_list_pane_show_work (work->page->pane, NULL, 0);
      wb_inbox_page_update_actions (work->page);
    }
  g_clear_weak_pointer (&work->page);
  g_application_release (work->application);
  g_object_unref (work->application);
  g_object_unref (work->client);
  g_array_unref (work->ids);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WbInboxWork, work_free)

static const gint64 *
get_rest (const WbInboxWork *work)
{
  return (const gint64 *) work->ids->data + work->n_done;
}

static char *
format_progress (const WbInboxWork *work)
{
  guint n_done = work->n_done;
  guint n_all = work->ids->len;

  switch (work->change)
    {
    case WB_AGENT_CHANGE_READ:
      return g_strdup_printf (_ ("Marking as read: %'u of %'u"), n_done, n_all);
    case WB_AGENT_CHANGE_UNREAD:
      return g_strdup_printf (_ ("Marking as unread: %'u of %'u"), n_done, n_all);
    case WB_AGENT_CHANGE_ACKNOWLEDGE:
      return g_strdup_printf (_ ("Acknowledging: %'u of %'u"), n_done, n_all);
    case WB_AGENT_CHANGE_DELETE:
      return g_strdup_printf (_ ("Deleting: %'u of %'u"), n_done, n_all);
    default:
      g_assert_not_reached ();
    }
}

static void
show_progress (const WbInboxWork *work)
{
  g_autofree char *text = NULL;

  if (work->page == NULL || work->page->work != work)
    return;
  text = format_progress (work);
  wb_list_pane_show_work (work->page->pane, text, (double) work->n_done / work->ids->len);
}

/* What was not done is as it was before. */
static void
give_up (WbInboxWork *work, const GError *error)
{
  g_autofree char *text = NULL;

  if (work->page == NULL)
    return;
  if (work->change == WB_AGENT_CHANGE_DELETE)
    wb_notification_list_unhide (work->page->list, get_rest (work), work->ids->len - work->n_done);
  if (error != NULL)
    {
      wb_toasts_report (GTK_WIDGET (work->page), error);
      return;
    }
  /* TRANSLATORS: something that was done to many notifications was stopped */
  text = g_strdup_printf (_ ("Stopped after %'u of %'u"), work->n_done, work->ids->len);
  wb_toasts_show (GTK_WIDGET (work->page), text);
}

static void go_on (WbInboxWork *work);

static void
step_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (WbInboxWork) work = user_data;
  g_autoptr (GError) error = NULL;

  if (!wb_agent_client_change_finish (WB_AGENT_CLIENT (source), result, NULL, &error))
    {
      give_up (work, error);
      return;
    }
  work->n_done = MIN (work->n_done + STEP_IDS, work->ids->len);
  if (work->n_done == work->ids->len)
    return;
  if (work->is_stopped)
    give_up (work, NULL);
  else
    go_on (g_steal_pointer (&work));
}

/* Takes the work. */
static void
go_on (WbInboxWork *work)
{
  show_progress (work);
  wb_agent_client_change_async (work->client, work->change, get_rest (work),
                                MIN (work->ids->len - work->n_done, STEP_IDS), NULL, step_cb, work);
}

/* wb_inbox_page_change: does @change to all of @ids, step by step. */
void
wb_inbox_page_change (WbInboxPage *self, WbAgentChange change, GArray *ids)
{
  WbInboxWork *work;

  if (ids->len == 0)
    return;
  work = g_new0 (WbInboxWork, 1);
  work->application = g_object_ref (g_application_get_default ());
  g_application_hold (work->application);
  work->client = g_object_ref (self->client);
  g_set_weak_pointer (&work->page, self);
  work->change = change;
  work->ids = g_array_ref (ids);
  if (ids->len > STEP_IDS && self->work == NULL)
    self->work = work;
  go_on (work);
  wb_inbox_page_update_actions (self);
}

/* wb_inbox_page_stop_work: after the step that is under way. */
void
wb_inbox_page_stop_work (WbInboxPage *self)
{
  if (self->work != NULL)
    self->work->is_stopped = TRUE;
}
