#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Settings of other tools, taken over from their files."""

import json
import os
import pty
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import harness  # noqa: E402
import test_deliveries  # noqa: E402

EXAMPLE = Path(__file__).resolve().parent.parent.parent / '.env.example'
SECRETS = ('abcd efgh ijkl mnop', '123456789:ABC-DEF', '/services/T/B/s3cr3t', 'hook-s3cr3t')
VARIABLES = {
    'NOTIFICATION_EMAIL_ENABLED': 'true', 'SMTP_HOST': 'smtp.example.org', 'SMTP_PORT': '465',
    'SMTP_USER': 'me@example.org', 'SMTP_PASSWORD': SECRETS[0],
    'NOTIFICATION_EMAIL_FROM': 'alerts@example.org', 'NOTIFICATION_EMAIL_TO': 'a@example.org',
    'SMTP_SERVER': '', 'EMAIL_USER': '', 'USERNAME': '', 'EMAIL_PASSWORD': '', 'FROM_EMAIL': '',
    'FROM_ADDRESS': '', 'EMAIL_RECIPIENTS': '', 'TO_EMAILS': '', 'DEFAULT_RECIPIENTS': '',
    'NOTIFICATION_TELEGRAM_ENABLED': 'false', 'TELEGRAM_BOT_TOKEN': SECRETS[1],
    'TELEGRAM_CHAT_ID': '-987654321',
    'SLACK_WEBHOOK_URL': 'https://hooks.slack.com' + SECRETS[2], 'SLACK_TOKEN': '',
    'SLACK_CHANNEL': '#training-alerts',
    'DISCORD_WEBHOOK_URL': 'https://discordapp.com/api/webhooks/1/' + SECRETS[3],
    'PAGERDUTY_INTEGRATION_KEY': 'k' * 32, 'PAGERDUTY_API_TOKEN': 'u+x',
    'WEBHOOK_URLS': f'https://a.example/{SECRETS[3]},https://b.example/2',
    'DESKTOP_NOTIFICATIONS_ENABLED': 'false', 'DESKTOP_NOTIFICATIONS_SOUND': 'true',
    'NOTIFICATION_DASHBOARD_ENABLED': 'true', 'ALERT_COOLDOWN_WARNING': '901',
    'ALERT_COOLDOWN_CRITICAL': '601', 'ALERT_COOLDOWN_AUTH_FAIL': '301',
    'ALERT_COOLDOWN_ALL_FAILED': '181'}


def fill_in(text, values):
    """The example as somebody fills it in: values before the comments."""
    return re.sub(r'^(\w+)=\S*', lambda match: f'{match[1]}={values[match[1]]}', text, flags=re.M)


class Example(harness.SessionTestCase):
    def test_every_line_is_known(self):
        answer = self.session.cli('import-env', '--dry-run', '--json', EXAMPLE)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(json.loads(answer.stdout)['not_taken'], [])

    def test_every_variable_is_there_with_a_comment(self):
        lines = [line for line in EXAMPLE.read_text().splitlines() if re.match(r'\w+=', line)]
        self.assertEqual({line.partition('=')[0] for line in lines}, set(VARIABLES))
        for line in lines:
            self.assertRegex(line, r'=.*\s# \S')

    def test_nothing_is_shown_or_changed(self):
        """A dry run needs no agent."""
        path = self.session.home / '.env'
        path.write_text(fill_in(EXAMPLE.read_text(), VARIABLES))
        for options in (), ('--json',):
            answer = self.session.cli('import-env', '--dry-run', path, *options)
            self.assertEqual(answer.returncode, 0, answer.stderr)
            for secret in SECRETS:
                self.assertNotIn(secret, answer.stdout + answer.stderr)
        channels = {channel['name']: channel for channel in json.loads(answer.stdout)['channels']}
        self.assertEqual(channels['email']['settings']['password_set'], True)
        self.assertEqual(channels['slack']['settings'],
                         {'webhook_url_set': True, 'channel': '#training-alerts'})

    def test_usage(self):
        path = self.session.home / '.env'
        path.write_text('SMTP_HOST=x\n')
        for arguments, words in (((), 'one file'), ((path, path), 'one file'),
                                 ((path, '--json'), '--yes')):
            answer = self.session.cli('import-env', *arguments)
            self.assertEqual(answer.returncode, 2, answer.stderr)
            self.assertIn(words, answer.stderr)
        answer = self.session.cli('import-env', '/nonexistent/.env', '--dry-run')
        self.assertEqual(answer.returncode, 1)
        path.write_bytes(b'#' * (256 * 1024 + 1))
        self.assertIn('too long', self.session.cli('import-env', path, '--dry-run').stdout)
        path.write_text('{"smtp_server":')
        self.assertEqual(self.session.cli('import-env', path, '--dry-run').returncode, 1)


