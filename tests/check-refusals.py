#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Every refusal of what a person can type or press in the window is known to src/client/wb-refusal.c,
which says it again in the language of the person."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KNOWN = 'src/client/wb-refusal.c'
# Those that answer the forms and buttons of the window.
REFUSING = (
    'src/base/wb-field.c', 'src/model/wb-alert-config.c', 'src/model/wb-channel-config.c',
    'src/model/wb-channel-settings.c', 'src/model/wb-channel-value.c',
    'src/model/wb-preferences-json.c', 'src/engine/wb-alert-config-operations.c',
    'src/engine/wb-condition.c', 'src/engine/wb-credential-file.c', 'src/engine/wb-key-ledger.c',
    'src/engine/wb-run-operations.c', 'src/engine/wb-secret-keeper.c',
    'src/delivery/wb-channel-needs.c', 'src/delivery/wb-channel-operations.c',
    'src/delivery/wb-delivery-operations.c', 'src/delivery/wb-message-template.c',
    'src/service/wb-caller.c', 'src/store/wb-alert-config-store.c', 'src/store/wb-channel-store.c',
    'src/store/wb-database.c', 'src/store/wb-work.c')
# Said to those who ask by D-Bus or HTTP only: the window has no field for it.
FOR_PROGRAMS = re.compile(r'expected (at most V keys; forget|started, running|no such)|configs: |channels: ')
STRING = r'"(?:[^"\\]|\\.)*"'
CALL = re.compile(r'\b(?:\w*refuse|g_set_error(?:_literal)?)\s*\(((?:[^()"]|' + STRING + r'|\((?:[^()"]|'
                  + STRING + r')*\))*)\)')
CONVERSION = re.compile(r'%" G_G?U?INT64_FORMAT(?: ")?|%(?:\.\*)?(?:l|ll)?[dusf]|%')
PATH = re.compile(r'^[a-z_]+: ')


def text_of(argument):
    """The text of C strings beside each other, with V for each value; '' where there is none."""
    argument = re.sub(r'" *(?:PRI\w+|G_G\w*INT64_FORMAT) *"?', 'V', argument)
    text = ''.join(literal[1:-1] for literal in re.findall(STRING, argument + '"' * (argument.count('"') % 2)))
    return CONVERSION.sub('V', text.replace('\\"', '"')).replace('VV', 'V')


def split_arguments(call):
    """At the commas that are in no string or bracket, and at those of ?:."""
    parts, depth = [''], 0
    for token in re.findall(STRING + r'|.', call, re.S):
        depth += (token == '(') - (token == ')')
        if token in ',?:' and depth == 0:
            parts.append('')
        else:
            parts[-1] += token
    return parts


def find_refusals(path):
    source = (ROOT / path).read_text(encoding='utf-8')
    for call in CALL.finditer(source):
        for argument in split_arguments(call[1]):
            text = PATH.sub('', text_of(argument))
            if ' ' in text and text != 'V: V':
                yield text


def read_known():
    source = (ROOT / KNOWN).read_text(encoding='utf-8')
    return [re.compile('.+'.join(map(re.escape, text_of(form).split('V'))))
            for form in re.findall(r'N_ \(((?:\s*' + STRING + r')+)\)', source)]


def main():
    known = read_known()
    refusals = [(path, text) for path in REFUSING for text in find_refusals(path)]
    faults = [f'{path}: {KNOWN} does not know "{text}"' for path, text in refusals
              if not FOR_PROGRAMS.search(text) and not any(form.fullmatch(text) for form in known)]
    if len(refusals) < len(REFUSING):
        faults.append(f'only {len(refusals)} refusals were found in {len(REFUSING)} files')
    print('\n'.join(faults) or 'nothing to say')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
