# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Whether all that the window shows can be read, measured in its pixels.

WCAG 2.1 AA: text has 4.5:1 against what it stands on, large text and graphical parts 3:1. Where
each text stands is what the accessibility tree says; what stands there is twice as large as
usual, so that the middle of a line has the whole colour. What cannot be used may be pale.
"""

import collections
import colorsys
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import gi  # noqa: E402

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402

import centre  # noqa: E402
import harness  # noqa: E402

SCALE = 2
WIDTH, HEIGHT = 1100, 760       # of the window, in its own pixels
TEXT, GRAPHIC = 4.5, 3.0        # least ratios
LARGE_HEIGHT = 30               # a line of 18 points or more
PIXELS = 6                      # of one colour that are no chance
AROUND = 4                      # an icon that may fill its box
CHART_HEIGHT = 60               # of an image that is no icon
HUES, GREY = 12, 0.3
SERIES_PIXELS = 200             # of one hue that are no chance
ICON_ROLES = ('image', 'icon')
BAR_ROLES = ('level bar', 'progress bar')


def setUpModule():
    centre.GEOMETRY = f'{WIDTH * SCALE}x{HEIGHT * SCALE}x24'
    centre.set_up_module()


def luminance(colour):
    def part(value):
        value /= 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = colour
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)


def ratio(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class Picture:
    """What is on the screen."""

    def __init__(self, path):
        pixbuf = GdkPixbuf.Pixbuf.new_from_file(str(path))
        self.width, self.height = pixbuf.get_width(), pixbuf.get_height()
        self._stride, self._channels = pixbuf.get_rowstride(), pixbuf.get_n_channels()
        self._bytes = pixbuf.read_pixel_bytes().get_data()

    def count(self, box):
        """How many pixels of each colour a box has."""
        left, top, right, bottom = box
        colours = collections.Counter()
        for y in range(max(top, 0), min(bottom, self.height)):
            start = y * self._stride
            row = self._bytes[start + max(left, 0) * self._channels:
                              start + min(right, self.width) * self._channels]
            colours.update(zip(*(row[i::self._channels] for i in range(3))))
        return colours


def measure_chart(colours):
    """The lowest of the highest ratios of each hue; a hue is a series, the rest text and grid."""
    (ground, _count), = colours.most_common(1)
    hues = collections.defaultdict(collections.Counter)
    for colour, count in colours.items():
        hue, _lightness, saturation = colorsys.rgb_to_hls(*(value / 255 for value in colour))
        hues[round(hue * HUES) % HUES if saturation > GREY else None][colour] += count
    return {hue: max(ratio(ground, colour) for colour in found)
            for hue, found in hues.items() if found.total() >= SERIES_PIXELS}


def measure(colours, around):
    """The highest ratio of any colour to the one that is most around it."""
    (ground, _count), = around.most_common(1)
    return max(ratio(ground, colour) for colour, count in colours.items() if count >= PIXELS)


class ContrastTest(centre.CentreTestCase):
    theme = {}
    width = WIDTH * SCALE

    def open_window(self):
        super().open_window()
        self.xdotool('windowsize', '--sync', self.find_number('Wakebell'), str(WIDTH * SCALE),
                     str(HEIGHT * SCALE))

    def settings(self):
        folder = self.data / 'config' / 'gtk-4.0'
        folder.mkdir(parents=True, exist_ok=True)
        # Nothing is on its way when the picture is taken.
        (folder / 'settings.ini').write_text('[Settings]\ngtk-enable-animations=false\n')
        return {**super().settings(), **self.theme, 'GDK_SCALE': str(SCALE)}

    def fill(self):
        run = {'run_id': 'run-9', 'model_name': 'llama-3-8b'}
        for severity in ('success', 'info', 'warning', 'error', 'critical'):
            self.session.publish({'title': f'This is {severity}', 'severity': severity,
                                  'message': 'With `code`, **weight** and more', 'source': 'db1',
                                  'tags': ['nightly'], 'url': 'https://example.org/'})
        for epoch in range(1, 30):
            self.session.publish({'type': 'epoch_completed', 'epoch': epoch, 'total_epochs': 40,
                                  'metrics': {'loss': 2.5 / epoch}, 'cost': 0.2 * epoch, **run})
        for key, used in (('one', 1200), ('two', 7800), ('three', 9400)):
            self.session.http(f'/api/v1/keys/groq/{key}/quota', {'used': used, 'limit': 10000},
                              method='PUT', unix=True)
        self.session.http('/api/v1/keys/openai/old/failure', {'error': 'refused'}, unix=True)
        self.session.http('/api/v1/admin/alerts/configs', {
            'name': 'My failures', 'alert_type': 'training_failed', 'severity': 'critical',
            'channels': ['desktop']}, unix=True)
        self.session.http('/api/v1/channels', {
            'kind': 'webhook', 'settings': {'url': 'http://127.0.0.1:9/'}}, unix=True)

    def find_number(self, name):
        return self.session.wait_for(lambda: self.find_windows(name), what=name)[-1]

    def find_window(self, name):
        """The window, and where on the screen its content begins."""
        geometry = subprocess.run(
            ['xdotool', 'getwindowgeometry', '--shell', self.find_number(name)], env=self.session.env, check=True,
            capture_output=True, text=True, timeout=harness.TIMEOUT_S).stdout
        sizes = dict(line.split('=') for line in geometry.split())
        frame = next(child for child in self.windows() if child.get_name() == name)
        inner = self.box(frame)
        margin = (int(sizes['WIDTH']) - inner[2] + inner[0]) // 2
        return frame, int(sizes['X']) + margin, int(sizes['Y']) + margin

    def windows(self):
        return [self.root.get_child_at_index(i) for i in range(self.root.get_child_count())]

    def box(self, widget):
        extents = centre.get_extents(widget)
        if extents is None:
            return None
        return (extents.x * SCALE, extents.y * SCALE, (extents.x + extents.width) * SCALE,
                (extents.y + extents.height) * SCALE)

    def walk(self, widget, clip):
        """Each widget that can be seen as a whole, and where."""
        box = self.box(widget)
        if box is not None:
            inside = (max(box[0], clip[0]), max(box[1], clip[1]),
                      min(box[2], clip[2]), min(box[3], clip[3]))
            if inside[0] >= inside[2] or inside[1] >= inside[3]:
                return
            if inside == box:
                yield widget, box
            clip = inside
        if centre.get_role(widget) in centre.BUTTON_ROLES and not centre.is_sensitive(widget):
            return      # of its label one cannot tell
        for index in range(widget.get_child_count()):
            child = widget.get_child_at_index(index)
            if child is not None and not self.is_left_over(child, widget):
                yield from self.walk(child, clip)

    def is_left_over(self, widget, parent):
        """Whether it is a row that the list keeps for later, as wide as the list once was."""
        if parent.get_name() != 'Notifications' or parent.get_role_name() != 'list':
            return False
        row, view = self.box(widget), self.box(parent)
        return row[2] - row[0] != view[2] - view[0]

    def find_faults(self, name='Wakebell'):
        """What cannot be read in a window, as lines to print."""
        path = self.session.folder / 'screen.png'
        frame, left, top = self.find_window(name)
        self.session.screenshot(path)
        picture = Picture(path)
        faults = []
        self.measured = 0
        for widget, box in self.walk(frame, self.box(frame)):
            least = self.least_ratio(widget, box)
            if least is None:
                continue
            self.measured += 1
            place = (box[0] + left, box[1] + top, box[2] + left, box[3] + top)
            faults += [f'{centre.get_role(widget)} {widget.get_name()!r} {box}: {found:.2f}'
                       for found, limit in self.measure(widget, picture, place, least)
                       if found < limit]
        return faults

    def measure(self, widget, picture, place, least):
        """What was found, and what it is to be at least."""
        colours = picture.count(place)
        if centre.get_role(widget) not in ICON_ROLES:
            return [(measure(colours, colours), least)]
        if place[3] - place[1] < CHART_HEIGHT * SCALE:
            around = picture.count((place[0] - AROUND, place[1] - AROUND, place[2] + AROUND,
                                    place[3] + AROUND))
            return [(measure(colours, around - colours), least)]
        return [(found, GRAPHIC if hue is not None else TEXT)
                for hue, found in measure_chart(colours).items()]

    def least_ratio(self, widget, box):
        """None: nothing is to be seen there, or nothing that has to be."""
        role = centre.get_role(widget)
        if not centre.is_sensitive(widget):
            return None
        if role == 'label' and widget.get_name().strip():
            return GRAPHIC if box[3] - box[1] >= LARGE_HEIGHT * SCALE else TEXT
        if role in ICON_ROLES or role in BAR_ROLES or role in centre.BUTTON_ROLES:
            return GRAPHIC
        return None

    def check(self, what, name='Wakebell'):
        """A picture that was taken before all stands is taken again."""
        faults = []

        def is_readable():
            faults[:] = self.find_faults(name)
            return not faults and self.measured > 5

        with self.subTest(what):
            try:
                self.wait_for(is_readable)
            except TimeoutError:
                self.fail(f'{self.measured} measured: {faults}')

    def test_inbox(self):
        self.fill()
        self.open_window()
        self.wait_for(lambda: self.find('label', 'Today'), 'the rows')
        # The newest: rows that were scrolled away would still say where they once stood.
        self.open_notification(self.session.list(limit=1)[0]['id'])
        self.wait_for(lambda: self.find_button('Acknowledge'), 'the detail')
        self.check('a notification')
        self.click('Select Several')
        self.wait_for_text('0 selected')
        self.click('Select All')
        self.wait_for(lambda: self.find_button('Acknowledge Selected'), 'the choice')
        self.check('the selection')
        self.agent.kill9()
        self.wait_for_text('The Agent Is Not Running')
        self.check('without the agent')

    def test_pages(self):
        self.fill()
        self.open_window()
        self.wait_for(lambda: self.find('label', 'Today'), 'the rows')
        for number, page in enumerate(('Runs', 'Keys', 'Alerts', 'Deliveries', 'Statistics'), 2):
            self.press(f'alt+{number}')
            self.wait_for(lambda page=page: self.find('label', page), page)
            self.check(page)
        self.press('ctrl+comma')
        self.wait_for_windows(2)
        self.wait_for_text('General')
        self.check('preferences', 'Preferences')

    def test_welcome(self):
        self.is_welcomed = False
        self.open_window()
        self.wait_for(lambda: self.find_button('Next'), 'the welcome')
        self.check('welcome')


class DarkTest(ContrastTest):
    theme = {'ADW_DEBUG_COLOR_SCHEME': 'prefer-dark'}


class HighContrastTest(ContrastTest):
    theme = {'ADW_DEBUG_HIGH_CONTRAST': '1'}


if __name__ == '__main__':
    unittest.main(verbosity=2)
