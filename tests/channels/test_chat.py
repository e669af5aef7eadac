# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Slack, Discord and Telegram over HTTP: what is changed in place, sent anew, or given up; and the
buttons that come back."""

import base64
import email
import json
import subprocess
import sys
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]
import sender  # noqa: E402
from far_side import FarSide, hang  # noqa: E402

LISTENER = sender.BUILD_DIR / 'tests' / 'channels' / 'wakebell-telegram-listener'
TOKEN = '123:hunter2hunter2'
SLACK_OK = 200, {}, {'ok': True, 'channel': 'C1', 'ts': '1.2'}
DISCORD_OK = 200, {}, {'id': '77'}
TELEGRAM_OK = 200, {}, {'ok': True, 'result': {'message_id': 77, 'chat': {'id': 5}}}
MESSAGE = {'title': 'Done', 'body': '**well**'}
EVENT = {'type': 'training.completed', 'title': 'Done'}


def telegram_error(status, description, **parameters):
    return status, {}, {'ok': False, 'error_code': status, 'description': description, 'parameters': parameters}


def attachment(name, data, media_type='text/csv'):
    return {'name': name, 'media_type': media_type, 'data': base64.b64encode(data).decode()}


def read_form(request):
    """Name, file name, type and content of each part."""
    head = f'Content-Type: {request.headers["content-type"]}\r\n\r\n'.encode()
    return [(part.get_param('name', header='content-disposition'), part.get_filename(),
             part.get_content_type() if part.get_filename() else None, part.get_payload(decode=True))
            for part in email.message_from_bytes(head + request.body).get_payload()]


class ChatTestCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sender = sender.Sender()
        cls.sender.__enter__()
        cls.addClassCleanup(cls.sender.__exit__)

    def setUp(self):
        self.side = FarSide()
        self.addCleanup(self.side.close)

    def slack(self, message, **settings):
        return self.sender.send('slack', settings, {'webhook_url': f'{self.side.url}/services/T/B/x'}, message)

    def bot(self, message):
        return self.sender.send('slack', {'channel': '#a', 'api_url': self.side.url + '/'},
                                {'bot_token': 'xoxb-hunter2'}, message)

    def discord(self, message, query='', **settings):
        return self.sender.send('discord', settings,
                                {'webhook_url': f'{self.side.url}/api/webhooks/1/x{query}'}, message)

    def telegram(self, message, **settings):
        settings = {'chat_id': 5, 'api_url': self.side.url} | settings
        return self.sender.send('telegram', settings, {'bot_token': TOKEN}, message)

    def paths(self):
        return [f'{request.method} {request.path}' for request in self.side.requests]


class SlackTest(ChatTestCase):
    def test_webhook(self):
        """S1-14"""
        result = self.slack(MESSAGE, channel='#alerts', username='Bell', icon_emoji=':bell:')
        self.assertEqual(result['outcome'], 'done')
        request, = self.side.requests
        self.assertEqual(self.paths(), ['POST /services/T/B/x'])
        self.assertTrue(request.headers['content-type'].startswith('application/json'))
        self.assertLessEqual({'channel': '#alerts', 'username': 'Bell', 'icon_emoji': ':bell:'}.items(),
                             request.json.items())

    def test_webhook_changes_nothing(self):
        for action in 'acknowledge', 'resolve':
            result = self.slack(MESSAGE | {'action': action})
            self.assertEqual(result['outcome'], 'done')
            self.assertIn('bot token', result['reason'])
        self.assertEqual(self.side.requests, [])

    def test_deleted_webhook(self):
        """S3-54"""
        self.side.default = 404, {}, b'no_service'
        result = self.slack(MESSAGE)
        self.assertEqual(result['outcome'], 'broken')
        self.assertIn('webhook was deleted', result['reason'])
        self.assertNotIn(self.side.url, json.dumps(result))

    def test_limited(self):
        self.side.default = 429, {'Retry-After': '30'}, b'{"ok":false,"error":"rate_limited"}'
        result = self.slack(MESSAGE)
        self.assertEqual((result['outcome'], result['retry_after']), ('rate_limited', 30))

    def test_bot_changes_its_message(self):
        self.side.default = SLACK_OK
        first = self.bot(MESSAGE)
        self.assertEqual(first['receipt'], {'channel': 'C1', 'ts': '1.2'})
        for change in {}, {'action': 'acknowledge'}, {'action': 'resolve'}:
            self.assertEqual(self.bot(MESSAGE | change | {'receipt': first['receipt']})['outcome'], 'done')
        self.assertEqual(self.paths(), ['POST /chat.postMessage'] + 3 * ['POST /chat.update'])
        requests = self.side.requests
        self.assertEqual({request.headers['authorization'] for request in requests}, {'Bearer xoxb-hunter2'})
        self.assertEqual(requests[0].json['channel'], '#a')
        self.assertEqual([(r.json['channel'], r.json['ts']) for r in requests[1:]], 3 * [('C1', '1.2')])
        self.assertIn('Acknowledged', requests[2].json['text'])
        self.assertIn('Resolved', requests[3].json['text'])
        self.assertEqual(requests[3].json['attachments'][0]['color'], 'good')

    def test_bot_sends_anew_what_is_gone(self):
        self.side.answers = [(200, {}, {'ok': False, 'error': 'message_not_found'}), SLACK_OK]
        result = self.bot(MESSAGE | {'receipt': {'channel': 'C1', 'ts': '0.1'}})
        self.assertEqual((result['outcome'], result['receipt']['ts']), ('done', '1.2'))
        self.assertEqual(self.paths(), ['POST /chat.update', 'POST /chat.postMessage'])


class DiscordTest(ChatTestCase):
    def setUp(self):
        super().setUp()
        self.side.default = DISCORD_OK

    def test_message(self):
        result = self.discord(MESSAGE, query='?thread_id=9', username='Bell')
        self.assertEqual((result['outcome'], result['receipt']), ('done', {'message_id': '77'}))
        self.assertEqual(self.paths(), ['POST /api/webhooks/1/x?thread_id=9&wait=true'])
        self.assertEqual(self.side.requests[0].json['username'], 'Bell')

    def test_forbidden_names(self):
        for name in 'My DISCORD', 'clyde':
            self.discord(MESSAGE, username=name)
            self.assertNotIn('username', self.side.requests[-1].json)

    def test_changes_its_message(self):
        for change in {'is_silent': True}, {'action': 'acknowledge'}, {'action': 'resolve'}:
            self.assertEqual(self.discord(MESSAGE | change | {'receipt': {'message_id': '77'}})['outcome'], 'done')
        self.assertEqual(self.paths(), 3 * ['PATCH /api/webhooks/1/x/messages/77?wait=true'])
        self.assertEqual([r.json['embeds'][0]['author']['name'] for r in self.side.requests],
                         ['🔵 Information', '👀 Acknowledged', '✅ Resolved'])
        self.assertTrue(all('flags' not in r.json for r in self.side.requests))
        self.assertTrue(all(r.json['allowed_mentions'] == {'parse': []} for r in self.side.requests))

    def test_sends_anew_what_is_gone(self):
        self.side.answers = [(404, {}, {'message': 'Unknown Message', 'code': 10008})]
        result = self.discord(MESSAGE | {'receipt': {'message_id': '66'}})
        self.assertEqual((result['outcome'], result['receipt']), ('done', {'message_id': '77'}))
        self.assertEqual([path.split()[0] for path in self.paths()], ['PATCH', 'POST'])

    def test_deleted_webhook(self):
        """S3-54"""
        self.side.default = 404, {}, {'message': 'Unknown Webhook', 'code': 10015}
        for receipt in None, {'message_id': '77'}:
            result = self.discord(MESSAGE | ({'receipt': receipt} if receipt else {}))
            self.assertEqual(result['outcome'], 'broken')
            self.assertIn('webhook was deleted', result['reason'])
        self.assertEqual(len(self.side.requests), 2)

    def test_limited(self):
        self.side.answers = [(200, {'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset-After': '2.5'}, {'id': '7'}),
                             (429, {'Retry-After': '65'}, {'retry_after': 64.57, 'global': False})]
        first, second = self.discord(MESSAGE), self.discord(MESSAGE)
        self.assertEqual((first['outcome'], first['retry_after']), ('done', 2.5))
        self.assertEqual((second['outcome'], second['retry_after']), ('rate_limited', 65))

    def test_files(self):
        """S4-22: with a new message, whole, whatever they hold and are called."""
        nasty = b'\r\n--x\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{}\0\xff'
        files = [attachment('loss.csv', b'1,2\n'),
                 attachment('a"\r\nX: y\\.txt', nasty, 'text/plain\r\nX: y'),
                 {'name': 'unread.txt', 'media_type': 'text/plain'}]
        message = MESSAGE | {'event': EVENT, 'attachments': files}
        self.assertEqual(self.discord(message)['outcome'], 'done')
        payload, *parts = read_form(self.side.requests[0])
        self.assertEqual(payload[0], 'payload_json')
        self.assertEqual(json.loads(payload[3])['allowed_mentions'], {'parse': []})
        self.assertEqual(parts, [('files[0]', 'loss.csv', 'text/csv', b'1,2\n'),
                                 ('files[1]', 'a%22 X: y%5C.txt', 'application/octet-stream', nasty)])
        self.discord(message | {'receipt': {'message_id': '77'}})
        self.assertEqual(self.side.requests[1].headers['content-type'], 'application/json')

    def test_hostile_receipt(self):
        self.discord(MESSAGE | {'receipt': {'message_id': '../../1/y?a#b'}})
        self.assertEqual(self.paths(), ['PATCH /api/webhooks/1/x/messages/..%2F..%2F1%2Fy%3Fa%23b?wait=true'])


class TelegramTest(ChatTestCase):
    def setUp(self):
        super().setUp()
        self.side.default = TELEGRAM_OK

    def methods(self):
        return [request.path.rpartition('/')[2] for request in self.side.requests]

    def test_message(self):
        result = self.telegram(MESSAGE | {'is_silent': True}, chat_id='@night_watch',
                               disable_web_page_preview=False)
        self.assertEqual((result['outcome'], result['receipt']), ('done', {'chat_id': 5, 'message_id': 77}))
        request, = self.side.requests
        self.assertEqual(request.path, f'/bot{TOKEN}/sendMessage')
        self.assertLessEqual({'chat_id': '@night_watch', 'disable_notification': True,
                              'link_preview_options': {'is_disabled': False},
                              'disable_web_page_preview': False}.items(), request.json.items())

    def test_buttons(self):
        """S4-22: where there is something to acknowledge, and nowhere else."""
        whole = MESSAGE | {'notification_id': (1 << 63) - 1, 'event': EVENT}
        cases = [({}, {}, True), ({}, {'buttons': False}, False), ({'action': 'test'}, {}, False),
                 ({'is_resolved': True}, {}, False), ({'is_acknowledged': True}, {}, False),
                 ({'notification_id': 0}, {}, False)]
        for change, settings, has_buttons in cases:
            self.telegram(whole | change, **settings)
            self.assertEqual('reply_markup' in self.side.requests[-1].json, has_buttons, change)
        keys, = self.side.requests[0].json['reply_markup']['inline_keyboard']
        self.assertEqual([key['callback_data'] for key in keys],
                         [f'ack:{(1 << 63) - 1}', f'snooze:{(1 << 63) - 1}'])
        self.assertTrue(all(len(key['callback_data'].encode()) <= 64 for key in keys))
        sum_of_several = {name: value for name, value in whole.items() if name != 'event'}
        self.telegram(sum_of_several)
        self.assertNotIn('reply_markup', self.side.requests[-1].json)

    def test_changes_its_message(self):
        receipt = {'chat_id': -100123, 'message_id': 7}
        for change in {}, {'action': 'acknowledge'}, {'action': 'resolve'}:
            message = MESSAGE | change | {'receipt': receipt, 'notification_id': 3, 'event': EVENT}
            self.assertEqual(self.telegram(message)['outcome'], 'done')
        self.assertEqual(self.methods(), 3 * ['editMessageText'])
        bodies = [request.json for request in self.side.requests]
        self.assertEqual([(b['chat_id'], b['message_id']) for b in bodies], 3 * [(-100123, 7)])
        self.assertEqual(['reply_markup' in b for b in bodies], [True, False, False])
        self.assertTrue(bodies[1]['text'].startswith('👀 Acknowledged\n'))
        self.assertTrue(bodies[2]['text'].startswith('✅ Resolved\n'))

    def test_nothing_to_change(self):
        self.assertEqual(self.telegram(MESSAGE | {'action': 'resolve'})['outcome'], 'done')
        self.assertEqual(self.side.requests, [])

    def test_sends_anew_what_is_gone(self):
        self.side.answers = [telegram_error(400, 'Bad Request: message to edit not found')]
        result = self.telegram(MESSAGE | {'receipt': {'chat_id': 5, 'message_id': 7}})
        self.assertEqual((result['outcome'], result['receipt']['message_id']), ('done', 77))
        self.assertEqual(self.methods(), ['editMessageText', 'sendMessage'])

    def test_plain_text_when_markup_is_refused(self):
        self.side.answers = [telegram_error(400, "Bad Request: can't parse entities: byte 7")]
        self.assertEqual(self.telegram(MESSAGE)['outcome'], 'done')
        first, second = (request.json for request in self.side.requests)
        self.assertEqual(first['parse_mode'], 'HTML')
        self.assertNotIn('parse_mode', second)
        self.assertIn('\nDone\n\nwell\n\n', second['text'])

    def test_moved_group(self):
        """The new number goes with the message, and to who keeps the settings."""
        moved = telegram_error(400, 'Bad Request: group chat was upgraded to a supergroup chat',
                               migrate_to_chat_id=-1002233445566778)
        for receipt in {}, {'receipt': {'chat_id': -42, 'message_id': 7}}:
            self.side.requests.clear()
            self.side.answers = [moved]
            result = self.telegram(MESSAGE | receipt, chat_id=-42)
            self.assertEqual((result['outcome'], result['new_settings']),
                             ('done', {'chat_id': -1002233445566778}))
            self.assertEqual([r.json['chat_id'] for r in self.side.requests], [-42, -1002233445566778])
            self.assertEqual(self.methods()[1], 'sendMessage')
            self.assertEqual(self.side.requests[1].json['parse_mode'], 'HTML')

    def test_file(self):
        """S4-22: after the message, and once."""
        files = [{'name': 'unread.txt', 'media_type': 'text/plain'}, attachment('loss.csv', b'1,2\n')]
        message = MESSAGE | {'event': EVENT, 'attachments': files}
        result = self.telegram(message, message_thread_id=3, protect_content=True)
        self.assertEqual((result['outcome'], result['receipt']['message_id']), ('done', 77))
        self.assertEqual(self.methods(), ['sendMessage', 'sendDocument'])
        parts = {name: (file_name, data) for name, file_name, _type, data in read_form(self.side.requests[1])}
        self.assertEqual(parts, {
            'chat_id': (None, b'5'), 'message_thread_id': (None, b'3'),
            'reply_parameters': (None, b'{"message_id":77}'), 'disable_notification': (None, b'true'),
            'protect_content': (None, b'true'), 'document': ('loss.csv', b'1,2\n')})
        self.telegram(message | {'receipt': result['receipt']})
        self.assertEqual(self.methods()[2:], ['editMessageText'])

    def test_refused_file(self):
        """The message was sent, so it is not sent again."""
        self.side.answers = [TELEGRAM_OK, telegram_error(413, f'Request Entity Too Large {TOKEN}')]
        result = self.telegram(MESSAGE | {'event': EVENT, 'attachments': [attachment('a.csv', b'1')]})
        self.assertEqual((result['outcome'], result['receipt']['message_id']), ('done', 77))
        self.assertIn('file', result['reason'])
        self.assertNotIn(TOKEN, json.dumps(result))

    def test_moved_for_ever(self):
        self.side.default = telegram_error(400, 'Bad Request: moved', migrate_to_chat_id=-2)
        self.assertEqual(self.telegram(MESSAGE)['outcome'], 'refused')
        self.assertEqual(len(self.side.requests), 2)

    def test_limited(self):
        self.side.default = telegram_error(429, 'Too Many Requests: retry after 7', retry_after=7)
        result = self.telegram(MESSAGE)
        self.assertEqual((result['outcome'], result['retry_after']), ('rate_limited', 7))

    def test_echoed_token(self):
        """T46"""
        self.side.default = telegram_error(400, f'no such method /bot{TOKEN}/sendMessage')
        self.assertNotIn('hunter2', json.dumps(self.telegram(MESSAGE)))


class ListenerTest(unittest.TestCase):
    def setUp(self):
        self.side = FarSide(default=hang)
        self.addCleanup(self.side.close)

    def start(self, *chats):
        process = subprocess.Popen([LISTENER, self.side.url, TOKEN, *chats], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)

        def end():
            process.stdin.close()
            self.assertEqual(process.wait(20), 0)
            process.stdout.close()
        self.addCleanup(end)
        return process

    @staticmethod
    def read(process):
        return json.loads(process.stdout.readline())

    @staticmethod
    def press(update_id, chat_id, data='ack:7'):
        return 200, {}, {'ok': True, 'result': [{'update_id': update_id, 'callback_query': {
            'id': f'q{update_id}', 'data': data, 'from': {'first_name': 'Ada'},
            'message': {'message_id': 1, 'chat': {'id': chat_id}}}}]}

    def test_press(self):
        """Each press is heard once, in the chat of the channel alone, and is answered."""
        answers = {'getUpdates': [self.press(41, 666), self.press(42, 5), self.press(43, 5, 'x' * 65)],
                   'answerCallbackQuery': [(200, {}, {'ok': True})]}

        def answer(request):
            return answers[request.path.rpartition('/')[2]].pop(0)
        self.side.answers = 4 * [answer]
        process = self.start('5', '@night_watch')
        lines = [self.read(process), self.read(process)]
        self.assertEqual(lines, [{'data': 'ack:7', 'chat_id': '5', 'from_name': 'Ada'}, {'answered': True}])
        requests = self.side.wait(5)
        polls = [r.json for r in requests if r.path == f'/bot{TOKEN}/getUpdates']
        self.assertEqual([poll.get('offset') for poll in polls], [None, 42, 43, 44])
        self.assertTrue(all(poll['timeout'] == 50 and poll['allowed_updates'] == ['callback_query']
                            for poll in polls))
        answered, = (r.json for r in requests if r.path.endswith('/answerCallbackQuery'))
        self.assertEqual(answered['callback_query_id'], 'q42')
        self.assertEqual(len(answered['text']), 200)

    def test_conflict(self):
        self.side.answers = [telegram_error(409, 'Conflict: terminated by other getUpdates request')]
        self.assertIn('Another program', self.read(self.start('5'))['stopped'])

    def test_bad_token(self):
        self.side.answers = [telegram_error(401, 'Unauthorized')]
        self.assertIn('BotFather', self.read(self.start('5'))['stopped'])

    def test_errors(self):
        """It asks again after an error, and waits longer each time."""
        self.side.answers = [(500, {}, b''), (200, {}, b'<html>'), self.press(7, 5)]
        process = self.start('5')
        self.assertEqual(self.read(process)['data'], 'ack:7')
        first, second, third = self.side.wait(3)[:3]
        self.assertGreater(second.at - first.at, 0.9)
        self.assertGreater(third.at - second.at, 1.0)


if __name__ == '__main__':
    unittest.main(verbosity=2)
