#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Programs of the user's own, which the agent runs for each message."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import test_deliveries  # noqa: E402

CANARY = 'CANARY-exec-7f6e5d4c'


class Exec(test_deliveries.Case):
    def write(self, *lines):
        path = self.session.home / 'bell'
        path.write_text('\n'.join(('#!/bin/sh', *lines, '')))
        path.chmod(0o700)
        return str(path)

    def run_test(self):
        return self.session.http('/api/v1/channels/exec/test', {}, unix=True).body

    def test_gets_the_event(self):
        """What stands in a title is no command, whatever it looks like."""
        program = self.write('cat >"$HOME/got"', 'printf %s "$WAKEBELL_TITLE" >"$HOME/title"')
        title = '"; touch "$HOME/evil"; $(touch $HOME/evil)'
        self.add('exec', {'command': [program, '$HOME']})
        self.send(title, channel='exec', type='training_failed', run_id='run-7',
                  message='CUDA **out of memory**')
        delivery, = self.wait_settled(1)
        self.assertEqual(delivery['state'], 'done')
        event = json.loads((self.session.home / 'got').read_text())
        self.assertEqual((event['title'], event['type'], event['run_id'], event['severity']),
                         (title, 'training_failed', 'run-7', 'error'))
        self.assertEqual(event['text'].strip(), 'CUDA out of memory')
        self.assertEqual((self.session.home / 'title').read_text(), title)
        self.assertFalse((self.session.home / 'evil').exists())

    def test_run_again(self):
        """Status 75 asks for another time; nothing is lost and nothing is run twice for long."""
        program = self.write('echo run >>"$HOME/runs"', 'test $(wc -l <"$HOME/runs") -ge 3 || exit 75')
        self.add('exec', {'command': [program]})
        self.send(channel='exec')
        delivery, = self.wait_settled(1)
        self.assertEqual((delivery['state'], delivery['attempts']), ('done', 3))

    def test_plain_words(self):
        program = self.write('echo no such bell', 'exit 3')
        self.add('exec', {'command': [program]})
        delivery = self.run_test()
        self.assertEqual((delivery['state'], delivery['answer']), ('dead', 'no such bell'))
        self.assertIn('status 3', delivery['reason'])
        Path(program).chmod(0o600)
        self.assertIn('chmod', self.run_test()['reason'])
        Path(program).unlink()
        self.assertIn('no such program', self.run_test()['reason'])

    def test_secrets_stay(self):
        program = self.write('env')
        self.add('exec', {'command': [program], 'environment': {'API_TOKEN': CANARY}})
        self.assertNotIn(CANARY, json.dumps(self.run_test()))
        self.assertNotIn(CANARY, json.dumps(self.get('/api/v1/channels')))
        self.agent.terminate()
        for path in self.session.folder.rglob('*'):
            if path.is_file():
                self.assertNotIn(CANARY.encode(), path.read_bytes(), path)


if __name__ == '__main__':
    unittest.main(verbosity=2)
