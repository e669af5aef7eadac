# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the rules of the code's style that a program can tell."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
FILE_LINES = 600
FUNCTION_LINES = 60
# Lists and tables of what there is may be as long as they are.
LONG_BY_NATURE = {'src/model/wb-catalogue.c'}
LONG_FUNCTION = re.compile(r'(class_init|_iface_init)$')

FORBIDDEN = [
    (r'\bgoto\b', 'goto', 'src'),

    (r'\b(TODO|FIXME|XXX)\b', 'work that is left', ''),
    (r'\b(sleep|usleep|g_usleep) ?\(', 'a sleep; wait for the event', 'tests'),
    (r'set_markup|use-markup">(true|1)', 'markup; only wb-markdown-label may', 'src/app'),
    (r'g_dbus_connection_call_sync|g_dbus_proxy_new_sync', 'a blocking call', 'src/agent'),
    (r'g_dbus_connection_call_sync|g_dbus_proxy_new_sync', 'a blocking call', 'src/app'),
    (r'g_dbus_connection_call_sync|g_dbus_proxy_new_sync', 'a blocking call', 'src/service'),
]
TRANSLATED = re.compile(r'(?<!\w)([NC]{0,2}_|Q_|ngettext) \("|translatable="yes"')
ALLOWED = {('src/app/widgets/wb-markdown-label.c', 'markup; only wb-markdown-label may')}


def sources():
    for folder in ('src', 'tests'):
        yield from sorted(p for p in (TOP / folder).rglob('*') if p.suffix in ('.c', '.h', '.py', '.ui'))


def function_lengths(text):
    """Functions of the GNU layout: a name at the start of a line, braces at the start of lines."""
    name = start = None
    for number, line in enumerate(text.split('\n'), 1):
        found = re.match(r'^(\w+) \(', line)
        if found:
            name = found[1]
        if line == '{':
            start = number
        elif line == '}' and start is not None and name is not None:
            yield name, number - start + 1
            name = start = None


def check_file(path):
    name = str(path.relative_to(TOP))
    text = path.read_text()
    if 'SPDX-License-Identifier' not in text[:300]:
        yield f'{name}: no SPDX line'
    if name.startswith('src/') and name not in LONG_BY_NATURE and text.count('\n') > FILE_LINES:
        yield f'{name}: more than {FILE_LINES} lines'
    for pattern, what, folder in FORBIDDEN:
        if folder is None or not name.startswith(folder) or path == Path(__file__).resolve():
            continue
        for found in re.finditer(pattern, text):
            if (name, what) not in ALLOWED:
                yield f'{name}:{text.count(chr(10), 0, found.start()) + 1}: {what}'
    if path.suffix == '.c' and name.startswith('src/'):
        for function, lines in function_lengths(text):
            if lines > FUNCTION_LINES and not LONG_FUNCTION.search(function):
                yield f'{name}: {function} () has {lines} lines'


def check_translated():
    """What is not listed in po/POTFILES never reaches a translator."""
    listed = [line for line in (TOP / 'po/POTFILES').read_text().split('\n') if line and line[0] != '#']
    if listed != sorted(set(listed)):
        yield 'po/POTFILES: not sorted'
    for name in listed:
        if not (TOP / name).exists():
            yield f'po/POTFILES: there is no {name}'
    for path in sources():
        name = str(path.relative_to(TOP))
        if name.startswith('src/') and name not in listed and TRANSLATED.search(path.read_text()):
            yield f'{name}: not in po/POTFILES'


def check_format():
    """The formatter of Debian 12; another version would see other things."""
    tool = shutil.which('clang-format-14') or shutil.which('clang-format')
    if tool is None or ' 14.' not in subprocess.run([tool, '--version'], capture_output=True, text=True).stdout:
        return
    files = [str(p) for p in sources() if p.suffix in ('.c', '.h')]
    result = subprocess.run([tool, '--dry-run', '-Werror', *files], capture_output=True, text=True, cwd=TOP)
    for line in result.stderr.split('\n'):
        if 'error:' in line:
            yield line.replace(str(TOP) + '/', '')


def main():
    faults = [fault for path in sources() for fault in check_file(path)]
    faults += [*check_translated(), *check_format()]
    print('\n'.join(faults) or 'nothing to say')
    return 1 if faults else 0


sys.exit(main())
