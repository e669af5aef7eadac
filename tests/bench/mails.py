#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Measures how many mails a second the real channel hands over by one connection, beside the
standard library of Python with mails that were written before.

    tests/bench/mails.py [NUMBER]
"""

import shutil
import smtplib
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / 'channels')]
from mail_sink import Sender, Sink, settings_for  # noqa: E402

MAILS = 2000
WARM = 50
TARGET = 200            # mails a second
START_S = 10
MESSAGE = {
    'title': 'Training failed: Qwen2.5-Coder-7B', 'severity': 'error',
    'body': 'Run training_123 ended with an **error**.\n\n```\nCUDA out of memory\n```\n',
    'facts': [['Model', 'Qwen2.5-Coder-7B'], ['Run', 'training_123'], ['Epoch', '3 of 10']],
}


class FastSink:
    """Postfix's sink, which drops what it is sent."""

    @staticmethod
    def find():
        return shutil.which('smtp-sink', path='/usr/sbin:/usr/bin')

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen([self.find(), '-u', 'nobody', f'127.0.0.1:{self.port}', '100'])
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                socket.create_connection(('127.0.0.1', self.port)).close()
                return self
            except OSError:
                threading.Event().wait(0.02)
        self.__exit__()
        raise TimeoutError('smtp-sink did not start')

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def make_messages(number, **fields):
    return [{**MESSAGE, 'key': f'bench-{i}', **fields} for i in range(number)]


def measure_channel(sender, port, messages):
    start = time.monotonic()
    results = sender.send(settings_for(port), messages)
    seconds = time.monotonic() - start
    assert all(result['outcome'] == 'done' for result in results), results[0]
    return round(len(messages) / seconds)


def measure_python(port, mail, number):
    start = time.monotonic()
    with smtplib.SMTP('127.0.0.1', port) as smtp:
        for _ in range(number):
            smtp.sendmail('alerts@example.org', ['ops@example.org'], mail)
    return round(number / (time.monotonic() - start))


def measure(number=MAILS):
    """Mails a second: of text alone, with a loss curve, and of Python's smtplib."""
    with Sender() as sender:
        with Sink() as sink:
            measure_channel(sender, sink.port, make_messages(1))
            mail = sink.mails[0].data
        with FastSink() if FastSink.find() else Sink() as sink:
            measure_channel(sender, sink.port, make_messages(WARM))
            return (measure_channel(sender, sink.port, make_messages(number)),
                    measure_channel(sender, sink.port, make_messages(number // 10, losses=[
                        2 / (1 + i / 40) for i in range(512)])),
                    measure_python(sink.port, mail, number))


def add_rows(table, number=MAILS):
    """For run.py."""
    plain, with_curve, reference = measure(number)
    table.add('mails over one connection', f'{plain}/s', f"Python's smtplib {reference}/s",
              f'{TARGET}/s', plain >= TARGET)
    table.add('mails with a loss curve over one connection', f'{with_curve}/s')


def main():
    plain, with_curve, reference = measure(*map(int, sys.argv[1:2]))
    print(f'mails over one connection: {plain}/s (target {TARGET}/s); with a loss curve: '
          f"{with_curve}/s; Python's smtplib, mails written before: {reference}/s")
    return 0 if plain >= TARGET else 1


if __name__ == '__main__':
    sys.exit(main())
