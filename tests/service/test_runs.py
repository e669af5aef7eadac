#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Training runs, what they cost, their silence, and commands that are watched over."""

import fcntl
import json
import os
import pty
import re
import signal
import subprocess
import sys
import termios
import unittest
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from harness import GLib  # noqa: E402

EVENTS = '/api/v1/events'
RUNS = '/api/v1/runs'

# Every type of event of a run, in the order of a training that goes badly at first.
STORY = (
    ({'type': 'training_started', 'total_epochs': 4, 'total_batches': 10}, 'started'),
    ({'type': 'checkpoint_loading', 'context': {'path': '/checkpoints/0'}}, 'started'),
    ({'type': 'batch_processed', 'epoch': 1, 'batch': 5, 'metrics': {'loss': 2.5}}, 'running'),
    ({'type': 'loss_improved', 'metrics': {'loss': 2.25}}, 'running'),
    ({'type': 'epoch_completed', 'epoch': 1, 'metrics': {'loss': 2, 'val_loss': 3}}, 'running'),
    ({'type': 'checkpoint_saved', 'epoch': 1}, 'running'),
    ({'type': 'training_paused'}, 'paused'),
    ({'type': 'training_resumed'}, 'running'),
    ({'type': 'evaluation_started'}, 'evaluating'),
    ({'type': 'evaluation_failed', 'context': {'error': 'no data'}}, 'running'),
    ({'type': 'evaluation_started'}, 'evaluating'),
    ({'type': 'evaluation_completed', 'metrics': {'loss': 2.75}}, 'running'),
    ({'type': 'loss_degraded', 'metrics': {'loss': 9}}, 'running'),
    ({'type': 'training_failed', 'context': {'error': 'CUDA out of memory'}}, 'failed'),
    ({'type': 'training_resumed', 'epoch': 2}, 'running'),
    ({'type': 'epoch_completed', 'epoch': 3}, 'running'),
    ({'type': 'training_completed', 'metrics': {'final_loss': 1.5}}, 'completed'),
)


