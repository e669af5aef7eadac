#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Every requirement has a test that shows it, and the test is there.

tests/requirements.tsv has a line for each row: its id, the file and the name of the test, and where
something of the row comes with another part, which: "delivery" (forwarding) or "window" (the
application). "-" stands for a row of which all comes with it.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / 'tests/requirements.tsv'
PARTS = ('delivery', 'window')
# First and last row of each stretch.
STRETCHES = (('S0', 1, 68), ('S1', 1, 62), ('S1', 71, 72), ('S2', 2, 5), ('S2', 17, 46),
             ('S2', 53, 53), ('S3', 41, 52), ('S3', 63, 63), ('S4', 1, 59))


def find_test(path, name):
    """Whether the file has a test of that name."""
    text = (ROOT / path).read_text(encoding='utf-8')
    if path.endswith('.py'):
        return re.search(rf'^    def {re.escape(name)}\(', text, re.MULTILINE)
    return f'"{name}"' in text


def check_line(line, seen):
    fields = line.split('\t')
    if len(fields) not in (3, 4) or (len(fields) == 4 and fields[3] not in PARTS):
        return f'{line!r}: expected a row, a file, a test, and perhaps one of {", ".join(PARTS)}'
    row, path, name = fields[:3]
    if row in seen:
        return f'{row}: a second time'
    seen[row] = fields
    if path == '-':
        return None if len(fields) == 4 else f'{row}: no test, and no part that it comes with'
    if not (ROOT / path).is_file():
        return f'{row}: there is no {path}'
    return None if find_test(path, name) else f'{row}: {path} has no test {name}'


def main():
    seen = {}
    lines = TABLE.read_text(encoding='utf-8').splitlines()
    faults = [fault for line in lines if not line.startswith('#')
              if (fault := check_line(line, seen))]
    wanted = [f'{source}-{number:02}' for source, first, last in STRETCHES
              for number in range(first, last + 1)]
    faults += [f'{row}: no line' for row in wanted if row not in seen]
    faults += [f'{row}: there is no such row' for row in seen if row not in wanted]
    for fault in faults:
        print(fault)
    to_come = sum(fields[1] == '-' for fields in seen.values())
    partly = sum(len(fields) == 4 for fields in seen.values()) - to_come
    print(f'{len(seen)} rows: {len(seen) - to_come - partly} shown, {partly} shown in part, '
          f'{to_come} to come')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
