# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that each folder of src includes only what its place in the house allows."""

import re
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / 'src'
CORE = {'base', 'bus', 'model', 'store', 'engine', 'delivery'}
MAY_INCLUDE = {
    'base': set(),
    'bus': set(),
    'model': {'base'},
    'store': {'base', 'model'},
    'engine': {'base', 'model', 'store'},
    'delivery': {'base', 'model', 'store', 'engine'},
    'channels': {'base', 'model', 'store', 'engine', 'delivery'},
    'intake': CORE,
    'desktop': CORE,
    'service': CORE,
    'agent': CORE | {'channels', 'intake', 'desktop', 'service'},
    'client': {'base', 'bus', 'model'},
    'app': {'base', 'bus', 'model', 'client'},
    'cli': {'base', 'bus', 'model', 'client'},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)


def folder_of(include):
    if include.startswith('wb-bus-'):
        return 'bus'
    return include.split('/')[0] if '/' in include else None


def main():
    faults = []
    for path in sorted(SRC.rglob('*.[ch]')):
        folder = path.relative_to(SRC).parts[0]
        if folder not in MAY_INCLUDE:
            faults.append(f'{folder}: not a folder of the house')
            continue
        for include in INCLUDE.findall(path.read_text()):
            other = folder_of(include)
            if other is not None and other != folder and other not in MAY_INCLUDE[folder]:
                faults.append(f'{path.relative_to(SRC)}: may not include "{include}"')
    order = re.findall(r"'(\w+)'", (SRC / 'meson.build').read_text().split('foreach')[1])
    if order != [folder for folder in MAY_INCLUDE if folder in order]:
        faults.append('src/meson.build: the folders are not in the order of the house')
    print('\n'.join(faults) or 'every include is allowed')
    return 1 if faults else 0


sys.exit(main())
