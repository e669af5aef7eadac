-- SPDX-License-Identifier: GPL-3.0-or-later
-- Everything that was accepted, in the order in which it was committed. Ids grow and are not used again.
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  received_us INTEGER NOT NULL,     -- microseconds since 1970, UTC
  type TEXT NOT NULL,
  run_id TEXT,
  outcome INTEGER NOT NULL,         -- WbOutcome
  notification_id INTEGER,          -- the one it opened or merged into
  body TEXT NOT NULL                -- the event as JSON (model/wb-event.c)
) STRICT;
CREATE INDEX events_by_type ON events (type, id);
CREATE INDEX events_by_run ON events (run_id, id) WHERE run_id IS NOT NULL;

CREATE TABLE attachments (
  event_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  data BLOB NOT NULL,
  PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;

-- What a person sees. Its texts are those of the event `seq`, the newest one that merged into it.
CREATE TABLE notifications (
  id INTEGER PRIMARY KEY,           -- the id of the event that opened it
  seq INTEGER NOT NULL,             -- place in lists: the id of its newest event
  severity INTEGER NOT NULL,        -- WbSeverity
  category INTEGER NOT NULL,        -- WbCategory
  count INTEGER NOT NULL,
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL,
  read_us INTEGER,
  acknowledged_us INTEGER,
  resolved_us INTEGER,
  dedup_key TEXT,
  subject TEXT,                     -- type and subject, where another type can resolve it
  reason TEXT
) STRICT;
-- Holds all that a filter asks for, so that lists and counts never read the table.
CREATE UNIQUE INDEX notifications_by_seq
  ON notifications (seq, severity, category, read_us, acknowledged_us);
CREATE INDEX notifications_unread ON notifications (seq) WHERE read_us IS NULL;
CREATE UNIQUE INDEX notifications_open ON notifications (dedup_key)
  WHERE dedup_key IS NOT NULL AND acknowledged_us IS NULL AND resolved_us IS NULL;
CREATE INDEX notifications_by_subject ON notifications (subject)
  WHERE subject IS NOT NULL AND resolved_us IS NULL;

CREATE TABLE idempotency_keys (
  key TEXT NOT NULL PRIMARY KEY,
  event_id INTEGER NOT NULL,
  digest BLOB NOT NULL,             -- of the event, to tell a repeat from another event
  created_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The words of the newest event of each notification; rowid is its seq. Rows whose notification
-- moved on or was deleted stay and match nothing.
CREATE VIRTUAL TABLE search USING fts5 (
  title, message, details, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
