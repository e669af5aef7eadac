# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""A far side on loopback that keeps what it is sent, and misbehaves as a test tells it to."""

import datetime
import json
import socket
import ssl
import struct
import subprocess
import threading
import time
import urllib.parse

HEAD_BYTES = 1 << 20
ENDLESS_CHUNK = b'x' * 65536
CLIENT_TIMEOUT_S = 30


class Request:
    def __init__(self, method, path, headers, body):
        self.at = time.monotonic()
        self.method = method
        self.path = path
        self.headers = headers      # lower case
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode()))


class FarSide:
    """An HTTP server with a thread for each connection.

    `answers` are taken one by one, and then `default` for ever: (status, headers, body), or a
    function of the request that gives such, or of (request, connection) for what is no answer.
    """

    def __init__(self, default=(200, {}, b'ok'), certificate=None, host='127.0.0.1'):
        self.default = default
        self.answers = []
        self.requests = []
        self.connections = 0
        self._condition = threading.Condition()
        self._is_closed = False
        self._context = None
        if certificate:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(*certificate)
            # As most servers do; only the second is understood here.
            self._context.set_alpn_protocols(['h2', 'http/1.1'])
        family = socket.AF_INET6 if ':' in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family, backlog=128)
        self.host = f'[{host}]' if ':' in host else host
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f'{"https" if self._context else "http"}://{self.host}:{self.port}'

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()

    def close(self):
        self._is_closed = True
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def wait(self, count, timeout=20):
        """The requests, once there are so many."""
        with self._condition:
            if not self._condition.wait_for(lambda: len(self.requests) >= count, timeout):
                raise TimeoutError(f'{len(self.requests)} of {count} requests came')
            return list(self.requests)

    def _accept(self):
        while not self._is_closed:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        connection.settimeout(CLIENT_TIMEOUT_S)
        try:
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            while self._exchange(connection):
                pass
        except OSError:
            pass
        finally:
            connection.close()

    def _exchange(self, connection):
        request = self._read(connection)
        if request is None:
            return False
        with self._condition:
            answer = self.answers.pop(0) if self.answers else self.default
            self.requests.append(request)
            self._condition.notify_all()
        if callable(answer) and answer.__code__.co_argcount == 2:
            answer(request, connection)
            return False
        status, headers, body = answer(request) if callable(answer) else answer
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = [f'HTTP/1.1 {status} x', f'Content-Length: {len(body)}']
        lines += [f'{name}: {value}' for name, value in headers.items()]
        connection.sendall('\r\n'.join(lines).encode() + b'\r\n\r\n' + body)
        return True

    def _read(self, connection):
        data = b''
        while b'\r\n\r\n' not in data:
            chunk = connection.recv(65536)
            if not chunk or len(data) > HEAD_BYTES:
                return None
            data += chunk
        head, _, body = data.partition(b'\r\n\r\n')
        first, *lines = head.decode('latin-1').split('\r\n')
        method, path, _version = first.split(' ', 2)
        headers = {name.lower(): value.strip()
                   for name, _, value in (line.partition(':') for line in lines)}
        length = int(headers.get('content-length', 0))
        while len(body) < length:
            chunk = connection.recv(65536)
            if not chunk:
                return None
            body += chunk
        return Request(method, path, headers, body)


# What is no answer

def hang(_request, connection):
    connection.recv(1)


def reset(_request, connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))


def close(_request, _connection):
    pass


def endless(_request, connection):
    connection.sendall(b'HTTP/1.1 200 x\r\n\r\n')
    while True:
        connection.sendall(ENDLESS_CHUNK)


def trickle(_request, connection):
    """A byte now and then: never silent for long, and never done."""
    connection.sendall(b'HTTP/1.1 200 x\r\nContent-Length: 1000000\r\n\r\n')
    connection.settimeout(0.2)
    while True:
        connection.sendall(b'x')
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            pass


def huge_header(_request, connection):
    connection.sendall(b'HTTP/1.1 200 x\r\nX: ' + b'x' * (8 << 20) + b'\r\n\r\n')


def half(_request, connection):
    connection.sendall(b'HTTP/1.1 200 x\r\nContent-Length: 1000\r\n\r\nhalf')


def http_date(seconds):
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return then.strftime('%a, %d %b %Y %H:%M:%S GMT')


def make_certificate(folder):
    """A certificate that nobody trusts: paths of it and of its key."""
    paths = folder / 'certificate.pem', folder / 'key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1',
                    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
                    '-out', paths[0], '-keyout', paths[1]], check=True, capture_output=True)
    return paths
