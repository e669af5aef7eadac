# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Taking notifications out of the inbox into a file, against the real agent."""

import csv
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import centre  # noqa: E402
import harness  # noqa: E402

MANY = 30_000           # so many that one can see how it goes on
BATCH = 1000


def setUpModule():
    centre.set_up_module()


class ExportTestCase(centre.CentreTestCase):
    def setUp(self):
        super().setUp()
        self.folder = self.data / 'taken'
        self.folder.mkdir(parents=True)

    def focused_window(self):
        return subprocess.run(['xdotool', 'getwindowfocus'], env=self.session.env,
                              capture_output=True, text=True, timeout=harness.TIMEOUT_S).stdout

    def wait_for_dialog(self, n_windows, act):
        """Does what opens one. Nobody looks at its widgets, which GTK 4.8 does not bear while a
        window comes; it has the focus where one types."""
        before = self.focused_window()
        act()
        self.wait_for_windows(n_windows)
        self.session.wait_for(lambda: self.focused_window() != before, what='focus in the dialog')

    def enter_name(self, name, act):
        self.main_window = self.focused_window()
        self.wait_for_dialog(2, act)
        self.press('ctrl+a')
        self.type(str(self.folder / name))

    def export(self, name, key='ctrl+e'):
        self.enter_name(name, lambda: self.press(key))
        self.press('Return')
        self.wait_for_windows(1)

    def wait_for_part(self, part):
        try:
            self.wait_for(lambda: any(part in text for text in self.texts()))
        except TimeoutError:
            self.fail(f'{part!r} is not on the screen: {self.texts()}')

    def read_lines(self, name):
        text = (self.folder / name).read_text(encoding='utf-8')
        return [json.loads(line) for line in text.splitlines()]

    def publish_many(self):
        for start in range(0, MANY, BATCH):
            self.session.publish_many([{'title': f'Number {start + i}'} for i in range(BATCH)])

    def wait_for_failure(self, reason):
        self.wait_for_text('Nothing Was Exported')
        self.wait_for_text(reason)
        self.session.wait_for(lambda: self.focused_window() != self.main_window,
                              what='focus in the dialog')
        self.press('Escape')    # a button to close it has the window behind it, too
        self.wait_for_windows(1)

    def left_in_folder(self):
        return sorted(path.name for path in self.folder.iterdir())


class ExportTest(ExportTestCase):
    def test_all_as_json(self):
        self.session.publish({'title': 'Disk is full', 'severity': 'error', 'source': 'db1'})
        self.session.publish({'title': 'Backup finished', 'message': 'Größe: **3 GB**'})
        self.open_window()
        self.wait_for_rows('Backup', 'Disk')
        self.export('all.jsonl')
        self.wait_for_part('2 notifications exported')
        newest, oldest = self.read_lines('all.jsonl')
        self.assertEqual((newest['title'], newest['message']), ('Backup finished', 'Größe: **3 GB**'))
        self.assertEqual((oldest['severity'], oldest['event']['source']), ('error', 'db1'))
        self.assertEqual(self.left_in_folder(), ['all.jsonl'])

    def test_its_folder_is_opened(self):
        """By the program that this desktop opens folders with."""
        opened = self.data / 'opened'
        programs = self.session.data_home / 'applications'
        programs.mkdir(parents=True, exist_ok=True)
        (programs / 'folders.desktop').write_text(
            '[Desktop Entry]\nType=Application\nName=Folders\nMimeType=inode/directory;\n'
            f'Exec=sh -c \'echo "$1" > "$2".part && mv "$2".part "$2"\' sh %u {opened}\n',
            encoding='utf-8')
        (programs / 'mimeapps.list').write_text(
            '[Default Applications]\ninode/directory=folders.desktop\n', encoding='utf-8')
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_rows('Disk')
        self.export('all.jsonl')
        self.wait_for_part('1 notification exported')
        self.click('Open Folder')
        self.wait_for(opened.exists, 'the program that shows folders')
        self.assertEqual(opened.read_text(encoding='utf-8').strip(), str(self.folder))

    def test_what_was_found_as_table_from_the_menu(self):
        self.session.publish({'title': 'Disk is full', 'message': 'said "enough",\nthen =1+1'})
        self.session.publish({'title': '=cmd()', 'message': 'Disk of another machine'})
        self.session.publish({'title': 'Backup finished'})
        self.open_window()
        self.wait_for_rows('Backup', '=cmd', 'Disk')
        self.type('disk')
        self.wait_for_rows('=cmd', 'Disk')
        self.click('More')
        self.wait_for(lambda: self.find('menu item', 'Export as Table (CSV)…'), 'the menu')
        self.press('Up')
        self.export('found.csv', 'Return')
        self.wait_for_part('2 notifications exported')
        with open(self.folder / 'found.csv', encoding='utf-8', newline='') as file:
            formula, disk = csv.DictReader(file)
        self.assertEqual(disk['message'], 'said "enough",\nthen =1+1')
        self.assertEqual(formula['title'], "'=cmd()")
        self.assertEqual(formula['severity'], 'info')

    def test_selected_over_a_file_that_was_there(self):
        for title in ('First', 'Second', 'Third'):
            self.session.publish({'title': title})
        (self.folder / 'chosen.jsonl').write_text('something older', encoding='utf-8')
        self.open_window()
        self.wait_for_rows('Third', 'Second', 'First')
        self.click('Select Several')
        self.wait_for_part('0 selected')
        self.click('Select All')
        self.wait_for_part('3 selected')
        self.enter_name('chosen.jsonl', lambda: self.press('ctrl+e'))
        self.wait_for_dialog(3, lambda: self.press('Return'))
        self.press('Return')
        self.wait_for_windows(1)
        self.wait_for_part('3 notifications exported')
        self.assertEqual([row['title'] for row in self.read_lines('chosen.jsonl')],
                         ['Third', 'Second', 'First'])


