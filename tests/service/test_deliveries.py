#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""How notifications reach their channels, whatever the far side does."""

import base64
import gzip
import hashlib
import hmac
import json
import sqlite3
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import far_side  # noqa: E402
import harness  # noqa: E402

SECRET = 'whsec_' + base64.b64encode(b'0123456789abcdef01234567').decode()
OLD_SECRET = 'whsec_' + base64.b64encode(b'76543210fedcba9876543210').decode()
PREFERENCES = '/api/v1/admin/alerts/preferences'
MEMORY_KB = 64 * 1024
KILLS = 8
KILL_DELIVERIES = 2000


def read_memory(pid):
    lines = Path(f'/proc/{pid}/status').read_text().splitlines()
    return int(next(line for line in lines if line.startswith('VmRSS')).split()[1])


class Case(harness.SessionTestCase):
    def setUp(self):
        self.session.start_keyring()
        self.agent = self.session.start_agent()
        # Short enough for a test, and still what it does with the pauses it has by default.
        self.put(PREFERENCES, {'delivery': {'retry_delay': 0.05, 'max_retry_delay': 0.2}})

    def far_side(self, *args, **options):
        side = far_side.FarSide(*args, **options)
        self.addCleanup(side.close)
        return side

    def put(self, path, body):
        answer = self.session.http(path, body, method='PUT', unix=True)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.body

    def add(self, kind, settings, **fields):
        answer = self.session.http('/api/v1/channels', {'kind': kind, 'settings': settings} | fields,
                                   unix=True)
        self.assertEqual(answer.status, 201, answer.body)
        self.assertNotIn('warnings', answer.body)
        return answer.body

    def get(self, path):
        answer = self.session.http(path, unix=True)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.body

    def deliveries(self, **query):
        rows = self.get('/api/v1/deliveries?limit=1000&' + '&'.join(
            f'{name}={value}' for name, value in query.items()))['deliveries']
        return list(reversed(rows))

    def wait_settled(self, count):
        """The deliveries, once so many came to an end."""
        def are_settled():
            rows = self.deliveries()
            return rows if len([row for row in rows if 'finished_at' in row]) >= count else None
        return self.session.wait_for(are_settled, what=f'{count} deliveries')

    def send(self, title='Loss is high', channel='webhook', **fields):
        return self.session.publish({'title': title, 'severity': 'error', 'channels': [channel]}
                                    | fields)[0]


