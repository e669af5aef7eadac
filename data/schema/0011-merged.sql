-- SPDX-License-Identifier: GPL-3.0-or-later
-- Most events open the notification that they belong to, which has their id: only the others need to be looked for.
DROP INDEX events_by_notification;
CREATE INDEX events_merged ON events (notification_id) WHERE notification_id <> id;
