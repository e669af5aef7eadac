# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The notification centre as a screen reader sees it.

AT-SPI belongs to a whole process, so a test module has one session; every test has an agent
and a window of its own in it.
"""

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import gi  # noqa: E402

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

import harness  # noqa: E402

APP_PATH = '/' + harness.APP_ID.replace('.', '/')
LOCALE_DIR = harness.BUILD_DIR / 'po'
GEOMETRY = '1100x760x24'
DEPTH_LIMIT = 60        # of the tree of widgets
UNTOLD_S = 0.5          # after which the focus is taken to be where the toolkit does not tell
# Is there where the toolkit is a newer one, which does not tell where its widgets are.
TRUE_PLACES = harness.BUILD_DIR / 'tests' / 'app' / 'true-places.so'
BUTTON_ROLES = ('push button', 'toggle button', 'check box')

# What newer toolkits, and the accessibility library with them, call what goes by another name here.
ROLE_NAMES = {'button': 'push button', 'switch': 'check box'}


def is_sensitive(widget):
    return widget.get_state_set().contains(Atspi.StateType.SENSITIVE)


def get_role(widget):
    """The name of its role, the same whatever toolkit it comes from."""
    name = widget.get_role_name()
    return ROLE_NAMES.get(name, name)


def speak(language):
    """The environment in which a program speaks it. Where C.UTF-8 is all that there is, older C
    libraries translate in it, too; newer ones need a locale of the language."""
    names = subprocess.run(['locale', '-a'], check=True, capture_output=True, text=True,
                           timeout=harness.TIMEOUT_S).stdout.split()
    locale = next((name for name in names if name.startswith(f'{language}_')
                   and name.endswith('.utf8')), 'C.UTF-8')
    return {'LANGUAGE': language, 'LC_ALL': locale, 'WAKEBELL_LOCALE_DIR': str(LOCALE_DIR)}


def get_extents(widget):
    """Where in its window it is, or None."""
    component = widget.get_component_iface()
    in_window = Atspi.CoordType.PARENT if TRUE_PLACES.exists() else Atspi.CoordType.WINDOW
    return component and component.get_extents(in_window)


def walk(widget, depth=0):
    """Every widget below that a screen reader finds: what is hidden is not among them."""
    if widget is None or depth > DEPTH_LIMIT:
        return
    yield widget
    for index in range(widget.get_child_count()):
        child = widget.get_child_at_index(index)
        yield from walk(child, depth + 1)


def set_up_module():
    """To be a test module's setUpModule."""
    session = unittest.enterModuleContext(
        harness.Session(display=GEOMETRY, services=('org.a11y.Bus',)))
    os.environ['DISPLAY'] = session.display
    os.environ['DBUS_SESSION_BUS_ADDRESS'] = session.address
    os.environ['AT_SPI_BUS_ADDRESS'] = session.call_at(
        'org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')[0]
    Atspi.init()
    CentreTestCase.session = session


