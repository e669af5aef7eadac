#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""GET /api/v1/events/stream: server-sent events."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402
from raw_http import EVENTS  # noqa: E402

MANY = 20000
BATCH = 250
MESSAGE = 'x' * 500         # so that all of them are far more than any buffer holds
SLOW_GROWTH_KIB = 8 * 1024  # what the agent may gain for a client that does not read
CLIENTS = 40                # that come and leave


class Stream:
    """A client of the stream; a context manager."""

    def __init__(self, address, query='', *headers):
        self.connection = raw_http.Connection(address)
        self.connection.send(raw_http.make_request('GET', EVENTS + '/stream' + query, b'',
                                                   *headers))
        self.head = self.connection.read_head()
        self._text = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()

    def read_block(self):
        """What stands before the next empty line."""
        while b'\n\n' not in self._text:
            self._text += self.connection.read_chunk()
        block, _, self._text = self._text.partition(b'\n\n')
        return block.decode()

    def read_event(self):
        """The next event: its id and its data."""
        while (block := self.read_block()).startswith(':'):
            pass
        fields = dict(line.split(': ', 1) for line in block.split('\n'))
        assert set(fields) == {'id', 'event', 'data'} and fields['event'] == 'event', block
        return int(fields['id']), json.loads(fields['data'])

    def read_ids(self, count):
        return [self.read_event()[0] for _ in range(count)]


class StreamTest(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)

    def post(self, event):
        answer = raw_http.ask(self.address, raw_http.post(event))
        self.assertEqual(answer.status, 202, answer)

    def post_many(self, count):
        for start in range(0, count, BATCH):
            self.post([{'type': 'batch_processed', 'title': f'{start + i}', 'message': MESSAGE}
                       for i in range(BATCH)])

    def open(self, query='', *headers):
        """A stream that is there already: its greeting was read."""
        stream = Stream(self.address, query, *headers)
        self.assertEqual(stream.head.status, 200)
        self.assertTrue(stream.read_block().startswith(':'))
        return stream

    def test_head(self):
        with self.open() as stream:
            headers = stream.head.headers
            self.assertEqual(headers['content-type'], 'text/event-stream')
            self.assertEqual(headers['cache-control'], 'no-store')
            self.assertEqual(headers['x-content-type-options'], 'nosniff')
            self.assertNotIn('access-control-allow-origin', headers)

    def test_live(self):
        self.post({'title': 'before'})
        with self.open() as stream:
            self.post({'title': 'two\nlines', 'metrics': {'loss': 0.5}})
            number, event = stream.read_event()
            self.assertEqual(number, 2)
            self.assertEqual(event, self.session.http(f'{EVENTS}/2').body)
            self.post([{'title': 'a'}, {'title': 'b'}])
            self.assertEqual(stream.read_ids(2), [3, 4])

    def test_over_dbus_too(self):
        with self.open() as stream:
            self.session.publish({'title': 'from the bus'})
            self.assertEqual(stream.read_event()[1]['title'], 'from the bus')

    def test_from_the_past(self):
        self.post([{'title': f'{i}'} for i in range(500)])
        for query, headers, first in (('?since_id=0', (), 1), ('?since_id=490', (), 491),
                                      ('', ('Last-Event-ID: 499',), 500),
                                      ('', ('Last-Event-ID: 0',), 1),
                                      ('?since_id=495', ('Last-Event-ID: 3',), 496)):
            with self.subTest(query=query, headers=headers), self.open(query, *headers) as stream:
                self.assertEqual(stream.read_ids(501 - first), list(range(first, 501)))

    def test_past_runs_into_present(self):
        self.post_many(2 * BATCH)
        with self.open('?since_id=0') as stream:
            self.post_many(2 * BATCH)
            self.assertEqual(stream.read_ids(4 * BATCH), list(range(1, 4 * BATCH + 1)))

    def test_bad_since(self):
        for query in ('?since_id=-1', '?since_id=x', '?since_id=99999999999999999999'):
            with self.subTest(query):
                answer = raw_http.ask(self.address, raw_http.make_request(
                    'GET', EVENTS + '/stream' + query))
                self.assertEqual((answer.status, answer.body['error']['field']), (400, 'since_id'))

    def test_slow_client_misses_none(self):
        with self.open() as stream, self.open() as other:
            # The other one reads as they come; both have had their first buffers by then.
            self.post_many(BATCH)
            self.assertEqual(other.read_ids(BATCH), list(range(1, BATCH + 1)))
            before = raw_http.get_memory_kib(self.agent.pid)
            self.post_many(MANY - BATCH)
            growth = raw_http.get_memory_kib(self.agent.pid) - before
            if not raw_http.is_sanitized(self.agent.pid):
                self.assertLess(growth, SLOW_GROWTH_KIB)
            self.assertEqual(stream.read_ids(MANY), list(range(1, MANY + 1)))
            self.post({'title': 'live again'})
            self.assertEqual(stream.read_ids(1), [MANY + 1])
            self.assertEqual(other.read_ids(MANY - BATCH + 1), list(range(BATCH + 1, MANY + 2)))

    def test_client_leaves(self):
        raw_http.ask(self.address, raw_http.post({'title': 'x'}))
        before = raw_http.count_descriptors(self.agent.pid)
        for i in range(CLIENTS):
            stream = self.open('?since_id=0' if i % 2 else '')
            if i % 3:
                stream.connection.close()
            else:
                stream.connection.reset()
        self.session.wait_for(lambda: raw_http.count_descriptors(self.agent.pid) <= before,
                              what='the descriptors of clients that left')
        self.post({'title': 'still there'})

    def test_agent_ends(self):
        """A stream ends with the agent, and the agent does not wait for it."""
        with self.open() as stream:
            self.assertEqual(self.agent.terminate(), 0)
            self.assertIsNotNone(stream.connection.read_rest())


if __name__ == '__main__':
    unittest.main()
