-- SPDX-License-Identifier: GPL-3.0-or-later
-- Training runs as their events told of them (model/wb-run.h).
CREATE TABLE runs (
  run_id TEXT NOT NULL PRIMARY KEY,
  model_name TEXT,
  state INTEGER NOT NULL,           -- WbRunState
  is_stalled INTEGER NOT NULL,
  started_us INTEGER NOT NULL,
  ended_us INTEGER NOT NULL,        -- 0: it has not, here and below
  paused_us INTEGER NOT NULL,
  paused_total_us INTEGER NOT NULL,
  occurred_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL,
  epoch INTEGER NOT NULL,           -- -1: not known, here and below
  total_epochs INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  total_batches INTEGER NOT NULL,
  is_zero_based INTEGER NOT NULL,
  epochs_done INTEGER NOT NULL,
  position REAL NOT NULL,
  n_progress INTEGER NOT NULL,
  base_position REAL NOT NULL,
  base_elapsed_us INTEGER NOT NULL,
  progress_elapsed_us INTEGER NOT NULL,
  loss REAL,
  best_loss REAL,
  eval_loss REAL,
  best_eval_loss REAL,
  loss_step INTEGER NOT NULL,
  n_losses INTEGER NOT NULL,
  loss_stride INTEGER NOT NULL,
  cost REAL,
  expect_within_s INTEGER NOT NULL,
  expect_by_us INTEGER NOT NULL,
  alarm_us INTEGER NOT NULL,
  metrics TEXT,                     -- JSON
  last_event_id INTEGER NOT NULL,
  last_type TEXT,
  last_title TEXT,
  last_severity INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Losses of a run, evenly down-sampled; the newest one stands in the run.
CREATE TABLE run_losses (
  run_id TEXT NOT NULL,
  n INTEGER NOT NULL,               -- how many came before it
  step INTEGER NOT NULL,
  value REAL NOT NULL,
  PRIMARY KEY (run_id, n)
) STRICT, WITHOUT ROWID;

-- Cost thresholds that were told of, each once for a run, or for a model without one.
CREATE TABLE cost_alerts (
  subject TEXT NOT NULL,            -- "run RUN_ID", "model MODEL_NAME"
  threshold REAL NOT NULL,
  alerted_us INTEGER NOT NULL,
  PRIMARY KEY (subject, threshold)
) STRICT, WITHOUT ROWID;
CREATE INDEX cost_alerts_by_age ON cost_alerts (alerted_us);

CREATE TRIGGER runs_forgotten AFTER DELETE ON runs BEGIN
  DELETE FROM run_losses WHERE run_id = OLD.run_id;
  DELETE FROM cost_alerts WHERE subject = 'run ' || OLD.run_id;
END;
