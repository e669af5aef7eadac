# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Measures the real window with very many notifications: until the first rows can be read, a search,
another page, and all that again while events pour in.

What is on the screen is asked as a screen reader asks it, which takes some milliseconds each time
and is part of every figure. The reference is the same window with nothing kept.
"""

import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'app'))

import big_database
import centre
import harness
from gi.repository import Atspi

GEOMETRY = '1100x760x24'
ROWS_SHOWN = 5          # that have to be there
TURNS = 5               # of each key
POUR_PER_S = 1000       # events
POUR_SECONDS = 10
LIMIT_S = 30


class Window(centre.CentreTestCase):
    """What the tests of the window can do, with a store of its own."""

    def __init__(self, session):
        super().__init__('wait_for')
        type(self).session = session
        self.data = session.folder / 'window'
        self.app = None

    def start(self):
        program = harness.find_program('WAKEBELL_APP', 'src/app/wakebell-app')
        self.app = self.session.start('wakebell-app', [program], env=self.settings())

    def find_root(self):
        self.root = self.find_application()
        return self.root

    def end(self):
        self.app.end()
        self.session.wait_for(lambda: not self.session.get_owner(harness.APP_ID))


def until(condition):
    """Seconds until it holds."""
    start = time.monotonic()
    while time.monotonic() < start + LIMIT_S:
        try:
            if condition():
                return time.monotonic() - start
        except harness.GLib.Error:
            pass        # a widget that went while one looked at it
        harness.GLib.MainContext.default().iteration(False)
    raise TimeoutError('nothing came on the screen')


def find_list(window):
    return next((widget for widget in centre.walk(window.root)
                 if widget.get_role_name() == 'list' and widget.get_name() == 'Notifications'),
                None)


def read_rows(rows):
    return [rows.get_child_at_index(index).get_name() for index in range(ROWS_SHOWN)
            if rows.get_child_at_index(index) is not None]


def time_first_rows(window):
    """Milliseconds from the start of the program until its rows can be read."""
    def are_there():
        if not window.find_root():
            return False
        rows = find_list(window)
        return rows and len([name for name in read_rows(rows) if name]) == ROWS_SHOWN

    start = time.monotonic()
    window.start()
    until(are_there)
    return (time.monotonic() - start) * 1000


def time_empty(window):
    def is_there():
        return window.find_root() and window.find('label', 'All Quiet')

    start = time.monotonic()
    window.start()
    until(is_there)
    return (time.monotonic() - start) * 1000


def focus(window):
    number = subprocess.run(
        ['xdotool', 'search', '--sync', '--onlyvisible', '--pid', str(window.app.pid), '--name',
         'Wakebell'], env=window.session.env, check=True, capture_output=True,
        text=True).stdout.split()[0]
    window.xdotool('windowfocus', '--sync', number)
    window.root.set_cache_mask(Atspi.Cache.NONE)


def time_search(window, text, expected):
    """Milliseconds from the last key until the first row is what was searched for."""
    window.press('ctrl+f')
    window.type(text)
    start = time.monotonic()
    until(lambda: (rows := find_list(window)) and read_rows(rows)[:1]
          and expected in read_rows(rows)[0])
    spent = (time.monotonic() - start) * 1000
    window.press('Escape')
    return spent


def find_title(window, title):
    """The name of a page in its header bar: that in the sidebar is always there."""
    return sum(widget.get_name() == title for widget in centre.walk(window.root)) > 1


def time_pages(window):
    """Milliseconds from a key until its page is there, each time."""
    spent = []
    for _ in range(TURNS):
        for key, title in (('alt+6', 'Statistics'), ('alt+3', 'Keys')):
            window.press(key)
            start = time.monotonic()
            until(lambda name=title: find_title(window, name))
            spent.append((time.monotonic() - start) * 1000)
    window.press('alt+1')
    until(lambda: find_list(window))
    return sorted(spent)


def pour(session, is_over):
    """POUR_PER_S events each second, as one request of a tenth of that at a time."""
    events = [{'title': 'Poured', 'message': f'number {number}', 'severity': 'warning'}
              for number in range(POUR_PER_S // 10)]
    due = time.monotonic()
    count = 0
    while not is_over.is_set():
        session.http('/api/v1/events', events, unix=True)
        count += len(events)
        due += 0.1
        is_over.wait(max(0, due - time.monotonic()))
    return count


def read_memory_mb(pid):
    lines = Path(f'/proc/{pid}/status').read_text().splitlines()
    return int(next(line for line in lines if line.startswith('VmRSS')).split()[1]) / 1024


def measure_under_load(table, window):
    is_over, poured = threading.Event(), []
    start = time.monotonic()
    thread = threading.Thread(target=lambda: poured.append(pour(window.session, is_over)))
    thread.start()
    try:
        spent = []
        while time.monotonic() < start + POUR_SECONDS:
            spent += time_pages(window)
    finally:
        is_over.set()
        thread.join()
    rate = poured[0] / (time.monotonic() - start)
    spent.sort()
    table.add('another page, while events pour in',
              f'p50 {statistics.median(spent):.0f} ms, worst {spent[-1]:.0f} ms',
              f'{rate:.0f} events/s came meanwhile')


def measure(table, plan, databases):
    with harness.Session(display=GEOMETRY, services=('org.a11y.Bus',)) as session:
        os.environ['DISPLAY'] = session.display
        os.environ['DBUS_SESSION_BUS_ADDRESS'] = session.address
        os.environ['AT_SPI_BUS_ADDRESS'] = session.call_at(
            'org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')[0]
        Atspi.init()
        window = Window(session)
        agent = session.start_agent(env={'XDG_DATA_HOME': str(session.folder / 'empty')})
        time_empty(window)      # what it reads from disk is in memory now
        window.end()
        empty_ms = time_empty(window)
        window.end()
        agent.terminate()

        big_database.install(session, plan.many, databases)
        session.start_agent()
        first_ms = statistics.median(time_and_end(window) for _ in range(TURNS))
        table.add(f'first rows, {plan.many} kept', f'{first_ms:.0f} ms', f'nothing kept {empty_ms:.0f} ms',
                  '400 ms', first_ms <= 400)
        time_first_rows(window)
        focus(window)
        pages = time_pages(window)
        table.add('another page', f'p50 {statistics.median(pages):.0f} ms, worst {pages[-1]:.0f} ms')
        search_ms = time_search(window, big_database.RARE_WORD, big_database.RARE_WORD)
        table.add('search, a rare word', f'{search_ms:.0f} ms', '', '100 ms', search_ms <= 100)
        memory = read_memory_mb(window.app.pid)
        table.add('window after all that', f'{memory:.0f} MB RSS', '', '150 MB', memory <= 150)
        measure_under_load(table, window)
        memory = read_memory_mb(window.app.pid)
        table.add('window then', f'{memory:.0f} MB RSS')
        window.end()


def time_and_end(window):
    spent = time_first_rows(window)
    window.end()
    return spent
