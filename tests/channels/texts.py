# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Texts that are hard to write down, of any length. Seeded: WAKEBELL_TEST_SEED, or a new one that is
printed."""

import os
import random
import sys

PIECES = (
    'a', ' ', '\n', '\n\n', '\r\n', '\t', '"', "'", '\\', '/', '<', '>', '&', '&amp;', '{{', '}}',
    '%s', '%n', '$(x)', '`', '```\n', '*', '**', '_', '~', '~~', '#', '# ', '- ', '> ', '|', '[', ']',
    '[a](b)', '![a](https://example.org/a.png)', '<script>', '</', '<!channel>', '<@U1>', '@everyone',
    ']]>', '<!--', 'ä', 'ß', 'é', 'e\u0301', '漢', '한', 'ع', '\u202e', '\u2066', '\u200b', '\ufeff',
    '\ufffd', '😀', '👨\u200d👩\u200d👧', '🇩🇪', '\U0010ffff', '\x01', '\x1b[2J', '\x7f', '\u0085', '\u2028',
    'https://example.org/?a=1&b=2', '0', '1e400', 'null',
)

LENGTHS = (0, 1, 256, 1024, 2000, 4096, 16384)   # of what services and intakes take, and beyond


def new_random():
    seed = int(os.environ.get('WAKEBELL_TEST_SEED', random.SystemRandom().randrange(1 << 32)))
    print(f'WAKEBELL_TEST_SEED={seed}', file=sys.stderr)
    return random.Random(seed)


def make(rng, characters):
    """A text of exactly so many characters: of many pieces, or of one again and again."""
    pieces = PIECES if rng.random() < 0.7 else (rng.choice(PIECES),)
    text = ''
    while len(text) < characters:
        text += rng.choice(pieces)
    return text[:characters]


def make_near(rng, limit):
    """Empty, short, or about as long as may be."""
    return make(rng, rng.choice((0, 1, rng.randrange(limit), limit - 1, limit)))


def make_line(rng, limit):
    """The same in one line that shows something, as titles and names are when they come in."""
    return show_in_line(make_near(rng, limit))


def make_line_of(rng, characters):
    return show_in_line(make(rng, characters))


def show_in_line(text):
    words = ''.join(letter if letter.isprintable() else ' ' for letter in text)
    return ' '.join(words.split()) or 'x'
