#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""What webhooks and PagerDuty are sent, for texts of every kind, at every limit."""

import base64
import hashlib
import hmac
import json
import sys
import time
import unittest
from pathlib import Path

import jsonschema

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import specs  # noqa: E402
import texts  # noqa: E402
from far_side import FarSide  # noqa: E402
from sender import Sender  # noqa: E402

ROUNDS = 300
ROUNDS_OF_LENGTHS = 8
TITLE_CHARACTERS = 4000
SCHEMAS = Path(__file__).resolve().parent / 'schemas'

WEBHOOK_BYTES = 20000
PAGERDUTY_BYTES = 512000
SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
OLD_SECRET = 'whsec_' + base64.b64encode(b'76543210fedcba9876543210').decode()
ROUTING_KEY = '0123456789abcdef0123456789abcdef'
TIME_US = 1733337000000000


def load(name):
    return json.loads((SCHEMAS / name).read_text())


def make_validator(schema):
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def load_pagerduty_spec():
    spec = specs.load('pagerduty-events-v2-openapiv3.json')
    body = spec['paths']['/enqueue']['post']['requestBody']['content']['application/json']
    return make_validator(body['schema'] | {'components': spec['components']})


def make_event(rng):
    """One at the limits of what is taken in."""
    def line(limit):
        return texts.make_line(rng, limit)

    return {
        'type': rng.choice(('training_failed', 'circuit_breaker_opened', 'custom')),
        'title': line(256), 'message': texts.make_near(rng, 4000), 'source': line(256),
        'model_name': line(256), 'run_id': line(256), 'provider': line(256), 'key_id': line(256),
        'epoch': rng.randrange(100), 'cost': 0.1, 'url': 'https://example.org/' + 'a' * rng.choice(
            (0, 2000)),
        'metrics': {f'{number} {line(120)}': rng.choice((0, -1.5, 1e-8, 2 ** 53))
                    for number in range(rng.choice((0, 1, 64)))},
        'tags': [line(64) for _ in range(rng.choice((0, 1, 32)))],
        'context': {f'{number}': texts.make_near(rng, 900)
                    for number in range(rng.choice((0, 1, 15)))},
        'dedup_key': line(255),
    }


def make_messages_of_each_length(rng):
    """Hostile texts of those lengths; a title has no more than a template can give it."""
    for characters in texts.LENGTHS * ROUNDS_OF_LENGTHS:
        text = texts.make(rng, characters)
        line = texts.make_line_of(rng, min(characters, TITLE_CHARACTERS))
        yield {'title': line, 'body': text, 'facts': [[line[:120], line[:300]]] * 12,
               'event': {'type': 'custom', 'title': line, 'message': text, 'dedup_key': line[:255]}}


def make_message(rng):
    event = make_event(rng)
    message = {
        'action': rng.choice(('notify', 'acknowledge', 'resolve', 'test')),
        'key': 'k' * rng.choice((1, 64)), 'thread_key': event['dedup_key'],
        'title': texts.make_line(rng, rng.choice((256, 4000))),
        'body': texts.make_near(rng, 16000),
        'severity': rng.choice(('info', 'success', 'warning', 'error', 'critical')),
        'priority': rng.choice(('low', 'medium', 'high', 'critical')), 'time_us': TIME_US,
        'count': rng.choice((1, 2 ** 31)),
        'facts': [[texts.make_line(rng, 120), texts.make_line(rng, 300)]
                  for _ in range(rng.choice((0, 1, 24)))],
    }
    return message | ({'event': event} if rng.random() < 0.9 else {})


class Case(unittest.TestCase):
    answer = 200, {}, b'ok'

    def setUp(self):
        self.rng = texts.new_random()
        self.sender = Sender()
        self.addCleanup(self.sender.__exit__)
        self.side = FarSide(self.answer)
        self.addCleanup(self.side.close)


