# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The page of the statistics against the real agent."""

import unittest

import centre
from centre import Atspi

setUpModule = centre.set_up_module

EVENTS = [{'type': 'training_failed', 'model_name': 'qwen', 'run_id': 'a'},
          {'type': 'training_failed', 'model_name': 'qwen', 'run_id': 'b'},
          {'title': 'x', 'model_name': 'llama'}, {'title': 'y', 'provider': 'groq'}]
BARS = {'Day': 24, 'Week': 7, 'Month': 30}


class StatisticsTest(centre.CentreTestCase):
    page = 'statistics'

    def publish_all(self):
        for event in EVENTS:
            self.session.publish(event)

    def rows(self, heading):
        return [row.get_name() for box in self.find_all('list') if box.get_name() == heading
                for row in centre.walk(box) if centre.get_role(row) == 'list item']

    def wait_for_shares(self, heading, *rows):
        self.wait_for(lambda: self.rows(heading) == list(rows), f'{heading}: {rows}')

    def chart(self):
        """What is read out for it."""
        return next((widget for role in ('image', 'icon') for widget in self.find_all(role)
                     if widget.get_name().startswith('Events per')), None)

    def table(self):
        """The cells of each row."""
        table = self.wait_for(lambda: next((
            widget for widget in self.find_all('table')
            if widget.get_name().startswith('Events per')), None), 'the table')
        return [[cell.get_name() for cell in self.children(row)] for row in self.children(table)]

    def children(self, widget):
        """Those that are there: a table that is being made again loses some while one looks."""
        children = (widget.get_child_at_index(index) for index in range(widget.get_child_count()))
        return [child for child in children if child is not None]

    def full_table(self, n_bars):
        """The cells once all are there, else None."""
        rows = self.table()
        return rows if len(rows) == n_bars + 1 and {len(row) for row in rows} == {7} else None

    def test_what_came_is_counted(self):
        self.open_window()
        self.wait_for_text('No Events')
        self.publish_all()
        self.wait_for_shares('Events by Type', 'Custom event: 2', 'Training failed: 2')
        self.wait_for_shares('Events by Model', 'qwen: 2', 'llama: 1')
        self.wait_for_shares('Events by Provider', 'groq: 1')
        self.wait_for_text('Error 2')
        self.wait_for_text('Information 2')

    def test_keys_read_the_chart(self):
        self.publish_all()
        self.open_window()
        self.wait_for(self.chart, 'the chart')

        def reach():
            if self.chart().get_state_set().contains(Atspi.StateType.FOCUSED):
                return True
            self.press('Tab')
            return False

        self.wait_for(reach, 'the focus on the chart')
        self.press('End')
        self.wait_for(lambda: self.chart().get_name().endswith(': 4 (Error 2, Information 2)'),
                      'the newest bar')
        self.press('Left')
        self.wait_for(lambda: self.chart().get_name().endswith(': none'), 'the one before it')
        self.press('Escape')
        self.wait_for(lambda: self.chart().get_name() == 'Events per Hour', 'no bar')

    def test_ranges_and_table(self):
        self.publish_all()
        self.open_window()
        self.wait_for(self.chart, 'the chart')
        self.click('Show as Table')
        for name, n_bars in BARS.items():
            self.click(name)
            rows = self.wait_for(lambda n=n_bars: self.full_table(n), f'{n_bars} bars')
            self.assertEqual(rows[0], ['Time', 'Total', 'Critical', 'Error', 'Warning', 'Success',
                                       'Information'])
            self.assertEqual([sum(int(row[column]) for row in rows[1:])
                              for column in range(1, 7)], [4, 0, 2, 0, 0, 2])


if __name__ == '__main__':
    unittest.main(verbosity=2)
