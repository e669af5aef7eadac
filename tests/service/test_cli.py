#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The command line against the real agent."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402

DONE, FAILED, USAGE, UNREACHABLE = range(4)

# What a terminal would act on: a window title, a cleared screen, C1, a direction override.
HARMFUL = '\x1b]0;pwn\x07\x1b[2J\x9b31m\x7f\u202e'
HARMFUL_PATTERN = re.compile('[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')
COLOUR_PATTERN = re.compile(r'\x1b\[[0-9;]*m')

AGENT_COMMANDS = (
    ('send', 'x'),
    ('start', '--model', 'm', '--run-id', 'r'),
    ('status',),
    ('status', '--json'),
    ('list',),
    ('show', '1'),
    ('show', '--event', '1'),
    ('read', '1'),
    ('read', '--all'),
    ('ack', '1'),
)

USAGE_ERRORS = (
    ((), 'Usage'),
    (('dance',), 'there is no command "dance"'),
    (('send',), 'a title, a message or a type is missing'),
    (('send', 'a', 'b', 'c'), 'unexpected argument "c"'),
    (('send', 'a', '--no-such-option'), '--no-such-option'),
    (('send', 'a', '--cost', 'much'), '--cost: expected a number that is 0 or more, not "much"'),
    (('send', 'a', '--cost', '-1'), '--cost: expected a number that is 0 or more'),
    (('send', 'a', '--epoch', '1.5'), '--epoch: expected a whole number'),
    (('send', 'a', '--metric', 'loss'), '--metric: expected NAME=VALUE'),
    (('send', 'a', '--metric', 'loss=nan'), '--metric: loss: expected a number, not "nan"'),
    (('start', '--model', 'm'), '--run-id is missing'),
    (('start', '--model', 'm', '--run-id', 'r', 'more'), 'unexpected argument "more"'),
    (('complete', '--model', 'm', '--run-id', 'r', '--duration', '1h'), '--duration: expected'),
    (('complete', '--model', 'm', '--run-id', 'r', '--metrics', 'a=1,b'), '--metrics: expected'),
    (('error', '--model', 'm', '--run-id', 'r'), '--error is missing'),
    (('cost-alert', '--cost', '12.50'), '--threshold is missing'),
    (('evaluation', '--model', 'm', '--run-id', 'r'), '--metrics is missing'),
    (('list', '-n', '0'), '--limit: expected a number from 1'),
    (('list', '-n', 'ten'), 'ten'),
    (('list', '--severity', 'hihg'), '--severity: unknown word "hihg"'),
    (('list', '--category', 'cats'), '--category: unknown word "cats"'),
    (('show',), 'one notification'),
    (('show', '1', '2'), 'one notification'),
    (('show', 'seven'), 'not "seven"'),
    (('read',), 'missing'),
    (('read', '0'), 'not "0"'),
    (('read', '--all', '1'), '--all'),
    (('ack', '1', 'x'), 'not "x"'),
    (('open', '1', '2'), 'unexpected argument "2"'),
    (('token', 'x'), 'unexpected argument "x"'),
    (('status', 'x'), 'unexpected argument "x"'),
)


