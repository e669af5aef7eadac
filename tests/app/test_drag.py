# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Dragging notifications out of the inbox into the window of another program."""

import itertools
import json
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import centre  # noqa: E402
import harness  # noqa: E402

TARGET_X, TARGET_Y = 1010, 100   # beside the window
BEGIN = 20                      # pixels after which it is no click any more
INSIDE = 50


def setUpModule():
    centre.set_up_module()


class DragTest(centre.CentreTestCase):
    width = 1000

    def setUp(self):
        super().setUp()
        for title in ('First', 'Second', 'Third'):
            self.session.publish({'title': title, 'message': f'*{title}* of all'})

    def find_window(self, process, name):
        return self.session.wait_for(lambda: self.find_windows(name, process), what=name)[0]

    def open_beside(self, media_type):
        self.open_window()
        self.xdotool('windowmove', self.find_window(self.app, 'Wakebell'), '0', '0')
        self.wait_for_rows('Third', 'Second', 'First')
        program = harness.find_program('WAKEBELL_DROP_TARGET', 'tests/app/drop-target')
        self.target = self.session.start('drop-target', [program, media_type])
        self.addCleanup(self.target.end)
        self.xdotool('windowmove', self.find_window(self.target, 'Drop Here'),
                     str(TARGET_X), str(TARGET_Y))

    def drag(self, title):
        x, y = self.find_place(title)
        before = self.count_windows()
        self.addCleanup(self.xdotool, 'mouseup', '1')   # for the next test, whatever comes
        self.xdotool('mousemove', str(x), str(y), 'mousedown', '1')
        begins = itertools.cycle((BEGIN, 2 * BEGIN))

        def is_begun():
            # The toolkit hears of the last move in each frame alone, and may need two.
            self.xdotool('mousemove', str(x + next(begins)), str(y))
            return self.count_windows() > before

        self.session.wait_for(is_begun, what='what is dragged')
        steps = itertools.cycle((INSIDE, INSIDE + 1))

        def is_taken():
            # A second move is told only when the first was answered.
            step = next(steps)
            self.xdotool('mousemove', str(TARGET_X + step), str(TARGET_Y + step))
            return self.target.output.count('over') >= 2

        self.session.wait_for(is_taken, what='the other window')
        self.xdotool('mouseup', '1')

    def count_windows(self):
        """All that are on the screen: what is dragged is one, too."""
        return len(subprocess.run(
            ['xdotool', 'search', '--onlyvisible', '--maxdepth', '1', ''], env=self.session.env,
            capture_output=True, text=True, timeout=harness.TIMEOUT_S).stdout.split())

    def dropped(self):
        """The types that there were, and what was taken."""
        self.session.wait_for(lambda: not self.target.is_running(), what='the drop')
        output = self.target.output.rpartition('over\n')[2]
        types, _newline, content = output.partition('\n')
        self.assertIn('text/plain;charset=utf-8', types)
        self.assertIn('application/json', types)
        return content

    def test_one_as_text(self):
        self.open_beside('text/plain;charset=utf-8')
        self.drag('Second')
        self.assertEqual(self.dropped(), 'Second\n\n*Second* of all')
        # Whoever only drags has not opened it.
        self.assertEqual(self.session.status()['unread'], 3)

    def test_one_as_json(self):
        self.open_beside('application/json')
        self.drag('Second')
        self.assertEqual(json.loads(self.dropped())['event']['message'], '*Second* of all')

    def test_all_that_are_selected(self):
        self.open_beside('application/json')
        self.click('Select Several')
        self.wait_for_text('0 selected')
        self.click('Select All')
        self.wait_for_text('3 selected')
        self.drag('Second')
        self.assertEqual([row['title'] for row in json.loads(self.dropped())],
                         ['Third', 'Second', 'First'])
        self.assertIn('3 selected', self.texts())

    def test_click_chooses_as_before(self):
        self.open_beside('application/json')
        self.click('Select Several')
        self.wait_for_text('0 selected')
        x, y = self.find_place('Second')
        self.xdotool('mousemove', str(x), str(y), 'click', '1')
        self.wait_for_text('1 selected')


if __name__ == '__main__':
    unittest.main(verbosity=2)
