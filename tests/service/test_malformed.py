#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Whatever is posted: 202, or a refusal that names a field; and the agent goes on as before."""

import base64
import json
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402

MEMORY_LIMIT_KIB = 32 * 1024    # that the agent may hold after all that was thrown at it
CONTEXT_DEPTH = 8               # WB_LIMIT_CONTEXT_DEPTH
COLLIDING_KEYS = 30000

# A JSON value and what is wrong with it. Each is posted alone, and as a value inside of an event.
NO_JSON = (
    # Cut off
    b'[', b'{', b'"', b'"a', b'"\\', b'"\\u12', b'[1', b'[1,', b'[[1]', b'{"a"', b'{"a":', b'{"a":1',
    b'{"a":1,', b't', b'nul', b'-', b'1.', b'1e', b'1e+',
    # Too much
    b'1 2', b'{}{}', b'{} x', b'[]]', b'{}}', b'"a" "b"', b'null,', b'{}/**/', b'[1]#',
    # Commas and colons
    b'[,]', b'[1,]', b'[,1]', b'[1,,2]', b'[1 2]', b'[1:2]', b'{,}', b'{"a":1,}', b'{"a":1,,"b":2}',
    b'{"a" 1}', b'{"a"::1}', b'{"a",1}', b'{:1}', b'{"a"}', b'{"a":}', b'[}', b'{]', b'[1}',
    # Names
    b'{a:1}', b"{'a':1}", b'{1:1}', b'{null:1}', b'{[1]:1}', b'{"a":1 "b":2}', b'{"a":1,"a":2}',
    b'{"a":1,"\\u0061":2}',
    # Words
    b'True', b'FALSE', b'None', b'undefined', b'nulll', b'truefalse', b'NaN', b'Infinity',
    b'-Infinity', b'inf', b"'a'", b'`a`', b'a',
    # Numbers
    b'01', b'-01', b'00', b'+1', b'.5', b'-.5', b'1.e2', b'1.2.3', b'1e2.5', b'1ee2', b'--1', b'- 1',
    b'0x10', b'0b1', b'1_000', b'1,000', b'1f', b'1e400', b'-1e400', b'9' * 400,
    b'9223372036854775808', b'-9223372036854775809', b'\xef\xbc\x91',
    # Strings
    b'"\t"', b'"\n"', b'"\x00"', b'"\x1f"', b'"\\x41"', b'"\\a"', b"\"\\'\"", b'"\\0"', b'"\\u00g0"',
    b'"\\u 041"', b'"\\U0041"', b'"\\u+041"', b'"a"b"', b'"\\u0000"', b'"a\\u0000b"',
    # Halves of surrogate pairs
    b'"\\ud800"', b'"\\udc00"', b'"\\ud800\\ud800"', b'"\\udc00\\ud800"', b'"\\ud800x"',
    b'"\\ud800\\u0041"', b'"\\ud800\\n"', b'{"\\ud800":1}',
    # What is no UTF-8: stray, overlong, surrogates, beyond the last character, cut off
    b'"\x80"', b'"\xff"', b'"\xfe\xff"', b'"\xc0\xaf"', b'"\xc1\xbf"', b'"\xe0\x80\xaf"',
    b'"\xf0\x80\x80\xaf"', b'"\xed\xa0\x80"', b'"\xed\xb0\x80"', b'"\xf4\x90\x80\x80"',
    b'"\xf8\x88\x80\x80\x80"', b'"\xe2\x82"', b'"\xe2\x82', b'"\xc3(', b'\xff', b'{"\xff":1}',
    # White space that JSON has not, marks of byte order, other encodings
    b'\x0c1', b'\xc2\xa01', b'\xe2\x80\xa81', b'[\x0b]', b'\x001', b'1\x00', b'\xef\xbb\xbf{}',
    '{"title":"x"}'.encode('utf-16'), '{"title":"x"}'.encode('utf-16-be'),
    # Comments
    b'//x\n1', b'/*x*/1', b'#x\n1', b'<!--x-->1', b'[1/**/]',
)

# JSON, but no event.
NO_EVENT = (b'null', b'true', b'1', b'-0.5', b'"title"', b'[]', b'[[]]', b'[1]', b'["a"]', b'[null]',
            b'[[{"title":"x"}]]', b'[{"title":"x"},5]', b'{"title":"x"}\n5', b'{"title":"x"}\n[]')

NO_STRINGS = (5, 1.5, True, [], {}, ['x'])
NO_COUNTS = (-1, 1.5, '5', '', True, [], {}, 1e300, -2 ** 63)
NO_NUMBERS = (-1, -0.5, '5', '', True, [], {})
NO_WORD_LISTS = ('x', 5, True, {}, [1], [None], [[]], [''], [' '], ['x', {}])
NO_TIMES = (*NO_STRINGS, '', 'yesterday', '2026-01-02', '2026-13-01T00:00:00Z', 1767323045,
            '2026-01-02T03:04:05')