class RunTestCase(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()

    def post(self, **event):
        answer = self.session.http(EVENTS, event, unix=True)
        self.assertEqual(answer.status, 202, answer.body)
        return answer.body

    def get(self, run_id):
        answer = self.session.http(f'{RUNS}/{urllib.parse.quote(run_id, safe="")}', unix=True)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.body

    def list_runs(self, query=''):
        return self.session.http(RUNS + query, unix=True).body['runs']

    def history(self, **filters):
        query = urllib.parse.urlencode(filters)
        return self.session.http(f'{EVENTS}?{query}', unix=True).body['events']


class Runs(RunTestCase):
    def test_story(self):
        for event, state in STORY:
            with self.subTest(type=event['type']):
                self.post(run_id='run 1/a', model_name='qwen', **event)
                run = self.get('run 1/a')
                self.assertEqual((run['state'], run['last_event']['type']), (state, event['type']))
        self.assertEqual((run['progress'], run['epoch'], run['total_epochs']), (1, 3, 4))
        self.assertEqual((run['loss'], run['best_loss']), (1.5, 1.5))
        self.assertEqual((run['eval_loss'], run['best_eval_loss']), (2.75, 2.75))
        self.assertEqual([value for _, value in run['losses']], [2.5, 2.25, 2, 9, 1.5])
        steps = [step for step, _ in run['losses']]
        self.assertEqual(steps, sorted(set(steps)))

    def test_bus(self):
        changed = self.session.record_signals('Runs1', 'Changed')
        self.post(type='epoch_completed', run_id='a', model_name='m', epoch=1, total_epochs=4,
                  metrics={'loss': 0.5})
        self.post(type='training_failed', run_id='b')
        self.session.wait_for(lambda: {name for names, in changed for name in names} == {'a', 'b'})

        runs, = self.session.call('Runs1', 'List', GLib.Variant('(a{sv})', ({},)))
        self.assertEqual([run['run_id'] for run in runs], ['b', 'a'])
        runs, = self.session.call('Runs1', 'List', GLib.Variant('(a{sv})', (
            {'state': GLib.Variant('s', 'active'), 'limit': GLib.Variant('x', 1)},)))
        self.assertEqual([run['run_id'] for run in runs], ['a'])
        run, = self.session.call('Runs1', 'Get', GLib.Variant('(s)', ('a',)))
        self.assertEqual((run['progress'], run['losses']), (0.25, [[1, 0.5]]))
        self.session.call('Runs1', 'Forget', GLib.Variant('(s)', ('a',)))
        with self.assertRaises(GLib.Error) as caught:
            self.session.call('Runs1', 'Get', GLib.Variant('(s)', ('a',)))
        self.assertEqual(harness.error_name(caught.exception), 'NotFound')

    def test_curves(self):
        for step, loss in enumerate((4, 3, 2, 1)):
            self.post(type='loss_improved', run_id='r', occurred_at=f'2026-01-02T03:04:{step:02}Z',
                      metrics={'loss': loss, 'accuracy': 1 - loss / 8, 'note': step})
        run = self.get('r')
        self.assertEqual(list(run['curves']), ['accuracy', 'loss', 'note'])
        for (seconds, value), step in zip(run['curves']['accuracy'], range(4)):
            self.assertAlmostEqual(seconds, step, places=3)
            self.assertEqual(value, 1 - (4 - step) / 8)
        self.assertNotIn('losses', self.list_runs()[0])
        for limit, losses in ((1, [1]), (2, [4, 1]), (3, [4, 3, 1]), (512, [4, 3, 2, 1])):
            listed, = self.list_runs(f'?losses={limit}')
            self.assertEqual([value for _, value in listed['losses']], losses)
        self.assertEqual(self.session.http(RUNS + '?losses=513', unix=True).status, 400)

    def test_ended(self):
        for run_id, event in (('a', 'training_started'), ('b', 'training_failed'),
                              ('c', 'training_completed')):
            self.post(type=event, run_id=run_id)
        self.assertEqual([run['run_id'] for run in self.list_runs('?state=ended')], ['c', 'b'])

    def test_mute(self):
        """Nothing that a muted run tells reaches anybody, but for its end."""
        def channels(**event):
            number = self.post(run_id='r', **event)['notification_id']
            rows, = self.session.call('Notifications1', 'Get', GLib.Variant('(ax)', ([number],)))
            return rows[0].get('channels', [])

        def mute(**how):
            answer = self.session.http(f'{RUNS}/mute/r', how, unix=True)
            self.assertEqual(answer.status, 200, answer.body)
            return answer.body

        self.assertEqual(self.session.http(f'{RUNS}/mute/r', {'minutes': 1}, unix=True).status, 404)
        self.post(type='training_started', run_id='r')
        until = mute(until='run_ends')['muted_until']
        self.assertEqual(self.get('r')['muted_until'], until)
        self.assertEqual(channels(type='nan_detected'), [])
        self.assertEqual(channels(type='training_failed'), ['desktop'])
        self.assertNotIn('muted_until', self.get('r'))

        mute(minutes=60)
        self.assertEqual(channels(type='out_of_memory'), [])
        self.assertEqual(mute(minutes=0), {})
        self.assertNotIn('muted_until', self.get('r'))
        self.assertEqual(channels(type='error_occurred'), ['desktop'])
        self.assertEqual(self.session.http(f'{RUNS}/mute/r', {}, unix=True).status, 400)

    def test_pages(self):
        for number in range(5):
            self.post(type='training_started', run_id=f'r{number}')
        page = self.session.http(RUNS + '?limit=3', unix=True).body
        self.assertEqual([run['run_id'] for run in page['runs']], ['r4', 'r3', 'r2'])
        rest = self.session.http(f'{RUNS}?limit=3&before_id={page["next_before_id"]}', unix=True).body
        self.assertEqual([run['run_id'] for run in rest['runs']], ['r1', 'r0'])
        self.assertNotIn('next_before_id', rest)
        self.assertEqual(self.list_runs('?state=failed'), [])
        self.assertEqual(self.session.http(RUNS + '?state=odd', unix=True).status, 400)

    def test_forget(self):
        self.post(type='training_started', run_id='r')
        self.assertEqual(self.session.http(f'{RUNS}/r', method='DELETE', unix=True).status, 200)
        self.assertEqual(self.session.http(f'{RUNS}/r', method='DELETE', unix=True).status, 404)
        self.assertEqual(self.session.http(f'{RUNS}/r', unix=True).status, 404)
        self.assertEqual(len(self.history(run_id='r')), 1)

    def test_silence(self):
        """What promises news within a second, and breaks its word."""
        self.post(type='batch_processed', run_id='r', model_name='m', expect_within=1)
        self.session.wait_for(lambda: self.get('r')['stalled'])
        event, = self.history(type='training_stalled')
        self.assertEqual((event['run_id'], event['dedup_key']), ('r', 'run:r:stalled'))
        self.assertRegex(event['message'], r'^Run r has not been heard of\. Silent since .*Z; '
                                           r'news was expected within 1 s\.$')
        self.assertEqual([run['run_id'] for run in self.list_runs('?state=stalled')], ['r'])

        self.post(type='training_completed', run_id='r')
        self.assertFalse(self.get('r')['stalled'])
        row = next(row for row in self.session.list() if row['id'] == event['notification_id'])
        self.assertIn('resolved_at', row)

    def test_silence_outlives_the_agent(self):
        self.post(type='batch_processed', run_id='r', expect_within=2)
        self.agent.kill9()
        self.agent = self.session.start_agent()
        self.session.wait_for(lambda: self.get('r')['stalled'])
        self.assertEqual(len(self.history(type='training_stalled')), 1)
        self.post(type='batch_processed', run_id='r')
        first, second = self.history(type='training_stalled')
        self.assertEqual((first['status'], first['notification_id']),
                         ('resolved', second['notification_id']))

    def test_cost(self):
        """Thresholds of 5, 10 and 20 each alert once for a run, or a model without one."""
        for cost in (4, 5, 5.5, 6, 12, 11, 25, 30):
            self.post(type='batch_processed', run_id='r', model_name='m', cost=cost)
        for cost in (6, 7):
            self.post(type='batch_processed', model_name='m', cost=cost)
        self.post(type='training_started', model_name='m')
        self.post(type='batch_processed', model_name='m', cost=6.5)
        told = [(event.get('run_id'), event['cost'], event['context']['threshold'])
                for event in self.history(type='cost_threshold_exceeded')]
        self.assertEqual(told, [(None, 6.5, 5), (None, 6, 5), ('r', 25, 20), ('r', 12, 10), ('r', 5.5, 5)])
        self.assertEqual(self.history(type='cost_threshold_exceeded')[2]['message'],
                         'Spent $25 of a threshold of $20.')
        run = self.get('r')
        self.assertEqual((run['cost'], run['cost_thresholds']), (30, [5, 10, 20]))

    def test_cost_told(self):
        answer = self.session.cli('cost-alert', '--cost', '12.50', '--threshold', '10.00',
                                  '--run-id', 'r', '--json')
        self.assertEqual((answer.returncode, json.loads(answer.stdout)['outcome']), (0, 'notified'))
        self.post(type='batch_processed', run_id='r', cost=12.75)
        self.assertEqual(len(self.history(type='cost_threshold_exceeded')), 1)

    def test_one_bubble(self):
        """Progress that a config shows stands in one notification."""
        config = {'name': 'progress', 'alert_type': 'epoch_completed', 'severity': 'info',
                  'channels': ['desktop'], 'cooldown_minutes': 0}
        answer = self.session.http('/api/v1/admin/alerts/configs', config, unix=True)
        self.assertEqual(answer.status, 201, answer.body)
        answers = [self.post(type='epoch_completed', run_id='r', epoch=epoch) for epoch in (1, 2, 3)]
        self.assertEqual([answer['outcome'] for answer in answers],
                         ['notified', 'merged', 'merged'])
        self.assertEqual(len({answer['notification_id'] for answer in answers}), 1)

    def test_refused(self):
        for value in (0, 2592001, 1.5, 'soon'):
            answer = self.session.http(EVENTS, {'run_id': 'r', 'expect_within': value}, unix=True)
            self.assertEqual((answer.status, answer.body['error']['field']), (400, 'expect_within'))


class Listing(RunTestCase):
    def test_commands(self):
        """A whole training as the command line tells it."""
        for args in (('start', '--model', 'qwen', '--run-id', 'training_123', '--epochs', '2'),
                     ('send', '--type', 'epoch_completed', '--run-id', 'training_123', '--epoch', '1',
                      '--metric', 'loss=0.5', '--cost', '1.50', '--title', 'One'),
                     ('evaluation', '--model', 'qwen', '--run-id', 'training_123', '--metrics',
                      'accuracy=0.95,f1=0.92,perplexity=1.23')):
            self.assertEqual(self.session.cli(*args).returncode, 0)
        running = self.session.cli('runs')
        self.assertRegex(running.stdout, r'\ntraining_123  qwen +running +█████░░░░░ 50% +0\.5 +'
                                         r'\$1\.50 +just now +Evaluation completed: qwen\n$')
        for args in (('complete', '--model', 'qwen', '--run-id', 'training_123', '--duration', '3600',
                      '--loss', '0.1234', '--metrics', 'accuracy=0.95,f1=0.92'),
                     ('error', '--model', 'qwen', '--run-id', 'other', '--error',
                      'Out of memory error')):
            self.assertEqual(self.session.cli(*args).returncode, 0)

        shown = dict(re.split(r' {2,}', line, maxsplit=1)
                     for line in self.session.cli('runs', 'show', 'training_123').stdout.splitlines())
        self.assertEqual((shown['State:'], shown['Progress:']), ('completed', '██████████ 100%'))
        self.assertEqual((shown['Elapsed:'], shown['Epoch:']), ('1 h 00 min', '1 of 2'))
        self.assertEqual((shown['Loss:'], shown['Losses:']), ('0.1234, best 0.1234', '█▁'))
        self.assertEqual(shown['Metrics:'], 'loss 0.1234, accuracy 0.95, f1 0.92')
        failed = json.loads(self.session.cli('runs', '--state', 'failed', '--json').stdout)['runs']
        self.assertEqual([run['run_id'] for run in failed], ['other'])
        run = json.loads(self.session.cli('runs', 'show', 'training_123', '--json').stdout)
        self.assertEqual((run['state'], run['losses']), ('completed', [[1, 0.5], [2, 0.1234]]))

        self.assertEqual(self.session.cli('runs', 'forget', 'other').returncode, 0)
        self.assertEqual(self.session.cli('runs', 'show', 'other').returncode, 1)
        self.assertEqual(self.session.cli('runs', 'odd').returncode, 2)


class Watch(RunTestCase):
    def watch(self, *args):
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        process = subprocess.Popen([program, 'watch', *args], env=self.session.env,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        os.set_blocking(process.stdout.fileno(), False)
        self.text = ''
        # It prints what comes once it listens, which may be after the first.
        self.session.wait_for(lambda: self.post(title='hello', severity='critical', run_id='r',
                                                type='nan_detected')
                              and self.read(process).endswith('\n'))
        return process

    def read(self, process):
        try:
            self.text += os.read(process.stdout.fileno(), 1 << 16).decode()
        except BlockingIOError:
            pass
        return self.text

    def end(self, process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def test_lines(self):
        process = self.watch()
        self.post(title='a \x1b[2J b', type='training_failed', run_id='run 7')
        self.session.wait_for(lambda: 'run 7' in self.read(process))
        self.assertRegex(self.text.splitlines()[-1],
                         r'^\d\d:\d\d:\d\d  error     a \S*\[2J b  \[training_failed run 7\]$')
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(harness.TIMEOUT_S), 0)
        self.assertEqual(process.stderr.read(), b'')

    def test_filters(self):
        process = self.watch('--json', '--type', 'nan-detected,odd', '--type', 'own_word', '--run', 'r',
                             '--min-severity', 'warning')
        self.post(type='own_word', title='no', run_id='r')
        self.post(type='own_word', title='no', run_id='s', severity='error')
        self.post(type='training_failed', title='no', run_id='r')
        self.post(type='Own_Word', title='yes', run_id='r', severity='warning')
        self.session.wait_for(lambda: '"yes"' in self.read(process))
        titles = {json.loads(line)['title'] for line in self.text.splitlines()}
        self.assertEqual(titles, {'hello', 'yes'})

    def test_reader_goes(self):
        process = self.watch()
        process.stdout.close()
        self.assertEqual(process.wait(harness.TIMEOUT_S), 0)
        self.assertEqual(process.stderr.read(), b'')
        process.stdout = None

    def test_agent_ends(self):
        process = self.watch()
        self.agent.terminate()
        self.assertEqual(process.wait(harness.TIMEOUT_S), 3)
        self.assertIn(b'the agent has ended', process.stderr.read())

    def test_full_disk(self):
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        process = self.session.start('watch', ['sh', '-c', f'{program} watch >/dev/full'])
        self.session.wait_for(lambda: self.post(title='hello') and not process.is_running())
        self.assertEqual(process.returncode, 1)
        self.assertIn('standard output cannot be written to', process.output)

    def test_unknown_severity(self):
        self.assertEqual(self.session.cli('watch', '--min-severity', 'odd').returncode, 2)


class Command(RunTestCase):
    def check_run(self, run_id, state):
        run = self.get(run_id)
        self.assertEqual(run['state'], state)
        started, ended = reversed(self.history(run_id=run_id))
        self.assertEqual(started['type'], 'training_started')
        return ended

    def test_success(self):
        answer = self.session.cli('run', '--model', 'qwen', '--run-id', 'r', '--', 'sh', '-c',
                                  'cat; echo "$WAKEBELL_RUN_ID $WAKEBELL_MODEL" >&2',
                                  input='what comes in\n')
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr),
                         (0, 'what comes in\n', 'r qwen\n'))
        ended = self.check_run('r', 'completed')
        self.assertEqual((ended['type'], ended['model_name']), ('training_completed', 'qwen'))
        self.assertGreaterEqual(ended['duration'], 0)
        self.assertEqual(ended['context'], {'command': 'sh'})

    def test_failure(self):
        answer = self.session.cli('run', '--run-id', 'r', 'sh', '-c', 'exit 42')
        self.assertEqual((answer.returncode, answer.stdout, answer.stderr), (42, '', ''))
        ended = self.check_run('r', 'failed')
        self.assertEqual((ended['type'], ended['model_name']), ('training_failed', 'sh'))
        self.assertEqual(ended['context'],
                         {'command': 'sh', 'error': 'exit status 42', 'exit_status': 42})

    def test_signal(self):
        """What is sent to wakebell alone reaches the command, which may clean up."""
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        script = ('trap "echo cleaned up; exit 5" TERM; echo ready; '
                  'while :; do read line || exit 1; done')
        with subprocess.Popen([program, 'run', '--run-id', 'r', '--', 'sh', '-c', script],
                              env=self.session.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as process:
            self.assertEqual(process.stdout.readline(), 'ready\n')
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.stdout.readline(), 'cleaned up\n')
            self.assertEqual(process.wait(harness.TIMEOUT_S), 5)
        self.check_run('r', 'failed')

    def test_terminal(self):
        """Ctrl-C comes to the command from the terminal, and only once."""
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        script = ('trap "echo interrupted" INT; echo ready; '
                  'while read line; do test "$line" = end && exit 6; done; read line; exit 7')
        ours, theirs = pty.openpty()
        with subprocess.Popen([program, 'run', '--run-id', 'r', '--', 'sh', '-c', script],
                              env=self.session.env, stdin=theirs, stdout=theirs, stderr=theirs,
                              start_new_session=True,
                              preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0)) as process:
            os.close(theirs)
            text = self.read_until(ours, b'ready')
            os.write(ours, b'\x03')
            text += self.read_until(ours, b'interrupted')
            os.write(ours, b'end\nend\n')
            self.assertIn(process.wait(harness.TIMEOUT_S), (6, 7))
            text += os.read(ours, 1 << 16)
        os.close(ours)
        self.assertEqual(text.count(b'interrupted'), 1)
        self.check_run('r', 'failed')

    def read_until(self, descriptor, what):
        text = b''
        while what not in text:
            text += os.read(descriptor, 1 << 16)
        return text

    def test_killed(self):
        answer = self.session.cli('run', '--run-id', 'r', '--', 'sh', '-c', 'kill -KILL $$')
        self.assertEqual(answer.returncode, 128 + signal.SIGKILL)
        ended = self.check_run('r', 'failed')
        self.assertEqual((ended['context']['signal'], ended['context']['error']),
                         (9, 'ended by signal 9 (Killed)'))

    def test_not_found(self):
        answer = self.session.cli('run', '--', 'wakebell-no-such-command')
        self.assertEqual(answer.returncode, 127)
        self.assertIn('wakebell-no-such-command: No such file or directory', answer.stderr)
        self.assertEqual(self.session.cli('run', '--run-id', 'r', '--', '/').returncode, 126)
        event, = self.history(run_id='r')
        self.assertEqual((event['type'], event['context']['error']),
                         ('training_failed', '/: Permission denied'))
        for args in ((), ('--',), ('--expect-within', 'soon', '--', 'true')):
            self.assertEqual(self.session.cli('run', *args).returncode, 2)

    def test_careless_parent(self):
        """One that ignores the end of its children, as the command goes on to see."""
        program = harness.find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        answer = self.session.run(['bash', '-c', f"trap '' CHLD; exec {program} run --run-id r --"
                                                 ' grep SigIgn /proc/self/status'])
        self.assertEqual(answer.returncode, 0)
        self.assertTrue(int(answer.stdout.split()[1], 16) & 1 << (signal.SIGCHLD - 1))
        self.check_run('r', 'completed')

    def test_overtaken_start(self):
        """What the command says of itself at once is kept, even if it comes before its start."""
        event = json.dumps({'type': 'epoch_completed', 'run_id': 'r', 'metrics': {'loss': 0.5}})
        url = self.session.status()['http'][0] + EVENTS
        for _ in range(10):
            self.session.cli('run', '--run-id', 'r', '--', 'curl', '-s', '-d', event, url)
            run = self.get('r')
            self.assertEqual((run['state'], run['loss']), ('completed', 0.5))
            self.session.cli('runs', 'forget', 'r')

    def test_without_agent(self):
        self.agent.terminate()
        answer = self.session.cli('run', '--', 'sh', '-c', 'echo done; exit 3')
        self.assertEqual((answer.returncode, answer.stdout), (3, 'done\n'))
        self.assertIn('the agent cannot be reached', answer.stderr)

    def test_promise(self):
        self.session.cli('run', '--run-id', 'r', '--expect-within', '600', '--', 'true')
        self.assertEqual(self.history(run_id='r')[1]['expect_within'], 600)


if __name__ == '__main__':
    unittest.main()
