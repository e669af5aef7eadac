-- SPDX-License-Identifier: GPL-3.0-or-later
-- How many events were about which model and provider, and what a quota is a part of.
CREATE TABLE subject_counts (
  hour_us INTEGER NOT NULL,
  kind INTEGER NOT NULL,            -- WbSubjectKind
  name TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (hour_us, kind, name)
) STRICT, WITHOUT ROWID;

ALTER TABLE api_keys ADD COLUMN quota_limit TEXT;  -- JSON number: all that may be used
