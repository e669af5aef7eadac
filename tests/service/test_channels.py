#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Channels and deliveries as people look after them: over HTTP, D-Bus and the command line."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import far_side  # noqa: E402
import harness  # noqa: E402

CANARY = 'CANARY-f00dfeed0123'


class Case(harness.SessionTestCase):
    def setUp(self):
        self.session.start_keyring()
        self.agent = self.session.start_agent()

    def far_side(self, *args):
        side = far_side.FarSide(*args)
        self.addCleanup(side.close)
        return side

    def http(self, path, body=None, method=None):
        return self.session.http(path, body, method=method, unix=True)

    def wait_state(self, states):
        self.session.wait_for(lambda: [row['state'] for row in reversed(
            self.http('/api/v1/deliveries').body['deliveries'])] == states, what=states)


class Http(Case):
    def test_life(self):
        added = self.http('/api/v1/channels', {
            'name': 'Ops', 'kind': 'slack', 'min_severity': 'error', 'rate_limit': 30,
            'settings': {'webhook_url': f'https://example.org/{CANARY}', 'channel': '#ops'}})
        self.assertEqual(added.status, 201)
        self.assertEqual(added.body['name'], 'ops')
        self.assertEqual(added.body['settings'],
                         {'webhook_url': None, 'webhook_url_set': True, 'channel': '#ops'})
        answer = self.session.run(['secret-tool', 'lookup', 'channel', 'ops', 'field',
                                   'webhook_url'])
        self.assertEqual(answer.stdout, f'https://example.org/{CANARY}')
        # What is given back changes nothing; null forgets.
        self.assertEqual(self.http('/api/v1/channels/ops', added.body, 'PUT').body['settings'],
                         added.body['settings'])
        changed = self.http('/api/v1/channels/ops',
                            {'enabled': False, 'settings': {'channel': None}}, 'PUT').body
        self.assertEqual((changed['enabled'], changed['state']['status']), (False, 'disabled'))
        self.assertNotIn('channel', changed['settings'])
        self.assertEqual(self.http('/api/v1/channels/ops', method='DELETE').status, 200)
        self.assertEqual(self.http('/api/v1/channels/ops').status, 404)
        answer = self.session.run(['secret-tool', 'lookup', 'channel', 'ops', 'field',
                                   'webhook_url'])
        self.assertEqual(answer.stdout, '')
        audit = [line['action'] for line in self.http('/api/v1/audit').body['audit']]
        self.assertLessEqual({'channel.add', 'channel.update', 'channel.remove'}, set(audit))

    def test_refusals(self):
        for body, field in (
                ({'kind': 'fax'}, 'kind'), ({}, 'kind'), ({'kind': 'desktop'}, 'kind'),
                ({'kind': 'slack'}, 'settings.webhook_url'),
                ({'kind': 'slack', 'settings': {'webhook_url': 'x'}}, 'settings.webhook_url'),
                ({'kind': 'slack', 'settings': {'webhook_ulr': CANARY}}, 'settings.webhook_ulr'),
                ({'kind': 'slack', 'settings': {'smtp_host': 'a'}}, 'settings.smtp_host'),
                ({'kind': 'email', 'settings': {'smtp_host': 'a', 'recipients': ['x']}},
                 'settings.recipients[0]'),
                ({'kind': 'email', 'settings': {'smtp_host': 'a', 'recipients': ['a@b.c'],
                                                'smtp_port': 0}}, 'settings.smtp_port'),
                ({'kind': 'exec', 'name': 'a b', 'settings': {'command': ['true']}}, 'name'),
                ({'kind': 'exec', 'name': 'email', 'settings': {'command': ['true']}}, 'name'),
                ({'kind': 'exec', 'settings': {'command': ['true']}, 'fallback': 'x'}, 'fallback'),
                ({'kind': 'exec', 'settings': {'command': ['true']}, 'rate_limit': 0},
                 'rate_limit'),
                ({'kind': 'exec', 'settings': {'command': ['true']}, 'body_template': '{{#a}}'},
                 'body_template'),
                ({'kind': 'sms', 'settings': {'recipients': ['+12025550123']}},
                 'settings.account_sid')):
            with self.subTest(body):
                answer = self.http('/api/v1/channels', body)
                self.assertEqual((answer.status, answer.body['error']['field']), (400, field))
                self.assertNotIn(CANARY, json.dumps(answer.body))
        channel = {'kind': 'exec', 'settings': {'command': ['true']}}
        self.assertEqual(self.http('/api/v1/channels', channel).status, 201)
        self.assertEqual(self.http('/api/v1/channels', channel).status, 409)

    def test_desktop(self):
        """It is always there, and can be switched off."""
        self.assertEqual(self.http('/api/v1/channels').body['channels'][0]['name'], 'desktop')
        answer = self.http('/api/v1/channels/desktop', {'enabled': False}, 'PUT').body
        self.assertEqual((answer['builtin'], answer['enabled']), (True, False))
        self.assertEqual(self.http('/api/v1/channels/desktop', method='DELETE').status, 400)

    def test_without_keyring(self):
        """The channel is there, and says that its credential is not kept."""
        self.session.lock_keyring()
        answer = self.http('/api/v1/channels', {
            'kind': 'discord', 'settings': {'webhook_url': f'https://example.org/{CANARY}'}})
        self.assertEqual(answer.status, 201)
        self.assertIn('not kept', answer.body['warnings'][0])
        self.assertFalse(answer.body['settings']['webhook_url_set'])

    def test_templates(self):
        """Of the channel, and before it of the alert config."""
        side = self.far_side()
        self.http('/api/v1/channels', {'kind': 'webhook', 'settings': {'url': side.url},
                                       'title_template': '[{{severity}}] {{title}}'})
        self.http('/api/v1/admin/alerts/configs', {
            'name': 'a', 'alert_type': 'high_latency', 'channels': ['webhook'],
            'body_template': '{{#provider}}at {{provider}}{{/provider}}'})
        self.session.publish({'type': 'high_latency', 'title': 'Slow', 'severity': 'warning',
                              'provider': 'groq'})
        data = side.wait(1)[0].json['data']
        self.assertEqual((data['title'], data['text'].strip()), ('[warning] Slow', 'at groq'))

    def test_settings_of_a_config(self):
        """An alert config sends to a webhook of its own."""
        side, other = self.far_side(), self.far_side()
        self.http('/api/v1/channels', {'kind': 'webhook', 'settings': {'url': side.url}})
        self.http('/api/v1/admin/alerts/configs', {
            'name': 'a', 'alert_type': 'high_latency', 'channels': ['webhook'],
            'channel_config': {'webhook': {'url': other.url}}})
        self.session.publish({'type': 'high_latency', 'title': 'Slow'})
        other.wait(1)
        self.assertEqual(side.requests, [])


