#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Who may call: the user's own programs, and neither web pages nor other users."""

import contextlib
import json
import os
import socket
import stat
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402
from raw_http import EVENTS  # noqa: E402

STRANGER = 54321        # a user id that is not ours
AT_ONCE = 50            # clients that close before they are looked at
BODY = b'{"title":"x"}'

WEB_PAGES = (
    'Origin: null', 'Origin: http://localhost:3000', 'Origin: https://evil.example', 'Origin:',
    'Origin: http://127.0.0.1:{port}', 'Referer: https://evil.example/x', 'Referer: x',
    'Sec-Fetch-Site: same-origin', 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Site: same-site',
    'sec-fetch-site: NONE, cross-site',
)
FOREIGN_HOSTS = (
    'evil.example', 'evil.example:{port}', 'localhost.evil.example', 'localhost@evil.example',
    'evil.example#localhost', '0.0.0.0:{port}', '127.0.0.2:{port}', '127.1', '[::]:{port}', '::1',
    '[::ffff:127.0.0.1]:{port}', 'localhost:1', 'localhost:', 'localhost:{port}0', 'localhost.',
    'localhost, evil.example', 'wakebell.local:{port}', '2130706433',
)
OWN_HOSTS = ('localhost', 'LOCALHOST:{port}', '127.0.0.1', '127.0.0.1:{port}', '[::1]',
             '[::1]:{port}')

needs_root = unittest.skipUnless(os.geteuid() == 0, 'becoming another user takes root')


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(('::1', 0))
        return True
    except OSError:
        return False


needs_ipv6 = unittest.skipUnless(has_ipv6(), 'there is no IPv6 here')


class Case(harness.SessionTestCase):
    def count_events(self):
        return self.session.status()['events']

    def assert_serves(self, unix=False):
        address = raw_http.get_address(self.session, unix)
        self.assertEqual(raw_http.ask(address, raw_http.post(BODY)).status, 202)

    def assert_refused(self, answer, status, code, field):
        self.assertEqual(answer.status, status, answer)
        error = answer.body['error']
        self.assertEqual((error['code'], error['field']), (code, field))
        self.assertFalse([name for name in answer.headers if name.startswith('access-control')])


class WebPages(Case):
    def setUp(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)

    def ask(self, method, host, *headers, path=EVENTS):
        port = str(self.address[1])
        lines = [f'{method} {path} HTTP/1.1', f'Host: {host}', *headers, 'Connection: close']
        if method == 'POST':
            lines.append(f'Content-Length: {len(BODY)}')
        head = '\r\n'.join((*lines, '', '')).replace('{port}', port)
        return raw_http.ask(self.address, head.encode() + (BODY if method == 'POST' else b''))

    def test_origins(self):
        for header in WEB_PAGES:
            for method, path in (('POST', EVENTS), ('GET', EVENTS), ('GET', EVENTS + '/stream'),
                                 ('OPTIONS', EVENTS), ('GET', '/healthz'), ('GET', '/nowhere')):
                with self.subTest(header, method=method, path=path):
                    answer = self.ask(method, 'localhost', header, path=path)
                    self.assert_refused(answer, 403, 'forbidden', 'Origin')
        self.assertEqual(self.count_events(), 0)

    def test_preflight(self):
        answer = self.ask('OPTIONS', 'localhost', 'Origin: https://evil.example',
                          'Access-Control-Request-Method: POST',
                          'Access-Control-Request-Private-Network: true')
        self.assert_refused(answer, 403, 'forbidden', 'Origin')

    def test_address_bar(self):
        """What a person opens in a browser is no page that calls."""
        self.assertEqual(self.ask('GET', 'localhost', 'Sec-Fetch-Site: none').status, 200)

    def test_foreign_hosts(self):
        for host in FOREIGN_HOSTS:
            for method in ('POST', 'GET'):
                with self.subTest(host, method=method):
                    self.assert_refused(self.ask(method, host), 421, 'misdirected', 'Host')
        self.assertEqual(self.count_events(), 0)

    def test_own_hosts(self):
        for host in OWN_HOSTS:
            with self.subTest(host):
                self.assertEqual(self.ask('POST', host).status, 202)


