#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The agent's interfaces on the session bus, and its life there."""

import json
import os
import signal
import struct
import sys
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

RECONNECT_S = 5         # until the name is owned on a new bus
BATCH_LIMIT = 1000      # WB_LIMIT_BATCH_EVENTS
LIST_LIMIT = 50000      # WB_LIMIT_LIST_ROWS
GET_LIMIT = 500         # WB_LIMIT_GET_ROWS
CHANGE_LIMIT = 10000    # WB_LIMIT_CHANGE_IDS
PIPELINED = 100         # calls at once; a bus takes 128 of one client
SIGNAL_IDS = 1000       # more are announced by an empty list

# Fields that are wrong, and the path that the refusal begins with.
WRONG_EVENTS = (
    ({'severity': 'hihg'}, 'severity'),
    ({'severity': 3}, 'severity'),
    ({'title': 5}, 'title'),
    ({'title': 'x' * 257}, 'title'),
    ({'epoch': -1}, 'epoch'),
    ({'epoch': 1.5}, 'epoch'),
    ({'cost': '12'}, 'cost'),
    ({'cost': float('nan')}, ''),
    ({'cost': float('inf')}, ''),
    ({'metrics': {'loss': 'low'}}, 'metrics.loss'),
    ({'tags': 'a'}, 'tags'),
    ({'tags': ['a'] * 33}, 'tags'),
    ({'url': 'javascript:alert(1)'}, 'url'),
    ({'occurred_at': 'yesterday'}, 'occurred_at'),
    ({'id': 'x' * 256}, 'id'),
    ({'context': {'a': 'x' * 70000}}, 'context'),
    ({'attachments': [{'name': 'a', 'media_type': 'b', 'data': 'no base64!'}]}, 'attachments[0]'),
)


