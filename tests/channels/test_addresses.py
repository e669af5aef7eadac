#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Which addresses are sent to: in a network of the test's own, with names of its own.

The addresses are real ones of that network, and connections to each of them work: what is refused
is refused by the client.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from far_side import FarSide  # noqa: E402
from sender import Sender  # noqa: E402

INSIDE = 'WAKEBELL_TEST_NETWORK'
UNSHARE = ('unshare', '--map-root-user', '--net', '--mount')
SKIPPED = 77                    # what meson takes for it

LINK = '169.254.169.254'        # where clouds keep their secrets
PRIVATE = '10.20.30.40'
PUBLIC = '203.0.113.5'
ADDRESSES = (LINK, PRIVATE, PUBLIC, '127.0.0.1', 'fd00::5', '2001:db8::5')
NAMES = {'link.test': (LINK,), 'private.test': (PRIVATE,), 'public.test': (PUBLIC,),
         'local.test': ('127.0.0.1',), 'localhost': ('127.0.0.1',)}


def set_up_network(folder):
    """The loopback interface of a new network with all addresses, and a file of names."""
    for address in ADDRESSES:
        if address != '127.0.0.1':
            subprocess.run(['ip', 'address', 'add', address, 'dev', 'lo'], check=True)
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)
    hosts, services = folder / 'hosts', folder / 'nsswitch.conf'
    hosts.write_text(''.join(f'{address} {name}\n' for name, addresses in NAMES.items()
                             for address in addresses))
    services.write_text('hosts: files dns\n')
    for path in (hosts, services):
        subprocess.run(['mount', '--bind', path, f'/etc/{path.name}'], check=True)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sides = {address: FarSide(host=address) for address in ADDRESSES}
        cls.sender = Sender()

    @classmethod
    def tearDownClass(cls):
        cls.sender.__exit__()
        for side in cls.sides.values():
            side.close()

    def send(self, url, sender=None, **config):
        result = (sender or self.sender).send('webhook', {'timeout': 3}, {'url': url},
                                              {'title': 'A'}, **config)
        return result['outcome']

    def count_requests(self):
        return sum(len(side.requests) for side in self.sides.values())

    def check_refused(self, url, **config):
        with self.subTest(url, **config):
            before = self.count_requests()
            self.assertEqual(self.send(url, **config), 'broken')
            self.assertEqual(self.count_requests(), before)

    def check_sent(self, address, name=None, **config):
        side = self.sides[address]
        url = f'http://{name or side.host}:{side.port}/'
        with self.subTest(url, **config):
            before = len(side.requests)
            self.assertEqual(self.send(url, **config), 'done')
            self.assertEqual(len(side.requests), before + 1)

    def test_link(self):
        """By number in every spelling, and by name: https and a tick change nothing."""
        port = self.sides[LINK].port
        for host in (LINK, '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', 'link.test'):
            self.check_refused(f'http://{host}:{port}/latest/meta-data', allow_http=True)
        before = self.count_requests()
        for host in ('2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518',
                     '169.254.169.254.'):
            self.assertNotEqual(self.send(f'http://{host}:{port}/', allow_http=True), 'done')
        self.assertEqual(self.count_requests(), before)
        for host in (LINK, 'link.test'):
            self.check_refused(f'https://{host}:{port}/')

    def test_nobody(self):
        port = self.sides['127.0.0.1'].port
        for host in ('0.0.0.0', '[::]', '0.0.0.1', '255.255.255.255', '224.0.0.1', '[ff02::1]',
                     '[fe80::1]'):
            self.check_refused(f'http://{host}:{port}/', allow_http=True)

    def test_loopback(self):
        for name in (None, 'local.test', 'localhost'):
            self.check_sent('127.0.0.1', name)

    def test_private(self):
        for address in (PRIVATE, 'fd00::5'):
            side = self.sides[address]
            self.check_refused(side.url)
            self.check_sent(address, allow_http=True)
            # What was let through for one channel does not serve the next.
            self.check_refused(side.url)
        self.check_refused(f'http://private.test:{self.sides[PRIVATE].port}/')
        self.check_sent(PRIVATE, 'private.test', allow_http=True)

    def test_public(self):
        for address in (PUBLIC, '2001:db8::5'):
            self.check_refused(self.sides[address].url, allow_http=True)
        self.check_refused(f'http://public.test:{self.sides[PUBLIC].port}/', allow_http=True)

    def test_proxy(self):
        """It is for https only; and no address of the link is given to it."""
        with FarSide((502, {}, b'')) as proxy:
            sender = Sender(environment={'GIO_USE_PROXY_RESOLVER': None,
                                         'http_proxy': proxy.url, 'https_proxy': proxy.url})
            self.addCleanup(sender.__exit__)
            for url in (self.sides[PUBLIC].url, f'http://{LINK}/', f'https://{LINK}/'):
                self.assertEqual(self.send(url, sender, allow_http=True), 'broken')
            self.assertEqual(self.send(self.sides['127.0.0.1'].url, sender), 'done')
            self.assertEqual(proxy.requests, [])
            self.assertEqual(self.send('https://public.test/', sender), 'rate_limited')
            self.assertEqual([request.method for request in proxy.requests], ['CONNECT'])


class Offline(unittest.TestCase):
    """A network without any interface that is up."""

    def test_offline(self):
        with Sender(wrapper=('unshare', '--net')) as sender:
            for url in ('https://hooks.example.org/', 'https://203.0.113.9/',
                        'https://[2001:db8::9]/'):
                with self.subTest(url):
                    result = sender.send('webhook', {}, {'url': url}, {'title': 'A'})
                    self.assertEqual(result['outcome'], 'offline', result)
                    self.assertEqual(result['reason'], 'There is no network')


def main():
    if INSIDE in os.environ:
        folder = Path(tempfile.mkdtemp(prefix='wakebell-network-'))
        try:
            set_up_network(folder)
            unittest.main(verbosity=2, exit=False)
        finally:
            shutil.rmtree(folder)
        return
    if shutil.which('ip') is None or subprocess.run([*UNSHARE, 'true']).returncode != 0:
        print('skipped: this machine lets no test have a network of its own', file=sys.stderr)
        sys.exit(SKIPPED)
    os.environ[INSIDE] = '1'
    os.execvp(UNSHARE[0], [*UNSHARE, sys.executable, *sys.argv])


if __name__ == '__main__':
    main()