class Webhook(Case):
    def add_hook(self, side, **settings):
        return self.add('webhook', {'url': side.url + '/hook/s3cr3t'} | settings)

    def verify(self, request, secret):
        content = b'.'.join((request.headers['webhook-id'].encode(),
                             request.headers['webhook-timestamp'].encode(), request.body))
        key = base64.b64decode(secret.removeprefix('whsec_'))
        digest = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        self.assertIn(f'v1,{digest}', request.headers['webhook-signature'].split(' '))

    def test_arrives_signed(self):
        side = self.far_side()
        self.add_hook(side, signing_secret=SECRET, old_signing_secret=OLD_SECRET, method='PUT',
                      headers={'X-Team': 'research', 'Authorization': 'Bearer abcdef'})
        number = self.send(type='training_failed', model_name='qwen', metrics={'loss': 0.25},
                           message='CUDA **out of memory**')
        request, = side.wait(1)
        self.assertEqual((request.method, request.path), ('PUT', '/hook/s3cr3t'))
        self.assertEqual(request.headers['x-team'], 'research')
        self.assertEqual(request.headers['authorization'], 'Bearer abcdef')
        self.assertEqual(request.headers['idempotency-key'], request.headers['webhook-id'])
        self.verify(request, SECRET)
        self.verify(request, OLD_SECRET)
        body = request.json
        self.assertEqual(body['type'], 'training.failed')
        self.assertEqual(body['data']['text'].strip(), 'CUDA out of memory')
        self.assertEqual(body['data']['metrics'], {'loss': 0.25})
        delivery, = self.wait_settled(1)
        self.assertEqual((delivery['state'], delivery['attempts']), ('done', 1))
        self.assertEqual(self.get('/api/v1/channels/webhook')['state']['status'], 'ok')
        notification = self.get(f'/api/v1/admin/alerts/notifications/{number}')
        self.assertEqual(notification['deliveries'], [delivery])
        stats = self.get('/api/v1/stats')['deliveries']['webhook']
        self.assertEqual((stats['sent'], stats['failed']), (1, 0))
        self.assertEqual(self.get('/api/v1/queue')['queue_size'], 0)

    def test_same_id_at_each_attempt(self):
        side = self.far_side()
        side.answers = [(500, {}, b''), (503, {}, b'busy'), far_side.close, far_side.reset]
        self.add_hook(side, signing_secret=SECRET)
        self.send()
        requests = side.wait(5)
        self.assertEqual(len({request.headers['webhook-id'] for request in requests}), 1)
        self.assertEqual(len({request.body for request in requests}), 1)
        delivery, = self.wait_settled(1)
        self.assertEqual((delivery['state'], delivery['attempts']), ('done', 5))

    def test_retry_after(self):
        """Seconds are waited for; what cannot be read is not, and nothing makes it wait for ever."""
        side = self.far_side()
        side.answers = [(503, {'Retry-After': '1'}, b'')]
        self.add_hook(side)
        self.send()
        first, second = side.wait(2)
        self.assertGreaterEqual(second.at - first.at, 0.95)
        self.wait_settled(1)
        for value in (far_side.http_date(2), '10000000000000', '-1', '0', 'soon', '1e3'):
            side.answers = [(429, {'Retry-After': value}, b'')]
            self.session.http('/api/v1/channels/webhook/test', {}, unix=True)
            state = self.get('/api/v1/channels/webhook')['state']
            self.assertEqual(state['status'], 'rate_limited', value)
            self.put('/api/v1/channels/webhook', {'description': value})

    def test_what_is_never_taken(self):
        side = self.far_side()
        side.answers = [(422, {}, b'no such field'), (200, {}, b'')]
        self.add_hook(side)
        self.send('first')
        self.wait_settled(1)
        self.send('second')
        first, second = self.wait_settled(2)
        self.assertEqual((first['state'], first['answer']), ('dead', 'no such field'))
        self.assertEqual(second['state'], 'done')

    def test_redirect_is_not_followed(self):
        other = self.far_side()
        side = self.far_side((302, {'Location': other.url + '/internal'}, b''))
        self.add_hook(side)
        self.send()
        delivery, = self.wait_settled(1)
        self.assertEqual(delivery['state'], 'dead')
        self.assertEqual(self.get('/api/v1/channels/webhook')['state']['status'],
                         'needs_attention')
        self.assertEqual(other.requests, [])
        # Whoever changes it has seen to it: the next message tells.
        self.session.http('/api/v1/channels/webhook', {'settings': {'url': other.url}},
                          method='PUT', unix=True)
        self.assertEqual(self.get('/api/v1/channels/webhook')['state']['status'], 'ok')

    def test_gone(self):
        side = self.far_side((410, {}, b''))
        self.add_hook(side)
        self.send()
        self.wait_settled(1)
        self.session.wait_for(
            lambda: not self.get('/api/v1/channels/webhook')['enabled'], what='it is off')
        titles = [row['title'] for row in self.session.list()]
        self.assertIn('Channel webhook needs attention', titles)

    def test_endless_and_slow(self):
        """Each ends, by its deadline at the latest, and the agent stays small."""
        bomb = gzip.compress(b'\0' * (64 << 20))
        side = self.far_side()
        self.add_hook(side, timeout=1)
        for answer, state in ((far_side.endless, 'done'), (far_side.half, 'done'),
                              ((200, {'Content-Encoding': 'gzip'}, bomb), 'done'),
                              (far_side.trickle, 'dead'), (far_side.hang, 'dead'),
                              (far_side.huge_header, 'dead')):
            with self.subTest(getattr(answer, '__name__', 'bomb')):
                side.answers = [answer]
                delivery = self.session.http('/api/v1/channels/webhook/test', {}, unix=True).body
                self.assertIn(delivery['state'], ('done', 'dead'))
                self.assertLess(read_memory(self.agent.pid), MEMORY_KB)

    def test_bad_certificate(self):
        side = self.far_side(certificate=far_side.make_certificate(self.session.folder))
        self.add_hook(side)
        self.send()
        delivery, = self.wait_settled(1)
        self.assertEqual(delivery['state'], 'dead')
        self.assertIn('certificate', delivery['reason'])
        self.assertEqual(side.requests, [])

    def test_acknowledged_and_resolved(self):
        side = self.far_side()
        self.add_hook(side)
        number = self.send(type='circuit_breaker_opened', provider='groq')
        side.wait(1)
        self.wait_settled(1)
        self.session.http(f'/api/v1/admin/alerts/notifications/{number}/acknowledge', {}, unix=True)
        self.assertEqual(side.wait(2)[1].json['type'], 'circuit.breaker_opened.acknowledged')
        self.send(type='circuit_breaker_closed', provider='groq', channel='desktop')
        self.assertEqual(side.wait(3)[2].json['type'], 'circuit.breaker_opened.resolved')

    def test_big(self):
        side = self.far_side()
        self.add_hook(side)
        self.send(message='ä' * 8000, context={f'k{i}': 'v' * 900 for i in range(60)})
        request, = side.wait(1)
        self.assertLess(len(request.body), 20000)
        self.assertTrue(request.json['data']['truncated'])


