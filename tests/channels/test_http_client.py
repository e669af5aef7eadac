#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Requests stay within their bounds whatever the far side does, and each fault has its name."""

import gzip
import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import far_side  # noqa: E402
from far_side import FarSide  # noqa: E402
from sender import WITH_TLS, Sender  # noqa: E402

DEADLINE_S = 1
SPARE_S = 2                     # timers of whole seconds, and a busy machine
PEAK_BYTES = 20 << 20           # T49; the bomb would be 300 MB, and no end of others is in sight
STALL_S = 0.5                   # of the main loop, while a reply is let go
BOMB_BYTES = 300 << 20

HEAD = b'HTTP/1.1 200 x\r\n'


def send_all(connection, data):
    """Until the other side has enough."""
    try:
        while True:
            connection.sendall(data)
    except OSError:
        pass


def drip(connection, data, pause_s=0.1):
    """A byte now and then, until the other side has enough."""
    connection.settimeout(pause_s)
    for byte in data:
        connection.sendall(bytes((byte,)))
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            pass


def endless_chunks(_request, connection):
    connection.sendall(HEAD + b'Transfer-Encoding: chunked\r\n\r\n')
    send_all(connection, b'10000\r\n' + b'x' * 65536 + b'\r\n')


def endless_header(_request, connection):
    connection.sendall(HEAD)
    send_all(connection, b'X-Header: ' + b'x' * 1000 + b'\r\n')


def endless_continue(_request, connection):
    send_all(connection, b'HTTP/1.1 100 Continue\r\n\r\n')


def endless_trailer(_request, connection):
    connection.sendall(HEAD + b'Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n')
    send_all(connection, b'X: y\r\n' * 10000)


def endless_chunk_size(_request, connection):
    connection.sendall(HEAD + b'Transfer-Encoding: chunked\r\n\r\n1;')
    send_all(connection, b'x' * 65536)


def slow_header(_request, connection):
    drip(connection, HEAD + b'X: y\r\n' * 1000)


def slow_body(_request, connection):
    connection.sendall(HEAD + b'Content-Length: 5000\r\n\r\n')
    drip(connection, b'x' * 5000)


def half_close(_request, connection):
    connection.sendall(HEAD[:5])
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)


def reset_in_body(_request, connection):
    connection.sendall(HEAD + b'Content-Length: 1000\r\n\r\nhalf')
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))


def other_protocol(_request, connection):
    connection.sendall(b'SSH-2.0-OpenSSH_9.2\r\n')


def nul_bytes(_request, connection):
    connection.sendall(HEAD + b'Content-Length: 6\r\nX-A: \x01\x80\r\n\r\n\0a\xff\0b\x1b')


class Case(unittest.TestCase):
    def setUp(self):
        self.sender = self.make_sender()

    def make(self, thing):
        self.addCleanup(thing.__exit__, None, None, None)
        return thing

    def make_sender(self, **options):
        return self.make(Sender(**options))

    def make_side(self, *args, **options):
        return self.make(FarSide(*args, **options))

    def send(self, url, sender=None, settings=None, secrets=None, **config):
        return (sender or self.sender).send('webhook', {'timeout': DEADLINE_S} | (settings or {}),
                                            {'url': url} | (secrets or {}), {'title': 'A'},
                                            **config)


