# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The preferences window against the real agent."""

import gettext
import unittest

import centre
import harness
from centre import Atspi, GLib

setUpModule = centre.set_up_module


class PreferencesTest(centre.CentreTestCase):
    def setUp(self):
        super().setUp()
        self.open_window()
        self.press('ctrl+comma')
        self.wait_for_text('Pause Pop-ups')

    def get_preferences(self):
        return self.session.call('Alerts1', 'GetPreferences')[0]

    def choose(self, page):
        """Another page of the window."""
        self.wait_for(lambda: next(
            (widget for widget in centre.walk(self.root)
             if widget.get_name() == page and centre.get_role(widget) in ('page tab', 'tab')
             or widget.get_name() == page and centre.get_role(widget) in centre.BUTTON_ROLES),
            None), page).get_action_iface().do_action(0)

    def find_field(self, name):
        return self.wait_for(lambda: self.find('spin button', name), name)

    def test_what_is_turned_on_is_kept_by_the_agent(self):
        self.choose('Quiet')
        switch = self.wait_for(lambda: next(
            (row for row in self.find_all('list item') if row.get_name() == 'Quiet Hours'), None),
            'the row of the quiet hours')
        toggle = next(widget for widget in centre.walk(switch)
                      if centre.get_role(widget) in ('toggle button', 'switch', 'check box'))
        toggle.get_action_iface().do_action(0)
        self.wait_for(lambda: self.get_preferences()['quiet_hours']['enabled'], 'quiet hours')

    def test_numbers_are_kept_by_the_agent(self):
        self.choose('Limits')
        days = self.find_field('Days')
        self.wait_for(lambda: days.get_value_iface().get_current_value() == 90, 'what is kept')
        days.get_value_iface().set_current_value(30)
        self.wait_for(lambda: self.get_preferences()['retention']['days'] == 30, 'fewer days')

    def test_clean_up_says_what_went(self):
        for number in range(3):
            self.session.publish({'title': f'Number {number}'})
        self.choose('Limits')
        self.click('Clean Up Now')
        self.wait_for_text('Nothing was too old or too much')
        self.session.call('Alerts1', 'SetPreferences', GLib.Variant('(a{sv})', ({
            'retention': harness.variant({'notifications': 1})},)))
        # A change is followed at once; what comes then would stay for an hour.
        self.session.wait_for(lambda: len(self.session.list()) == 1, what='the newest alone')
        for number in range(2):
            self.session.publish({'title': f'Later {number}'})
        self.click('Clean Up Now')
        self.wait_for_text('2 notifications deleted · 0 events deleted')
        self.assertEqual(self.only()['title'], 'Later 1')

    def test_refused_number_is_shown_as_it_was(self):
        self.choose('Limits')
        warning = self.find_field('Warn From')
        self.wait_for(lambda: warning.get_value_iface().get_current_value() == 75, 'what is kept')
        warning.get_value_iface().set_current_value(95)
        self.wait_for(lambda: any('quota.warning' in text for text in self.texts()),
                      'why the agent refused it')
        self.wait_for(lambda: warning.get_value_iface().get_current_value() == 75, 'as it was')

    def change_without_the_agent(self):
        """Returns the field that was changed."""
        self.choose('Limits')
        days = self.find_field('Days')
        self.wait_for(lambda: days.get_value_iface().get_current_value() == 90, 'what is kept')
        self.agent.kill9()
        self.wait_for(lambda: any('gets your changes later' in text for text in self.texts()),
                      'a word of it')
        days.get_value_iface().set_current_value(30)
        return days

    def test_what_is_changed_outlives_the_agent(self):
        days = self.change_without_the_agent()
        costs = next(field for field in self.find_all('text') if 'dollars' in field.get_name())
        costs.get_editable_text_iface().insert_text(0, '7; ', 3)
        self.agent = self.start_agent()
        self.wait_for(lambda: self.get_preferences()['retention']['days'] == 30, 'fewer days')
        self.wait_for(lambda: not any('gets your changes later' in text for text in self.texts()),
                      'no word of it')
        typed = costs.get_text_iface()
        self.assertEqual(Atspi.Text.get_text(typed, 0, typed.get_character_count()), '7; 5; 10; 20')
        self.assertEqual(days.get_value_iface().get_current_value(), 30)

    def close_with_a_change_that_waits(self):
        self.change_without_the_agent()
        self.press('Escape')        # the word of it, and then the window
        self.wait_for(lambda: not any('gets your changes later' in text for text in self.texts()),
                      'no word of it')
        self.press('Escape')
        self.wait_for_text('Discard Changes?')

    def test_what_the_agent_has_not_got_can_be_discarded(self):
        self.close_with_a_change_that_waits()
        self.click('Discard')
        self.wait_for_windows(1)
        self.agent = self.start_agent()
        self.session.publish({'title': 'Here it is again'})
        self.wait_for_rows('Here it is')
        self.assertEqual(self.get_preferences()['retention']['days'], 90)

    def test_what_the_agent_has_not_got_is_not_lost_unasked(self):
        self.close_with_a_change_that_waits()
        self.click('Keep Editing')
        self.wait_for(lambda: 'Discard Changes?' not in self.texts(), 'the question answered')
        self.agent = self.start_agent()
        self.wait_for(lambda: self.get_preferences()['retention']['days'] == 30, 'fewer days')
        self.press('Escape')
        self.wait_for_windows(1)

    def test_change_from_elsewhere_is_shown_at_the_next_opening(self):
        self.press('Escape')
        self.wait_for(lambda: 'Pause Pop-ups' not in self.texts(), 'preferences closed')
        self.session.cli('preferences', 'set', 'retention.days', '14')
        self.press('ctrl+comma')
        self.choose('Limits')
        days = self.find_field('Days')
        self.wait_for(lambda: days.get_value_iface().get_current_value() == 14, 'the other value')


class GermanPreferencesTest(centre.CentreTestCase):
    """The agent says it in English to everybody, and the window in the language of the person."""

    def settings(self):
        return {**super().settings(), **centre.speak('de')}

    def test_refusal(self):
        german = gettext.translation('wakebell', centre.LOCALE_DIR, ['de']).gettext
        self.open_window()
        self.press('ctrl+comma')
        self.wait_for_text(german('Pause Pop-ups'))
        self.wait_for(lambda: next(
            (widget for widget in centre.walk(self.root) if widget.get_name() == german('Limits')
             and widget.get_role_name() in ('page tab', 'tab', *centre.BUTTON_ROLES)),
            None), 'the page').get_action_iface().do_action(0)
        warning = self.wait_for(lambda: self.find('spin button', german('Warn From')), 'the field')
        self.wait_for(lambda: warning.get_value_iface().get_current_value() == 75, 'what is kept')
        warning.get_value_iface().set_current_value(95)
        self.wait_for_text('quota.warning: ' + german('expected less than quota.critical'))


if __name__ == '__main__':
    unittest.main(verbosity=2)
