-- SPDX-License-Identifier: GPL-3.0-or-later
-- The window asks for the newest critical one that nobody acknowledged, mostly to hear of none.
CREATE INDEX notifications_urgent ON notifications (seq) WHERE severity = 4 AND acknowledged_us IS NULL;
