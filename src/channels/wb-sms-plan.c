/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "channels/wb-sms-plan.h"

#include <glib/gi18n-lib.h>

#define UNSURE_LIMIT 2 /* requests that may have arrived: one, and one retry (wire 5.9) */
#define POLLS 7        /* until nobody is asked any more: 21 minutes in all */
#define FIRST_POLL_US (10 * G_TIME_SPAN_SECOND) /* doubles with each */

static gboolean
is_taken (const WbSmsMark *mark)
{
  return mark != NULL && mark->status != NULL;
}

static gboolean
is_held (const WbSmsMark *mark)
{
  return mark != NULL && mark->status == NULL && mark->n_unsure >= UNSURE_LIMIT;
}

/* Whether there are only those who have it, or may have it twice already: then a person asked. */
static gboolean
is_only_held (const WbSmsReceipt *receipt, const char *const *recipients)
{
  for (; *recipients != NULL; recipients++)
    {
      const WbSmsMark *mark = wb_sms_receipt_find (receipt, *recipients);

      if (!is_taken (mark) && !is_held (mark))
        return FALSE;
    }
  return TRUE;
}

/* wb_sms_plan_list_due: (transfer container) (element-type utf8): those of @recipients who are to
 * be sent it now; nobody twice. */
GPtrArray *
wb_sms_plan_list_due (const WbSmsReceipt *receipt, const char *const *recipients)
{
  gboolean has_only_held = is_only_held (receipt, recipients);
  GPtrArray *due = g_ptr_array_new ();

  for (; *recipients != NULL; recipients++)
    {
      const WbSmsMark *mark = wb_sms_receipt_find (receipt, *recipients);

      if (!is_taken (mark) && (has_only_held || !is_held (mark))
          && !g_ptr_array_find_with_equal_func (due, *recipients, g_str_equal, NULL))
        g_ptr_array_add (due, (gpointer) *recipients);
    }
  return due;
}

static void
refuse_unsure (WbSendResult *result)
{
  wb_send_result_set (result, WB_SEND_REFUSED,
                      _ ("The provider did not answer twice: the message may have arrived"));
}

/* wb_sms_plan_add_held: to the sum of an attempt: of those who were left out of it. */
void
wb_sms_plan_add_held (WbSendResult *sum, const WbSmsReceipt *receipt, const char *const *recipients)
{
  for (; *recipients != NULL; recipients++)
    if (is_held (wb_sms_receipt_find (receipt, *recipients)))
      {
        g_auto (WbSendResult) one = { 0 };

        refuse_unsure (&one);
        wb_sms_plan_merge (sum, &one);
      }
}

/* wb_sms_plan_judge_unsure: no reply came, yet the request may have arrived. */
void
wb_sms_plan_judge_unsure (WbSmsMark *mark, WbSendResult *result)
{
  mark->n_unsure++;
  if (mark->n_unsure >= UNSURE_LIMIT)
    refuse_unsure (result);
  else
    result->outcome = WB_SEND_RETRY;
}

/* As long as one may still get it, the whole is not over. */
static guint
get_rank (WbSendOutcome outcome)
{
  switch (outcome)
    {
    case WB_SEND_PENDING:
      return 0;
    case WB_SEND_DONE:
      return 1;
    case WB_SEND_REFUSED:
      return 2;
    case WB_SEND_BROKEN:
    case WB_SEND_GONE:
      return 3;
    case WB_SEND_RATE_LIMITED:
      return 4;
    case WB_SEND_RETRY:
      return 5;
    case WB_SEND_OFFLINE:
      return 6;
    default:
      g_assert_not_reached ();
    }
}

/* wb_sms_plan_merge: @sum becomes what it is together with @one: of several providers for one
 * recipient, or of several recipients. */
void
wb_sms_plan_merge (WbSendResult *sum, const WbSendResult *one)
{
  if (get_rank (one->outcome) <= get_rank (sum->outcome))
    return;
  wb_send_result_set (sum, one->outcome, one->reason);
  sum->retry_after_us = one->retry_after_us;
  g_free (sum->answer);
  sum->answer = g_strdup (one->answer);
}

/* wb_sms_plan_ends_attempt: whether what came of one recipient would come of the next too. */
gboolean
wb_sms_plan_ends_attempt (const WbSendResult *one)
{
  return one->outcome == WB_SEND_OFFLINE || one->outcome == WB_SEND_RATE_LIMITED
         || one->outcome == WB_SEND_BROKEN;
}

/* wb_sms_plan_get_confirm_us: how long after @n_polls questions the next one is asked; 0: never. */
gint64
wb_sms_plan_get_confirm_us (guint n_polls)
{
  return n_polls < POLLS ? FIRST_POLL_US << n_polls : 0;
}
