# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Each page and window fits into a narrow screen, in each language."""

import gettext
import re
import subprocess
import unittest

import centre
from centre import harness

setUpModule = centre.set_up_module

WIDTH = 360
FRAME = 10      # that GTK draws around a window where no compositor does
MODEL = 'Qwen2.5-Coder-7B-Instruct'
# Each page with something that is on it once the agent was asked.
PAGES = (('Inbox', 'Disk is full'), ('Runs', MODEL), ('Keys', 'groq'), ('Alerts', 'My failures'),
         ('Deliveries', 'ci-hook'), ('Statistics', None))


class NarrowTest(centre.CentreTestCase):
    width = WIDTH
    language = 'en'

    def settings(self):
        return {**super().settings(), **centre.speak(self.language)}

    def publish(self):
        session = self.session
        session.http('/api/v1/channels', {'kind': 'webhook', 'name': 'ci-hook', 'settings': {
            'url': 'https://127.0.0.1:9/hook'}}, unix=True)
        session.publish({'type': 'epoch_completed', 'model_name': MODEL, 'run_id': 'run-9',
                         'epoch': 3, 'total_epochs': 40, 'metrics': {'loss': 0.5}, 'cost': 7.0})
        session.publish({'title': 'Disk is full', 'severity': 'critical', 'channels': ['ci-hook']})
        session.http('/api/v1/keys/groq/key-1/quota', {'used': 7800, 'limit': 10000},
                     method='PUT', unix=True)
        session.http('/api/v1/admin/alerts/configs', {
            'name': 'My failures', 'alert_type': 'training_failed', 'severity': 'critical',
            'channels': ['desktop', 'ci-hook']}, unix=True)

    def minimum_width(self, window):
        """None until the window has said it."""
        hints = subprocess.run(['xprop', '-id', window, 'WM_NORMAL_HINTS'], env=self.session.env,
                               check=True, capture_output=True, text=True,
                               timeout=harness.TIMEOUT_S).stdout
        found = re.search(r'minimum size: (\d+) by', hints)
        return int(found[1]) if found else None

    def check_width(self, window, what, limit=WIDTH):
        width = self.wait_for(lambda: self.minimum_width(window), f'the width of {what}')
        with self.subTest(what):
            self.assertLessEqual(width, limit)

    def check_dialog(self, what):
        self.wait_for_windows(2)
        dialog, = set(self.find_windows()) - {self.window}
        self.check_width(dialog, what, WIDTH + FRAME)
        self.xdotool('windowfocus', '--sync', dialog)
        self.press('Escape')
        self.wait_for_windows(1)
        self.xdotool('windowfocus', '--sync', self.window)

    def check_language(self, language):
        self.language = language
        catalogue = gettext.translation('wakebell', centre.LOCALE_DIR, [language],
                                        fallback=language == 'en')
        self.publish()
        self.open_window()
        self.window, = self.find_windows()
        for number, (name, content) in enumerate(PAGES, 1):
            self.press(f'alt+{number}')
            title = catalogue.pgettext('page', name)
            self.wait_for_text(title if title != name else catalogue.gettext(name))
            if content:
                self.wait_for(lambda: any(content in text for text in self.texts()), content)
            self.check_width(self.window, name)
            if name == 'Alerts':
                self.click(catalogue.gettext('New Alert'))
                self.check_dialog('the editor of an alert')
            elif name == 'Deliveries':
                self.click(catalogue.gettext('Add a Channel'))
                self.check_dialog('the editor of a channel')
        self.press('ctrl+comma')
        self.check_dialog('the preferences')
        self.assertNotIn('Trying to measure', self.app.output)

    def test_english(self):
        self.check_language('en')

    def test_german(self):
        self.check_language('de')

    def test_arabic(self):
        self.check_language('ar')


class NarrowWelcomeTest(NarrowTest):
    is_welcomed = False

    def check_language(self, language):
        self.language = language
        self.open_window()
        window, = self.find_windows()
        self.check_width(window, 'the welcome')


if __name__ == '__main__':
    unittest.main(verbosity=2)
