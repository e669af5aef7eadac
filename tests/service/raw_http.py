# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Exact bytes to the agent, and what a process holds, for tests that no HTTP library would run."""

import json
import os
import socket
import struct
import time
import urllib.parse
from pathlib import Path

TIMEOUT_S = 10
EVENTS = '/api/v1/events'


def get_address(session, unix=False):
    """Where the agent listens: (host, port), or the path of its Unix socket."""
    status = session.status()
    if unix:
        return status['socket']
    url = urllib.parse.urlsplit(status['http'][0])
    return url.hostname, url.port


def make_request(method, path, body=b'', *headers):
    """The bytes of a plain request."""
    lines = [f'{method} {path} HTTP/1.1', 'Host: localhost', *headers]
    if body:
        lines.append(f'Content-Length: {len(body)}')
    return '\r\n'.join((*lines, '', '')).encode() + body


def post(event, *headers):
    """The bytes that post an event, a list of them, or a body that is bytes already."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return make_request('POST', EVENTS, body, *headers)


class Answer:
    """One answer; body is what JSON held, else bytes."""

    def __init__(self, head, body):
        first, *lines = head.decode('latin-1').split('\r\n')
        self.status = int(first.split(' ')[1])
        self.headers = {}
        for line in lines:
            name, _, value = line.partition(':')
            self.headers[name.lower()] = value.strip()
        self.raw_body = body
        is_json = body and self.headers.get('content-type') == 'application/json'
        self.body = json.loads(body) if is_json else body

    def __repr__(self):
        return f'{self.status} {self.raw_body[:200]!r}'


class Connection:
    """One connection; a context manager. address is (host, port) or a path."""

    def __init__(self, address, timeout=TIMEOUT_S, source=None):
        if isinstance(address, tuple):
            self.socket = socket.create_connection(address, timeout, source)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.settimeout(timeout)
            try:
                self.socket.connect(address)
            except OSError:
                self.socket.close()
                raise
        self._unread = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def reset(self):
        """Ends the connection with a RST, as a client that crashes does."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        self.socket.close()

    def send(self, data):
        """Sends all of it, or as much as the other side takes before it answers and closes."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def fill(self):
        """Reads more; False at the end of the connection."""
        data = self.socket.recv(1 << 16)
        self._unread += data
        return bool(data)

    def take(self, count):
        while len(self._unread) < count:
            if not self.fill():
                raise ConnectionError('it ended early')
        data, self._unread = self._unread[:count], self._unread[count:]
        return data

    def take_until(self, mark):
        while mark not in self._unread:
            if not self.fill():
                raise ConnectionError('it ended early')
        data, _, self._unread = self._unread.partition(mark)
        return data

    def read_chunk(self):
        """One chunk of a chunked body; b'' is the last."""
        size = int(self.take_until(b'\r\n'), 16)
        data = self.take(size)
        self.take_until(b'\r\n')
        return data

    def read_head(self):
        return Answer(self.take_until(b'\r\n\r\n'), b'')

    def read_answer(self, method='GET'):
        """The next answer that is final."""
        while (answer := self.read_head()).status == 100:
            pass
        if method == 'HEAD':
            return answer
        head = answer.headers
        if head.get('transfer-encoding') == 'chunked':
            body = b''.join(iter(self.read_chunk, b''))
        else:
            body = self.take(int(head.get('content-length', 0)))
        answer.raw_body = body
        if body and head.get('content-type') == 'application/json':
            answer.body = json.loads(body)
        return answer

    def ask(self, data, method='GET'):
        self.send(data)
        return self.read_answer(method)

    def read_rest(self):
        """All until the other side closes; None when it does not within the timeout."""
        try:
            while self.fill():
                pass
        except TimeoutError:
            return None
        except ConnectionResetError:
            pass
        data, self._unread = self._unread, b''
        return data


def ask(address, data, method='GET'):
    """One request on its own connection."""
    with Connection(address) as connection:
        return connection.ask(data, method)


def count_descriptors(pid):
    return len(os.listdir(f'/proc/{pid}/fd'))


def get_memory_kib(pid):
    """What a process holds in memory, in KiB."""
    for line in Path(f'/proc/{pid}/status').read_text().splitlines():
        if line.startswith('VmRSS:'):
            return int(line.split()[1])
    raise ProcessLookupError(pid)


def is_sanitized(pid):
    """Whether it was built with a sanitizer, which multiplies memory."""
    return 'libasan' in Path(f'/proc/{pid}/maps').read_text()


def get_cpu_s(pid):
    """The time that a process has computed."""
    fields = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')


def measure_cpu(pid, wait):
    """The share of one processor that a process took while wait() ran."""
    cpu_s, start = get_cpu_s(pid), time.monotonic()
    wait()
    return (get_cpu_s(pid) - cpu_s) / (time.monotonic() - start)


def run_as(uid, function):
    """Runs a function in a child as another user; returns what it returned, by way of JSON.
    An exception becomes its class name."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
        try:
            answer = function()
        except Exception as error:
            answer = type(error).__name__
        os.write(theirs, json.dumps(answer).encode())
        os._exit(0)
    os.close(theirs)
    with open(ours, 'rb') as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    return json.loads(answer)
