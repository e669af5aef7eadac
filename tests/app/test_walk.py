# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""From a failed run to a message that arrived after all, in one go: once with nothing but a
keyboard, once with nothing but what the accessibility bus offers."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import centre  # noqa: E402
import far_side  # noqa: E402
from centre import Atspi, GLib, harness  # noqa: E402

KEY_LIMIT = 40          # for one step of the way
REFUSED = (400, {}, b'invalid_payload')
REASON = 'Slack refused the message as it is'
ABOVE = ('Save',)       # where a form begins: it is nearer the other way round
PAGE_KEYS = {'Runs': 'alt+2', 'Deliveries': 'alt+5'}


def setUpModule():
    centre.set_up_module()
    centre.CentreTestCase.session.start_keyring()


def has_state(widget, state):
    return widget.get_state_set().contains(state)


class WalkTestCase(centre.CentreTestCase):
    """The way. How one goes it, the classes below say: go_to_page, open_row, press_button, write
    and close_window."""

    def setUp(self):
        super().setUp()
        self.side = far_side.FarSide()
        self.addCleanup(self.side.close)

    def walk(self):
        self.fail_run('sweep-7')
        self.open_window()
        self.find_and_acknowledge()
        self.make_alert()
        self.add_channel_and_test()
        self.side.default = REFUSED
        self.fail_run('sweep-8')
        self.read_reason_and_retry()

    def fail_run(self, run_id):
        self.session.publish({'type': 'training_failed', 'model_name': 'llama', 'run_id': run_id,
                              'message': 'CUDA out of memory'})

    def find_and_acknowledge(self):
        self.go_to_page('Runs')
        self.open_row('table cell', 'llama. Failed')
        self.open_row('list item', 'Training failed: llama')
        self.press_button('Acknowledge')
        self.wait_for(lambda: [row['title'] for row in self.session.list({'acknowledged': True})]
                      == ['Training failed: llama'], 'acknowledged')

    def make_alert(self):
        self.press_button('Make an Alert for This…')
        self.enter_window('New Alert')
        self.wait_for_part('It would have rung 1 time')
        self.press_button('Save')
        self.leave_window()
        config, = self.session.call('Alerts1', 'ListConfigs', GLib.Variant('(a{sv})', ({},)))[0]
        self.assertEqual((config['alert_type'], config['conditions']),
                         ('training_failed', {'model_name': 'llama'}))

    def add_channel_and_test(self):
        self.go_to_page('Deliveries')
        self.press_button('Add a Channel')
        self.enter_window('Add a Channel')
        self.open_row('list item', 'Slack')
        self.write('Webhook address', self.side.url)
        self.press_button('Save and Test')
        self.wait_for_part('It was taken')
        self.assertEqual(len(self.side.wait(1)), 1)
        self.close_window()

    def read_reason_and_retry(self):
        self.read_row('Training failed: llama', REASON)
        self.side.default = (200, {}, b'ok')
        self.press_button('Retry: Training failed: llama')
        self.assertIn('sweep-8', self.side.wait(3)[2].body.decode())
        self.wait_for_row('Training failed: llama', 'Sent')

    # What both see, and what a window manager would do for both

    def enter_window(self, title):
        self.focus_window(title)
        self.wait_for(lambda: self.window().get_name() == title, f'the window {title!r}')

    def leave_window(self):
        self.wait_for_windows(1)
        self.enter_window('Wakebell')

    def window(self):
        """The newest: while it is there, the others cannot be used."""
        return self.root.get_child_at_index(self.root.get_child_count() - 1)

    def wait_for_part(self, part):
        """Waits until something on the screen has these words in it."""
        try:
            self.wait_for(lambda: any(part in text for text in self.texts()))
        except TimeoutError:
            self.fail(f'{part!r} is not on the screen: {self.texts()}')

    def wait_for_row(self, beginning, part):
        self.wait_for(lambda: any(row.get_name().startswith(beginning) and part in row.get_name()
                                  for row in self.find_all('list item')), part)

    def find_row(self, role, beginning):
        return next((widget for widget in centre.walk(self.window())
                     if centre.get_role(widget) == role
                     and widget.get_name().startswith(beginning)), None)


class KeyboardTest(WalkTestCase):
    """Looks at the screen, and has keys."""

    def test_from_a_failed_run_to_a_retry(self):
        self.walk()

    def go_to_page(self, name):
        self.press(PAGE_KEYS[name])
        # In the sidebar, and as the title of the page.
        self.wait_for(lambda: self.texts().count(name) > 1, f'the page {name}')

    def open_row(self, role, beginning):
        self.go_to(role, beginning)
        self.press('Return')

    def press_button(self, name):
        self.go_to('push button', name, 'shift+Tab' if name in ABOVE else 'Tab')
        self.press('space')

    def write(self, field, text):
        """The first field of a form has the focus, which libadwaita 1.2 does not tell."""
        self.wait_for(lambda: self.find('text', field), field)
        self.type(text)
        self.wait_for(lambda: self.find('text', field).get_text_iface().get_character_count()
                      == len(text), text)

    def read_row(self, beginning, part):
        self.wait_for_row(beginning, part)
        self.assertIn(part, self.go_to('list item', beginning).get_name())

    def close_window(self):
        self.press('Escape', 'Escape')      # the word that it was saved, and the window
        self.leave_window()

    def go_to(self, role, beginning, tab='Tab'):
        """By Tab, and by the arrows within a list. Returns where it came to."""
        goal = self.wait_for(lambda: self.find_row(role, beginning), beginning)
        keys = []
        while (here := self.focused()) != goal:
            self.assertLess(len(keys), KEY_LIMIT, f'presses on the way to {beginning!r}')
            keys.append('Down' if here and here.get_parent() == goal.get_parent() else tab)
            self.press(keys[-1])
            self.wait_for_answer()
        return goal

    def wait_for_answer(self):
        """The program answers after what was pressed before: of an entry in a row of a form,
        libadwaita 1.2 does not tell that it has the focus, and there is nothing to wait for."""
        for _ in range(2):
            self.session.call_at(harness.APP_ID, centre.APP_PATH, 'org.gtk.Actions', 'List')

    def focused(self):
        return next((widget for widget in centre.walk(self.window())
                     if has_state(widget, Atspi.StateType.FOCUSED)
                     and widget.get_role_name() != 'frame'), None)


class AccessibilityTest(WalkTestCase):
    """Has nothing but what is said on the accessibility bus, and can be done there."""

    def test_from_a_failed_run_to_a_retry(self):
        self.walk()

    def go_to_page(self, name):
        self.open_row('list item', name)

    def open_row(self, role, beginning):
        row = self.wait_for(lambda: self.find_row(role, beginning), beginning)
        self.assertTrue(row.get_action_iface().do_action(0))

    def press_button(self, name):
        self.click(name)

    def write(self, field, text):
        widget = self.wait_for(lambda: self.find('text', field), field)
        self.assertTrue(widget.get_editable_text_iface().insert_text(0, text, len(text)))

    def read_row(self, beginning, part):
        self.wait_for_row(beginning, part)

    def close_window(self):
        next(widget for widget in centre.walk(self.window())
             if widget.get_name() == 'Close').get_action_iface().do_action(0)
        self.leave_window()


if __name__ == '__main__':
    unittest.main(verbosity=2)
