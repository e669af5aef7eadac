# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""The services' own machine-readable descriptions, where someone has them: WAKEBELL_WIRE_SPECS, else
shared/wire/specs beside the checkout."""

import json
import os
import unittest
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get('WAKEBELL_WIRE_SPECS', CHECKOUT.parent / 'shared/wire/specs'))
needed = unittest.skipUnless(FOLDER.is_dir(), f'the descriptions of the services are not in {FOLDER}')


def load(name):
    return json.loads((FOLDER / name).read_text())
