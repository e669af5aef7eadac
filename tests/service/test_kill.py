#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The agent is killed in the middle of its work: what it answered for is there, exactly once."""

import contextlib
import sqlite3
import sys
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
import raw_http  # noqa: E402

EVENTS = 10000
CLIENTS = 8
KILLS = 10
EVENTS_WITHOUT_ID = 3000
PAGE = 1000


class Load:
    """Clients that post events from several threads, and come back after each death of the agent.

    With ids, an event whose answer was lost is posted again with the same id until it has one;
    without, it is given up.
    """

    def __init__(self, session, count, has_ids):
        self._session = session
        self._has_ids = has_ids
        self._numbers = iter(range(count))
        self._condition = threading.Condition()
        self._generation = 0        # how often the agent was started again
        self._running = CLIENTS
        self.answered = {}          # number -> id of the event
        self.given_up = set()
        self.failures = []
        self._addresses = (raw_http.get_address(session), raw_http.get_address(session, unix=True))
        self._threads = [threading.Thread(target=self._work, args=(i,)) for i in range(CLIENTS)]

    def start(self):
        for thread in self._threads:
            thread.start()

    def join(self):
        for thread in self._threads:
            thread.join()

    def wait_for_answers(self, count):
        """Waits until so many events are answered, or all clients are done."""
        with self._condition:
            self._condition.wait_for(lambda: len(self.answered) >= count or self._running == 0)

    def tell_restarted(self):
        with self._condition:
            self._generation += 1
            self._condition.notify_all()

    def _wait_for_restart(self, generation):
        with self._condition:
            if not self._condition.wait_for(lambda: self._generation > generation,
                                            harness.TIMEOUT_S):
                raise TimeoutError('a connection broke without a death of the agent')

    def _work(self, index):
        try:
            self._post_all(self._addresses[index % 2])
        except Exception as error:
            self.failures.append(error)
        with self._condition:
            self._running -= 1
            self._condition.notify_all()

    def _post_all(self, address):
        number = self._take()
        while number is not None:
            generation = self._generation
            try:
                with raw_http.Connection(address) as connection:
                    while number is not None:
                        self._post(connection, number)
                        number = self._take()
            except ConnectionError:
                self._wait_for_restart(generation)
                if not self._has_ids:
                    self.given_up.add(number)
                    number = self._take()

    def _take(self):
        with self._condition:
            return next(self._numbers, None)

    def _post(self, connection, number):
        event = {'title': f'event {number}'}
        if self._has_ids:
            event['id'] = f'number {number}'
        answer = connection.ask(raw_http.post(event))
        if answer.status != 202:
            raise AssertionError(f'{number}: {answer}')
        with self._condition:
            self.answered[number] = answer.body['id']
            self._condition.notify_all()


class KillTest(harness.SessionTestCase):
    def run_load(self, count, has_ids, kills):
        agent = self.session.start_agent()
        port = raw_http.get_address(self.session)[1]
        load = Load(self.session, count, has_ids)
        load.start()
        for i in range(1, kills + 1):
            load.wait_for_answers(i * count // (kills + 1))
            agent.kill9()
            agent = self.session.start_agent(f'--port={port}')
            load.tell_restarted()
        load.join()
        self.assertEqual(load.failures, [])
        return agent, load

    def read_history(self):
        """The numbers of all events by their ids, as the agent tells them."""
        history, query = {}, f'?limit={PAGE}'
        while query:
            page = self.session.http(raw_http.EVENTS + query).body
            for event in page['events']:
                history[event['id']] = int(event['title'].split()[1])
            before = page.get('next_before_id')
            query = before and f'?limit={PAGE}&before_id={before}'
        return history

    def check_database(self):
        path = self.session.status()['database']
        with contextlib.closing(sqlite3.connect(f'file:{path}?mode=ro', uri=True)) as database:
            self.assertEqual(database.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
            return [database.execute(f'SELECT count(*) FROM {table}').fetchone()[0]
                    for table in ('events', 'notifications')]

    def test_with_ids(self):
        _agent, load = self.run_load(EVENTS, True, KILLS)
        self.assertEqual(len(load.answered), EVENTS)
        history = self.read_history()
        self.assertEqual(len(history), EVENTS)
        self.assertEqual({number: id for id, number in history.items()}, load.answered)
        status = self.session.status()
        self.assertEqual((status['events'], status['notifications']), (EVENTS, EVENTS))
        self.assertEqual(self.check_database(), [EVENTS, EVENTS])
        self.session.wait_for(lambda: self.session.status()['unread'] == EVENTS)
        self.assertEqual(self.session.call('Notifications1', 'List', harness.GLib.Variant(
            '(a{sv}xu)', ({'text': harness.variant('event')}, 0, 1)))[1], EVENTS)

    def test_without_ids(self):
        _agent, load = self.run_load(EVENTS_WITHOUT_ID, False, KILLS)
        self.assertEqual(len(load.answered) + len(load.given_up), EVENTS_WITHOUT_ID)
        history = self.read_history()
        numbers = sorted(history.values())
        self.assertEqual(len(numbers), len(set(numbers)), 'an event is there twice')
        for number, id in load.answered.items():
            self.assertEqual(history[id], number)
        # What is there beyond the answered was on its way when the agent died.
        self.assertLessEqual(set(numbers) - set(load.answered), load.given_up)
        self.check_database()

    def test_lists_are_whole(self):
        """A list of events that was being stored is there as a whole, or not at all."""
        size, killed = 200, 8
        agent = self.session.start_agent()
        path = raw_http.get_address(self.session, unix=True)
        for round in range(killed):
            with raw_http.Connection(path) as connection:
                connection.send(raw_http.post([{'title': f'list {round}'}] * size) * 3)
                if round % 2:
                    connection.fill()
                agent.kill9()
            agent = self.session.start_agent()
        counts = {}
        for number in self.read_history().values():
            counts[number] = counts.get(number, 0) + 1
        self.assertEqual({number for number, count in counts.items() if count % size}, set())
        self.assertLessEqual({1, 3, 5, 7}, set(counts))     # those were answered once at least
        self.check_database()

    def test_asked_to_end(self):
        """An agent that is asked to end answers for all that it has taken in."""
        agent = self.session.start_agent()
        port = raw_http.get_address(self.session)[1]
        load = Load(self.session, EVENTS_WITHOUT_ID, True)
        load.start()
        load.wait_for_answers(EVENTS_WITHOUT_ID // 3)
        self.assertEqual(agent.terminate(), 0)
        self.session.start_agent(f'--port={port}')
        load.tell_restarted()
        load.join()
        self.assertEqual([str(error) for error in load.failures if '503' not in str(error)], [])
        history = self.read_history()
        for number, id in load.answered.items():
            self.assertEqual(history[id], number)


if __name__ == '__main__':
    unittest.main()
