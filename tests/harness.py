# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright The Wakebell developers
"""A private desktop session for tests of whole programs.

    with Session() as session:              # or a unittest class derived of SessionTestCase
        agent = session.start_agent()
        number, outcome = session.publish({'title': 'Done', 'severity': 'success'})
        session.wait_for(lambda: session.status()['unread'] == 1)
        print(session.cli('list').stdout)
        agent.kill9()

A session has its own HOME, XDG folders and session bus, and with display=True its own X
server. Only what a test names can be activated on the bus: with the activation files of the
system, a portal, a keyring or the agent that is installed would answer instead of what is
tested. Nothing needs the network. Everything that was started is ended by its process id;
when a test fails, the end of every process's output is shown.

Environment: WAKEBELL_BUILD_DIR is the meson build folder (default: build/ of the checkout);
WAKEBELL_AGENT, WAKEBELL_CLI and WAKEBELL_APP name single programs instead; WAKEBELL_TEST_KEEP=1
keeps the folders of a session and says where they are.
"""

import collections
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
from pathlib import Path

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

APP_ID = 'io.github.wakebell.Wakebell'
AGENT_NAME = APP_ID + '.Agent'
SECRETS_NAME = 'org.freedesktop.secrets'
AGENT_PATH = '/io/github/wakebell/Wakebell/Agent'
ERROR_PREFIX = APP_ID + '.Error.'

SOURCE_DIR = Path(__file__).resolve().parent.parent
BUILD_DIR = Path(os.environ.get('WAKEBELL_BUILD_DIR', SOURCE_DIR / 'build')).resolve()

TIMEOUT_S = float(os.environ.get('WAKEBELL_TEST_TIMEOUT', '20'))
POLL_MS = 10            # between two looks at what sends no D-Bus signal
END_S = 5               # for a process to end by itself before it is killed
SHOWN_BYTES = 4000      # of each process's output when a test fails

# What a process of a session keeps of the environment that the tests run in.
KEPT_VARIABLES = (
    'PATH', 'TMPDIR', 'LD_LIBRARY_PATH', 'LD_PRELOAD', 'ASAN_OPTIONS', 'LSAN_OPTIONS',
    'UBSAN_OPTIONS', 'G_DEBUG', 'G_MESSAGES_DEBUG', 'G_SLICE', 'MALLOC_CHECK_',
    'MALLOC_PERTURB_', 'LLVM_PROFILE_FILE', 'GCOV_PREFIX',
)

