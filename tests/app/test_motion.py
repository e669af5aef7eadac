# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Where the desktop asks for no animations, nothing moves: what changes is at once as it stays.

Animations that ran all the same would take a hundred times as long as usual here, so that no two
looks at the screen would see the same.
"""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import gi  # noqa: E402

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402

import centre  # noqa: E402

SLOWDOWN = '100'
LOOKS = 12      # in which what has to be loaded has come
STILL_LOOKS = 3     # that see the same: one may come between two steps of a busy program


def setUpModule():
    centre.set_up_module()


class MotionTestCase(centre.CentreTestCase):
    has_animations = 'false'

    def settings(self):
        folder = self.data / 'config' / 'gtk-4.0'
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'settings.ini').write_text(
            f'[Settings]\ngtk-enable-animations={self.has_animations}\ngtk-cursor-blink=false\n')
        return {**super().settings(), 'GTK_SLOWDOWN': SLOWDOWN}

    def look(self):
        path = self.session.folder / 'screen.png'
        self.session.screenshot(path)
        return GdkPixbuf.Pixbuf.new_from_file(str(path)).read_pixel_bytes().get_data()

    def is_still_after(self, action):
        """Whether the screen is soon as it stays, once it has changed."""
        before = last = self.look()
        action()
        while last == before:
            last = self.session.wait_for(lambda: self.differs_from(before), what='a change')
        n_same = 0
        for _look in range(LOOKS):
            now = self.look()
            n_same = n_same + 1 if now == last else 0
            if n_same == STILL_LOOKS:
                return True
            last = now
        return False

    def differs_from(self, before):
        now = self.look()
        return now if now != before else None

    def open_inbox(self):
        for title in ('First', 'Second'):
            self.session.publish({'title': title, 'severity': 'error'})
        self.open_window()
        self.wait_for_rows('Second', 'First')
        self.wait_for(lambda: self.look() == self.look(), 'the window to be there')


class MotionTest(MotionTestCase):
    def check(self, what, action):
        with self.subTest(what):
            self.assertTrue(self.is_still_after(action))

    def test_window(self):
        self.open_inbox()
        self.check('pages', lambda: self.press('alt+3'))
        self.check('pages', lambda: self.press('alt+6'))
        self.check('pages', lambda: self.press('alt+1'))
        self.check('the search', lambda: self.press('ctrl+f'))
        self.check('no search', lambda: self.press('Escape'))
        self.check('choosing', lambda: self.click('Select Several'))
        self.check('no choosing', lambda: self.press('Escape'))
        self.check('a notification', lambda: self.open_notification(1))
        self.check('a banner', lambda: self.session.publish(
            {'title': 'Fire', 'severity': 'critical'}))
        self.check('a toast', lambda: self.click('Copy'))
        self.check('no agent', self.agent.kill9)

    def test_welcome(self):
        self.is_welcomed = False
        self.open_window()
        self.wait_for(lambda: self.find_button('Next'), 'the welcome')
        self.check('its pages', lambda: self.click('Next'))


class MovingTest(MotionTestCase):
    has_animations = 'true'

    def test_that_it_would_be_seen(self):
        self.open_inbox()
        self.assertFalse(self.is_still_after(lambda: self.press('alt+3')))


if __name__ == '__main__':
    unittest.main(verbosity=2)