class WithoutAgent(harness.SessionTestCase):
    """What must be right without anybody who answers."""

    def test_help(self):
        answer = self.session.cli('--help')
        self.assertEqual(answer.returncode, DONE)
        commands = re.findall(r'^  ([a-z-]+) {2,}\S', answer.stdout, re.MULTILINE)
        self.assertIn('send', commands)
        for command in commands:
            with self.subTest(command):
                answer = self.session.cli(command, '--help')
                self.assertEqual(answer.returncode, DONE)
                self.assertIn(f'wakebell {command} [OPTION', answer.stdout)

    def test_version(self):
        answer = self.session.cli('--version')
        self.assertEqual(answer.returncode, DONE)
        self.assertRegex(answer.stdout, r'^wakebell [0-9.]+\n$')

    def test_usage(self):
        for arguments, message in USAGE_ERRORS:
            with self.subTest(' '.join(arguments)):
                answer = self.session.cli(*arguments)
                self.assertEqual(answer.returncode, USAGE)
                self.assertEqual(answer.stdout, '')
                self.assertIn(message, answer.stderr)
                self.assertIn('Usage:', answer.stderr)

    def test_errors_are_harmless(self):
        for arguments in ((HARMFUL,), ('send', '--' + HARMFUL), ('send', 'a', 'b', HARMFUL),
                          ('send', '--cost', HARMFUL), ('show', HARMFUL),
                          ('list', '--severity', HARMFUL)):
            answer = self.session.cli(*arguments)
            self.assertEqual(answer.returncode, USAGE)
            self.assertNotRegex(answer.stderr, HARMFUL_PATTERN)

    def test_agent_that_nobody_can_start(self):
        for arguments in AGENT_COMMANDS:
            with self.subTest(' '.join(arguments)):
                answer = self.session.cli(*arguments)
                self.assertEqual(answer.returncode, UNREACHABLE)
                self.assertEqual(answer.stdout, '')
                self.assertIn('systemctl --user start wakebell-agent', answer.stderr)

    def test_agent_that_fails_to_start(self):
        self.session.add_service(harness.AGENT_NAME, '/bin/false')
        answer = self.session.cli('status')
        self.assertEqual(answer.returncode, UNREACHABLE)
        self.assertIn('could not be started', answer.stderr)

    def test_no_bus(self):
        answer = self.session.cli('send', 'x', env={
            'DBUS_SESSION_BUS_ADDRESS': f'unix:path={self.session.folder}/nothing'})
        self.assertEqual(answer.returncode, UNREACHABLE)
        self.assertIn('there is no session bus', answer.stderr)

    def test_open_without_the_app(self):
        monitor = self.session.start('dbus-monitor', ['dbus-monitor', '--session',
                                                      "interface='org.freedesktop.Application'"])
        self.session.wait_for(lambda: 'NameAcquired' in monitor.output)
        answer = self.session.cli('open', '7', env={'XDG_ACTIVATION_TOKEN': 'token-1'})
        self.assertEqual(answer.returncode, FAILED)
        self.assertIn('wakebell-app', answer.stderr)
        self.session.wait_for(lambda: 'token-1' in monitor.output)
        for part in ('member=ActivateAction', '"show-notification"', 'int64 7'):
            self.assertIn(part, monitor.output)

    def test_full_disk(self):
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        with open('/dev/full', 'w', encoding='utf-8') as full:
            answer = subprocess.run([program, '--version'], env=self.session.env, stdout=full,
                                    check=False)
        self.assertEqual(answer.returncode, FAILED)


class Activation(harness.SessionTestCase):
    """The agent is started by the first command that needs it."""

    def setUp(self):
        program = harness.find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
        self.session.add_service(harness.AGENT_NAME, f'{program} --port=0')

    def test_status(self):
        answer = self.session.cli('status')
        self.assertEqual((answer.returncode, answer.stderr), (DONE, ''))
        self.assertIn('running', answer.stdout)

    def test_lost_answer(self):
        """The agent dies with the event in its hands: the command sends it again, and it is kept
        once."""
        first = self.session.start_agent()
        monitor = self.session.start('dbus-monitor',
                                     ['dbus-monitor', '--session', "member='Publish'"])
        self.session.wait_for(lambda: 'NameAcquired' in monitor.output)
        os.kill(first.pid, signal.SIGSTOP)
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        command = self.session.start('wakebell', [program, 'send', 'Precious'])
        self.session.wait_for(lambda: 'member=Publish' in monitor.output)
        first.kill9()
        self.assertEqual(command.wait(), DONE)
        self.assertEqual(monitor.output.count('member=Publish'), 2)
        self.assertRegex(command.output, r'^event \d+: notified\n$')
        self.assertEqual([row['title'] for row in self.session.list()], ['Precious'])