class PagerDuty(Case):
    def test_life(self):
        side = self.far_side((202, {}, {'status': 'success', 'message': 'ok', 'dedup_key': 'k'}))
        self.add('pagerduty', {'integration_key': 'k' * 32, 'api_url': side.url})
        number = self.send(channel='pagerduty', dedup_key='loss', severity='critical')
        self.wait_settled(1)
        self.session.http(f'/api/v1/admin/alerts/notifications/{number}/acknowledge', {}, unix=True)
        self.wait_settled(2)
        answer = self.get('/api/v1/channels/pagerduty')
        self.assertEqual(answer['settings']['integration_key'], None)
        actions = [request.json['event_action'] for request in side.wait(2)]
        self.assertEqual(actions, ['trigger', 'acknowledge'])
        self.assertEqual({request.json['dedup_key'] for request in side.requests}, {'loss'})
        self.assertEqual(side.requests[0].json['payload']['severity'], 'critical')

    def test_test(self):
        side = self.far_side((202, {}, {'status': 'success'}))
        self.add('pagerduty', {'integration_key': 'k' * 32, 'api_url': side.url})
        delivery = self.session.http('/api/v1/channels/pagerduty/test', {}, unix=True).body
        self.assertEqual((delivery['state'], delivery['action']), ('done', 'test'))
        self.assertEqual([request.json['event_action'] for request in side.requests],
                         ['trigger', 'resolve'])

    def test_wrong_key(self):
        side = self.far_side((400, {}, {'status': 'invalid event', 'errors': [
            'routing_key is not valid']}))
        self.add('pagerduty', {'integration_key': 'k' * 32, 'api_url': side.url})
        delivery = self.session.http('/api/v1/channels/pagerduty/test', {}, unix=True).body
        self.assertEqual(delivery['state'], 'dead')
        self.assertIn('integration key', delivery['reason'])


