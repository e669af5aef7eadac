#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Clients that are many, slow, gone or broken: they leave nothing behind and keep nobody out."""

import contextlib
import resource
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402

DEADLINE_S = 10         # of the agent, for a whole request
LATE_S = 2              # that a busy machine may add
CROWD = 400             # more than the agent takes at once
PLAIN_CLIENTS = 5000
CLIENTS_PER_ABUSE = 100
CLIENTS_OF_FEW_DESCRIPTORS = 1100
SPARE_DESCRIPTORS = 24  # that are left to an agent which is to run out of them
FULL_S = 0.5            # for which the agent is watched while it is full
FULL_SHARE = 0.15       # of a processor, at most, meanwhile
GROWTH_LIMIT_KIB = 8 * 1024

EVENT = raw_http.post({'title': 'x'})
HEALTH = raw_http.make_request('GET', '/healthz')

# What 100 clients send before they close.
ABUSES = (
    ('nothing', b''),
    ('half a head', b'POST /api/v1/events HTTP/1.1\r\nHost: local'),
    ('half a body', b'POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{'),
    ('half a chunk', b'POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\n'
     b'Transfer-Encoding: chunked\r\n\r\nff\r\n{'),
    ('garbage', b'GARBAGE\r\n\r\n'),
    ('a whole request', EVENT),
    ('two requests', EVENT + HEALTH),
    ('a request for the stream', raw_http.make_request('GET', raw_http.EVENTS + '/stream')),
    ('a request and a half', HEALTH + HEALTH[:20]),
)

# What never becomes a request, and is not seen to be wrong either.
SILENT = (
    b'',
    b'G',
    b'GET /healthz HTTP/1.1\rHost: localhost\r\r',
    b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + bytes(500),
    b'POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{',
    b'POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n'
    b'ffffffffffffffff\r\nabc\r\n0\r\n\r\n',
    HEALTH + b'GET /hea',
)


class ConnectionsTest(harness.SessionTestCase):
    session_options = {'env': {'G_DEBUG': 'fatal-criticals'}}

    def setUp(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)
        self.assert_serves()    # whatever is opened once is open now
        self.descriptors = raw_http.count_descriptors(self.agent.pid)
        self.stack = contextlib.ExitStack()
        self.addCleanup(self.stack.close)

    def tearDown(self):
        self.assertTrue(self.agent.is_running(), self.agent.output)

    def open(self, count, timeout=raw_http.TIMEOUT_S):
        return [self.stack.enter_context(raw_http.Connection(self.address, timeout))
                for _ in range(count)]

    def assert_serves(self):
        self.assertEqual(raw_http.ask(self.address, EVENT).status, 202)

    def assert_nothing_left(self):
        self.session.wait_for(
            lambda: raw_http.count_descriptors(self.agent.pid) <= self.descriptors,
            what='the descriptors of clients that left')
        self.assert_serves()

    def assert_at_rest(self):
        share = raw_http.measure_cpu(self.agent.pid, lambda: threading.Event().wait(FULL_S))
        self.assertLess(share, FULL_SHARE)

    def test_plain_clients(self):
        """As curl does it: a connection for each, which the client closes."""
        before = raw_http.get_memory_kib(self.agent.pid)
        for i in range(PLAIN_CLIENTS):
            with raw_http.Connection(self.address) as connection:
                self.assertEqual(connection.ask(EVENT if i % 10 == 0 else HEALTH).status // 100, 2)
        self.assert_nothing_left()
        if not raw_http.is_sanitized(self.agent.pid):
            self.assertLess(raw_http.get_memory_kib(self.agent.pid) - before, GROWTH_LIMIT_KIB)

    def test_few_descriptors(self):
        for limit in (256, 1024):
            with self.subTest(limit):
                resource.prlimit(self.agent.pid, resource.RLIMIT_NOFILE, (limit, 1024))
                for _ in range(CLIENTS_OF_FEW_DESCRIPTORS):
                    self.assertEqual(raw_http.ask(self.address, HEALTH).status, 200)
        self.assert_nothing_left()

    def test_no_descriptors(self):
        """The agent waits until there are some again, without spinning and without dying."""
        limit = self.descriptors + SPARE_DESCRIPTORS
        resource.prlimit(self.agent.pid, resource.RLIMIT_NOFILE, (limit, 1024))
        self.open(2 * SPARE_DESCRIPTORS)
        self.session.wait_for(lambda: 'no descriptors left' in self.agent.output)
        self.assert_at_rest()
        self.stack.close()
        self.assert_nothing_left()
        self.assertLess(self.agent.output.count('no descriptors left'), 20)

    def test_abuse(self):
        """libmicrohttpd may not see a client leave that sent half a body; the deadline does."""
        for name, data in ABUSES:
            for end in ('close', 'reset'):
                with self.subTest(name, end=end):
                    for _ in range(CLIENTS_PER_ABUSE):
                        connection = raw_http.Connection(self.address)
                        connection.send(data)
                        getattr(connection, end)()
                    self.assert_serves()
        self.assert_nothing_left()

    def test_crowd_of_idle_clients(self):
        """More than are taken at once, and none of them says a word."""
        self.open(CROWD)
        good = self.stack.enter_context(raw_http.Connection(self.address, DEADLINE_S))
        good.send(HEALTH)
        self.assert_at_rest()
        self.assertEqual(good.read_answer().status, 200)
        self.stack.close()
        self.assert_nothing_left()

    def test_slow_clients(self):
        """One byte now and then does not put the deadline off."""
        connections = self.open(len(SILENT), DEADLINE_S + LATE_S)
        start = time.monotonic()
        for connection, data in zip(connections, SILENT):
            connection.send(data)
        slow, = self.open(1)
        is_over = threading.Event()

        def drip():
            with contextlib.suppress(OSError):
                for byte in b'GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ' + b'a' * 10000:
                    slow.send(bytes((byte,)))
                    if is_over.wait(0.1):
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            slow.socket.settimeout(DEADLINE_S + LATE_S)
            self.assertEqual(slow.read_rest(), b'')
            self.assertGreater(time.monotonic() - start, DEADLINE_S - 1)
            for connection in connections:
                answer = connection.read_rest()
                self.assertIsNotNone(answer)
                self.assertLessEqual(answer.count(b'HTTP/1.1 2'), 1)
            self.assertLess(time.monotonic() - start, DEADLINE_S + LATE_S)
        finally:
            is_over.set()
            thread.join()
        self.assert_nothing_left()

    def test_others_are_served_meanwhile(self):
        """Half of the places taken by slow clients: nobody else feels it."""
        for connection in self.open(60):
            connection.send(b'POST /api/v1/events HTTP/1.1\r\n')
        start = time.monotonic()
        for _ in range(100):
            self.assert_serves()
        self.assertLess(time.monotonic() - start, DEADLINE_S / 2)

    def test_clients_that_do_not_read(self):
        """Answers that nobody takes fill no memory."""
        self.assertEqual(raw_http.ask(self.address, raw_http.post(
            [{'title': 'x', 'message': 'y' * 200}] * 1000)).status, 202)
        before = raw_http.get_memory_kib(self.agent.pid)
        request = raw_http.make_request('GET', raw_http.EVENTS + '?limit=1000')
        for connection in self.open(60):
            connection.send(request * 20)
        self.assert_serves()
        if not raw_http.is_sanitized(self.agent.pid):
            self.assertLess(raw_http.get_memory_kib(self.agent.pid) - before, 64 * 1024)
        self.stack.close()
        self.assert_nothing_left()


if __name__ == '__main__':
    unittest.main()
