# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The page of the API keys against the real agent."""

import unittest

import centre
from centre import Atspi, GLib, harness

setUpModule = centre.set_up_module

PROVIDER_ROWS = 25      # of one provider, until more are asked for


class KeysTest(centre.CentreTestCase):
    page = 'keys'

    def set_quota(self, provider, key, **quota):
        self.session.call('Keys1', 'SetQuota', GLib.Variant('(ssa{sv})', (
            provider, key, {name: harness.variant(value) for name, value in quota.items()})))

    def refuse(self, provider, key, error):
        self.session.call('Keys1', 'ReportFailure', GLib.Variant(
            '(ssa{sv})', (provider, key, {'error': harness.variant(error)})))

    def known(self):
        return [(key['provider'], key['key_id'], key['state'])
                for key in self.session.call('Keys1', 'List', GLib.Variant('(a{sv})', ({},)))[0]]

    def keys(self, provider):
        """What is read out for each key of the provider, from the top."""
        return [row.get_name() for box in self.find_all('list') if box.get_name() == provider
                for row in centre.walk(box) if centre.get_role(row) == 'list item']

    def wait_for_keys(self, provider, *beginnings):
        def have():
            keys = self.keys(provider)
            return len(keys) == len(beginnings) and all(
                key.startswith(beginning) for key, beginning in zip(keys, beginnings))

        self.wait_for(have, f'{beginnings} of {provider}')

    def choose(self, key, item):
        """From the menu of a key."""
        self.click(f'Actions: {key}')
        self.wait_for(lambda: self.find('menu item', item), item).get_action_iface().do_action(0)

    def close(self):
        """A menu that is on its way out may take the key for itself."""
        if not self.known():
            return True
        self.press('ctrl+w')
        return False

    def test_first_key(self):
        self.open_window()
        self.wait_for_text('No Key Is Known')
        self.wait_for_text('wakebell keys quota groq 1 --used 8200 --limit 10000')
        self.set_quota('groq', '1', used=8750, limit=10000, resets_at='3h')
        self.wait_for_keys('groq', 'Key 1. Warning. 87.5 % used · 1250 of 10000 left · resets in 3 h')
        meter = self.find('level bar', '87.5 % used')
        self.assertAlmostEqual(meter.get_value_iface().get_current_value(), 0.875)
        self.assertEqual(meter.get_description(), 'Warning at 75 %, critical at 90 %')

    def test_totals(self):
        self.set_quota('groq', '1', used=9500, limit=10000)
        self.set_quota('groq', '2', used=500, limit=10000)
        self.set_quota('openai', 'a', percentage=40)
        self.set_quota('openai', 'b', percentage=20)
        self.refuse('openai', 'c', '401 revoked')
        self.open_window()
        self.wait_for_text('2 keys · 1 healthy · 1 running low · 10000 of 20000 left')
        self.wait_for_text('3 keys · 2 healthy · 1 failed · 30 % used on average')
        self.wait_for_keys('groq', 'Key 1. Critical.', 'Key 2. Healthy.')
        self.wait_for_keys('openai', 'Key a. Healthy.', 'Key b. Healthy.',
                           'Key c. Quarantined. No quota is known. 401 revoked')

    def test_many(self):
        """Of many keys those that need someone are seen, and all when they are asked for."""
        for number in range(1, PROVIDER_ROWS + 3):
            self.set_quota('groq', str(number), percentage=10)
        self.refuse('groq', str(PROVIDER_ROWS + 2), '401 revoked')
        every = [f'Key {number}.' for number in range(1, PROVIDER_ROWS + 3)]
        self.open_window()
        self.wait_for_keys('groq', *every[:PROVIDER_ROWS - 1], every[-1])
        self.click(f'Show All {len(every)} Keys')
        self.wait_for_keys('groq', *every)
        self.wait_for(lambda: any(widget.get_state_set().contains(Atspi.StateType.FOCUSED)
                                  for row in self.find_all('list item')
                                  if row.get_name().startswith(every[PROVIDER_ROWS])
                                  for widget in centre.walk(row)), 'the focus on the next row')

    def test_recovered(self):
        self.refuse('groq', '1', '401')
        self.open_window()
        self.wait_for_keys('groq', 'Key 1. Quarantined.')
        self.choose('Key 1', 'Mark as Recovered')
        self.wait_for_keys('groq', 'Key 1. Healthy.')
        self.assertEqual(self.known(), [('groq', '1', 'healthy')])
        self.wait_for_text('Last error: 401')

    def test_forget_and_undo(self):
        self.set_quota('groq', '1', percentage=1)
        self.set_quota('groq', '2', percentage=2)
        self.open_window()
        self.wait_for_keys('groq', 'Key 1.', 'Key 2.')
        self.choose('Key 1', 'Forget')
        self.wait_for_keys('groq', 'Key 2.')
        self.click('Undo')
        self.wait_for_keys('groq', 'Key 1.', 'Key 2.')
        self.assertEqual(len(self.known()), 2)
        self.choose('Key 1', 'Forget')
        self.wait_for_keys('groq', 'Key 2.')
        self.choose('Key 2', 'Forget')      # which the first one does not survive
        self.wait_for(lambda: self.known() == [('groq', '2', 'healthy')], 'one is forgotten')
        self.wait_for_text('No Key Is Known')
        self.wait_for(self.close, 'both are forgotten')
        self.assertEqual(self.app.wait(), 0)


if __name__ == '__main__':
    unittest.main(verbosity=2)
