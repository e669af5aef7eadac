#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Alert configs over HTTP, D-Bus and on the command line."""

import json
import sqlite3
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from gi.repository import GLib  # noqa: E402

PATH = '/api/v1/admin/alerts/configs'
MINIMAL = {'name': 'Slow', 'alert_type': 'high_latency'}
DEFAULTS = {'description': None, 'severity': None, 'active': True, 'channels': None,
            'channel_config': None, 'cooldown_minutes': 15, 'max_alerts_per_hour': 10,
            'group_similar': True, 'conditions': None}
LIMIT = 1000

# In every credential, and nowhere else.
CANARY = 'canary-7f3a9'
SLACK_URL = f'https://hooks.slack.example/services/T0/B0/{CANARY}'

# The use cases as their source writes them: the body of a curl -d.
CIRCUIT_BREAKER = '''{
  "name": "Critical: Provider Circuit Breaker Opened",
  "alert_type": "circuit_breaker_opened",
  "severity": "critical",
  "channels": ["in_app", "slack", "email"],
  "channel_config": {
    "email": {"recipients": ["oncall@example.com"]},
    "slack": {"channel": "#alerts"}
  },
  "cooldown_minutes": 5,
  "max_alerts_per_hour": 20,
  "conditions": {"min_consecutive_failures": 3}
}'''
COST_LIMIT = '''{
  "name": "Cost limit", "alert_type": "cost_limit_warning", "severity": "warning",
  "channels": ["in_app", "email"], "cooldown_minutes": 60, "conditions": {"threshold": 0.9}
}'''
LATENCY = '''{
  "name": "High Latency", "alert_type": "high_latency", "severity": "warning",
  "channels": ["in_app", "webhook"], "cooldown_minutes": 10, "conditions": {"latency_ms": 3000}
}'''
BUDGET = '''{
  "name": "Budget", "alert_type": "cost_limit_warning", "channels": ["email"],
  "cooldown_minutes": 120, "max_alerts_per_hour": 1, "conditions": {"threshold": 0.9}
}'''
CURL_HEADERS = {'Content-Type': 'application/json'}


