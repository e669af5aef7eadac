-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is known of each API key (model/wb-api-key.h): labels, never a key itself.
CREATE TABLE api_keys (
  provider TEXT NOT NULL,
  key_id TEXT NOT NULL,
  level INTEGER NOT NULL,           -- WbQuotaLevel
  percentage TEXT,                  -- JSON number
  remaining TEXT,                   -- likewise
  resets_at TEXT,
  last_error TEXT,
  failed_us INTEGER,                -- microseconds since 1970, UTC; NULL: it works
  quarantined_until_us INTEGER,
  updated_us INTEGER NOT NULL,
  PRIMARY KEY (provider, key_id)
) STRICT, WITHOUT ROWID;