@needs_root
class OtherUsers(Case):
    def setUp(self):
        self.agent = self.session.start_agent()
        self.address = raw_http.get_address(self.session)

    def assert_stranger_refused(self, address, source=None):
        def ask():
            with raw_http.Connection(address, source=source) as connection:
                answer = connection.ask(raw_http.post(BODY))
                return answer.status, answer.body, connection.read_rest() == b''

        status, body, is_closed = raw_http.run_as(STRANGER, ask)
        self.assertEqual((status, body['error']['code']), (403, 'forbidden'))
        self.assertTrue(is_closed)
        self.assertEqual(self.count_events(), 0)

    def test_tcp(self):
        self.assert_stranger_refused(self.address)
        self.assert_stranger_refused(self.address, ('127.0.0.77', 0))
        self.assert_stranger_refused(('::ffff:127.0.0.1', self.address[1]))
        self.assert_serves()

    @needs_ipv6
    def test_tcp6(self):
        self.assert_stranger_refused(('::1', self.address[1]))

    def test_half_closed(self):
        def ask():
            with raw_http.Connection(self.address) as connection:
                connection.send(raw_http.post(BODY))
                connection.socket.shutdown(socket.SHUT_WR)
                return connection.read_answer().status

        self.assertEqual(raw_http.run_as(STRANGER, ask), 403)
        self.assertEqual(self.count_events(), 0)
        self.assertEqual(ask(), 202)

    def test_gone_at_once(self):
        """The kernel tells such a client's user as 0: of root's own agent above all."""
        def hit_and_run():
            for i in range(AT_ONCE):
                connection = raw_http.Connection(self.address)
                connection.send(raw_http.post(BODY))
                if i % 2:
                    connection.close()
                else:
                    connection.reset()
            return True

        self.assertTrue(raw_http.run_as(STRANGER, hit_and_run))
        # Connections are taken in order: once this one is answered, those were judged.
        self.assert_serves()
        self.assertEqual(self.count_events(), 1)

    def test_no_stranger_stays(self):
        """Refused clients that do not close hold nothing."""
        self.assert_serves()
        before = raw_http.count_descriptors(self.agent.pid)

        def stay():
            with contextlib.ExitStack() as stack:
                connections = [stack.enter_context(raw_http.Connection(self.address))
                               for _ in range(AT_ONCE)]
                return [len(connection.read_rest()) > 0 for connection in connections]

        self.assertEqual(raw_http.run_as(STRANGER, stay), [True] * AT_ONCE)
        self.assert_serves()
        self.session.wait_for(lambda: raw_http.count_descriptors(self.agent.pid) <= before,
                              what='the descriptors of refused clients')

    def test_unix_socket(self):
        path = Path(raw_http.get_address(self.session, unix=True))

        def ask():
            with raw_http.Connection(str(path)) as connection:
                return connection.ask(raw_http.post(BODY)).status

        self.session.folder.chmod(0o755)
        self.session.runtime_dir.chmod(0o755)
        self.assertEqual(raw_http.run_as(STRANGER, ask), 'PermissionError')
        path.parent.chmod(0o777)
        self.assertEqual(raw_http.run_as(STRANGER, ask), 'PermissionError')
        path.chmod(0o777)
        self.assertEqual(raw_http.run_as(STRANGER, ask), 403)
        self.assertEqual(self.count_events(), 0)
        self.assert_serves(unix=True)


class Files(Case):
    def get_mode(self, path):
        return stat.S_IMODE(os.stat(path).st_mode)

    def test_modes(self):
        self.session.start_agent()
        status = self.session.status()
        self.assert_serves(unix=True)
        for path, mode in ((status['socket'], 0o600), (Path(status['socket']).parent, 0o700),
                           (Path(status['database']).parent, 0o700)):
            self.assertEqual(self.get_mode(path), mode, path)
        files = list(Path(status['database']).parent.iterdir())
        self.assertGreaterEqual(len(files), 3)
        for path in files:
            self.assertEqual(self.get_mode(path), 0o600, path)

    def test_open_folder_is_closed(self):
        folder = self.session.data_home / 'wakebell'
        folder.mkdir()
        folder.chmod(0o755)
        self.session.start_agent()
        self.assertEqual(self.get_mode(folder), 0o700)

    def test_file_in_place_of_socket(self):
        path = self.session.runtime_dir / 'wakebell/agent.sock'
        path.parent.mkdir()
        path.write_text('mine')
        agent = self.session.start_agent()
        status = self.session.status()
        self.assertNotIn('socket', status)
        self.assertTrue([text for text in status['troubles'] if str(path) in text])
        self.assert_serves()
        agent.terminate()
        self.assertEqual(path.read_text(), 'mine')

    def test_symlink_in_place_of_socket(self):
        path = self.session.runtime_dir / 'wakebell/agent.sock'
        path.parent.mkdir()
        path.symlink_to(self.session.folder / 'elsewhere')
        self.session.start_agent()
        self.assertEqual(len(self.session.status()['troubles']), 1)
        self.assertTrue(path.is_symlink())
        self.assertFalse((self.session.folder / 'elsewhere').exists())
        self.assert_serves()

    def test_socket_left_over(self):
        self.session.start_agent().kill9()
        path = self.session.runtime_dir / 'wakebell/agent.sock'
        self.assertTrue(path.is_socket())
        agent = self.session.start_agent()
        self.assertEqual(self.session.status()['troubles'], [])
        self.assert_serves(unix=True)
        agent.terminate()
        self.assertFalse(path.exists())


