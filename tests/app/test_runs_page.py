# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The page of the training runs against the real agent."""

import unittest

import centre
from centre import GLib

setUpModule = centre.set_up_module

LOSSES = (2.5, 1.75, 1.5, 1.25)


class RunsTestCase(centre.CentreTestCase):
    page = 'runs'

    def tell(self, run_id, kind, **fields):
        self.session.publish({'type': kind, 'run_id': run_id, **fields})

    def tell_story(self):
        self.tell('a', 'training_started', model_name='qwen', total_epochs=8,
                  occurred_at='2026-01-02T03:04:00Z')
        for epoch, loss in enumerate(LOSSES, 1):
            self.tell('a', 'epoch_completed', epoch=epoch, occurred_at=f'2026-01-02T03:04:0{epoch}Z',
                      metrics={'loss': loss, 'accuracy': 1 - loss / 4})

    def cards(self):
        """What is read out for each card, from the first."""
        return [card.get_name() for box in self.find_all('table') if box.get_name() == 'Runs'
                for card in (box.get_child_at_index(index)
                             for index in range(box.get_child_count()))]

    def wait_for_cards(self, *beginnings):
        def have():
            cards = self.cards()
            return len(cards) == len(beginnings) and all(
                card.startswith(beginning) for card, beginning in zip(cards, beginnings))

        try:
            self.wait_for(have)
        except TimeoutError:
            self.fail(f'expected {beginnings}, found {self.cards()}: {self.texts()}')

    def open_run(self, beginning):
        self.go_to(beginning)
        self.press('Return')
        self.wait_for_text('Tell Me When It Ends')

    def configs(self):
        return self.session.call('Alerts1', 'ListConfigs', GLib.Variant('(a{sv})', ({},)))[0]

    def run_now(self):
        return self.session.call('Runs1', 'Get', GLib.Variant('(s)', ('a',)))[0]


class RunsTest(RunsTestCase):
    def test_cards(self):
        self.open_window()
        self.wait_for_text('No Training Runs')
        self.tell_story()
        self.wait_for_cards('qwen. Running. Epoch 4 of 8')
        self.tell('b', 'training_failed', model_name='llama')
        self.tell('c', 'training_completed', model_name='bert')
        self.tell('d', 'training_started', model_name='vit')
        self.wait_for_cards('vit. Started', 'qwen. Running', 'bert. Completed', 'llama. Failed')

    def test_filter(self):
        self.tell('a', 'training_started', model_name='qwen')
        self.open_window()
        self.wait_for_cards('qwen. Started')
        self.go_to('Which Runs')
        self.press('space', 'End', 'Return')
        self.wait_for_text('Nothing Found')
        self.tell('a', 'training_failed')
        self.wait_for_cards('qwen. Failed')

    def test_curve_by_keyboard(self):
        self.tell_story()
        self.open_window()
        self.wait_for_cards('qwen. Running')
        self.open_run('qwen')
        self.wait_for_text('Loss. Last 1.25, lowest 1.25, highest 2.5')
        self.wait_for_text('accuracy. Last 0.6875, lowest 0.375, highest 0.6875')
        self.go_to('Loss')
        self.press('Home')
        self.wait_for_text('Loss. Step 1: 2.5')
        self.press('Right')
        self.wait_for_text('Loss. Step 2: 1.75')
        self.press('Escape')
        self.wait_for_text('Loss. Last 1.25, lowest 1.25, highest 2.5')
        self.tell('a', 'epoch_completed', epoch=5, metrics={'loss': 1})
        self.wait_for_text('Loss. Last 1, lowest 1, highest 2.5')
        self.click('Show as Table')
        self.wait_for(lambda: self.find('list item', 'Step 5: 1'), 'the table')

    def test_tell_when_it_ends(self):
        self.tell_story()
        self.open_window()
        self.wait_for_cards('qwen. Running')
        self.open_run('qwen')
        self.click('Tell Me When It Ends')
        config, = self.wait_for(self.configs, 'the alert config')
        self.assertEqual((config['name'], config['alert_type'], config['conditions']),
                         ('End of qwen', '*', {'run_id': 'a', 'min_severity': 'success'}))
        self.click('Undo')
        self.wait_for(lambda: not self.configs(), 'no alert config')

    def test_mute(self):
        self.tell_story()
        self.open_window()
        self.wait_for_cards('qwen. Running')
        self.open_run('qwen')
        self.go_to('Mute')
        self.press('Return')
        self.wait_for(lambda: self.find('menu item', 'Until It Ends'), 'the menu')
        self.press('Down', 'Down', 'Return')
        self.wait_for(lambda: 'muted_until' in self.run_now(), 'muted')
        self.wait_for_text('Silent until it ends')
        self.click('Unmute')
        self.wait_for(lambda: 'muted_until' not in self.run_now(), 'told of again')

    def test_event_opens_its_notification(self):
        self.tell_story()
        self.tell('a', 'nan_detected', title='NaN in layer 3')
        self.open_window()
        self.wait_for_cards('qwen. Running')
        self.open_run('qwen')
        self.go_to('NaN in layer 3')
        self.press('Return')
        self.wait_for(lambda: self.find_button('Acknowledge'), 'the notification')


class NarrowTest(RunsTestCase):
    width = 360

    def test_open_and_go_back(self):
        self.tell_story()
        self.open_window()
        self.wait_for_cards('qwen. Running')
        self.open_run('qwen')
        self.click('Back')
        self.wait_for_cards('qwen. Running')
        self.wait_for(lambda: self.has_focus('table cell'), 'the focus on the card')


if __name__ == '__main__':
    unittest.main(verbosity=2)
