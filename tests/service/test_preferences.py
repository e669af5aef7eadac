#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Preferences as programs of the user read and change them."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402

PATH = '/api/v1/admin/alerts/preferences'
DEFAULTS = {
    'channels': {'desktop': True, 'email': False, 'slack': False, 'discord': False,
                 'telegram': False, 'pagerduty': False, 'webhook': False, 'sms': False},
    'quiet_hours': {'enabled': False, 'start': '22:00', 'end': '07:00',
                    'days': ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
                    'min_severity': 'error'},
    'digest': {'mode': 'off', 'at': '08:00'},
    'popup_min_severity': 'info',
    'retention': {'days': 90, 'notifications': 200000},
    'quota': {'warning': 75, 'critical': 90},
    'cost_thresholds': [5, 10, 20],
    'cooldowns': {},
}
CHANGE = {'channels': {'telegram': True}, 'quiet_hours': {'enabled': True, 'days': ['sat', 'sun']},
          'digest': {'mode': 'daily'}, 'cost_thresholds': [2.5], 'cooldowns': {'quota_warning': 60}}


def merge(base, change):
    """What base is after a change that names a part of it."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return base | {name: merge(base.get(name), value) for name, value in change.items()}


class Preferences(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()

    def get(self):
        answer = self.session.http(PATH)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.body

    def put(self, change):
        return self.session.http(PATH, change, method='PUT')

    def get_audit(self):
        return self.session.http('/api/v1/audit').body['audit']


class Http(Preferences):
    def test_defaults(self):
        self.assertEqual(self.get(), DEFAULTS)

    def test_partial_change(self):
        answer = self.put(CHANGE)
        self.assertEqual((answer.status, answer.body), (200, merge(DEFAULTS, CHANGE)))
        self.assertEqual(self.get(), merge(DEFAULTS, CHANGE))

        self.assertEqual(self.put({'cooldowns': {'quota_warning': None}}).body['cooldowns'], {})
        self.assertEqual(self.get()['cost_thresholds'], [2.5])

    def test_put_what_get_gave(self):
        for change in ({}, CHANGE):
            before = self.put(change).body
            self.assertEqual(self.put(before).body, before)
            self.assertEqual(self.get(), before)

    def test_refused(self):
        self.put(CHANGE)
        for body, field in (
            ({'chanels': {}}, 'chanels'),
            ({'channels': {'fax': True}}, 'channels.fax'),
            ({'quiet_hours': {'start': '25:00'}}, 'quiet_hours.start'),
            ({'quota': {'warning': 95}}, 'quota.warning'),
            ({'cost_thresholds': [1, 'a']}, 'cost_thresholds[1]'),
            ({'channels': {'email': True}, 'cooldowns': {'x': 1}}, 'cooldowns.x'),
            ([], 'body'),
            ('', 'body'),
        ):
            with self.subTest(field):
                answer = self.put(body)
                self.assertEqual(answer.status, 400, answer.body)
                self.assertEqual(answer.body['error']['field'], field)
                self.assertTrue(answer.body['error']['message'].startswith(field + ': '))
        self.assertEqual(self.get(), merge(DEFAULTS, CHANGE))

    def test_methods(self):
        self.assertEqual(self.session.http(PATH, CHANGE).status, 405)
        self.assertEqual(self.session.http(PATH, method='DELETE').status, 405)

    def test_restart(self):
        self.put(CHANGE)
        self.agent.kill9()
        self.session.start_agent()
        self.assertEqual(self.get(), merge(DEFAULTS, CHANGE))

    def test_audit(self):
        self.put(CHANGE)
        self.put({'chanels': {}})
        entries = self.get_audit()
        self.assertEqual([(entry['action'], entry['actor'], entry['detail']) for entry in entries],
                         [('preferences.set', 'http', ', '.join(CHANGE))])


if __name__ == '__main__':
    unittest.main()
