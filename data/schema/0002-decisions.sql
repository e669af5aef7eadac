-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the agent decides with, and what it decided.
ALTER TABLE events ADD COLUMN reason TEXT;     -- why it had that outcome, in a sentence
ALTER TABLE events ADD COLUMN decision TEXT;   -- the path to it as JSON (engine/wb-decision-json.c); NULL: the default

CREATE INDEX events_held_back ON events (id) WHERE outcome IN (3, 4);  -- throttled, held

-- Where it goes, separated by commas; empty: shown silently.
ALTER TABLE notifications ADD COLUMN channels TEXT NOT NULL DEFAULT 'desktop';
ALTER TABLE notifications ADD COLUMN held_until_us INTEGER;     -- by quiet hours
ALTER TABLE notifications ADD COLUMN snoozed_until_us INTEGER;  -- by a person
ALTER TABLE notifications ADD COLUMN expires_us INTEGER;        -- resolved then unless it is renewed

CREATE TABLE alert_configs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  alert_type TEXT NOT NULL,
  body TEXT NOT NULL,               -- as JSON (model/wb-alert-config.c), without secrets
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL
) STRICT;

CREATE TABLE notification_preferences (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL               -- as JSON (model/wb-preferences.c)
) STRICT, WITHOUT ROWID;

-- How often what came through: a row for each rule and what it is about.
CREATE TABLE alert_throttles (
  scope TEXT NOT NULL,              -- "config 3", "rule high_cpu_usage", "type quota_warning"
  subject TEXT NOT NULL,            -- what counts as the same alert
  state BLOB NOT NULL,              -- engine/wb-throttle.c
  updated_us INTEGER NOT NULL,
  PRIMARY KEY (scope, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_throttles_by_age ON alert_throttles (updated_us);

-- What a person does not want to hear of for a while, beyond what stands in notifications: a
-- dedup_key whatever comes with it, or a notification until its run ends.
CREATE TABLE snoozes (
  subject TEXT NOT NULL PRIMARY KEY,  -- "key DEDUP_KEY", "notification 7"
  until_us INTEGER NOT NULL,
  run_id TEXT                         -- ends with this run, if not before
) STRICT, WITHOUT ROWID;
CREATE INDEX snoozes_by_run ON snoozes (run_id) WHERE run_id IS NOT NULL;

-- Changes with every change of rules and preferences; a random number, so that one that was rolled
-- back never looks like the next.
CREATE TABLE policy (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO policy VALUES (1, 0);

-- What is to be done when.
CREATE TABLE alarms (
  kind INTEGER NOT NULL,            -- WbAlarmKind
  key TEXT NOT NULL,
  due_us INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX alarms_by_due ON alarms (due_us);

-- Who changed what.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  actor TEXT NOT NULL,              -- "http", "dbus :1.7"
  action TEXT NOT NULL,             -- the operation: "alert-config.update"
  subject TEXT,                     -- of what
  detail TEXT                       -- which fields, never their values
) STRICT;

-- How much came, for the statistics: a row for each hour, type, severity and outcome.
CREATE TABLE event_counts (
  hour_us INTEGER NOT NULL,
  type TEXT NOT NULL,
  severity INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (hour_us, type, severity, outcome)
) STRICT, WITHOUT ROWID;