class PortTaken(Case):
    def check(self, family, address):
        with socket.socket(family, socket.SOCK_STREAM) as holder:
            if family == socket.AF_INET6:
                holder.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            holder.bind((address, 0))
            holder.listen()
            port = holder.getsockname()[1]
            agent = self.session.start_agent(f'--port={port}')
            status = self.session.status()
            self.assertEqual(status['http'], [])
            self.assertEqual(len(status['troubles']), 1)
            self.assertIn(str(port), status['troubles'][0])
            self.assert_serves(unix=True)
            self.assertEqual(self.session.publish({'title': 'y'}), (2, 'notified'))
            holder.settimeout(0)
            self.assertRaises(BlockingIOError, holder.accept)   # nothing of ours went there
            self.assertEqual(agent.terminate(), 0)
        self.session.start_agent(f'--port={port}')
        self.assertEqual(self.session.status()['troubles'], [])
        self.assert_serves()

    def test_v4(self):
        self.check(socket.AF_INET, '127.0.0.1')

    @needs_ipv6
    def test_v6_only(self):
        self.check(socket.AF_INET6, '::1')

    def test_only_loopback(self):
        self.session.start_agent()
        port = raw_http.get_address(self.session)[1]
        for table in ('tcp', 'tcp6'):
            lines = Path(f'/proc/net/{table}').read_text().splitlines()[1:]
            listening = {line.split()[1] for line in lines if line.split()[3] == '0A'}
            ours = {address for address in listening if address.endswith(f':{port:04X}')}
            self.assertLessEqual(ours, {f'0100007F:{port:04X}',
                                        f'00000000000000000000000001000000:{port:04X}'})


class Token(Case):
    session_options = {'env': {'GSETTINGS_BACKEND': 'keyfile'}}

    def start(self):
        folder = self.session.config_home / 'glib-2.0/settings'
        folder.mkdir(parents=True)
        (folder / 'keyfile').write_text('[io/github/wakebell/Wakebell]\nrequire-token=true\n')
        self.agent = self.session.start_agent()
        self.assertTrue(self.session.status()['token_required'])
        self.address = raw_http.get_address(self.session)

    def post(self, *headers):
        return raw_http.ask(self.address, raw_http.post(BODY, *headers))

    def test_required(self):
        self.start()
        token = self.session.cli('token').stdout.strip()
        self.assertRegex(token, '^[0-9a-f]{64}$')
        wrong = token[:-1] + ('0' if token[-1] != '0' else '1')
        for header in (None, 'Authorization: ', 'Authorization: Bearer', 'Authorization: Bearer ',
                       f'Authorization: {token}', f'Authorization: Basic {token}',
                       f'Authorization: Bearer {wrong}', f'Authorization: Bearer {token}0',
                       f'Authorization: Bearer {token[:-1]}',
                       f'Authorization: Bearer {token.upper()}x', f'X-Token: {token}'):
            with self.subTest(header):
                answer = self.post(*filter(None, (header,)))
                self.assert_refused(answer, 401, 'unauthorized', 'Authorization')
                self.assertEqual(answer.headers['www-authenticate'], 'Bearer')
        self.assertEqual(self.count_events(), 0)
        self.assertEqual(self.post(f'Authorization: Bearer {token}').status, 202)
        self.assertEqual(self.post(f'authorization: bearer {token}').status, 202)
        self.assertEqual(self.count_events(), 2)

    def test_other_ways_in_are_free(self):
        self.start()
        self.assert_serves(unix=True)
        self.assertEqual(self.session.publish({'title': 'another'})[1], 'notified')
        self.assertEqual(self.session.cli('send', 'x').returncode, 0)

    def test_never_in_answers(self):
        self.start()
        token = self.session.cli('token').stdout.strip()
        answer = self.post('Authorization: Bearer wrong')
        self.assertNotIn(token, answer.raw_body.decode())
        self.assertNotIn(token, json.dumps(self.session.status()))
        self.assertNotIn(token, self.agent.output)

    def test_kept(self):
        """A token outlives the agent, so that scripts may keep it."""
        self.start()
        token = self.session.cli('token').stdout
        self.agent.terminate()
        self.session.start_agent()
        self.assertEqual(self.session.cli('token').stdout, token)

    def test_foreign_token_file(self):
        """Neither followed nor read: a link, or a file that others may read."""
        folder = self.session.data_home / 'wakebell'
        folder.mkdir(mode=0o700)
        target = self.session.folder / 'target'
        (folder / 'token').symlink_to(target)
        self.start()
        self.assertFalse(target.exists())
        self.assertEqual(len(self.session.status()['troubles']), 1)
        self.assert_refused(self.post(), 403, 'forbidden', 'peer')
        self.assert_serves(unix=True)


class TokenNotNeeded(Case):
    def test_ignored(self):
        self.session.start_agent()
        self.assertFalse(self.session.status()['token_required'])
        answer = raw_http.ask(raw_http.get_address(self.session),
                              raw_http.post(BODY, 'Authorization: Bearer wrong'))
        self.assertEqual(answer.status, 202)


if __name__ == '__main__':
    unittest.main()
