#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The database's disk is full, or its files are taken away: nothing is answered for that is not
kept, and the agent goes on as soon as it can."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402

DISK_KIB = 2048
GROWN_KIB = 32 * 1024
EVENT = {'title': 'x', 'message': 'y' * 4000}
LATER = {'title': 'another', 'message': 'y' * 4000}
EVENTS_MAX = 5000           # that never fit on such a disk
NEWER_SCHEMA = 999
EXIT_SETUP = 78


class Case(harness.SessionTestCase):
    def start(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)
        self.connection = raw_http.Connection(self.address)
        self.addCleanup(self.connection.close)

    def post(self, event=EVENT):
        return self.connection.ask(raw_http.post(event))

    def read_ids(self):
        path = self.session.data_home / 'wakebell/wakebell.db'
        with contextlib.closing(sqlite3.connect(path)) as database:
            self.assertEqual(database.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
            if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'events'").fetchall():
                return []       # all of it was in the log that was taken away
            return [row[0] for row in database.execute('SELECT id FROM events ORDER BY id')]


@unittest.skipUnless(os.geteuid() == 0, 'a small disk of its own takes root')
class FullDisk(Case):
    def mount(self, *options):
        return subprocess.run(['mount', '-t', 'tmpfs', '-o', ','.join(options), 'tmpfs',
                               str(self.folder)], capture_output=True, check=False).returncode == 0

    def setUp(self):
        self.folder = self.session.data_home / 'wakebell'
        self.folder.mkdir(mode=0o700)
        if not self.mount(f'size={DISK_KIB}k', 'mode=700'):
            self.skipTest('nothing can be mounted here')
        self.addCleanup(subprocess.run, ['umount', '-l', str(self.folder)], check=True)
        self.start()

    def fill(self):
        """Posts until the disk is full; returns the ids of what was answered for."""
        ids = []
        while (answer := self.post()).status == 202:
            ids.append(answer.body['id'])
            self.assertLess(len(ids), EVENTS_MAX)
        self.assertEqual((answer.status, answer.body['error']['code']), (507, 'storage_full'))
        self.assertGreater(int(answer.headers['retry-after']), 0)
        return ids

    def test_full_and_grown(self):
        ids = self.fill()
        self.assertGreater(len(ids), 25)
        for _ in range(20):
            self.assertEqual(self.post().status, 507)
        # Meanwhile what is there can be read.
        self.assertEqual(len(self.session.http(raw_http.EVENTS + '?limit=1000').body['events']),
                         min(len(ids), 1000))
        with self.assertRaises(harness.GLib.Error) as caught:
            self.session.publish(EVENT)
        self.assertEqual(harness.error_name(caught.exception), 'StorageFull')

        self.assertTrue(self.mount('remount', f'size={GROWN_KIB}k'))
        for _ in range(50):
            answer = self.post()
            self.assertEqual(answer.status, 202, answer)
            ids.append(answer.body['id'])
        self.assertLessEqual(self.agent.output.count('WARNING'), 2)     # not one for each event
        self.assertEqual(self.agent.terminate(), 0)
        self.assertEqual(self.read_ids(), ids)

    def test_full_and_killed(self):
        ids = self.fill()
        self.agent.kill9()
        self.assertTrue(self.mount('remount', f'size={GROWN_KIB}k'))
        self.session.start_agent()
        self.assertEqual(self.session.publish(LATER), (ids[-1] + 1, 'notified'))
        self.assertEqual(self.read_ids(), [*ids, ids[-1] + 1])

    def test_freed(self):
        """Room that is made by a file that goes away."""
        waste = self.folder / 'waste'
        waste.write_bytes(bytes(DISK_KIB * 1024 // 2))
        ids = self.fill()
        waste.unlink()
        answer = self.post()
        self.assertEqual((answer.status, answer.body['id']), (202, ids[-1] + 1))


class TakenAway(Case):
    def setUp(self):
        self.start()
        self.folder = Path(self.session.status()['database']).parent
        self.database = self.folder / 'wakebell.db'
        for i in range(5):
            self.assertEqual(self.post({'title': f'{i}'}).status, 202)

    def assert_true_answers(self):
        """Whatever is answered with 202 from here on can be read after a restart."""
        ids = []
        for i in range(20):
            answer = self.post({'title': f'after {i}'})
            self.assertIn(answer.status, (202, 503), answer)
            if answer.status == 202:
                ids.append(answer.body['id'])
            else:
                self.assertEqual(answer.body['error']['code'], 'unavailable')
                self.assertGreater(int(answer.headers['retry-after']), 0)
        self.assertTrue(self.agent.is_running(), self.agent.output)
        self.agent.kill9()
        kept = self.read_ids() if self.database.exists() else []
        self.assertLessEqual(set(ids), set(kept))
        return ids

    def remove(self, *names):
        for name in names:
            (self.folder / name).unlink()

    def test_database_deleted(self):
        self.remove('wakebell.db')
        self.assertEqual(self.post({'title': 'x'}).status, 503)
        self.assert_true_answers()

    def test_log_deleted(self):
        self.remove('wakebell.db-wal')
        self.assertEqual(self.post({'title': 'x'}).status, 503)
        self.assert_true_answers()

    def test_all_deleted(self):
        self.remove('wakebell.db', 'wakebell.db-wal', 'wakebell.db-shm')
        self.assertEqual(self.post({'title': 'x'}).status, 503)
        self.assert_true_answers()

    def test_folder_moved(self):
        self.folder.rename(self.folder.with_name('elsewhere'))
        self.assertEqual(self.post({'title': 'x'}).status, 503)
        self.assert_true_answers()

    def test_replaced(self):
        copy = self.folder / 'copy'
        shutil.copy(self.database, copy)
        copy.rename(self.database)
        self.assertEqual(self.post({'title': 'x'}).status, 503)
        self.assert_true_answers()


class StrangeDatabase(Case):
    def write(self, write):
        """Has an agent make a database, ends it, and changes that."""
        self.start()
        self.post()
        path = Path(self.session.status()['database'])
        self.assertEqual(self.agent.terminate(), 0)
        write(path)
        return path

    def assert_refuses(self, path):
        before = path.read_bytes()
        program = harness.find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
        answer = self.session.run([program, '--port=0'])
        self.assertEqual(answer.returncode, EXIT_SETUP, answer.stderr)
        self.assertTrue(answer.stderr.strip())
        self.assertEqual(path.read_bytes(), before)

    def test_newer_schema(self):
        def write(path):
            with contextlib.closing(sqlite3.connect(path)) as database:
                database.execute(f'PRAGMA user_version = {NEWER_SCHEMA}')

        self.assert_refuses(self.write(write))

    def test_foreign_file(self):
        self.assert_refuses(self.write(lambda path: path.write_bytes(b'no database ' * 1000)))

    def test_locked_by_another_program(self):
        """Somebody holds the database's lock: the sender waits, and is told nothing false."""
        self.start()
        path = self.session.status()['database']
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute('BEGIN IMMEDIATE')
            self.connection.send(raw_http.post({'title': 'x'}))
            # The agent itself is not held up.
            self.assertEqual(raw_http.ask(self.address, raw_http.make_request(
                'GET', raw_http.EVENTS)).status, 200)
            database.execute('ROLLBACK')
        self.assertEqual(self.connection.read_answer().status, 202)
        self.assertEqual(self.session.status()['events'], 1)


if __name__ == '__main__':
    unittest.main()