class Webhook(Case):
    def setUp(self):
        super().setUp()
        self.schema = make_validator(load('webhook-event.json'))

    def send(self, message, settings=None, **secrets):
        result = self.sender.send('webhook', settings or {}, {'url': self.side.url} | secrets,
                                  {'time_us': TIME_US} | message)
        self.assertEqual(result['outcome'], 'done', result)
        request = self.side.requests[-1]
        self.assertLess(len(request.body), WEBHOOK_BYTES)
        self.schema.validate(request.json)
        return request

    def test_body(self):
        body = self.send({
            'title': 'A', 'body': 'CUDA **out of memory**', 'severity': 'error', 'priority': 'high',
            'key': 'i-7', 'thread_key': 't', 'notification_id': 5, 'count': 2,
            'facts': [['Model', 'qwen']],
            'event': {'type': 'training_failed', 'title': 'A', 'model_name': 'qwen',
                      'metrics': {'loss': 1e-08}, 'tags': ['a', 'b'],
                      'context': {'gpu': [0, 1]}, 'dedup_key': 'd'}}).json
        self.assertEqual(body['type'], 'training.failed')
        self.assertEqual(body['timestamp'], '2024-12-04T18:30:00.000000Z')
        data = body['data']
        for name, value in {
                'title': 'A', 'message': 'CUDA **out of memory**', 'severity': 'error',
                'priority': 'high', 'status': 'firing', 'notification_id': 5, 'count': 2,
                'model_name': 'qwen', 'tags': ['a', 'b'], 'context': {'gpu': [0, 1]},
                'dedup_key': 'd', 'metrics': {'loss': 1e-08},
                'facts': [{'label': 'Model', 'value': 'qwen'}]}.items():
            self.assertEqual(data[name], value, name)
        self.assertEqual(data['text'].strip(), 'CUDA out of memory')
        self.assertNotIn('truncated', data)

    def test_types(self):
        event = {'type': 'training_failed', 'title': 'A'}
        for message, name, status in (
                ({'event': event}, 'training.failed', 'firing'),
                ({'event': event, 'is_resolved': True}, 'training.failed', 'resolved'),
                ({'event': event, 'action': 'acknowledge'}, 'training.failed.acknowledged',
                 'acknowledged'),
                ({'event': event, 'action': 'resolve'}, 'training.failed.resolved', 'resolved'),
                ({'action': 'test'}, 'test', 'firing'), ({}, 'notifications', 'firing')):
            body = self.send(message).json
            self.assertEqual((body['type'], body['data']['status']), (name, status))

    def test_headers(self):
        request = self.send({'key': 'install-9'}, {'method': 'PUT'}, headers={
            'Authorization': 'Bearer abc', 'X-Team': 'ä', 'webhook-id': 'mine'})
        self.assertEqual(request.method, 'PUT')
        self.assertEqual(request.headers['authorization'], 'Bearer abc')
        self.assertEqual(request.headers['x-team'].encode('latin-1').decode(), 'ä')
        self.assertEqual(request.headers['content-type'], 'application/json')
        self.assertEqual(request.headers['webhook-id'], 'install-9')
        self.assertEqual(request.headers['idempotency-key'], 'install-9')
        self.assertLess(abs(int(request.headers['webhook-timestamp']) - time.time()), 5)
        self.assertNotIn('webhook-signature', request.headers)

    def test_headers_that_frame(self):
        """Whoever sets them does not change where a request ends, or whom it is for."""
        request = self.send({}, headers={'Content-Length': '3', 'Transfer-Encoding': 'chunked',
                                         'Connection': 'keep-alive', 'Host': 'example.org',
                                         'Expect': '100-continue'})
        self.assertEqual(int(request.headers['content-length']), len(request.body))
        self.assertNotIn('transfer-encoding', request.headers)
        self.assertNotIn('expect', request.headers)
        self.assertEqual(request.headers['connection'], 'close')
        self.assertEqual(request.headers['host'], f'127.0.0.1:{self.side.port}')
        self.assertTrue(request.json)

    def check_signed(self, request, secret):
        signed = b'.'.join((request.headers['webhook-id'].encode(),
                            request.headers['webhook-timestamp'].encode(), request.body))
        digest = hmac.digest(base64.b64decode(secret.removeprefix('whsec_')), signed,
                             hashlib.sha256)
        self.assertIn('v1,' + base64.b64encode(digest).decode(),
                      request.headers['webhook-signature'].split(' '))

    def test_any_text(self):
        """Each body is signed as it is, small enough, and says what it was to say."""
        for _ in range(ROUNDS):
            message = make_message(self.rng)
            request = self.send(message, signing_secret=SECRET, old_signing_secret=OLD_SECRET)
            self.check_signed(request, SECRET)
            self.check_signed(request, OLD_SECRET)
            data = request.json['data']
            self.assertEqual(data['title'], message['title'])
            if 'truncated' not in data:
                self.assertEqual(data['message'], message['body'])
                self.assertEqual(data.get('context', {}), message.get('event', {}).get('context', {}))

    def test_hostile_of_each_length(self):
        for message in make_messages_of_each_length(self.rng):
            data = self.send(message).json['data']
            self.assertEqual(data['title'], message['title'])
            if 'truncated' not in data:
                self.assertEqual(data['message'], message['body'])

    def test_what_is_left_out(self):
        event = {'type': 'custom', 'title': 'A'}
        for message, kept, left_out in (
                ({'body': 'ä' * 8000, 'event': event | {'metrics': {'a': 1}, 'context': {'b': 'c'}}},
                 ('metrics', 'context', 'facts'), ()),
                ({'event': event | {'metrics': {'a': 1}, 'context': {'b': 'c' * 20000}}},
                 ('metrics', 'facts'), ('context',)),
                ({'event': event | {'url': 'https://a/' + 'u' * 2000, 'metrics': {f'{i}' * 40: 0.125
                                                                     for i in range(64, 128)},
                                    'context': {'b': 'c' * 20000}},
                  'facts': [['A' * 120, 'b' * 300]] * 24}, ('metrics', 'url'), ('context', 'facts'))):
            names = set(self.send(message).json['data'])
            self.assertIn('truncated', names)
            self.assertEqual(set(kept) - names, set())
            self.assertEqual(set(left_out) & names, set())

    def test_largest(self):
        """Everything at its limit, in letters of four bytes."""
        def wide(characters):
            return '😀' * characters

        request = self.send({
            'title': wide(256), 'body': wide(4000), 'thread_key': wide(255),
            'facts': [[wide(120), wide(300)]] * 24,
            'event': {'type': 'custom', 'title': wide(256), 'message': 'x',
                      'url': 'https://example.org/' + 'a' * 2028, 'dedup_key': wide(255),
                      'tags': [wide(60) + str(number) for number in range(10, 42)],
                      'metrics': {wide(100) + str(number): 1.25 for number in range(64)}}
            | {name: wide(256) for name in ('source', 'model_name', 'run_id', 'provider', 'key_id')}})
        self.assertTrue(request.json['data']['truncated'])

    def test_statuses(self):
        for status, outcome in (
                (200, 'done'), (201, 'done'), (202, 'done'), (204, 'done'), (299, 'done'),
                (301, 'broken'), (304, 'broken'), (400, 'refused'), (401, 'broken'),
                (403, 'broken'), (404, 'broken'), (405, 'refused'), (408, 'retry'), (410, 'gone'),
                (413, 'refused'), (422, 'refused'), (425, 'retry'), (429, 'rate_limited'),
                (500, 'retry'), (502, 'rate_limited'), (503, 'retry'), (504, 'rate_limited'),
                (599, 'retry')):
            with self.subTest(status):
                self.side.default = status, {}, b''
                result = self.sender.send('webhook', {}, {'url': self.side.url}, {})
                self.assertEqual(result['outcome'], outcome)
                self.assertEqual(result['reason'] is None, outcome == 'done')


