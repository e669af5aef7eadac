#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""API keys: what is reported of them, and the alerts that follow, to the letter."""

import json
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402
from gi.repository import GLib  # noqa: E402

KEYS = '/api/v1/keys'
SAMPLE = {'percentage': 78.0, 'remaining': 3166, 'resets_at': '2025-11-19T00:00:00Z'}
TIME = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ'

WARNING = '''⚠️ **API Key Quota Warning**

Provider: Groq
Key ID: 1
Usage: 78%
Remaining: 3,166 tokens
Resets at: 2025-11-19T00:00:00Z

Action: Monitor usage or add backup keys'''

CRITICAL = '''🚨 **CRITICAL: API Key Quota Nearly Exhausted**

Provider: Groq
Key ID: 1
Usage: 92.5%
Remaining: 1,080 tokens
Resets at: 2025-11-19T00:00:00Z

⚡ **Immediate Action Required:**
- Add backup keys for groq
- Monitor usage closely
- Consider rate limiting

System will auto-switch to next available key when exhausted.'''

AUTH_FAILED = '''❌ **API Key Authentication Failure**

Provider: Groq
Key ID: 1
Error: {error}
Time: TIME

**Action Required:**
1. Check if key is expired
2. Verify key in provider dashboard
3. Update .env with new key if needed
4. Restart platform after update

Key has been quarantined for 5 minutes.
Requests are being routed to backup keys.'''

ALL_FAILED = '''🚨 **EMERGENCY: All AI Providers Down**

**Status:** Platform AI is completely unavailable
**Time:** TIME

**Failed Providers:**
- groq: 429 Too Many Requests
- google: timeout

**Impact:**
- All AI features are disabled
- Users seeing fallback messages
- Platform operating in degraded mode

**IMMEDIATE ACTIONS REQUIRED:**
1. Check all API keys in .env
2. Verify keys in provider dashboards
3. Check for service outages:
   - Groq: https://status.groq.com
   - Google: https://status.cloud.google.com
4. Add new backup keys immediately
5. Monitor recovery status

This is a critical system alert!'''

RECOVERED = '''✅ **Provider Recovered**

Groq Key 1 is back online!
Time: TIME

System resumed normal operations.'''

ERRORS = {'groq': '429 Too Many Requests', 'google': 'timeout'}


class Keys(harness.SessionTestCase):
    def setUp(self):
        self.agent = self.session.start_agent()

    def send(self, path, body=None, method='POST', status=200):
        answer = self.session.http(KEYS + path, body, method=method)
        self.assertEqual(answer.status, status, answer.body)
        return answer.body

    def set_quota(self, key_id=1, **quota):
        return self.send(f'/groq/{key_id}/quota', quota, method='PUT')

    def list(self):
        return self.send('', method='GET')['keys']

    def get_alert(self, answer, number=0):
        """The notification of an event that a report raised."""
        number = answer['events'][number]['notification_id']
        return self.session.call('Notifications1', 'Get', GLib.Variant('(ax)', ([number],)))[0][0]

    def get_context(self, answer):
        number = answer['events'][0]['id']
        return self.session.http(f'/api/v1/events/{number}').body['context']

    def raised(self, answer):
        return [(event['type'], event['outcome']) for event in answer['events']]

    def get_dashboard(self):
        answer = self.session.http('/api/admin/alerts')
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.body['count'], len(answer.body['alerts']))
        return answer.body['alerts']

    def assert_text(self, alert, title, message):
        self.assertEqual(alert['title'], title)
        self.assertEqual(re.sub(TIME, 'TIME', alert['message']),
                         re.sub(TIME, 'TIME', message))


