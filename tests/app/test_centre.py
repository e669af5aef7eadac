# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The notification centre against the real agent."""

import contextlib
import itertools
import threading
import unittest

import centre

PAGE_KEYS = {'alt+1': 'Inbox', 'alt+2': 'Runs', 'alt+3': 'Keys', 'alt+4': 'Alerts',
             'alt+5': 'Deliveries', 'alt+6': 'Statistics'}
POUR_COUNT = 50         # events at a time
POUR_PAUSE_S = 0.05     # between two times

setUpModule = centre.set_up_module


class ListTest(centre.CentreTestCase):
    def test_shows_what_is_published(self):
        self.open_window()
        self.wait_for_text('All Quiet')
        self.session.publish({'title': 'Disk is full', 'severity': 'error', 'message': '**94 %**'})
        self.wait_for_rows('Unread. Error. Disk is full. 94 %')
        self.session.publish({'title': 'Backup finished', 'severity': 'success'})
        self.wait_for_rows('Success. Backup finished', 'Error. Disk is full')

    def test_merged_repeat_moves_to_the_top(self):
        self.session.publish({'title': 'First', 'dedup_key': 'a'})
        self.session.publish({'title': 'Second'})
        self.open_window()
        self.wait_for_rows('Second', 'First')
        self.session.publish({'title': 'First again', 'dedup_key': 'a'})
        self.wait_for_rows('First again', 'Second')
        self.wait_for_text('×2')

    def test_markup_is_shown_as_it_is(self):
        title = '<span size="999999">&amp; so</span>'
        self.session.publish({'title': title, 'message': '<b>raw</b>'})
        self.open_window()
        self.wait_for_rows(title)
        self.open_notification(1)
        self.wait_for(lambda: self.find('label', title), 'the title in the detail')

    def test_empty_page_sends_a_test_event(self):
        self.open_window()
        self.wait_for_text('All Quiet')
        self.click('Send a Test Event')
        self.wait_for_rows('Test event')
        self.assertEqual(self.only()['severity'], 'info')

    def test_search(self):
        self.session.publish({'title': 'Disk is full', 'severity': 'error'})
        self.session.publish({'title': 'Backup finished', 'severity': 'success'})
        self.open_window()
        self.wait_for_rows('Backup', 'Disk')
        self.press('ctrl+f')
        self.wait_for(lambda: self.has_focus('entry'), 'focus in the search')
        self.type('disk')
        self.wait_for_rows('Disk is full')
        self.type(' zzz')
        self.wait_for_text('Nothing Found')
        self.click('Show All')
        self.wait_for_rows('Backup', 'Disk')

    def test_filter(self):
        self.session.publish({'title': 'Disk is full'})
        self.session.publish({'title': 'Backup finished'})
        self.session.call('Notifications1', 'MarkRead', centre.GLib.Variant('(ax)', ([1],)))
        self.open_window()
        self.wait_for_rows('Backup', 'Disk')
        self.click('Filter')
        self.wait_for(lambda: self.find('check box', 'Unread only'), 'the filter')
        self.press('space')
        self.wait_for_rows('Backup finished')
        self.wait_for_text('Filter, in use')
        self.click('Clear Filter')
        self.wait_for_rows('Backup', 'Disk')

    def test_typing_begins_a_search(self):
        self.session.publish({'title': 'Disk is full'})
        self.session.publish({'title': 'Backup finished'})
        self.open_window()
        self.wait_for_rows('Backup', 'Disk')
        self.type('back')
        self.wait_for_rows('Backup finished')
        self.press('Escape')
        self.wait_for_rows('Backup', 'Disk')


