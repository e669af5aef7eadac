#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Where the credentials of alert configs end up: in the keyring, and nowhere else."""

import concurrent.futures
import json
import os
import pty
import subprocess
import sys
import termios
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from test_alerts import CANARY, MINIMAL, PATH, SLACK_URL, Alerts  # noqa: E402

CREDENTIALS = {
    'slack': {'webhook_url': SLACK_URL, 'channel': '#alerts'},
    'discord': {'webhook_url': f'https://discord.example/api/webhooks/1/{CANARY}'},
    'telegram': {'bot_token': f'123456:{CANARY}', 'chat_id': '987654321'},
    'pagerduty': {'integration_key': CANARY},
    'webhook': {'url': f'https://example.org/{CANARY}', 'headers': {'X-Key': CANARY}},
    'sms': {'auth_token': CANARY},
}
FIELDS = ['slack.webhook_url', 'discord.webhook_url', 'telegram.bot_token',
          'pagerduty.integration_key', 'webhook.url', 'webhook.headers', 'sms.auth_token']


class Credentials(Alerts):
    def look_up(self, field, number=1):
        answer = self.session.run(['secret-tool', 'lookup', 'channel', f'alert-config-{number}',
                                   'field', field])
        return answer.stdout

    def assert_canary_is_nowhere(self):
        """In no answer, no log, and no file of the agent; the keyring's own files are encrypted."""
        for path in ('', '?include_defaults=true', '/1'):
            self.assertNotIn(CANARY, json.dumps(self.session.http(PATH + path).body))
        self.assertNotIn(CANARY, json.dumps(self.expect(200, '/api/v1/audit')))
        self.assertNotIn(CANARY, json.dumps(self.expect(200, '/api/v1/events')))
        self.assertNotIn(CANARY, self.session.cli('alerts', '--json').stdout)
        self.agent.terminate()
        files = [path for path in self.session.folder.rglob('*') if path.is_file()]
        self.assertTrue(any(path.name == 'wakebell.db' for path in files))
        for path in files:
            self.assertNotIn(CANARY.encode(), path.read_bytes(), path)

    def test_kept_and_forgotten(self):
        self.session.start_keyring()
        created = self.create(MINIMAL | {'channel_config': CREDENTIALS})
        self.assertNotIn('warnings', created)
        settings = created['channel_config']
        self.assertEqual(settings['slack'],
                         {'webhook_url': None, 'webhook_url_set': True, 'channel': '#alerts'})
        self.assertEqual(settings['telegram'],
                         {'bot_token': None, 'bot_token_set': True, 'chat_id': '987654321'})
        self.assertEqual(self.get(1), created)
        self.assertEqual(self.look_up('slack.webhook_url'), SLACK_URL)
        self.assertEqual(json.loads(self.look_up('webhook.headers')), {'X-Key': CANARY})
        self.assertEqual([field for field in FIELDS if CANARY not in self.look_up(field)], [])

        # What is given back, or left out, stays; null goes; a kind that goes takes its own along.
        self.assertEqual(self.put(1, created), created)
        changed = self.put(1, {'channel_config': {'slack': {'webhook_url': None},
                                                  'webhook': None}})
        self.assertEqual(changed['dropped_credentials'],
                         ['slack.webhook_url', 'webhook.url', 'webhook.headers'])
        self.assertEqual(changed['channel_config']['slack'], {'channel': '#alerts'})
        self.assertEqual([field for field in FIELDS if self.look_up(field)],
                         ['discord.webhook_url', 'telegram.bot_token', 'pagerduty.integration_key',
                          'sms.auth_token'])

        self.expect(200, f'{PATH}/1', method='DELETE')
        self.assertEqual([field for field in FIELDS if self.look_up(field)], [])
        self.assert_canary_is_nowhere()

    def test_replaced(self):
        self.session.start_keyring()
        before = self.create(MINIMAL | {'channel_config': {'slack': CREDENTIALS['slack']}})
        other = SLACK_URL + '/2'
        after = self.put(1, {'channel_config': {'slack': {'webhook_url': other}}})
        self.assertEqual(after, before)
        self.assertEqual(self.look_up('slack.webhook_url'), other)
        self.assert_canary_is_nowhere()

    def test_command_line(self):
        self.session.start_keyring()
        answer = self.session.cli('alerts', 'add', '--name', 'x', '--type', 'custom', '--set',
                                  'slack.webhook_url=-', '--set', 'webhook.headers.X-Key=-',
                                  input=f'{SLACK_URL}\n{CANARY}\n')
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(answer.stderr, '')
        self.assertEqual(self.look_up('slack.webhook_url'), SLACK_URL)
        self.assertEqual(json.loads(self.look_up('webhook.headers')), {'X-Key': CANARY})
        self.assert_canary_is_nowhere()

    def test_terminal(self):
        """One is asked for, and what is typed is not shown."""
        self.session.start_keyring()
        self.create(MINIMAL)
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        ours, theirs = pty.openpty()
        with open(ours, 'r+b', buffering=0) as terminal, subprocess.Popen(
                [program, 'alerts', 'edit', '1', '--set', 'slack.webhook_url=-'],
                env=self.session.env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
            shown = b''
            while b'slack.webhook_url: ' not in shown:
                shown += terminal.read(4096)
            terminal.write(SLACK_URL.encode() + b'\n')
            self.assertEqual(process.wait(harness.TIMEOUT_S), 0)
            shown += terminal.read(4096)
            self.assertTrue(termios.tcgetattr(theirs)[3] & termios.ECHO)
        os.close(theirs)
        self.assertNotIn(CANARY.encode(), shown)
        self.assertEqual(self.look_up('slack.webhook_url'), SLACK_URL)

    def assert_not_kept(self, reason):
        body = MINIMAL | {'channel_config': CREDENTIALS}
        created = self.create(body)
        self.assertEqual(created['warnings'],
                         [f'channel_config.{field}: {reason}; it is not kept, everything else is '
                          'saved' for field in FIELDS])
        self.assertEqual(created['channel_config']['slack'],
                         {'webhook_url': None, 'webhook_url_set': False, 'channel': '#alerts'})
        kept = {name: value for name, value in created.items() if name != 'warnings'}
        self.assertEqual(self.get(1), kept)
        answer = self.session.cli('alerts', 'edit', '1', '--set', 'slack.webhook_url=-',
                                  input=SLACK_URL)
        self.assertEqual((answer.returncode, answer.stdout), (0, 'Alert config changed: 1\n'))
        self.assertIn(reason, answer.stderr)
        self.assert_canary_is_nowhere()

    def test_no_keyring(self):
        self.assert_not_kept('the keyring is not available')

    def test_locked(self):
        self.session.start_keyring()
        self.session.lock_keyring()
        self.assert_not_kept('the keyring is locked')

    def test_locked_later(self):
        """What is in a keyring that was locked since cannot be taken out of it."""
        self.session.start_keyring()
        self.create(MINIMAL | {'channel_config': {'slack': CREDENTIALS['slack']}})
        self.session.lock_keyring()
        answer = self.expect(200, f'{PATH}/1', method='DELETE')
        self.assertEqual(answer['warnings'],
                         ['channel_config.slack.webhook_url: the keyring is locked; it is still in '
                          'there'])

    def test_silent_keyring(self):
        """One that takes the call and never answers holds nobody up for long."""
        keyring = self.session.start_keyring()
        keyring.stop()
        try:
            self.create(MINIMAL)
            created = self.create(MINIMAL | {'channel_config': {'slack': CREDENTIALS['slack']}})
        finally:
            keyring.resume()
        self.assertIn('the keyring does not answer', created['warnings'][0])

    def change_while_keyring_is_slow(self, change):
        """Gives a credential, and calls @change before the keyring has it; returns the answer."""
        self.create(MINIMAL)
        keyring = self.session.start_keyring()
        body = {'channel_config': {'slack': CREDENTIALS['slack']}}
        keyring.stop()
        try:
            with concurrent.futures.ThreadPoolExecutor(1) as pool:
                answer = pool.submit(self.put, 1, body)
                self.session.wait_for(lambda: self.get(1)['channel_config'])
                change()
                keyring.resume()
                return answer.result()
        finally:
            keyring.resume()

    def test_removed_meanwhile(self):
        """One that is removed before the keyring has it does not come back."""
        answer = self.change_while_keyring_is_slow(
            lambda: self.put(1, {'channel_config': {'slack': None}}))
        self.assertEqual(answer['dropped_credentials'], ['slack.webhook_url'])
        self.assertEqual(self.get(1)['channel_config'], None)
        self.session.wait_for(lambda: self.look_up('slack.webhook_url') == '')
        self.assert_canary_is_nowhere()

    def test_deleted_meanwhile(self):
        self.change_while_keyring_is_slow(
            lambda: self.expect(200, f'{PATH}/1', method='DELETE'))
        self.session.wait_for(lambda: self.look_up('slack.webhook_url') == '')


if __name__ == '__main__':
    unittest.main()
