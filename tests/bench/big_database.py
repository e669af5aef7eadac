# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""A database with very many notifications, made once and kept beside the build.

A real agent makes the schema and one event of each kind; SQL multiplies them.
"""

import hashlib
import shutil
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402

RARE_WORD = 'chrysoberyl'
RARE_EVERY = 100000     # notifications between two that have the rare word
COMMON_WORD = 'memory'
UNREAD = 1000           # the newest ones
MOST_KEPT = 1000000     # WB_LIMIT_RETENTION_NOTIFICATIONS: nothing is let go of while we measure
STEP_US = 1000000       # between two of them

KINDS = (
    {'type': 'training_failed', 'model_name': 'qwen', 'run_id': 'run-17', 'source': 'trainer',
     'title': 'Training failed', 'message': 'CUDA out of **memory** on worker NUMBER',
     'metrics': {'loss': 0.25, 'epoch_time': 12.5}, 'tags': ['gpu', 'night']},
    {'type': 'training_completed', 'model_name': 'llama', 'run_id': 'run-18',
     'title': 'Training completed', 'message': 'Final loss 0.NUMBER', 'severity': 'success'},
    {'title': 'Disk NUMBER is nearly full', 'severity': 'warning', 'source': 'cron',
     'message': 'Less memory than yesterday on /data'},
    {'title': 'Backup NUMBER', 'severity': 'info', 'message': 'Nothing to do'},
)

FILL = (
    """CREATE TEMP TABLE kinds AS SELECT e.*, n.severity, n.category, n.subject, n.reason
       FROM main.events AS e JOIN main.notifications AS n ON n.id = e.notification_id""",
    'DELETE FROM main.events', 'DELETE FROM main.notifications', 'DELETE FROM idempotency_keys',
    "INSERT INTO search (search) VALUES ('delete-all')",
    """CREATE TEMP TABLE numbers AS WITH RECURSIVE n (i) AS (
         SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) SELECT i FROM n""",
    """INSERT INTO main.events (id, received_us, type, run_id, outcome, notification_id, body)
       SELECT i, k.received_us - (:count - i) * :step, k.type, k.run_id, k.outcome, i,
              replace(k.body, 'NUMBER', i || iif(i % :every = 0, ' ' || :rare, ''))
       FROM numbers JOIN kinds AS k ON k.id = i % :kinds + 1""",
    """INSERT INTO main.notifications (id, seq, severity, category, count, created_us, updated_us,
                                  read_us, subject, reason)
       SELECT i, i, k.severity, k.category, 1, k.received_us - (:count - i) * :step,
              k.received_us - (:count - i) * :step,
              iif(i <= :count - :unread, k.received_us, NULL), NULL, k.reason
       FROM numbers JOIN kinds AS k ON k.id = i % :kinds + 1""",
    # Word for word as the agent does it, which takes them out again that way.
    """INSERT INTO search (rowid, title, message, details)
       SELECT id, body ->> 'title', body ->> 'message', type || ' '
              || coalesce((body ->> 'source') || ' ', '')
              || coalesce((body ->> 'model_name') || ' ', '') || coalesce(run_id || ' ', '')
              || coalesce((SELECT group_concat(value, ' ') FROM json_each(body, '$.tags')) || ' ', '')
       FROM main.events""",
)


def _make(path, count):
    with harness.Session() as session:
        agent = session.start_agent()
        session.call('Alerts1', 'SetPreferences', harness.GLib.Variant('(a{sv})', (
            {'retention': harness.variant({'notifications': MOST_KEPT})},)))
        session.publish_many([dict(kind) for kind in KINDS])
        session.list({'text': 'NUMBER'})
        database = session.status()['database']
        agent.terminate()
        shutil.copy(database, path)

    values = {'count': count, 'step': STEP_US, 'every': RARE_EVERY, 'rare': RARE_WORD,
              'kinds': len(KINDS), 'unread': UNREAD}
    database = sqlite3.connect(path, isolation_level=None)
    database.execute('PRAGMA journal_mode = MEMORY')
    database.execute('BEGIN')
    for statement in FILL:
        database.execute(statement, {name: value for name, value in values.items()
                                     if f':{name}' in statement})
    database.execute('COMMIT')
    database.execute('PRAGMA journal_mode = WAL')
    database.close()


def get(count, folder):
    """The path of a database with so many notifications."""
    schema = b''.join(path.read_bytes() for path in
                      sorted((harness.SOURCE_DIR / 'data/schema').glob('*.sql')))
    source = Path(__file__).read_bytes()
    name = hashlib.sha256(schema + source).hexdigest()[:12]
    path = Path(folder) / f'{count}-{name}.db'
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix('.unfinished')
        unfinished.unlink(missing_ok=True)
        _make(unfinished, count)
        unfinished.rename(path)
    return path


def install(session, count, folder):
    """Gives a session's agent, which does not run yet, such a database."""
    target = session.data_home / 'wakebell/wakebell.db'
    target.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(get(count, folder), target)
    target.chmod(0o600)