DATA = base64.b64encode(b'data').decode()

WRONG_VALUES = {
    'type': (*NO_STRINGS, 'x' * 65),
    'title': (*NO_STRINGS, 'x' * 257),
    'message': (*NO_STRINGS, 'x' * (16 * 1024 + 1), '\u20ac' * 6000),
    'severity': (*NO_STRINGS, 'hihg', 'criticall', 'x' * 100),
    'priority': (*NO_STRINGS, 'hihg', 'x' * 100),
    'source': (*NO_STRINGS, 'x' * 257),
    'model_name': (*NO_STRINGS, 'x' * 257),
    'run_id': (*NO_STRINGS, 'x' * 257),
    'provider': (*NO_STRINGS, 'x' * 257),
    'key_id': (1.5, True, [], {}, 'x' * 257),
    'epoch': NO_COUNTS,
    'total_epochs': NO_COUNTS,
    'batch': NO_COUNTS,
    'total_batches': NO_COUNTS,
    'duration': NO_NUMBERS,
    'cost': NO_NUMBERS,
    'metrics': ('x', 5, True, [], {'a': 'x'}, {'a': True}, {'a': []}, {'a': {}}, {'x' * 129: 1},
                {f'{i}': i for i in range(65)}),
    'tags': (*NO_WORD_LISTS, ['x'] * 33, ['x' * 65]),
    'channels': (*NO_WORD_LISTS, ['x'] * 17, ['x' * 65]),
    'context': ('x', 5, True, [], {'a': 'x' * 70000}),
    'url': (*NO_STRINGS, 'x', 'ftp://x', 'javascript:alert(1)', 'file:///etc/passwd', 'http://',
            'https:x', 'http://x/' + 'y' * 2048),
    'attachments': ('x', 5, True, {}, [1], [[]], [{}], [{'name': 'a', 'media_type': 'b'}],
                    [{'name': 'a', 'data': DATA}], [{'media_type': 'b', 'data': DATA}],
                    [{'name': 'a', 'media_type': 'b', 'data': 'no base64!'}],
                    [{'name': 'a', 'media_type': 'b', 'data': 5}],
                    [{'name': 5, 'media_type': 'b', 'data': DATA}],
                    [{'name': 'a', 'media_type': 'b', 'data': DATA}] * 17),
    'dedup_key': (*NO_STRINGS, 'x' * 256),
    'status': (*NO_STRINGS, 'open', 'Resolved '),
    'deliver_at': NO_TIMES,
    'occurred_at': NO_TIMES,
    'id': (*NO_STRINGS, 'x' * 256),
}


def nest(depth):
    """An event whose context is that deep."""
    return b'{"title":"x","context":' + b'{"a":' * (depth - 1) + b'{}' + b'}' * depth


def make_colliding_keys(count):
    """An event with different names that one well-known hash function (djb2) cannot tell apart."""
    names = ['']
    while len(names) < count:
        names = [name + pair for name in names for pair in ('Ez', 'FY')]
    return json.dumps({'title': 'x', 'context': dict.fromkeys(names[:count], 0)}).encode()


# Name, body, answer
MONSTERS = (
    ('100 levels of arrays', b'{"title":"x","context":{"a":' + b'[' * 100 + b']' * 100 + b'}}', 400),
    ('100 levels of objects', nest(100), 400),
    ('one level too deep', nest(CONTEXT_DEPTH + 1), 400),
    ('100,000 arrays', b'[' * 100000, 400),
    ('100,000 objects', b'{"":' * 50000, 400),
    ('100,000 values', b'{"title":"x","context":{"a":[' + b'0,' * 100000 + b'0]}}', 400),
    ('colliding names', make_colliding_keys(COLLIDING_KEYS), (400, 413)),
    ('300 KiB of message', json.dumps({'message': 'x' * 300 * 1024}).encode(), (400, 413)),
    ('300 KiB of white space', b' ' * 300 * 1024, (400, 413)),
    ('300 KiB of events', json.dumps([{'title': 'x' * 250}] * 1100).encode(), (400, 413)),
    ('attachments of 1.2 MB', json.dumps({'title': 'x', 'attachments': [{
        'name': 'a', 'media_type': 'b', 'data': 'A' * 1600000}]}).encode(), (400, 413)),
    ('3 MiB', b'"' + b'x' * 3 * 1024 * 1024 + b'"', 413),
    ('a long number', b'{"title":"x","cost":' + b'1' * 100000 + b'}', 400),
    ('random bytes', os.urandom(10000), 400),
    ('NUL bytes', bytes(10000), 400),
    ('an empty body', b'', 400),
    ('white space', b' \t\r\n', 400),
)


