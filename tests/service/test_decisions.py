#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""What the agent decides about events, and how it tells why."""

import datetime
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402

ADMIN = '/api/v1/admin/alerts'
SCENARIOS = ('quota-warning', 'quota-critical', 'auth-failure', 'all-keys-failed', 'provider-down',
             'training-failed', 'metric-storm')

SETTINGS = {
    'email': {'smtp_host': '127.0.0.1', 'smtp_port': 9, 'security': 'none',
              'recipients': ['a@example.org']},
    'slack': {'webhook_url': 'http://127.0.0.1:9/'},
    'discord': {'webhook_url': 'http://127.0.0.1:9/'},
    'telegram': {'bot_token': '1:a', 'chat_id': 1, 'api_url': 'http://127.0.0.1:9/'},
    'pagerduty': {'integration_key': 'a', 'api_url': 'http://127.0.0.1:9/'},
}


class Case(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()

    def http(self, path, body=None, method=None):
        return self.session.http(path, body, method=method, unix=True)

    def post(self, path, body=None):
        answer = self.http(path, body if body is not None else '', 'POST')
        self.assertIn(answer.status, (200, 201, 202), answer.body)
        return answer.body

    def explain(self, number):
        return self.http(f'/api/v1/events/{number}/explanation').body['decision']

    def row(self, number):
        return next(row for row in self.session.list() if row['id'] == number)


class Gateway(Case):
    """The alerts of a gateway, as their source words them."""

    def test_texts(self):
        for event, title, message in (
                ({'type': 'circuit_breaker_opened', 'provider_name': 'openai', 'failure_count': 5,
                  'circuit_state': 'open'},
                 'Circuit Breaker Opened: openai', 'Provider openai has failed repeatedly.'),
                ({'type': 'cost_limit_warning', 'current_value': 90, 'limit_value': 100,
                  'percentage': 90}, 'Cost Limit Warning', 'You have used $90/$100 (90%)'),
                ({'type': 'rate_limit_exceeded', 'requests': 61, 'limit': 60,
                  'window_seconds': 60},
                 'Rate Limit Exceeded', 'Too many requests in short period')):
            with self.subTest(event['type']):
                row = self.row(self.post('/api/v1/events', event)['notification_id'])
                self.assertEqual((row['title'], row['message']), (title, message))

    def test_trigger(self):
        """trigger_alert(alert_type, title, message, context, severity)"""
        answer = self.post('/api/v1/events', {
            'type': 'circuit_breaker_opened', 'title': 'Circuit Breaker Opened: OpenAI',
            'message': 'Provider OpenAI has failed repeatedly.', 'severity': 'critical',
            'context': {'provider_name': 'OpenAI', 'failure_count': 5, 'circuit_state': 'open'}})
        row = self.row(answer['notification_id'])
        self.assertEqual((row['title'], row['severity']),
                         ('Circuit Breaker Opened: OpenAI', 'critical'))

    def test_force_open(self):
        path = '/api/v1/admin/router/circuit-breakers/openai/force-open'
        row = self.row(self.post(path)['notification_id'])
        self.assertEqual((row['type'], row['title']),
                         ('circuit_breaker_opened', 'Circuit Breaker Opened: openai'))

    def test_recovery_is_never_throttled(self):
        event = {'type': 'circuit_breaker_closed', 'provider': 'openai'}
        for _ in range(3):
            self.assertEqual(self.session.publish(event)[1], 'notified')


class Webhook(Case):
    """Alerts of other tools."""

    def test_alertmanager(self):
        alert = {'status': 'firing', 'fingerprint': 'f1', 'startsAt': '2026-01-02T03:04:05Z',
                 'endsAt': '0001-01-01T00:00:00Z', 'generatorURL': 'http://prometheus:9090/graph',
                 'labels': {'alertname': 'HighCPUUsage', 'severity': 'warning'},
                 'annotations': {'summary': 'High CPU usage detected',
                                 'description': 'CPU usage is above 85%'}}
        answer = self.post('/webhook/alerts', {'version': '4', 'alerts': [alert]})
        self.assertEqual(answer['status'], 'processed')
        number = answer['results'][0]['notification_id']
        row = self.row(number)
        self.assertEqual((row['type'], row['title'], row['message'], row['severity']),
                         ('external_alert', 'High CPU usage detected', 'CPU usage is above 85%',
                          'warning'))
        self.post('/webhook/alerts', {'alerts': [{**alert, 'status': 'resolved'}]})
        self.assertIn('resolved_at', self.row(number))

    def test_plain(self):
        answer = self.post('/webhook/alerts', {'name': 'Backup', 'text': 'It is late', 'level': 'high',
                                               'host': 'nas'})
        row = self.row(answer['results'][0]['notification_id'])
        self.assertEqual((row['title'], row['message'], row['severity']),
                         ('Backup', 'It is late', 'error'))
        answer = self.post('/webhook/alerts', [{'type': 'training_failed', 'run_id': 'r'}, {}])
        self.assertEqual([result['outcome'] for result in answer['results']], ['notified'] * 2)
        self.assertEqual(self.row(answer['results'][0]['id'])['type'], 'training_failed')

    def test_refusals(self):
        for body in (7, [], {'alerts': []}, {'alerts': [1]}, [{'type': 'custom', 'severity': 'x'}]):
            self.assertEqual(self.http('/webhook/alerts', body).status, 400)
        self.assertEqual(self.session.list(), [])


class Throttle(Case):
    def test_repeats_count_on_the_first(self):
        event = {'type': 'high_latency', 'provider': 'openai', 'latency_ms': 6000}
        first, outcome = self.session.publish(event)
        self.assertEqual(outcome, 'notified')
        for _ in range(3):
            self.assertEqual(self.session.publish(event)[1], 'throttled')
        self.assertEqual(self.row(first)['count'], 4)
        history = self.http('/api/v1/events').body['events']
        self.assertEqual([event['outcome'] for event in history],
                         ['throttled'] * 3 + ['notified'])
        self.assertIn('cooldown until', history[0]['reason'])
        self.assertEqual(self.session.publish({**event, 'severity': 'critical'})[1], 'notified')

    def test_restart(self):
        event = {'type': 'high_latency', 'provider': 'openai'}
        self.session.publish(event)
        self.agent.kill9()
        self.session.start_agent()
        self.assertEqual(self.session.publish(event)[1], 'throttled')
        self.assertEqual(self.session.publish({**event, 'provider': 'groq'})[1], 'notified')

    def test_hourly_cap(self):
        self.post(ADMIN + '/configs', {'name': 'two', 'alert_type': 'high_latency',
                                       'cooldown_minutes': 0, 'max_alerts_per_hour': 2})
        event = {'type': 'high_latency', 'provider': 'openai'}
        outcomes = [self.session.publish(event)[1] for _ in range(4)]
        self.assertEqual(outcomes, ['notified', 'notified', 'throttled', 'throttled'])
        self.assertEqual(self.explain(4)['throttles'][0]['answer'], 'hourly_cap')

    def test_scripts_do_not_throttle_each_other(self):
        for title in ('Backup done', 'Disk full'):
            self.assertEqual(self.session.publish({'title': title})[1], 'notified')


class Firing(Case):
    def test_resolved_by_type(self):
        for opened, closed in (('circuit_breaker_opened', 'circuit_breaker_closed'),
                               ('provider_unhealthy', 'provider_recovered')):
            number, _outcome = self.session.publish({'type': opened, 'provider': 'openai'})
            self.session.publish({'type': closed, 'provider': 'openai'})
            self.assertIn('resolved_at', self.row(number))

    def test_expiry(self):
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
        number, _outcome = self.session.publish({
            'title': 'x', 'dedup_key': 'k', 'ends_at': end.isoformat().replace('+00:00', 'Z')})
        self.session.wait_for(lambda: 'resolved_at' in self.row(number), what='its end')

    def test_muted(self):
        self.post('/api/v1/keys/all-failed', {'errors_by_provider': {'groq': '401'}})
        for kind in ('email', 'telegram'):
            self.http('/api/v1/channels', {'kind': kind, 'settings': SETTINGS[kind]})
        number, _outcome = self.session.publish({'type': 'quota_critical', 'provider': 'groq',
                                                 'key_id': '2', 'percentage': 95})
        self.assertEqual(self.row(number)['channels'], ['desktop'])
        self.assertIn('says it already', self.row(number)['reason'])


class Waiting(Case):
    def test_deliver_at(self):
        then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1)
        number, outcome = self.session.publish({
            'title': 'later', 'deliver_at': then.isoformat().replace('+00:00', 'Z')})
        self.assertEqual((outcome, self.session.list()), ('held', []))
        self.session.wait_for(self.session.list, what='its time')
        self.assertEqual(self.http(f'/api/v1/events/{number}').body['notification_id'],
                         self.session.list()[0]['id'])

    def test_quiet_hours(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        start, end = (now + datetime.timedelta(minutes=minutes) for minutes in (-60, 60))
        self.http(ADMIN + '/preferences', {'quiet_hours': {
            'enabled': True, 'start': f'{start:%H:%M}', 'end': f'{end:%H:%M}'}}, 'PUT')
        held, outcome = self.session.publish({'title': 'x', 'severity': 'warning'})
        self.assertEqual(outcome, 'held')
        self.assertIn('held_until', self.row(held))
        self.assertEqual(self.session.publish({'title': 'y', 'severity': 'critical'})[1],
                         'notified')

    def test_snooze(self):
        number, _outcome = self.session.publish({'title': 'x', 'dedup_key': 'k'})
        answer = self.post(f'{ADMIN}/notifications/{number}/snooze', {'minutes': 15})
        self.assertIn('snoozed_until', answer)
        self.assertEqual(self.session.publish({'title': 'x', 'dedup_key': 'k'})[1], 'held')
        self.assertEqual(self.session.cli('snooze', str(number), '--for', 'off').stdout,
                         'Brought back\n')
        self.session.wait_for(lambda: 'snoozed_until' not in self.row(number), what='its return')

    def test_snooze_refusals(self):
        number, _outcome = self.session.publish({'title': 'x'})
        path = f'{ADMIN}/notifications/{number}/snooze'
        for body, field in (({}, 'minutes'), ({'minutes': -1}, 'minutes'),
                            ({'until': 'soon'}, 'until'), ({'until': 'run_ends'}, 'until'),
                            ({'minutes': 1, 'until': 'tomorrow'}, 'minutes')):
            answer = self.http(path, body)
            self.assertEqual((answer.status, answer.body['error']['field']), (400, field))
        self.assertEqual(self.http(f'{ADMIN}/notifications/99/snooze', {'minutes': 1}).status, 404)


class Routing(Case):
    """Where it goes, by the event, the type and the priority."""

    def set_channels(self, *kinds):
        """A channel of each kind; nobody sends through them here."""
        for kind in kinds:
            answer = self.http('/api/v1/channels', {'kind': kind, 'settings': SETTINGS[kind]})
            self.assertEqual(answer.status, 201, answer.body)

    def route(self, event):
        number = self.session.publish(event)[0]
        return self.row(number)['channels']

    def test_types(self):
        self.set_channels('email', 'telegram', 'slack')
        for kind, channels in (('quota_warning', ['desktop', 'telegram']),
                               ('quota_critical', ['desktop', 'email', 'telegram']),
                               ('auth_failure', ['desktop', 'email', 'telegram']),
                               ('key_recovered', ['desktop', 'telegram'])):
            with self.subTest(kind):
                self.assertEqual(self.route({'type': kind, 'provider': kind, 'key_id': '1'}),
                                 channels)

    def test_priorities(self):
        self.set_channels('email', 'slack', 'pagerduty', 'discord')
        for priority, channels in (
                ('low', ['desktop', 'slack']), ('medium', ['desktop', 'email', 'slack']),
                ('high', ['desktop', 'email', 'slack', 'pagerduty']),
                ('critical', ['desktop', 'email', 'slack', 'discord', 'pagerduty'])):
            with self.subTest(priority):
                self.assertEqual(sorted(self.route({'title': priority, 'priority': priority})),
                                 sorted(channels))

    def test_event_decides(self):
        self.set_channels('email', 'slack')
        self.assertEqual(self.route({'title': 'x', 'priority': 'critical',
                                     'channels': ['slack']}), ['slack'])

    def test_metadata(self):
        """send_alert(title, message, priority, channels, metadata)"""
        number, _outcome = self.session.publish({
            'title': 'High Memory Usage', 'message': 'Memory usage is above threshold',
            'priority': 'high', 'metadata': {'server': 'web-01', 'memory_usage': 85.5,
                                             'threshold': 80}})
        context = self.http(f'/api/v1/events/{number}').body['context']
        self.assertEqual(context['metadata'],
                         {'server': 'web-01', 'memory_usage': 85.5, 'threshold': 80})


class Explanations(Case):
    def test_draft(self):
        event = {'type': 'quota_warning', 'provider': 'groq', 'key_id': '1'}
        decision = self.post('/api/v1/events/explain', event)['decision']
        self.assertEqual((decision['outcome'], decision['verdict']), ('notified', 'default'))
        self.assertEqual(decision['left_out']['telegram'], 'no channel of this kind is set up')
        self.assertEqual(self.session.list(), [])
        self.session.publish(event)
        decision = self.post('/api/v1/events/explain', event)['decision']
        self.assertEqual(decision['throttles'][0]['answer'], 'cooldown')
        self.assertEqual(self.http('/api/v1/events/explain', {'severity': 'no'}).status, 400)

    def test_kept(self):
        """What was decided is told in the same words later as before."""
        self.post('/api/v1/admin/alerts/configs',
                  {'name': 'one', 'alert_type': 'quota_warning', 'channels': ['slack', 'nobody']})
        event = {'type': 'quota_warning', 'provider': 'groq', 'key_id': '1'}
        before = self.post('/api/v1/events/explain', event)['decision']
        number = self.session.publish(event)[0]
        after = self.http(f'/api/v1/events/{number}/explanation').body['decision']
        self.assertEqual(after, before)
        self.assertEqual(after['left_out'], {'slack': 'no channel of this kind is set up',
                                             'nobody': 'there is no channel of this name'})

    def test_command(self):
        self.post(ADMIN + '/configs', {'name': 'Slow', 'alert_type': 'high_latency',
                                       'conditions': {'latency_ms': 3000}})
        number, _outcome = self.session.publish({'type': 'high_latency', 'latency_ms': 2000})
        text = self.session.cli('explain', str(number)).stdout
        self.assertIn('does not match', text)
        self.assertIn('latency_ms 2000 is below', text)
        self.assertIn('unmatched', text)
        draft = self.session.home / 'event.json'
        draft.write_text('{"type":"high_latency","latency_ms":9000}')
        self.assertIn('matched', self.session.cli('explain', str(draft)).stdout)
        self.assertEqual(self.session.cli('explain', '99').returncode, 1)
        self.assertEqual(self.session.cli('explain').returncode, 2)


class Trials(Case):
    def test_every_type(self):
        types = [row['alert_type'] for row in
                 self.http(ADMIN + '/configs?include_defaults=true').body['configs']]
        self.assertGreater(len(types), 40)
        for kind in types:
            with self.subTest(kind):
                answer = self.post(f'{ADMIN}/test?alert_type={kind}')
                self.assertIn(answer['outcome'], ('notified', 'recorded'))
        self.assertEqual(self.post(f'{ADMIN}/test?alert_type=my_own')['outcome'], 'notified')
        self.assertEqual(self.http(f'{ADMIN}/test', '', 'POST').status, 400)

    def test_twice(self):
        for _ in range(2):
            answer = self.post(f'{ADMIN}/test?alert_type=circuit_breaker_opened')
            self.assertEqual((answer['outcome'], answer['channels']), ('notified', ['desktop']))

    def test_command_line(self):
        self.assertIn('to desktop', self.session.cli('alerts', 'test', 'high_latency').stdout)

    def test_drills(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario):
                answer = self.session.cli('drill', scenario)
                self.assertEqual((answer.returncode, answer.stderr), (0, ''))
                self.assertRegex(answer.stdout, r'(?s)^1\. .*(notified|throttled).*\n2\. ')
        self.assertEqual(self.http('/api/v1/keys').body['keys'], [])
        self.assertEqual(self.http('/api/v1/runs').body['runs'], [])
        self.assertEqual(self.session.cli('drill', 'none').returncode, 2)


if __name__ == '__main__':
    unittest.main()
