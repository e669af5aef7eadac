-- SPDX-License-Identifier: GPL-3.0-or-later
-- Metrics, and the rules that look at them.
CREATE TABLE metric_rules (
  name TEXT NOT NULL PRIMARY KEY,
  body TEXT NOT NULL                -- as JSON (model/wb-metric-rule.c); stands for a default of its name
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_series (
  id INTEGER PRIMARY KEY,
  metric_name TEXT NOT NULL,
  service_name TEXT NOT NULL,       -- empty: of none
  unit TEXT,
  status TEXT,
  last_us INTEGER NOT NULL,
  last_value REAL NOT NULL,
  samples INTEGER NOT NULL          -- since they were last cut
) STRICT;
CREATE UNIQUE INDEX metric_series_by_name ON metric_series (metric_name, service_name);
CREATE INDEX metric_series_by_age ON metric_series (last_us);

CREATE TABLE metric_samples (
  series_id INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (series_id, at_us)
) STRICT, WITHOUT ROWID;

-- How each rule stands with each series that it looked at.
CREATE TABLE metric_states (
  rule TEXT NOT NULL,
  series_id INTEGER NOT NULL,
  phase INTEGER NOT NULL,           -- WbMetricPhase
  since_us INTEGER NOT NULL,
  alerted_us INTEGER NOT NULL,
  suppressed INTEGER NOT NULL,
  PRIMARY KEY (rule, series_id)
) STRICT, WITHOUT ROWID;
