#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""E-mail by the real channel to servers that do what they should, and to some that do not."""

import base64
import email
import email.policy
import os
import random
import re
import signal
import threading
import unittest

import mail_sink
from mail_sink import Sender, Sink, settings_for

HOSTILE = 10000         # T41
BATCH = 50
PASSWORD = 'correct horse battery'
TIME_US = 1733337000000000

ALERT = {
    'key': 'install-7', 'thread_key': 'openai', 'title': 'Circuit Breaker Opened: OpenAI',
    'body': 'It opened after **five** failures.', 'severity': 'critical', 'priority': 'critical',
    'time_us': TIME_US, 'facts': [['Provider', 'OpenAI'], ['Failures', '5']],
    'event': {'type': 'circuit_breaker_opened', 'title': 'x',
              'url': 'https://gateway.example.org/openai?a=1&b=2'},
}


def parse(mail):
    """As a mail program reads it: dots that were doubled on the way are one again."""
    data = re.sub(rb'(?m)^\.', b'', mail.data)
    return email.message_from_bytes(data, policy=email.policy.default)


def get_text(message, kind):
    return message.get_body((kind,)).get_content()


class Case(unittest.TestCase):
    def setUp(self):
        self.sender = self.enterContext(Sender())

    def make_sink(self, *args, **options):
        return self.enterContext(Sink(*args, **options))

    def send(self, sink, *messages, password=None, **settings):
        return self.sender.send(settings_for(sink.port, **settings), list(messages), password)

    def send_one(self, sink, message=None, **options):
        result, = self.send(sink, message or ALERT, **options)
        return result

    def get_mail(self, message=None, **settings):
        sink = self.make_sink()
        self.assertEqual(self.send_one(sink, message, **settings)['outcome'], 'done')
        return parse(sink.mails[-1])