class Import(test_deliveries.Case):
    def setUp(self):
        super().setUp()
        self.path = self.session.home / '.env'

    def run_import(self, text, *options):
        self.path.write_text(text)
        return self.session.cli('import-env', self.path, '--yes', *options)

    def channels(self):
        return {channel['name']: channel for channel in self.get('/api/v1/channels')['channels']}

    def test_all(self):
        answer = self.run_import(fill_in(EXAMPLE.read_text(), VARIABLES) + 'GROQ_API_KEY=gsk_1\n')
        self.assertEqual(answer.returncode, 0, answer.stderr)
        for secret in SECRETS:
            self.assertNotIn(secret, answer.stdout + answer.stderr)
        self.assertIn('GROQ_API_KEY: not known', answer.stdout)
        self.assertNotIn('gsk_1', answer.stdout)
        self.assertIn('delete', answer.stdout.splitlines()[-1])
        channels = self.channels()
        self.assertLessEqual({'email', 'telegram', 'slack', 'discord', 'pagerduty', 'webhook',
                              'webhook-2'}, set(channels))
        email = channels['email']['settings']
        self.assertEqual((email['smtp_host'], email['smtp_port'], email['security'],
                          email['recipients'], email['password_set']),
                         ('smtp.example.org', 465, 'tls', ['a@example.org'], True))
        self.assertFalse(channels['telegram']['enabled'])
        self.assertEqual(channels['telegram']['settings']['chat_id'], -987654321)
        preferences = self.get(test_deliveries.PREFERENCES)
        self.assertFalse(preferences['channels']['desktop'])
        self.assertEqual(preferences['cooldowns'], {
            'quota_warning': 901, 'quota_critical': 601, 'auth_failure': 301,
            'all_keys_failed': 181})
        self.agent.terminate()
        for path in self.session.folder.rglob('*'):
            if path.is_file() and path != self.path:
                for secret in SECRETS:
                    self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def test_what_is_there_is_changed(self):
        self.add('slack', {'webhook_url': 'https://hooks.slack.com/services/a', 'username': 'bell'})
        answer = self.run_import('SLACK_CHANNEL=#other\nWEBHOOK_URLS=https://a.example\n', '--json')
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual(json.loads(answer.stdout)['results'],
                         [{'name': 'slack', 'result': 'changed'},
                          {'name': 'webhook', 'result': 'added'}])
        settings = self.channels()['slack']['settings']
        self.assertEqual((settings['channel'], settings['username'], settings['webhook_url_set']),
                         ('#other', 'bell', True))

    def test_what_is_missing_is_told(self):
        answer = self.run_import('SMTP_HOST=smtp.example.org\nWEBHOOK_URLS=https://a.example\n'
                                 'NOTIFICATION_TELEGRAM_ENABLED=true\n')
        self.assertEqual(answer.returncode, 1)
        self.assertIn('settings.recipients', answer.stderr)
        self.assertNotIn('telegram: ', answer.stderr)
        self.assertNotIn('delete', answer.stdout)
        self.assertIn('webhook', self.channels())

    def test_json_file(self):
        """The file of JSON that one of the tools has (S2-25)."""
        answer = self.run_import(json.dumps({
            'smtp_server': 'smtp.example.org', 'smtp_port': 587, 'email_user': 'me@example.org',
            'email_password': SECRETS[0], 'default_recipients': ['a@example.org', 'b@example.org'],
            'slack_webhook_url': 'https://hooks.slack.com' + SECRETS[2], 'slack_token': '',
            'slack_channel': '#alerts', 'pagerduty_integration_key': 'k' * 32,
            'pagerduty_api_token': 'u+x', 'webhook_urls': ['https://a.example/1']}))
        self.assertEqual(answer.returncode, 0, answer.stderr)
        channels = self.channels()
        self.assertEqual(channels['email']['settings']['recipients'],
                         ['a@example.org', 'b@example.org'])
        self.assertLessEqual({'email', 'slack', 'pagerduty', 'webhook'}, set(channels))

    def ask(self, reply):
        """What the command says at a terminal where somebody types the reply."""
        ours, theirs = pty.openpty()
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        process = subprocess.Popen([program, 'import-env', str(self.path)], stdin=theirs,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env=self.session.env)
        os.close(theirs)
        os.write(ours, reply)
        output, _ = process.communicate(timeout=20)
        os.close(ours)
        return process.returncode, output.decode()

    def test_asks(self):
        self.path.write_text('WEBHOOK_URLS=https://a.example\n')
        status, output = self.ask(b'n\n')
        self.assertEqual(status, 1, output)
        self.assertIn('nothing was changed', output)
        self.assertNotIn('webhook', self.channels())
        status, output = self.ask(b'y\n')
        self.assertEqual(status, 0, output)
        self.assertIn('webhook', self.channels())
        answer = self.session.cli('import-env', self.path)
        self.assertEqual(answer.returncode, 2)
        self.assertIn('--yes', answer.stderr)

    def test_keyring_locked(self):
        """What the keyring does not take is not said to be safe."""
        self.session.lock_keyring()
        answer = self.run_import('WEBHOOK_URLS=https://a.example\n')
        self.assertEqual(answer.returncode, 1, answer.stdout)
        self.assertNotIn('delete', answer.stdout)

    def test_no_agent(self):
        self.agent.terminate()
        answer = self.run_import('WEBHOOK_URLS=https://a.example\n')
        self.assertEqual(answer.returncode, 3, answer.stderr)


if __name__ == '__main__':
    unittest.main(verbosity=2)
