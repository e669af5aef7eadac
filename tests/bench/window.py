# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Measures the real window with very many notifications, by the pixels that a person sees: until
the first rows stand, a search, other pages, and the frames while events pour in.

The reference is the same window with nothing kept. Animations are off: they take their time by
intention.
"""

import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import big_database
import harness
import screen

GEOMETRY = '1100x760x24'
WINDOW = (0, 0, 1000, 680)      # where it opens, and how large
ROWS = (210, 120, 410, 500)     # of the inbox, without the bar that shows how far it scrolled
SIDEBAR = (8, 56, 130, 230)      # shows which page it is, and nothing that comes in
PAGES = {'alt+2': 'Runs', 'alt+3': 'Keys', 'alt+4': 'Alerts', 'alt+5': 'Deliveries',
         'alt+6': 'Statistics', 'alt+1': 'Inbox'}
TURNS = 5                       # starts, and rounds through the pages
PACE_S = 0.5                    # of a person who goes from page to page
POUR_PER_S = 1000               # events
POUR_SECONDS = 10
SETTINGS = {
    'glib-2.0/settings/keyfile':
        "[io/github/wakebell/Wakebell]\nwindow-page='inbox'\nis-welcomed=true\n",
    'gtk-4.0/settings.ini':
        '[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=false\n'}


class Window:
    """The program, and the eyes on it."""

    def __init__(self, session):
        self.session = session
        self.screen = screen.Screen(session.display)
        self.turns = session.folder / 'turns'
        settings = session.folder / 'settings'
        for name, text in SETTINGS.items():
            path = settings / name
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding='utf-8')
        self.env = {'GSETTINGS_BACKEND': 'keyfile', 'XDG_CONFIG_HOME': str(settings),
                    'LD_PRELOAD': str(harness.BUILD_DIR / 'tests/bench/turn-probe.so'),
                    'WAKEBELL_TURNS': str(self.turns)}
        self.app = None

    def start(self):
        """Milliseconds until what it shows stands."""
        program = harness.find_program('WAKEBELL_APP', 'src/app/wakebell-app')
        start = time.monotonic()
        self.app = self.session.start('wakebell-app', [program], env=self.env)
        return self.screen.follow(WINDOW, start)[0] * 1000

    def focus(self):
        number = subprocess.run(
            ['xdotool', 'search', '--sync', '--onlyvisible', '--pid', str(self.app.pid), '--name',
             'Wakebell'], env=self.session.env, check=True, capture_output=True,
            text=True).stdout.split()[0]
        self.xdotool('windowfocus', '--sync', number)

    def xdotool(self, *args):
        subprocess.run(['xdotool', *args], env=self.session.env, check=True)

    def press(self, key, area=WINDOW, is_last=None):
        """Milliseconds until what is shown then stands, and its pixels."""
        start = time.monotonic()
        presser = threading.Thread(target=self.xdotool, args=('key', key))
        presser.start()
        seconds, picture = self.screen.follow(area, start, is_last)
        presser.join()
        return seconds * 1000, picture

    def read_turns(self, since_us):
        """Milliseconds of each turn of its main loop, and of each frame."""
        spent = {'turn': [0.0], 'frame': [0.0]}
        for line in self.turns.read_text().splitlines()[:-1]:   # the last may be half there
            what, end, microseconds, _ = line.split()
            if int(end) >= since_us:
                spent[what].append(int(microseconds) / 1000)
        return sorted(spent['turn']), sorted(spent['frame'])

    def read_memory_mb(self):
        """What is in memory, and of that what is the program's own and not a file's."""
        lines = Path(f'/proc/{self.app.pid}/status').read_text().splitlines()
        sizes = {line.split(':')[0]: line.split()[1] for line in lines if line.endswith('kB')}
        return int(sizes['VmRSS']) / 1024, int(sizes['RssAnon']) / 1024

    def end(self):
        self.app.end()
        self.session.wait_for(lambda: not self.session.get_owner(harness.APP_ID))


def time_start(window):
    spent = window.start()
    window.end()
    return spent


def share(values, part):
    return values[min(len(values) - 1, int(len(values) * part))]


def measure_pages(table, window):
    """What the sidebar shows with each of them."""
    spent = {title: [] for title in PAGES.values()}
    sidebars = {}
    for _ in range(TURNS):
        for key, title in PAGES.items():
            spent[title].append(window.press(key)[0])
            sidebars[key] = window.screen.look(SIDEBAR)
    for title, values in spent.items():
        table.add(f'another page: {title}',
                  f'p50 {statistics.median(values):.0f} ms, worst {max(values):.0f} ms')
    return sidebars


def measure_search(table, window):
    """All letters at once: a list of all is to become one of a few."""
    window.press('ctrl+f')
    spent = []
    for _ in range(TURNS):
        window.xdotool('type', '--delay', '0', big_database.RARE_WORD)
        spent.append(window.screen.follow(ROWS, time.monotonic())[0] * 1000)
        window.press('ctrl+a')
        window.press('BackSpace', ROWS)
    table.add('search, a rare word', f'p50 {statistics.median(spent):.0f} ms, worst {max(spent):.0f} ms',
              '', '100 ms', statistics.median(spent) <= 100)
    window.press('Escape')


def pour(session, is_over):
    """POUR_PER_S events each second, as one request of a tenth of that at a time."""
    due = time.monotonic()
    count = 0
    while not is_over.is_set():
        numbers = range(count, count + POUR_PER_S // 10)
        session.http('/api/v1/events', unix=True, body=[
            {'title': f'Event {number}', 'message': 'What poured in', 'severity': 'warning'}
            for number in numbers])
        count += len(numbers)
        due += 0.1
        is_over.wait(max(0, due - time.monotonic()))
    return count


def measure_pour(table, window, sidebars):
    """A look at the list, and then a walk through the pages."""
    is_over, poured = threading.Event(), []
    start = time.monotonic()
    thread = threading.Thread(target=lambda: poured.append(pour(window.session, is_over)))
    thread.start()
    try:
        is_over.wait(POUR_SECONDS)
        watched = window.read_turns(start * 1e6)
        pages = []
        for key in list(sidebars) * TURNS:
            pages.append(window.press(key, SIDEBAR, lambda picture, key=key: picture == sidebars[key])[0])
            is_over.wait(PACE_S)
    finally:
        is_over.set()
        thread.join()
    seconds = time.monotonic() - start
    for what, values in zip(('turns of the main loop', 'frames'), watched):
        table.add(f'while events pour in: {what}',
                  f'p99 {share(values, 0.99):.0f} ms, worst {values[-1]:.0f} ms',
                  f'{len(values)} in {POUR_SECONDS} s', '50 ms', values[-1] <= 50)
    table.add('while events pour in: another page',
              f'p50 {statistics.median(pages):.0f} ms, worst {max(pages):.0f} ms',
              f'{poured[0] / seconds:.0f} events/s came')


def measure(table, plan, databases):
    # As on a desktop, the bus for screen readers is there; none reads.
    with harness.Session(display=GEOMETRY, services=('org.a11y.Bus',)) as session:
        window = Window(session)
        agent = session.start_agent(env={'XDG_DATA_HOME': str(session.folder / 'empty')})
        time_start(window)      # what it reads from disk is in memory now
        empty_ms = statistics.median(time_start(window) for _ in range(TURNS))
        agent.terminate()

        big_database.install(session, plan.many, databases)
        session.start_agent()
        first_ms = statistics.median(time_start(window) for _ in range(TURNS))
        table.add(f'first rows, {plan.many} kept', f'{first_ms:.0f} ms',
                  f'nothing kept {empty_ms:.0f} ms: {first_ms / empty_ms:.2f} x', '400 ms',
                  first_ms <= 400)
        window.start()
        window.focus()
        measure_search(table, window)
        sidebars = measure_pages(table, window)
        memory, own = window.read_memory_mb()
        table.add('memory after all that', f'{memory:.0f} MB RSS, own {own:.0f} MB', '', '150 MB',
                  memory <= 150)
        measure_pour(table, window, sidebars)
        memory, own = window.read_memory_mb()
        table.add('memory then', f'{memory:.0f} MB RSS, own {own:.0f} MB')
        window.end()
