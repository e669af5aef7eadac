#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""What the agent tells about itself and its past: health, statistics, metrics, history, the audit
log; and that it lets go of what is old."""

import json
import math
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from gi.repository import GLib  # noqa: E402

PREFERENCES = '/api/v1/admin/alerts/preferences'
HOUR = re.compile(r'\d{4}-\d\d-\d\dT\d\d:00:00\.000000Z')
EVENTS = [{'type': 'training_failed', 'run_id': 'r', 'model_name': 'm'},
          {'type': 'training_failed', 'run_id': 's'},
          {'type': 'batch_processed', 'run_id': 'r'}, {'title': 'x', 'severity': 'critical'}]
TYPES = {'batch_processed': 1, 'custom': 1, 'training_failed': 2}
MANY = 300
KEPT = 40

METRIC = re.compile(r'[a-zA-Z_:][a-zA-Z0-9_:]*')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')
SAMPLE = re.compile(r'(' + METRIC.pattern + r')(?:\{((?:' + LABEL.pattern + r',?)*)\})? (\S+)')


def parse_exposition(text):
    """The Prometheus text format 0.0.4, strictly: {name: {'type', 'samples': {labels: value}}}."""
    families, current = {}, None
    assert text.endswith('\n')
    for line in text[:-1].split('\n'):
        if line.startswith('# HELP '):
            _, _, name, _help = line.split(' ', 3)
            assert METRIC.fullmatch(name) and name not in families, line
            current = families[name] = {'samples': {}}
        elif line.startswith('# TYPE '):
            _, _, name, kind = line.split(' ')
            assert families[name] is current and 'type' not in current, line
            assert kind in ('counter', 'gauge'), line
            assert (kind == 'counter') == name.endswith('_total'), line
            current['type'] = kind
        else:
            found = SAMPLE.fullmatch(line)
            assert found and families.get(found[1]) is current, line
            labels = tuple((label[1], label[2]) for label in LABEL.finditer(found[2] or ''))
            assert len(dict(labels)) == len(labels) and labels not in current['samples'], line
            value = float(found[5])
            assert math.isfinite(value), line
            current['samples'][labels] = value
    assert all('type' in family for family in families.values())
    return families


class Case(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()
        self.base = self.session.status()['http'][0]

    def http(self, path, body=None, method=None):
        return self.session.http(path, body, method=method, base=self.base)

    def publish(self, events):
        self.assertEqual(self.http('/api/v1/events', events).status, 202)

    def call(self, interface, method, **options):
        return self.session.call(interface, method, GLib.Variant('(a{sv})', (
            {name: harness.variant(value) for name, value in options.items()},)))[0]

    def cli(self, *args):
        answer = self.session.cli(*args)
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        return answer.stdout


class Stats(Case):
    def test_sums(self):
        self.assertEqual(self.http('/api/v1/stats').body['hours'], [])
        self.publish(EVENTS)
        stats = self.http('/api/v1/stats?hours=2').body
        self.assertEqual(stats['types'], TYPES)
        self.assertEqual(stats['outcomes'], {'recorded': 1, 'notified': 3})
        self.assertEqual(stats['channels'], {'desktop': 3})
        self.assertEqual((stats['models'], stats['providers']), ({'m': 1}, {}))
        self.assertRegex(stats['since'], HOUR)
        self.assertEqual([set(hour) for hour in stats['hours']],
                         [{'hour', 'severity'}] * len(stats['hours']))
        sums = {}
        for hour in stats['hours']:     # more than one when the clock strikes
            self.assertRegex(hour['hour'], HOUR)
            for severity, n in hour['severity'].items():
                sums[severity] = sums.get(severity, 0) + n
        self.assertEqual(sums, {'info': 1, 'error': 2, 'critical': 1})
        self.assertEqual(self.call('Agent1', 'Stats', hours=2), stats)
        self.assertEqual(json.loads(self.cli('stats', '--hours', 2, '--json')), stats)

    def test_repeats_are_not_counted(self):
        for _ in range(3):
            self.publish([{'title': 'a', 'id': 'same'}])
        self.assertEqual(self.http('/api/v1/stats').body['types'], {'custom': 1})

    def test_refused(self):
        for hours in (0, 8761, -1, 'x', '1.5'):
            answer = self.http(f'/api/v1/stats?hours={hours}')
            self.assertEqual((answer.status, answer.body['error']['field']), (400, 'hours'))
        self.assertEqual(self.session.cli('stats', '--hours', 9999).returncode, 1)

    def test_command(self):
        self.assertEqual(self.cli('stats'), 'No events.\n')
        self.publish(EVENTS)
        lines = self.cli('stats').splitlines()
        self.assertEqual(lines[0].split(), ['HOUR', 'INFO', 'SUCCESS', 'WARNING', 'ERROR',
                                            'CRITICAL'])
        self.assertIn('training_failed  2', lines)
        self.assertIn('notified  3', lines)
        self.assertIn('desktop  3', lines)


class Health(Case):
    def test_well(self):
        self.publish(EVENTS)
        health = self.http('/api/v1/health').body
        self.assertEqual((health['status'], health['troubles']), ('ok', []))
        self.assertEqual((health['events'], health['notifications'], health['unread']), (4, 3, 3))
        self.assertEqual(health['queue']['jobs'], 0)
        self.assertEqual(health['listeners']['http'], self.session.status()['http'])
        self.assertEqual(health['database']['path'], self.session.status()['database'])
        self.assertGreater(health['database']['size_bytes'], 4096)
        self.assertGreater(health['database']['free_bytes'], 0)
        self.session.wait_for(
            lambda: self.http('/api/v1/health').body['database']['integrity'] == 'ok')
        self.assertEqual(set(self.session.call('Agent1', 'Health')[0]), set(health))

    def test_command(self):
        self.publish(EVENTS)
        self.assertIn('Health:         well\n', self.cli('status'))
        status = json.loads(self.cli('status', '--json'))
        self.assertEqual((status['health']['status'], status['events']), ('ok', 4))

    def test_degraded(self):
        """A port that another program has."""
        self.session.call('Agent1', 'Quit')
        self.session.wait_for(lambda: self.session.get_owner(harness.AGENT_NAME) is None)
        with socket.create_server(('127.0.0.1', 0)) as listener:
            self.session.start_agent(f'--port={listener.getsockname()[1]}')
            answer = self.session.http('/api/v1/health', unix=True)
        self.assertEqual((answer.status, answer.body['status']), (200, 'degraded'))
        self.assertEqual(len(answer.body['troubles']), 1)
        self.assertIn('needs a look', self.cli('status'))

    def test_failing(self):
        """A database that went away under the agent: what it refuses is told."""
        Path(self.session.status()['database']).unlink()
        self.assertEqual(self.http('/api/v1/events', {'title': 'x'}).status, 503)
        answer = self.http('/api/v1/health')
        self.assertEqual((answer.status, answer.body['status']), (503, 'failing'))
        self.assertEqual(self.http('/healthz').status, 200)

    def test_damaged(self):
        self.publish(EVENTS)
        self.session.call('Agent1', 'Quit')
        self.session.wait_for(lambda: self.session.get_owner(harness.AGENT_NAME) is None)
        path = self.session.data_home / 'wakebell/wakebell.db'
        database = sqlite3.connect(path)
        page_size = database.execute('PRAGMA page_size').fetchone()[0]
        page = database.execute('SELECT rootpage FROM sqlite_schema WHERE name = ?',
                                ('notifications_by_subject',)).fetchone()[0]
        database.close()
        with open(path, 'r+b') as file:
            file.seek((page - 1) * page_size)
            file.write(b'\xff' * page_size)
        self.session.start_agent()
        self.base = self.session.status()['http'][0]
        self.session.wait_for(lambda: self.http('/api/v1/health').status == 503)
        self.assertEqual(self.http('/api/v1/health').body['database']['integrity'], 'damaged')


class Metrics(Case):
    def get_metrics(self):
        answer = self.http('/metrics')
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.headers['Content-Type'],
                         'text/plain; version=0.0.4; charset=utf-8')
        return answer.body

    def test_text(self):
        self.assertEqual(parse_exposition(self.get_metrics())['wakebell_events_total']['samples'],
                         {})
        self.publish(EVENTS)
        text = self.get_metrics()
        families = parse_exposition(text)
        self.assertEqual(families['wakebell_events_total']['samples'], {
            (('type', name), ('severity', severity), ('outcome', outcome)): n
            for name, severity, outcome, n in (
                ('batch_processed', 'info', 'recorded', 1), ('custom', 'critical', 'notified', 1),
                ('training_failed', 'error', 'notified', 2))})
        version = self.session.status()['version']
        self.assertEqual(families['wakebell_build_info']['samples'],
                         {(('version', version),): 1})
        for name, value in (('wakebell_notifications', 3), ('wakebell_notifications_unread', 3),
                            ('wakebell_queue_jobs', 0)):
            self.assertEqual(families[name], {'type': 'gauge', 'samples': {(): value}})
        for name in ('wakebell_database_bytes', 'process_resident_memory_bytes',
                     'process_start_time_seconds'):
            self.assertGreater(families[name]['samples'][()], 0)

    @unittest.skipUnless(shutil.which('promtool'), 'no promtool here')
    def test_promtool(self):
        self.publish(EVENTS)
        answer = subprocess.run(['promtool', 'check', 'metrics'], input=self.get_metrics(),
                                capture_output=True, encoding='utf-8', check=False)
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))


class History(Case):
    def test_bus_and_command(self):
        self.publish(EVENTS)
        page = self.http('/api/v1/events?run_id=r&hours=24').body['events']
        self.assertEqual([event['id'] for event in page], [3, 1])
        self.assertEqual(self.call('Events1', 'History', run_id='r', hours=24), page)
        self.assertEqual(json.loads(self.cli('history', '--run', 'r', '--hours', 24, '--json')),
                         {'events': page})
        self.assertEqual([event['id'] for event in self.call('Events1', 'History', limit=1)], [4])
        lines = self.cli('history', '--type', 'training_failed').splitlines()
        self.assertEqual([line.split()[0] for line in lines], ['EVENT', '2', '1'])
        self.assertEqual(self.cli('history', '--run', 'nobody'), 'No events.\n')

    def test_refused(self):
        for options in ({'hours': 0}, {'limit': 1001}, {'type': 'cats'}, {'limit': 'x'}):
            with self.assertRaises(GLib.Error) as caught:
                self.call('Events1', 'History', **options)
            self.assertEqual(harness.error_name(caught.exception), 'InvalidArgument')
        self.assertEqual(self.session.cli('history', '--type', 'cats').returncode, 1)
        self.assertEqual(self.session.cli('history', '--hours', 'x').returncode, 2)


class Audit(Case):
    def test_who_and_what(self):
        self.assertEqual(self.cli('audit'), 'Nobody changed any settings.\n')
        self.http(PREFERENCES, {'retention': {'days': 30}}, 'PUT')
        self.session.call('Alerts1', 'SetPreferences', GLib.Variant('(a{sv})', (
            {'quota': harness.variant({'warning': 70})},)))
        self.http('/api/v1/admin/alerts/notifications/mark-all-read', method='POST')
        lines = self.http('/api/v1/audit').body['audit']
        self.assertEqual([(line['action'], line['detail']) for line in lines],
                         [('preferences.set', 'quota'), ('preferences.set', 'retention')])
        self.assertRegex(lines[0]['actor'], r'^dbus :1\.\d+$')
        self.assertEqual(lines[1]['actor'], 'http')
        self.assertNotIn('70', json.dumps([line['detail'] for line in lines]))
        self.assertEqual(self.call('Agent1', 'ListAudit'), lines)
        self.assertEqual(self.call('Agent1', 'ListAudit', limit=1), lines[:1])
        self.assertEqual(self.call('Agent1', 'ListAudit', before_id=2), lines[1:])
        self.assertEqual(json.loads(self.cli('audit', '--json')), {'audit': lines})
        self.assertEqual([line.split()[3:] for line in self.cli('audit').splitlines()[2:]],
                         [['preferences.set', 'retention']])


class Retention(Case):
    def test_number(self):
        """Told to keep fewer, it lets the oldest go, says so, and counts right."""
        self.publish([{'title': f'jasper {i}', 'severity': 'critical' if i == 5 else 'info'}
                      for i in range(1, MANY + 1)])
        removed = self.session.record_signals('Notifications1', 'Removed')
        self.assertEqual(self.http(PREFERENCES, {'retention': {'notifications': KEPT}},
                                   'PUT').status, 200)
        self.session.wait_for(lambda: self.session.status()['notifications'] == KEPT + 1)
        self.session.wait_for(
            lambda: self.session.get_property('Notifications1', 'UnreadCount') == KEPT + 1)
        self.session.wait_for(lambda: self.session.status()['events'] == 5 * KEPT + 1)
        kept = [MANY - i for i in range(KEPT)] + [5]
        self.assertEqual([row['id'] for row in self.session.list()], kept)
        self.assertEqual([row['id'] for row in self.session.list({'text': 'jasper'})], kept)
        self.assertEqual(self.session.list({'text': 'jasper 17'}), [])
        self.session.wait_for(lambda: sorted(i for signal in removed for i in signal[0])
                              == [i for i in range(1, MANY - KEPT + 1) if i != 5])
        self.assertEqual(self.http('/api/v1/stats').body['types'], {'custom': MANY})
        self.session.wait_for(
            lambda: self.http('/api/v1/health').body['database']['integrity'] == 'ok')


if __name__ == '__main__':
    unittest.main(verbosity=2)
