# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Channels and deliveries in the window, against the real agent and a far side that takes or
refuses what it is sent."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import centre  # noqa: E402
import far_side  # noqa: E402

REFUSED = (400, {}, b'{"error": "no such board"}')


def setUpModule():
    centre.set_up_module()
    centre.CentreTestCase.session.start_keyring()


class DeliveriesTest(centre.CentreTestCase):
    page = 'deliveries'

    def setUp(self):
        super().setUp()
        self.side = far_side.FarSide()
        self.addCleanup(self.side.close)

    def has_text(self, part):
        return any(part in text for text in self.texts())

    def wait_for_part(self, part):
        self.wait_for(lambda: self.has_text(part), part)

    def focused(self):
        """Role and name of what has the focus."""
        return next(((centre.get_role(widget), widget.get_name())
                     for widget in centre.walk(self.root) if centre.get_role(widget) != 'frame'
                     and widget.get_state_set().contains(centre.Atspi.StateType.FOCUSED)), None)

    def choose_row(self, name, key='Down'):
        """By keyboard: on to the row, and into it."""
        self.wait_for(lambda: self.find('list item', name), name)
        seen = self.focused()
        while seen != ('list item', name):
            self.press(key)
            before = seen
            seen = self.wait_for(lambda: self.focused() not in (None, before) and self.focused(),
                                 f'the focus elsewhere than in {before}')
        self.press('Return')

    def begin_webhook(self, url):
        self.click('Add a Channel')
        self.wait_for_windows(2)
        self.choose_row('Webhook')
        # It has the focus from the beginning, which libadwaita 1.2 does not tell.
        self.wait_for(lambda: self.find('text', 'Address'), 'the address')
        self.type(url)
        self.wait_for(lambda: self.count_characters('Address') == len(url), 'the address')

    def count_characters(self, name):
        """Of a field: what is secret cannot be read."""
        field = self.find('text', name)
        return field.get_text_iface().get_character_count() if field else None

    def add_channel(self):
        self.session.http('/api/v1/channels', {'kind': 'webhook',
                                               'settings': {'url': self.side.url}}, unix=True)

    def test_from_a_new_channel_to_a_retry(self):
        self.open_window()
        self.wait_for_text('Nothing Is Forwarded')
        self.begin_webhook(self.side.url)
        self.click('Save and Test')
        self.wait_for_part('It was taken')
        self.assertEqual(self.side.wait(1)[0].method, 'POST')
        self.press('Escape', 'Escape')      # the word that it was saved, and the window
        self.wait_for_windows(1)
        self.wait_for_part('Webhook · Works')

        self.side.default = REFUSED
        self.session.publish({'title': 'Disk is full', 'severity': 'error',
                              'channels': ['webhook']})
        self.click('Failed 1')
        self.wait_for_part('no such board')
        self.wait_for_part('Disk is full. Failed · webhook · 1 attempt')
        self.side.default = (200, {}, b'ok')
        self.click('Retry: Disk is full')
        self.assertEqual(self.side.wait(3)[2].json['data']['title'], 'Disk is full')
        self.wait_for_text('Nothing has failed.')

    def test_refusal_is_said_at_its_field(self):
        self.open_window()
        self.begin_webhook('nonsense')
        self.click('Save')
        self.wait_for_text('This is no address that begins with https://')
        self.assertEqual(self.find('text', 'Address').get_description(),
                         'This is no address that begins with https://')
        self.assertEqual(self.count_characters('Address'), len('nonsense'))

    def test_secret_is_not_read_back(self):
        self.add_channel()
        self.open_window()
        self.wait_for_part('Webhook · Not used yet')
        self.choose_row('webhook', 'Tab')
        self.wait_for_windows(2)
        self.wait_for_text('Kept in the keyring; leave it empty to keep it')
        self.assertEqual(self.count_characters('Address'), 0)
        self.click('Test')
        self.wait_for_part('It was taken')

    def test_what_was_typed_outlives_the_agent(self):
        self.open_window()
        self.begin_webhook(self.side.url)
        self.agent.end()
        self.wait_for_text('The agent is not running. What you typed stays here.')
        self.assertEqual(self.count_characters('Address'), len(self.side.url))
        self.agent = self.start_agent()
        self.click('Save')
        self.wait_for_text('Saved')
        self.assertEqual(self.session.call('Channels1', 'List')[0][1]['name'], 'webhook')

    def test_what_was_typed_is_discarded_on_demand(self):
        self.open_window()
        self.begin_webhook(self.side.url)
        self.press('Escape')
        self.wait_for_text('Discard What You Typed?')
        self.click('Discard')
        self.wait_for_windows(1)
        self.add_channel()
        self.wait_for(lambda: self.find('check box', 'Forward to webhook'), 'what came then')

    def test_switch_and_removal(self):
        self.add_channel()
        self.open_window()
        self.wait_for(lambda: self.find('check box', 'Forward to webhook'), 'the switch')
        self.click('Forward to webhook')
        self.wait_for_part('Switched off')
        self.choose_row('webhook', 'Tab')
        self.wait_for_windows(2)
        self.click('Remove This Channel…')
        self.wait_for_windows(3)
        self.wait_for_text('Remove webhook?')
        self.click('Remove')
        self.wait_for_windows(1)
        self.wait_for_text('Nothing Is Forwarded')
        self.assertEqual(len(self.session.call('Channels1', 'List')[0]), 1)


if __name__ == '__main__':
    unittest.main(verbosity=2)