class PagesTest(centre.CentreTestCase):
    def test_each_page_by_keyboard(self):
        self.open_window()
        self.wait_for_text('All Quiet')
        for key, text in (('2', 'Runs'), ('3', 'Keys'), ('4', 'Alerts'), ('5', 'Deliveries'),
                          ('6', 'Statistics')):
            self.press(f'alt+{key}')
            # In the sidebar, and as the title of the page.
            self.wait_for(lambda name=text: self.texts().count(name) > 1, f'the page {text}')
        self.press('alt+1')
        self.wait_for_text('All Quiet')

    def test_keys_right_after_one_another(self):
        """None is lost, however busy the window is with the page that the one before called."""
        self.open_window()
        self.wait_for_text('All Quiet')
        with self.pour():
            for first, second in itertools.permutations(PAGE_KEYS, 2):
                self.press(first, second)
                with self.subTest(keys=(first, second)):
                    self.wait_for(lambda title=PAGE_KEYS[second]: self.find_page() == title,
                                  f'the focus in {PAGE_KEYS[second]} after {first} {second}')

    def find_page(self):
        """The title of the page that has the focus, or None: then nothing has, or the sidebar."""
        titles = set(PAGE_KEYS.values())
        widget = self.find_focus()
        while widget is not None:
            found = titles.intersection(inner.get_name() for inner in centre.walk(widget))
            if found:
                return found.pop() if len(found) == 1 else None
            widget = widget.get_parent()
        return None

    @contextlib.contextmanager
    def pour(self):
        """Events come all the time."""
        is_over = threading.Event()
        event = {'title': 'What poured in', 'severity': 'warning'}

        def run():
            while not is_over.wait(POUR_PAUSE_S):
                self.session.http('/api/v1/events', [event] * POUR_COUNT, unix=True)

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def test_search_belongs_to_the_inbox(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_rows('Disk is full')
        self.press('alt+4')
        self.wait_for(lambda: not self.rows(), 'another page')
        self.press('ctrl+f')
        self.type('zzz')
        self.press('alt+1')
        self.wait_for_rows('Disk is full')

    def test_context_is_shown_with_a_button(self):
        self.session.publish({'type': 'circuit_breaker_opened', 'provider': 'OpenAI',
                              'context': {'failures': 5, 'state': 'open'}})
        self.open_window()
        self.open_notification(1)
        self.wait_for_text('Context')
        for text in ('failures: 5', 'state: open'):
            self.wait_for_text(text)
        self.assertTrue(self.find_button('Acknowledge'))


class ActionTest(centre.CentreTestCase):
    def setUp(self):
        super().setUp()
        self.session.publish({'title': 'Disk is full', 'severity': 'error', 'source': 'db1'})
        self.open_window()
        self.wait_for_rows('Unread. Error. Disk is full')

    def select_first(self):
        """By keyboard: into the search, and from there on to the first row."""
        self.press('ctrl+f')
        self.wait_for(lambda: self.has_focus('entry'), 'focus in the search')
        self.press('Return')

    def test_selecting_marks_as_read(self):
        self.select_first()
        self.wait_for(lambda: 'read_at' in self.only(), 'read')
        self.wait_for(lambda: self.rows()[0].startswith('Error.'), 'shown as read')
        self.wait_for_text('db1')

    def test_toggle_read(self):
        self.select_first()
        self.wait_for(lambda: self.rows()[0].startswith('Error.'), 'shown as read')
        self.press('ctrl+r')
        self.wait_for(lambda: 'read_at' not in self.only(), 'unread')
        self.wait_for_rows('Unread. Error. Disk is full')

    def test_acknowledge(self):
        self.open_notification(1)
        self.click('Acknowledge')
        self.wait_for(lambda: 'acknowledged_at' in self.only(), 'acknowledged')
        self.wait_for(lambda: self.rows()[0].endswith('Acknowledged'), 'shown as acknowledged')

    def test_mark_all_as_read(self):
        self.click('Mark All as Read')
        self.wait_for(lambda: self.session.status()['unread'] == 0, 'all read')
        self.wait_for_rows('Error. Disk is full')

    def test_delete_and_undo(self):
        self.select_first()
        self.press('Delete')
        self.wait_for_text('All Quiet')
        self.only()
        self.click('Undo')
        self.wait_for_rows('Disk is full')
        self.only()

    def test_delete_is_done_when_the_window_closes(self):
        self.select_first()
        self.press('Delete')
        self.wait_for_text('All Quiet')
        self.press('ctrl+w')
        self.wait_for(lambda: not self.session.list(), 'deleted')
        self.assertEqual(self.app.wait(), 0)

    def test_notification_that_does_not_exist(self):
        self.open_notification(4711)
        self.wait_for_text('This notification no longer exists.')

    def test_removed_elsewhere(self):
        self.open_notification(1)
        self.wait_for(lambda: self.find_button('Acknowledge'), 'the detail')
        self.session.call('Notifications1', 'Delete', centre.GLib.Variant('(ax)', ([1],)))
        self.wait_for_text('All Quiet')

    def test_preferences_and_shortcuts_open(self):
        self.press('ctrl+comma')
        self.wait_for_text('Pause Pop-ups')
        self.press('Escape')
        self.wait_for(lambda: 'Pause Pop-ups' not in self.texts(), 'preferences closed')


class WelcomeTest(centre.CentreTestCase):
    is_welcomed = False

    def test_three_pages_for_who_is_new(self):
        self.open_window()
        self.click('Show Me One')
        self.wait_for(self.session.list, 'a notification')
        self.wait_for(lambda: any('wakebell run' in text for text in self.texts()), 'a line')
        self.wait_for(self.turn_pages, 'the end of the welcome')
        self.wait_for_rows('Test event')

    def turn_pages(self):
        """Presses what is there until the pages of the window are."""
        if self.find('list', 'Pages'):
            return True
        button = self.find_button('Next') or self.find_button('Done')
        if button:
            button.do_action(0)
        return False

    def test_skip_is_kept(self):
        self.open_window()
        self.click('Skip')
        self.wait_for_text('All Quiet')
        self.press('ctrl+q')
        self.app.wait()
        self.open_window()
        self.wait_for_text('All Quiet')

    def test_who_has_notifications_sees_them_at_once(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_rows('Disk is full')


class SearchProviderTest(centre.CentreTestCase):
    """As GNOME Shell asks it."""

    def ask(self, method, *values):
        return self.session.call_at(
            centre.harness.APP_ID, f'{centre.APP_PATH}/SearchProvider',
            'org.gnome.Shell.SearchProvider2', method, centre.GLib.Variant(*values))

    def test_finds_and_opens(self):
        self.session.publish({'title': 'Disk is full', 'message': '**94 %** of /data'})
        self.session.publish({'title': 'Backup finished'})
        self.open_window()
        self.wait_for(lambda: self.ask('GetInitialResultSet', '(as)', (['disk'],))[0] == ['1'],
                      'what the agent knows')
        self.assertEqual(
            self.ask('GetSubsearchResultSet', '(asas)', (['1'], ['disk', 'fu']))[0], ['1'])
        meta = self.ask('GetResultMetas', '(as)', (['1'],))[0][0]
        self.assertEqual((meta['id'], meta['name'], meta['description']),
                         ('1', 'Disk is full', '94 % of /data'))
        self.ask('ActivateResult', '(sasu)', ('1', ['disk'], 0))
        self.wait_for(lambda: self.find_button('Acknowledge'), 'the notification')

    def test_goes_on_in_the_window(self):
        self.session.publish({'title': 'Disk is full'})
        self.session.publish({'title': 'Backup finished'})
        self.open_window()
        self.wait_for_rows('Backup', 'Disk')
        self.ask('LaunchSearch', '(asu)', (['backup', 'fin'], 0))
        self.wait_for_rows('Backup finished')


class NarrowTest(centre.CentreTestCase):
    width = 370

    def test_open_and_go_back(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_rows('Unread. Information. Disk is full')
        self.open_notification(1)
        self.click('Back')
        self.wait_for_rows('Information. Disk is full')


class AgentTest(centre.CentreTestCase):
    def test_agent_ends_and_is_started_again(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_rows('Disk is full')
        self.agent.kill9()
        self.wait_for_text('The Agent Is Not Running')
        self.session.add_service(
            centre.harness.AGENT_NAME,
            '{} --port=0'.format(centre.harness.find_program('WAKEBELL_AGENT',
                                                             'src/agent/wakebell-agent')))
        self.click('Start')
        self.wait_for(lambda: self.session.get_owner(centre.harness.AGENT_NAME), 'the agent')
        self.wait_for_text('All Quiet')     # it has another data folder than the first

    def test_agent_comes_back_by_itself(self):
        self.session.publish({'title': 'Disk is full'})
        self.open_window()
        self.wait_for_rows('Disk is full')
        self.agent.kill9()
        self.wait_for_text('The Agent Is Not Running')
        self.agent = self.start_agent()
        self.wait_for_rows('Disk is full')
        self.session.publish({'title': 'Still followed'})
        self.wait_for_rows('Still followed', 'Disk is full')


if __name__ == '__main__':
    unittest.main(verbosity=2)