class Alerts(Keys):
    def test_alert_quota_warning(self):
        """The sample that its source gives to try by hand."""
        answer = self.set_quota(**SAMPLE)
        alert = self.get_alert(answer)
        self.assert_text(alert, '⚠️ Groq Key 1 at 78% quota', WARNING)
        self.assertEqual(alert['message'], WARNING)
        self.assertEqual(self.get_context(answer)['alert_id'], 'quota_warning_groq_key1')
        self.assertEqual(alert['severity'], 'warning')
        self.assertEqual({name: answer[name] for name in ('provider', 'key_id', 'state', *SAMPLE)},
                         {'provider': 'groq', 'key_id': '1', 'state': 'warning', **SAMPLE})
        self.session.wait_for(lambda: 'Quota warning sent for groq Key 1 (78%)'
                              in self.agent.output)

    def test_alert_quota_critical(self):
        answer = self.set_quota(percentage=92.5, remaining=1080,
                                resets_at='2025-11-19T00:00:00Z')
        alert = self.get_alert(answer)
        self.assert_text(alert, '🚨 CRITICAL: Groq Key 1 at 92.5%', CRITICAL)
        self.assertEqual(alert['message'], CRITICAL)
        self.assertEqual(self.get_context(answer)['alert_id'], 'quota_critical_groq_key1')
        self.assertEqual((alert['severity'], answer['state']), ('critical', 'critical'))
        self.session.wait_for(lambda: 'CRITICAL quota alert sent for groq Key 1 (92.5%)'
                              in self.agent.output)

    def test_alert_auth_failed(self):
        answer = self.send('/groq/1/failure', {'error_details': '401 Unauthorized'})
        alert = self.get_alert(answer)
        self.assert_text(alert, '❌ Groq Key 1 Authentication Failed',
                         AUTH_FAILED.format(error='401 Unauthorized'))
        self.assertRegex(alert['message'], f'Time: {TIME}\n')
        self.assertEqual(self.get_context(answer)['alert_id'], 'auth_failed_groq_key1')
        self.assertEqual((alert['severity'], answer['state']), ('error', 'quarantined'))
        self.session.wait_for(lambda: 'Auth failure alert sent for groq Key 1'
                              in self.agent.output)

    def test_alert_auth_failed_without_error(self):
        for body in (None, {}, {'error': ''}):
            self.send('/groq/1', method='DELETE', status=404)
            answer = self.send('/groq/1/failure', body)
            self.assert_text(self.get_alert(answer), '❌ Groq Key 1 Authentication Failed',
                             AUTH_FAILED.format(error='Invalid or expired API key'))
            self.send('/groq/1', method='DELETE')

    def test_alert_all_failed(self):
        answer = self.send('/all-failed', {'errors_by_provider': ERRORS})
        alert = self.get_alert(answer)
        self.assert_text(alert, '🚨 EMERGENCY: All AI Keys Failed!', ALL_FAILED)
        self.assertEqual(self.get_context(answer),
                         {'alert_id': 'all_keys_failed', 'errors_by_provider': ERRORS})
        self.assertEqual((alert['severity'], alert['priority']), ('critical', 'critical'))
        self.session.wait_for(lambda: 'EMERGENCY: All AI keys failed alert sent!'
                              in self.agent.output)

    def test_alert_recovered(self):
        self.send('/groq/1/failure')
        for _ in range(2):
            answer = self.send('/groq/1/recovered')
            self.assertEqual(self.raised(answer), [('key_recovered', 'notified')])
            self.assert_text(self.get_alert(answer), '✅ Groq Key 1 is back online', RECOVERED)
        self.session.wait_for(lambda: self.agent.output.count('groq Key 1 recovery alert sent')
                              == 2)

    def test_all_failed_needs_as_many_errors_as_models(self):
        for available, fires in ((3, False), (['a', 'b', 'c'], False), (2, True), (1, True)):
            with self.subTest(available):
                answer = self.send('/all-failed', {'errors_by_provider': ERRORS,
                                                   'available_models': available})
                self.assertEqual(answer['all_failed'], fires)
                self.assertEqual(len(answer['events']), int(fires))

    def test_status_decides(self):
        for status, raised in (('warning', ['quota_warning']), ('critical', ['quota_critical']),
                               ('ok', [])):
            answer = self.set_quota(percentage=50, status=status)
            self.assertEqual([kind for kind, _ in self.raised(answer)], raised)

    def test_cooldown_prevents_spam(self):
        self.agent.terminate()
        self.agent = self.session.start_agent(env={'G_MESSAGES_DEBUG': 'all'})
        reports = (
            ('quota_warning', lambda key: self.set_quota(key, percentage=80)),
            ('quota_critical', lambda key: self.set_quota(key, percentage=95)),
            ('auth_failure', lambda key: self.send(f'/groq/{key}/failure')),
        )
        self.set_quota(9, percentage=1)     # so that not all fail
        for kind, report in reports:
            with self.subTest(kind):
                first = report(1)
                self.assertEqual(self.raised(first), [(kind, 'notified')])
                for _ in range(3):
                    again = report(1)
                    self.assertEqual(self.raised(again), [(kind, 'throttled')])
                    self.assertEqual(again['events'][0]['notification_id'],
                                     first['events'][0]['notification_id'])
                self.assertEqual(self.get_alert(first)['count'], 4)
                self.assertEqual(self.raised(report(2)), [(kind, 'notified')])

        name = 'Skipping auth_failed_groq_key1 - cooldown active'
        self.session.wait_for(lambda: self.agent.output.count(name) == 3)
        self.assertEqual(self.agent.output.count('Auth failure alert sent for groq Key 1'), 1)

    def test_cooldown_survives_a_restart(self):
        self.set_quota(**SAMPLE)
        self.agent.kill9()
        self.agent = self.session.start_agent()
        self.assertEqual(self.raised(self.set_quota(**SAMPLE)), [('quota_warning', 'throttled')])

    def test_dashboard_alerts_stored(self):
        self.assertEqual(self.get_dashboard(), [])
        self.set_quota(**SAMPLE)
        self.send('/all-failed', {'errors_by_provider': ERRORS})
        self.session.publish({'type': 'training_failed', 'model_name': 'm'})
        first, second = self.get_dashboard()
        self.assertEqual(set(first), {'level', 'title', 'message', 'timestamp'})
        self.assertEqual((first['level'], first['title']), ('critical', 'All AI providers failed'))
        self.assert_text({**first, 'title': ''}, '', ALL_FAILED)
        self.assertEqual((second['level'], second['message']), ('warning', WARNING))
        self.assertRegex(first['timestamp'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d')

        for key in range(2, 14):
            self.set_quota(key, percentage=80)
        alerts = self.get_dashboard()
        self.assertEqual([alert['title'] for alert in alerts],
                         [f'⚠️ Groq Key {key} at 80% quota' for key in range(13, 3, -1)])


class Ledger(Keys):
    def test_every_known_key(self):
        """One after another fails; what comes later is a line of the emergency; a key that works
        ends it, and what was muted was listed all the same."""
        self.set_quota(1, percentage=5)
        self.set_quota(2, percentage=5)
        self.assertEqual(self.raised(self.send('/groq/1/failure')), [('auth_failure', 'notified')])
        answer = self.send('/groq/2/failure', {'error': 'expired'})
        self.assertEqual(self.raised(answer),
                         [('auth_failure', 'notified'), ('all_keys_failed', 'notified')])
        emergency = answer['events'][1]['notification_id']

        answer = self.send('/google/1/failure', {'error': '403'})
        self.assertEqual(self.raised(answer),
                         [('auth_failure', 'notified'), ('all_keys_failed', 'merged')])
        self.assertEqual(answer['events'][1]['notification_id'], emergency)
        self.assertIn(f'not forwarded: notification {emergency} says it already',
                      self.get_alert(answer)['reason'])
        alert = self.get_alert(answer, 1)
        self.assertIn('- groq: expired\n- google: 403\n', alert['message'])
        self.assertNotIn('resolved_at', alert)

        failed = {(key['provider'], key['key_id']): key['state'] for key in self.list()}
        self.assertEqual(set(failed.values()), {'quarantined'})
        self.set_quota(2, percentage=6)
        self.assertIn('resolved_at', self.get_alert(answer, 1))

    def test_one_known_key(self):
        self.assertEqual(self.raised(self.send('/groq/1/failure')),
                         [('auth_failure', 'notified'), ('all_keys_failed', 'notified')])

    def test_events_of_others(self):
        """What is posted as an event is known of the key, and no alert comes twice."""
        for event, state in (
            ({'type': 'quota_warning', 'context': {'percentage': 76}}, 'warning'),
            ({'type': 'quota_critical'}, 'critical'),
            ({'type': 'auth_failure', 'context': {'error_details': 'expired'}}, 'quarantined'),
            ({'type': 'key_recovered'}, 'healthy'),
            ({'type': 'quota_exhausted'}, 'failed'),
            ({'type': 'key_recovered'}, 'healthy'),
        ):
            with self.subTest(event):
                self.session.publish({'provider': 'groq', 'key_id': '1', **event})
                self.assertEqual([key['state'] for key in self.list()], [state])
        history = self.session.http('/api/v1/events').body['events']
        self.assertEqual([event['type'] for event in reversed(history)],
                         ['quota_warning', 'quota_critical', 'auth_failure', 'all_keys_failed',
                          'key_recovered', 'quota_exhausted', 'all_keys_failed',
                          'key_recovered'])

    def test_emergency_of_others(self):
        self.set_quota(**SAMPLE)
        answer = self.session.http('/api/v1/events', {'type': 'all_keys_failed', 'context': {
            'errors_by_provider': {'groq': '429'}}}).body
        self.assertEqual([(key['state'], key['last_error']) for key in self.list()],
                         [('failed', '429')])
        raised = self.send('/groq/2/failure')['events']
        self.assertEqual((raised[1]['outcome'], raised[1]['notification_id']),
                         ('merged', answer['notification_id']))

    def test_list_and_forget(self):
        for provider, key in (('groq', '10'), ('groq', '9'), ('google', 'main key')):
            path = f'/{provider}/{key}/quota'.replace(' ', '%20')
            self.send(path, {'used': 1, 'limit': 4}, method='PUT')
        self.assertEqual([(key['provider'], key['key_id']) for key in self.list()],
                         [('google', 'main key'), ('groq', '9'), ('groq', '10')])
        only = self.send('?provider=google', method='GET')['keys']
        self.assertEqual([(key['percentage'], key['remaining']) for key in only], [(25, 3)])

        self.assertEqual(self.send('/google/main%20key', method='DELETE'), {})
        self.send('/google/main%20key', method='DELETE', status=404)
        self.assertEqual(len(self.list()), 2)
        self.agent.kill9()
        self.agent = self.session.start_agent()
        self.assertEqual(len(self.list()), 2)

    def test_refused(self):
        secret = 'gsk_never_to_be_kept'
        for path, method, body, field in (
            ('/groq/1/quota', 'PUT', {}, 'percentage'),
            ('/groq/1/quota', 'PUT', {'percentage': 'much'}, 'percentage'),
            ('/groq/1/quota', 'PUT', {'percentage': 1, 'status': 'fine'}, 'status'),
            ('/groq/1/quota', 'PUT', {'percentage': 1, 'api_key': secret}, 'api_key'),
            ('/groq/1/failure', 'POST', {'key': secret}, 'key'),
            ('/groq/1/recovered', 'POST', {'API_KEY': secret}, 'API_KEY'),
            ('/all-failed', 'POST', {'errors_by_provider': ERRORS, 'secret': secret}, 'secret'),
            ('/all-failed', 'POST', {}, 'errors_by_provider'),
            ('/all-failed', 'POST', {'errors_by_provider': {'groq': 1}},
             'errors_by_provider.groq'),
        ):
            with self.subTest(body):
                error = self.send(path, body, method, 400)['error']
                self.assertEqual((error['code'], error['field']), ('invalid_argument', field))
                self.assertNotIn(secret, error['message'])
        self.assertEqual(self.list(), [])

    def test_thresholds_are_preferences(self):
        self.session.http('/api/v1/admin/alerts/preferences',
                          {'quota': {'warning': 50, 'critical': 60}}, method='PUT')
        for percentage, state in ((49, 'healthy'), (50, 'warning'), (60, 'critical')):
            self.assertEqual(self.set_quota(percentage=percentage)['state'], state)


class Bus(Keys):
    def call(self, method, signature, *arguments):
        return self.session.call('Keys1', method, GLib.Variant(signature, arguments))

    def test_methods(self):
        changed = self.session.record_signals('Keys1', 'Changed')
        variant = harness.variant
        key, = self.call('SetQuota', '(ssa{sv})', 'groq', '1',
                         {'percentage': variant(78.0), 'remaining': variant(3166)})
        self.assertEqual((key['state'], key['percentage'], key['remaining']),
                         ('warning', 78, 3166))
        self.assertEqual([event['type'] for event in key['events']], ['quota_warning'])
        self.session.wait_for(lambda: len(changed) == 1)

        key, = self.call('ReportFailure', '(ssa{sv})', 'groq', '1', {'error': variant('401')})
        self.assertEqual((key['state'], key['last_error']), ('quarantined', '401'))
        key, = self.call('ReportRecovered', '(ss)', 'groq', '1')
        self.assertEqual(key['state'], 'healthy')
        result, = self.call('ReportAllFailed', '(a{ss}a{sv})', ERRORS,
                            {'available_models': variant(3)})
        self.assertEqual(result, {'all_failed': False, 'events': []})
        result, = self.call('ReportAllFailed', '(a{ss}a{sv})', ERRORS, {})
        self.assertEqual((result['all_failed'], result['events'][0]['type']),
                         (True, 'all_keys_failed'))

        keys, = self.call('List', '(a{sv})', {'provider': variant('groq')})
        self.assertEqual([(key['key_id'], key['state']) for key in keys], [('1', 'failed')])
        self.assertEqual(self.call('List', '(a{sv})', {'provider': variant('p')}), ([],))
        self.assertEqual(self.call('Forget', '(ss)', 'groq', '1'), ())
        with self.assertRaises(GLib.Error) as caught:
            self.call('Forget', '(ss)', 'groq', '1')
        self.assertEqual(harness.error_name(caught.exception), 'NotFound')


class CommandLine(Keys):
    def cli(self, *arguments, status=0):
        result = self.session.cli('keys', *arguments)
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stdout if status == 0 else result.stderr

    def test_commands(self):
        self.assertEqual(self.cli(), 'No key is known\n')
        self.assertEqual(self.cli('quota', 'groq', '1', '--percentage', '78.0', '--remaining',
                                  '3166', '--resets-at', '2025-11-19T00:00:00Z'),
                         'groq 1: warning\nquota_warning: notified\n')
        self.assertEqual(self.cli('fail', 'google', 'x', '--error', 'läuft nicht'),
                         'google x: quarantined\nauth_failure: notified\n')
        self.assertEqual(self.cli(), '''\
PROVIDER  KEY  STATE        USED %  REMAINING  RESETS AT            LAST ERROR
google    x    quarantined                                          läuft nicht
groq      1    warning      78      3166       2025-11-19 00:00:00
''')
        keys = json.loads(self.cli('list', '--json', '--provider', 'groq'))['keys']
        self.assertEqual([key['key_id'] for key in keys], ['1'])
        self.assertEqual(self.cli('recovered', 'google', 'x'),
                         'google x: healthy\nkey_recovered: notified\n')
        self.assertEqual(self.cli('all-failed', 'groq=429', '--available-models', '2'),
                         'Not all have failed\n')
        self.assertEqual(self.cli('all-failed', 'groq=429', 'google=timeout'),
                         'all_keys_failed: notified\n')
        self.assertEqual(self.cli('forget', 'groq', '1'), 'Forgotten\n')
        answer = json.loads(self.cli('quota', 'groq', '1', '--used=3', '--limit=4', '--json'))
        self.assertEqual((answer['state'], answer['percentage'], answer['limit']),
                         ('warning', 75, 4))

    def test_refused(self):
        for arguments, status, message in (
            (('forget', 'groq', '1'), 1, 'no such key is known'),
            (('quota', 'groq', '1'), 1, 'percentage: expected a number'),
            (('quota', 'groq', '1', '--percentage', 'much'), 2, '--percentage: expected a number'),
            (('quota', 'groq'), 2, 'quota takes a provider and the label of a key'),
            (('all-failed',), 2, 'all-failed takes PROVIDER=ERROR'),
            (('all-failed', 'groq=1', '--available-models', '-1'), 2, '--available-models: '),
            (('lose', 'groq', '1'), 2, 'unexpected argument "lose"'),
        ):
            with self.subTest(arguments):
                self.assertIn(message, self.cli(*arguments, status=status))


if __name__ == '__main__':
    unittest.main()
