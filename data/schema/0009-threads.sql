-- SPDX-License-Identifier: GPL-3.0-or-later
-- All events of one dedup_key, newest first, without reading the rest of the history.
CREATE INDEX events_by_notification ON events (notification_id, id) WHERE notification_id IS NOT NULL;
CREATE INDEX notifications_by_key ON notifications (dedup_key) WHERE dedup_key IS NOT NULL;
