#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The contract of /api/v1/events as programs of the user see it."""

import json
import random
import sqlite3
import sys
import threading
import unittest
from pathlib import Path

from gi.repository import GLib

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402
from raw_http import EVENTS  # noqa: E402

LIST_LIMIT = 1000       # WB_LIMIT_HISTORY_ROWS
BATCH_LIMIT = 1000      # WB_LIMIT_BATCH_EVENTS
KEY_CHARACTERS = 255    # WB_LIMIT_KEY_CHARACTERS

FAILED_TRAINING = {'type': 'training_failed', 'model_name': 'qwen',
                   'message': 'CUDA out of memory'}
MANY = 10000
SEARCHED = 'chrysoberyl'
REST_S = 0.4            # for which the agent is watched while it has nothing to do
REST_SHARE = 0.1        # of a processor, at most

ROUTES = (
    ('GET', '/healthz', 200),
    ('GET', EVENTS, 200),
    ('GET', EVENTS + '/1', 200),
    ('GET', EVENTS + '/99', 404),
    ('GET', EVENTS + '/seven', 404),
    ('GET', EVENTS + '?limit=0', 400),
    ('POST', EVENTS, 400),
    ('POST', EVENTS + '/1', 405),
    ('POST', '/healthz', 405),
    ('DELETE', EVENTS, 405),
    ('PATCH', EVENTS, 405),
    ('OPTIONS', EVENTS, 405),
    ('GET', '/', 404),
    ('GET', '/index.html', 404),
    ('GET', EVENTS + '/', 404),
    ('GET', EVENTS + '/1/more', 404),
    ('GET', '/api/v1/../../healthz', 404),
)


class Case(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)
        self.base = f'http://{self.address[0]}:{self.address[1]}'

    def http(self, path, body=None, headers=None, method=None, unix=False):
        return self.session.http(path, body, headers, method, unix,
                                 base=None if unix else self.base)

    def post(self, body, headers=None, unix=False):
        return self.http(EVENTS, body, headers, unix=unix)

    def get_ids(self, query=''):
        answer = self.http(EVENTS + query)
        self.assertEqual(answer.status, 200, answer.body)
        return [event['id'] for event in answer.body['events']]

    def assert_refused(self, answer, status, field, code='invalid_argument'):
        self.assertEqual(answer.status, status, answer.body)
        error = answer.body['error']
        self.assertEqual((error['code'], error['field']), (code, field))
        self.assertTrue(error['message'].startswith(field + ': '), error['message'])