class Case(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()

    def assert_fails(self, name, function, *args):
        with self.assertRaises(GLib.Error) as caught:
            function(*args)
        self.assertEqual(harness.error_name(caught.exception), name)
        message = caught.exception.message
        return message.partition(f'GDBus.Error:{harness.ERROR_PREFIX}{name}: ')[2] or message

    def publish_some(self, count, **fields):
        for start in range(0, count, BATCH_LIMIT):
            self.session.publish_many([{'title': f'{i}', **fields}
                                       for i in range(start, min(start + BATCH_LIMIT, count))])

    def mark(self, method, ids):
        return self.session.call('Notifications1', method, GLib.Variant('(ax)', (ids,)))[0]

    def list_ids(self, filter=None, before_seq=0, limit=500):
        rows, total = self.session.call('Notifications1', 'List', GLib.Variant('(a{sv}xu)', (
            {key: harness.variant(value) for key, value in (filter or {}).items()}, before_seq,
            limit)))
        return [number for number, _seq in rows], total

    def get(self, ids):
        return self.session.call('Notifications1', 'Get', GLib.Variant('(ax)', (ids,)))[0]

    def get_unread(self):
        return self.session.get_property('Notifications1', 'UnreadCount')


class Publishing(Case):
    def test_one(self):
        self.assertEqual(self.session.publish({'type': 'training_failed', 'model_name': 'qwen',
                                               'message': 'CUDA out of memory'}), (1, 'notified'))
        self.assertEqual(self.session.publish({'type': 'batch_processed'}), (2, 'recorded'))
        self.assertEqual(self.session.publish({}), (3, 'notified'))

    def test_all_fields(self):
        event = {
            'type': 'Evaluation-Completed', 'title': 'T', 'message': '**M**', 'severity': 'OK',
            'priority': 'high', 'source': 's', 'model_name': 'm', 'run_id': 'r', 'epoch': 1,
            'total_epochs': GLib.Variant('u', 10), 'batch': GLib.Variant('y', 2),
            'total_batches': GLib.Variant('t', 20), 'duration': GLib.Variant('i', 5),
            'cost': 0.25, 'metrics': {'loss': 1e-08, 'n': 3}, 'tags': ['a', 'b'], 'provider': 'p',
            'key_id': 'k', 'context': {'a': {'b': [1, 'c', True]}}, 'url': 'https://x.example/',
            'dedup_key': 'd', 'status': 'firing', 'channels': ['desktop'],
            'occurred_at': '2026-01-02T03:04:05Z', 'id': 'once',
            'attachments': [{'name': 'a', 'media_type': 'text/plain', 'data': b'\x00\xff'},
                            {'name': 'b', 'media_type': 'text/plain', 'data': 'eA=='}],
            'unknown': 7}
        self.assertEqual(self.session.publish(event), (1, 'notified'))
        row, = self.get([1])
        self.assertEqual((row['type'], row['severity'], row['priority'], row['title'],
                          row['message']), ('evaluation_completed', 'success', 'high', 'T', '**M**'))
        kept = json.loads(row['event'])
        self.assertEqual(kept['context'], {'a': {'b': [1, 'c', True]}, 'unknown': 7})
        self.assertEqual((kept['epoch'], kept['total_batches'], kept['cost']), (1, 20, 0.25))
        self.assertEqual(kept['metrics'], {'loss': 1e-08, 'n': 3})
        self.assertEqual(self.session.publish(event), (1, 'duplicate'))

    def test_refused(self):
        for event, field in WRONG_EVENTS:
            with self.subTest(event=str(event)[:60]):
                message = self.assert_fails('InvalidArgument', self.session.publish, event)
                self.assertTrue(message.startswith(field), message)
                message = self.assert_fails('InvalidArgument', self.session.publish_many,
                                            [{'title': 'good'}, event])
                self.assertTrue(message.startswith(f'events[1].{field}' if field else ''), message)
        self.assertEqual(self.session.status()['events'], 0)

    def test_many(self):
        results = self.session.publish_many([{'title': f'{i}'} for i in range(BATCH_LIMIT)])
        self.assertEqual(results, [(i + 1, 'notified') for i in range(BATCH_LIMIT)])
        for count in (0, BATCH_LIMIT + 1):
            self.assert_fails('InvalidArgument', self.session.publish_many, [{'title': 'x'}] * count)

    def test_conflict(self):
        self.session.publish({'title': 'a', 'id': 'k'})
        self.assert_fails('Conflict', self.session.publish, {'title': 'b', 'id': 'k'})
        message = self.assert_fails('Conflict', self.session.publish_many,
                                    [{'title': 'new'}, {'title': 'b', 'id': 'k'}])
        self.assertTrue(message.startswith('events[1].id'), message)
        self.assertEqual(self.session.status()['events'], 1)

    def test_wrong_signature(self):
        for parameters in (None, GLib.Variant('(s)', ('x',)), GLib.Variant('(a{ss})', ({},))):
            with self.assertRaises(GLib.Error) as caught:
                self.session.call('Events1', 'Publish', parameters)
            self.assertEqual(Gio.DBusError.get_remote_error(caught.exception),
                             'org.freedesktop.DBus.Error.InvalidArgs')

    def test_too_deep(self):
        value = harness.variant('x')
        for _ in range(50):
            value = GLib.Variant('v', value)
        self.session.publish({'title': 'variants in variants', 'context': {'a': value}})
        value = harness.variant({'a': 1})
        for _ in range(12):
            value = harness.variant({'a': value})
        self.assert_fails('InvalidArgument', self.session.publish, {'title': 'x', 'context': value})

    def test_pipelined(self):
        """Calls that do not wait for each other: each has its own answer."""
        answers = []
        parameters = GLib.Variant('(a{sv})', ({'title': harness.variant('x')},))
        for sent in range(PIPELINED, 20 * PIPELINED + 1, PIPELINED):
            for _ in range(PIPELINED):
                self.session.bus.call(
                    harness.AGENT_NAME, harness.AGENT_PATH, f'{harness.APP_ID}.Events1', 'Publish',
                    parameters, None, Gio.DBusCallFlags.NONE, -1, None,
                    lambda bus, result: answers.append(bus.call_finish(result).unpack()[0]))
            self.session.wait_for(lambda: len(answers) == sent)
        self.assertEqual(sorted(answers), list(range(1, sent + 1)))


class Notifications(Case):
    def test_list(self):
        self.publish_some(30)
        everything = list(range(30, 0, -1))
        self.assertEqual(self.list_ids(), (everything, 30))
        self.assertEqual(self.list_ids(limit=4), (everything[:4], 30))
        self.assertEqual(self.list_ids(before_seq=5), ([4, 3, 2, 1], 0))  # counted at the start only
        self.assertEqual(self.list_ids(before_seq=1), ([], 0))

    def test_packed(self):
        """What the window reads is what everybody else reads."""
        self.publish_some(5)
        self.publish_some(2, severity='critical')
        for filter, before_seq, limit in (
                ({}, 0, 100), ({}, 4, 2), ({'severities': ['critical']}, 0, 9),
                ({'text': 'nothing'}, 0, 9)):
            arguments = GLib.Variant('(a{sv}xu)', (
                {key: harness.variant(value) for key, value in filter.items()}, before_seq, limit))
            rows, _total = self.session.call('Notifications1', 'List', arguments)
            packed, = self.session.call('Notifications1', 'ListPacked', arguments)
            self.assertEqual(list(struct.iter_unpack('<qq', bytes(packed))), rows, filter)
        self.assert_fails('InvalidArgument', self.session.call, 'Notifications1', 'ListPacked',
                          GLib.Variant('(a{sv}xu)', ({}, 0, LIST_LIMIT + 1)))

    def test_filters(self):
        self.session.publish_many([
            {'title': 'red apple', 'severity': 'error'},
            {'title': 'green apple', 'severity': 'info', 'tags': ['fruit']},
            {'type': 'training_failed', 'model_name': 'apfel'},
            {'title': 'pear', 'severity': 'critical', 'message': 'an Äpple'}])
        self.mark('MarkRead', [1])
        self.mark('Acknowledge', [2])
        for filter, expected in (
                ({'severities': ['error']}, [3, 1]),
                ({'severities': ['critical', 'info']}, [4, 2]),
                ({'categories': ['training']}, [3]),
                ({'categories': ['training', 'custom'], 'severities': ['error']}, [3, 1]),
                ({'unread': True}, [4, 3]), ({'unread': False}, [2, 1]),
                ({'acknowledged': True}, [2]), ({'acknowledged': False, 'unread': False}, [1]),
                ({'text': 'apple'}, [4, 2, 1]), ({'text': 'APPLE red'}, [1]),
                ({'text': 'app'}, [4, 2, 1]), ({'text': 'app re'}, [1]),
                ({'text': 'pple'}, []), ({'text': 'fruit'}, [2]), ({'text': 'apfel'}, [3]),
                ({'text': 'apple', 'severities': ['info']}, [2]),
                ({'text': ''}, [4, 3, 2, 1]), ({'text': '"'}, None), ({'text': 'title:red'}, None),
                ({'text': 'a* OR NEAR('}, None), ({'text': '-'}, None)):
            with self.subTest(filter):
                ids, total = self.list_ids(filter)
                self.assertEqual(len(ids), total)
                if expected is not None:
                    self.assertEqual(ids, expected)

    def test_refused(self):
        for filter in ({'severities': ['hihg']}, {'severities': 'error'}, {'unread': 'yes'},
                       {'categories': ['cats']}, {'text': 'x' * 1025}, {'text': 5},
                       {'acknowledged': 1}):
            with self.subTest(filter=str(filter)[:60]):
                self.assert_fails('InvalidArgument', self.list_ids, filter)
        self.assert_fails('InvalidArgument', self.list_ids, None, 0, 0)
        self.assert_fails('InvalidArgument', self.list_ids, None, 0, LIST_LIMIT + 1)
        self.assert_fails('InvalidArgument', self.list_ids, None, -1, 1)
        self.assert_fails('InvalidArgument', self.get, [])
        self.assert_fails('InvalidArgument', self.get, [1] * (GET_LIMIT + 1))
        for method in ('MarkRead', 'MarkUnread', 'Acknowledge', 'Delete'):
            self.assert_fails('InvalidArgument', self.mark, method, [])
            self.assert_fails('InvalidArgument', self.mark, method, [1] * (CHANGE_LIMIT + 1))

    def test_get(self):
        self.publish_some(3)
        self.assertEqual([row['id'] for row in self.get([2, 99, -1, 3, 0, 1])], [2, 3, 1])
        row, = self.get([1])
        self.assertEqual((row['id'], row['seq'], row['count'], row['title'], row['category']),
                         (1, 1, 1, '0', 'custom'))
        self.assertNotIn('read_at', row)
        self.assertEqual(row['created_at'], row['updated_at'])

    def test_marks(self):
        self.publish_some(5)
        self.assertEqual(self.get_unread(), 5)
        self.assertEqual(self.mark('MarkRead', [1, 2, 2, 99]), 2)
        self.assertEqual(self.mark('MarkRead', [1, 2]), 0)
        self.assertEqual(self.get_unread(), 3)
        self.assertIn('read_at', self.get([1])[0])
        self.assertEqual(self.mark('MarkUnread', [1, 3]), 1)
        self.assertNotIn('read_at', self.get([1])[0])
        self.assertEqual(self.mark('Acknowledge', [4]), 1)
        self.assertEqual(self.get_unread(), 3)
        self.assertLessEqual({'read_at', 'acknowledged_at'}, set(self.get([4])[0]))
        self.assertEqual(self.session.call('Notifications1', 'MarkAllRead')[0], 3)
        self.assertEqual(self.get_unread(), 0)
        self.assertEqual(self.mark('Delete', [1, 5, 99]), 2)
        self.assertEqual(self.list_ids(), ([4, 3, 2], 3))
        # The events stay in the history.
        self.assertEqual(self.session.status()['events'], 5)

    def test_merge(self):
        self.session.publish({'title': 'first', 'dedup_key': 'd'})
        self.session.publish({'title': 'other'})
        self.assertEqual(self.session.publish({'title': 'again', 'dedup_key': 'd'}), (3, 'merged'))
        self.assertEqual(self.list_ids(), ([1, 2], 2))
        row, = self.get([1])
        self.assertEqual((row['seq'], row['count'], row['title']), (3, 2, 'again'))
        self.mark('Acknowledge', [1])
        self.assertEqual(self.session.publish({'title': 'new', 'dedup_key': 'd'}), (4, 'notified'))
        self.session.publish({'title': 'over', 'dedup_key': 'd', 'status': 'resolved'})
        self.assertIn('resolved_at', self.get([4])[0])

    def test_changes_are_announced(self):
        added = self.session.record_signals('Notifications1', 'Added')
        changed = self.session.record_signals('Notifications1', 'Changed')
        removed = self.session.record_signals('Notifications1', 'Removed')

        def flatten(record):
            return [number for ids, in record for number in ids]

        self.publish_some(3)
        self.session.wait_for(lambda: flatten(added) == [1, 2, 3])
        self.mark('MarkRead', [1, 2])
        self.session.wait_for(lambda: flatten(changed) == [1, 2])
        self.session.publish({'title': 'a', 'dedup_key': 'd'})
        self.session.publish({'title': 'b', 'dedup_key': 'd'})
        self.session.wait_for(lambda: flatten(changed) == [1, 2, 4])
        self.mark('Delete', [2])
        self.session.wait_for(lambda: flatten(removed) == [2])
        self.assertEqual(flatten(added), [1, 2, 3, 4])

    def test_many_changes_share_a_signal(self):
        added = self.session.record_signals('Notifications1', 'Added')
        changed = self.session.record_signals('Notifications1', 'Changed')
        count = 3 * SIGNAL_IDS
        self.publish_some(count)
        self.session.wait_for(lambda: added)
        self.assertLess(len(added), count / 10)
        self.session.call('Notifications1', 'MarkAllRead')
        self.session.wait_for(lambda: ([],) in changed)
        self.assertLess(len(changed), 10)

    def test_unread_count_is_announced(self):
        changes = []
        number = self.session.bus.signal_subscribe(
            harness.AGENT_NAME, 'org.freedesktop.DBus.Properties', 'PropertiesChanged',
            harness.AGENT_PATH, f'{harness.APP_ID}.Notifications1', Gio.DBusSignalFlags.NONE,
            lambda *args: changes.append(args[5].unpack()[1]))
        self.publish_some(2)
        self.session.wait_for(lambda: {'UnreadCount': 2} in changes)
        self.mark('MarkRead', [1])
        self.session.wait_for(lambda: {'UnreadCount': 1} in changes)
        self.session.bus.signal_unsubscribe(number)

    def test_paged_without_gaps(self):
        self.publish_some(2000)
        ids, before_seq = [], 0
        while page := self.list_ids(before_seq=before_seq, limit=300)[0]:
            ids += page
            before_seq = page[-1]
        self.assertEqual(ids, list(range(2000, 0, -1)))


class Life(Case):
    def ask_http(self):
        return raw_http.ask(self.address, raw_http.post({'title': 'x'})).status

    def test_status(self):
        self.publish_some(3)
        self.mark('MarkRead', [1])
        status = self.session.status()
        self.assertEqual((status['events'], status['notifications'], status['unread'],
                          status['queue'], status['troubles']), (3, 3, 2, 0, []))
        self.assertEqual(status['version'], self.session.get_property('Agent1', 'Version'))
        self.assertLess(abs(status['started_at'] / 1e6 - time.time()), 60)

    def test_pause(self):
        until = int(time.time()) + 3600
        self.session.call('Agent1', 'PausePopups', GLib.Variant('(x)', (until,)))
        self.assertEqual(self.session.get_property('Agent1', 'PopupsPausedUntil'), until)
        self.assertEqual(self.session.status()['popups_paused_until'], until)
        self.assertEqual(self.session.publish({'title': 'x'})[1], 'notified')
        for over in (0, 1):
            self.session.call('Agent1', 'PausePopups', GLib.Variant('(x)', (over,)))
            self.assertEqual(self.session.get_property('Agent1', 'PopupsPausedUntil'), 0)

    def test_quit_and_activation(self):
        program = harness.find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
        self.publish_some(2)
        self.session.add_service(harness.AGENT_NAME, f'{program} --port=0')
        self.session.call('Agent1', 'Quit')
        self.assertEqual(self.agent.wait(), 0)
        # Gone, and back as soon as somebody calls.
        self.assertEqual(self.session.publish({'title': 'wake up'}), (3, 'notified'))
        self.assertNotIn(self.session.get_pid(harness.AGENT_NAME), (None, self.agent.pid))
        self.assertEqual(self.session.status()['notifications'], 3)

    def test_second_agent(self):
        program = harness.find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
        second = self.session.start('second', [program, '--port=0'])
        self.assertEqual(second.wait(), 0, second.output)
        self.assertEqual(self.session.get_pid(harness.AGENT_NAME), self.agent.pid)
        self.assertEqual(self.session.publish({'title': 'x'}), (1, 'notified'))
        address = raw_http.get_address(self.session, unix=True)
        self.assertEqual(raw_http.ask(address, raw_http.post({'title': 'y'})).status, 202)

    def test_signals_of_the_system(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            self.publish_some(1)
            os.kill(self.agent.pid, number)
            self.assertEqual(self.agent.wait(), 0)
            self.agent = self.session.start_agent()
        self.assertEqual(self.session.status()['events'], 2)

    def test_everything_outlives_the_agent(self):
        self.publish_some(10)
        self.session.publish({'title': 'd', 'dedup_key': 'd', 'id': 'k'})
        self.mark('MarkRead', [1])
        self.mark('Acknowledge', [2])
        self.mark('Delete', [3])
        ids = [*range(1, 12)]
        before = (self.list_ids(), self.get(ids), self.get_unread())
        for end in (self.agent.terminate, lambda: self.agent.kill9()):
            end()
            self.agent = self.session.start_agent()
            self.session.wait_for(lambda: self.get_unread() == before[2])
            self.assertEqual((self.list_ids(), self.get(ids), self.get_unread()), before)
            self.assertEqual(self.session.publish({'title': 'd', 'dedup_key': 'd', 'id': 'k'}),
                             (11, 'duplicate'))
        self.assertEqual(self.session.publish({'title': 'e', 'dedup_key': 'd'}), (12, 'merged'))
        self.assertEqual(self.list_ids({'text': 'e'})[0], [11])

    def test_bus_dies(self):
        self.address = raw_http.get_address(self.session)
        self.assertEqual(self.ask_http(), 202)
        os.kill(self.session.get_pid('org.freedesktop.DBus'), signal.SIGKILL)
        self.assertEqual(self.ask_http(), 202)
        # Still alive once it must have noticed, and back on a bus at the same address.
        self.session.wait_for(lambda: 'bus went away' in self.agent.output)
        self.assertEqual(self.ask_http(), 202)
        self.assertTrue(self.agent.is_running())

        path = self.session.address.partition('path=')[2].partition(',')[0]
        Path(path).unlink(missing_ok=True)
        self.session.start('dbus-daemon', [
            'dbus-daemon', '--nofork', f'--config-file={self.session.folder / "bus.conf"}',
            f'--address=unix:path={path}'])
        self.session.wait_for(Path(path).exists)
        self.session.bus = Gio.DBusConnection.new_for_address_sync(
            f'unix:path={path}', Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.session.wait_for(lambda: self.session.get_owner(harness.AGENT_NAME), RECONNECT_S)
        self.assertEqual(self.session.status()['events'], 3)
        self.assertEqual(self.session.publish({'title': 'back'}), (4, 'notified'))
        added = self.session.record_signals('Notifications1', 'Added')
        self.session.publish({'title': 'heard'})
        self.session.wait_for(lambda: added)

    def test_no_bus(self):
        """On a machine without a session bus, events come in by HTTP."""
        self.agent.terminate()
        program = harness.find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
        agent = self.session.start('wakebell-agent', [program, '--port=0'],
                                   env={'DBUS_SESSION_BUS_ADDRESS': ''})
        path = str(self.session.runtime_dir / 'wakebell/agent.sock')
        self.session.wait_for(Path(path).exists)
        self.assertEqual(raw_http.ask(path, raw_http.post({'title': 'x'})).status, 202)
        self.assertEqual(agent.terminate(), 0)

    def test_bad_arguments(self):
        program = harness.find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
        for argument in ('--port=x', '--port=65536', '--port=-2', '--no-such-option', 'word'):
            with self.subTest(argument):
                answer = self.session.run([program, argument])
                self.assertEqual(answer.returncode, 2, answer.stderr)
        self.assertEqual(self.session.run([program, '--version']).returncode, 0)

    def test_concurrent_clients(self):
        """Several connections to the bus at once, with HTTP beside them."""
        self.address = raw_http.get_address(self.session)
        ids, failures = [], []

        def work(number):
            try:
                with raw_http.Connection(self.address) as connection:
                    for i in range(100):
                        answer = connection.ask(raw_http.post({'title': f'{number} {i}'}))
                        ids.append(answer.body['id'])
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for i in range(100):
            ids.append(self.session.publish({'title': f'bus {i}'})[0])
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(sorted(ids), list(range(1, 501)))


if __name__ == '__main__':
    unittest.main()