class Chats(Case):
    def test_slack(self):
        side = self.far_side((200, {'Content-Type': 'text/html'}, b'ok'))
        self.add('slack', {'webhook_url': side.url + '/services/T/B/X'})
        self.send('Loss <!channel>', channel='slack', severity='critical', model_name='qwen')
        body = side.wait(1)[0].json
        self.assertNotIn('<!channel>', json.dumps(body))
        self.assertEqual(self.wait_settled(1)[0]['state'], 'done')
        side.default = (404, {}, b'no_service')
        delivery = self.session.http('/api/v1/channels/slack/test', {}, unix=True).body
        self.assertEqual((delivery['state'], delivery['answer']), ('dead', 'no_service'))
        self.assertNotIn('http', delivery['reason'])

    def test_discord_is_edited(self):
        side = self.far_side((200, {}, {'id': '42'}))
        self.add('discord', {'webhook_url': side.url + '/api/webhooks/1/abcdefgh'})
        number = self.send('@everyone', channel='discord', dedup_key='k')
        post, = side.wait(1)
        self.assertIn('wait=true', post.path)
        self.assertEqual(post.json['allowed_mentions'], {'parse': []})
        self.wait_settled(1)
        self.session.http(f'/api/v1/admin/alerts/notifications/{number}/acknowledge', {}, unix=True)
        patch = side.wait(2)[1]
        self.assertEqual((patch.method, patch.path.partition('?')[0]),
                         ('PATCH', '/api/webhooks/1/abcdefgh/messages/42'))

    def test_telegram_buttons(self):
        """What is pressed on the phone reaches the notification, and the message says so."""
        pressed = []

        def answer(request):
            method = request.path.rpartition('/')[2]
            if method == 'getUpdates':
                return 200, {}, {'ok': True, 'result': [pressed.pop()] if pressed else []}
            return 200, {}, {'ok': True, 'result': {'message_id': 5, 'chat': {'id': 7}}}

        side = self.far_side(answer)
        self.add('telegram', {'bot_token': '1:abcdefgh', 'chat_id': 7, 'api_url': side.url})
        number = self.send(channel='telegram')
        self.wait_settled(1)
        sent = next(request for request in side.requests if request.path.endswith('/sendMessage'))
        button = sent.json['reply_markup']['inline_keyboard'][0][0]['callback_data']
        pressed.append({'update_id': 1, 'callback_query': {
            'id': 'q', 'from': {'id': 9, 'first_name': 'A'}, 'data': button,
            'message': {'message_id': 5, 'chat': {'id': 7}}}})
        self.session.wait_for(lambda: any('acknowledged_at' in row for row in self.session.list()
                                          if row['id'] == number), what='its acknowledgement')
        self.session.wait_for(lambda: {'answerCallbackQuery', 'editMessageText'} <= {
            request.path.rpartition('/')[2] for request in list(side.requests)}, what='an answer')


