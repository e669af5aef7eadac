#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""data/openapi.yaml against the agent: every path answers as it is documented, and every route
is documented. A new path needs nothing here: its examples are sent, and its schema is checked."""

import http.client
import json
import re
import sys
import unittest
import urllib.parse
from pathlib import Path

import jsonschema
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import harness  # noqa: E402

METHODS = ('get', 'post', 'put', 'delete')
NO_ID = 999999
# What the examples need: notifications 1 and on, words to find, a key to put off.
EVENTS = [{'type': 'training_failed', 'title': 'Out of memory', 'run_id': 'r'},
          {'type': 'quota_warning', 'title': 'Quota', 'severity': 'critical', 'dedup_key': 'k'},
          {'type': 'batch_processed'}]
# Delivery 1 is done, delivery 2 is dead.
CHANNELS = [{'name': 'script', 'kind': 'exec', 'settings': {'command': ['true']}},
            {'name': 'broken', 'kind': 'exec', 'settings': {'command': ['false']}}]


class OpenApi(harness.SessionTestCase):
    def setUp(self):
        self.session.start_agent()
        self.base = self.session.status()['http'][0]
        answer = self.session.http('/api/v1/openapi.yaml', base=self.base)
        self.assertEqual(answer.headers.get_content_type(), 'application/yaml')
        self.document = yaml.safe_load(answer.body)
        for channel in CHANNELS:
            self.session.http('/api/v1/channels', channel, base=self.base)
            self.session.http(f'/api/v1/channels/{channel["name"]}/test', {}, base=self.base)
        self.assertEqual(self.session.http('/api/v1/events', EVENTS, base=self.base).status, 202)

    def find(self, value):
        """What a $ref leads to."""
        while '$ref' in value:
            place = self.document
            for name in value['$ref'].removeprefix('#/').split('/'):
                place = place[name]
            value = place
        return value

    def operations(self):
        for path, methods in self.document['paths'].items():
            for method, operation in methods.items():
                self.assertIn(method, METHODS)
                yield method.upper(), path, operation

    def parameters(self, operation, place):
        return [found for found in map(self.find, operation.get('parameters', []))
                if found['in'] == place]

    def fill(self, path, operation, **given):
        """The path with the examples of its parameters in it."""
        for parameter in self.parameters(operation, 'path'):
            value = given.get(parameter['name'], parameter.get('example'))
            path = path.replace('{' + parameter['name'] + '}',
                                urllib.parse.quote(str(value), safe=''))
        self.assertNotIn('{', path, 'a parameter of the path is not documented')
        query = {parameter['name']: given.get(parameter['name'], parameter.get('example'))
                 for parameter in self.parameters(operation, 'query')
                 if parameter['name'] in given or 'example' in parameter}
        return path + ('?' + urllib.parse.urlencode(query) if query else '')

    def example(self, operation):
        content = operation.get('requestBody', {}).get('content', {})
        return content['application/json']['example'] if content else None

    def ask(self, method, target, body=None):
        """Status, media type and body; of a stream only its head is waited for."""
        address = urllib.parse.urlsplit(self.base)
        connection = http.client.HTTPConnection(address.hostname, address.port,
                                                timeout=harness.TIMEOUT_S)
        connection.request(method, target, json.dumps(body) if body is not None else None)
        answer = connection.getresponse()
        media_type = answer.headers.get_content_type()
        text = '' if media_type == 'text/event-stream' else answer.read().decode()
        connection.close()
        return (str(answer.status), media_type,
                json.loads(text) if media_type == 'application/json' else text)

    def check(self, operation, status, media_type, body):
        """That an answer is one of those that are documented."""
        self.assertIn(status, operation['responses'], body)
        content = self.find(operation['responses'][status])['content']
        self.assertIn(media_type, content)
        schema = content[media_type]['schema']
        resolver = jsonschema.RefResolver.from_schema(self.document)
        jsonschema.Draft202012Validator(schema, resolver=resolver).validate(body)

    def test_each_path_answers_as_documented(self):
        for method, path, operation in self.operations():
            with self.subTest(f'{method} {path}'):
                answer = self.ask(method, self.fill(path, operation), self.example(operation))
                self.assertIn(answer[0], ('200', '201', '202'), answer)
                self.check(operation, *answer)

    def test_what_is_not_there(self):
        for method, path, operation in self.operations():
            parameters = self.parameters(operation, 'path')
            if '{id}' not in path and '404' not in operation['responses']:
                continue
            name, schema = parameters[-1]['name'], parameters[-1]['schema']
            values = ((NO_ID, 0, 'x') if schema['type'] == 'integer' else
                      [name for name in ('nobody', 'a b/c%ü')
                       if re.search(schema.get('pattern', ''), name)])
            with self.subTest(f'{method} {path}'):
                for value in values:
                    answer = self.ask(method, self.fill(path, operation, **{name: value}),
                                      self.example(operation))
                    self.assertEqual(answer[0], '404', answer)
                    self.check(operation, *answer)

    def test_numbers_that_are_none(self):
        for method, path, operation in self.operations():
            for parameter in self.parameters(operation, 'query'):
                if parameter['schema']['type'] not in ('integer', 'boolean'):
                    continue
                with self.subTest(f'{method} {path} {parameter["name"]}'):
                    answer = self.ask(method, self.fill(path, operation,
                                                        **{parameter['name']: 'many'}),
                                      self.example(operation))
                    self.assertEqual(answer[0], '400', answer)
                    self.check(operation, *answer)
                    self.assertEqual(answer[2]['error']['field'], parameter['name'])

    def test_bounds_of_numbers(self):
        for method, path, operation in self.operations():
            for parameter in self.parameters(operation, 'query'):
                schema = parameter['schema']
                for value in ([schema['minimum'] - 1] if 'minimum' in schema else []) + (
                        [schema['maximum'] + 1] if 'maximum' in schema else []):
                    with self.subTest(f'{method} {path} {parameter["name"]}={value}'):
                        answer = self.ask(method, self.fill(path, operation,
                                                            **{parameter['name']: value}))
                        self.assertEqual(answer[0], '400', answer)

    def test_bodies_that_are_none(self):
        for method, path, operation in self.operations():
            if self.example(operation) is None:
                continue
            with self.subTest(f'{method} {path}'):
                answer = self.ask(method, self.fill(path, operation), 'a string')
                self.assertEqual(answer[0], '400', answer)
                self.check(operation, *answer)

    def test_each_route_is_documented(self):
        routes = self.session.http('/api/v1/routes', base=self.base).body['routes']
        documented = {(method, path) for method, path, _operation in self.operations()}
        self.assertEqual({(route['method'], route['path']) for route in routes}, documented)

    def test_document(self):
        self.assertTrue(self.document['openapi'].startswith('3.1.'))
        self.assertEqual(self.document['info']['version'], self.session.status()['version'])
        operations = [operation for _method, _path, operation in self.operations()]
        names = [operation['operationId'] for operation in operations]
        self.assertEqual(len(names), len(set(names)))
        for operation in operations:
            self.assertTrue(operation['summary'])
        for schema in self.document['components']['schemas'].values():
            jsonschema.Draft202012Validator.check_schema(schema)


if __name__ == '__main__':
    unittest.main(verbosity=2)