class CentreTestCase(unittest.TestCase):
    """Has a session with a display, and in each test an agent and a window."""

    width = 1000
    page = 'inbox'      # that the window opens with
    is_welcomed = True  # the pages for the first opening were seen

    session = None      # of the module

    def setUp(self):
        self.data = self.session.folder / self.id()
        self.app = self.agent = None
        self.addCleanup(self.end_programs)
        self.agent = self.start_agent()

    def end_programs(self):
        for process in (self.app, self.agent):
            if process:
                process.end()
        for name in (harness.APP_ID, harness.AGENT_NAME):
            self.end_activated(name)

    def end_activated(self, name):
        """What the bus itself started, such as the agent after a click on Start."""
        pid = self.session.get_pid(name)
        if pid:
            os.kill(pid, signal.SIGTERM)
        self.session.wait_for(lambda: not self.session.get_owner(name), what=f'end of {name}')

    def start_agent(self):
        return self.session.start_agent(env={'XDG_DATA_HOME': str(self.data)})

    def open_window(self):
        """Starts the program, and waits until its window can be seen and typed into."""
        program = harness.find_program('WAKEBELL_APP', 'src/app/wakebell-app')
        self.app = self.session.start('wakebell-app', [program], env={
            'G_DEBUG': 'fatal-criticals',
            **({'LD_PRELOAD': str(TRUE_PLACES)} if TRUE_PLACES.exists() else {}),
            **self.settings()})
        self.root = self.wait_for(self.find_application, 'the application on the AT-SPI bus')
        # GTK 4.8 does not tell when a widget is mapped: what was remembered of it would be wrong.
        self.root.set_cache_mask(Atspi.Cache.NONE)
        number = self.session.wait_for(lambda: self.find_windows('Wakebell'), what='the window')[0]
        self.xdotool('windowsize', '--sync', number, str(self.width), '700')
        self.xdotool('windowfocus', '--sync', number)

    def settings(self):
        """The environment in which the program finds the settings of this test."""
        folder = self.data / 'config'
        keys = folder / 'glib-2.0' / 'settings' / 'keyfile'
        keys.parent.mkdir(parents=True, exist_ok=True)
        if not keys.exists():   # else those that the last window left
            keys.write_text(f"[{APP_PATH[1:]}]\nwindow-page='{self.page}'\n"
                            f'is-welcomed={str(self.is_welcomed).lower()}\n', encoding='utf-8')
        return {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': str(folder)}

    def find_application(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_process_id() == self.app.pid \
                    and child.get_child_count() > 0:
                return child
        return None

    def xdotool(self, *args):
        subprocess.run(['xdotool', *args], env=self.session.env, check=True,
                       timeout=harness.TIMEOUT_S)

    def press(self, *keys):
        self.xdotool('key', *keys)

    def type(self, text):
        self.xdotool('type', text)

    def wait_for(self, condition, what=None):
        """Widgets may vanish while one looks at them: that is no more than a later look."""
        def look():
            try:
                return condition()
            except GLib.Error:
                return None

        return self.session.wait_for(look, what=what)

    def wait_for_windows(self, count):
        """Without a look at their widgets: GTK 4.8 has no answer for a window that comes or goes,
        and warns."""
        self.session.wait_for(lambda: len(self.find_windows()) == count,
                              what=f'{count} windows')

    def find_windows(self, title='.', process=None):
        """The numbers of those whose title matches; none while one of them just goes: that ends
        the search."""
        return subprocess.run(
            ['xdotool', 'search', '--onlyvisible', '--pid', str((process or self.app).pid),
             '--name', title],
            env=self.session.env, capture_output=True, text=True,
            timeout=harness.TIMEOUT_S).stdout.split()

    def focus_window(self, title):
        """There is no window manager that would do it."""
        number = self.session.wait_for(lambda: self.find_windows(title), what=title)[-1]
        self.xdotool('windowfocus', '--sync', number)

    # What is on the screen

    def find_all(self, role):
        return [widget for widget in walk(self.root) if get_role(widget) == role]

    def find(self, role, name):
        """The widget of this role whose name this is, or None."""
        return next((widget for widget in self.find_all(role) if widget.get_name() == name), None)

    def texts(self):
        """All words on the screen."""
        return [widget.get_name() for widget in walk(self.root) if widget.get_name()]

    def rows(self):
        """What is read out for each row of the list, from the top."""
        return [row.get_name() for view in self.find_all('list')
                if view.get_name() == 'Notifications' for row in walk(view)
                if get_role(row) == 'list item']

    def wait_for_rows(self, *beginnings):
        """Waits until the list has just these rows."""
        def have():
            rows = self.rows()
            return len(rows) == len(beginnings) and all(
                beginning in row for beginning, row in zip(beginnings, rows))

        try:
            self.wait_for(have)
        except TimeoutError:
            self.fail(f'expected {beginnings}, found {self.rows()}')

    def wait_for_text(self, text):
        try:
            self.wait_for(lambda: text in self.texts())
        except TimeoutError:
            self.fail(f'{text!r} is not on the screen: {self.texts()}')

    def click(self, name):
        """Presses the button of this name once it can be pressed."""
        self.wait_for(lambda: self.find_button(name), f'button {name!r}').do_action(0)

    def find_button(self, name):
        """The action of the button, or None. A menu button is two widgets of which one acts, and
        of one with a mnemonic GTK 4.8 says the name twice."""
        for widget in walk(self.root):
            if widget.get_name().replace('_', '') in (name, f'{name} {name}') \
                    and get_role(widget) in BUTTON_ROLES and is_sensitive(widget) \
                    and widget.get_action_iface().get_n_actions() > 0:
                return widget.get_action_iface()
        return None

    def has_focus(self, role):
        """Whether a widget of this role, or one in it, has the focus."""
        return any(widget.get_state_set().contains(Atspi.StateType.FOCUSED)
                   for outer in self.find_all(role) for widget in walk(outer))

    def find_focus(self):
        """The widget that has the focus, or None."""
        return next((widget for widget in walk(self.root)
                     if widget.get_state_set().contains(Atspi.StateType.FOCUSED)), None)

    def find_place(self, text):
        """Where on the screen the middle of this text is, of a window at the corner of it."""
        label = self.wait_for(lambda: self.find('label', text), text)
        frame = get_extents(self.root.get_child_at_index(0))
        box = get_extents(label)
        # What is around the window itself is the same on both sides.
        shadow = (self.width - frame.width) // 2
        return box.x + shadow + box.width // 2, box.y + shadow + box.height // 2

    # What can be done

    def go_to(self, beginning):
        """By keyboard, one after another, to what is so called, or so described by a newer
        toolkit. A key goes out only where the last one has come to: else one could go past it."""
        before, pressed_at = None, 0

        def has_it():
            nonlocal before, pressed_at
            focus = self.find_focus()
            if focus and any(words.startswith(beginning)
                             for words in (focus.get_name(), focus.get_description())):
                return True
            if focus not in (None, before) or time.monotonic() > pressed_at + UNTOLD_S:
                before, pressed_at = focus, time.monotonic()
                self.press('Tab')
            return False

        self.wait_for(has_it, f'the focus on {beginning!r}')

    def open_notification(self, number):
        """As the tray and a pop-up do it."""
        self.session.call_at(
            harness.APP_ID, APP_PATH, 'org.freedesktop.Application', 'ActivateAction',
            GLib.Variant('(sava{sv})', ('show-notification', [GLib.Variant('x', number)], {})))

    def only(self):
        """The one notification that the agent keeps."""
        kept = self.session.list()
        self.assertEqual(len(kept), 1)
        return kept[0]


class InboxTestCase(CentreTestCase):
    def wait_for_part(self, part):
        """Waits until something on the screen has these words in it."""
        try:
            self.wait_for(lambda: any(part in text for text in self.texts()))
        except TimeoutError:
            self.fail(f'{part!r} is not on the screen: {self.texts()}')

    def focus_list(self):
        self.press('ctrl+f')
        self.wait_for(lambda: self.has_focus('entry'), 'focus in the search')
        self.press('Return')
        self.wait_for(lambda: self.has_focus('list item'), 'focus in the list')

    def choose(self, name):
        """By keyboard, in a menu that is open."""
        self.wait_for(lambda: self.find('menu item', name), f'{name!r} in the menu')

        def has_it():
            focus = self.find_focus()
            if focus and focus.get_name() == name:
                return True
            self.press('Down')
            return False

        self.wait_for(has_it, f'the focus on {name!r}')
        self.press('Return')