class TroubleTest(ExportTestCase):
    def begin_without_an_answer(self):
        """An export of an agent that has stopped to think."""
        for title in ('First', 'Second', 'Third'):
            self.session.publish({'title': title})
        (self.folder / 'older.jsonl').write_text('kept', encoding='utf-8')
        self.open_window()
        self.wait_for_rows('Third', 'Second', 'First')
        self.agent.stop()
        self.addCleanup(self.agent.resume)
        self.export('new.jsonl')
        self.wait_for(lambda: self.find('progress bar', 'Exporting…'), 'the bar')

    def test_stopped(self):
        self.begin_without_an_answer()
        self.click('Stop')
        self.wait_for_text('Stopped. Nothing was exported.')
        self.assertEqual(self.left_in_folder(), ['older.jsonl'])
        self.assertIsNone(self.find('progress bar', 'Exporting…'))

    def test_agent_dies(self):
        self.begin_without_an_answer()
        self.agent.kill9()
        self.wait_for_failure('The Wakebell agent is not running.')
        self.assertEqual(self.left_in_folder(), ['older.jsonl'])

    def test_folder_that_goes(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_rows('Disk is full')
        self.agent.stop()
        self.addCleanup(self.agent.resume)
        self.export('all.jsonl')
        self.wait_for(lambda: self.find('progress bar', 'Exporting…'), 'the bar')
        self.folder.rmdir()
        self.agent.resume()
        self.wait_for_failure('That folder is not there any more.')

    @unittest.skipIf(os.geteuid() == 0, 'root may write everywhere')
    def test_folder_that_takes_nothing(self):
        self.session.publish({'title': 'Disk is full'})
        self.folder.chmod(0o500)
        self.open_window()
        self.wait_for_rows('Disk is full')
        self.export('all.jsonl')
        self.wait_for_failure('Nothing may be written in that folder.')


class ManyTest(ExportTestCase):
    def around_the_list(self, widget=None):
        """All widgets but the rows, of which there are too many to look at while time runs."""
        widget = widget or self.root
        yield widget
        for index in range(widget.get_child_count()):
            child = widget.get_child_at_index(index)
            if child is not None and child.get_role_name() != 'list':
                yield from self.around_the_list(child)

    def wait_for_name(self, part):
        return self.wait_for(lambda: next((widget for widget in self.around_the_list()
                                           if part in widget.get_name()), None), part)

    def test_with_the_window_in_use(self):
        for start in range(0, MANY, BATCH):
            self.session.publish_many([{'title': f'Number {start + i}'} for i in range(BATCH)])
        self.open_window()
        self.wait_for_name(f'{MANY} unread')
        self.export('many.csv', 'ctrl+shift+e')
        self.wait_for_name(f' of {MANY}')
        self.open_notification(1)
        self.wait_for_name('Number 0')
        self.wait_for_name(f'{MANY} notifications exported')
        with open(self.folder / 'many.csv', encoding='utf-8', newline='') as file:
            titles = [row['title'] for row in csv.DictReader(file)]
        self.assertEqual(titles, [f'Number {i}' for i in reversed(range(MANY))])


if __name__ == '__main__':
    unittest.main(verbosity=2)
