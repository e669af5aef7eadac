# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""What Slack, Discord and Telegram are sent, for random and hostile texts at every limit.

Each body is held against a schema of tests/channels/schemas, against those of the services where
they are (WAKEBELL_WIRE_SPECS, else shared/wire/specs beside the checkout), and against strict
readers of the three kinds of markup.
"""

import json
import os
import random
import sys
import unittest
from pathlib import Path

import jsonschema

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]
import markup  # noqa: E402
import sender  # noqa: E402
import specs  # noqa: E402
import texts  # noqa: E402
from far_side import FarSide  # noqa: E402

SCHEMAS = Path(__file__).resolve().parent / 'schemas'
SEED = int(os.environ.get('WAKEBELL_TEST_SEED', random.randrange(1 << 32)))
ROUNDS = 300
ROUNDS_OF_LENGTHS = 8
TIME_US = 1733337000000000   # 2024-12-04 18:30:00 UTC

PIECES = [
    '*', '**', '_', '__', '`', '``', '```\n', '~~~\n', '[', '](', '](https://x.example/?a=1&b=2)', ')',
    '!', '![', '<', '<b>', '</b>', '<a href="https://x">', '>', '\n', '\n\n', '# ', '### ', '- ', '1. ',
    '> ', '    ', '&', '&amp;', '&lt;', '&#60;', '&#0;', '"', "'", '\\', '|', '||', '~~', '@everyone', '@here',
    '<@U012AB3CD>', '<!channel>', '<!here|x>', '<@&1>', '<#1>', '<t:1:R>', '<https://evil.example|x>',
    'https://a.example/b_c*d', 'http://', 'https://x', ':smile:', 'loss', 'é', '😀', '\u202e', '\u200b',
    '\x1b[31m', '\x07', '\ufeff', '-# ', '+ ', '1) ', '---\n', ' ', '\t', '{{title}}', '%s', '\r\n',
    '[x](javascript:alert(1))', '<javascript:x>', '[a](https://x/)`', '<!--', ']]>', 'a' * 200,
]
CLEAN = 'abc 123 é😀*_`~|<>[]()@#&"\'\\-+.!:/'


def random_text(rng, most):
    return ''.join(rng.choice(PIECES) for _ in range(rng.randint(0, most)))


def random_line(rng, most):
    """As an intake gives titles and values on: one line, something in it."""
    return ' '.join(('x' + random_text(rng, most)).split())


def random_message(rng):
    message = {
        'title': random_line(rng, rng.choice([3, 30])),
        'body': random_text(rng, rng.choice([5, 60, 600])),
        'severity': rng.choice(['info', 'success', 'warning', 'error', 'critical']),
        'facts': [[random_line(rng, rng.choice([1, 60])), random_line(rng, rng.choice([2, 400]))]
                  for _ in range(rng.choice([0, 3, 60]))],
        'count': rng.choice([1, 2, 1000]), 'time_us': TIME_US,
    }
    message |= {name: rng.random() < 0.2 for name in ('is_resolved', 'is_acknowledged', 'is_silent')}
    return message


def escape_all(text):
    """CommonMark that means nothing but these words."""
    return ''.join(f'\\{c}' if c in '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' else c for c in text)


class Far:
    """The three services on one endpoint, and a sender that writes to it."""

    def __init__(self):
        self.side = FarSide(default=self.answer)
        self.sender = sender.Sender()

    @staticmethod
    def answer(request):
        if request.path.startswith('/api/webhooks/'):
            return 200, {}, {'id': '77'}
        if request.path.startswith('/bot'):
            return 200, {}, {'ok': True, 'result': {'message_id': 7, 'chat': {'id': 5}}}
        if request.path.startswith('/chat.'):
            return 200, {}, {'ok': True, 'channel': 'C1', 'ts': '1.2'}
        return 200, {}, b'ok'

    def send(self, kind, message, **settings):
        """The body that came, and the result."""
        url = self.side.url
        secrets = {'slack': {'webhook_url': f'{url}/services/T/B/x'},
                   'discord': {'webhook_url': f'{url}/api/webhooks/1/x'},
                   'telegram': {'bot_token': '1:x'}}[kind]
        if kind == 'telegram':
            settings = {'chat_id': 5, 'api_url': url} | settings
        before = len(self.side.requests)
        result = self.sender.send(kind, settings, secrets, message)
        request, = self.side.wait(before + 1)[before:]
        return request.json, result

    def close(self):
        self.sender.__exit__()
        self.side.close()


def load_schema(name):
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / name).read_text()))


def load_discord_spec():
    spec = specs.load('discord-execute-webhook.json')
    spec['$ref'] = '#/components/schemas/IncomingWebhookRequestPartial'
    return jsonschema.Draft202012Validator(spec)


TELEGRAM_TYPES = {'Integer': 'integer', 'String': 'string', 'Boolean': 'boolean'}


def telegram_type(spec, name):
    if name in TELEGRAM_TYPES:
        return {'type': TELEGRAM_TYPES[name]}
    if name.startswith('Array of '):
        return {'type': 'array', 'items': telegram_type(spec, name[len('Array of '):])}
    return telegram_object(spec, spec['types'][name]) if name in spec['types'] else {'type': 'object'}


def telegram_object(spec, described):
    return {
        'type': 'object', 'additionalProperties': False,
        'required': [field['name'] for field in described['fields'] if field['required']],
        'properties': {field['name']: {'anyOf': [telegram_type(spec, t) for t in field['types']]}
                       for field in described['fields'] if field['name'] != 'reply_to_message'},
    }


def load_telegram_spec():
    spec = specs.load('telegram-sendMessage.json')
    schema = telegram_object(spec, spec['methods']['sendMessage'])
    # Servers before Bot API 7 read this one; later ones leave it alone.
    schema['properties']['disable_web_page_preview'] = {'type': 'boolean'}
    return jsonschema.Draft202012Validator(schema)


class BodiesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f'seed {SEED}')
        cls.far = Far()
        cls.addClassCleanup(cls.far.close)
        cls.validators = {
            'slack': [load_schema('slack-message.json')],
            'discord': [load_schema('discord-message.json')],
            'telegram': [load_schema('telegram-message.json')],
        }
        if specs.FOLDER.is_dir():
            cls.validators['discord'].append(load_discord_spec())
            cls.validators['telegram'].append(load_telegram_spec())

    def setUp(self):
        self.rng = random.Random(SEED)

    def send(self, kind, message, **settings):
        body, result = self.far.send(kind, message, **settings)
        self.assertEqual(result['outcome'], 'done', result)
        for validator in self.validators[kind]:
            validator.validate(body)
        return body

    # --- what each body keeps to ---

    def check_slack(self, body):
        attachment, = body['attachments']
        markup.read_slack(body['text'])
        self.assertLessEqual(markup.count_units(body['text']), 1024)
        for block in attachment['blocks']:
            texts = [block['text']] if 'text' in block else []
            texts += block.get('fields', []) + block.get('elements', [])
            for text in texts:
                markup.read_slack(text['text'])
            if block['type'] == 'header':
                self.assertLessEqual(markup.count_units(block['text']['text']), 150)
            for field in block.get('fields', []):
                self.assertLessEqual(markup.count_units(field['text']), 2000)
            if block['type'] == 'section' and 'text' in block:
                self.assertLessEqual(markup.count_units(block['text']['text']), 3000)

    def check_discord(self, body):
        self.assertEqual(body['allowed_mentions'], {'parse': []})
        embed, = body['embeds']
        markup.read_discord_words(embed['title'])
        markup.check_discord(embed.get('description', ''))
        units = markup.count_units
        total = sum(units(embed.get(name, '')) for name in ('title', 'description'))
        total += units(embed['author']['name']) + units(embed['footer']['text'])
        self.assertLessEqual(units(embed.get('description', '')), 4096)
        for field in embed.get('fields', []):
            for name, limit in ('name', 256), ('value', 1024):
                markup.read_discord_words(field[name])
                self.assertTrue(field[name].strip())
                self.assertLessEqual(units(field[name]), limit)
                total += units(field[name])
        self.assertLessEqual(total, 6000)

    def check_telegram(self, body):
        words = markup.read_telegram(body['text']) if 'parse_mode' in body else body['text']
        self.assertTrue(words.strip())
        self.assertLessEqual(markup.count_units(words), 4096)

    # --- texts ---

    def test_random(self):
        for kind in ('slack', 'discord', 'telegram'):
            for _ in range(ROUNDS):
                message = random_message(self.rng)
                with self.subTest(kind=kind, message=message):
                    getattr(self, f'check_{kind}')(self.send(kind, message))

    def test_limits(self):
        """Texts around each length that a service allows, of letters that count once and twice,
        and of those that are written longer than they are."""
        lengths = {'slack': (150, 1024, 2000, 3000), 'discord': (256, 1024, 4096, 6000), 'telegram': (4096,)}
        for kind, limits in lengths.items():
            for limit in limits:
                for n in (limit // 2 - 1, limit // 2, limit // 2 + 1, limit - 1, limit, limit + 1, 2 * limit):
                    for letter in ('a', '😀', '&', '_', '\\', 'a\u0301'):
                        text = letter * n
                        message = {'title': text, 'body': text, 'facts': [[text, text]] * 30, 'time_us': TIME_US}
                        with self.subTest(kind=kind, n=n, letter=letter):
                            getattr(self, f'check_{kind}')(self.send(kind, message))

    def test_hostile_of_each_length(self):
        for kind in ('slack', 'discord', 'telegram'):
            for n in texts.LENGTHS * ROUNDS_OF_LENGTHS:
                line, text = texts.make_line_of(self.rng, n), texts.make(self.rng, n)
                message = {'title': line, 'body': text, 'facts': [[line, line]] * 12, 'time_us': TIME_US}
                with self.subTest(kind=kind, n=n, message=message):
                    getattr(self, f'check_{kind}')(self.send(kind, message))

    def test_whole(self):
        """What fits is there to the letter, and is nothing but words."""
        for _ in range(ROUNDS):
            text = ''.join(self.rng.choice(CLEAN) for _ in range(self.rng.randint(1, 60))).strip() or 'x'
            text = ' '.join(text.split())
            message = {'title': text, 'body': escape_all(text), 'facts': [['Key', text]], 'time_us': TIME_US}
            with self.subTest(text=text):
                header, section, details, _context = self.send('slack', message)['attachments'][0]['blocks']
                self.assertEqual(markup.read_slack(header['text']['text']), text)
                self.assertEqual(markup.read_slack(section['text']['text']), text)
                self.assertEqual(markup.read_slack(details['fields'][0]['text']), f'Key: {text}')

                embed, = self.send('discord', message)['embeds']
                for part in embed['title'], embed['description'], embed['fields'][0]['value']:
                    self.assertEqual(markup.read_discord_words(part), text)

                words = markup.read_telegram(self.send('telegram', message)['text'])
                self.assertEqual(words.split('\n\n')[0].split('\n')[1], text)
                self.assertEqual(words.split('\n\n')[1], text)
                self.assertIn(f'\nKey: {text}\n', words)

    def test_plain_telegram(self):
        for _ in range(ROUNDS // 3):
            body = self.send('telegram', random_message(self.rng), parse_mode='none')
            self.assertNotIn('parse_mode', body)
            self.check_telegram(body)

    # --- golden ones ---

    def test_slack_golden(self):
        """S1-54, and T38: nobody is called."""
        body = self.send('slack', {
            'title': 'Circuit Breaker Opened: <!channel>', 'severity': 'critical', 'time_us': TIME_US,
            'body': '**5 failures** of <@U012AB3CD>, see [log](https://log.example/?a=1&b=2)',
            'facts': [['Provider', 'OpenAI'], ['State', 'open <https://evil.example|docs>']]})
        self.assertEqual(body['text'], '🔴 Critical Alert: Circuit Breaker Opened: &lt;!channel&gt;')
        attachment, = body['attachments']
        self.assertEqual(attachment['color'], 'danger')
        self.assertEqual(attachment['blocks'], [
            {'type': 'header', 'text': {'type': 'plain_text', 'text': 'Circuit Breaker Opened: &lt;!channel&gt;'}},
            {'type': 'section', 'text': {
                'type': 'mrkdwn',
                'text': '*5 failures* of &lt;@U012AB3CD&gt;, see <https://log.example/?a=1&amp;b=2|log>'}},
            {'type': 'section', 'text': {'type': 'mrkdwn', 'text': '*Details:*'}, 'fields': [
                {'type': 'plain_text', 'emoji': False, 'text': 'Provider: OpenAI'},
                {'type': 'plain_text', 'emoji': False,
                 'text': 'State: open &lt;https://evil.example|docs&gt;'}]},
            {'type': 'context', 'elements': [
                {'type': 'mrkdwn', 'text': 'Triggered at: 2024-12-04 18:30:00 UTC'}]}])

    def test_slack_colours(self):
        """S1-14"""
        for severity, colour in {'info': '#439FE0', 'success': 'good', 'warning': 'warning',
                                 'error': 'danger', 'critical': 'danger'}.items():
            body = self.send('slack', {'title': 'a', 'severity': severity}, channel='#alerts')
            self.assertEqual(body['attachments'][0]['color'], colour)
            self.assertEqual(body['channel'], '#alerts')

    def test_discord_golden(self):
        """T39"""
        body = self.send('discord', {
            'title': '@everyone <@1>', 'severity': 'warning', 'time_us': TIME_US, 'is_silent': True,
            'body': 'Loss **rose** ~~a lot~~ @here', 'facts': [['Run', 'a_b'], ['Empty', '\u200b']]},
            username='Discord of mine', avatar_url='https://a.example/b.png')
        self.assertEqual(body, {
            'avatar_url': 'https://a.example/b.png', 'flags': 4096, 'allowed_mentions': {'parse': []},
            'embeds': [{
                'color': 0xF1C40F, 'author': {'name': '🟡 Warning'}, 'title': '\\@everyone \\<\\@1\\>',
                'description': 'Loss **rose** \\~\\~a lot\\~\\~ \\@here',
                'footer': {'text': 'Triggered at: 2024-12-04 18:30:00 UTC'},
                'timestamp': '2024-12-04T18:30:00.000000Z',
                'fields': [{'name': 'Run', 'value': 'a\\_b', 'inline': True}]}]})

    def test_telegram_golden(self):
        """T40"""
        body = self.send('telegram', {
            'title': 'a < b', 'severity': 'critical', 'time_us': TIME_US, 'notification_id': 7,
            'body': '**x** <b>y</b> `z`', 'facts': [['Run', '<i>']],
            'event': {'type': 'training.failed', 'title': 'a'}}, message_thread_id=3, protect_content=True)
        self.assertEqual(body, {
            'chat_id': 5, 'parse_mode': 'HTML', 'message_thread_id': 3, 'protect_content': True,
            'text': '🔴 Critical Alert\n<b>a &lt; b</b>\n\n<b>x</b> &lt;b&gt;y&lt;/b&gt; <code>z</code>\n\n'
                    '<b>Details:</b>\nRun: &lt;i&gt;\n\nTriggered at: 2024-12-04 18:30:00 UTC',
            'link_preview_options': {'is_disabled': True}, 'disable_web_page_preview': True,
            'disable_notification': False,
            'reply_markup': {'inline_keyboard': [[
                {'text': 'Acknowledge', 'callback_data': 'ack:7'},
                {'text': 'Snooze 1 h', 'callback_data': 'snooze:7'}]]}})

    @specs.needed
    def test_specs(self):
        """The schemas of the services refuse what they would."""
        for kind, broken in (('discord', {'embeds': [{'title': 'a' * 257}]}), ('telegram', {'text': 'a'})):
            self.assertEqual(len(self.validators[kind]), 2)
            with self.assertRaises(jsonschema.ValidationError):
                self.validators[kind][1].validate(broken)


if __name__ == '__main__':
    unittest.main(verbosity=2)