class Bounds(Case):
    def check(self, answer, outcome):
        side = self.make_side(answer)
        result = self.send(side.url)
        self.assertEqual(result['outcome'], outcome, result)
        self.assertLess(result['seconds'], DEADLINE_S + SPARE_S)
        if not self.sender.is_sanitized():
            self.assertLess(result['stall'], STALL_S)
            self.assertLess(self.sender.get_peak_bytes(), PEAK_BYTES)
        self.assertEqual(len(side.requests), 1)
        return result

    def test_body_of_success(self):
        """The status says that it arrived: what becomes of the body does not matter."""
        bomb = 200, {'Content-Encoding': 'gzip'}, gzip.compress(b'\0' * BOMB_BYTES, 1)
        for answer in (far_side.endless, endless_chunks, endless_trailer,
                       endless_chunk_size, bomb, slow_body, far_side.trickle,
                       far_side.half, reset_in_body, nul_bytes):
            with self.subTest(getattr(answer, '__name__', 'bomb')):
                self.check(answer, 'done')

    def test_no_answer(self):
        for answer in (far_side.hang, far_side.reset, far_side.close, far_side.huge_header,
                       endless_header, endless_continue, slow_header, half_close, other_protocol):
            with self.subTest(answer.__name__):
                result = self.check(answer, 'retry')
                self.assertTrue(result['reason'])

    def test_deadline_is_of_all(self):
        side = self.make_side(far_side.hang)
        for seconds in (1, 3):
            result = self.send(side.url, settings={'timeout': seconds})
            self.assertEqual(result['reason'], 'The server does not answer in time')
            self.assertGreaterEqual(result['seconds'], seconds - 0.1)
            self.assertLess(result['seconds'], seconds + SPARE_S)

    def test_connection_that_nobody_takes(self):
        """The kernel answers, but nobody accepts: a full backlog."""
        with socket.socket() as listener:
            listener.bind(('127.0.0.1', 0))
            listener.listen(0)
            address = listener.getsockname()
            waiting = []
            for _ in range(4):
                waiting.append(socket.socket())
                self.addCleanup(waiting[-1].close)
                waiting[-1].setblocking(False)
                waiting[-1].connect_ex(address)
            result = self.send(f'http://127.0.0.1:{address[1]}')
        self.assertEqual(result['outcome'], 'retry')
        self.assertLess(result['seconds'], DEADLINE_S + SPARE_S)

    def test_nobody_there(self):
        with socket.create_server(('127.0.0.1', 0)) as listener:
            port = listener.getsockname()[1]
        result = self.send(f'http://127.0.0.1:{port}')
        self.assertEqual(result['outcome'], 'retry')
        self.assertEqual(result['reason'], 'The server cannot be reached')

    def test_redirect(self):
        other = self.make_side()
        for status in (301, 302, 303, 307, 308):
            side = self.make_side((status, {'Location': other.url}, b''))
            self.assertEqual(self.send(side.url)['outcome'], 'broken')
        self.assertEqual(other.requests, [])

    def test_nothing_is_kept(self):
        """No cookie, no password, and no connection serves the next request."""
        side = self.make_side((401, {'Set-Cookie': 'a=b', 'WWW-Authenticate': 'Basic realm="x"'},
                               b''))
        for _ in range(3):
            self.assertEqual(self.send(side.url)['outcome'], 'broken')
        self.assertEqual(side.connections, 3)
        for request in side.requests:
            self.assertNotIn('cookie', request.headers)
            self.assertNotIn('authorization', request.headers)
            self.assertNotIn('accept-encoding', request.headers)
            self.assertEqual(request.headers['connection'], 'close')

    def test_answer_is_cut(self):
        side = self.make_side((400, {}, 'ä'.encode() * 100000 + b'\xff'))
        result = self.send(side.url)
        self.assertEqual(len(result['answer']), 256)

    def test_answer_without_secrets(self):
        """Whatever of the request a far side sends back."""
        side = self.make_side(lambda request: (
            400, {}, f'{request.path} {request.headers} {request.body.decode()}'.encode()))
        result = self.send(side.url + '/hooks/CANARY-1', secrets={
            'signing_secret': 'whsec_Q0FOQVJZLTJDQU5BUlktMkNBTkFSWQ==',
            'headers': {'X-Key': 'CANARY-3'}})
        self.assertNotIn('CANARY', result['answer'])
        self.assertNotIn('127.0.0.1', result['reason'])

    def test_bad_urls(self):
        for url in ('http://', 'http://a b/', 'https://user:password@example.org/', 'ftp://a/',
                    'file:///etc/passwd', 'http://127.0.0.1%0d%0aX-Other:%20b/', 'https://a%00b/',
                    'http://[::1', 'https://a%2fb/', 'x', 'https://:443/', 'http://127.0.0.1:99999/'):
            with self.subTest(url):
                result = self.send(url)
                self.assertEqual(result['outcome'], 'broken', result)
                self.assertEqual(result['reason'], 'The address of the server cannot be read')


class RetryAfter(Case):
    def test_forms(self):
        for value, low, high in (
                ('7', 7, 7), ('0', 1, 1), ('-1', 0, 0), ('1000000000000', 21600, 21600),
                ('21601', 21600, 21600), ('9' * 400, 21600, 21600), ('', 0, 0), ('soon', 0, 0),
                ('1e3', 0, 0), ('0x10', 0, 0), ('7 s', 0, 0), (far_side.http_date(120), 110, 120),
                (far_side.http_date(-3600), 1, 1), (far_side.http_date(10 ** 9), 21600, 21600)):
            for status, outcome in ((429, 'rate_limited'), (503, 'retry')):
                with self.subTest(value, status=status):
                    side = self.make_side((status, {'Retry-After': value}, b''))
                    result = self.send(side.url)
                    self.assertEqual(result['outcome'], outcome)
                    self.assertGreaterEqual(result['retry_after'], low)
                    self.assertLessEqual(result['retry_after'], high)