class Message(Case):
    def test_headers(self):
        mail = self.get_mail()
        self.assertEqual(mail['Subject'], '[CRITICAL] Circuit Breaker Opened: OpenAI')
        self.assertEqual(mail['From'], 'Wakebell <alerts@example.org>')
        self.assertEqual(mail['To'], 'ops@example.org')
        self.assertEqual(mail['Auto-Submitted'], 'auto-generated')
        self.assertEqual(mail['MIME-Version'], '1.0')
        self.assertRegex(mail['Message-ID'], r'^<install-7@wakebell\.[^>]+>$')
        self.assertRegex(mail['List-Id'], r'^<email\.wakebell\.[^>]+>$')
        self.assertRegex(mail['User-Agent'], r'^Wakebell/')
        self.assertIsNotNone(mail['Date'].datetime)
        self.assertEqual(mail.get_content_type(), 'multipart/alternative')

    def test_text(self):
        text = get_text(self.get_mail(signature='AI Gateway Alert System'), 'plain')
        for line in ('Hello,', 'Alert: Circuit Breaker Opened: OpenAI', 'Severity: Critical',
                     'Time: 2024-12-04 18:30:00 UTC', 'It opened after five failures.', 'Details:',
                     '- Provider: OpenAI', '- Failures: 5', 'Action Required:',
                     'View Details: https://gateway.example.org/openai?a=1&b=2',
                     'AI Gateway Alert System'):
            self.assertIn(line, text.splitlines())

    def test_html(self):
        html = get_text(self.get_mail(header_color='#241f56', from_name='AI Gateway'), 'html')
        for part in ('<strong>five</strong>', 'href="https://gateway.example.org/openai?a=1&amp;b=2"',
                     '>Provider<', '>OpenAI<', 'prefers-color-scheme:dark', '#241f56', '>AI Gateway<',
                     'Action Required:', 'View Details', 'name="color-scheme"'):
            self.assertIn(part, html)
        # Nothing is loaded from anywhere.
        self.assertEqual(re.findall(r'(?:src|background|@import)\s*=?\s*"?(https?:[^" ]*)', html), [])
        self.assertNotIn('<script', html)

    def test_without_extras(self):
        mail = self.get_mail({'title': 'Plain', 'body': ''}, greeting=' ', signature=' ')
        text, html = get_text(mail, 'plain'), get_text(mail, 'html')
        for part in ('Hello', 'Details', 'Action Required', 'Wakebell', 'View'):
            self.assertNotIn(part, text)
            self.assertNotIn(part, html)
        self.assertEqual(mail['Subject'], '[INFO] Plain')

    def test_markup_is_text(self):
        mail = self.get_mail({'title': '<img src=x onerror=y>', 'body': '<script>z</script>',
                              'facts': [['<b>', '<i>"']]})
        html = get_text(mail, 'html')
        for part in ('<img', '<script', '<b>', '<i>'):
            self.assertNotIn(part, html)
        self.assertIn('&lt;img src=x onerror=y&gt;', html)

    def test_states(self):
        resolved = self.get_mail(dict(ALERT, is_resolved=True))
        self.assertEqual(resolved['Subject'], '[RESOLVED] Circuit Breaker Opened: OpenAI')
        self.assertIn('Severity: Critical · resolved', get_text(resolved, 'plain'))
        self.assertIn('Critical · resolved', get_text(resolved, 'html'))
        self.assertNotIn('Action Required', get_text(resolved, 'html'))
        acknowledged = self.get_mail(dict(ALERT, is_acknowledged=True))
        self.assertIn('Critical · acknowledged', get_text(acknowledged, 'html'))

    def test_sum(self):
        mail = self.get_mail({'title': '3 notifications', 'severity': 'error',
                              'body': '- **error**: one\n- **info**: two\n- **info**: three\n'})
        self.assertEqual(mail['Subject'], '[ERROR] 3 notifications')
        self.assertIn('<li><strong>error</strong>: one</li>', get_text(mail, 'html'))
        self.assertIn('• error: one', get_text(mail, 'plain'))

    def test_importance(self):
        for priority, number, word in (('critical', '1', 'high'), ('high', '1', 'high'),
                                       ('medium', None, None), ('low', '5', 'low')):
            mail = self.get_mail({'priority': priority})
            self.assertEqual((mail['X-Priority'], mail['Importance']), (number, word), priority)

    def test_other_scripts(self):
        title = 'Schlüssel läuft ab: ключ 鍵 🔑'
        mail = self.get_mail({'title': title, 'body': 'Größe: 5 €', 'facts': [['Größe', '五']]},
                             from_name='Wächter', subject_prefix='Büro:')
        self.assertEqual(mail['Subject'], 'Büro: [INFO] ' + title)
        self.assertEqual(mail['From'].addresses[0].display_name, 'Wächter')
        self.assertIn('Größe: 5 €', get_text(mail, 'plain'))
        self.assertIn('五', get_text(mail, 'html'))

    def test_people(self):
        sink = self.make_sink()
        result = self.send_one(sink, recipients=['a@example.org', 'b@example.org'],
                               cc=['c@example.org', 'A@example.org'], bcc=['secret@example.org'],
                               reply_to='help@example.org')
        self.assertEqual(result['outcome'], 'done')
        kept, = sink.mails
        mail = parse(kept)
        self.assertEqual(mail['To'], 'a@example.org, b@example.org')
        self.assertEqual(mail['Cc'], 'c@example.org, A@example.org')
        self.assertEqual(mail['Reply-To'], 'help@example.org')
        self.assertIsNone(mail['Bcc'])
        self.assertNotIn(b'secret', kept.data)
        # Each once, whatever the case.
        self.assertEqual(kept.recipients, ['a@example.org', 'b@example.org', 'c@example.org',
                                           'secret@example.org'])

    def test_bcc_only(self):
        sink = self.make_sink()
        self.assertEqual(self.send_one(sink, recipients=[], bcc=['x@example.org'])['outcome'],
                         'done')
        self.assertEqual(sink.mails[0].recipients, ['x@example.org'])
        self.assertNotIn(b'x@example.org', sink.mails[0].data)

    def test_from(self):
        for settings, sender in (({'username': 'me@example.com'}, 'me@example.com'),
                                 ({'username': 'apikey'}, 'ops@example.org'),
                                 ({'from': 'alerts@bücher.example'}, 'alerts@xn--bcher-kva.example')):
            settings = {'from': None, **settings}
            sink = self.make_sink()
            self.assertEqual(self.send_one(sink, **settings)['outcome'], 'done')
            self.assertIn(f'<{sender}>'.encode(), sink.mails[0].sender)
            self.assertEqual(parse(sink.mails[0])['From'].addresses[0].addr_spec, sender)

    def test_thread(self):
        first, second = self.get_mail(), self.get_mail(dict(ALERT, key='install-8'))
        other = self.get_mail(dict(ALERT, thread_key='groq'))
        self.assertEqual(first['References'], second['References'])
        self.assertEqual(first['In-Reply-To'], first['References'])
        self.assertNotEqual(first['References'], other['References'])
        self.assertNotEqual(first['Message-ID'], second['Message-ID'])

    def test_chart(self):
        mail = self.get_mail(dict(ALERT, losses=[2.5, 1.5, 0.5]))
        related = mail.get_payload()[1]
        self.assertEqual(related.get_content_type(), 'multipart/related')
        html, picture = related.get_payload()
        self.assertEqual(picture.get_content_type(), 'image/png')
        self.assertEqual(picture.get_content_disposition(), 'inline')
        self.assertEqual(picture.get_content()[:8], b'\x89PNG\r\n\x1a\n')
        self.assertIn(f'src="cid:{picture["Content-ID"][1:-1]}"', html.get_content())
        self.assertIn('Loss: from 2.5 to 0.5, lowest 0.5', get_text(mail, 'plain'))
        for losses in ([], [1.0]):
            self.assertEqual([part.get_content_type()
                              for part in self.get_mail(dict(ALERT, losses=losses)).walk()],
                             ['multipart/alternative', 'text/plain', 'text/html'])

    def test_attachments(self):
        table = b'epoch,loss\n1,2.5\r\n2,\r0.5\n'
        every = bytes(range(256)) * 40
        files = [['losses.csv', 'text/csv', table], ['Übersicht.bin', 'no type', every],
                 ['mail.eml', 'message/rfc822', b'From: a\n\nb']]
        mail = self.get_mail(dict(ALERT, attachments=[
            [name, kind, base64.b64encode(data).decode()] for name, kind, data in files]))
        self.assertEqual(mail.get_content_type(), 'multipart/mixed')
        parts = list(mail.iter_attachments())
        self.assertEqual([(part.get_filename(), part.get_content_type(),
                           part.get_payload(decode=True)) for part in parts],
                         [('losses.csv', 'text/csv', table),
                          ('Übersicht.bin', 'application/octet-stream', every),
                          ('mail.eml', 'application/octet-stream', b'From: a\n\nb')])
        self.assertIn('five failures', get_text(mail, 'plain'))

    def test_wrong_addresses(self):
        """F10: what would end a command of SMTP reaches none."""
        sink = self.make_sink()
        for address in ('a b@example.org', 'ä@example.org', 'a@exa mple.org', 'a..b@example.org',
                        'a@-example.org', '.a@example.org', 'a@' + 'b' * 64 + '.org'):
            for setting in ('from', 'recipients', 'cc', 'bcc', 'reply_to'):
                value = address if setting in ('from', 'reply_to') else [address]
                if ' ' in address:
                    continue    # the settings refuse it before
                result = self.send_one(sink, **{setting: value})
                self.assertEqual(result['outcome'], 'broken', (setting, address))
        self.assertEqual(sink.connections, 0)


