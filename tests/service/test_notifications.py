#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Notifications over HTTP: lists and filters, marks, and that everybody hears of them."""

import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from gi.repository import GLib  # noqa: E402

PATH = '/api/v1/admin/alerts/notifications'
TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z')
MANY = 2500             # more than two slices of "mark all as read"
BATCH = 250

EVENTS = [
    {'type': 'training_failed', 'title': 'Out of memory', 'message': 'CUDA', 'run_id': 'r7'},
    {'type': 'training_started', 'title': 'Start'},
    {'type': 'quota_critical', 'title': 'Quota', 'severity': 'critical', 'dedup_key': 'k'},
    {'type': 'custom', 'title': 'Hello memory', 'severity': 'warning'},
]


class Case(harness.SessionTestCase):
    def setUp(self):
        self.session.start_agent()
        self.base = self.session.status()['http'][0]

    def http(self, path='', body=None, method=None):
        return self.session.http(PATH + path, body, method=method, base=self.base)

    def post(self, path):
        return self.http(path, method='POST')

    def publish(self, events):
        answer = self.session.http('/api/v1/events', events, base=self.base)
        self.assertEqual(answer.status, 202, answer.body)

    def get_ids(self, query=''):
        answer = self.http(query)
        self.assertEqual(answer.status, 200, answer.body)
        return [notification['id'] for notification in answer.body['notifications']]

    def count_unread(self):
        """As HTTP says; the bus must say the same."""
        answer = self.http('/unread/count')
        self.assertEqual(list(answer.body), ['unread_count'])
        number = answer.body['unread_count']
        self.session.wait_for(
            lambda: self.session.get_property('Notifications1', 'UnreadCount') == number)
        return number


class Lists(Case):
    def test_filters(self):
        self.publish(EVENTS)
        self.post('/1/read')
        self.post('/2/acknowledge')
        for query, expected in (
                ('', [4, 3, 2, 1]),
                ('?unread_only=true', [4, 3]),
                ('?unread_only=false', [4, 3, 2, 1]),
                ('?severity=critical', [3]),
                ('?severity=warning,CRITICAL', [4, 3]),
                ('?category=training', [2, 1]),
                ('?category=keys,custom', [4, 3]),
                ('?acknowledged=true', [2]),
                ('?acknowledged=false', [4, 3, 1]),
                ('?text=memory', [4, 1]),
                ('?text=out+mem', [1]),
                ('?text=r7&unread_only=1', []),
                ('?text=%20', [4, 3, 2, 1]),
                ('?limit=2', [4, 3]),
                ('?before_seq=3', [2, 1]),
                ('?before_seq=3&limit=1&category=training', [2])):
            with self.subTest(query):
                self.assertEqual(self.get_ids(query), expected)

    def test_refused(self):
        for query, field in (('?severity=hihg', 'severity'), ('?severity=error,', 'severity'),
                             ('?category=cats', 'category'), ('?limit=0', 'limit'),
                             ('?limit=1001', 'limit'), ('?limit=x', 'limit'),
                             ('?before_seq=0', 'before_seq'), ('?unread_only=maybe', 'unread_only'),
                             ('?acknowledged=2', 'acknowledged'),
                             ('?text=' + 'x' * 1025, 'text')):
            with self.subTest(query):
                answer = self.http(query)
                self.assertEqual((answer.status, answer.body['error']['field']), (400, field))

    def test_pages(self):
        self.publish([{'title': f'{i}'} for i in range(25)])
        ids, query, sizes = [], '?limit=10', []
        while query:
            page = self.http(query).body
            ids += [notification['id'] for notification in page['notifications']]
            sizes.append(len(page['notifications']))
            query = (f'?limit=10&before_seq={page["next_before_seq"]}'
                     if 'next_before_seq' in page else None)
        self.assertEqual((ids, sizes), (list(range(25, 0, -1)), [10, 10, 5]))

    def test_one(self):
        self.publish(EVENTS + [EVENTS[2]])
        notification = self.http('/3').body
        self.assertEqual((notification['id'], notification['seq'], notification['count']),
                         (3, 5, 2))
        self.assertEqual((notification['type'], notification['category'],
                          notification['severity'], notification['priority']),
                         ('quota_critical', 'keys', 'critical', 'critical'))
        self.assertEqual(notification['event']['dedup_key'], 'k')
        for name in ('created_at', 'updated_at'):
            self.assertRegex(notification[name], TIME)
        for name in ('read_at', 'acknowledged_at', 'resolved_at'):
            self.assertNotIn(name, notification)
        for path in ('/99', '/seven', '/0', '/-1', '/9223372036854775807'):
            self.assertEqual(self.http(path).status, 404, path)

    def test_survives_a_restart(self):
        self.publish(EVENTS)
        self.post('/1/acknowledge')
        before = self.http().body
        self.session.call('Agent1', 'Quit')
        self.session.wait_for(lambda: self.session.get_owner(harness.AGENT_NAME) is None)
        self.session.start_agent()
        self.base = self.session.status()['http'][0]
        self.assertEqual(self.http().body, before)
        self.assertEqual(self.count_unread(), 3)