class Authority:
    """One that only who is told trusts, and the certificates that it signs."""

    def __init__(self, folder):
        self.folder = folder
        self.key = folder / 'ca.key'
        self.certificate = folder / 'ca.pem'
        (folder / 'index').touch()
        (folder / 'ca.cnf').write_text(
            f'[ca]\ndefault_ca=own\n[own]\ndatabase={folder}/index\nserial={folder}/serial\n'
            f'new_certs_dir={folder}\ndefault_md=sha256\npolicy=any\ncopy_extensions=copy\n'
            f'[any]\ncommonName=supplied\n')
        (folder / 'serial').write_text('01\n')
        self._run('req', '-x509', *self._new_key(self.key), '-days', '2', '-subj', '/CN=authority',
                  '-out', self.certificate)

    def _run(self, *words):
        subprocess.run(['openssl', *words], check=True, capture_output=True, cwd=self.folder)

    def _new_key(self, path):
        return ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout',
                path)

    def sign(self, name, subject, end='20491231235959Z'):
        """Paths of a certificate and its key."""
        paths = self.folder / f'{name}.pem', self.folder / f'{name}.key'
        request = self.folder / f'{name}.csr'
        self._run('req', '-new', *self._new_key(paths[1]), '-subj', f'/CN={name}', '-addext',
                  f'subjectAltName={subject}', '-out', request)
        self._run('ca', '-batch', '-config', 'ca.cnf', '-cert', self.certificate, '-keyfile',
                  self.key, '-startdate', '20200101000000Z', '-enddate', end, '-in', request,
                  '-out', paths[0], '-notext')
        return paths


class Tls(Case):
    @classmethod
    def setUpClass(cls):
        folder = Path(tempfile.mkdtemp(prefix='wakebell-tls-'))
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.authority = Authority(folder)

    def setUp(self):
        self.sender = self.make_sender(authority=self.authority.certificate)

    def test_trusted(self):
        side = self.make_side(certificate=self.authority.sign('good', 'IP:127.0.0.1'))
        self.assertEqual(self.send(side.url)['outcome'], 'done')
        self.assertEqual(len(side.requests), 1)

    def test_bounds(self):
        """The same as without TLS: by HTTP/2 the client would neither stop nor end."""
        certificate = self.authority.sign('bounds', 'IP:127.0.0.1')
        protocols = []

        def note(_request, connection):
            protocols.append(connection.selected_alpn_protocol())

        for answer, outcome in ((far_side.hang, 'retry'), (slow_header, 'retry'),
                                (far_side.endless, 'done'), (slow_body, 'done'), (note, 'retry')):
            with self.subTest(answer.__name__):
                result = self.send(self.make_side(answer, certificate=certificate).url)
                self.assertEqual(result['outcome'], outcome, result)
                self.assertLess(result['seconds'], DEADLINE_S + SPARE_S)
                if not self.sender.is_sanitized():
                    self.assertLess(self.sender.get_peak_bytes(), PEAK_BYTES)
        self.assertEqual(protocols, ['http/1.1'])

    def test_not_trusted(self):
        """None of the message is sent, and it is said that a person has to look."""
        good = self.authority.sign('known', 'IP:127.0.0.1')
        for name, certificate, sender in (
                ('self-signed', far_side.make_certificate(self.authority.folder), self.sender),
                ('expired', self.authority.sign('old', 'IP:127.0.0.1', '20210101000000Z'),
                 self.sender),
                ('wrong name', self.authority.sign('other', 'DNS:example.org'), self.sender),
                ('wrong address', self.authority.sign('near', 'IP:127.0.0.2'), self.sender),
                ('unknown authority', good, self.make_sender(environment=WITH_TLS))):
            with self.subTest(name):
                side = self.make_side(certificate=certificate)
                result = self.send(side.url, sender)
                self.assertEqual(result['outcome'], 'broken', result)
                self.assertIn('certificate', result['reason'])
                self.assertEqual(side.requests, [])

    def test_no_tls_there(self):
        """Someone else answers, or nobody ends the greeting: it may be better the next time."""
        for answer in (far_side.hang, far_side.close):
            side = self.make_side(answer)
            result = self.send(side.url.replace('http:', 'https:'))
            self.assertEqual(result['outcome'], 'retry', result)
            self.assertLess(result['seconds'], DEADLINE_S + SPARE_S)


if __name__ == '__main__':
    os.umask(0o077)
    unittest.main(verbosity=2)