class Hostile(Case):
    PIECES = ('\n.\n', '\r', '\n', '\r\n', '.\r\n', '\r\n.\r\nMAIL FROM:<x@example.net>\r\n', '..',
              '\r\n\r\n--=_', 'Bcc: victim@example.net\r\n', '=?utf-8?q?=0D=0A?=', 'ä€𝄞', ' ', '\t',
              'x' * 300, '‮', '\u2028', '\x01', '\x7f', 'From ', '=\n', '=0D=0A.=0D=0A', '\x85')

    def make_text(self, chance):
        return ''.join(chance.choice(self.PIECES) for _ in range(chance.randint(1, 9))) or '.'

    def make_message(self, chance, number):
        text = self.make_text
        return {'key': f'k{number}', 'title': text(chance), 'body': text(chance),
                'thread_key': text(chance), 'facts': [[text(chance), text(chance)]]}

    def test_one_transaction_each(self):
        """T41: whatever a text holds, it is one mail, of whole lines."""
        chance = random.Random(41)
        sink = self.make_sink()
        for start in range(0, HOSTILE, BATCH):
            messages = [self.make_message(chance, start + i) for i in range(BATCH)]
            results = self.send(sink, *messages)
            self.assertEqual({result['outcome'] for result in results}, {'done'})
            self.check(sink, [f'k{start + i}' for i in range(BATCH)])
        self.assertEqual(sink.connections, HOSTILE // BATCH)

    def check(self, sink, keys):
        wire = bytes(sink.wire)
        self.assertEqual(wire.count(b'\r\n'), wire.count(b'\n'))
        self.assertEqual(wire.count(b'\r\n'), wire.count(b'\r'))
        self.assertTrue(wire.isascii())
        self.assertLessEqual(max(map(len, wire.split(b'\r\n'))), 998)
        self.assertEqual(sum(line.startswith(b'MAIL') for line in sink.commands), len(keys))
        self.assertEqual({mail.sender for mail in sink.mails},
                         {b'MAIL FROM:<alerts@example.org>\r\n'} if sink.mails else set())
        self.assertEqual([tuple(mail.recipients) for mail in sink.mails],
                         [('ops@example.org',)] * len(keys))
        for mail, key in zip(sink.mails, keys):
            parsed = parse(mail)
            self.assertEqual(parsed.defects, [])
            self.assertTrue(parsed['Message-ID'].startswith(f'<{key}@'))
            self.assertIsNone(parsed['Bcc'])
            self.assertEqual([part.get_content_type() for part in parsed.walk()],
                             ['multipart/alternative', 'text/plain', 'text/html'])
        with sink.lock:
            sink.wire.clear()
        sink.commands.clear()
        sink.mails.clear()


class Transport(Case):
    def test_one_connection(self):
        """S3-50"""
        sink = self.make_sink()
        results = self.send(sink, *(dict(ALERT, key=f'k{i}') for i in range(20)))
        self.assertEqual([result['outcome'] for result in results], ['done'] * 20)
        self.assertEqual((sink.connections, len(sink.mails)), (1, 20))
        self.assertTrue(all(result['receipt']['message_id'].startswith(f'<k{i}@wakebell.')
                            for i, result in enumerate(results)))

    def test_server_ends_connections(self):
        sink = self.make_sink()
        sink.mails_of_connection = 3
        results = self.send(sink, *(dict(ALERT, key=f'k{i}') for i in range(8)))
        self.assertEqual([result['outcome'] for result in results], ['done'] * 8)
        self.assertEqual((sink.connections, len(sink.mails)), (3, 8))

    def test_outcomes(self):
        broken, refused, retry = 'broken', 'refused', 'retry'
        for answers, outcome, words in (
                ({'greeting': '554 5.7.1 no service for you'}, broken, 'does not serve'),
                ({'greeting': '421 4.3.2 not now'}, retry, 'cannot take'),
                ({'MAIL': '550 5.7.1 not your address'}, broken, 'from this address'),
                ({'MAIL': '552 5.3.4 too large'}, refused, 'refused this mail'),
                ({'MAIL': '530 5.7.0 log in first'}, broken, 'wants a login'),
                ({'MAIL': '451 4.3.0 later'}, retry, 'cannot take'),
                ({'RCPT': '550 5.1.1 no such user'}, refused, 'recipient'),
                ({'RCPT': '450 4.2.1 greylisted'}, retry, 'cannot take'),
                ({'RCPT': '452 4.2.2 full'}, retry, 'cannot take'),
                ({'DATA': '554 5.5.1 no'}, refused, 'refused this mail'),
                ({'end': '550 5.7.1 looks like spam'}, refused, 'refused this mail'),
                ({'end': '452 4.3.1 disk is full'}, retry, 'cannot take'),
                ({'MAIL': None}, retry, 'broke')):
            with self.subTest(answers), Sink(answers) as sink:
                result = self.send_one(sink)
                self.assertEqual(result['outcome'], outcome)
                self.assertIn(words, result['reason'])
                said = next(iter(answers.values()))
                self.assertEqual(result.get('answer'), said)
                self.assertIsNone(result['receipt'])

    def test_refused_mail_does_not_hold_up_others(self):
        sink = self.make_sink({'RCPT': lambda line: '250 fine' if len(sink.commands) != 3
                               else '550 5.1.1 no such user'})
        results = self.send(sink, *(dict(ALERT, key=f'k{i}') for i in range(3)))
        self.assertEqual([result['outcome'] for result in results], ['refused', 'done', 'done'])

    def test_one_refused_recipient(self):
        """The others still get it; of a temporary refusal nobody gets it, so that nobody gets two."""
        people = ['a@example.org', 'b@example.org', 'c@example.org']
        for code, outcome, reached in (('550 5.1.1 gone', 'done', [['a@example.org', 'c@example.org']]),
                                       ('450 4.2.1 later', 'retry', [])):
            with Sink({'RCPT': lambda line: code if b'<b@' in line else '250 fine'}) as sink:
                result = self.send_one(sink, recipients=people)
                self.assertEqual(result['outcome'], outcome)
                self.assertEqual(result['answer'], code)
                self.assertEqual([mail.recipients for mail in sink.mails], reached)
        with Sink({'RCPT': '550 5.1.1 gone'}) as sink:
            self.assertEqual(self.send_one(sink, recipients=people)['outcome'], 'refused')
            self.assertEqual(sink.mails, [])

    def test_one_refused_and_one_later(self):
        answers = {b'<b@': '550 5.1.1 gone', b'<c@': '450 4.2.1 later'}
        sink = self.make_sink({'RCPT': lambda line: next(
            (answer for address, answer in answers.items() if address in line), '250 fine')})
        people = ['a@example.org', 'b@example.org', 'c@example.org', 'd@example.org']
        result = self.send_one(sink, recipients=people)
        self.assertEqual((result['outcome'], sink.mails), ('retry', []))
        del answers[b'<c@']
        result = self.send_one(sink, recipients=people)
        self.assertEqual(result['outcome'], 'done')
        self.assertIn('recipients', result['reason'])
        self.assertEqual([mail.recipients for mail in sink.mails],
                         [['a@example.org', 'c@example.org', 'd@example.org']])

    def test_drops(self):
        """Whatever breaks is tried again, as the same mail."""
        sink = self.make_sink()
        sink.drops_in_data = True
        result = self.send_one(sink, dict(ALERT, losses=[1, 2]))
        self.assertEqual((result['outcome'], sink.mails), ('retry', []))
        sink.drops_in_data, sink.drops_after_data = False, True
        self.assertEqual(self.send_one(sink)['outcome'], 'retry')
        sink.drops_after_data = False
        self.assertEqual(self.send_one(sink)['outcome'], 'done')
        first, second = map(parse, sink.mails)
        self.assertEqual(first['Message-ID'], second['Message-ID'])

    def test_rest_of_a_batch(self):
        """A server that is gone is not asked once for each mail."""
        sink = self.make_sink({'greeting': None})
        self.assertEqual({result['outcome'] for result in self.send(sink, *[ALERT] * 20)}, {'retry'})
        self.assertEqual(sink.connections, 1)

    def test_nobody_there(self):
        with Sink() as sink:
            port = sink.port
        result, = self.sender.send(settings_for(port), [ALERT])
        self.assertEqual(result['outcome'], 'retry')
        self.assertIn('does not take connections', result['reason'])

    def test_unknown_host(self):
        result, = self.sender.send(settings_for(25, smtp_host='no.such.host.invalid'), [ALERT])
        self.assertIn(result['outcome'], ('retry', 'offline'))  # as the machine has a network
        self.assertIn('smtp_host', result['reason'])

    def test_missing_settings(self):
        for missing in ('smtp_host', 'recipients'):
            result, = self.sender.send(settings_for(25, **{missing: None}), [ALERT])
            self.assertEqual(result['outcome'], 'broken')
            self.assertIn(missing, result['reason'])

    def test_hang(self):
        sink = self.make_sink()
        sink.is_silent = True
        result = self.send_one(sink)
        self.assertEqual(result['outcome'], 'retry')
        self.assertIn('in time', result['reason'])

    def test_cancel(self):
        arrived = threading.Event()
        sink = self.make_sink({'MAIL': lambda line: arrived.set() or sink.released.wait(
            mail_sink.TIMEOUT_S) and '250 fine'})
        self.sender.begin(settings_for(sink.port), [ALERT] * 5)
        self.assertTrue(arrived.wait(mail_sink.TIMEOUT_S))
        os.kill(self.sender.process.pid, signal.SIGUSR1)
        results = self.sender.finish()
        self.assertEqual([result['outcome'] for result in results], ['retry'] * 5)
        self.assertIn('stopped', results[0]['reason'])


class Passwords(Case):
    LOGIN = ('AUTH PLAIN LOGIN',)

    def test_only_with_encryption(self):
        """D20: to another machine, without encryption, not even a connection is made."""
        result, = self.sender.send(settings_for(25, smtp_host='192.0.2.1', username='me'), [ALERT],
                                   PASSWORD)
        self.assertEqual(result['outcome'], 'broken')
        self.assertIn('without encryption', result['reason'])

    def test_no_starttls_offered(self):
        sink = self.make_sink(extensions=self.LOGIN)
        for security in ('starttls', None):
            result = self.send_one(sink, security=security, username='me', password=PASSWORD)
            self.assertEqual(result['outcome'], 'broken')
            self.assertIn('no encryption', result['reason'])
        self.assertEqual({line.split()[0] for line in sink.commands} - {b'EHLO', b'QUIT'}, set())

    def test_starttls_denied_for_now(self):
        sink = self.make_sink({'STARTTLS': '454 4.7.0 TLS not available'}, extensions=('STARTTLS',))
        self.assertEqual(self.send_one(sink, security='starttls')['outcome'], 'retry')

    def test_refused(self):
        """S3-10, S3-53: what to do about 535; nothing of the password in what is kept."""
        for code, outcome, words in (('535 5.7.8 not accepted: {}', 'broken', 'app password'),
                                     ('534 5.7.9 application-specific password required', 'broken',
                                      'app password'),
                                     ('454 4.7.0 try later', 'retry', 'cannot take')):
            with Sink({'login': code}, extensions=self.LOGIN) as sink:
                results = self.send(sink, ALERT, ALERT, username='me@example.org', password=PASSWORD)
                self.assertEqual([result['outcome'] for result in results], [outcome] * 2)
                self.assertIn(words, results[0]['reason'])
                self.assertEqual(sink.connections, 1)
                for secret in (PASSWORD, base64.b64encode(PASSWORD.encode()).decode(),
                               base64.b64encode(f'\0me@example.org\0{PASSWORD}'.encode()).decode()):
                    self.assertNotIn(secret, str(results))

    def test_accepted_on_loopback(self):
        for extensions in (('AUTH PLAIN',), ('AUTH CRAM-MD5 PLAIN',)):
            sink = self.make_sink(extensions=extensions)
            self.assertEqual(self.send_one(sink, username='me', password=PASSWORD)['outcome'], 'done')
            self.assertIn(b'AUTH PLAIN\r\n', sink.commands)

    def test_no_known_way(self):
        sink = self.make_sink(extensions=('AUTH GSSAPI',))
        result = self.send_one(sink, username='me', password=PASSWORD)
        self.assertEqual(result['outcome'], 'broken')
        self.assertIn('logging in', result['reason'])


if __name__ == '__main__':
    unittest.main()