class Posting(Case):
    def test_one(self):
        answer = self.post(FAILED_TRAINING)
        self.assertEqual((answer.status, answer.body), (
            202, {'id': 1, 'outcome': 'notified', 'notification_id': 1}))

        event = self.http(EVENTS + '/1').body
        self.assertLessEqual(FAILED_TRAINING.items(), event.items())
        self.assertEqual((event['id'], event['outcome'], event['notification_id']),
                         (1, 'notified', 1))
        self.assertEqual((event['severity'], event['category']), ('error', 'training'))
        self.assertTrue(event['title'])
        self.assertRegex(event['received_at'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$')

    def test_recorded(self):
        answer = self.post({'type': 'batch_processed', 'batch': 3})
        self.assertEqual((answer.status, answer.body), (202, {'id': 1, 'outcome': 'recorded'}))

    def test_array(self):
        answer = self.post([{'title': 'a'}, {'type': 'batch_processed'}, {'title': 'c'}])
        self.assertEqual((answer.status, answer.body), (202, {'results': [
            {'id': 1, 'outcome': 'notified', 'notification_id': 1},
            {'id': 2, 'outcome': 'recorded'},
            {'id': 3, 'outcome': 'notified', 'notification_id': 3}]}))
        self.assertEqual(self.post([{'title': 'alone'}]).body, {
            'results': [{'id': 4, 'outcome': 'notified', 'notification_id': 4}]})

    def test_lines(self):
        answer = self.post('{"title":"a"}\n{"title":"b\u2028c"}\r\n\n{"title":"d"}')
        self.assertEqual(answer.status, 202)
        self.assertEqual([result['id'] for result in answer.body['results']], [1, 2, 3])
        self.assertEqual(self.post('{"title":\n"one"\n}\n').body['id'], 4)

    def test_lists_are_atomic(self):
        bad = {'title': 'b', 'severity': 'hihg'}
        self.assert_refused(self.post([{'title': 'a'}, bad]), 400, 'events[1].severity')
        self.assert_refused(self.post('{"title":"a"}\n{"title":"b"}\n' + json.dumps(bad)), 400,
                            'events[2].severity')
        self.assert_refused(self.post('{"title":"a"}\n{"title":"b"\n'), 400, 'events[1].body')
        self.assert_refused(self.post([{'title': 'a'}] * (BATCH_LIMIT + 1)), 400, 'events')
        self.assertEqual(self.get_ids(), [])
        self.assertEqual(len(self.post([{'title': 'a'}] * BATCH_LIMIT).body['results']),
                         BATCH_LIMIT)

    def test_any_media_type(self):
        types = (None, 'application/json', 'application/x-www-form-urlencoded', 'text/plain',
                 'application/x-ndjson', 'multipart/form-data; boundary=x', 'no type at all')
        for name in types:
            with self.subTest(name):
                headers = {'Content-Type': name} if name else {}
                self.assertEqual(self.post(FAILED_TRAINING, headers).status, 202)
        self.assertEqual(len(self.get_ids()), len(types))

    def test_form(self):
        """What is no JSON is told so, whatever type it claims."""
        self.assert_refused(self.post('title=x', {
            'Content-Type': 'application/x-www-form-urlencoded'}), 400, 'body')

    def test_unix_socket(self):
        self.assertEqual(self.post(FAILED_TRAINING, unix=True).status, 202)
        self.assertEqual(self.get_ids(), [1])

    def test_every_address(self):
        for base in self.session.status()['http']:
            with self.subTest(base):
                self.assertEqual(self.session.http(EVENTS, {'title': base}, base=base).status, 202)

    def test_unicode(self):
        title = 'Verlust \U0001f4c9 を検出 \u05d0\u05d1'
        self.post({'title': title})
        self.assertEqual(self.http(EVENTS + '/1').body['title'], title)

    def test_unknown_fields_are_kept(self):
        self.post({'type': 'my_own_type', 'title': 'x', 'shard': 3, 'context': {'host': 'a'}})
        event = self.http(EVENTS + '/1').body
        self.assertEqual(event['type'], 'custom')
        self.assertEqual(event['context'], {'host': 'a', 'shard': 3, 'type': 'my_own_type'})

    def test_numbers_stay_as_written(self):
        self.post('{"title":"x","metrics":{"epsilon":1e-08,"loss":0.10}}')
        text = raw_http.ask(self.address, raw_http.make_request('GET', EVENTS + '/1')).raw_body
        self.assertIn(b'"epsilon":1e-08', text)
        self.assertIn(b'"loss":0.10', text)

    def test_many_then_search(self):
        for start in range(0, MANY, BATCH_LIMIT):
            events = [{'title': f'event {i}', 'message': SEARCHED if i % 100 == 0 else 'quartz'}
                      for i in range(start, start + BATCH_LIMIT)]
            self.assertEqual(self.post(events).status, 202)
        rows, total = self.session.call('Notifications1', 'List', harness.GLib.Variant(
            '(a{sv}xu)', ({'text': harness.variant(SEARCHED)}, 0, 50)))
        self.assertEqual((len(rows), total), (50, MANY // 100))
        self.assertEqual(rows[0][0], MANY - 100 + 1)
        self.assertEqual(self.session.status()['events'], MANY)


class Connections(Case):
    def test_chunked(self):
        with raw_http.Connection(self.address) as connection:
            for _ in range(2):
                answer = connection.ask(
                    b'POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n'
                    b'Transfer-Encoding: chunked\r\n\r\n6\r\n{"titl\r\n7;x=y\r\ne":"x"}\r\n'
                    b'0\r\nTrailer: x\r\n\r\n')
                self.assertEqual(answer.status, 202)

    def test_expect_continue(self):
        body = b'{"title":"x"}'
        with raw_http.Connection(self.address) as connection:
            connection.send(raw_http.post(body, 'Expect: 100-continue')[:-len(body)])
            self.assertEqual(connection.read_head().status, 100)
            self.assertEqual(connection.ask(body).status, 202)
            # Refused by its head alone: the client need not send what is too long.
            connection.send(b'POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n'
                            b'Content-Length: 600000000\r\nExpect: 100-continue\r\n\r\n')
            self.assertEqual(connection.read_head().status, 413)

    def test_keep_alive_and_pipelining(self):
        for unix in (False, True):
            with self.subTest(unix=unix), raw_http.Connection(
                    raw_http.get_address(self.session, unix)) as connection:
                count = 20
                connection.send(b''.join(raw_http.post({'title': f'{i}'}) for i in range(count)))
                answers = [connection.read_answer() for _ in range(count)]
                self.assertEqual([answer.status for answer in answers], [202] * count)
                ids = [answer.body['id'] for answer in answers]
                self.assertEqual(ids, list(range(ids[0], ids[0] + count)))

    def test_pieces(self):
        """A request that comes byte by byte."""
        with raw_http.Connection(self.address) as connection:
            for byte in raw_http.post({'title': 'slow'}):
                connection.send(bytes((byte,)))
            self.assertEqual(connection.read_answer().status, 202)

    def test_head(self):
        self.post(FAILED_TRAINING)
        for path in ('/healthz', EVENTS, EVENTS + '/1', EVENTS + '/2'):
            with self.subTest(path), raw_http.Connection(self.address) as connection:
                get = connection.ask(raw_http.make_request('GET', path))
                head = connection.ask(raw_http.make_request('HEAD', path), 'HEAD')
                self.assertEqual(head.status, get.status)
                for name in ('content-length', 'content-type'):
                    self.assertEqual(head.headers[name], get.headers[name])
                # Nothing came after the head: the next answer begins where it should.
                self.assertEqual(connection.ask(raw_http.make_request('GET', path)).status,
                                 get.status)

    def test_range_is_ignored(self):
        answer = raw_http.ask(self.address, raw_http.make_request(
            'GET', '/healthz', b'', 'Range: bytes=-999999'))
        self.assertEqual((answer.status, answer.body), (200, {'status': 'ok'}))

    def test_rest(self):
        """The agent does nothing while nobody asks, with a connection open and without."""
        def wait():
            threading.Event().wait(REST_S)

        with raw_http.Connection(self.address) as connection:
            self.assertEqual(connection.ask(raw_http.post({'title': 'x'})).status, 202)
            self.assertLess(raw_http.measure_cpu(self.agent.pid, wait), REST_SHARE)
        self.assertLess(raw_http.measure_cpu(self.agent.pid, wait), REST_SHARE)


class Headers(Case):
    def test_every_route(self):
        self.post(FAILED_TRAINING)
        for method, path, status in ROUTES:
            with self.subTest(f'{method} {path}'):
                answer = raw_http.ask(self.address, raw_http.make_request(method, path))
                self.assertEqual(answer.status, status)
                self.assertEqual(answer.headers['content-type'], 'application/json')
                self.assertEqual(answer.headers['x-content-type-options'], 'nosniff')
                self.assertEqual(answer.headers['cache-control'], 'no-store')
                self.assertNotIn('set-cookie', answer.headers)
                self.assertFalse([name for name in answer.headers
                                  if name.startswith('access-control')])
                if status >= 400:
                    self.assertEqual(set(answer.body['error']), {'code', 'message', 'field'})

    def test_errors(self):
        self.assert_refused(self.http('/nowhere'), 404, 'path', 'not_found')
        self.assert_refused(self.http(EVENTS, method='DELETE'), 405, 'method',
                            'method_not_allowed')
        self.assert_refused(self.http(EVENTS + '/1'), 404, 'id', 'not_found')

    def test_reading_changes_nothing(self):
        self.post([{**FAILED_TRAINING, 'model_name': f'model {i}'} for i in range(5)])
        database = sqlite3.connect(self.session.status()['database'])
        self.assertEqual(len(self.session.list({'text': 'memory'})), 5)   # the index is up to date

        before = (database.execute('PRAGMA data_version').fetchone(), self.session.status())
        choice = random.Random(8627)
        queries = ('', '?limit=2', '?since_id=0', '?since_id=3&limit=1', '?before_id=3', '?hours=1',
                   '?type=training_failed', '?run_id=r', '?limit=-1', '?delete=1', '/1', '/9', '/x')
        for _ in range(300):
            self.http(EVENTS + choice.choice(queries), method=choice.choice(('GET', 'HEAD')))
        self.assertEqual((database.execute('PRAGMA data_version').fetchone(),
                          self.session.status()), before)
        database.close()


class Reading(Case):
    COUNT = 25

    def setUp(self):
        super().setUp()
        self.post([{'title': f'{i}', 'type': 'epoch_completed' if i % 5 == 0 else 'custom',
                    'run_id': 'even' if i % 2 == 0 else 'odd'}
                   for i in range(1, self.COUNT + 1)])

    def test_pages_backwards(self):
        ids, query = [], '?limit=10'
        while True:
            page = self.http(EVENTS + query).body
            ids += [event['id'] for event in page['events']]
            if 'next_before_id' not in page:
                break
            query = f'?limit=10&before_id={page["next_before_id"]}'
        self.assertEqual(ids, list(range(self.COUNT, 0, -1)))

    def test_queries(self):
        everything = list(range(self.COUNT, 0, -1))
        for query, expected in (
                ('', everything),
                ('?since_id=0', everything),
                ('?since_id=20', [25, 24, 23, 22, 21]),
                ('?since_id=25', []),
                ('?since_id=20&before_id=23', [22, 21]),
                ('?before_id=1', []),
                ('?limit=3', [25, 24, 23]),
                (f'?limit={LIST_LIMIT}', everything),
                ('?type=epoch_completed', [25, 20, 15, 10, 5]),
                ('?type=Epoch-Completed&limit=2', [25, 20]),
                ('?type=training_failed', []),
                ('?run_id=even&limit=3', [24, 22, 20]),
                ('?run_id=even&type=epoch_completed', [20, 10]),
                ('?run_id=nobody', []),
                ('?thread_of=3', [3]),
                ('?thread_of=4711', []),
                ('?hours=1', everything),
                ('?hours=1&type=epoch_completed&before_id=20', [15, 10, 5])):
            with self.subTest(query):
                self.assertEqual(self.get_ids(query), expected)

    def test_thread(self):
        self.post([{'title': 'Disk is full', 'dedup_key': 'disk'} for _ in range(3)])
        self.session.call('Notifications1', 'Acknowledge', GLib.Variant('(ax)', ([26],)))
        self.post([{'title': 'Other'}, {'title': 'Disk is full', 'dedup_key': 'disk'}])
        self.assertEqual(self.get_ids('?thread_of=26'), [30, 28, 27, 26])
        self.assertEqual(self.get_ids('?thread_of=30&limit=2&before_id=30'), [28, 27])

    def test_bounds(self):
        for query, field in (
                ('?limit=0', 'limit'), ('?limit=-1', 'limit'), ('?limit=ten', 'limit'),
                ('?limit=', 'limit'), ('?limit', None), (f'?limit={LIST_LIMIT + 1}', 'limit'),
                ('?limit=99999999999999999999', 'limit'), ('?limit=1.5', 'limit'),
                ('?since_id=-1', 'since_id'), ('?since_id=x', 'since_id'),
                ('?before_id=0', 'before_id'), ('?before_id=-5', 'before_id'),
                ('?hours=0', 'hours'), ('?hours=-1', 'hours'), ('?hours=1e3', 'hours'),
                ('?hours=9223372036854775807', 'hours'), ('?type=cats', 'type'),
                ('?run_id=%ff%fe', 'run_id')):
            with self.subTest(query):
                if field is None:
                    self.assertEqual(self.http(EVENTS + query).status, 200)
                else:
                    self.assert_refused(self.http(EVENTS + query), 400, field)

    def test_one(self):
        self.assertEqual(self.http(EVENTS + '/7').body['title'], '7')
        for word in ('0', '-1', '26', '7x', '9223372036854775807', '99999999999999999999',
                     'stream2', '%37%00'):
            with self.subTest(word):
                self.assertIn(self.http(f'{EVENTS}/{word}').status, (400, 404))


class Idempotency(Case):
    KEY = {'Idempotency-Key': 'job-17'}

    def test_repeat(self):
        first = self.post(FAILED_TRAINING, self.KEY)
        self.assertEqual(first.body['outcome'], 'notified')
        for headers in (self.KEY, {'idempotency-key': 'job-17'}):
            again = self.post(FAILED_TRAINING, headers)
            self.assertEqual((again.status, again.body), (
                202, {'id': 1, 'outcome': 'duplicate', 'notification_id': 1}))
        self.assertEqual(self.post({**FAILED_TRAINING, 'id': 'job-17'}).body['outcome'],
                         'duplicate')
        self.assertEqual(self.get_ids(), [1])

    def test_other_content(self):
        self.post({'title': 'a', 'id': 'k'})
        answer = self.post({'title': 'b', 'id': 'k'})
        self.assertEqual((answer.status, answer.body['error']['code']), (409, 'conflict'))
        self.assertEqual(answer.body['error']['field'], 'id')
        self.assertEqual(self.get_ids(), [1])

    def test_own_id_before_header(self):
        self.post({'title': 'a', 'id': 'inner'}, self.KEY)
        self.assertEqual(self.post({'title': 'b'}, self.KEY).body['outcome'], 'notified')
        self.assertEqual(self.post({'title': 'a', 'id': 'inner'}).body['outcome'], 'duplicate')

    def test_list(self):
        events = [{'title': 'a'}, {'title': 'a'}, {'title': 'b', 'id': 'own'}]
        self.post(events, self.KEY)
        again = self.post(events, self.KEY).body['results']
        self.assertEqual([(result['id'], result['outcome']) for result in again],
                         [(1, 'duplicate'), (2, 'duplicate'), (3, 'duplicate')])
        self.assertEqual(self.post({'title': 'b', 'id': 'own'}).body['outcome'], 'duplicate')
        changed = self.post([{'title': 'a'}, {'title': 'c'}], self.KEY)
        self.assertEqual((changed.status, changed.body['error']['field']), (409, 'events[1].id'))
        self.assertEqual(self.get_ids(), [3, 2, 1])

    def test_twice_in_one_list(self):
        results = self.post([{'title': 'a', 'id': 'k'}, {'title': 'a', 'id': 'k'}]).body['results']
        self.assertEqual([result['outcome'] for result in results], ['notified', 'duplicate'])

    def test_bounds(self):
        self.assertEqual(self.post({'title': 'a', 'id': 'k' * KEY_CHARACTERS}).status, 202)
        self.assert_refused(self.post({'title': 'a', 'id': 'k' * (KEY_CHARACTERS + 1)}), 400, 'id')
        for key in ('', 'k' * (KEY_CHARACTERS + 1), '\xff'):
            answer = self.post({'title': 'a'}, {'Idempotency-Key': key})
            self.assert_refused(answer, 400, 'Idempotency-Key')


if __name__ == '__main__':
    unittest.main()