class Alerts(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()

    def expect(self, status, path, body=None, method=None):
        answer = self.session.http(path, body, CURL_HEADERS if body is not None else None, method)
        self.assertEqual(answer.status, status, answer.body)
        return answer.body

    def create(self, body):
        return self.expect(201, PATH, body)

    def get(self, number):
        return self.expect(200, f'{PATH}/{number}')

    def put(self, number, change, status=200):
        return self.expect(status, f'{PATH}/{number}', change, 'PUT')

    def list(self, query=''):
        return self.expect(200, PATH + query)['configs']

    def send(self, event):
        return self.expect(202, '/api/v1/events', event)

    def newest(self):
        return self.session.list()[0]


class Http(Alerts):
    def test_create_and_get(self):
        """S1-34, S1-35"""
        created = self.create(MINIMAL)
        self.assertEqual({name: created[name] for name in DEFAULTS}, DEFAULTS)
        self.assertEqual((created['id'], created['name'], created['alert_type']),
                         (1, 'Slow', 'high_latency'))
        self.assertEqual(created['created_at'], created['updated_at'])
        self.assertEqual(self.get(1), created)

    def test_list(self):
        """S1-33"""
        self.assertEqual(self.list(), [])
        configs = [self.create({'name': str(n), 'alert_type': 'custom'}) for n in range(3)]
        self.assertEqual(self.list(), configs)

    def test_every_field(self):
        """S1-24, S1-25, S1-26, S1-58"""
        fields = {'name': 'All', 'description': 'Every field', 'alert_type': 'quota_exhausted',
                  'severity': 'critical', 'active': False, 'channels': ['desktop', 'my-mail'],
                  'channel_config': {'email': {'recipients': ['a@example.org', 'b@example.org']},
                                     'slack': {'channel': '#ops'},
                                     'telegram': {'chat_id': -1001},
                                     'sms': {'recipients': ['+12025550123']}},
                  'cooldown_minutes': 0, 'max_alerts_per_hour': 0, 'group_similar': False,
                  'conditions': {'threshold': 95, 'provider_names': ['openai'],
                                 'tags': ['prod', 'gpu-*'], 'min_severity': 'error'}}
        created = self.create(fields)
        self.assertEqual({name: created[name] for name in fields}, fields)

    def test_update(self):
        """S1-36: what is left out stays, null is the default."""
        before = self.create(CIRCUIT_BREAKER)
        after = self.put(1, {'cooldown_minutes': 30, 'severity': None, 'conditions': None})
        self.assertEqual(after, before | {'cooldown_minutes': 30, 'severity': None,
                                          'conditions': None, 'updated_at': after['updated_at']})
        self.assertGreater(after['updated_at'], before['updated_at'])
        self.assertEqual(self.get(1), after)

    def test_put_what_get_gave(self):
        for body in (MINIMAL, CIRCUIT_BREAKER):
            before = self.create(body)
            self.assertEqual(self.put(before['id'], before), before)

    def test_delete(self):
        """S1-37"""
        self.create(MINIMAL)
        self.assertEqual(self.expect(200, f'{PATH}/1', method='DELETE'),
                         {'id': 1, 'deleted': True})
        self.expect(404, f'{PATH}/1')
        self.expect(404, f'{PATH}/1', {'active': False}, 'PUT')
        self.expect(404, f'{PATH}/1', method='DELETE')
        self.assertEqual(self.create(MINIMAL)['id'], 2)

    def test_refused(self):
        self.create(MINIMAL)
        for change, field in (
            ({'nmae': 'x'}, 'nmae'),
            ({'name': ''}, 'name'),
            ({'severity': 'hihg'}, 'severity'),
            ({'channels': ['a b']}, 'channels[0]'),
            ({'cooldown_minutes': -1}, 'cooldown_minutes'),
            ({'max_alerts_per_hour': 'many'}, 'max_alerts_per_hour'),
            ({'conditions': {'treshold': 1}}, 'conditions.treshold'),
            ({'conditions': {'threshold': 200}}, 'conditions.threshold'),
            ({'channel_config': {'email': {'recipients': ['nobody']}}},
             'channel_config.email.recipients[0]'),
            ({'channel_config': {'slack': {'webhook_url': CANARY}}},
             'channel_config.slack.webhook_url'),
            ([], 'body'),
            ('', 'body'),
            ('{"name":"x"', 'body'),
        ):
            with self.subTest(field):
                answer = self.put(1, change, 400)
                self.assertFalse(answer['error']['message'].startswith(f'{field}: {field}: '))
                self.assertEqual(answer['error']['field'], field)
                self.assertTrue(answer['error']['message'].startswith(field + ': '))
                self.assertNotIn(CANARY, json.dumps(answer))
        self.assertEqual(self.expect(400, PATH, {'name': 'x'})['error']['field'], 'alert_type')
        self.assertEqual(self.list(), [self.get(1)])

    def test_restart(self):
        """S1-20"""
        before = self.create(CIRCUIT_BREAKER)
        self.agent.kill9()
        self.session.start_agent()
        self.assertEqual(self.list(), [before])
        self.send({'type': 'circuit_breaker_opened', 'context': {'failure_count': 3}})
        self.assertEqual(self.newest()['severity'], 'critical')

    def test_defaults(self):
        self.create(MINIMAL)
        rows = self.list('?include_defaults=true')
        self.assertEqual(rows[0]['id'], 1)
        self.assertTrue(all(row['default'] and 'id' not in row for row in rows[1:]))
        defaults = {row['alert_type']: row for row in rows[1:]}
        self.assertNotIn('high_latency', defaults)
        self.assertEqual({name: defaults['quota_critical'][name]
                          for name in ('severity', 'channels', 'cooldown_minutes', 'active')},
                         {'severity': 'critical', 'channels': ['email', 'telegram'],
                          'cooldown_minutes': 10, 'active': True})
        self.assertFalse(defaults['batch_processed']['active'])

    def test_customise(self):
        created = self.expect(201, f'{PATH}/customise?alert_type=quota_critical', '', 'POST')
        self.assertEqual((created['severity'], created['channels'], created['cooldown_minutes']),
                         ('critical', ['email', 'telegram'], 10))
        self.assertEqual(self.list(), [created])
        answer = self.expect(409, f'{PATH}/customise?alert_type=quota_critical', '', 'POST')
        self.assertIn('has the alert config 1 already', answer['error']['message'])
        self.expect(400, f'{PATH}/customise?alert_type=nonsense', '', 'POST')

    def test_limit(self):
        self.create(MINIMAL)
        self.agent.terminate()
        database = sqlite3.connect(self.session.data_home / 'wakebell/wakebell.db')
        database.executemany(
            'INSERT INTO alert_configs (alert_type, body, created_us, updated_us) '
            'SELECT alert_type, body, created_us, updated_us FROM alert_configs WHERE id = 1 '
            'AND ?', [(1,)] * (LIMIT - 1))
        database.commit()
        database.close()
        self.session.start_agent()
        self.assertEqual(len(self.list()), LIMIT)
        self.expect(413, PATH, MINIMAL)
        self.expect(200, f'{PATH}/2', method='DELETE')
        self.create(MINIMAL)

    def test_audit(self):
        self.create(CIRCUIT_BREAKER)
        self.put(1, {'active': False})
        self.put(1, {'nmae': 1}, 400)
        self.expect(200, f'{PATH}/1', method='DELETE')
        audit = self.expect(200, '/api/v1/audit')['audit']
        self.assertEqual([(row['action'], row.get('subject'), row.get('detail')) for row in audit],
                         [('alert-config.delete', '1', None),
                          ('alert-config.update', '1', 'active'),
                          ('alert-config.create', None, ', '.join(json.loads(CIRCUIT_BREAKER)))])


class Deciding(Alerts):
    """What events become by the configs of the sources."""

    def assert_silent(self):
        row = self.newest()
        self.assertNotIn('channels', row)
        self.assertIn('shown silently', row['reason'])

    def test_circuit_breaker(self):
        """S1-28, S1-50"""
        self.create(CIRCUIT_BREAKER)
        event = {'type': 'circuit_breaker_opened',
                 'context': {'provider_name': 'openai', 'circuit_state': 'open'}}
        self.send(event | {'context': event['context'] | {'failure_count': 2}})
        self.assert_silent()
        self.send(event | {'context': event['context'] | {'failure_count': 3}})
        row = self.newest()
        self.assertEqual((row['severity'], row['channels']), ('critical', ['desktop']))
        self.assertIn('Critical: Provider Circuit Breaker Opened', row['reason'])

    def test_cost_limit(self):
        """S1-27, S1-51, S1-59"""
        self.create(COST_LIMIT)
        self.create(BUDGET)
        cost = {'type': 'cost_limit_warning', 'severity': 'error',
                'context': {'current_value': 40.0, 'limit_value': 50.0, 'percentage': 80}}
        self.send(cost)
        self.assert_silent()
        self.send(cost | {'context': {'current_value': 46.0, 'limit_value': 50.0}})
        row = self.newest()
        self.assertEqual(row['severity'], 'warning')
        self.assertIn('Cost limit', row['reason'])
        self.assertIn('Budget', row['reason'])
        self.assertEqual(row['channels'], ['desktop'])

    def test_latency(self):
        """S1-29, S1-52"""
        self.create(LATENCY)
        self.send({'type': 'high_latency', 'context': {'latency_ms': 2999}})
        self.assert_silent()
        answer = self.send({'type': 'high_latency', 'context': {'latency_ms': 3000}})
        self.assertEqual(self.newest()['channels'], ['desktop'])
        path = f'/api/v1/events/{answer["id"]}/explanation'
        decision = self.expect(200, path)['decision']
        self.assertEqual(decision['configs'],
                         [{'id': 1, 'name': 'High Latency', 'matches': True,
                           'why': 'latency_ms 3000 is not below threshold 3000'}])

    def test_switched_off(self):
        self.create(MINIMAL)
        self.put(1, {'active': False})
        self.send({'type': 'high_latency'})
        self.assert_silent()
        self.put(1, {'active': True})
        self.send({'type': 'high_latency'})
        self.assertIn('alert config “Slow”', self.newest()['reason'])

    def test_own_type(self):
        self.create({'name': 'Backups', 'alert_type': 'Backup-Done', 'severity': 'success'})
        self.send({'type': 'backup_done', 'title': 'Backup'})
        row = self.newest()
        self.assertEqual(row['severity'], 'success')
        self.assertIn('Backups', row['reason'])

    def test_every_type(self):
        """S3-51, S3-62"""
        self.create({'name': 'Only what is grave', 'alert_type': '*', 'channels': ['telegram'],
                     'conditions': {'min_severity': 'error'}})
        self.send({'type': 'training_started', 'model_name': 'qwen'})
        self.assertEqual(self.newest()['channels'], ['desktop'])
        self.assertEqual(self.newest()['reason'], 'default of training_started')
        answer = self.send({'type': 'training_failed', 'model_name': 'qwen'})
        self.assertIn('Only what is grave', self.newest()['reason'])
        self.assertEqual(answer['outcome'], 'notified')


class Bus(Alerts):
    def call(self, method, signature, *arguments):
        return self.session.call('Alerts1', method, GLib.Variant(signature, arguments))

    def call_with(self, method, fields, *ids):
        values = [GLib.Variant('x', number) for number in ids] + [harness.variant(fields)]
        return self.session.call('Alerts1', method, GLib.Variant.new_tuple(*values))

    def test_life(self):
        changed = self.session.record_signals('Alerts1', 'ConfigsChanged')
        created, = self.call_with('CreateConfig', json.loads(CIRCUIT_BREAKER))
        self.assertEqual(created['conditions'], {'min_consecutive_failures': 3})
        self.session.wait_for(lambda: len(changed) == 1)

        config, = self.call('GetConfig', '(x)', 1)
        self.assertEqual(config, created)
        self.assertEqual(self.call_with('ListConfigs', {}), ([config],))
        self.assertEqual(self.call_with('UpdateConfig', config, 1), (config,))

        updated, = self.call_with('UpdateConfig', {'severity': 'default', 'conditions': {}}, 1)
        self.assertNotIn('severity', updated)
        self.assertNotIn('conditions', updated)
        self.session.wait_for(lambda: len(changed) == 2)

        self.assertEqual(self.call('SetActive', '(xb)', 1, False), ())
        self.assertFalse(self.get(1)['active'])
        self.assertEqual(self.call('DeleteConfig', '(x)', 1), ())
        self.assertEqual(self.list(), [])
        self.session.wait_for(lambda: len(changed) == 4)

    def test_customise(self):
        self.assertEqual(self.call('Customise', '(s)', 'quota_warning'), (1,))
        self.assertEqual(self.get(1)['channels'], ['telegram'])
        rows, = self.call_with('ListConfigs', {'include_defaults': True})
        self.assertEqual([row['id'] for row in rows if 'default' not in row], [1])
        self.assert_refused('Conflict', 'alert_type: quota_warning has', self.call, 'Customise',
                            '(s)', 'quota_warning')

    def assert_refused(self, name, message, call, *arguments):
        with self.assertRaises(GLib.Error) as caught:
            call(*arguments)
        self.assertEqual(harness.error_name(caught.exception), name)
        self.assertIn(message, caught.exception.message)

    def test_refused(self):
        self.assert_refused('NotFound', 'id: there is no alert config 7', self.call, 'GetConfig',
                            '(x)', 7)
        self.assert_refused('InvalidArgument', 'conditions.latency_ms: expected milliseconds',
                            self.call_with, 'CreateConfig',
                            MINIMAL | {'conditions': {'latency_ms': 'long'}})


class DryRun(Alerts):
    """What a config would have done: the same over HTTP, on the bus and on the command line."""

    DRAFT = {'alert_type': 'high_latency', 'cooldown_minutes': 0,
             'conditions': {'latency_ms': 3000}}

    def setUp(self):
        super().setUp()
        for latency in (1000, 4000, 5000):
            self.send({'type': 'high_latency', 'provider': 'openai',
                       'context': {'latency_ms': latency}})

    def test_draft(self):
        kept = self.session.list()
        answer = self.expect(200, f'{PATH}/dry-run?days=1', self.DRAFT)
        self.assertEqual([answer[name] for name in ('days', 'events', 'matched', 'notified')],
                         [1, 3, 2, 2])
        self.assertEqual([example['id'] for example in answer['examples']], [3, 2])
        slower = self.DRAFT | {'cooldown_minutes': 15}
        self.assertEqual(self.expect(200, f'{PATH}/dry-run', slower)['throttled'], 1)
        self.assertEqual(self.list(), [])
        self.assertEqual(self.session.list(), kept)

    def test_change_of_a_config(self):
        self.create(self.DRAFT | {'name': 'Slow'})
        for change, matched in (({}, 2), ({'conditions': {'latency_ms': 4500}}, 1)):
            draft = {name: harness.variant(value) for name, value in change.items()}
            draft['id'] = GLib.Variant('x', 1)
            result, = self.session.call('Alerts1', 'DryRun',
                                        GLib.Variant('(a{sv}a{sv})', (draft, {})))
            self.assertEqual(result['matched'], matched)
        self.assertEqual(self.get(1)['conditions'], {'latency_ms': 3000})

    def test_refused(self):
        for path, draft, field in ((f'{PATH}/dry-run', {}, 'alert_type'),
                                   (f'{PATH}/dry-run?days=32', self.DRAFT, 'days')):
            self.assertEqual(self.expect(400, path, draft)['error']['field'], field)
        self.expect(404, f'{PATH}/dry-run', {'id': 9})

    def test_command(self):
        for word, text in (('1', None), ('-', json.dumps(self.DRAFT))):
            if word == '1':
                self.create(self.DRAFT | {'name': 'Slow'})
            answer = self.session.cli('alerts', 'dry-run', word, input=text)
            self.assertIn('3 events of its type, 2 matched, 2 would have rung', answer.stdout)
        answer = self.session.cli('alerts', 'dry-run', '1', '--json')
        self.assertEqual(json.loads(answer.stdout)['notified'], 2)


class CommandLine(Alerts):
    def run_cli(self, *arguments, status=0, **options):
        answer = self.session.cli('alerts', *arguments, **options)
        self.assertEqual(answer.returncode, status, answer.stderr)
        return answer

    def test_add_by_options(self):
        answer = self.run_cli(
            'add', '--name', 'Ünïcode', '--description', 'd', '--type', 'circuit_breaker_opened',
            '--severity', 'critical', '--channel', 'in_app,slack', '--channel', 'email',
            '--set', 'email.recipients=a@example.org, b@example.org', '--set', 'slack.channel=#a',
            '--cooldown', '5', '--max-per-hour', '20', '--group', 'no', '--active', 'no',
            '--condition', 'min_consecutive_failures=3',
            '--condition', 'provider_names=openai,anthropic', env={'LC_ALL': 'C'})
        self.assertEqual(answer.stdout, 'Alert config added: 1\n')
        config = self.get(1)
        expected = {'name': 'Ünïcode', 'description': 'd', 'alert_type': 'circuit_breaker_opened',
                    'severity': 'critical', 'active': False,
                    'channels': ['in_app', 'slack', 'email'],
                    'channel_config': {'email': {'recipients': ['a@example.org', 'b@example.org']},
                                       'slack': {'channel': '#a'}},
                    'cooldown_minutes': 5, 'max_alerts_per_hour': 20, 'group_similar': False,
                    'conditions': {'min_consecutive_failures': 3,
                                   'provider_names': ['openai', 'anthropic']}}
        self.assertEqual({name: config[name] for name in expected}, expected)

    def test_add_by_json(self):
        body = json.loads(CIRCUIT_BREAKER) | {'severity': None}
        self.run_cli('add', '--file', '-', '--name', 'Other', input=json.dumps(body))
        config = self.get(1)
        self.assertEqual((config['name'], config['severity'], config['conditions']),
                         ('Other', None, {'min_consecutive_failures': 3}))
        file = self.session.folder / 'config.json'
        file.write_text(LATENCY)
        self.run_cli('add', '--file', str(file))
        self.assertEqual(self.get(2)['name'], 'High Latency')

    def test_edit(self):
        before = self.create(CIRCUIT_BREAKER)
        shown = self.run_cli('show', '1', '--json').stdout
        self.run_cli('edit', '1', '--file', '-', input=shown)
        self.assertEqual(self.get(1), before)
        self.run_cli('edit', '1', '--severity', 'default', '--no-conditions', '--set',
                     'slack.channel=')
        after = self.get(1)
        self.assertEqual((after['severity'], after['conditions']), (None, None))
        self.assertEqual(after['channel_config'], {'email': {'recipients': ['oncall@example.com']}})

    def test_list_and_show(self):
        self.create(CIRCUIT_BREAKER)
        listed = json.loads(self.run_cli('--json').stdout)['configs']
        self.assertEqual([row['id'] for row in listed], [1])
        table = self.run_cli('list').stdout.splitlines()
        self.assertEqual(table[0].split()[:3], ['ID', 'TYPE', 'ACTIVE'])
        self.assertIn('in_app, slack, email', table[1])
        self.assertEqual(len(table), 2)
        self.assertIn('quota_warning', self.run_cli('list', '--defaults').stdout)
        text = self.run_cli('show', '1').stdout
        for part in ('circuit_breaker_opened', 'critical', 'oncall@example.com',
                     'min_consecutive_failures'):
            self.assertIn(part, text)

    def test_verbs(self):
        self.assertEqual(self.run_cli('customise', 'quota_warning').stdout,
                         'Alert config added: 1\n')
        self.run_cli('disable', '1')
        self.assertFalse(self.get(1)['active'])
        self.run_cli('enable', '1')
        self.assertTrue(self.get(1)['active'])
        self.run_cli('remove', '1')
        self.assertEqual(self.list(), [])

    def test_refused(self):
        for arguments, status, message in (
            (('show',), 2, 'show takes the number'),
            (('show', 'x'), 2, 'expected the number of an alert config'),
            (('dance',), 2, 'unexpected argument "dance"'),
            (('show', '9'), 1, 'there is no alert config 9'),
            (('add', '--name', 'x'), 1, 'alert_type: expected'),
            (('add', '--condition', 'x'), 1, '--condition: expected NAME=VALUE'),
            (('add', '--set', f'slack.webhook_url={SLACK_URL}'), 2, 'others can see'),
            (('add', '--set', f'Webhook.headers.X-Key={CANARY}'), 2, 'others can see'),
            (('add', '--set', 'slack.webhook_url=-'), 2, 'expected a line on standard input'),
            (('add', '--file', '-'), 1, 'expected'),
        ):
            with self.subTest(arguments):
                answer = self.run_cli(*arguments, status=status)
                self.assertIn(message, answer.stderr)
                self.assertNotIn(CANARY, answer.stderr)


if __name__ == '__main__':
    unittest.main()
