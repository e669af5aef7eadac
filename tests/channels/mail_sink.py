# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Mail servers on loopback, and the program that sends to them by the real channel."""

import json
import os
import socket
import socketserver
import ssl
import subprocess
import threading
from pathlib import Path

SOURCE_DIR = Path(__file__).resolve().parent.parent.parent
BUILD_DIR = Path(os.environ.get('WAKEBELL_BUILD_DIR', SOURCE_DIR / 'build')).resolve()
TIMEOUT_S = float(os.environ.get('WAKEBELL_TEST_TIMEOUT', '60'))


class Sender:
    """The real channel in a process; a context manager."""

    def __init__(self, ca_file=None):
        env = dict(os.environ, WAKEBELL_MODULE_DIR=str(BUILD_DIR / 'src/channels/mail'),
                   LC_ALL='C.UTF-8', TZ='UTC')
        if ca_file is not None:
            env['WAKEBELL_TEST_CA'] = str(ca_file)
        self.process = subprocess.Popen(
            [BUILD_DIR / 'tests/channels/mail-sender'], env=env, text=True, encoding='utf-8',
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        if self.process.wait(TIMEOUT_S) != 0:
            raise RuntimeError(f'mail-sender ended with {self.process.returncode}')

    def begin(self, settings, messages, password=None):
        request = {'config': {'kind': 'email', 'settings': settings},
                   'secrets': {'password': password} if password is not None else {},
                   'messages': messages}
        self.process.stdin.write(json.dumps(request) + '\n')
        self.process.stdin.flush()

    def finish(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f'mail-sender ended with {self.process.wait(TIMEOUT_S)}')
        return json.loads(line)['results']

    def send(self, settings, messages, password=None):
        self.begin(settings, messages, password)
        return self.finish()


class Mail:
    """One transaction as it came over the wire."""

    def __init__(self, sender):
        self.sender = sender
        self.recipients = []
        self.data = b''         # without the final stop, and stuffed as it came


class _Connection(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as a sender needs, to the letter, and keeps every octet."""

    def handle(self):
        server = self.server.owner
        server.connections += 1
        self.mail = None
        self.n_mails = 0
        if server.is_silent:
            server.released.wait(TIMEOUT_S)
            return
        self.reply(server.answers.get('greeting', '220 sink ESMTP'))
        try:
            while self.take_command(server):
                pass
        except (ConnectionError, ssl.SSLError):
            pass

    def reply(self, text):
        self.wfile.write(text.encode() + b'\r\n')
        self.wfile.flush()

    def read_line(self):
        line = self.rfile.readline()
        with self.server.owner.lock:
            self.server.owner.wire += line
        return line

    def take_command(self, server):
        line = self.read_line()
        if not line:
            return False
        word = line.split()[0].split(b':')[0].upper().decode() if line.split() else ''
        server.commands.append(line)
        answer = server.get_answer(word, line)
        if answer is None:
            return False
        if word == 'DATA' and answer.startswith('354'):
            return self.take_data(server, answer)
        self.reply(answer)
        if word == 'MAIL' and answer.startswith('2'):
            self.mail = Mail(line)
        elif word == 'RCPT' and answer.startswith('2'):
            self.mail.recipients.append(line.split(b'<')[1].split(b'>')[0].decode())
        if word == 'AUTH' and answer.startswith('334'):
            self.reply(server.answers.get('login', '235 welcome').format(self.read_line().decode().strip()))
        return word != 'QUIT' and not answer.startswith('421')

    def take_data(self, server, answer):
        self.reply(answer)
        while True:
            line = self.read_line()
            if not line:
                return False
            if line == b'.\r\n':
                break
            self.mail.data += line
            if server.drops_in_data:
                self.request.shutdown(socket.SHUT_RDWR)
                return False
        with server.lock:
            server.mails.append(self.mail)
        if server.drops_after_data:
            self.request.shutdown(socket.SHUT_RDWR)
            return False
        self.reply(server.answers.get('end', '250 2.0.0 kept'))
        self.n_mails += 1
        if self.n_mails == server.mails_of_connection:
            self.request.shutdown(socket.SHUT_RDWR)
            return False
        return True


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 50

    def handle_error(self, request, client_address):
        pass            # a sender that goes away in the middle is what some tests are about


class Sink:
    """A mail server that answers as a test wants; a context manager.

    answers      {'RCPT': '550 5.1.1 unknown'}: by command, or a function of the line; also
                 'greeting', 'login' and 'end'. None: the connection is cut.
    """

    def __init__(self, answers=None, extensions=('8BITMIME',)):
        self.answers = dict(answers or {})
        self.extensions = extensions
        self.lock = threading.Lock()
        self.released = threading.Event()
        self.is_silent = self.drops_in_data = self.drops_after_data = False
        self.mails_of_connection = 0
        self.connections = 0
        self.commands = []
        self.mails = []
        self.wire = bytearray()

    def __enter__(self):
        self.listener = _Listener(('127.0.0.1', 0), _Connection)
        self.listener.owner = self
        self.port = self.listener.server_address[1]
        self.thread = threading.Thread(target=self.listener.serve_forever, args=(0.05,))
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self.listener.shutdown()
        self.listener.server_close()
        self.thread.join()

    def get_answer(self, word, line):
        answer = self.answers.get(word, ...)
        if answer is None or isinstance(answer, str):
            return answer
        if answer is not ...:
            return answer(line)
        if word == 'EHLO':
            return '\r\n'.join(['250-sink', *(f'250-{name}' for name in self.extensions),
                                '250 HELP'])
        return {'DATA': '354 go on', 'AUTH': '334 ', 'QUIT': '221 bye'}.get(word, '250 fine')


def settings_for(port, **settings):
    return {'smtp_host': '127.0.0.1', 'smtp_port': port, 'security': 'none',
            'from': 'alerts@example.org', 'recipients': ['ops@example.org'], **settings}
