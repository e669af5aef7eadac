-- SPDX-License-Identifier: GPL-3.0-or-later
-- Retention forgets keys by their age, a slice at a time.
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_us);
