#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Short messages, by providers on loopback that speak as Twilio and Vonage do."""

import base64
import hashlib
import hmac
import itertools
import json
import random
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))
import far_side  # noqa: E402
import specs  # noqa: E402
import test_deliveries  # noqa: E402

ACCOUNT = 'AC' + '0123456789abcdef' * 2
TOKEN = 'twilio-token-0a1b2c3d'
ANNA, BEN = '+12025550123', '+12025550124'
SENDER = '+12025550100'
AWS_SECRET = 'aws/secret+0a1b2c3d4e'
SNS_REPLY = (b'<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>'
             b'<MessageId>567910cd-659e</MessageId></PublishResult></PublishResponse>')
SNS_ERROR = (b'<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>'
             b'<Message>no</Message></Error></ErrorResponse>')
HOSTILE = ('Body=x&To=%2B1&', '\r\nX-Evil: 1\r\n\r\n', '\u202e\u0000', '🔥' * 40, 'é' * 300,
           '{[|]}' * 60, '<script>', '語' * 200, '``````', '![x](http://evil.example/)')


class Twilio(far_side.FarSide):
    """What is sent is queued; what is asked for is as `states` say, one after the other."""

    def __init__(self):
        self.states = ['delivered']
        self._numbers = itertools.count(1)
        super().__init__(lambda request: self.answer(request))

    def answer(self, request):
        if request.method == 'GET':
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return 200, {}, {'status': state, 'error_code': None}
        return 201, {}, {'sid': f'SM{next(self._numbers)}', 'status': 'queued', 'error_code': None}

    @property
    def sent(self):
        return [request.form for request in self.requests if request.method == 'POST']


def make_vonage():
    return far_side.FarSide(lambda request: (200, {}, {
        'message-count': '1', 'messages': [{'to': request.form['to'], 'message-id': 'V1',
                                            'status': '0'}]}))


