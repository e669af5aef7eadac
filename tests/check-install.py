# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that all that is installed has a place of its own in the file system."""

import json
import sys
from pathlib import Path

# One that begins otherwise counts from wherever the install runs.
BEGINNINGS = ('/', '{')

plan = json.loads((Path(sys.argv[1]) / 'meson-info/intro-install_plan.json').read_text())
places = {file: entry['destination'] for kind in plan.values() for file, entry in kind.items()}
lost = {file: place for file, place in places.items() if not place.startswith(BEGINNINGS)}
for file, place in sorted(lost.items()):
    print(f'{file}: goes to {place}, which is no absolute path')
if not places:
    print('nothing is installed')
sys.exit(1 if lost or not places else 0)
