-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where notifications are forwarded to, and what is on its way there.
CREATE TABLE channels (
  name TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL,               -- as JSON (model/wb-channel-config.c), without secrets
  state TEXT,                       -- how it goes, as JSON (delivery/wb-channel-state.c)
  created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The queue, and what became of it. Ids are not used again: the far side tells repeats by them.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  notification_id INTEGER NOT NULL, -- 0: none
  event_id INTEGER NOT NULL,        -- whose texts are sent; 0: none
  config_id INTEGER NOT NULL,       -- alert config whose channel settings hold; 0: none
  channel TEXT NOT NULL,
  action INTEGER NOT NULL,          -- WbDeliveryAction
  state INTEGER NOT NULL,           -- WbDeliveryState
  priority INTEGER NOT NULL,        -- WbPriority
  title TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  batch_id INTEGER NOT NULL DEFAULT 0, -- the first of those that are one message; 0: not sent yet
  tried TEXT NOT NULL DEFAULT '',   -- channels that failed before this one, each between commas
  created_us INTEGER NOT NULL,
  due_us INTEGER NOT NULL,
  finished_us INTEGER,
  reason TEXT,
  answer TEXT,                      -- what the far side said last, without secrets
  receipt TEXT                      -- how the far side calls the message, as JSON
) STRICT;
-- What is next: of each channel and priority what is due first.
CREATE INDEX deliveries_due ON deliveries (channel, priority, due_us) WHERE state = 0;
CREATE INDEX deliveries_batch ON deliveries (batch_id) WHERE state = 0 AND batch_id <> 0;
CREATE INDEX deliveries_open ON deliveries (id) WHERE state = 1;
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 3;
CREATE INDEX deliveries_by_notification ON deliveries (notification_id, id);
CREATE INDEX deliveries_by_age ON deliveries (finished_us) WHERE finished_us IS NOT NULL;

-- For the statistics: a row for each hour, channel and end.
CREATE TABLE delivery_counts (
  hour_us INTEGER NOT NULL,
  channel TEXT NOT NULL,
  state INTEGER NOT NULL,           -- WbDeliveryState
  n INTEGER NOT NULL,
  latency_us INTEGER NOT NULL,      -- all of them together, from event to end
  PRIMARY KEY (hour_us, channel, state)
) STRICT, WITHOUT ROWID;

-- Tells this database from others, so that two never use one idempotency key.
CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  token TEXT NOT NULL
) STRICT;
INSERT INTO installation VALUES (1, lower(hex(randomblob(8))));
