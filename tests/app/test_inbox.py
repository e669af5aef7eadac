# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""What one does with the notifications of the inbox, against the real agent."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import centre  # noqa: E402
import far_side  # noqa: E402

MANY = 5000             # more than one step of what is done to many
STEP = 2000
REFUSED = (400, {}, b'{"error": "no such board"}')
RUN = {'run_id': 'sweep-7', 'model_name': 'llama'}


def setUpModule():
    centre.set_up_module()
    centre.CentreTestCase.session.start_keyring()


class DetailTest(centre.InboxTestCase):
    def test_snooze_and_wake(self):
        self.session.publish({'title': 'Disk is full', 'severity': 'error'})
        self.open_window()
        self.open_notification(1)
        self.wait_for(lambda: self.find_button('Acknowledge'), 'the detail')
        self.click('Snooze')
        self.wait_for(lambda: self.find('menu item', 'For One Hour'), 'the menu')
        self.press('Down', 'Return')
        self.wait_for(lambda: 'snoozed_until' in self.only(), 'put off')
        self.wait_for_part('Snoozed until ')
        self.wait_for(lambda: 'Snoozed' in self.rows()[0], 'the row says so')
        self.click('Wake Now')
        self.wait_for(lambda: 'Snoozed' not in self.rows()[0], 'the row says that it is back')

    def test_history_of_a_key_and_of_a_run(self):
        for loss in (1, 2):
            self.session.publish({'type': 'loss_degraded', 'title': f'Loss is {loss}',
                                  'dedup_key': 'loss', **RUN})
        self.session.publish({'type': 'training_started', 'title': 'Off we go', **RUN})
        self.open_window()
        self.open_notification(1)
        self.wait_for(lambda: self.find('list item', 'Loss is 1'), 'the first of the history')
        self.assertIsNone(self.find('list item', 'Off we go'))
        self.click('Its Run')
        self.wait_for(lambda: self.find('list item', 'Off we go'), 'the history of the run')

    def test_explanation(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.open_notification(1)
        self.wait_for(lambda: self.find('list item', 'Why Did I Get This?'), 'the detail')
        self.go_to('Why Did I Get This?')
        self.press('Return')
        self.wait_for(lambda: self.find('list item', 'It made a notification'), 'the steps')

    def test_alert_for_this(self):
        self.session.publish({'type': 'training_failed', **RUN})
        self.open_window()
        self.open_notification(1)
        self.click('Make an Alert for This…')
        self.wait_for_text('New Alert')
        self.wait_for_part('llama')

    def test_why_a_delivery_failed_and_retry(self):
        side = far_side.FarSide(REFUSED)
        self.addCleanup(side.close)
        self.session.http('/api/v1/channels', {'kind': 'webhook', 'settings': {'url': side.url}},
                          unix=True)
        self.session.publish({'title': 'Disk is full', 'channels': ['webhook']})
        self.open_window()
        self.open_notification(1)
        self.wait_for_part('no such board')
        side.default = (200, {}, b'ok')
        self.click('Retry Webhook')
        self.wait_for_part('Sent')


class BannerTest(centre.InboxTestCase):
    def test_newest_critical_whatever_is_shown(self):
        self.session.publish({'title': 'First fire', 'severity': 'critical'})
        self.session.publish({'title': 'Second fire', 'severity': 'critical'})
        self.session.publish({'title': 'Backup finished', 'severity': 'success'})
        self.open_window()
        self.wait_for(lambda: self.find('alert', 'Critical: Second fire'), 'the banner')
        self.type('backup')
        self.wait_for_rows('Backup finished')
        self.find_banner_button('Acknowledge').do_action(0)
        self.wait_for(lambda: self.find('alert', 'Critical: First fire'), 'the next one')
        self.find_banner_button('Acknowledge').do_action(0)
        self.wait_for(lambda: self.find_banner() is None, 'no banner')

    def find_banner(self):
        return next((alert for alert in self.find_all('alert')
                     if alert.get_name().startswith('Critical')), None)

    def find_banner_button(self, name):
        return self.wait_for(lambda: next(
            (widget.get_action_iface() for widget in centre.walk(self.find_banner())
             if name in widget.get_name() and centre.get_role(widget) in centre.BUTTON_ROLES
             and centre.is_sensitive(widget)), None), name)


class SelectionTest(centre.InboxTestCase):
    def test_by_keyboard(self):
        for title in ('First', 'Second', 'Third'):
            self.session.publish({'title': title})
        self.open_window()
        self.wait_for_rows('Third', 'Second', 'First')
        self.click('Select Several')
        self.wait_for_text('0 selected')
        self.go_to('Unread. Information. Third')
        self.press('space', 'Down', 'Down', 'space')
        self.wait_for_text('2 selected')
        self.click('Acknowledge Selected')
        self.wait_for(lambda: [row['title'] for row in self.acknowledged()] == ['Third', 'First'],
                      'both acknowledged')
        self.wait_for(lambda: '2 selected' not in self.texts(), 'the end of choosing')

    def acknowledged(self):
        return self.session.list({'acknowledged': True})

    def select_many(self):
        for start in range(0, MANY, 1000):
            self.session.publish_many([{'title': f'Number {start + i}'} for i in range(1000)])
        self.open_window()
        self.wait_for_part(f'{MANY} unread')
        self.click('Select Several')
        self.click('Select All')
        self.wait_for_part('selected')

    def test_all_of_many(self):
        self.select_many()
        self.click('Mark Selected as Read')
        self.wait_for(lambda: self.session.status()['unread'] == 0, 'all read')
        self.wait_for(lambda: not any('Marking' in text for text in self.texts()), 'the end of it')

    def test_so_many_are_deleted_on_a_word_only(self):
        self.select_many()
        for answer in ('Cancel', 'Delete'):
            self.click('Delete Selected')
            self.wait_for_part(f'Delete {MANY} Notifications?')
            self.assertEqual(self.session.status()['unread'], MANY)
            self.click(answer)
            self.wait_for_windows(1)
        self.session.wait_for(lambda: not self.session.list(limit=1), what='nothing kept')

    def test_stop_says_how_many_are_done(self):
        self.select_many()
        self.agent.stop()       # so that the first step is under way
        self.click('Mark Selected as Read')
        stop = self.wait_for(lambda: self.find_beside_rows('Stop'), 'the button')
        stop.get_action_iface().do_action(0)
        self.wait_for(lambda: not centre.is_sensitive(stop), 'it was heard')
        self.agent.resume()
        self.wait_for(lambda: self.find_beside_rows(f'Stopped after {STEP} of {MANY}'), 'the word')
        self.assertEqual(self.session.status()['unread'], MANY - STEP)

    def find_beside_rows(self, name):
        """Sooner than among the rows: what is said of the work goes after some seconds."""
        def look(widget):
            if widget is None or widget.get_role_name() == 'list':
                return None
            if widget.get_name() == name:
                return widget
            return next(filter(None, (look(widget.get_child_at_index(index))
                                      for index in range(widget.get_child_count()))), None)

        return look(self.root)


class FilterTest(centre.InboxTestCase):
    def test_save_choose_and_remove(self):
        self.session.publish({'title': 'Disk is full', 'severity': 'error'})
        self.session.publish({'title': 'Backup finished', 'severity': 'success'})
        self.open_window()
        self.wait_for_rows('Backup', 'Disk')
        self.click('Filter')
        self.go_to('Error')
        self.press('space')
        self.wait_for_rows('Disk is full')
        self.go_to('Name of this filter')
        self.type('Trouble')
        self.press('Return')
        self.wait_for(lambda: self.find_button('Trouble'), 'the saved filter')
        self.click('Clear Filter')
        self.wait_for_rows('Backup', 'Disk')
        self.click('Trouble')
        self.wait_for_rows('Disk is full')
        self.click('Filter, in use')
        self.click('Remove Trouble')
        self.wait_for(lambda: not self.find_button('Trouble'), 'no saved filter')


if __name__ == '__main__':
    unittest.main(verbosity=2)
