# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The page of alerts and the editor, with a keyboard and against the real agent."""

import unittest

import centre
from centre import Atspi, GLib, harness

setUpModule = centre.set_up_module

TAB_LIMIT = 20
STEP_ROWS = 50          # that are shown more at a time
SLOW = {'name': 'Slow answers', 'alert_type': 'high_latency', 'severity': 'warning',
        'conditions': {'latency_ms': 3000}}


class AlertsPageTest(centre.CentreTestCase):
    page = 'alerts'

    def configs(self):
        return self.session.call('Alerts1', 'ListConfigs', GLib.Variant('(a{sv})', ({},)))[0]

    def create(self, config):
        fields = {name: harness.variant(value) for name, value in config.items()}
        self.session.call('Alerts1', 'CreateConfig', GLib.Variant('(a{sv})', (fields,)))

    def open_editor(self):
        self.click('New Alert')
        self.wait_for_windows(2)
        self.focus_window('New Alert')
        self.wait_for(lambda: self.find_button('Save'), 'the editor')

    def type_name(self, text, whole):
        """Types into the field that has the focus until it says the whole."""
        def has_arrived():
            return self.find('text', 'Name').get_text_iface().get_character_count() == len(whole)

        self.type(text)
        self.wait_for(has_arrived, whole)

    def wait_for_row(self, beginning):
        return self.wait_for(
            lambda: next((row for row in self.find_all('list item')
                          if row.get_name().startswith(beginning)), None), f'row {beginning!r}')

    def has_row(self, beginning):
        return any(row.get_name().startswith(beginning) for row in self.find_all('list item'))

    def focused(self):
        """Where one is: the innermost row or button around the focus, and what has it."""
        return next(((row.get_name(), widget)
                     for row in reversed(self.find_all('list item') + self.find_all('push button'))
                     for widget in centre.walk(row)
                     if widget.get_state_set().contains(Atspi.StateType.FOCUSED)), None)

    def go_to(self, row):
        """From one widget to the next, by keyboard."""
        for _ in range(TAB_LIMIT):
            here = self.focused()
            if here and here[0] == row:
                return
            self.press('Tab')
            self.wait_for(lambda: self.focused() not in (None, here), 'the next widget')
        self.fail(f'no way to {row!r}')

    def choose(self, config, label):
        """From the menu of a row."""
        self.click(f'More for {config}')
        self.wait_for(lambda: self.find('menu item', label), label).get_action_iface().do_action(0)

    def test_create_by_keyboard(self):
        self.open_window()
        self.wait_for_text('No Alerts of Your Own')
        self.open_editor()
        self.press('ctrl+s')
        self.wait_for_text('Name: must not be empty')
        self.type('Failed runs')
        self.wait_for(lambda: 'Name: must not be empty' not in self.texts(), 'no fault any more')
        self.press('Return')
        self.wait_for_windows(1)
        self.wait_for_row('Failed runs. Training failed')
        config, = self.configs()
        self.assertEqual((config['alert_type'], config['cooldown_minutes']),
                         ('training_failed', 15))
        self.assertNotIn('channels', config)

    def test_tells_what_it_would_have_done(self):
        for latency in (1000, 4000, 5000):
            self.session.publish({'type': 'high_latency', 'provider': 'openai',
                                  'context': {'latency_ms': latency}})
        self.create(SLOW)
        self.open_window()
        self.wait_for_row('Slow answers. Warning. High latency')
        self.choose('Slow answers', 'Edit')
        self.wait_for_windows(2)
        self.wait_for_text('It would have rung 1 time')
        milliseconds = self.wait_for(lambda: self.find('spin button', 'Milliseconds'), 'the field')
        milliseconds.get_value_iface().set_current_value(9000)
        self.wait_for_text('It would not have rung')

    def test_what_is_typed_outlives_the_agent(self):
        self.open_window()
        self.open_editor()
        self.type_name('Written', 'Written')
        self.agent.kill9()
        self.wait_for_text('The agent is not running. What you typed stays here until it is back.')
        self.wait_for(lambda: not self.find_button('Save'), 'nothing to save to')
        self.type_name(' twice', 'Written twice')
        self.agent = self.start_agent()
        self.click('Save')
        self.wait_for_windows(1)
        self.wait_for_row('Written twice')

    def test_what_is_typed_is_discarded_on_demand_only(self):
        self.open_window()
        self.open_editor()
        self.type_name('Written', 'Written')
        self.press('Escape')
        self.wait_for_text('Discard Changes?')
        self.press('Escape')
        self.wait_for_windows(2)
        self.type_name(' twice', 'Written twice')
        self.press('Escape')
        self.wait_for_text('Discard Changes?')
        self.click('Discard')
        self.wait_for_windows(1)
        self.create(SLOW)
        self.wait_for_row('Slow answers')

    def test_switch(self):
        self.create(SLOW)
        self.open_window()
        row = self.wait_for_row('Slow answers')
        switch = next(widget for widget in centre.walk(row)
                      if centre.get_role(widget) in ('check box', 'toggle button', 'switch'))
        switch.get_action_iface().do_action(0)
        self.wait_for(lambda: not self.configs()[0]['active'], 'switched off')

    def test_delete_and_undo(self):
        self.create(SLOW)
        self.open_window()
        self.wait_for_row('Slow answers')
        self.choose('Slow answers', 'Delete')
        self.wait_for_text('No Alerts of Your Own')
        self.assertEqual(len(self.configs()), 1)
        self.click('Undo')
        self.wait_for_row('Slow answers')

    def test_delete_is_done_when_the_window_closes(self):
        self.create(SLOW)
        self.open_window()
        self.wait_for_row('Slow answers')
        self.choose('Slow answers', 'Delete')
        self.wait_for_text('No Alerts of Your Own')
        self.press('ctrl+w')
        self.wait_for(lambda: not self.configs(), 'deleted')
        self.assertEqual(self.app.wait(), 0)

    def test_many(self):
        """The newest first, the older ones when they are asked for, and each in its place."""
        count = STEP_ROWS + 3
        for i in range(count):
            self.create({**SLOW, 'name': f'Alert {i:02}', 'conditions': {'latency_ms': 1000 + i}})

        def names():
            return [row.get_name().split('.')[0] for row in self.find_all('list item')
                    if row.get_name().startswith('Alert ')]

        newest_first = [f'Alert {i:02}' for i in reversed(range(count))]
        self.open_window()
        self.wait_for(lambda: names() == newest_first[:STEP_ROWS], 'the newest')
        self.click('Show More')
        self.wait_for(lambda: names() == newest_first, 'all of them')
        self.wait_for(lambda: self.focused()[0].startswith(newest_first[STEP_ROWS]), 'the focus')
        self.choose(newest_first[STEP_ROWS], 'Delete')
        self.wait_for(lambda: names() == newest_first[:STEP_ROWS] + newest_first[STEP_ROWS + 1:],
                      'all but the deleted one')
        self.create({**SLOW, 'name': 'Alert 99'})
        self.wait_for(lambda: names()[0] == 'Alert 99', 'the new one')

    def test_customise_a_default(self):
        self.open_window()
        self.wait_for_text('Defaults')
        self.go_to('Defaults')
        self.press('Return')
        self.click('Customise High latency')
        self.wait_for_windows(2)
        self.focus_window('New Alert')
        self.click('Save')
        self.wait_for_windows(1)
        self.wait_for_row('High latency. Warning. High latency')
        self.assertEqual(self.configs()[0]['alert_type'], 'high_latency')


if __name__ == '__main__':
    unittest.main(verbosity=2)
