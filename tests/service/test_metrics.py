#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Metrics and their rules, as scripts record them."""

import datetime
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from gi.repository import GLib  # noqa: E402

METRICS = '/api/v1/metrics'
RULES = METRICS + '/rules'

# Rule, metric, a value at the threshold, one beyond, the severity of its priority.
DEFAULTS = (
    ('high_cpu_usage', 'cpu_usage_percent', 85, 85.1, 'warning'),
    ('critical_cpu_usage', 'cpu_usage_percent', 95, 95.1, 'error'),
    ('high_memory_usage', 'memory_usage_percent', 80, 80.1, 'warning'),
    ('critical_memory_usage', 'memory_usage_percent', 90, 90.1, 'error'),
    ('large_processing_queue', 'queue_size', 1000, 1001, 'warning'),
    ('critical_processing_queue', 'queue_size', 5000, 5001, 'error'),
    ('high_error_rate', 'error_rate_percent', 5, 5.1, 'warning'),
    ('critical_error_rate', 'error_rate_percent', 15, 15.1, 'error'),
)


class Metrics(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()

    def record(self, name, value, **options):
        answer = self.session.http(METRICS, {'metric_name': name, 'value': value, **options},
                                   unix=True)
        self.assertEqual(answer.status, 202, answer.body)
        return answer.body['alerts']

    def get(self, number):
        return next(row for row in self.session.list() if row['id'] == number)

    def test_defaults(self):
        for index, (rule, metric, at, beyond, severity) in enumerate(DEFAULTS):
            service = f'service-{index}'
            with self.subTest(rule=rule):
                self.assertNotIn(rule, [alert['rule'] for alert in
                                        self.record(metric, at, service_name=service)])
                alert, = [alert for alert in self.record(metric, beyond, service_name=service)
                          if alert['rule'] == rule]
                self.assertEqual((alert['state'], alert['outcome']), ('firing', 'notified'))
                row = self.get(alert['event_id'])
                self.assertEqual((row['type'], row['severity']), ('metric_threshold', severity))

    def test_sample(self):
        """record_metric("cpu_usage_percent", 45.2, "%", "api-server", status)"""
        self.assertEqual(self.record('cpu_usage_percent', 45.2, unit='%', service_name='api-server',
                                     status='healthy'), [])
        metric, = self.session.http(METRICS, unix=True).body['metrics']
        self.assertEqual((metric['metric_name'], metric['value'], metric['unit'],
                          metric['service_name'], metric['status']),
                         ('cpu_usage_percent', 45.2, '%', 'api-server', 'healthy'))

    def test_own_rule(self):
        rule = {'rule_name': 'custom_metric_alert', 'metric_name': 'custom_metric',
                'threshold': 100.0, 'operator': '>', 'priority': 'high', 'cooldown_minutes': 20}
        self.assertEqual(self.session.http(RULES, rule, unix=True).status, 201)
        self.assertEqual(self.session.http(RULES, rule, unix=True).status, 409)
        self.assertEqual(self.record('custom_metric', 100.0), [])
        alert, = self.record('custom_metric', 150.5)
        row = self.get(alert['event_id'])
        self.assertEqual(row['severity'], 'error')
        self.assertEqual(row['message'], 'custom_metric is 150.5, threshold 100.')
        self.assertEqual(self.record('custom_metric', 151), [])     # within the cooldown
        alert, = self.record('custom_metric', 99)
        self.assertEqual((alert['state'], alert['outcome']), ('resolved', 'merged'))
        self.assertIn('resolved_at', self.get(row['id']))

    def test_gpu(self):
        alert, = self.record('gpu_memory_percent', 91.2)
        row = self.get(alert['event_id'])
        self.assertEqual((row['type'], row['title'], row['message'], row['severity']),
                         ('gpu_memory_warning', 'GPU Memory Warning', 'GPU memory usage: 91.2%',
                          'warning'))

    def test_ratio(self):
        """memory_allocated / total_memory > 0.85"""
        alert, = self.record('gpu_memory_percent', 0.912, unit='ratio', service_name='gpu-0')
        self.assertEqual(self.get(alert['event_id'])['message'], 'GPU memory usage: 91.2%')

    def test_other_defaults(self):
        """Disks ring at once; a GPU that is idle for a moment does not."""
        self.assertEqual(self.record('gpu_utilization_percent', 5), [])
        alert, = self.record('disk_usage_percent', 93.5)
        row = self.get(alert['event_id'])
        self.assertEqual((row['type'], row['message'], row['severity']),
                         ('disk_space_warning', '93.5% used', 'warning'))

    def test_recovery(self):
        rule = {'rule_name': 'hot', 'metric_name': 'temperature', 'threshold': 90,
                'recovery_threshold': 70, 'priority': 'critical', 'cooldown_minutes': 0}
        self.assertEqual(self.session.http(RULES, rule, unix=True).status, 201)
        first, = self.record('temperature', 91)
        again, = self.record('temperature', 92)         # no cooldown: it rings again
        self.assertEqual(again['outcome'], 'merged')
        self.assertEqual(self.record('temperature', 80), [])
        resolved, = self.record('temperature', 69)
        self.assertEqual(resolved['state'], 'resolved')
        row = self.get(first['event_id'])
        self.assertEqual(row['count'], 3)
        self.assertIn('resolved_at', row)

    def test_storm(self):
        """A hundred machines beyond two thresholds, ten times: one notification of each."""
        samples = [{'metric_name': 'cpu_usage_percent', 'value': 96 + number / 100,
                    'service_name': f'node-{number}'} for number in range(100)]
        firing = 0
        for _ in range(10):
            answer = self.session.http(METRICS, {'samples': samples}, unix=True)
            self.assertEqual((answer.status, answer.body['recorded']), (202, 100))
            firing += len(answer.body['alerts'])
        self.assertEqual((firing, len(self.session.list())), (200, 200))
        self.assertTrue(all(row['count'] == 1 for row in self.session.list()))

    def test_unusual(self):
        rule = {'rule_name': 'odd', 'metric_name': 'step_time', 'kind': 'unusual', 'min_count': 5,
                'operator': '!='}
        self.assertEqual(self.session.http(RULES, rule, unix=True).status, 201)
        for value in (1.4, 1.5, 1.6, 1.5, 1.5):
            self.assertEqual(self.record('step_time', value), [])
        alert, = self.record('step_time', 9.1)
        self.assertEqual(alert['why'], '9.1 is 506.7 spreads from the median 1.5 of the last 5')
        self.assertEqual(self.get(alert['event_id'])['message'], alert['why'])

    def test_forecast(self):
        rule = {'rule_name': 'full', 'metric_name': 'disk', 'kind': 'forecast', 'threshold': 100,
                'within': '3h', 'min_count': 3}
        self.assertEqual(self.session.http(RULES, rule, unix=True).status, 201)
        now = datetime.datetime.now(datetime.timezone.utc)
        times = [now - datetime.timedelta(hours=hours) for hours in (3, 2, 1)]
        for time, value, n_alerts in zip(times, (94, 95.5, 97), (0, 0, 1)):
            alerts = self.record('disk', value, at=time.isoformat())
            self.assertEqual(len(alerts), n_alerts)
        self.assertEqual(alerts[0]['why'], '97 now, and will reach 100 in 2 h at 1.5 an hour')

    def test_bus(self):
        def call(method, signature, *arguments):
            return self.session.call('Metrics1', method, GLib.Variant(signature, arguments))

        changes = self.session.record_signals('Metrics1', 'Changed')
        call('AddRule', '(a{sv})', {'rule_name': GLib.Variant('s', 'r'),
                                    'metric_name': GLib.Variant('s', 'm'),
                                    'threshold': GLib.Variant('d', 1.0)})
        self.session.wait_for(lambda: changes, what='Changed')
        result, = call('Record', '(sda{sv})', 'm', 2.0, {'service_name': GLib.Variant('s', 'a')})
        self.assertEqual((result['recorded'], result['alerts'][0]['rule']), (1, 'r'))
        sample = {'metric_name': GLib.Variant('s', 'm'), 'value': GLib.Variant('d', 0.5)}
        self.assertEqual(call('RecordMany', '(aa{sv})', [sample, sample])[0]['recorded'], 2)
        call('ChangeRule', '(sa{sv})', 'r', {'active': GLib.Variant('b', False)})
        rule, = [rule for rule in call('ListRules', '()')[0] if rule['rule_name'] == 'r']
        self.assertFalse(rule['active'])
        self.assertEqual(sorted(row['service_name'] for row in call('List', '(a{sv})', {})[0]),
                         ['', 'a'])
        call('DeleteRule', '(s)', 'r')
        self.assertIn('resolved_at', self.session.list()[0])
        for value in (float('nan'), float('inf')):
            with self.assertRaisesRegex(GLib.Error, 'value'):
                call('Record', '(sda{sv})', 'm', value, {})

    def test_silence(self):
        rule = {'rule_name': 'silent', 'metric_name': 'heartbeat', 'kind': 'absent',
                'absent_after': 1}
        self.assertEqual(self.session.http(RULES, rule, unix=True).status, 201)
        self.record('heartbeat', 1)
        self.session.wait_for(lambda: self.session.list(), what='silence')
        self.assertIn('no value for', self.session.list()[0]['message'])

    def test_events_feed_rules(self):
        rule = {'rule_name': 'loss', 'metric_name': 'loss', 'threshold': 2}
        self.assertEqual(self.session.http(RULES, rule, unix=True).status, 201)
        self.session.publish({'type': 'batch_processed', 'run_id': 'r', 'metrics': {'loss': 1.5}})
        self.assertEqual(self.session.list(), [])
        self.session.publish({'type': 'batch_processed', 'run_id': 'r', 'metrics': {'loss': 2.5}})
        row = self.session.list()[0]
        self.assertEqual(row['message'], 'loss is 2.5, threshold 2 on r.')

    def test_rules(self):
        rules = self.session.http(RULES, unix=True).body['rules']
        self.assertEqual([rule['rule_name'] for rule in rules][:8], [row[0] for row in DEFAULTS])
        self.assertTrue(all(rule['default'] for rule in rules))
        path = RULES + '/high_cpu_usage'
        self.assertEqual(self.session.http(path, {'active': False}, method='PUT',
                                           unix=True).status, 200)
        self.assertEqual(self.record('cpu_usage_percent', 90), [])
        self.assertEqual(self.session.http(path, method='DELETE', unix=True).status, 200)
        self.assertEqual([alert['rule'] for alert in self.record('cpu_usage_percent', 90)],
                         ['high_cpu_usage'])
        self.assertEqual(self.session.http(path, method='DELETE', unix=True).status, 404)

    def test_refusals(self):
        for body, field in (({'value': 1}, 'metric_name'), ({'metric_name': 'm'}, 'value'),
                            ({'metric_name': 'm', 'value': '1'}, 'value'),
                            ({'metric_name': 'm', 'value': 1, 'at': 'now'}, 'at'),
                            ([{'metric_name': 'm', 'value': 1}, 7], 'samples[1].sample')):
            answer = self.session.http(METRICS, body, unix=True)
            self.assertEqual((answer.status, answer.body['error']['field']), (400, field))
        self.assertEqual(self.session.http(METRICS, unix=True).body['metrics'], [])

    def test_command_line(self):
        answer = self.session.cli('metrics', 'record', 'queue_size', '5001', '--service', 'jobs')
        self.assertEqual(answer.stdout, 'Recorded\n'
                         'large_processing_queue: firing, 5001 > 1000 (notified)\n'
                         'critical_processing_queue: firing, 5001 > 5000 (notified)\n')
        self.assertIn('queue_size', self.session.cli('metrics').stdout)
        self.assertEqual(self.session.cli('metrics', 'rules', 'add', 'x', '--metric', 'm',
                                          '--threshold', '100.0', '--for', '5m').returncode, 0)
        self.assertIn('"rule_name":"x"', self.session.cli('metrics', 'rules', '--json').stdout
                      .replace(': ', ':'))
        self.assertEqual(self.session.cli('metrics', 'rules', 'remove', 'x').returncode, 0)
        self.assertEqual(self.session.cli('metrics', 'rules', 'remove', 'x').returncode, 1)
        self.assertEqual(self.session.cli('metrics', 'rules', 'add', 'f', '--metric', 'm', '--kind',
                                          'forecast', '--threshold', '1e3', '--within', '2h',
                                          '--window', '30', '--min-count', '5').returncode, 0)
        rule, = [rule for rule in json.loads(self.session.cli('metrics', 'rules', 'list',
                                                              '--json').stdout)['rules']
                 if rule['rule_name'] == 'f']
        self.assertEqual((rule['threshold'], rule['within'], rule['window'], rule['min_count']),
                         (1000, 7200, 30, 5))
        self.assertEqual(self.session.cli('metrics', 'rules', 'disable', 'f').stdout, 'Disabled\n')
        self.assertEqual(self.session.cli('metrics', 'rules', 'enable', 'f').stdout, 'Enabled\n')
        answer = json.loads(self.session.cli('metrics', 'record', 'm', '--json', '--', '-2').stdout)
        self.assertEqual(answer, {'recorded': 1, 'alerts': []})
        rows = json.loads(self.session.cli('metrics', 'list', '--metric', 'm', '--json').stdout)
        self.assertEqual([row['value'] for row in rows['metrics']], [-2])
        for words in (('m', 'x'), ('m', 'nan'), ('m',)):
            self.assertNotEqual(self.session.cli('metrics', 'record', *words).returncode, 0)
        self.assertEqual(self.session.cli('metrics', 'record', 'm', 'x').returncode, 2)

    def test_restart(self):
        self.record('cpu_usage_percent', 90)
        self.agent.kill9()
        self.session.start_agent()
        self.assertEqual(self.record('cpu_usage_percent', 91), [])


if __name__ == '__main__':
    unittest.main()
