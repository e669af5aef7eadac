#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Requests that two readers of HTTP might take for different ones: refused, and the connection
ends. What libmicrohttpd reads in a way of its own must at least leave the connection in step."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402

BODY = b'{"title":"x"}'
HOST = b'Host: localhost\r\n'
LENGTH = b'Content-Length: 13\r\n'
GET = b'GET /healthz HTTP/1.1\r\n'
POST = b'POST /api/v1/events HTTP/1.1\r\n'
CHUNKED = b'Transfer-Encoding: chunked\r\n'
CHUNKS = b'd\r\n' + BODY + b'\r\n0\r\n\r\n'
END = b'\r\n'
NEXT = GET + HOST + END         # must not be served after a refusal
WEBSOCKET = (b'Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
             b'Sec-WebSocket-Version: 13\r\n')

# Name, bytes, statuses. The connection is closed after the answer, and nothing else was served.
REFUSED = (
    ('two hosts, the other one first', GET + b'Host: evil.example\r\n' + HOST + END, 421),
    ('two hosts, the other one last', GET + HOST + b'Host: evil.example\r\n' + END, 421),
    ('our host twice', GET + HOST + HOST + END, 421),
    ('no host', GET + END, (400, 421)),
    ('no host in HTTP/1.0', b'GET /healthz HTTP/1.0\r\n\r\n', 421),
    ('an empty host', GET + b'Host:\r\n' + END, (400, 421)),
    ('a host in two lines', GET + b'Host: local\r\n host\r\n' + END, (400, 421)),
    ('a space before the colon of Host', GET + b'Host : localhost\r\n' + END, (400, 421)),
    ('an absolute address, ours inside', b'GET http://localhost/healthz HTTP/1.1\r\n'
     b'Host: evil.example\r\n' + END, (400, 421)),
    ('an absolute address, ours as the host', b'GET http://evil.example/healthz HTTP/1.1\r\n'
     + HOST + END, (400, 421)),
    ('chunks and a length', POST + HOST + LENGTH + CHUNKED + END + CHUNKS + NEXT, 400),
    ('chunks and a length of 0', POST + HOST + b'Content-Length: 0\r\n' + CHUNKED + END + CHUNKS
     + NEXT, 400),
    ('chunks, and a length that hides a request', POST + HOST + CHUNKED + b'Content-Length: 4\r\n'
     + END + b'0\r\n\r\n' + NEXT, 400),
    ('two lengths', POST + HOST + LENGTH + b'Content-Length: 5\r\n' + END + BODY + NEXT, 400),
    ('the length twice', POST + HOST + LENGTH + LENGTH + END + BODY + NEXT, 400),
    ('a list of lengths', POST + HOST + b'Content-Length: 13, 13\r\n' + END + BODY + NEXT, 400),
    ('length +13', POST + HOST + b'Content-Length: +13\r\n' + END + BODY + NEXT, 400),
    ('length -1', POST + HOST + b'Content-Length: -1\r\n' + END + BODY + NEXT, 400),
    ('length 13x', POST + HOST + b'Content-Length: 13x\r\n' + END + BODY + NEXT, 400),
    ('length 0x0d', POST + HOST + b'Content-Length: 0x0d\r\n' + END + BODY + NEXT, 400),
    ('no digits of a length', POST + HOST + b'Content-Length: \r\n' + END + BODY + NEXT, 400),
    ('length 2^64 and more', POST + HOST + b'Content-Length: 99999999999999999999\r\n' + END + BODY,
     413),
    ('length 2^63', POST + HOST + b'Content-Length: 9223372036854775808\r\n' + END + BODY,
     (400, 413)),
    ('two encodings', POST + HOST + CHUNKED + CHUNKED + END + CHUNKS + NEXT, 400),
    ('encoding identity', POST + HOST + b'Transfer-Encoding: identity\r\n' + END + BODY + NEXT, 400),
    ('encoding gzip, chunked', POST + HOST + b'Transfer-Encoding: gzip, chunked\r\n' + END + CHUNKS
     + NEXT, 400),
    ('encoding xchunked', POST + HOST + b'Transfer-Encoding: xchunked\r\n' + END + CHUNKS + NEXT,
     400),
    ('chunk size -1', POST + HOST + CHUNKED + END + b'-1\r\nabc\r\n0\r\n\r\n' + NEXT, 400),
    ('chunk size 0xd', POST + HOST + CHUNKED + END + b'0xd\r\n' + BODY + b'\r\n0\r\n\r\n', 400),
    ('chunk size g', POST + HOST + CHUNKED + END + b'g\r\n' + BODY + b'\r\n0\r\n\r\n', 400),
    ('chunk size of 17 digits', POST + HOST + CHUNKED + END + b'1' * 17 + b'\r\n' + BODY, (400, 413)),
    ('a chunk longer than it says', POST + HOST + CHUNKED + END + b'5\r\n' + BODY
     + b'\r\n0\r\n\r\n', 400),
    ('an escaped NUL in the path', b'GET /healthz%00b HTTP/1.1\r\n' + HOST + END, 400),
    ('a line without a colon', GET + HOST + b'garbage\r\n' + END, 400),
    ('a header of 63 KiB', GET + HOST + b'X: ' + b'a' * 63 * 1024 + b'\r\n' + END, 431),
    ('2,000 headers', GET + HOST + b''.join(b'X%d: 1\r\n' % i for i in range(2000)) + END, 431),
    ('a path of 40 KB', b'GET /' + b'a' * 40000 + b' HTTP/1.1\r\n' + HOST + END, 414),
    ('the preface of HTTP/2', b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505),
    ('HTTP/9.9', b'GET /healthz HTTP/9.9\r\n' + HOST + END, 505),
    ('http/1.1', b'GET /healthz http/1.1\r\n' + HOST + END, 400),
    ('HTTP/0.9', b'GET /healthz\r\n', 400),
    ('CONNECT', b'CONNECT evil.example:80 HTTP/1.1\r\n' + HOST + END, (400, 405)),
    ('OPTIONS *', b'OPTIONS * HTTP/1.1\r\n' + HOST + END, (400, 405)),
    ('all bytes', bytes(range(256)) * 4, 400),
    ('no request at all', b'GARBAGE\r\n\r\n', (400, None)),
)

