#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Pop-ups of the real agent, shown by the real dunst."""

import os
import re
import signal
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from gi.repository import GLib  # noqa: E402

ANSWER_LIMIT_S = 2      # for an answer of the agent while a daemon hangs

# One call as dbus-monitor writes it: the first strings and numbers, then actions and hints.
NOTIFY_PATTERN = re.compile(
    r'member=Notify\n   string "(?P<app>.*)"\n   uint32 (?P<replaces>\d+)\n'
    r'   string "(?P<icon>.*)"\n   string "(?P<summary>.*)"\n'
    r'   string "(?P<body>[^"]*)"\n(?P<rest>(?:   .*\n)*)')


class Bubble:
    """What one Notify call said."""

    def __init__(self, match):
        self.app = match['app']
        self.replaces = int(match['replaces'])
        self.icon = match['icon']
        self.summary = match['summary']
        self.body = match['body']
        actions, _, hints = match['rest'].partition('\n   ]\n')
        self.actions = re.findall(r'string "(.*)"', actions)
        self.hints = dict(re.findall(r'string "(.*)"\n +variant +\w+ (.*)\n', hints))


class PopupsTest(harness.SessionTestCase):
    session_options = {'display': True}

    def start_monitor(self):
        """dbus-monitor, on all that is said to notification daemons from now on."""
        monitor = self.session.start('dbus-monitor', [
            'dbus-monitor', '--session', "interface='org.freedesktop.Notifications'"])
        self.session.wait_for(lambda: 'NameLost' in monitor.output, what='dbus-monitor')
        self.monitor = monitor

    def start_dunst(self):
        """dunst, whose context menu always chooses "Acknowledge"."""
        menu = self.session.folder / 'menu'
        menu.write_text('#!/bin/sh\nexec grep Acknowledge\n')
        menu.chmod(0o755)
        config = self.session.folder / 'dunstrc'
        config.write_text(f'{harness.DUNST_CONFIG}dmenu = {menu}\n')
        return self.session.start_named('dunst', ['dunst', '-conf', str(config)],
                                        'org.freedesktop.Notifications')

    def start_all(self):
        self.start_monitor()
        self.dunst = self.start_dunst()
        self.agent = self.session.start_agent()
        self.session.wait_for(lambda: self.session.status()['popups'], what='a daemon is known')

    def get_bubbles(self):
        return [Bubble(match) for match in NOTIFY_PATTERN.finditer(self.monitor.output)]

    def wait_for_bubble(self, summary):
        def find():
            return [bubble for bubble in self.get_bubbles() if bubble.summary == summary]

        return self.session.wait_for(find, what=f'a bubble "{summary}"')[0]

    def count_displayed(self):
        return int(self.session.run(['dunstctl', 'count', 'displayed']).stdout)

    def wait_for_displayed(self, count):
        self.session.wait_for(lambda: self.count_displayed() == count,
                              what=f'{count} bubbles on the screen')

    def get_only(self):
        notifications = self.session.list()
        self.assertEqual(len(notifications), 1)
        return notifications[0]

    def test_severities_that_are_to_be_silent(self):
        folder = Path(self.session.env['XDG_CONFIG_HOME']) / 'glib-2.0/settings'
        folder.mkdir(parents=True)
        (folder / 'keyfile').write_text(
            "[io/github/wakebell/Wakebell]\nsilent-severities=['warning', 'info']\n")
        self.session.env['GSETTINGS_BACKEND'] = 'keyfile'
        self.start_all()
        self.session.publish({'title': 'Nearly full', 'severity': 'warning'})
        self.session.publish({'title': 'Full', 'severity': 'error'})
        silent = self.wait_for_bubble('Nearly full').hints
        self.assertEqual(silent.get('suppress-sound'), 'true')
        self.assertNotIn('sound-name', silent)
        loud = self.wait_for_bubble('Full').hints
        self.assertEqual(loud.get('sound-name'), '"dialog-error"')
        self.assertNotIn('suppress-sound', loud)

    def test_event_over_http_is_shown(self):
        self.start_all()
        answer = self.session.http('/api/v1/events', {
            'type': 'training_failed', 'title': 'a < b & c', 'message': '**CUDA** <b>out</b> & about'})
        self.assertEqual(answer.status, 202)

        bubble = self.wait_for_bubble('a < b & c')
        self.assertEqual(bubble.app, 'Wakebell')
        self.assertEqual(bubble.icon, 'dialog-error')
        self.assertEqual(bubble.body, 'CUDA &lt;b&gt;out&lt;/b&gt; &amp; about')
        self.assertEqual(bubble.actions, ['default', 'Open', 'acknowledge', 'Acknowledge'])
        self.assertEqual(bubble.hints['urgency'], '2')
        self.assertEqual(bubble.hints['desktop-entry'], f'"{harness.APP_ID}"')
        self.assertEqual(bubble.hints['category'], '"x-wakebell.training.error"')
        self.wait_for_displayed(1)
        self.assertRegex(self.session.status()['popups'], r'^dunst \d')

    def test_repeat_updates_in_place(self):
        self.start_all()
        event = {'title': 'Disk full', 'severity': 'error', 'dedup_key': 'disk'}
        self.session.publish(event)
        self.assertEqual(self.wait_for_bubble('Disk full').replaces, 0)
        self.wait_for_displayed(1)
        self.session.publish(event)
        self.assertGreater(self.wait_for_bubble('Disk full (2)').replaces, 0)
        self.wait_for_displayed(1)

    def test_acknowledge(self):
        self.start_all()
        self.session.publish({'title': 'Key failed', 'severity': 'error'})
        self.wait_for_displayed(1)
        self.session.run(['dunstctl', 'context'])
        self.session.wait_for(lambda: 'acknowledged_at' in self.get_only(), what='acknowledged')
        self.wait_for_displayed(0)

    def test_read_elsewhere_closes(self):
        self.start_all()
        self.session.publish({'title': 'First', 'severity': 'error'})
        self.session.publish({'title': 'Second', 'severity': 'error'})
        self.wait_for_displayed(2)
        first = next(row['id'] for row in self.session.list() if row['title'] == 'First')
        self.session.call('Notifications1', 'MarkRead', GLib.Variant('(ax)', ([first],)))
        self.wait_for_displayed(1)
        self.session.call('Notifications1', 'MarkAllRead')
        self.wait_for_displayed(0)

    def test_paused(self):
        self.start_all()
        until = int(time.time()) + 3600
        self.session.call('Agent1', 'PausePopups', GLib.Variant('(x)', (until,)))
        self.session.publish({'title': 'During the pause', 'severity': 'error'})
        self.session.call('Agent1', 'PausePopups', GLib.Variant('(x)', (0,)))
        self.session.publish({'title': 'After the pause', 'severity': 'error'})
        self.wait_for_bubble('After the pause')
        self.assertEqual([bubble.summary for bubble in self.get_bubbles()], ['After the pause'])
        self.assertEqual(self.session.status()['unread'], 2)

    def test_daemon_comes_later(self):
        self.start_monitor()
        self.session.start_agent()
        self.session.publish_many([{'title': f'Missed {i}', 'severity': 'error'}
                                   for i in range(37)])
        self.assertEqual(self.session.status()['popups'], '')
        self.start_dunst()
        self.wait_for_bubble('37 notifications while none could be shown')
        self.wait_for_displayed(1)

    def test_daemon_crashes(self):
        self.start_all()
        self.session.publish({'title': 'Before', 'severity': 'error'})
        self.wait_for_displayed(1)
        self.dunst.kill9()
        self.session.wait_for(lambda: not self.session.status()['popups'])
        self.session.publish({'title': 'Meanwhile', 'severity': 'error'})
        self.start_dunst()
        # One that was missed is shown as itself; a number of the old daemon is not used again.
        self.assertEqual(self.wait_for_bubble('Meanwhile').replaces, 0)
        self.wait_for_displayed(1)
        self.assertTrue(self.agent.is_running())

    def test_daemon_hangs(self):
        self.start_all()
        os.kill(self.dunst.pid, signal.SIGSTOP)
        try:
            for i in range(50):
                start = time.monotonic()
                self.session.http('/api/v1/events', {'title': f'Hang {i}', 'severity': 'error'})
                self.assertLess(time.monotonic() - start, ANSWER_LIMIT_S)
            self.assertEqual(self.session.status()['unread'], 50)
        finally:
            os.kill(self.dunst.pid, signal.SIGCONT)
        self.wait_for_bubble('17 more notifications')

    def test_no_daemon(self):
        agent = self.session.start_agent()
        self.session.publish({'title': 'Unseen', 'severity': 'critical'})
        self.assertEqual(self.session.status()['unread'], 1)
        self.assertEqual(self.session.status()['popups'], '')
        self.assertNotIn('WARNING', agent.output)
        self.assertEqual(agent.terminate(), 0)


if __name__ == '__main__':
    unittest.main()
