/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copyright The Wakebell developers */
#include "engine/wb-admission.h"

/*
 * wb_admission_decide:
 * @open: the open notification of the same dedup_key; its id is 0 when there is none
 *
 * Repeats of a dedup_key merge while the earlier notification is neither resolved nor
 * acknowledged; one that was read turns unread again only if the severity rose. The end of
 * something that was never shown is kept, and not shown either.
 */
WbAdmission
wb_admission_decide (const WbEvent *event, const WbOpenNotification *open)
{
  gboolean is_worse = event->severity > open->severity;

  if (open->id != 0)
    return (WbAdmission){
      .outcome = WB_OUTCOME_MERGED,
      .is_unread = open->read_us == 0 || (is_worse && !event->is_resolved),
    };
  if (event->type->show == WB_SHOW_RECORD || event->is_resolved)
    return (WbAdmission){ .outcome = WB_OUTCOME_RECORDED };

  return (WbAdmission){ .outcome = WB_OUTCOME_NOTIFIED, .is_unread = TRUE };
}

/*
 * wb_admission_apply:
 * @id: of the event
 *
 * Returns: (transfer full) (nullable): the notification as it is afterwards; %NULL when there is
 * none
 */
WbNotification *
wb_admission_apply (const WbAdmission *admission,
                    WbEvent *event,
                    const WbOpenNotification *open,
                    gint64 id,
                    gint64 now_us)
{
  gboolean is_merge = admission->outcome == WB_OUTCOME_MERGED;
  WbNotification *notification;

  if (!is_merge && admission->outcome != WB_OUTCOME_NOTIFIED)
    return NULL;

  notification = wb_notification_new (is_merge ? open->id : id, id, event);
  notification->count = is_merge ? open->count + 1 : 1;
  notification->created_us = is_merge ? open->created_us : now_us;
  notification->updated_us = now_us;
  notification->read_us = admission->is_unread ? 0 : open->read_us;
  notification->resolved_us = event->is_resolved ? now_us : 0;
  return notification;
}
