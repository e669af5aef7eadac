#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Events that reach people as mails."""

import base64
import email
import email.policy
import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / 'channels')]
import harness  # noqa: E402
from mail_sink import Sink  # noqa: E402

PREFERENCES = '/api/v1/admin/alerts/preferences'
PASSWORD = 'correct-horse-battery'
LIBRARIES = ('libgmime', 'libcurl', 'libcairo', 'wakebell-mail')


class Case(harness.SessionTestCase):
    def setUp(self):
        self.session.start_keyring()
        self.agent = self.session.start_agent()
        self.sink = Sink(extensions=('AUTH PLAIN',))
        self.sink.__enter__()
        self.addCleanup(self.sink.__exit__)

    def call(self, path, body=None, method=None):
        answer = self.session.http(path, body, method=method, unix=True)
        self.assertIn(answer.status, (200, 201, 202), answer.body)
        return answer.body

    def add_channel(self, **settings):
        self.call(PREFERENCES, {'delivery': {'retry_delay': 0.05, 'max_retry_delay': 0.2}}, 'PUT')
        self.call('/api/v1/channels', {'kind': 'email', 'settings': {
            'smtp_host': '127.0.0.1', 'smtp_port': self.sink.port, 'security': 'none',
            'recipients': ['ops@example.org'], 'from': 'alerts@example.org', **settings}})

    def publish(self, **fields):
        return self.session.publish({'title': 'Loss is high', 'severity': 'error',
                                     'channels': ['email']} | fields)[0]

    def wait_mails(self, number):
        self.session.wait_for(lambda: len(self.sink.mails) >= number, what=f'{number} mails')
        return [email.message_from_bytes(mail.data, policy=email.policy.default)
                for mail in self.sink.mails]

    def wait_delivery(self, state):
        def find():
            rows = self.call('/api/v1/deliveries?limit=10')['deliveries']
            return rows[0] if rows and rows[0]['state'] == state else None
        return self.session.wait_for(find, what=f'a delivery that is {state}')

    def find_libraries(self):
        maps = Path(f'/proc/{self.agent.pid}/maps').read_text()
        return [name for name in LIBRARIES if name in maps]


class Mails(Case):
    def test_arrives(self):
        """What writes mail is in memory once there is a mail to write."""
        self.add_channel()
        self.assertEqual(self.find_libraries(), [])
        self.publish(type='training_failed', model_name='qwen', message='CUDA **out of memory**',
                     attachments=[{'name': 'log.txt', 'media_type': 'text/plain',
                                   'data': base64.b64encode(b'one\ntwo\n').decode()}])
        mail, = self.wait_mails(1)
        self.assertTrue(mail['Subject'].startswith('[ERROR] '))
        self.assertIn('<strong>out of memory</strong>', mail.get_body(('html',)).get_content())
        self.assertIn('- Model: qwen', mail.get_body(('plain',)).get_content())
        attachment, = mail.iter_attachments()
        self.assertEqual((attachment.get_filename(), attachment.get_payload(decode=True)),
                         ('log.txt', b'one\ntwo\n'))
        self.wait_delivery('done')
        self.assertEqual(self.find_libraries(), list(LIBRARIES))

    def test_same_mail_at_each_attempt(self):
        self.sink.drops_after_data = True
        self.add_channel()
        self.publish()
        self.wait_mails(2)
        self.sink.drops_after_data = False
        self.wait_delivery('done')
        mails = self.wait_mails(3)
        self.assertEqual(len({mail['Message-ID'] for mail in mails}), 1)

    def test_wrong_password(self):
        """S3-53: the channel says what to do, and waits for it."""
        self.sink.answers['login'] = '535 5.7.8 not accepted'
        self.add_channel(username='me@example.org', password=PASSWORD)
        self.publish()

        def get_state():
            state = self.call('/api/v1/channels/email')['state']
            return state if state['status'] == 'needs_attention' else None
        state = self.session.wait_for(get_state, what='a channel that needs attention')
        self.assertIn('app password', state['reason'])
        self.assertEqual(self.sink.mails, [])
        self.assertNotIn(PASSWORD, self.agent.output)

    def test_module_is_missing(self):
        self.session.env['WAKEBELL_MODULE_DIR'] = str(self.session.folder)
        self.addCleanup(self.session.env.__setitem__, 'WAKEBELL_MODULE_DIR',
                        str(harness.BUILD_DIR / 'src/channels/mail'))
        self.agent.terminate()
        self.agent = self.session.start_agent()
        self.add_channel()
        self.publish()

        def get_reason():
            return self.call('/api/v1/channels/email')['state'].get('reason')
        self.assertIn('not installed', self.session.wait_for(get_reason, what='a reason'))


if __name__ == '__main__':
    unittest.main()