class WithAgent(harness.SessionTestCase):
    """Commands that the agent carries out."""

    def setUp(self):
        self.agent = self.session.start_agent()

    def run_ok(self, *arguments, **options):
        answer = self.session.cli(*arguments, **options)
        self.assertEqual((answer.returncode, answer.stderr), (DONE, ''), arguments)
        return answer.stdout

    def send(self, *arguments, **options):
        """Runs a command that publishes, and returns the event as the agent keeps it."""
        output = self.run_ok(*arguments, **options)
        self.assertRegex(output, r'^event \d+: notified\n$')
        return json.loads(self.session.list()[0]['event'])

    def run_on_terminal(self, *arguments, env=None):
        """What the command writes when a person sits before it."""
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        ours, theirs = pty.openpty()
        with subprocess.Popen([program, *arguments], stdout=theirs, stderr=theirs,
                              env={**self.session.env, 'TERM': 'xterm', **(env or {})}):
            os.close(theirs)
            output = b''
            try:
                while chunk := os.read(ours, 65536):
                    output += chunk
            except OSError:     # a terminal whose other side is closed
                pass
        os.close(ours)
        return output.decode('utf-8', 'surrogateescape').replace('\r\n', '\n')

    # Sending

    def test_send(self):
        event = self.send('send', 'Title', 'Message')
        self.assertEqual((event['title'], event['message']), ('Title', 'Message'))
        self.assertEqual(event['severity'], 'info')

    def test_send_json(self):
        answer = json.loads(self.run_ok('send', 'Title', '--json'))
        self.assertEqual(answer, {'id': 1, 'outcome': 'notified'})

    def test_custom(self):
        event = self.send('custom', '--title', 'T', '--message', 'M', '--level', 'warning',
                          '--model', 'qwen')
        self.assertEqual(event['type'], 'custom')
        self.assertEqual(event['severity'], 'warning')
        self.assertEqual(event['model_name'], 'qwen')

    def test_every_field(self):
        event = self.send(
            'send', 'T', '--message', 'M', '--type', 'gpu_memory_warning', '--severity', 'error',
            '--priority', 'critical', '--source', 'cron', '--model', 'qwen', '--run-id', 'r1',
            '--epoch', '3', '--total-epochs', '10', '--batch', '4', '--total-batches', '20',
            '--duration', '1.5', '--cost', '4.50', '--metric', 'loss=0.25', '--metric', 'n=3',
            '--tag', 'a', '--tag', 'b', '--provider', 'groq', '--key-id', 'k1',
            '--context', 'free=1024', '--context', 'version=1.10', '--context', 'ok=true',
            '--url', 'https://example.org/', '--dedup-key', 'd', '--id', 'mine')
        for name, value in {
                'type': 'gpu_memory_warning', 'severity': 'error', 'priority': 'critical',
                'source': 'cron', 'model_name': 'qwen', 'run_id': 'r1', 'epoch': 3,
                'total_epochs': 10, 'batch': 4, 'total_batches': 20, 'duration': 1.5,
                'cost': 4.5, 'metrics': {'loss': 0.25, 'n': 3}, 'tags': ['a', 'b'],
                'provider': 'groq', 'key_id': 'k1', 'url': 'https://example.org/',
                'context': {'free': 1024, 'version': '1.10', 'ok': True},
                'dedup_key': 'd'}.items():
            self.assertEqual(event[name], value, name)

    def test_start(self):
        event = self.send('start', '--model', 'qwen', '--run-id', 'r1', '--epochs', '3',
                          '--batch-size', '8')
        self.assertEqual(event['type'], 'training_started')
        self.assertEqual((event['model_name'], event['run_id']), ('qwen', 'r1'))
        self.assertEqual(event['total_epochs'], 3)
        self.assertEqual(event['context']['batch_size'], 8)

    def test_complete(self):
        event = self.send('complete', '--model', 'qwen', '--run-id', 'r1', '--duration', '3600',
                          '--loss', '0.1234', '--metrics', 'accuracy=0.95,f1=0.92')
        self.assertEqual(event['type'], 'training_completed')
        self.assertEqual(event['duration'], 3600)
        self.assertEqual(event['metrics'], {'loss': 0.1234, 'accuracy': 0.95, 'f1': 0.92})

    def test_error(self):
        event = self.send('error', '--model', 'qwen', '--run-id', 'r1',
                          '--error', 'Out of memory error')
        self.assertEqual((event['type'], event['severity']), ('training_failed', 'error'))
        self.assertEqual(event['message'], 'Out of memory error')
        self.assertEqual(event['context']['error'], 'Out of memory error')

    def test_error_with_severity(self):
        event = self.send('error', '--model', 'qwen', '--run-id', 'r1', '--error', 'x',
                          '--severity', 'critical')
        self.assertEqual(event['severity'], 'critical')

    def test_cost_alert(self):
        event = self.send('cost-alert', '--cost', '12.50', '--threshold', '10.00',
                          '--model', 'qwen')
        self.assertEqual(event['type'], 'cost_threshold_exceeded')
        self.assertEqual((event['cost'], event['context']['threshold']), (12.5, 10))

    def test_evaluation(self):
        event = self.send('evaluation', '--model', 'qwen', '--run-id', 'r1',
                          '--metrics', 'accuracy=0.95,f1=0.92,perplexity=1.23')
        self.assertEqual(event['type'], 'evaluation_completed')
        self.assertEqual(list(event['metrics'].items()),
                         [('accuracy', 0.95), ('f1', 0.92), ('perplexity', 1.23)])

    def test_standard_input(self):
        event = self.send('send', 'T', '--message', '-', input='line 1\nline 2 – é\n')
        self.assertEqual(event['message'], 'line 1\nline 2 – é')

    def test_standard_input_too_long(self):
        answer = self.session.cli('send', 'T', '-', input='x' * (16 * 1024 + 1))
        self.assertEqual(answer.returncode, FAILED)
        self.assertIn('standard input: expected at most 16384 bytes', answer.stderr)
        self.assertEqual(self.session.status()['events'], 0)

    def test_locale_of_cron(self):
        event = self.send('send', 'Größe – 東京', env={'LC_ALL': 'C'})
        self.assertEqual(event['title'], 'Größe – 東京')

    def test_refused_by_the_agent(self):
        answer = self.session.cli('send', 'x', '--severity', 'hihg')
        self.assertEqual((answer.returncode, answer.stdout), (FAILED, ''))
        self.assertTrue(answer.stderr.startswith('wakebell: severity: '), answer.stderr)
        self.assertNotIn('GDBus', answer.stderr)

    def test_repeat_with_one_id(self):
        first = json.loads(self.run_ok('send', 'x', '--id', 'mine', '--json'))
        second = json.loads(self.run_ok('send', 'x', '--id', 'mine', '--json'))
        self.assertEqual(second, {'id': first['id'], 'outcome': 'duplicate'})
        self.assertEqual(self.session.status()['events'], 1)
        other = self.session.cli('send', 'y', '--id', 'mine')
        self.assertEqual(other.returncode, FAILED)

    def test_two_calls_are_two_events(self):
        self.run_ok('send', 'x')
        self.run_ok('send', 'x')
        self.assertEqual(self.session.status()['events'], 2)

    # Listings

    def test_status(self):
        self.session.publish({'title': 'x'})
        output = self.run_ok('status')
        for part in ('running, version ', 'http://127.0.0.1:', 'agent.sock', '1 unread'):
            self.assertIn(part, output)

    def test_status_json(self):
        status = json.loads(self.run_ok('status', '--json'))
        self.assertEqual(status['unread'], 0)
        self.assertRegex(status['started_at'], r'^\d{4}-\d\d-\d\dT.*Z$')
        self.assertIsInstance(status['http'], list)

    def test_agent_does_not_answer_any_more(self):
        self.agent.terminate()
        self.assertEqual(self.session.cli('status').returncode, UNREACHABLE)

    def test_list(self):
        self.session.publish({'title': 'First', 'severity': 'info'})
        self.session.publish({'title': 'Second', 'severity': 'critical', 'dedup_key': 'd'})
        self.session.publish({'title': 'Second', 'severity': 'critical', 'dedup_key': 'd'})
        self.run_ok('read', '1')
        self.assertEqual(self.run_ok('list').split('\n'), [
            '* 2  just now  critical  Second ×2',
            '  1  just now  info      First',
            ''])

    def test_list_filters(self):
        self.session.publish({'title': 'Apple', 'severity': 'info'})
        self.session.publish({'type': 'training_failed', 'title': 'Pear', 'severity': 'error'})
        self.session.publish({'title': 'Plum', 'severity': 'critical'})
        self.run_ok('read', '3')
        for arguments, expected in (
                ((), ['Plum', 'Pear', 'Apple']),
                (('-n', '2'), ['Plum', 'Pear']),
                (('--limit=1',), ['Plum']),
                (('--unread',), ['Pear', 'Apple']),
                (('--severity', 'error'), ['Pear']),
                (('--severity', 'error,critical'), ['Plum', 'Pear']),
                (('--severity', 'error', '--severity', 'info'), ['Pear', 'Apple']),
                (('--category', 'training'), ['Pear']),
                (('--severity', 'warning'), [])):
            with self.subTest(arguments):
                document = json.loads(self.run_ok('list', '--json', *arguments))
                titles = [row['title'] for row in document['notifications']]
                self.assertEqual(titles, expected)
                lines = self.run_ok('list', *arguments).splitlines()
                self.assertEqual([line.split()[-1] for line in lines], expected)

        def search():
            lines = self.run_ok('list', '--search', 'pea').splitlines()
            return [line.split()[-1] for line in lines]

        self.session.wait_for(lambda: search() == ['Pear'])

    def test_list_of_many(self):
        self.session.publish_many([{'title': f'Number {i}'} for i in range(600)])
        self.assertEqual(len(self.run_ok('list').splitlines()), 20)
        document = json.loads(self.run_ok('list', '--json', '-n', '1000'))
        self.assertEqual((len(document['notifications']), document['total']), (600, 600))
        self.assertEqual(document['notifications'][599]['title'], 'Number 0')

    def test_json_has_times_and_the_event(self):
        self.session.publish({'title': 'x', 'cost': 12.5, 'metrics': {'loss': 0.1234}})
        for document in (json.loads(self.run_ok('list', '--json'))['notifications'][0],
                         json.loads(self.run_ok('show', '1', '--json'))):
            self.assertEqual((document['id'], document['count']), (1, 1))
            self.assertRegex(document['created_at'], r'^\d{4}-\d\d-\d\dT.*Z$')
            self.assertEqual(document['event']['cost'], 12.5)
            self.assertEqual(document['event']['metrics'], {'loss': 0.1234})

    def test_show(self):
        self.session.publish({
            'type': 'training_failed', 'title': 'It failed', 'message': 'line 1\n\nline 2',
            'model_name': 'qwen', 'epoch': 3, 'total_epochs': 10, 'cost': 12.5,
            'metrics': {'loss': 0.5}, 'tags': ['a', 'b'], 'context': {'error': 'OOM'}})
        output = self.run_ok('show', '1')
        for part in ('It failed\n', 'error · training_failed · unread', 'line 1\n\nline 2\n',
                     '3 of 10', ' 12.5\n', 'loss = 0.5\n', 'a, b\n', 'error = OOM\n'):
            self.assertIn(part, output)

    def test_show_numbers_without_trailing_zeros(self):
        self.session.http('/api/v1/events', '{"title": "x", "cost": 12.50, "duration": 3600.0}')
        output = self.run_ok('show', '1')
        self.assertIn(' 12.5\n', output)
        self.assertIn(' 3600 s\n', output)
        self.assertIn('"cost":12.50', self.run_ok('show', '1', '--json'))

    def test_show_what_is_not_there(self):
        answer = self.session.cli('show', '99')
        self.assertEqual((answer.returncode, answer.stdout), (FAILED, ''))
        self.assertIn('there is no notification 99', answer.stderr)

    def test_show_event(self):
        number, outcome = self.session.publish({'type': 'batch_processed', 'batch': 7})
        self.assertEqual(outcome, 'recorded')
        self.assertIn('batch_processed', self.run_ok('show', '--event', number))
        document = json.loads(self.run_ok('show', '--event', '--json', number))
        self.assertEqual((document['id'], document['batch']), (number, 7))
        answer = self.session.cli('show', '--event', '99')
        self.assertEqual(answer.returncode, FAILED)
        self.assertIn('event 99: not found', answer.stderr)

    # What comes from outside

    def publish_harm(self):
        self.session.publish({
            'title': 'Title' + HARMFUL, 'message': 'Message' + HARMFUL,
            'model_name': 'Model' + HARMFUL, 'source': 'Source' + HARMFUL,
            'tags': ['Tag' + HARMFUL], 'metrics': {'Metric' + HARMFUL: 1},
            'context': {'Name' + HARMFUL: 'Value' + HARMFUL}})

    def test_escapes_in_a_pipe(self):
        self.publish_harm()
        for arguments in (('list',), ('show', '1'), ('list', '--json'), ('show', '1', '--json'),
                          ('show', '--event', '1'), ('show', '--event', '1', '--json')):
            with self.subTest(' '.join(arguments)):
                self.assertNotRegex(self.run_ok(*arguments), HARMFUL_PATTERN)
        self.assertIn(r'\x1b]0;pwn\x07', self.run_ok('show', '1'))

    def test_escapes_on_a_terminal(self):
        self.publish_harm()
        for arguments in (('list',), ('show', '1'), ('list', '--json')):
            with self.subTest(' '.join(arguments)):
                output = self.run_on_terminal(*arguments, env={'NO_COLOR': '1'})
                self.assertNotRegex(output, HARMFUL_PATTERN)
                output = self.run_on_terminal(*arguments)
                self.assertNotRegex(COLOUR_PATTERN.sub('', output), HARMFUL_PATTERN)

    def test_json_keeps_the_text(self):
        self.session.publish({'title': 'x', 'message': HARMFUL})
        kept = json.loads(self.session.list()[0]['event'])['message']
        shown = json.loads(self.run_ok('show', '1', '--json'))
        self.assertEqual(shown['event']['message'], kept)

    def test_line_of_another(self):
        """A title must not look like a second row."""
        self.session.publish({'title': 'x\n* 9  just now  error  Forged'})
        self.assertEqual(len(self.run_ok('list').splitlines()), 1)

    def test_colours(self):
        self.session.publish({'title': 'x', 'severity': 'error'})
        self.assertRegex(self.run_on_terminal('list'), COLOUR_PATTERN)
        for env in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
            self.assertNotRegex(self.run_on_terminal('list', env=env), COLOUR_PATTERN)
        self.assertNotRegex(self.run_ok('list'), COLOUR_PATTERN)

    # Marks

    def test_read(self):
        self.session.publish_many([{'title': f'x{i}'} for i in range(3)])
        self.assertEqual(self.run_ok('read', '1', '2', '99'), '2 notifications marked as read\n')
        self.assertEqual(self.session.status()['unread'], 1)
        self.assertEqual(self.run_ok('read', '--all'), '1 notification marked as read\n')
        self.assertEqual(self.session.status()['unread'], 0)

    def test_ack(self):
        self.session.publish({'title': 'x'})
        self.assertEqual(self.run_ok('ack', '1'), '1 notification acknowledged\n')
        self.assertIn('acknowledged_at', self.session.list()[0])
        self.assertEqual(self.run_ok('ack', '1'), '0 notifications acknowledged\n')

    # The token

    def test_token(self):
        path = self.session.data_home / 'wakebell/token'
        path.unlink(missing_ok=True)
        path.write_text('0123456789abcdef' * 4 + '\n')
        path.chmod(0o600)
        self.assertEqual(self.run_ok('token'), '0123456789abcdef' * 4 + '\n')

        for mode in (0o640, 0o604, 0o620):
            path.chmod(mode)
            answer = self.session.cli('token')
            self.assertEqual((answer.returncode, answer.stdout), (FAILED, ''), oct(mode))
        path.chmod(0o600)
        path.write_text('0123456789abcdef\n')
        self.assertEqual(self.session.cli('token').returncode, FAILED)

    def test_token_that_is_no_file(self):
        path = self.session.data_home / 'wakebell/token'
        other = self.session.folder / 'other'
        other.write_text('0123456789abcdef' * 4)
        other.chmod(0o600)
        path.unlink(missing_ok=True)
        self.assertEqual(self.session.cli('token').returncode, FAILED)
        path.symlink_to(other)
        self.assertEqual(self.session.cli('token').returncode, FAILED)
        path.unlink()
        os.mkfifo(path, 0o600)
        self.assertEqual(self.session.cli('token').returncode, FAILED)

    @unittest.skipUnless(os.geteuid() == 0, 'needs another user')
    def test_token_of_another(self):
        path = self.session.data_home / 'wakebell/token'
        path.write_text('0123456789abcdef' * 4)
        path.chmod(0o600)
        os.chown(path, 65534, 65534)
        answer = self.session.cli('token')
        self.assertEqual((answer.returncode, answer.stdout), (FAILED, ''))


if __name__ == '__main__':
    unittest.main()