class PagerDuty(Case):
    answer = 202, {}, {'status': 'success', 'message': 'Event processed', 'dedup_key': 'x'}

    def setUp(self):
        super().setUp()
        self.schema = make_validator(load('pagerduty-event.json'))

    def send(self, message, **settings):
        before = len(self.side.requests)
        result = self.sender.send('pagerduty', {'api_url': self.side.url} | settings,
                                  {'integration_key': ROUTING_KEY}, {'time_us': TIME_US} | message)
        self.assertEqual(result['outcome'], 'done', result)
        requests = self.side.requests[before:]
        for request in requests:
            self.assertEqual((request.method, request.path), ('POST', '/v2/enqueue'))
            self.assertLess(len(request.body), PAGERDUTY_BYTES)
            self.schema.validate(request.json)
        return [request.json for request in requests]

    def test_trigger(self):
        body, = self.send({
            'title': 'Loss is high', 'body': '**Now**', 'severity': 'critical', 'thread_key': 't',
            'facts': [['Model', 'qwen']],
            'event': {'type': 'training_failed', 'title': 'x', 'source': 'gpu-1',
                      'url': 'https://example.org/run', 'metrics': {'loss': 9.5},
                      'context': {'gpu': 1}}}, component='trainer', group='research',
            **{'class': 'training'})
        self.assertEqual(body['event_action'], 'trigger')
        self.assertEqual(body['routing_key'], ROUTING_KEY)
        self.assertEqual(body['dedup_key'], 't')
        self.assertEqual(body['client'], 'Wakebell')
        self.assertEqual(body['links'][0]['href'], 'https://example.org/run')
        payload = body['payload']
        details = payload.pop('custom_details')
        self.assertEqual(payload, {
            'summary': 'Loss is high', 'source': 'gpu-1', 'severity': 'critical',
            'timestamp': '2024-12-04T18:30:00.000000Z', 'component': 'trainer', 'group': 'research',
            'class': 'training'})
        self.assertEqual(details['message'].strip(), 'Now')
        self.assertEqual(details['1 Model'], 'qwen')
        self.assertEqual(details['metrics'], {'loss': 9.5})
        self.assertEqual(details['context'], {'gpu': 1})

    def test_actions(self):
        for message, actions in (
                ({'action': 'acknowledge'}, ['acknowledge']), ({'action': 'resolve'}, ['resolve']),
                ({'is_resolved': True, 'receipt': {}}, ['resolve']),
                ({'action': 'test', 'thread_key': 'other'}, ['trigger', 'resolve'])):
            bodies = self.send({'key': 'k-1', 'thread_key': 't'} | message)
            self.assertEqual([body['event_action'] for body in bodies], actions)
            key = 'k-1' if message.get('action') == 'test' else 't'
            self.assertEqual({body['dedup_key'] for body in bodies}, {key})

    def test_severities(self):
        for severity, word in (('info', 'info'), ('success', 'info'), ('warning', 'warning'),
                               ('error', 'error'), ('critical', 'critical')):
            body, = self.send({'severity': severity})
            self.assertEqual(body['payload']['severity'], word)

    def test_links_are_of_the_web(self):
        for url, count in (('https://a/', 1), ('http://a/', 1), ('file:///etc/passwd', 0)):
            body, = self.send({'event': {'type': 'custom', 'title': 'x', 'url': url}})
            self.assertEqual(len(body.get('links', [])), count)

    def test_any_text(self):
        """Each body is one that PagerDuty takes."""
        for _ in range(ROUNDS):
            self.send(make_message(self.rng))

    def test_hostile_of_each_length(self):
        for message in make_messages_of_each_length(self.rng):
            self.send(message)

    @specs.needed
    def test_their_own_words(self):
        """Theirs refuses what they would, and nothing of ours."""
        self.schema = load_pagerduty_spec()
        with self.assertRaises(jsonschema.ValidationError):
            self.schema.validate({'routing_key': 'x', 'event_action': 'close', 'payload': {}})
        self.test_any_text()
        self.test_hostile_of_each_length()

    def test_replies(self):
        for status, body, outcome, words in (
                (202, {'status': 'success'}, 'done', None),
                (200, b'<!doctype html><p>Log in</p>', 'retry', 'does not come from PagerDuty'),
                (400, {'status': 'invalid event', 'errors': ["'routing_key' is missing or blank"]},
                 'broken', 'integration key'),
                (400, {'status': 'invalid event', 'errors': ['Invalid routing key']}, 'broken',
                 'integration key'),
                (400, {'status': 'invalid event', 'errors': ["'payload.summary' is blank"]},
                 'refused', 'message'),
                (403, b'', 'broken', 'credential'), (429, b'', 'rate_limited', 'fewer'),
                (500, b'', 'retry', 'status 500')):
            with self.subTest(status, body=body):
                self.side.default = status, {}, body
                result = self.sender.send('pagerduty', {'api_url': self.side.url},
                                          {'integration_key': ROUTING_KEY}, {})
                self.assertEqual(result['outcome'], outcome)
                self.assertIn(words or '', result['reason'] or '')
                self.assertNotIn(ROUTING_KEY, result['answer'] or '')

    def test_without_key(self):
        result = self.sender.send('pagerduty', {}, {}, {})
        self.assertEqual(result['outcome'], 'broken')


if __name__ == '__main__':
    unittest.main(verbosity=2)
