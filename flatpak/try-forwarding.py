#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""try-forwarding.py SOCKET

A part of try-in-session.sh: the agent in the sandbox, called on its socket, forwards to a
webhook and by mail to far sides on this machine, the latter with a password that it keeps
through the portal.
"""

import base64
import http.client
import json
import socket
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / 'tests'
sys.path[:0] = [str(TESTS), str(TESTS / 'channels')]
from far_side import FarSide  # noqa: E402
from mail_sink import Sink, settings_for  # noqa: E402

USER, PASSWORD = 'alerts@example.org', 'correct-horse-battery'
TIMEOUT_S = 100     # the agent answers a test within 90


class Agent(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('localhost', timeout=TIMEOUT_S)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)

    def post(self, path, body):
        self.request('POST', path, json.dumps(body))
        answer = self.getresponse()
        value = json.load(answer)
        if answer.status not in (200, 201):
            sys.exit(f'{path}: {answer.status} {value}')
        return value


def forward(agent, kind, settings):
    """Adds a channel, and sends a test through it."""
    added = agent.post('/api/v1/channels', {'kind': kind, 'settings': settings})
    if added.get('warnings'):
        sys.exit(f'{kind}: {added["warnings"]}')
    delivery = agent.post(f'/api/v1/channels/{kind}/test', {})
    if delivery['state'] != 'done':
        sys.exit(f'{kind}: {delivery}')


def main(path):
    agent = Agent(path)
    with FarSide() as side:
        forward(agent, 'webhook', {'url': side.url})
        side.wait(1)
    with Sink(extensions=('AUTH PLAIN',)) as sink:
        forward(agent, 'email', settings_for(sink.port, username=USER, password=PASSWORD))
        if len(sink.mails) != 1:
            sys.exit(f'email: {len(sink.mails)} mails came')
        if base64.b64encode(f'\0{USER}\0{PASSWORD}'.encode()) not in sink.wire:
            sys.exit('email: the password did not come')


main(sys.argv[1])