class Queue(Case):
    def test_slow_channel_holds_up_nobody(self):
        slow, fast = self.far_side(far_side.hang), self.far_side()
        self.add('webhook', {'url': slow.url}, name='slow')
        self.add('webhook', {'url': fast.url}, name='fast')
        for number in range(20):
            self.send(f'slow {number}', channel='slow')
        slow.wait(1)
        self.send('quick', channel='fast')
        self.assertEqual(fast.wait(1)[0].json['data']['title'], 'quick')

    def test_keyring_locked(self):
        side = self.far_side()
        self.add('webhook', {'url': side.url})
        self.session.lock_keyring()
        self.send()
        state = self.session.wait_for(
            lambda: self.get('/api/v1/channels/webhook')['state'].get('reason'), what='a reason')
        self.assertIn('locked', state)
        delivery, = self.deliveries()
        self.assertEqual((delivery['state'], delivery['attempts']), ('queued', 0))
        # Nothing else is affected.
        self.assertEqual(self.session.publish({'title': 'x'})[1], 'notified')

    def test_debug(self):
        """Switched on while it runs, the log tells of each attempt, and of no credential."""
        side = self.far_side((500, {}, b'/hook/s3cr3ts3cr3t'))
        self.add('webhook', {'url': side.url + '/hook/s3cr3ts3cr3t'})
        self.assertEqual(self.put('/api/v1/debug', {'enabled': True}), {'enabled': True})
        self.send()
        self.session.wait_for(lambda: 'webhook: delivery 1, attempt 1: retry' in self.agent.output,
                              what='a line')
        self.assertEqual(self.put('/api/v1/debug', {'enabled': False}), {'enabled': False})
        self.assertNotIn('s3cr3ts3cr3t', self.agent.output)

    def test_debug_command(self):
        """Likewise from the command line, for as long as the agent runs."""
        for words, state in (('status', False), ('on', True), ('status', True), ('off', False),
                             ('', False)):
            answer = self.session.cli('debug', *words.split(), '--json')
            self.assertEqual((answer.returncode, json.loads(answer.stdout)),
                             (0, {'enabled': state}), words)
            self.assertEqual(self.get('/api/v1/debug'), {'enabled': state})
        self.assertIn('every step', self.session.cli('debug', 'on').stdout)
        for words in (['x'], ['on', 'off']):
            self.assertEqual(self.session.cli('debug', *words).returncode, 2)
        with self.assertRaises(harness.GLib.Error):
            self.session.call('Agent1', 'SetDebug', harness.GLib.Variant('(a{sv})', ({},)))

    def test_backlog(self):
        """More than max_queue_size wait: nothing is lost, and it is said."""
        self.put(PREFERENCES, {'delivery': {'max_queue_size': 2}})
        side = self.far_side(far_side.hang)
        self.add('webhook', {'url': side.url}, rate_limit=1)
        for number in range(5):
            self.send(f'{number}')
        self.session.wait_for(
            lambda: self.get('/api/v1/queue')['channels']['webhook']['backlogged'], what='it')
        self.assertEqual(len(self.deliveries()), 5)

    def test_retry_by_hand(self):
        side = self.far_side()
        side.answers = [(422, {}, b'')] * 2
        self.add('webhook', {'url': side.url})
        self.send('a')
        self.send('b')
        self.wait_settled(2)
        answer = self.session.http('/api/v1/deliveries/1/retry', {}, unix=True)
        self.assertEqual(answer.status, 200)
        side.wait(3)
        self.assertEqual(self.session.http('/api/v1/deliveries/retry', {}, unix=True).body,
                         {'retried': 1})
        side.wait(4)
        self.session.wait_for(lambda: [row['state'] for row in self.deliveries()]
                              == ['done', 'done'], what='both')
        self.assertEqual(self.session.http('/api/v1/deliveries/1/retry', {}, unix=True).status,
                         409)
        self.assertEqual(self.get('/api/v1/queue')['dead'], 0)

    def test_killed(self):
        """The agent is killed again and again: each delivery ends, and arrived at least once; what
        arrived twice was on its way at a kill."""
        self.put(PREFERENCES, {'delivery': {'enable_rate_limiting': False}})
        side = self.far_side()
        self.add('webhook', {'url': side.url})
        sent = 0
        for kill in range(KILLS):
            count = KILL_DELIVERIES // KILLS
            self.session.publish_many([
                {'title': f'{kill} {number}', 'channels': ['webhook']} for number in range(count)])
            sent += count
            side.wait(len(side.requests) + count // 4)
            self.agent.kill9()
            self.agent = self.session.start_agent()
        side.wait(sent)

        def is_drained():
            queue = self.get('/api/v1/queue')
            return queue['queue_size'] + queue['sending'] == 0
        self.session.wait_for(is_drained, timeout=60, what='an empty queue')
        with sqlite3.connect(self.session.data_home / 'wakebell/wakebell.db') as database:
            states = dict(database.execute('SELECT state, count(*) FROM deliveries GROUP BY 1'))
        self.assertEqual(states, {2: sent})
        titles = [request.json['data']['title'] for request in side.requests]
        self.assertEqual(len(set(titles)), sent)
        self.assertLessEqual(len(titles) - sent, KILLS * 16)
        keys = {request.json['data']['title']: set() for request in side.requests}
        for request in side.requests:
            keys[request.json['data']['title']].add(request.headers['webhook-id'])
        self.assertEqual({len(some) for some in keys.values()}, {1})


class Canary(Case):
    def test_nowhere(self):
        """A far side that sends everything back does not bring a credential to light."""
        canary = 'CANARY-0a1b2c3d4e5f'
        side = self.far_side(lambda request: (
            500, {}, json.dumps({'path': request.path, 'headers': request.headers}).encode()))
        self.add('webhook', {'url': f'{side.url}/{canary}', 'headers': {'X-Key': canary}})
        self.add('pagerduty', {'integration_key': canary, 'api_url': side.url})
        self.send('a')
        self.send('b', channel='pagerduty')
        for name in ('webhook', 'pagerduty'):
            self.session.http(f'/api/v1/channels/{name}/test', {}, unix=True)
        for path in ('/api/v1/channels', '/api/v1/deliveries', '/api/v1/audit', '/api/v1/events',
                     '/api/v1/health', '/api/v1/stats'):
            self.assertNotIn(canary, json.dumps(self.get(path)), path)
        for path in Path(f'/proc/{self.agent.pid}').glob('cmdline'):
            self.assertNotIn(canary.encode(), path.read_bytes())
        self.agent.terminate()
        for path in self.session.folder.rglob('*'):
            if path.is_file():
                self.assertNotIn(canary.encode(), path.read_bytes(), path)


if __name__ == '__main__':
    unittest.main(verbosity=2)
