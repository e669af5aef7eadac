#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Metrics and their rules, as scripts record them."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402

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
                                          '--threshold', '1', '--for', '5m').returncode, 0)
        self.assertIn('"rule_name":"x"', self.session.cli('metrics', 'rules', '--json').stdout
                      .replace(': ', ':'))
        self.assertEqual(self.session.cli('metrics', 'rules', 'remove', 'x').returncode, 0)
        self.assertEqual(self.session.cli('metrics', 'rules', 'remove', 'x').returncode, 1)
        self.assertEqual(self.session.cli('metrics', 'record', 'm', 'x').returncode, 2)

    def test_restart(self):
        self.record('cpu_usage_percent', 90)
        self.agent.kill9()
        self.session.start_agent()
        self.assertEqual(self.record('cpu_usage_percent', 91), [])


if __name__ == '__main__':
    unittest.main()
