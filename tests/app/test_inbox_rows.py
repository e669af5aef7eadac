# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The rows of the inbox: their days, their menu, and the pointer on them."""

import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import centre  # noqa: E402

MINUTE_S = 60
MARGIN_S = 20           # before midnight at the least, for the window to open


def setUpModule():
    centre.set_up_module()


class MidnightTest(centre.InboxTestCase):
    """The window is where a day ends with one of the next minutes."""

    def setUp(self):
        super().setUp()
        self.midnight_s = (int(time.time() + MARGIN_S) // MINUTE_S + 1) * MINUTE_S

    def settings(self):
        return {**super().settings(), 'TZ': time.strftime('DAY+%H:%M', time.gmtime(self.midnight_s))}

    def test_today_becomes_yesterday(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_text('Today')
        self.session.wait_for(lambda: time.time() > self.midnight_s, what='midnight',
                              timeout=MARGIN_S + MINUTE_S)
        self.wait_for_text('Yesterday')
        self.assertNotIn('Today', self.texts())
        self.session.publish({'title': 'Disk is empty'})
        self.wait_for_rows('Disk is empty', 'Disk is full')
        self.wait_for_text('Today')


class RowsTest(centre.InboxTestCase):
    def test_day_is_said_once(self):
        self.session.publish({'title': 'First'})
        self.session.publish({'title': 'Second'})
        self.open_window()
        self.wait_for_rows('Second', 'First')
        self.wait_for_text('Today')
        self.assertEqual(self.texts().count('Today'), 1)
        self.session.publish({'title': 'Third'})
        self.wait_for_rows('Third', 'Second', 'First')
        self.wait_for(lambda: self.texts().count('Today') == 1, 'the day above the newest alone')

    def test_menu_copies_and_acknowledges(self):
        self.session.publish({'title': 'Disk is full', 'message': '94 %', 'severity': 'error'})
        self.open_window()
        self.wait_for_rows('Disk is full')
        self.focus_list()
        self.press('shift+F10')
        self.choose('Copy as JSON')
        self.wait_for_text('Copied')
        self.wait_for(lambda: self.has_focus('list item'), 'focus in the list')
        self.press('Menu')
        self.choose('Acknowledge')
        self.wait_for(lambda: 'acknowledged_at' in self.only(), 'acknowledged')


class PointerTestCase(centre.InboxTestCase):
    def open_three(self):
        for title in ('First', 'Second', 'Third'):
            self.session.publish({'title': title, 'message': f'{title} of all'})
        self.open_window()
        self.wait_for_rows('Third', 'Second', 'First')

    def click_row(self, title, button):
        x, y = self.find_place(title)
        self.xdotool('mousemove', str(x), str(y), 'click', str(button))


class PointerTest(PointerTestCase):
    def test_menu_is_of_its_row(self):
        self.open_three()
        self.click_row('Second', 3)
        self.choose('Acknowledge')
        self.wait_for(lambda: [row['title'] for row in self.session.list({'acknowledged': True})]
                      == ['Second'], 'acknowledged')

    def test_click_shows_and_marks_as_read(self):
        self.open_three()
        self.click_row('Second', 1)
        self.wait_for(lambda: [row['title'] for row in self.session.list()
                               if 'read_at' in row] == ['Second'], 'read')


class NarrowPointerTest(PointerTestCase):
    width = 360

    def test_click_opens(self):
        self.open_three()
        self.click_row('Second', 1)
        self.wait_for_text('Second of all')
        # The way back has the focus where there is one.
        self.wait_for(lambda: (focus := self.find_focus()) and focus.get_name() == 'Back', 'Back')


if __name__ == '__main__':
    unittest.main()