class Marks(Case):
    def test_read(self):
        self.publish(EVENTS)
        answer = self.post('/1/read')
        self.assertEqual((answer.status, answer.body['id']), (200, 1))
        self.assertRegex(answer.body['read_at'], TIME)
        self.assertEqual(self.count_unread(), 3)
        self.assertEqual(self.post('/1/read').body, answer.body)    # nothing changes again

    def test_acknowledge(self):
        self.publish(EVENTS)
        answer = self.post('/3/acknowledge')
        self.assertRegex(answer.body['acknowledged_at'], TIME)
        self.assertEqual(answer.body['acknowledged_at'], answer.body['read_at'])
        self.assertEqual(self.count_unread(), 3)
        self.assertEqual(self.http('?acknowledged=true').body['notifications'], [answer.body])

    def test_delete(self):
        self.publish(EVENTS)
        self.assertEqual(self.http('/2', method='DELETE').body, {'deleted': True})
        self.assertEqual(self.http('/2', method='DELETE').status, 404)
        self.assertEqual(self.get_ids(), [4, 3, 1])
        self.assertEqual(self.count_unread(), 3)
        self.assertEqual(self.session.http('/api/v1/events/2', base=self.base).status, 200)

    def test_what_is_not_there(self):
        self.publish(EVENTS)
        for path in ('/9/read', '/9/acknowledge', '/x/read'):
            answer = self.post(path)
            self.assertEqual((answer.status, answer.body['error']['field']), (404, 'id'), path)
        self.assertEqual(self.count_unread(), 4)

    def test_the_bus_hears_of_it(self):
        self.publish(EVENTS)
        changed = self.session.record_signals('Notifications1', 'Changed')
        removed = self.session.record_signals('Notifications1', 'Removed')
        self.post('/1/read')
        self.session.wait_for(lambda: changed == [([1],)])
        self.post('/3/acknowledge')
        self.session.wait_for(lambda: changed == [([1],), ([3],)])
        self.http('/4', method='DELETE')
        self.session.wait_for(lambda: removed == [([4],)])
        self.assertEqual(self.session.get_property('Notifications1', 'UnreadCount'), 1)

    def test_http_hears_of_the_bus(self):
        self.publish(EVENTS)
        self.assertEqual(self.session.call('Notifications1', 'MarkRead',
                                           GLib.Variant('(ax)', ([1, 2, 99],)))[0], 2)
        self.assertEqual(self.count_unread(), 2)
        self.assertEqual(self.session.call('Notifications1', 'MarkUnread',
                                           GLib.Variant('(ax)', ([1],)))[0], 1)
        self.assertNotIn('read_at', self.http('/1').body)

    def test_all(self):
        for start in range(0, MANY, BATCH):
            self.publish([{'title': f'{i}'} for i in range(start, start + BATCH)])
        self.post('/1/read')
        answer = self.post('/mark-all-read')
        self.assertEqual((answer.status, answer.body), (200, {'changed': MANY - 1}))
        self.assertEqual(self.count_unread(), 0)
        self.assertEqual(self.post('/mark-all-read').body, {'changed': 0})
        self.publish([{'title': 'new'}])
        self.assertEqual(self.count_unread(), 1)

    def test_a_read_one_that_gets_worse(self):
        """A mark and a repeat that come together are told in their order."""
        for i in range(20):
            self.publish([{'title': 'a', 'dedup_key': f'{i}', 'severity': 'warning'}])
            number = self.get_ids()[0]
            self.post(f'/{number}/read')
            self.publish([{'title': 'b', 'dedup_key': f'{i}', 'severity': 'error'}])
            self.assertNotIn('read_at', self.http(f'/{number}').body)
            self.assertEqual(self.count_unread(), 1)
            self.post(f'/{number}/acknowledge')


if __name__ == '__main__':
    unittest.main(verbosity=2)