class Bus(Case):
    def test_life(self):
        changed = self.session.record_signals('Channels1', 'Changed')
        added, = self.session.call('Channels1', 'Add', harness.GLib.Variant.new_tuple(
            harness.variant({'kind': 'exec', 'settings': {'command': ['true']}})))
        self.assertEqual(added['name'], 'exec')
        tested, = self.session.call('Channels1', 'Test', harness.GLib.Variant('(s)', ('exec',)))
        self.assertEqual((tested['state'], tested['action']), ('done', 'test'))
        rows, = self.session.call('Deliveries1', 'List', harness.GLib.Variant('(a{sv})', ({},)))
        self.assertEqual([row['id'] for row in rows], [1])
        self.session.wait_for(lambda: changed, what='a signal')
        queue, = self.session.call('Deliveries1', 'GetQueue')
        self.assertEqual(queue['queue_size'], 0)
        self.session.call('Channels1', 'Remove', harness.GLib.Variant('(s)', ('exec',)))
        rows, = self.session.call('Channels1', 'List')
        self.assertEqual([row['name'] for row in rows], ['desktop'])


class CommandLine(Case):
    def cli(self, *args, **options):
        return self.session.cli(*args, **options)

    def test_channels(self):
        side = self.far_side()
        answer = self.cli('channels', 'add', 'webhook', '--name', 'hook', '--set', 'url=-',
                          '--set', 'timeout=5', '--min-severity', 'error',
                          input=f'{side.url}/{CANARY}\n')
        self.assertEqual((answer.returncode, answer.stdout), (0, 'Channel added: hook\n'))
        self.assertIn('hook', self.cli('channels').stdout)
        self.assertNotIn(CANARY, self.cli('channels', '--json').stdout
                         + self.cli('channels', 'show', 'hook').stdout)
        self.assertEqual(self.cli('channels', 'test').stdout, '✓ hook\n')
        self.assertEqual(side.requests[0].path, f'/{CANARY}')
        side.default = (404, {}, b'')
        answer = self.cli('channels', 'test', 'hook')
        self.assertEqual(answer.returncode, 1)
        self.assertIn('✗ hook: ', answer.stdout)
        self.assertEqual(self.cli('channels', 'edit', 'hook', '--rate-limit', '5').stdout,
                         'Channel changed: hook\n')
        self.assertEqual(self.http('/api/v1/channels/hook').body['rate_limit'], 5)
        for verb, word in (('disable', 'disabled'), ('enable', 'enabled'), ('remove', 'removed')):
            self.assertEqual(self.cli('channels', verb, 'hook').stdout,
                             f'Channel {word}: hook\n')

    def test_slow_far_side(self):
        """A test takes as long as the channel allows, longer than other answers of the agent."""
        side = self.far_side(far_side.hang)
        self.http('/api/v1/channels', {'kind': 'webhook',
                                       'settings': {'url': side.url, 'timeout': 2}})
        answer = self.cli('channels', 'test', 'webhook', env={'WAKEBELL_ANSWER_SECONDS': '1'})
        self.assertEqual(answer.returncode, 1, answer.stderr)
        self.assertIn('✗ webhook: ', answer.stdout)
        self.agent.stop()
        answer = self.cli('channels', env={'WAKEBELL_ANSWER_SECONDS': '1'})
        self.agent.resume()
        self.assertEqual(answer.returncode, 3)
        self.assertIn('the agent did not answer', answer.stderr)

    def test_secret_on_the_command_line(self):
        answer = self.cli('channels', 'add', 'slack', '--set', f'webhook_url=https://x/{CANARY}')
        self.assertEqual(answer.returncode, 2)
        self.assertNotIn(CANARY, answer.stdout + answer.stderr)

    def test_members(self):
        """Headers one by one; none comes back, and what stays is not given again."""
        side = self.far_side()

        def send():
            self.assertEqual(self.cli('channels', 'test').stdout, '✓ webhook\n')
            return {name: value for name, value in side.requests[-1].headers.items()
                    if name in ('x-team', 'authorization', 'x-run')}

        def edit(*settings, **options):
            words = [word for setting in settings for word in ('--set', setting)]
            answer = self.cli('channels', 'edit', 'webhook', *words, **options)
            self.assertEqual((answer.returncode, answer.stderr), (0, ''))

        answer = self.cli('channels', 'add', 'webhook', '--set', 'url=-', '--set', 'headers.X-Team=42',
                          '--set', 'headers.Authorization=-', '--set', 'headers.X-None=',
                          input=f'{side.url}\nBearer {CANARY}\n')
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        self.assertEqual(send(), {'x-team': '42', 'authorization': f'Bearer {CANARY}'})
        edit('headers.x-team=', 'headers.X-Run=a.b')
        self.assertEqual(send(), {'x-run': 'a.b', 'authorization': f'Bearer {CANARY}'})
        edit('headers.Authorization=-', input='Basic abcdefgh\n')
        self.assertEqual(send(), {'x-run': 'a.b', 'authorization': 'Basic abcdefgh'})
        edit('headers.Authorization=', 'headers.X-Run=')
        self.assertEqual(send(), {})
        self.assertNotIn('headers_set', self.http('/api/v1/channels/webhook').body['settings'])
        edit('headers.X-Run=c')
        edit('headers=')
        self.assertEqual(send(), {})
        for setting, code in (('headers.X-Api-Key=abcdefgh', 2), ('headers=a', 2),
                              ('headers.a b=c', 1), ('headers.=c', 1), ('url.a=b', 1),
                              ('environment.A=b', 1)):
            answer = self.cli('channels', 'edit', 'webhook', '--set', setting)
            self.assertEqual(answer.returncode, code, setting)
            self.assertNotIn('abcdefgh', answer.stderr)

    def test_environment(self):
        """What a program is given: one variable at a time."""
        out = self.session.folder / 'out'
        answer = self.cli('channels', 'add', 'exec', '--set', f'command=sh -c "env > {out}"',
                          '--set', 'environment.MODE=offline', '--set', 'environment.A_TOKEN=-',
                          input=f'{CANARY}\n')
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        self.cli('channels', 'edit', 'exec', '--set', 'environment.MODE=online')
        self.assertEqual(self.cli('channels', 'test').stdout, '✓ exec\n')
        self.assertLessEqual({'MODE=online', f'A_TOKEN={CANARY}'},
                             set(out.read_text().splitlines()))
        words = self.cli('channels', 'add', '--help').stdout
        for word in ('headers.NAME*', 'environment.NAME*', 'credentials-file'):
            self.assertIn(word, words)

    def test_setup(self):
        """A first channel, question by question; here from a pipe."""
        side = self.far_side()
        answer = self.cli('setup', input=f'webhook\n{side.url}/{CANARY}\n')
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn('✓ webhook', answer.stdout)
        self.assertNotIn(CANARY, answer.stdout + answer.stderr)
        self.assertEqual(len(side.requests), 1)
        self.assertEqual(self.cli('setup', 'fax').returncode, 2)
        self.assertEqual(self.cli('setup', input='fax\n').returncode, 2)

    def test_setup_another(self):
        """A second channel of a kind has a name of its own."""
        sides = [self.far_side() for _ in range(3)]
        self.assertEqual(self.cli('setup', 'webhook', input=sides[0].url).returncode, 0)
        answer = self.cli('setup', 'webhook', input=f'\n{sides[1].url}\n')
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn('Name [webhook-2]: ', answer.stdout)
        self.assertIn('✓ webhook-2', answer.stdout)
        answer = self.cli('setup', 'webhook', input=f'ops\n{sides[2].url}\n')
        self.assertIn('Name [webhook-3]: ', answer.stdout)
        self.assertIn('✓ ops', answer.stdout)
        self.assertEqual([len(side.requests) for side in sides], [1, 1, 1])
        answer = self.cli('setup', 'webhook', input='Ops\n')
        self.assertEqual(answer.returncode, 2)
        self.assertIn('there is a channel "Ops" already', answer.stderr)

    def test_setup_email(self):
        """What is wrong is told in plain words, and what is set up stays to be mended."""
        answer = self.cli('setup', 'email',
                          input='127.0.0.1\n9\na@example.org\nsecret\nb@example.org\n')
        self.assertEqual(answer.returncode, 1)
        self.assertIn('https://myaccount.google.com/apppasswords', answer.stdout)
        self.assertIn('✗ email: ', answer.stdout)
        settings = self.http('/api/v1/channels/email').body['settings']
        self.assertEqual((settings['smtp_port'], settings['recipients'], settings['password_set']),
                         (9, ['b@example.org'], True))

    def test_doctor(self):
        answer = self.cli('doctor')
        self.assertEqual(answer.returncode, 0, answer.stdout)
        for part in ('✓ agent: ', '✓ HTTP: ', '✓ socket: ', '✓ database: ', '✓ keyring: unlocked'):
            self.assertIn(part, answer.stdout)
        side = self.far_side((404, {}, b''))
        self.http('/api/v1/channels', {'kind': 'webhook', 'settings': {'url': side.url}})
        self.cli('channels', 'test')
        answer = self.cli('doctor')
        self.assertEqual(answer.returncode, 1)
        self.assertIn('✗ channel webhook: ', answer.stdout)
        self.session.lock_keyring()
        checks = json.loads(self.cli('doctor', '--json').stdout)['checks']
        self.assertIn('locked', next(check for check in checks if check['part'] == 'keyring')['text'])

    def test_deliveries(self):
        side = self.far_side((422, {}, b'no'))
        self.http('/api/v1/channels', {'kind': 'webhook', 'settings': {'url': side.url}})
        self.session.publish({'title': 'a', 'channels': ['webhook']})
        self.wait_state(['dead'])
        self.assertIn('dead', self.cli('deliveries').stdout)
        self.assertEqual(json.loads(self.cli('deliveries', '--state', 'dead', '--json').stdout)
                         ['deliveries'][0]['id'], 1)
        self.assertIn('422', self.cli('deliveries', 'show', '1').stdout)
        side.default = (200, {}, b'')
        self.assertEqual(self.cli('deliveries', 'retry', '1').stdout, '1 delivery waits again\n')
        self.wait_state(['done'])
        self.assertIn('Waiting:', self.cli('deliveries', 'queue').stdout)
        self.assertEqual(self.cli('deliveries', 'purge').stdout, '0 deliveries deleted\n')
        self.assertEqual(self.cli('deliveries', 'retry', '--all').stdout,
                         '0 deliveries wait again\n')
        self.assertEqual(self.cli('deliveries', 'delete', '1').stdout, '1 delivery deleted\n')
        self.assertEqual(self.cli('deliveries', 'show', '1').returncode, 1)

    def test_send_and_wait(self):
        side = self.far_side((200, {}, b''))
        refusing = self.far_side((422, {}, b'no'))
        for name, url in ('webhook', side.url), ('ops', refusing.url):
            self.http('/api/v1/channels', {'name': name, 'kind': 'webhook', 'settings': {'url': url}})
        answer = self.cli('send', 'a', '--channel', 'webhook', '--wait', '30')
        self.assertEqual((answer.returncode, answer.stdout), (0, 'event 1: notified\n✓ webhook\n'))
        answer = self.cli('send', 'b', '--channel', 'webhook', '--channel', 'ops', '--wait', '30')
        self.assertEqual(answer.returncode, 1)
        self.assertIn('✓ webhook\n', answer.stdout)
        self.assertRegex(answer.stdout, '✗ ops: .*422')
        answer = self.cli('send', 'c', '--channel', 'ops', '--json', '--wait', '30')
        self.assertEqual(json.loads(answer.stdout),
                         {'id': 3, 'outcome': 'notified', 'channels': {'ops': False}})
        answer = self.cli('send', 'd', '--channel', 'desktop', '--wait', '30')
        self.assertEqual((answer.returncode, answer.stdout),
                         (0, 'event 4: notified\nit goes to no channel\n'))
        answer = self.cli('send', 'e', '--wait', '0')
        self.assertEqual(answer.returncode, 2)
        self.assertIn('--wait: expected 1 to 86400 seconds', answer.stdout + answer.stderr)

    def test_send_to_no_channel(self):
        """A name that is misspelt is said; the event is kept all the same."""
        side = self.far_side()
        self.http('/api/v1/channels', {'name': 'ops', 'kind': 'webhook',
                                       'settings': {'url': side.url}})
        answer = self.cli('send', 'a', '--channel', 'osp', '--channel', 'webhook')
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (
            0, 'event 1: notified\n',
            'wakebell: there is no channel osp; there are: desktop, ops\n'))
        answer = self.cli('send', 'b', '--channel', 'osp', '--channel', 'slack', '--wait', '30')
        self.assertEqual((answer.returncode, answer.stdout), (
            1, 'event 2: notified\n✗ osp: there is no such channel\n'
               '✗ slack: there is no such channel\n'))
        self.assertIn('there is no channel osp, slack; there are: desktop, ops', answer.stderr)
        answer = self.cli('send', 'c', '--channel', 'OPS', '--channel', 'osp', '--channel', 'osp',
                          '--wait', '30', '--json')
        self.assertEqual(answer.returncode, 1)
        self.assertEqual(json.loads(answer.stdout)['channels'], {'ops': True, 'osp': False})
        answer = self.cli('send', 'd', '--channel', 'desktop')
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))

    def test_wait_for_a_person(self):
        """What waits behind a channel that needs somebody says so, wherever it is looked at."""
        side = self.far_side((404, {}, b''))
        self.http('/api/v1/channels', {'kind': 'webhook', 'settings': {'url': side.url}})
        self.cli('channels', 'test')
        answer = self.cli('send', 'a', '--channel', 'webhook', '--wait', '1')
        self.assertEqual(answer.returncode, 1)
        waits = 'waits: the channel needs attention: '
        self.assertIn(f'… webhook: {waits}', answer.stdout)
        self.assertIn(waits, self.cli('deliveries').stdout)
        self.assertIn(waits, self.cli('deliveries', 'show', '2').stdout)
        self.assertIn(waits, self.http('/api/v1/deliveries/2').body['reason'])
        self.cli('channels', 'disable', 'webhook')
        self.assertIn('waits: the channel is disabled', self.cli('deliveries').stdout)
        side.default = (200, {}, b'')
        self.cli('channels', 'enable', 'webhook')
        self.wait_state(['dead', 'done'])
        self.assertNotIn('waits', self.cli('deliveries').stdout)

    def test_wait_for_what_comes_back(self):
        """A far side that is down for a while: the command is there when it comes back."""
        side = self.far_side((200, {}, b''))
        side.answers.append((503, {'Retry-After': '1'}, b''))
        self.http('/api/v1/channels', {'kind': 'webhook', 'settings': {'url': side.url}})
        answer = self.cli('send', 'a', '--channel', 'webhook', '--wait', '30', '--json')
        self.assertEqual(json.loads(answer.stdout)['channels'], {'webhook': True})
        self.assertEqual(len(side.requests), 2)
        side.default = (503, {'Retry-After': '60'}, b'')
        answer = self.cli('send', 'b', '--channel', 'webhook', '--wait', '1')
        self.assertEqual(answer.returncode, 1)
        self.assertIn('… webhook: ', answer.stdout)


if __name__ == '__main__':
    unittest.main(verbosity=2)
