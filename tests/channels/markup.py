# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Strict readers of the markup of chat services, written from their documentation alone.

Each takes a message and gives the words that a person sees, or raises ValueError at the first
thing that the service could take for anything but what was meant.
"""

import html
import re

ZERO_WIDTH_SPACE = '\u200b'
WEB_ADDRESS = re.compile(r'https?://[!-~]+\Z')


def count_units(text):
    """UTF-16 units, in which the services count."""
    return len(text.encode('utf-16-le')) // 2


# --- Telegram: https://core.telegram.org/bots/api#html-style ---

TELEGRAM_TOKEN = re.compile(r'<(/?)([a-z]+)(?: href="([^"<>]*)")?>|&(lt|gt|amp|quot);|([^<>&]+)')


def read_telegram(text):
    words, stack, at = [], [], 0
    while at < len(text):
        token = TELEGRAM_TOKEN.match(text, at)
        if not token:
            raise ValueError(f'{text[at:at + 30]!r} is neither a tag, nor an entity, nor text')
        closing, tag, address, entity, plain = token.groups()
        if tag and closing:
            if not stack or stack.pop() != tag or address is not None:
                raise ValueError(f'</{tag}> closes nothing')
        elif tag:
            if tag not in ('b', 'i', 'code', 'pre', 'a', 'blockquote'):
                raise ValueError(f'<{tag}> is not allowed')
            if (tag == 'a') != (address is not None) or tag in stack:
                raise ValueError(f'<{tag}> is not allowed here')
            if stack and stack[-1] in ('code', 'pre'):
                raise ValueError(f'<{tag}> within code')
            if address is not None and not WEB_ADDRESS.match(html.unescape(address)):
                raise ValueError(f'{address!r} is no address')
            stack.append(tag)
        else:
            words.append(html.unescape(f'&{entity};') if entity else plain)
        at = token.end()
    if stack:
        raise ValueError(f'<{stack[-1]}> is not closed')
    return ''.join(words)


# --- Slack: https://docs.slack.dev/messaging/formatting-message-text ---

SLACK_TOKEN = re.compile(r'<(https?://[!-~]+?)\|([^<>]*)>|&(lt|gt|amp);|(^> )|([^<>&]+)', re.M | re.S)


def read_slack(text):
    """What is left are marks: there is no way to escape them, and they do no harm."""
    words, at = [], 0
    while at < len(text):
        token = SLACK_TOKEN.match(text, at)
        if not token:
            raise ValueError(f'{text[at:at + 30]!r} is a command or a broken entity')
        address, name, entity, quote, plain = token.groups()
        if address:
            if any(c in html.unescape(address) for c in '<>|'):
                raise ValueError(f'{address!r} is no address')
            words.append(read_slack(name))
        elif entity:
            words.append(html.unescape(f'&{entity};'))
        elif not quote:
            words.append(plain)
        at = token.end()
    return ''.join(words)


# --- Discord: https://support.discord.com/hc/articles/210298617 ---

DISCORD_ADDRESS = re.compile(r'https?://[A-Za-z0-9][A-Za-z0-9\-._/?#&=%+,:]*')


def read_discord_words(text):
    """Text of which nothing is to be markup."""
    words, at = [], 0
    while at < len(text):
        address = DISCORD_ADDRESS.match(text, at)
        line = text[text.rfind('\n', 0, at) + 1:at]
        if address:
            words.append(address[0])
            at = address.end()
        elif text[at] == '\\':
            if at + 1 == len(text) or text[at + 1].isalnum() or text[at + 1].isspace():
                raise ValueError('a backslash that escapes nothing is seen')
            words.append(text[at + 1])
            at += 2
        elif text[at] in '`*_~|<>[]@':
            raise ValueError(f'{text[at:at + 30]!r} is markup')
        elif not line.strip() and re.match(r'(#{1,3}|-#|[-+]|\d+[.)])\s', text[at:]):
            raise ValueError(f'{text[at:at + 30]!r} begins a line of another kind')
        else:
            words.append(text[at])
            at += 1
    return ''.join(words)


DISCORD_MARK = re.compile(r'''
    (?P<block>```\n(?:(?!```).)*\n```)
  | (?P<code>``(?!`)(?:(?!``).)+``(?!`)|`[^`]+`(?!`))
  | (?P<link>\]\(https?://[A-Za-z0-9\-._~:/?#@!$&'+,;=%]*\))
  | (?P<line>(?<![^\n])(?:>\ )?(?:\ \ )*(?:-\ |\d+\.\ |\#{1,3}\ |>\ |$)+)
  | (?P<mark>\*\*|\*|\[)
  | (?P<escape>\\[^A-Za-z0-9\s])
  | (?P<address>https?://[A-Za-z0-9][A-Za-z0-9\-._/?\#&=%+,:]*)
  | (?P<plain>[^`~|<>\]@\\])
''', re.X | re.S | re.M)


def check_discord(text):
    """That all is markup which we write, and nothing else is."""
    text = re.sub('^> ', '', text, flags=re.M)   # read first, and the rest as if it were not there
    at, links = 0, 0
    while at < len(text):
        token = DISCORD_MARK.match(text, at)
        if not token:
            raise ValueError(f'{text[at:at + 30]!r} is markup that is none of ours')
        links += token['mark'] == '['
        links -= token.lastgroup == 'link'
        if links not in (0, 1):
            raise ValueError(f'{text[at:at + 30]!r}: a link within a link, or the end of none')
        at = token.end() if token.end() > at else at + 1
    if links:
        raise ValueError('a link that does not end')
