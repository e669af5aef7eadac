#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Preferences as programs of the user read and change them."""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from gi.repository import GLib  # noqa: E402

PATH = '/api/v1/admin/alerts/preferences'
DEFAULTS = {
    'channels': {'desktop': True, 'email': True, 'slack': True, 'discord': True,
                 'telegram': True, 'pagerduty': True, 'webhook': True, 'sms': True,
                 'exec': True},
    'quiet_hours': {'enabled': False, 'start': '22:00', 'end': '07:00',
                    'days': ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
                    'min_severity': 'error'},
    'digest': {'mode': 'off', 'at': '08:00'},
    'popup_min_severity': 'info',
    'retention': {'days': 90, 'notifications': 200000},
    'quota': {'warning': 75, 'critical': 90},
    'delivery': {'max_queue_size': 1000, 'enable_batching': True, 'batch_size': 10,
                 'batch_timeout': 5, 'max_retries': None, 'retry_delay': 1, 'retry_backoff': 2,
                 'max_retry_delay': 900, 'give_up_after': 432000, 'enable_rate_limiting': True},
    'cost_thresholds': [5, 10, 20],
    'cooldowns': {},
}
CHANGE = {'channels': {'telegram': False}, 'quiet_hours': {'enabled': True, 'days': ['sat', 'sun']},
          'digest': {'mode': 'daily'}, 'cost_thresholds': [2.5], 'cooldowns': {'quota_warning': 60}}


def merge(base, change):
    """What base is after a change that names a part of it."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    return base | {name: merge(base.get(name), value) for name, value in change.items()}


def with_nulls(preferences):
    """As it is in JSON: D-Bus has no null, and leaves out what has no limit."""
    return merge(preferences, {'delivery': {'max_retries': None}})


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


class Bus(Preferences):
    def get_over_bus(self):
        return self.session.call('Alerts1', 'GetPreferences')[0]

    def set_over_bus(self, change):
        parameters = GLib.Variant.new_tuple(harness.variant(change))
        self.assertEqual(self.session.call('Alerts1', 'SetPreferences', parameters), ())

    def test_get_and_set(self):
        self.assertEqual(with_nulls(self.get_over_bus()), DEFAULTS)
        self.set_over_bus(CHANGE)
        self.assertEqual(with_nulls(self.get_over_bus()), merge(DEFAULTS, CHANGE))
        self.assertEqual(self.get(), merge(DEFAULTS, CHANGE))

    def test_set_what_get_gave(self):
        self.put(CHANGE)
        self.set_over_bus(self.get_over_bus())
        self.assertEqual(self.get(), merge(DEFAULTS, CHANGE))

    def test_default_cooldown(self):
        self.put(CHANGE)
        self.set_over_bus({'cooldowns': {'quota_warning': 'default'}})
        self.assertEqual(self.get()['cooldowns'], {})

    def test_refused(self):
        with self.assertRaises(GLib.Error) as caught:
            self.set_over_bus({'quiet_hours': {'start': 'late'}})
        self.assertEqual(harness.error_name(caught.exception), 'InvalidArgument')
        self.assertIn('quiet_hours.start: expected a time of day', caught.exception.message)


class CommandLine(Preferences):
    def test_show(self):
        lines = self.session.cli('preferences').stdout.splitlines()
        self.assertIn('channels.desktop = true', lines)
        self.assertIn('quiet_hours.start = 22:00', lines)
        self.assertIn('quiet_hours.days = mon,tue,wed,thu,fri,sat,sun', lines)
        self.assertIn('cost_thresholds = 5,10,20', lines)
        shown = json.loads(self.session.cli('preferences', '--json').stdout)
        self.assertEqual(with_nulls(shown), DEFAULTS)

    def test_set(self):
        for key, value, change in (
            ('channels.slack', 'off', {'channels': {'slack': False}}),
            ('channels.desktop', 'false', {'channels': {'desktop': False}}),
            ('quiet_hours.enabled', 'yes', {'quiet_hours': {'enabled': True}}),
            ('quiet_hours.days', 'sat', {'quiet_hours': {'days': ['sat']}}),
            ('quiet_hours.start', '21:30', {'quiet_hours': {'start': '21:30'}}),
            ('digest.mode', 'hourly', {'digest': {'mode': 'hourly'}}),
            ('digest.mode', 'off', {'digest': {'mode': 'off'}}),
            ('popup_min_severity', 'warning', {'popup_min_severity': 'warning'}),
            ('cost_thresholds', '2.5, 7', {'cost_thresholds': [2.5, 7]}),
            ('cost_thresholds', '3', {'cost_thresholds': [3]}),
            ('cost_thresholds', '', {'cost_thresholds': []}),
            ('cooldowns.quota_warning', '60', {'cooldowns': {'quota_warning': 60}}),
        ):
            with self.subTest(key):
                expected = merge(self.get(), change)
                result = self.session.cli('preferences', 'set', key, value)
                self.assertEqual((result.returncode, result.stderr), (0, ''))
                self.assertEqual(self.get(), expected)
        self.session.cli('preferences', 'set', 'cooldowns.quota_warning', 'default')
        self.assertEqual(self.get()['cooldowns'], {})

    def test_refused(self):
        for arguments, status, message in (
            (('set', 'quiet_hours.start', 'late'), 1, 'quiet_hours.start: expected a time of day'),
            (('set', 'colour', 'red'), 1, 'colour: unknown preference'),
            (('set', 'channels', 'on'), 1, 'channels: expected an object'),
            (('set', 'channels.slack'), 2, 'set takes a key and a value'),
            (('get',), 2, 'unexpected argument "get"'),
        ):
            with self.subTest(arguments):
                result = self.session.cli('preferences', *arguments)
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertIn(message, result.stderr)
        self.assertEqual(self.get(), DEFAULTS)


if __name__ == '__main__':
    unittest.main()