def sign(request, region, secret):
    """What AWS makes of a request that it has: Signature Version 4, worked out anew."""
    scope, names, _signature = re.fullmatch(
        r'AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=(\w+)',
        request.headers['authorization']).groups()
    key_id, *parts = scope.split('/')
    headers = ''.join(f'{name}:{" ".join(request.headers[name].split())}\n'
                      for name in names.split(';'))
    canonical = '\n'.join((request.method, request.path, '', headers, names,
                           hashlib.sha256(request.body).hexdigest()))
    to_sign = '\n'.join(('AWS4-HMAC-SHA256', request.headers['x-amz-date'], '/'.join(parts),
                         hashlib.sha256(canonical.encode()).hexdigest()))
    key = b'AWS4' + secret.encode()
    for part in (request.headers['x-amz-date'][:8], region, 'sns', 'aws4_request'):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key_id, hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def count_segments(text):
    """An independent count: of what the GSM alphabet holds, in its two tables."""
    basic = ('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡'
             'ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà')
    sizes = [1 if c in basic else 2 if c in '\f^{}\\[~]|€' else 0 for c in text]
    alone, joined = 160, 153
    if 0 in sizes:
        sizes, alone, joined = [len(c.encode('utf-16-le')) // 2 for c in text], 70, 67
    if sum(sizes) <= alone:
        return 1
    count, room = 1, joined
    for size in sizes:
        if size > room:
            count, room = count + 1, joined
        room -= size
    return count


class Sms(test_deliveries.Case):
    def setUp(self):
        super().setUp()
        self.twilio = Twilio()
        self.addCleanup(self.twilio.close)

    def add_sms(self, **settings):
        return self.add('sms', {
            'recipients': [ANNA], 'account_sid': ACCOUNT, 'auth_token': TOKEN,
            'from_number': SENDER, 'twilio_url': self.twilio.url,
            'confirm_delivery': False} | settings)

    def send_sms(self, title='Loss is high', **fields):
        return self.send(title, channel='sms', severity='critical', **fields)

    def test_arrives(self):
        self.add_sms()
        self.send_sms(message='It is **NaN** – since step 4…')
        request, = self.twilio.wait(1)
        self.assertEqual(request.path, f'/2010-04-01/Accounts/{ACCOUNT}/Messages.json')
        login = base64.b64encode(f'{ACCOUNT}:{TOKEN}'.encode()).decode()
        self.assertEqual(request.headers['authorization'], f'Basic {login}')
        self.assertEqual(request.headers['content-type'], 'application/x-www-form-urlencoded')
        self.assertEqual(request.form['To'], ANNA)
        self.assertEqual(request.form['From'], SENDER)
        self.assertIn('Loss is high\nIt is NaN - since step 4...', request.form['Body'])
        delivery, = self.wait_settled(1)
        self.assertEqual((delivery['state'], delivery['attempts']), ('done', 1))

    def test_nobody_gets_it_twice(self):
        """Anna has it: the next attempt is for Ben only."""
        self.twilio.answers = [self.twilio.default, (503, {}, b'busy')]
        self.add_sms(recipients=[ANNA, BEN])
        self.send_sms()
        self.twilio.wait(3)
        delivery, = self.wait_settled(1)
        self.assertEqual(delivery['state'], 'done')
        self.assertEqual([form['To'] for form in self.twilio.sent], [ANNA, BEN, BEN])

    def test_next_message_reaches_all(self):
        """What is remembered of one message says nothing about the next one of the same matter."""
        self.add_sms()
        for number, severity in enumerate(('warning', 'critical'), 1):
            self.send('Loss is high', channel='sms', dedup_key='loss', severity=severity)
            self.wait_settled(number)
        self.assertEqual(len(self.twilio.sent), 2)

    def test_fallback_provider(self):
        vonage = make_vonage()
        self.addCleanup(vonage.close)
        self.twilio.default = (500, {}, b'')
        self.add_sms(fallback_providers=['vonage'], api_key='k1', api_secret='s3cr3t-s3cr3t',
                     vonage_url=vonage.url + '/sms/json')
        self.send_sms()
        request, = vonage.wait(1)
        self.assertEqual(request.form['to'], ANNA[1:])
        self.assertEqual(request.form['api_key'], 'k1')
        self.assertEqual(request.form['api_secret'], 's3cr3t-s3cr3t')
        delivery, = self.wait_settled(1)
        self.assertEqual(delivery['state'], 'done')
        self.assertIn('vonage', delivery['reason'])

    def add_sns(self, side, **settings):
        self.add('sms', {'recipients': [ANNA], 'provider': 'aws_sns', 'access_key_id': 'AKIA0123',
                         'secret_access_key': AWS_SECRET, 'region': 'eu-west-1',
                         'sns_url': side.url + '/'} | settings)

    def test_sns(self):
        side = self.far_side((200, {'Content-Type': 'text/xml'}, SNS_REPLY))
        self.add_sns(side)
        self.send_sms('Loss is 3 > 2 & rising')
        delivery, = self.wait_settled(1)
        self.assertEqual(delivery['state'], 'done', delivery)
        request, = side.requests
        self.assertEqual((request.form['Action'], request.form['PhoneNumber']), ('Publish', ANNA))
        self.assertTrue(request.form['Message'].startswith('Loss is 3 > 2 & rising'))
        key_id, signature = sign(request, 'eu-west-1', AWS_SECRET)
        self.assertEqual(key_id, 'AKIA0123')
        self.assertTrue(request.headers['authorization'].endswith(f'Signature={signature}'))

    def test_sns_misbehaves(self):
        """What the client of all channels bounds, that of SNS bounds as well."""
        other = self.far_side()
        side = self.far_side()
        self.add_sns(side)
        for answer, words in (
                ((302, {'Location': other.url}, b''), 'elsewhere'),
                ((403, {}, SNS_ERROR), 'secret access key'), ((503, {}, b''), '503'),
                ((200, {}, b'hello'), 'not AWS'), (far_side.endless, 'not AWS'),
                (far_side.reset, 'cannot be reached'), (far_side.close, 'cannot be reached')):
            side.answers = [answer]
            delivery = self.session.http('/api/v1/channels/sms/test', {}, unix=True).body
            self.assertEqual(delivery['state'], 'dead')
            self.assertIn(words, delivery['reason'])
            self.assertNotIn(AWS_SECRET, json.dumps(delivery))
        self.assertEqual(other.requests, [])
        self.assertLess(test_deliveries.read_memory(self.agent.pid), test_deliveries.MEMORY_KB)

    def test_sns_address_of_the_link(self):
        self.add('sms', {'recipients': [ANNA], 'provider': 'aws_sns', 'access_key_id': 'AKIA0123',
                         'secret_access_key': AWS_SECRET, 'region': 'eu-west-1',
                         'sns_url': 'http://169.254.169.254/latest'})
        delivery = self.session.http('/api/v1/channels/sms/test', {}, unix=True).body
        self.assertIn('not allowed', delivery['reason'])

    def test_what_may_have_arrived(self):
        """It is sent once more, not by another provider, and then not again."""
        vonage = make_vonage()
        self.addCleanup(vonage.close)
        self.twilio.default = far_side.close
        self.add_sms(fallback_providers=['vonage'], api_key='k1', api_secret='s3cr3t-s3cr3t',
                     vonage_url=vonage.url)
        self.send_sms()
        delivery, = self.wait_settled(1)
        self.assertEqual(delivery['state'], 'dead')
        self.assertIn('may have arrived', delivery['reason'])
        self.assertEqual(len(self.twilio.requests), 2)
        self.assertEqual(vonage.requests, [])

    def test_confirmed(self):
        self.add_sms(confirm_delivery=True)
        self.send_sms()
        sent, asked = self.wait_settled(2)
        self.assertEqual((sent['action'], sent['state']), ('notify', 'done'))
        self.assertEqual((asked['action'], asked['state'], asked['answer']),
                         ('confirm', 'done', 'delivered'))
        self.assertEqual(self.twilio.requests[1].path,
                         f'/2010-04-01/Accounts/{ACCOUNT}/Messages/SM1.json')
        self.assertEqual(len(self.deliveries()), 2)

    def test_not_yet_confirmed(self):
        """That it is not known yet is no failure of the channel; it is asked again."""
        self.twilio.states = ['sent']
        self.add_sms(confirm_delivery=True)
        self.send_sms()
        self.wait_settled(2)
        again = self.session.wait_for(lambda: self.deliveries()[2:], what='another question')
        self.assertEqual([(row['action'], row['state']) for row in again],
                         [('confirm', 'queued')])
        self.assertEqual(self.get('/api/v1/channels/sms')['state']['status'], 'ok')

    def test_undelivered(self):
        """What Twilio took and did not deliver goes on by the fallback, as what it refused."""
        other = far_side.FarSide()
        self.addCleanup(other.close)
        self.twilio.states = ['undelivered']
        self.add('webhook', {'url': other.url})
        self.add_sms(confirm_delivery=True)
        self.put('/api/v1/channels/sms', {'fallback': 'webhook'})
        self.send_sms()
        self.assertEqual(other.wait(1)[0].json['data']['title'], 'Loss is high')
        rows = self.wait_settled(3)
        self.assertEqual([(row['channel'], row['action'], row['state']) for row in rows],
                         [('sms', 'notify', 'done'), ('sms', 'confirm', 'dead'),
                          ('webhook', 'notify', 'done')])

    def test_errors_in_plain_words(self):
        self.add_sms()
        for status, code, words in ((400, 21211, 'not a phone number'), (401, 20003, 'auth token'),
                                    (400, 21608, 'trial'), (400, 21606, 'sender')):
            self.twilio.answers = [(status, {}, {'code': code, 'message': 'no', 'status': status})]
            delivery = self.session.http('/api/v1/channels/sms/test', {}, unix=True).body
            self.assertEqual(delivery['state'], 'dead')
            self.assertIn(words, delivery['reason'])

    def test_secrets_stay(self):
        """A provider that sends the request back brings no credential to light."""
        self.twilio.default = lambda request: (
            500, {}, json.dumps([request.headers, request.form]).encode())
        self.add_sms(provider='vonage', api_key='k1', api_secret='s3cr+t/s3cr+t',
                     vonage_url=self.twilio.url, fallback_providers=['twilio'])
        self.session.http('/api/v1/channels/sms/test', {}, unix=True)
        self.assertEqual(len(self.twilio.requests), 2)
        login = base64.b64encode(f'{ACCOUNT}:{TOKEN}'.encode()).decode()
        shown = json.dumps([self.get('/api/v1/deliveries'), self.get('/api/v1/channels')])
        self.agent.terminate()
        for secret in (TOKEN, login, 's3cr+t/s3cr+t', 's3cr%2Bt%2Fs3cr%2Bt'):
            self.assertNotIn(secret, shown)
            for path in self.session.folder.rglob('*'):
                if path.is_file():
                    self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def check_form(self, form, segments):
        self.assertEqual(set(form), {'To', 'From', 'Body'})
        self.assertRegex(form['To'], r'^\+[1-9]\d{6,14}$')
        self.assertTrue(1 <= len(form['Body']) <= 1600)
        self.assertNotRegex(form['Body'], '[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]')
        self.assertLessEqual(count_segments(form['Body']), segments, form['Body'])

    def test_hostile_texts(self):
        """Whatever is said, a form of three fields that fits comes of it."""
        self.put(test_deliveries.PREFERENCES, {'delivery': {'enable_rate_limiting': False}})
        seed = random.randrange(1 << 32)
        print('seed', seed, file=sys.stderr)
        numbers = random.Random(seed)
        self.add_sms(max_segments=3)
        self.put('/api/v1/channels/sms', {'batching': False})
        for number in range(40):
            title = ' '.join(numbers.choices(HOSTILE, k=2)).replace('\0', '')[:200]
            body = '\n\n'.join(numbers.choices(HOSTILE, k=6)).replace('\0', '')
            self.send_sms(f'{number} {title}', message=body)
        self.twilio.wait(40, 60)
        for form in self.twilio.sent:
            self.check_form(form, 3)

    @specs.needed
    def test_twilio_description(self):
        """Path and fields are those of Twilio's own description."""
        described = specs.load('twilio-messages.json')
        self.add_sms()
        self.send_sms()
        request, = self.twilio.wait(1)
        account, = [parameter for parameter in described['post']['parameters']
                    if parameter['name'] == 'AccountSid']
        self.assertRegex(ACCOUNT, account['schema']['pattern'])
        self.assertEqual(request.path, described['path'].replace('{AccountSid}', ACCOUNT))
        content = described['post']['requestBody']['content']
        schema, = [value['schema'] for name, value in content.items()
                   if name == request.headers['content-type']]
        self.assertLessEqual(set(request.form), set(schema['properties']))
        self.assertLessEqual(set(schema.get('required', [])), set(request.form))
        for name, value in request.form.items():
            pattern = schema['properties'][name].get('pattern')
            self.assertTrue(pattern is None or re.search(pattern, value), name)


if __name__ == '__main__':
    unittest.main(verbosity=2)