class MalformedTest(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)
        self.connection = raw_http.Connection(self.address)
        self.addCleanup(lambda: self.connection.close())

    def tearDown(self):
        """Nothing was stored, and the agent is the same and no bigger."""
        # What the agent does at its start may still wait.
        self.session.wait_for(lambda: self.session.status()['queue'] == 0, what='an empty queue')
        status = self.session.status()
        self.assertEqual((status['events'], status['notifications']), (0, 0))
        self.assertTrue(self.agent.is_running(), self.agent.output)
        self.assertEqual(self.session.get_pid(harness.AGENT_NAME), self.agent.pid)
        if not raw_http.is_sanitized(self.agent.pid):
            self.assertLess(raw_http.get_memory_kib(self.agent.pid), MEMORY_LIMIT_KIB)
        self.assertEqual(raw_http.ask(self.address, raw_http.post({'title': 'good'})).status, 202)

    def post(self, body):
        """Posts on a connection that is kept, as long as the agent keeps it."""
        answer = self.connection.ask(raw_http.make_request(
            'POST', raw_http.EVENTS, b'', f'Content-Length: {len(body)}') + body)
        if answer.headers.get('connection') == 'close':
            self.connection.close()
            self.connection = raw_http.Connection(self.address)
        return answer

    def assert_refused(self, answer, status=400, field=None):
        self.assertIn(answer.status, status if isinstance(status, tuple) else (status,), answer)
        error = answer.body['error']
        self.assertEqual(error['code'],
                         'too_large' if answer.status == 413 else 'invalid_argument')
        self.assertTrue(error['field'])
        self.assertTrue(error['message'].startswith(error['field'] + ': '), error)
        if field is not None:
            self.assertTrue(error['field'].startswith(field), error)

    def test_no_json(self):
        for body in NO_JSON:
            with self.subTest(body):
                self.assert_refused(self.post(body))

    def test_no_json_inside(self):
        for value in NO_JSON:
            with self.subTest(value):
                self.assert_refused(self.post(b'{"title":"x","context":{"a":' + value + b'}}'))
                self.assert_refused(self.post(b'[{"title":"x"},' + value + b']'))

    def test_no_json_in_lines(self):
        for value in (b'{', b'x', b'{"a":1,}', b'"\xff"', b'{}{}', b'\x00'):
            with self.subTest(value):
                self.assert_refused(self.post(b'{"title":"x"}\n{"title":"y"}\n' + value), 400,
                                    'events[2]')

    def test_no_event(self):
        for body in NO_EVENT:
            with self.subTest(body):
                self.assert_refused(self.post(body), 400, 'event')

    def test_wrong_values(self):
        for name, values in WRONG_VALUES.items():
            for value in values:
                if value == '':
                    continue    # counts as not given where a word is wanted
                with self.subTest(f'{name}: {value!r:.60}'):
                    event = {'title': 'x', name: value}
                    self.assert_refused(self.post(json.dumps(event).encode()), 400, name)
                    self.assert_refused(self.post(json.dumps([{'title': 'x'}, event]).encode()),
                                        400, f'events[1].{name}')

    def test_doubled_fields(self):
        for body in (b'{"title":"x","title":"y"}', b'{"title":"x","t\\u0069tle":"y"}',
                     b'{"title":"x","context":{"a":1,"a":1}}', b'{"title":"x","a":1,"a":2}',
                     b'{"title":"x","a":1,"context":{"a":2}}',
                     b'{"title":"x","metrics":{"a":1,"a":2}}'):
            with self.subTest(body):
                self.assert_refused(self.post(body))

    def test_monsters(self):
        for name, body, status in MONSTERS:
            with self.subTest(name):
                self.assert_refused(self.post(body), status)

    def test_endless_body(self):
        """600 MB in chunks: refused long before, and answered while the client still sends."""
        chunk = b'100000\r\n' + b'x' * 0x100000 + b'\r\n'
        with raw_http.Connection(self.address) as connection:
            connection.send(b'POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n'
                            b'Transfer-Encoding: chunked\r\n\r\n')
            connection.socket.setblocking(False)
            count = self.send_until_answered(connection, chunk, 600)
            connection.socket.settimeout(raw_http.TIMEOUT_S)
            self.assert_refused(connection.read_answer(), 413, 'body')
        self.assertLess(count, 600, 'all of it was read')

    def send_until_answered(self, connection, chunk, limit):
        """Sends a chunk again and again until there is an answer; returns how often."""
        def is_answered():
            try:
                return connection.fill()
            except BlockingIOError:
                return False

        for count in range(limit):
            rest = memoryview(chunk)
            while rest:
                if is_answered():
                    return count
                try:
                    rest = rest[connection.socket.send(rest):]
                except BlockingIOError:
                    continue
        connection.socket.setblocking(True)
        connection.send(b'0\r\n\r\n')
        return limit


if __name__ == '__main__':
    unittest.main()
