# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""Mail servers that people run: aiosmtpd with TLS and logins, and a Postfix of our own."""

import email
import email.policy
import logging
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import warnings
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from mail_sink import TIMEOUT_S

USER = 'me@example.org'
PASSWORD = 'correct horse battery'

MAIN_CF = '''\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
myhostname = mx.example.org
mydestination =
local_recipient_maps =
alias_maps =
relay_domains =
virtual_mailbox_domains = example.org
virtual_mailbox_maps = inline:{{ops@example.org=ops/, dev@example.org=dev/}}
virtual_mailbox_base = {folder}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_forbid_bare_newline = reject
smtpd_forbid_bare_newline_exclusions =
smtpd_helo_required = yes
smtpd_helo_restrictions = reject_invalid_helo_hostname
strict_rfc821_envelopes = yes
smtpd_client_restrictions = reject_unauth_pipelining
'''

MASTER_CF = '''\
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{tls_port} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
'''


def find_free_ports(number):
    probes = [socket.socket() for _ in range(number)]
    try:
        for probe in probes:
            probe.bind(('127.0.0.1', 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


class Authority:
    """A certificate authority that nobody else trusts, with one server's certificate."""

    def __init__(self, folder, names='DNS:localhost,IP:127.0.0.1'):
        self.certificate, self.key = folder / 'server.pem', folder / 'server.key'
        self.ca_file = folder / 'authority.pem'
        self._run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
                  '-nodes', '-days', '2', '-subj', '/CN=Test authority',
                  '-keyout', folder / 'authority.key', '-out', self.ca_file)
        self._run('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                  '-subj', '/CN=server', '-addext', f'subjectAltName={names}',
                  '-keyout', self.key, '-out', folder / 'server.csr')
        self._run('x509', '-req', '-in', folder / 'server.csr', '-CA', self.ca_file, '-days', '2',
                  '-CAkey', folder / 'authority.key', '-CAcreateserial', '-copy_extensions', 'copy',
                  '-out', self.certificate)

    @staticmethod
    def _run(*arguments):
        subprocess.run(['openssl', *map(str, arguments)], check=True, capture_output=True)

    def make_context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


class _Handler:
    def __init__(self, is_tls):
        self.is_tls = is_tls
        self.envelopes = []
        self.logins = []
        self.peers = set()

    def is_encrypted(self, session):
        return self.is_tls or session.ssl is not None

    async def handle_DATA(self, server, session, envelope):
        self.peers.add(session.peer)
        self.envelopes.append((envelope, self.is_encrypted(session), session.auth_data))
        return '250 2.0.0 kept'

    def authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append((mechanism, self.is_encrypted(session)))
        if (data.login, data.password) == (USER.encode(), PASSWORD.encode()):
            return AuthResult(success=True, auth_data=data)
        # What Google says.
        return AuthResult(success=False, handled=False,
                          message='535 5.7.8 Username and Password not accepted')


class Submission:
    """aiosmtpd as a server for outgoing mail; a context manager."""

    def __init__(self, authority, is_tls=False, mechanisms=('PLAIN', 'LOGIN'), **options):
        self.handler = _Handler(is_tls)
        context = authority.make_context() if authority is not None else None
        tls = {'ssl_context': context} if is_tls else {'tls_context': context}
        excluded = [name for name in ('PLAIN', 'LOGIN') if name not in mechanisms]
        self.port, = find_free_ports(1)
        # It warns of logins without STARTTLS, which do not come where all is encrypted.
        logging.getLogger('mail.log').setLevel(logging.ERROR)
        warnings.filterwarnings('ignore', module='aiosmtpd')
        self.controller = Controller(
            self.handler, hostname='127.0.0.1', port=self.port, authenticator=self.handler.authenticate,
            auth_required=True, auth_require_tls=not is_tls and authority is not None,
            auth_exclude_mechanism=excluded, **tls, **options)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()


class Postfix:
    """A Postfix with its own folders, which delivers to mailboxes there; a context manager.
    Only root can start one."""

    @staticmethod
    def is_possible():
        return os.geteuid() == 0 and shutil.which('postfix', path='/usr/sbin') is not None

    def __init__(self, authority):
        self.authority = authority

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix='wakebell-postfix-'))
        self.folder.chmod(0o755)
        for name in ('etc', 'queue', 'data', 'mail'):
            (self.folder / name).mkdir()
        owner = pwd.getpwnam('nobody')
        shutil.chown(self.folder / 'data', 'postfix')
        shutil.chown(self.folder / 'mail', owner.pw_uid)
        self.port, self.tls_port = find_free_ports(2)
        values = {'folder': self.folder, 'port': self.port, 'tls_port': self.tls_port,
                  'uid': owner.pw_uid, 'gid': owner.pw_gid,
                  'certificate': self.authority.certificate, 'key': self.authority.key}
        (self.folder / 'etc/main.cf').write_text(MAIN_CF.format(**values))
        (self.folder / 'etc/master.cf').write_text(MASTER_CF.format(**values))
        try:
            self._run('start')
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_):
        self._run('stop')
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, command):
        result = subprocess.run(['/usr/sbin/postfix', '-c', str(self.folder / 'etc'), command],
                                capture_output=True, text=True, timeout=TIMEOUT_S)
        if result.returncode != 0:
            raise RuntimeError(f'postfix {command}: {result.stderr}{self.log}')

    @property
    def log(self):
        log = self.folder / 'log'
        return log.read_text() if log.exists() else ''

    def wait_for_mails(self, box, number):
        """The mails of a mailbox, once there are so many."""
        folder = self.folder / 'mail' / box / 'new'
        ended = threading.Event()
        for _ in range(int(TIMEOUT_S * 20)):
            paths = sorted(folder.glob('*')) if folder.is_dir() else []
            if len(paths) >= number:
                return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                        for path in paths]
            ended.wait(0.05)
        raise TimeoutError(f'{number} mails for {box}: {self.log}')