BUS_CONFIG = '''\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''

DUNST_CONFIG = '''\
[global]
follow = none
origin = top-right
font = Sans 11
enable_recursive_icon_lookup = true
icon_theme = Adwaita
mouse_left_click = do_action
'''

PANEL_CONFIG = '''\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="40"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
'''

Response = collections.namedtuple('Response', 'status headers body')


def find_program(variable, path):
    """The program that an environment variable names, else the one of the build folder."""
    program = Path(os.environ.get(variable) or BUILD_DIR / path)
    if not program.is_file():
        raise FileNotFoundError(f'{program}: build it first, or set {variable}')
    return str(program)


def variant(value):
    """The natural D-Bus value of a Python value: str s, bool b, int x, float d, bytes ay,
    dict a{sv}, list of str as, list of dict aa{sv}, any other list av."""
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, bool):
        return GLib.Variant('b', value)
    if isinstance(value, int):
        return GLib.Variant('x', value)
    if isinstance(value, float):
        return GLib.Variant('d', value)
    if isinstance(value, str):
        return GLib.Variant('s', value)
    if isinstance(value, bytes):
        return GLib.Variant('ay', value)
    if isinstance(value, dict):
        return GLib.Variant('a{sv}', _fields(value))
    if all(isinstance(item, str) for item in value):
        return GLib.Variant('as', value)
    if all(isinstance(item, dict) for item in value):
        return GLib.Variant('aa{sv}', [_fields(item) for item in value])
    return GLib.Variant('av', [variant(item) for item in value])


def _fields(values):
    return {name: variant(value) for name, value in values.items()}


def error_name(error):
    """The D-Bus name of a GLib.Error without our prefix, such as 'InvalidArgument'."""
    name = Gio.DBusError.get_remote_error(error) or ''
    return name.removeprefix(ERROR_PREFIX)


class Process:
    """A process of a session; its output goes to a file of the session."""

    def __init__(self, name, argv, env, output_path, stdin=subprocess.DEVNULL, **options):
        self.name = name
        self._output_path = output_path
        with open(output_path, 'ab') as output:
            self._popen = subprocess.Popen(argv, env=env, stdin=stdin, stdout=output,
                                           stderr=subprocess.STDOUT, **options)
        self.pid = self._popen.pid

    @property
    def output(self):
        """All that it wrote so far, standard output and error in one."""
        return self._output_path.read_text(encoding='utf-8', errors='replace')

    @property
    def returncode(self):
        """None while it runs; the negative number of the signal that ended it."""
        return self._popen.poll()

    def is_running(self):
        return self.returncode is None

    def wait(self, timeout=TIMEOUT_S):
        return self._popen.wait(timeout)

    def kill9(self):
        """Ends it as a power cut would; returns once it is gone."""
        if self.is_running():
            self._popen.kill()
        return self._popen.wait()

    def stop(self):
        """Keeps it from going on, as if it hung."""
        self._popen.send_signal(signal.SIGSTOP)

    def resume(self):
        """Lets it go on."""
        self._popen.send_signal(signal.SIGCONT)

    def terminate(self, timeout=TIMEOUT_S):
        """Asks it to end, and returns how it did."""
        if self.is_running():
            self._popen.terminate()
        return self._popen.wait(timeout)

    def end(self):
        """Ends it in any case."""
        try:
            return self.terminate(END_S)
        except subprocess.TimeoutExpired:
            return self.kill9()


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__('localhost', timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


class Session:
    """A context manager; see the head of this file.

    display      True: an X server too; or its geometry, such as '1280x900x24'
    activatable  {bus name: command line} that the bus may start; add_service() adds more
    services     names of activation files of the system to take over, such as 'org.a11y.Bus'
    env          variables for every process
    """

    def __init__(self, display=False, activatable=None, services=(), env=None):
        self._display = display
        self._activatable = dict(activatable or {})
        self._services = services
        self._extra_env = dict(env or {})
        self._processes = []
        self._subscriptions = []
        self.bus = None
        self.address = None
        self.display = None

    # Life of a session

    def __enter__(self):
        # A test that runs out of time is asked to end: it then cleans up like any other.
        if signal.getsignal(signal.SIGTERM) == signal.SIG_DFL:
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        self.folder = Path(tempfile.mkdtemp(prefix='wakebell-'))
        try:
            self._make_folders()
            self.env = self._make_environment()
            self._start_bus()
            if self._display:
                self._start_display()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(self, kind, _error, _traceback):
        # What the bus started is no child of ours: its id is asked for while the bus is there.
        for pid in self._find_activated():
            self._end_stranger(pid)
        for process in reversed(self._processes):
            process.end()
        self._disconnect()
        if kind is not None and not issubclass(kind, unittest.SkipTest):
            self.show_output()
        if os.environ.get('WAKEBELL_TEST_KEEP'):
            print(f'session folder: {self.folder}', file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _make_folders(self):
        self.home = self.folder / 'home'
        self.runtime_dir = self.folder / 'run'
        self.data_home = self.home / '.local/share'
        self.config_home = self.home / '.config'
        self.cache_home = self.home / '.cache'
        self.state_home = self.home / '.local/state'
        self.logs = self.folder / 'logs'
        for folder in (self.data_home, self.config_home, self.cache_home, self.state_home,
                       self.runtime_dir, self.logs, self.folder / 'services'):
            folder.mkdir(parents=True)
        self.runtime_dir.chmod(0o700)

    def _make_environment(self):
        env = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        env.update({
            'HOME': str(self.home),
            'XDG_DATA_HOME': str(self.data_home),
            'XDG_CONFIG_HOME': str(self.config_home),
            'XDG_CACHE_HOME': str(self.cache_home),
            'XDG_STATE_HOME': str(self.state_home),
            'XDG_RUNTIME_DIR': str(self.runtime_dir),
            'XDG_DATA_DIRS': '/usr/local/share:/usr/share',
            'XDG_CURRENT_DESKTOP': 'XFCE',
            'LC_ALL': 'C.UTF-8',
            'TZ': 'UTC',
            'GSETTINGS_BACKEND': 'memory',
            'GSETTINGS_SCHEMA_DIR': str(BUILD_DIR / 'data'),
            'WAKEBELL_MODULE_DIR': str(BUILD_DIR / 'src/channels/mail'),
            'GIO_USE_VFS': 'local',
            'GDK_BACKEND': 'x11',
            'GSK_RENDERER': 'cairo',
            'LIBGL_ALWAYS_SOFTWARE': '1',
            'NO_AT_BRIDGE': '1',
        })
        env.update(self._extra_env)
        return env

    def _start_bus(self):
        config = self.folder / 'bus.conf'
        config.write_text(BUS_CONFIG.format(folder=self.folder))
        for name in self._services:
            shutil.copy(f'/usr/share/dbus-1/services/{name}.service', self.folder / 'services')
        for name, command in self._activatable.items():
            self._write_service(name, command)

        self.address = self._start_and_read(
            'dbus-daemon', lambda fd: ['dbus-daemon', '--nofork', f'--config-file={config}',
                                       f'--print-address={fd}'])
        self.env['DBUS_SESSION_BUS_ADDRESS'] = self.address
        self.bus = Gio.DBusConnection.new_for_address_sync(
            self.address,
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    def _start_display(self):
        geometry = self._display if isinstance(self._display, str) else '1024x768x24'
        number = self._start_and_read(
            'Xvfb', lambda fd: ['Xvfb', '-displayfd', str(fd), '-screen', '0', geometry,
                                '-nolisten', 'tcp', '-noreset'])
        self.display = ':' + number
        self.env['DISPLAY'] = self.display

    def _start_and_read(self, name, make_argv):
        """Starts a server that writes one line to a descriptor once it can be used."""
        ours, theirs = os.pipe()
        with open(ours, encoding='utf-8') as pipe:
            try:
                process = self.start(name, make_argv(theirs), pass_fds=(theirs,))
            finally:
                os.close(theirs)
            line = pipe.readline().strip()
        if not line:
            raise RuntimeError(f'{name} did not start:\n{process.output}')
        return line

    def _find_activated(self):
        ours = {process.pid for process in self._processes} | {os.getpid()}
        try:
            names = self._call_bus('ListNames')[0] if self.bus else []
            pids = {self.get_pid(name) for name in names if name.startswith(':')}
        except GLib.Error:
            return []       # the bus itself is gone, and with it what it started
        return sorted(pids - ours - {None})

    def _end_stranger(self, pid):
        def is_gone():
            try:
                return Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()[0] == 'Z'
            except OSError:
                return True

        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.kill(pid, number)
                self.wait_for(is_gone, END_S)
                return
            except ProcessLookupError:
                return
            except TimeoutError:
                continue

    def _disconnect(self):
        if self.bus:
            for number in self._subscriptions:
                self.bus.signal_unsubscribe(number)
            self.bus = None

    def show_output(self):
        """Writes the end of what every process wrote to standard error."""
        for process in self._processes:
            text = process.output.strip()
            if text:
                print(f'--- {process.name} (pid {process.pid}, {process.returncode}) ---\n'
                      f'{text[-SHOWN_BYTES:]}', file=sys.stderr)

    # Processes

    def start(self, name, argv, env=None, **options):
        """Starts a program in the session. The options are those of subprocess.Popen."""
        path = self.logs / f'{len(self._processes):02}-{name}.log'
        process = Process(name, argv, {**self.env, **(env or {})}, path, **options)
        self._processes.append(process)
        return process

    def start_named(self, name, argv, bus_name, env=None, timeout=TIMEOUT_S, **options):
        """Starts a program and returns it once it owns the name on the bus. The options are those
        of subprocess.Popen."""
        before = self.get_owner(bus_name)
        process = self.start(name, argv, env, **options)

        def is_up():
            if not process.is_running():
                raise RuntimeError(f'{name} ended with {process.returncode}:\n{process.output}')
            return self.get_owner(bus_name) not in (None, before)

        self.wait_for(is_up, timeout, f'{name} owns {bus_name}')
        return process

    def start_agent(self, *args, env=None, timeout=TIMEOUT_S):
        """Starts the agent, on any free port unless a --port is given."""
        if not any(arg.startswith('--port') for arg in args):
            args = ('--port=0', *args)
        program = find_program('WAKEBELL_AGENT', 'src/agent/wakebell-agent')
        return self.start_named('wakebell-agent', [program, *args], AGENT_NAME, env, timeout)

    def start_dunst(self):
        """The notification daemon dunst; needs a display."""
        folder = self.config_home / 'dunst'
        folder.mkdir(exist_ok=True)
        (folder / 'dunstrc').write_text(DUNST_CONFIG)
        return self.start_named('dunst', ['dunst', '-verbosity', 'debug'],
                                'org.freedesktop.Notifications')

    def start_keyring(self):
        """gnome-keyring with a keyring that is unlocked."""
        password = self.folder / 'keyring-password'
        password.write_text('test')
        with open(password, 'rb') as stdin:
            return self.start_named(
                'gnome-keyring-daemon',
                ['gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets'],
                SECRETS_NAME, stdin=stdin)

    def lock_keyring(self):
        """Locks it; nobody is there to unlock it."""
        self.call_at(SECRETS_NAME, '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service',
                     'Lock', GLib.Variant('(ao)', (['/org/freedesktop/secrets/aliases/default'],)))

    def start_panel(self):
        """xfce4-panel with one systray plugin, a StatusNotifierHost; needs a display."""
        folder = self.config_home / 'xfce4/xfconf/xfce-perchannel-xml'
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'xfce4-panel.xml').write_text(PANEL_CONFIG)
        shutil.copy('/usr/share/dbus-1/services/org.xfce.Xfconf.service',
                    self.folder / 'services')
        self.reload_services()
        return self.start_named('xfce4-panel', ['xfce4-panel', '--disable-wm-check'],
                                'org.kde.StatusNotifierWatcher')

    def run(self, argv, input=None, env=None, timeout=TIMEOUT_S):
        """Runs a program to its end. Its output is text; bytes that are no UTF-8 stay in it as
        lone surrogates."""
        return subprocess.run(argv, env={**self.env, **(env or {})}, input=input or '',
                              capture_output=True, encoding='utf-8', errors='surrogateescape',
                              timeout=timeout, check=False)

    def cli(self, *args, input=None, env=None, timeout=TIMEOUT_S):
        """Runs `wakebell ARGS`; the answer has returncode, stdout and stderr. A complaint of GLib
        ends it by a signal: what calls it wrong is seen in whatever test comes by."""
        program = find_program('WAKEBELL_CLI', 'src/cli/wakebell')
        return self.run([program, *map(str, args)], input,
                        {'G_DEBUG': 'fatal-criticals', **(env or {})}, timeout)

    def screenshot(self, path):
        """Writes a picture of the whole screen."""
        subprocess.run(['import', '-window', 'root', str(path)], env=self.env, check=True,
                       timeout=TIMEOUT_S)

    # The bus

    def add_service(self, name, command):
        """Lets the bus start a command line when the name is called."""
        self._write_service(name, command)
        self.reload_services()

    def reload_services(self):
        """Makes the bus read its activation files again."""
        self._call_bus('ReloadConfig')

    def _write_service(self, name, command):
        (self.folder / 'services' / f'{name}.service').write_text(
            f'[D-BUS Service]\nName={name}\nExec={command}\n')

    def _call_bus(self, method, parameters=None):
        return self.call_at('org.freedesktop.DBus', '/org/freedesktop/DBus',
                            'org.freedesktop.DBus', method, parameters)

    def get_owner(self, bus_name):
        """The unique name of the owner, None if there is none."""
        try:
            return self._call_bus('GetNameOwner', GLib.Variant('(s)', (bus_name,)))[0]
        except GLib.Error:
            return None

    def get_pid(self, bus_name):
        """The process id of the owner, None if there is none."""
        try:
            return self._call_bus('GetConnectionUnixProcessID',
                                  GLib.Variant('(s)', (bus_name,)))[0]
        except GLib.Error:
            return None

    def call_at(self, bus_name, path, interface, method, parameters=None, timeout=TIMEOUT_S):
        """Calls any object; returns the tuple of the answer. Raises GLib.Error."""
        answer = self.bus.call_sync(bus_name, path, interface, method, parameters, None,
                                    Gio.DBusCallFlags.NONE, int(timeout * 1000), None)
        return answer.unpack()

    def call(self, interface, method, parameters=None, timeout=TIMEOUT_S):
        """Calls the agent: call('Notifications1', 'MarkRead', GLib.Variant('(ax)', ([3],)))."""
        return self.call_at(AGENT_NAME, AGENT_PATH, f'{APP_ID}.{interface}', method, parameters,
                            timeout)

    def get_property(self, interface, name):
        """A property of the agent."""
        return self.call_at(AGENT_NAME, AGENT_PATH, 'org.freedesktop.DBus.Properties', 'Get',
                            GLib.Variant('(ss)', (f'{APP_ID}.{interface}', name)))[0]

    def record_signals(self, interface, name, sender=AGENT_NAME):
        """A list to which the arguments of every such signal of the agent are added, while
        wait_for() runs."""
        record = []

        def received_cb(_bus, _sender, _path, _interface, _name, parameters):
            record.append(parameters.unpack())

        self._subscriptions.append(self.bus.signal_subscribe(
            sender, f'{APP_ID}.{interface}', name, None, None, Gio.DBusSignalFlags.NONE,
            received_cb))
        return record

    def publish(self, event):
        """Publishes a dict over D-Bus; returns (event id, outcome)."""
        return self.call('Events1', 'Publish', GLib.Variant('(a{sv})', (_fields(event),)))

    def publish_many(self, events):
        """Publishes several in one call; returns a list of (event id, outcome)."""
        return self.call('Events1', 'PublishMany',
                         GLib.Variant('(aa{sv})', ([_fields(event) for event in events],)))[0]

    def status(self):
        """What Agent1.Status tells, as a dict."""
        return self.call('Agent1', 'Status')[0]

    def list(self, filter=None, limit=500):
        """The newest notifications that pass the filter, as dicts."""
        rows, _total = self.call('Notifications1', 'List', GLib.Variant(
            '(a{sv}xu)', (_fields(filter or {}), 0, limit)))
        if not rows:
            return []
        ids = [number for number, _seq in rows]
        return self.call('Notifications1', 'Get', GLib.Variant('(ax)', (ids,)))[0]

    # HTTP

    def http(self, path, body=None, headers=None, method=None, unix=False, base=None,
             timeout=TIMEOUT_S):
        """One request to the agent: GET, or POST when there is a body (bytes or text as they
        are, anything else as JSON). The Response has status, headers and body: what JSON held,
        else the text. base overrides the first address that the agent names."""
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        connection = self._open_http(unix, base, timeout)
        try:
            connection.request(method or ('GET' if body is None else 'POST'), path, body,
                               headers or {})
            answer = connection.getresponse()
            text = answer.read().decode('utf-8', 'surrogateescape')
        finally:
            connection.close()
        is_json = (answer.headers.get_content_type() == 'application/json') and text
        return Response(answer.status, answer.headers, json.loads(text) if is_json else text)

    def _open_http(self, unix, base, timeout):
        status = self.status() if base is None else {}
        if unix:
            return _UnixConnection(status['socket'], timeout)
        url = urllib.parse.urlsplit(base or status['http'][0])
        return http.client.HTTPConnection(url.hostname, url.port, timeout=timeout)

    # Waiting

    def wait_for(self, condition, timeout=TIMEOUT_S, what=None):
        """Returns the first true value of condition(). D-Bus signals are looked at as they
        come; for what sends none, the condition is asked again every few milliseconds."""
        deadline = time.monotonic() + timeout
        context = GLib.MainContext.default()
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise TimeoutError(f'waited {timeout} s for {what or "a condition"}')
            timer = GLib.timeout_add(POLL_MS, lambda: GLib.SOURCE_CONTINUE)
            context.iteration(True)
            GLib.source_remove(timer)
        return value


class SessionTestCase(unittest.TestCase):
    """A test case whose every test has a new self.session, made with session_options. When a
    test fails, the output of its processes is shown."""

    session_options = {}

    def run(self, result=None):
        with Session(**self.session_options) as self.session:
            before = len(result.failures) + len(result.errors)
            outcome = super().run(result)
            if len(result.failures) + len(result.errors) > before:
                self.session.show_output()
        return outcome
