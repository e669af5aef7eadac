#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Every text that people see is translated into every language of po/LINGUAS, and none is in doubt."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# As Meson's preset "glib" reads sources.
KEYWORDS = ('_', 'N_', 'C_:1c,2', 'NC_:1c,2', 'g_dcgettext:2', 'g_dngettext:2,3', 'g_dpgettext2:2c,3')
COMPLAINTS = re.compile(r'\d+ (?:untranslated|fuzzy) \w+')


def run(*argv):
    return subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True)


def list_texts(template):
    run('xgettext', '--from-code=UTF-8', '--add-comments', '--files-from=po/POTFILES',
        f'--output={template}', '--package-name=wakebell', '--flag=g_strdup_printf:1:c-format',
        *(f'--keyword={keyword}' for keyword in KEYWORDS))


def find_faults(language, template, merged):
    run('msgmerge', '--quiet', '--no-fuzzy-matching', f'--output-file={merged}',
        f'po/{language}.po', template)
    statistics = run('env', 'LC_ALL=C', 'msgfmt', '--check', '--statistics', '--output-file=/dev/null',
                     merged).stderr
    if not COMPLAINTS.search(statistics):
        return []
    texts = run('msgattrib', '--untranslated', '--no-wrap', merged).stdout
    return [f'po/{language}.po: {statistics.strip()}',
            *(f'  {line}' for line in texts.splitlines() if line.startswith('msgid "') and line != 'msgid ""')]


def main():
    languages = (ROOT / 'po/LINGUAS').read_text(encoding='utf-8').split('\n')
    with tempfile.TemporaryDirectory() as folder:
        template = str(Path(folder) / 'wakebell.pot')
        list_texts(template)
        faults = [fault for language in languages if language and not language.startswith('#')
                  for fault in find_faults(language, template, str(Path(folder) / f'{language}.po'))]
    print('\n'.join(faults) or 'nothing to say')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
