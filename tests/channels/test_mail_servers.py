#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""E-mail by the real channel to real mail servers: aiosmtpd with TLS and logins, and Postfix."""

import email
import email.policy
import shutil
import tempfile
import unittest
from pathlib import Path

from mail_daemons import PASSWORD, USER, Authority, Postfix, Submission
from mail_sink import Sender, settings_for

ALERT = {'key': 'k0', 'thread_key': 'openai', 'title': 'Schlüssel abgelaufen: OpenAI',
         'body': 'A line that\n.\nbegins with a dot, and\n..two.\n\n.', 'severity': 'critical',
         'losses': [2, 1.5, 1], 'facts': [['Provider', 'OpenAI']]}


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix='wakebell-mail-'))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.authority = Authority(cls.folder)
        cls.sender = Sender(cls.authority.ca_file)
        cls.addClassCleanup(cls.sender.__exit__)

    def send(self, port, *messages, security='starttls', password=PASSWORD, host='localhost',
             **settings):
        return self.sender.send(
            settings_for(port, smtp_host=host, security=security, username=USER, **settings),
            list(messages or [ALERT]), password)


class Submitting(Case):
    def check_mail(self, server, number=1):
        self.assertEqual(len(server.handler.envelopes), number)
        for envelope, is_encrypted, login in server.handler.envelopes:
            self.assertTrue(is_encrypted)
            self.assertEqual(login.login, USER.encode())
            mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
            self.assertEqual(mail['Subject'], '[CRITICAL] Schlüssel abgelaufen: OpenAI')
            self.assertIn('\n.\nbegins with a dot, and\n..two.\n\n.\n',
                          mail.get_body(('plain',)).get_content().replace('\r\n', '\n'))

    def test_starttls(self):
        """S3-55: port 587"""
        for mechanism in ('PLAIN', 'LOGIN'):
            with Submission(self.authority, mechanisms=[mechanism]) as server:
                result, = self.send(server.port)
                self.assertEqual(result['outcome'], 'done')
                self.check_mail(server)
                self.assertEqual(server.handler.logins, [(mechanism, True)])

    def test_tls(self):
        """S3-55: port 465"""
        with Submission(self.authority, is_tls=True) as server:
            result, = self.send(server.port, security='tls')
            self.assertEqual(result['outcome'], 'done')
            self.check_mail(server)

    def test_batch(self):
        """S3-50: one connection, one login."""
        with Submission(self.authority) as server:
            results = self.send(server.port, *(dict(ALERT, key=f'k{i}') for i in range(20)))
            self.assertEqual([result['outcome'] for result in results], ['done'] * 20)
            self.check_mail(server, 20)
            self.assertEqual(len(server.handler.peers), 1)
            self.assertEqual(len(server.handler.logins), 1)

    def test_wrong_password(self):
        """S3-53"""
        with Submission(self.authority) as server:
            result, = self.send(server.port, password='wrong password')
            self.assertEqual(result['outcome'], 'broken')
            self.assertIn('app password', result['reason'])
            self.assertIn('535 5.7.8', result['answer'])
            self.assertEqual(server.handler.envelopes, [])

    def test_login_needed(self):
        with Submission(self.authority) as server:
            result, = self.send(server.port, password=None)
            self.assertEqual(result['outcome'], 'broken')
            self.assertIn('wants a login', result['reason'])

    def test_unknown_authority(self):
        with Submission(self.authority) as server, Sender() as stranger:
            result, = stranger.send(settings_for(server.port, smtp_host='localhost', username=USER,
                                                 security='starttls'), [ALERT], PASSWORD)
            self.check_distrust(server, result)

    def test_other_name(self):
        folder = self.folder / 'other'
        folder.mkdir()
        other = Authority(folder, 'DNS:mail.example.org')
        for is_tls in (False, True):
            with Submission(other, is_tls=is_tls) as server, Sender(other.ca_file) as sender:
                result, = sender.send(
                    settings_for(server.port, smtp_host='localhost', username=USER,
                                 security='tls' if is_tls else 'starttls'), [ALERT], PASSWORD)
                self.check_distrust(server, result)

    def check_distrust(self, server, result):
        self.assertEqual(result['outcome'], 'broken')
        self.assertIn('certificate', result['reason'])
        self.assertEqual((server.handler.envelopes, server.handler.logins), ([], []))

    def test_tls_on_a_port_without(self):
        with Submission(None) as server:
            result, = self.send(server.port, security='tls')
            self.assertEqual(result['outcome'], 'retry')
            self.assertIn('security', result['reason'])
            result, = self.send(server.port, security='starttls')
            self.assertEqual(result['outcome'], 'broken')
            self.assertIn('no encryption', result['reason'])
            self.assertEqual(server.handler.logins, [])

    def test_size(self):
        with Submission(self.authority, data_size_limit=1000) as server:
            result, = self.send(server.port)
            self.assertEqual(result['outcome'], 'refused')
            self.assertIn('refused this mail', result['reason'])


@unittest.skipUnless(Postfix.is_possible(), 'only root can start a Postfix')
class ToPostfix(Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.postfix = Postfix(cls.authority)
        cls.postfix.__enter__()
        cls.addClassCleanup(cls.postfix.__exit__)

    def test_delivery(self):
        """Postfix is told to refuse bare line feeds; what it keeps is what was said."""
        for security, port in (('starttls', self.postfix.port), ('tls', self.postfix.tls_port),
                               ('none', self.postfix.port)):
            results = self.send(port, *(dict(ALERT, key=f'{security}-{i}') for i in range(7)),
                                security=security, password=None, bcc=['dev@example.org'])
            self.assertEqual([result['outcome'] for result in results], ['done'] * 7, results[0])
        for box in ('ops', 'dev'):
            mails = self.postfix.wait_for_mails(box, 21)
            self.assertEqual(len({mail['Message-ID'] for mail in mails}), 21)
            for mail in mails:
                self.assertIsNone(mail['Bcc'])
                self.assertEqual(mail['Subject'], '[CRITICAL] Schlüssel abgelaufen: OpenAI')
                self.assertIn('\n.\nbegins with a dot, and\n..two.\n\n.\n',
                              mail.get_body(('plain',)).get_content())
        self.assertEqual(self.postfix.log.count(': connect from'), 3)

    def test_unknown_recipient(self):
        result, = self.send(self.postfix.port, password=None, recipients=['nobody@example.org'])
        self.assertEqual(result['outcome'], 'refused')
        self.assertIn('550 5.1.1', result['answer'])
        result, = self.send(self.postfix.port, password=None, recipients=['nobody@example.net'])
        self.assertEqual(result['outcome'], 'refused')
        self.assertIn('recipients', result['reason'])


if __name__ == '__main__':
    unittest.main()
