#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The tray icon of the real agent, in the real xfce4-panel."""

import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import far_side  # noqa: E402
import harness  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

ITEM = 'org.kde.StatusNotifierItem'
MENU = 'com.canonical.dbusmenu'
WATCHER = 'org.kde.StatusNotifierWatcher'
ICON_PLACE = ('21', '20')       # of the only icon of the panel
ICON_AREA = '36x36+2+2'
PANEL_COLOURS = 4               # at the most, where there is no icon

APPLICATION_XML = '''
<node>
  <interface name="org.freedesktop.Application">
    <method name="ActivateAction">
      <arg type="s" name="action" direction="in"/>
      <arg type="av" name="parameters" direction="in"/>
      <arg type="a{sv}" name="platform_data" direction="in"/>
    </method>
  </interface>
</node>'''


class TrayTest(harness.SessionTestCase):
    session_options = {'display': True}

    def start_all(self):
        self.panel = self.session.start_panel()
        self.agent = self.session.start_agent()
        self.wait_for_tray(True)
        self.wait_for_drawn()

    def wait_for_tray(self, is_shown):
        self.session.wait_for(lambda: self.session.status()['tray'] == is_shown,
                              what='the tray has the icon' if is_shown else 'no tray')

    def wait_for_drawn(self):
        """Returns once the panel has drawn the icon, which has more colours than the panel."""
        def is_drawn():
            pixels = self.grab_icon()
            colours = {pixels[i:i + 3] for i in range(0, len(pixels), 3)}
            return len(colours) > PANEL_COLOURS

        self.session.wait_for(is_drawn, what='an icon on the screen')

    def xdotool(self, *args):
        return self.session.run(['xdotool', *args])

    def get_item(self, name):
        return self.session.call_at(harness.AGENT_NAME, '/StatusNotifierItem',
                                    'org.freedesktop.DBus.Properties', 'Get',
                                    GLib.Variant('(ss)', (ITEM, name)))[0]

    def get_registered(self):
        return self.session.call_at(WATCHER, '/StatusNotifierWatcher',
                                    'org.freedesktop.DBus.Properties', 'Get',
                                    GLib.Variant('(ss)', (WATCHER,
                                                          'RegisteredStatusNotifierItems')))[0]

    def get_menu(self):
        """{label: (number, properties)} of all items."""
        labels = {}

        def add(item):
            number, properties, children = item
            labels[properties.get('label')] = (number, properties)
            for child in children:
                add(child)

        menu = self.get_item('Menu')
        add(self.session.call_at(harness.AGENT_NAME, menu, MENU, 'GetLayout',
                                 GLib.Variant('(iias)', (0, -1, [])))[1])
        return labels

    def click_item(self, label):
        number, _properties = self.get_menu()[label]
        self.session.call_at(harness.AGENT_NAME, self.get_item('Menu'), MENU, 'Event',
                             GLib.Variant('(isvu)', (number, 'clicked',
                                                     GLib.Variant('i', 0), 0)))

    def grab_icon(self):
        """The pixels of the icon on the screen."""
        picture = self.session.folder / 'screen.png'
        self.session.screenshot(picture)
        return subprocess.run(['convert', str(picture), '-crop', ICON_AREA, 'rgb:-'],
                              check=True, capture_output=True).stdout

    def find_windows(self):
        return self.xdotool('search', '--onlyvisible', '--class', '.').stdout.split()

    def own_application(self):
        """Stands in for the window; returns the list of (action, parameters) it is asked for."""
        calls = []

        def called_cb(_bus, _sender, _path, _interface, _method, parameters, invocation):
            action, values, _platform_data = parameters.unpack()
            calls.append((action, values))
            invocation.return_value(None)

        interface = Gio.DBusNodeInfo.new_for_xml(APPLICATION_XML).interfaces[0]
        self.session.bus.register_object('/io/github/wakebell/Wakebell', interface, called_cb,
                                         None, None)
        self.session.call_at('org.freedesktop.DBus', '/org/freedesktop/DBus',
                             'org.freedesktop.DBus', 'RequestName',
                             GLib.Variant('(su)', (harness.APP_ID, 0)))
        return calls

    def test_registered(self):
        self.start_all()
        owner = self.session.get_owner(harness.AGENT_NAME)
        registered = self.get_registered()
        self.assertEqual(len(registered), 1)
        self.assertIn(owner, registered[0])
        self.assertFalse(self.get_item('ItemIsMenu'))
        self.assertEqual(self.get_item('Id'), harness.APP_ID)
        self.assertEqual(self.get_item('Status'), 'Active')

    def test_count_is_drawn(self):
        self.start_all()
        quiet_pixmap = self.get_item('IconPixmap')
        quiet_icon = self.grab_icon()
        self.assertEqual([width for width, _height, _pixels in quiet_pixmap],
                         [16, 22, 24, 32, 48])

        self.session.publish({'title': 'One', 'severity': 'warning'})
        self.session.wait_for(lambda: self.get_item('IconPixmap') != quiet_pixmap)
        one_pixmap = self.get_item('IconPixmap')
        self.session.wait_for(lambda: self.grab_icon() != quiet_icon, what='another icon')
        self.assertEqual(self.get_item('Status'), 'Active')
        self.assertEqual(self.get_item('IconName'), '')

        self.session.publish({'title': 'Two', 'severity': 'error'})
        self.session.wait_for(lambda: self.get_item('Status') == 'NeedsAttention')
        self.assertNotEqual(self.get_item('IconPixmap'), one_pixmap)
        self.assertEqual(self.get_item('AttentionIconPixmap'), self.get_item('IconPixmap'))
        self.assertIn('2 unread', self.get_item('ToolTip')[3])

        self.session.call('Notifications1', 'MarkAllRead')
        self.session.wait_for(lambda: self.get_item('IconPixmap') == quiet_pixmap)
        self.session.wait_for(lambda: self.grab_icon() == quiet_icon, what='the first icon')

    def test_menu_mark_all_read(self):
        self.start_all()
        self.session.publish({'title': 'One', 'severity': 'error'})
        self.session.wait_for(lambda: 'One' in self.get_menu())
        self.assertTrue(self.get_menu()['_Mark All as Read'][1]['enabled'])

        windows = self.find_windows()
        self.xdotool('mousemove', *ICON_PLACE, 'click', '3')
        self.session.wait_for(lambda: len(self.find_windows()) > len(windows), what='the menu')
        self.xdotool('key', 'm')
        self.session.wait_for(lambda: self.session.status()['unread'] == 0)
        self.session.wait_for(lambda: 'One' not in self.get_menu())
        self.assertFalse(self.get_menu()['_Mark All as Read'][1]['enabled'])

    def test_menu_shows_five_newest(self):
        self.start_all()
        self.session.publish_many([{'title': f'title_{i}', 'severity': 'error'}
                                   for i in range(7)])
        self.session.wait_for(lambda: '7 unread notifications' in self.get_menu()
                              and 'title__6' in self.get_menu())
        labels = [label for label in self.get_menu() if label and label.startswith('title')]
        self.assertEqual(labels, [f'title__{i}' for i in (6, 5, 4, 3, 2)])

    def test_menu_pause(self):
        self.start_all()
        self.click_item('For One _Hour')
        self.session.wait_for(lambda: '_Resume' in self.get_menu())
        self.assertGreater(self.session.get_property('Agent1', 'PopupsPausedUntil'), 0)
        self.click_item('_Resume')
        self.session.wait_for(lambda: '_Resume' not in self.get_menu())
        self.assertEqual(self.session.get_property('Agent1', 'PopupsPausedUntil'), 0)

    def test_menu_snooze_all(self):
        self.start_all()
        self.session.publish_many([{'title': f'Title {i}', 'severity': 'error'}
                                   for i in range(3)])
        self.session.wait_for(lambda: '3 unread notifications' in self.get_menu())
        self.click_item('For _15 Minutes')
        self.session.wait_for(lambda: all('snoozed_until' in kept for kept in self.session.list()),
                              what='all are snoozed')

    def test_middle_click_pauses_and_scrolling_does_nothing(self):
        self.start_all()
        self.xdotool('mousemove', *ICON_PLACE, 'click', '2')
        self.session.wait_for(lambda: '_Resume' in self.get_menu(), what='a pause')
        self.xdotool('click', '4', 'click', '5', 'click', '2')
        self.session.wait_for(lambda: '_Resume' not in self.get_menu(), what='its end')
        self.assertEqual(self.session.get_property('Agent1', 'PopupsPausedUntil'), 0)

    def test_channel_that_needs_attention_is_shown(self):
        self.start_all()
        with far_side.FarSide((410, {}, b'')) as side:
            self.session.http('/api/v1/channels', {
                'kind': 'webhook', 'name': 'ci',
                'settings': {'url': f'http://127.0.0.1:{side.port}/hook'}}, unix=True)
            self.session.publish({'title': 'One', 'channels': ['ci']})
            self.session.wait_for(lambda: self.has_trouble('Channel ci needs attention'),
                                  what='the trouble')
            self.session.http('/api/v1/channels/ci', method='DELETE', unix=True)
            self.session.wait_for(lambda: not self.has_trouble('Channel ci needs attention'),
                                  what='its end')

    def has_trouble(self, text):
        return text in self.get_item('ToolTip')[3]

    def test_click_opens(self):
        calls = self.own_application()
        self.start_all()
        self.xdotool('mousemove', *ICON_PLACE, 'click', '1')
        self.session.wait_for(lambda: calls, what='the window is asked for')
        self.assertEqual(calls.pop(), ('show-notification', [0]))

        self.session.publish({'title': 'One', 'severity': 'error'})
        self.session.wait_for(lambda: 'One' in self.get_menu())
        self.click_item('One')
        self.session.wait_for(lambda: calls, what='the window is asked for')
        self.assertEqual(calls.pop(), ('show-notification', [self.session.list()[0]['id']]))

    def test_panel_restarts(self):
        self.start_all()
        self.session.publish({'title': 'One', 'severity': 'error'})
        self.panel.kill9()
        self.wait_for_tray(False)
        self.session.start_panel()
        self.wait_for_tray(True)
        self.assertEqual(len(self.get_registered()), 1)

    def test_menu_quit(self):
        self.start_all()
        self.click_item('_Quit')
        self.assertEqual(self.agent.wait(), 0)

    def test_no_panel(self):
        agent = self.session.start_agent()
        self.session.publish({'title': 'Unseen', 'severity': 'error'})
        self.assertFalse(self.session.status()['tray'])
        self.assertNotIn('WARNING', agent.output)
        self.assertEqual(agent.terminate(), 0)


if __name__ == '__main__':
    unittest.main()
