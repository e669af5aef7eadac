# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Measures what the delivery queue costs: how many webhooks a second reach a far side that answers
at once, beside libsoup alone; what waits needs of memory; and one message, beside Apprise."""

import shutil
import statistics
import subprocess
import threading
import time
from pathlib import Path

import far_side
import harness

TOOLS = harness.BUILD_DIR / 'tests/bench'
PREFERENCES = '/api/v1/admin/alerts/preferences'
EVENT = {'type': 'training_failed', 'message': 'CUDA out of memory on worker 3',
         'metrics': {'loss': 0.25}, 'channels': ['webhook']}
AT_ONCE = 16            # webhooks on their way, as the queue does
AT_A_TIME = 500         # events in a request
TARGET = 1000           # webhooks a second
MEMORY_MB = 128
DRAIN_S = 300
ASK_S = 0.2
MESSAGES = 20           # that are timed alone
MESSAGES_WARM = 2


def read_memory_mb(pid):
    lines = Path(f'/proc/{pid}/status').read_text().splitlines()
    return int(next(line for line in lines if line.startswith('VmRSS')).split()[1]) / 1024


def start_sink(session):
    """Something that answers at once, and keeps nothing; returns its port."""
    process = session.start('bare-server', [str(TOOLS / 'bare-server')])
    session.wait_for(lambda: process.output.endswith('\n'), what='bare-server')
    return int(process.output)


def set_up(session, port, **delivery):
    """An agent with a webhook; returns the agent."""
    session.start_keyring()
    agent = session.start_agent()
    answer = session.http('/api/v1/channels', {
        'kind': 'webhook', 'settings': {'url': f'http://127.0.0.1:{port}/'}, 'batching': False,
        'rate_limit': 1}, unix=True)
    assert answer.status == 201, answer.body
    set_delivery(session, **delivery)
    return agent


def set_delivery(session, **preferences):
    answer = session.http(PREFERENCES, {'delivery': preferences}, method='PUT', unix=True)
    assert answer.status == 200, answer.body


def count_waiting(session):
    queue = session.http('/api/v1/queue', unix=True).body
    return queue['queue_size'] + queue['sending']


def publish(session, start, end):
    """Events that are not alike, numbered so."""
    for first in range(start, end, AT_A_TIME):
        answer = session.http('/api/v1/events', [
            EVENT | {'model_name': f'qwen-{first + number}'} for number in range(AT_A_TIME)],
            unix=True)
        assert answer.status == 202, answer.body


def drain(session):
    """Lets everything go that waits; returns how many a second went."""
    waiting, start = count_waiting(session), time.monotonic()
    set_delivery(session, enable_rate_limiting=False)
    # Asking more often would cost what is measured.
    while count_waiting(session) > 0 and time.monotonic() < start + DRAIN_S:
        threading.Event().wait(ASK_S)
    assert count_waiting(session) == 0
    return waiting / (time.monotonic() - start)


def measure_libsoup(session, port, count):
    """The same body by libsoup alone."""
    body = session.folder / 'body.json'
    with far_side.FarSide() as side:
        set_url(session, side.url)
        session.publish(EVENT)
        body.write_bytes(side.wait(1)[0].body)
    set_url(session, f'http://127.0.0.1:{port}/')
    answer = subprocess.run([TOOLS / 'bare-client', str(port), body, str(count), str(AT_ONCE)],
                            check=True, capture_output=True, text=True)
    return int(answer.stdout)


def set_url(session, url):
    answer = session.http('/api/v1/channels/webhook', {'settings': {'url': url}}, method='PUT',
                          unix=True)
    assert answer.status == 200, answer.body


def measure_queue(table, count):
    with harness.Session() as session:
        port = start_sink(session)
        agent = set_up(session, port)
        publish(session, 0, AT_A_TIME)
        before = read_memory_mb(agent.pid)
        publish(session, AT_A_TIME, count)
        waiting = count_waiting(session)
        grown = read_memory_mb(agent.pid) - before
        rate = drain(session)
        reference = measure_libsoup(session, port, count // 4)
        table.add(f'webhooks to a sink, {waiting} wait', f'{rate:.0f}/s',
                  f'libsoup alone {reference}/s: {rate / reference:.2f} x', f'{TARGET}/s',
                  rate >= TARGET)
        table.add(f'memory for {waiting} that wait', f'{grown:+.1f} MB',
                  f'{before:.1f} MB before', f'{MEMORY_MB} MB', grown < MEMORY_MB)
        table.add('the same after they went', f'{read_memory_mb(agent.pid) - before:+.1f} MB')


def time_messages(session, side, argv):
    """Milliseconds from the start of the process until it ended and the far side has its message;
    the median. argv has {} for a number, since repeats are no messages of their own."""
    times = []
    for number in range(MESSAGES_WARM + MESSAGES):
        count, start = len(side.requests), time.monotonic()
        subprocess.run([word.format(number) for word in argv], env=session.env, check=True,
                       stdout=subprocess.DEVNULL)
        side.wait(count + 1)
        times.append((time.monotonic() - start) * 1000)
    return statistics.median(times[MESSAGES_WARM:])


def measure_message(table):
    with harness.Session() as session, far_side.FarSide() as side:
        set_up(session, side.port, enable_rate_limiting=False)
        wakebell = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        ours = time_messages(session, side, [
            str(wakebell), 'send', '--wait=10', '--channel=webhook', 'Run {}', 'All of it'])
        apprise = shutil.which('apprise')
        if apprise is None:
            table.add('one message to a webhook, whole process', f'{ours:.1f} ms',
                      'apprise is not installed')
            return
        theirs = time_messages(session, side, [
            apprise, '-t', 'Run {}', '-b', 'All of it', f'json://127.0.0.1:{side.port}/'])
        table.add('one message to a webhook, whole process', f'{ours:.1f} ms',
                  f'apprise {theirs:.1f} ms: {ours / theirs:.2f} x', '1.0 x apprise',
                  ours <= theirs)


def measure(table, plan):
    """For run.py."""
    measure_queue(table, plan.waiting)
    measure_message(table)
