# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Sends by the real channels of a program of their own, without an agent.

    with Sender() as sender:
        result = sender.send('webhook', {'method': 'PUT'}, {'url': url}, {'title': 'Done'})
        result['outcome']               # 'done'

A message has what channel-sender.c says; what is left out is empty. A result has outcome, reason,
answer, receipt, new_settings, retry_after and confirm_after (seconds), stall (for how long the
main loop of the sender stood still, in seconds) and seconds (how long all of it took).

Environment: WAKEBELL_BUILD_DIR is the meson build folder (default: build/ of the checkout).
"""

import json
import os
import subprocess
import time
from pathlib import Path

SOURCE_DIR = Path(__file__).resolve().parent.parent.parent
BUILD_DIR = Path(os.environ.get('WAKEBELL_BUILD_DIR', SOURCE_DIR / 'build')).resolve()
PROGRAM = BUILD_DIR / 'tests' / 'channels' / 'wakebell-channel-sender'
END_S = 10

# What would lead requests elsewhere, or words into another language.
FOREIGN = ('http_proxy', 'https_proxy', 'all_proxy', 'no_proxy', 'LANG', 'LANGUAGE', 'LC_ALL',
           'WAKEBELL_TEST_CA')

# LeakSanitizer itself crashes where GnuTLS was loaded; leaks show without TLS, too.
WITH_TLS = {'ASAN_OPTIONS': 'detect_leaks=0'}


class Sender:
    """The running program. authority: a file with the certificates to trust; wrapper: words of a
    command that runs it; environment: more of it, None for what is to be left out."""

    def __init__(self, authority=None, wrapper=(), environment=None):
        variables = {name: value for name, value in os.environ.items()
                     if name not in FOREIGN and name.lower() not in FOREIGN}
        # The proxy of a desktop is read from there; no test is to ask for it.
        variables |= {'GSETTINGS_BACKEND': 'memory', 'GIO_USE_PROXY_RESOLVER': 'dummy'}
        variables |= environment or {}
        variables = {name: value for name, value in variables.items() if value is not None}
        if authority is not None:
            variables['WAKEBELL_TEST_CA'] = str(authority)
            variables |= WITH_TLS
        self.process = subprocess.Popen([*wrapper, PROGRAM], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, env=variables)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        # Sanitizers speak up at the end.
        if self.process.returncode != 0:
            raise AssertionError(f'the sender ended with {self.process.returncode}')

    def send_all(self, kind, settings, secrets, messages, **config):
        """The results of several messages that are handed over at once."""
        request = {'config': {'kind': kind, 'settings': settings, **config}, 'secrets': secrets,
                   'messages': messages}
        start = time.monotonic()
        self.process.stdin.write(json.dumps(request).encode() + b'\n')
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f'the sender ended with {self.process.wait(END_S)}')
        reply = json.loads(line)
        more = {'stall': reply['stall'], 'seconds': time.monotonic() - start}
        # JSON of ours leaves out what there is none of.
        return [{'reason': None, 'answer': None} | result | more for result in reply['results']]

    def send(self, kind, settings, secrets, message, **config):
        """config: other members of the channel, such as allow_http."""
        result, = self.send_all(kind, settings, secrets, [message], **config)
        return result

    def get_peak_bytes(self):
        """The most memory that it ever had."""
        for line in Path(f'/proc/{self.process.pid}/status').read_text().splitlines():
            if line.startswith('VmHWM:'):
                return int(line.split()[1]) * 1024
        raise AssertionError('the sender has ended')

    def is_sanitized(self):
        return 'libasan' in Path(f'/proc/{self.process.pid}/maps').read_text()


def send(kind, settings, secrets, message, **config):
    """What comes of one message, sent by a program that is started for it."""
    with Sender() as sender:
        return sender.send(kind, settings, secrets, message, **config)
