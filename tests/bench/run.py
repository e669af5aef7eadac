#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Measures the agent and the command line beside what others do, all in one run, and prints a
table of figures, references and targets.

Only ratios of one run say something: everything else depends on the machine.
"""

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / 'service'), str(TESTS / 'bench')]
import big_database  # noqa: E402
import deliveries  # noqa: E402
import harness  # noqa: E402
import mails  # noqa: E402
import raw_http  # noqa: E402
import window  # noqa: E402

TOOLS = harness.BUILD_DIR / 'tests/bench'
DATABASES = harness.BUILD_DIR / 'bench-databases'
# The load puts a number in the place of ten signs: each is the failure of another model.
EVENT = {'type': 'training_failed', 'model_name': 'qwen-##########',
         'message': 'CUDA out of memory on worker 3', 'metrics': {'loss': 0.25}}
# What costs most: each is the first that is heard of a run.
NEW_RUN = {**EVENT, 'run_id': 'run-##########'}
ALERT = [{'labels': {'alertname': 'training_failed', 'model_name': 'qwen-##########'},
          'annotations': {'message': 'CUDA out of memory on worker 3', 'loss': '0.25'}}]
ALERTMANAGER_CONFIG = 'route:\n  receiver: nobody\nreceivers:\n- name: nobody\n'
BATCH = 100
KEPT_MOST = 1000000
RULES = 50              # alert configs, and metric rules, that every event passes
POPUP_PAUSE_MS = 260    # the agent's own pace of pop-ups, after a first burst
COMMANDS = 40           # processes of each kind that are timed
COMMANDS_WARM = 3
STARTS = 5
PAGE = 500
PACE_S = 0.02           # between two of the events that come while old ones go


class Plan:
    """How long, how often, how much."""

    def __init__(self, is_quick):
        self.seconds = 1.0 if is_quick else 3.0
        self.rounds = 1 if is_quick else 3
        self.popups = 16 if is_quick else 60
        self.idle_s = 5 if is_quick else 60
        self.wakeups_s = 3 if is_quick else 10
        self.kept = 100000
        self.waiting = 10000 if is_quick else 100000
        self.retention_s = 5 if is_quick else 15
        self.many = 100000 if is_quick else 1000000


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, value, reference='', target='', is_met=None):
        """One row; shown as it comes, so that a long run is not silent."""
        mark = {None: '', True: 'yes', False: 'NO'}[is_met]
        self.rows.append((what, value, reference, target, mark))
        print(f'{what:<52} {value:<30} {reference:<44} {target:<26} {mark}', flush=True)

    def head(self, text):
        print(f'\n{text}', flush=True)


def wait(seconds):
    threading.Event().wait(seconds)


def find_free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def write_json(session, name, value):
    path = session.folder / name
    path.write_text(json.dumps(value))
    return str(path)


# Throughput

def start_bare_server(session):
    """A handler of libmicrohttpd that keeps nothing; returns its port."""
    process = session.start('bare-server', [str(TOOLS / 'bare-server')])
    session.wait_for(lambda: process.output.endswith('\n'), what='bare-server')
    return process.output.strip()


def start_alertmanager(session):
    """Returns its port; None where it is not installed."""
    program = shutil.which('prometheus-alertmanager') or shutil.which('alertmanager')
    if program is None:
        return None
    port = find_free_port()
    config = session.folder / 'alertmanager.yml'
    config.write_text(ALERTMANAGER_CONFIG)
    session.start('alertmanager', [
        program, f'--config.file={config}', f'--storage.path={session.folder / "alertmanager"}',
        f'--web.listen-address=127.0.0.1:{port}', '--cluster.listen-address=', '--log.level=warn'])

    def is_ready():
        try:
            return session.http('/-/ready', base=f'http://127.0.0.1:{port}').status == 200
        except OSError:
            return False

    session.wait_for(is_ready, what='alertmanager')
    return str(port)


def load(target, body, seconds, clients, path=raw_http.EVENTS, has_connection_each=False):
    argv = [str(TOOLS / 'load'), f'--clients={clients}', f'--seconds={seconds}', f'--path={path}',
            f'--body={body}', target]
    if has_connection_each:
        argv.insert(1, '--connect')
    answer = json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
    if answer['failed']:
        print(f'  {answer["failed"]} of the requests to {target} failed', flush=True)
    return answer


def take_median(answers):
    return sorted(answers, key=lambda answer: answer['per_second'])[len(answers) // 2]


def add_rules(session):
    """What a busy user has: each event passes one that matches and some that do not."""
    types = ('high_latency', 'cost_limit_warning', 'circuit_breaker_opened', 'training_completed')
    configs = [{'name': 'failed', 'alert_type': 'training_failed', 'cooldown_minutes': 0,
                'max_alerts_per_hour': 0, 'conditions': {'model_name': 'qwen*'}}]
    configs += [{'name': f'other {number}', 'alert_type': 'training_failed',
                 'conditions': {'model_name': f'model-{number}'}} for number in range(9)]
    configs += [{'name': f'config {number}', 'alert_type': types[number % len(types)]}
                for number in range(RULES - len(configs))]
    for config in configs:
        session.http('/api/v1/admin/alerts/configs', config, unix=True)
    # Else it would measure how old ones go, too.
    session.http('/api/v1/admin/alerts/preferences', {'retention': {'notifications': KEPT_MOST}},
                 method='PUT', unix=True)
    for number in range(RULES):
        session.http('/api/v1/metrics/rules', {
            'rule_name': f'rule {number}', 'metric_name': f'metric_{number}', 'threshold': 1},
            unix=True)


def measure_throughput(table, plan):
    with harness.Session() as session:
        session.start_agent()
        add_rules(session)
        status = session.status()
        port = status['http'][0].rpartition(':')[2]
        event = write_json(session, 'event.json', EVENT)
        alert = write_json(session, 'alert.json', ALERT)
        bare_port = start_bare_server(session)
        alertmanager_port = start_alertmanager(session)

        for has_connection_each in (True, False):
            for clients in (1, 64):
                compare_throughput(table, plan, clients, has_connection_each, {
                    'wakebell': (port if has_connection_each else status['socket'], event,
                                 raw_http.EVENTS),
                    'bare': (bare_port, event, raw_http.EVENTS),
                    'alertmanager': (alertmanager_port, alert, '/api/v2/alerts')})
        measure_batches(table, plan, session, status)
        new_run = load(status['socket'], write_json(session, 'run.json', NEW_RUN), plan.seconds, 64)
        table.add('durable accepts, kept alive, 64 clients, each a new run',
                  f'{new_run["per_second"]}/s, p99 {new_run["p99_ms"]:.1f} ms')


def compare_throughput(table, plan, clients, has_connection_each, targets):
    answers = {name: [] for name, (target, _body, _path) in targets.items() if target}
    for _ in range(plan.rounds):
        for name in answers:
            target, body, path = targets[name]
            answers[name].append(load(target, body, plan.seconds, clients, path,
                                      has_connection_each))
    best = {name: take_median(some) for name, some in answers.items()}
    ours, bare, other = best['wakebell'], best['bare'], best.get('alertmanager')
    how = 'a connection each' if has_connection_each else 'kept alive'
    reference = f'bare {bare["per_second"]}/s'
    ratio = None
    if other:
        ratio = ours['per_second'] / other['per_second']
        reference += f', Alertmanager {other["per_second"]}/s: {ratio:.2f} x'
    target, is_met = '', None
    if clients == 64:
        target = '1.0 x Alertmanager'
        is_met = ratio >= 1.0 if ratio else None
        if has_connection_each:
            target += ', p99 < 50 ms'
            is_met = is_met and ours['p99_ms'] < 50
    table.add(f'durable accepts, {how}, {clients} client{"s" if clients > 1 else ""}',
              f'{ours["per_second"]}/s, p99 {ours["p99_ms"]:.1f} ms', reference, target, is_met)


def measure_batches(table, plan, session, status):
    body = write_json(session, 'batch.json', [EVENT] * BATCH)
    answer = take_median([load(status['socket'], body, plan.seconds, 4)
                          for _ in range(plan.rounds)])
    rate = answer['per_second'] * BATCH
    table.add(f'durable events, {BATCH} a request', f'{rate}/s, p99 {answer["p99_ms"]:.1f} ms', '',
              '15000/s', rate >= 15000)


# Latency

def measure_popups(table, plan):
    with harness.Session() as session:
        tool = subprocess.Popen(
            [str(TOOLS / 'publish-latency'), str(plan.popups),
             str(POPUP_PAUSE_MS if plan.popups > 16 else 20)],
            env=session.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert tool.stdout.readline() == 'ready\n'
            session.start_agent()
            session.wait_for(lambda: session.status()['popups'], what='the pop-ups')
            answer = json.loads(tool.communicate('go\n', timeout=120)[0])
        finally:
            tool.kill()
            tool.wait()
    table.add('publish to Notify', f'p50 {answer["shown_p50_ms"]:.2f} ms, p99 '
              f'{answer["shown_p99_ms"]:.2f} ms', '', 'p50 < 5 ms', answer['shown_p50_ms'] < 5)
    table.add('publish to its answer on the bus', f'p50 {answer["answered_p50_ms"]:.2f} ms, p99 '
              f'{answer["answered_p99_ms"]:.2f} ms')


def time_command(session, argv):
    start = time.monotonic()
    subprocess.run(argv, env=session.env, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.PIPE)
    return (time.monotonic() - start) * 1000


def measure_commands(table, _plan):
    if not shutil.which('notify-send') or not shutil.which('dunst'):
        table.add('wakebell send', 'not measured: notify-send or dunst is missing')
        return
    wakebell = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
    commands = {'wakebell send': [wakebell, 'send', 'Done', 'All of it'],
                'notify-send': ['notify-send', 'Done', 'All of it']}
    times = {name: [] for name in commands}
    with harness.Session(display=True) as session:
        session.start_dunst()
        session.start_agent()
        for i in range(COMMANDS_WARM + COMMANDS):
            for name, argv in commands.items():
                spent = time_command(session, argv)
                if i >= COMMANDS_WARM:
                    times[name].append(spent)
    ours, theirs = (statistics.median(times[name]) for name in commands)
    table.add('wakebell send, whole process', f'{ours:.1f} ms',
              f'notify-send {theirs:.1f} ms: {ours / theirs:.2f} x', '1.5 x notify-send',
              ours / theirs <= 1.5)


# Rest

def get_pss_mb(pid):
    for line in Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith('Pss:'):
            return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


def count_wakeups(pid):
    """How often threads of the process began to wait."""
    count = 0
    for task in Path(f'/proc/{pid}/task').iterdir():
        for line in (task / 'status').read_text().splitlines():
            if line.startswith('voluntary_ctxt_switches'):
                count += int(line.split()[1])
    return count


def measure_rest(table, plan):
    with harness.Session() as session:
        big_database.install(session, plan.kept, DATABASES)
        agent = session.start_agent()
        session.publish({'title': 'one more'})
        wait(plan.idle_s)
        pss = get_pss_mb(agent.pid)
        before, cpu_s = count_wakeups(agent.pid), raw_http.get_cpu_s(agent.pid)
        wait(plan.wakeups_s)
        wakeups = count_wakeups(agent.pid) - before
        cpu_s = raw_http.get_cpu_s(agent.pid) - cpu_s
        table.add(f'agent, idle for {plan.idle_s} s, {plan.kept} kept', f'{pss:.1f} MB PSS', '',
                  '15 MB', pss <= 15)
        table.add(f'wake-ups in {plan.wakeups_s} s of rest', f'{wakeups}, {cpu_s:.2f} s computed',
                  '', 'none', wakeups == 0)
        session.list({'text': big_database.COMMON_WORD})
        table.add('the same after a search', f'{get_pss_mb(agent.pid):.1f} MB PSS')


# Many notifications

def time_start(session):
    """Milliseconds from starting the agent until it answers a call; and the agent."""
    program = harness.find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
    start = time.monotonic()
    agent = session.start('wakebell-agent', [program, '--port=0'])
    while session.get_owner(harness.AGENT_NAME) is None:
        if not agent.is_running():
            raise RuntimeError(agent.output)
    owned = time.monotonic()
    session.get_property('Agent1', 'Version')
    return (owned - start) * 1000, agent


def time_list(session, filter, limit=PAGE, count=5):
    """Milliseconds of the first List of that filter, and the median of more of them."""
    times = []
    parameters = harness.GLib.Variant('(a{sv}xu)', (
        {name: harness.variant(value) for name, value in filter.items()}, 0, limit))
    for _ in range(count):
        start = time.monotonic()
        rows, total = session.call('Notifications1', 'List', parameters)
        times.append((time.monotonic() - start) * 1000)
    return times[0], statistics.median(times), rows, total


def measure_many(table, plan):
    with harness.Session() as session:
        big_database.install(session, plan.many, DATABASES)
        starts = []
        for _ in range(STARTS):
            spent, agent = time_start(session)
            starts.append(spent)
            if len(starts) < STARTS:
                agent.terminate()
        table.add(f'start to ready, {plan.many} kept', f'{statistics.median(starts):.0f} ms', '',
                  '100 ms', statistics.median(starts) <= 100)
        start = time.monotonic()
        session.wait_for(lambda: session.get_property('Notifications1', 'UnreadCount')
                         == big_database.UNREAD)
        table.add('then until what is unread is counted',
                  f'{(time.monotonic() - start) * 1000:.0f} ms')

        for what, filter, limit_ms in (
                ('first page', {}, None),
                ('first page of errors', {'severities': ['error', 'critical']}, None),
                ('first page of what is unread', {'unread': True}, None),
                ('search, a rare word', {'text': big_database.RARE_WORD}, 100),
                ('search, a word of half of them', {'text': big_database.COMMON_WORD}, 100),
                ('search, two words', {'text': 'training fail'}, 100),
                ('search, one letter', {'text': 'c'}, 100),
                ('search, nothing found', {'text': 'nowhere'}, 100)):
            first, median, rows, total = time_list(session, filter)
            table.add(f'List, {what}', f'{median:.1f} ms, the first {first:.1f} ms',
                      f'{len(rows)} of {total}', f'{limit_ms} ms' if limit_ms else '',
                      median <= limit_ms if limit_ms else None)
        start = time.monotonic()
        ids = [number for number, _seq in time_list(session, {}, 50, 1)[2]]
        session.call('Notifications1', 'Get', harness.GLib.Variant('(ax)', (ids,)))
        table.add('List and Get of 50 rows', f'{(time.monotonic() - start) * 1000:.1f} ms')
        table.add('agent after all that', f'{get_pss_mb(agent.pid):.1f} MB PSS')


# Letting go of what is old

def time_accepts(session, seconds):
    """Milliseconds of events that come one by one, PACE_S apart, over one connection."""
    connection = session._open_http(True, None, harness.TIMEOUT_S)
    body, times, start = json.dumps(EVENT), [], time.monotonic()
    while time.monotonic() < start + seconds:
        asked = time.monotonic()
        connection.request('POST', raw_http.EVENTS, body)
        assert connection.getresponse().read()
        times.append((time.monotonic() - asked) * 1000)
        wait(max(0, PACE_S - (time.monotonic() - asked)))
    connection.close()
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.99)]


def keep(session, count):
    session.call('Alerts1', 'SetPreferences', harness.GLib.Variant('(a{sv})', (
        {'retention': harness.variant({'notifications': count})},)))


def measure_retention(table, plan):
    with harness.Session() as session:
        big_database.install(session, plan.kept, DATABASES)
        session.start_agent()
        time_accepts(session, 1)
        before = time_accepts(session, plan.retention_s)
        kept = session.status()['notifications']
        keep(session, 1)
        during = time_accepts(session, plan.retention_s)
        gone = kept + int(plan.retention_s / PACE_S) - session.status()['notifications']
        start, left = time.monotonic(), session.status()['events']
        session.wait_for(lambda: session.status()['events'] < 10, timeout=300)
        spent = time.monotonic() - start
        table.add(f'accepts every {PACE_S * 1000:.0f} ms',
                  f'p50 {before[0]:.2f} ms, p99 {before[1]:.2f} ms')
        table.add('the same while old ones go', f'p50 {during[0]:.2f} ms, p99 {during[1]:.2f} ms',
                  f'about {gone} went meanwhile', 'p99 < 50 ms', during[1] < 50)
        table.add(f'then, at rest, the other {left} events go', f'{spent:.1f} s',
                  f'{left / spent:.0f}/s')


MEASUREMENTS = {'throughput': measure_throughput, 'popups': measure_popups,
                'commands': measure_commands, 'rest': measure_rest, 'many': measure_many,
                'retention': measure_retention, 'deliveries': deliveries.measure,
                'mails': lambda table, _plan: mails.add_rows(table),
                'window': lambda table, plan: window.measure(table, plan, DATABASES)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition('\n\n')[0])
    parser.add_argument('--quick', action='store_true', help='less of everything')
    parser.add_argument('--json', metavar='FILE', help='write the figures there too')
    parser.add_argument('measurement', nargs='*', choices=[[], *MEASUREMENTS],
                        help='only these: ' + ', '.join(MEASUREMENTS))
    arguments = parser.parse_args()
    plan, table = Plan(arguments.quick), Table()
    table.add('what', 'Wakebell', 'reference in the same run', 'target')
    for name, measure in MEASUREMENTS.items():
        if not arguments.measurement or name in arguments.measurement:
            table.head(name)
            measure(table, plan)
    if arguments.json:
        Path(arguments.json).write_text(json.dumps(table.rows, indent=1) + '\n')
    missed = [row[0] for row in table.rows if row[4] == 'NO']
    print(f'\nmissed: {", ".join(missed) or "none"}')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