# Answered, once, and the next request on the connection is the next that was sent.
IN_STEP = (
    ('an unknown method', b'BREW /healthz HTTP/1.1\r\n' + HOST + END, 405),
    ('a method in lower case', b'get /healthz HTTP/1.1\r\n' + HOST + END, 405),
    ('TRACE', b'TRACE /healthz HTTP/1.1\r\n' + HOST + END, 405),
    ('a path that climbs', b'GET /api/../healthz HTTP/1.1\r\n' + HOST + END, 404),
    ('two slashes', b'GET //healthz HTTP/1.1\r\n' + HOST + END, 404),
    ('an escaped slash', b'GET /api/v1%2fevents%2f HTTP/1.1\r\n' + HOST + END, 404),
    ('an escaped letter', b'GET /%68ealthz HTTP/1.1\r\n' + HOST + END, 200),
    ('a body where none is expected', GET + HOST + LENGTH + END + BODY, 200),
    ('no body and no length', POST + HOST + END, 400),
    ('extensions of chunks', POST + HOST + CHUNKED + END + b'd;a="b"\r\n' + BODY
     + b'\r\n0\r\n\r\n', 202),
    ('the encoding in capitals', POST + HOST + b'TRANSFER-ENCODING: Chunked\r\n' + END + CHUNKS, 202),
    ('empty lines before', b'\r\n\r\n' + NEXT, 200),
    ('a foreign expectation', POST + HOST + b'Expect: 200-ok\r\n' + LENGTH + END + BODY,
     (202, 417)),
    # Lines may end so (RFC 9112, 2.2).
    ('bare line feeds', (POST + HOST + LENGTH + END).replace(b'\r', b'') + BODY, (202, 400)),
    ('a header that begins with a space', GET + b' X: y\r\n' + HOST + END, (200, 400)),
    ('a header in two lines', POST + HOST + b'X: a\r\n b\r\n' + LENGTH + END + BODY, (202, 400)),
    # libmicrohttpd before 1.0 reads a line up to its NUL; nothing that frames the request differs.
    ('a NUL in a header', POST + HOST + b'X: a\0b\r\n' + LENGTH + END + BODY, (202, 400)),
    ('a NUL in the path', b'GET /healthz\0b HTTP/1.1\r\n' + HOST + END, (200, 400)),
)


class FramingTest(harness.SessionTestCase):
    session_options = {'env': {'G_DEBUG': 'fatal-criticals'}}

    def setUp(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)

    def tearDown(self):
        self.assertTrue(self.agent.is_running(), self.agent.output)
        self.assertEqual(raw_http.ask(self.address, NEXT).status, 200)

    def assert_status(self, status, expected):
        self.assertIn(status, expected if isinstance(expected, tuple) else (expected,))

    def test_refused(self):
        for name, data, expected in REFUSED:
            with self.subTest(name), raw_http.Connection(self.address) as connection:
                connection.send(data)
                answer = connection.read_rest()
                self.assertIsNotNone(answer, 'the connection was left open')
                self.assert_status(int(answer.split()[1]) if answer else None, expected)
                self.assertNotIn(b'HTTP/1.1 20', answer)
        self.assertEqual(self.session.status()['events'], 0)

    def test_in_step(self):
        for name, data, expected in IN_STEP:
            with self.subTest(name), raw_http.Connection(self.address) as connection:
                connection.send(data + GET + HOST + b'Connection: close\r\n' + END)
                first = connection.read_answer()
                self.assert_status(first.status, expected)
                if first.headers.get('connection') == 'close':
                    self.assertEqual(connection.read_rest(), b'')
                    continue
                self.assertEqual(connection.read_answer().body, {'status': 'ok'})
                self.assertEqual(connection.read_rest(), b'')

    def test_no_upgrade(self):
        for name, headers in (('websocket', b'Connection: Upgrade\r\n' + WEBSOCKET),
                              ('h2c', b'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n'
                               b'HTTP2-Settings: AAMAAABkAAQAAP__\r\n')):
            for path in (b'/healthz', b'/api/v1/events'):
                with self.subTest(name, path=path), raw_http.Connection(self.address) as connection:
                    connection.send(b'GET ' + path + b' HTTP/1.1\r\n' + HOST + headers + END)
                    answer = connection.read_answer()
                    self.assertEqual(answer.status, 200)
                    self.assertNotIn('upgrade', answer.headers)
                    self.assertEqual(connection.ask(NEXT).body, {'status': 'ok'})

    def test_old_clients(self):
        for data in (b'GET /healthz HTTP/1.0\r\n' + HOST + END,
                     b'GET /healthz HTTP/1.1\r\n' + HOST + b'Connection: close\r\n' + END):
            with self.subTest(data), raw_http.Connection(self.address) as connection:
                self.assertEqual(connection.ask(data).body, {'status': 'ok'})
                self.assertEqual(connection.read_rest(), b'')


if __name__ == '__main__':
    unittest.main()
