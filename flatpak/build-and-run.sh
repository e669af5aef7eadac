#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# build-and-run.sh [--tests] [RUNTIME-REPOSITORY]
#
# Builds the Flatpak of this checkout, installs it into a Flatpak installation of its
# own, and tries it in a session of its own: X display, D-Bus, home. Nothing of the
# user's is touched. Without RUNTIME-REPOSITORY the stand-in runtime is used, and made
# first where it is missing. What is kept from run to run, the screenshots and the logs
# are under $XDG_CACHE_HOME/wakebell-flatpak.
#
# With --tests the tests of the window run last, in the stand-in SDK: see test-in-sdk.sh.
# They take some minutes.
#
# Debian packages needed: flatpak flatpak-builder elfutils mmdebstrap ostree, for the
# trial: curl dbus dunst gnome-keyring imagemagick libglib2.0-bin python3
# xdg-desktop-portal xdg-desktop-portal-gtk xdotool xvfb, and for the tests: bubblewrap
#
# A user who is not root also needs uidmap, for mmdebstrap, and a system bus, which
# "flatpak install" asks about parental controls.

set -euo pipefail

app_id=io.github.wakebell.Wakebell
here=$(dirname "$(realpath "$0")")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/wakebell-flatpak

die() { echo "build-and-run: $*" >&2; exit 1; }

for program in flatpak flatpak-builder eu-strip Xvfb dbus-run-session dunst gnome-keyring-daemon import identify \
  xdotool curl gdbus; do
  command -v "$program" > /dev/null || die "$program is not installed"
done

with_tests=
if [ "${1:-}" = --tests ]; then
  with_tests=yes
  shift
fi

mkdir -p "$cache"
runtime=${1:-$cache/runtime/repo}
[ $# -gt 0 ] || "$here/stand-in-runtime.sh" "$cache/runtime"

build() {
  flatpak --user remote-add --if-not-exists --no-gpg-verify runtime "file://$(realpath "$runtime")"
  flatpak --user remote-modify --url="file://$(realpath "$runtime")" runtime
  # rofiles-fuse is left out because FUSE is missing in most containers.
  flatpak-builder --user --install --install-deps-from=runtime --force-clean \
    --disable-rofiles-fuse --state-dir="$cache/state" --repo="$cache/repo" \
    "$cache/build" "$here/$app_id.yml"
}

export FLATPAK_USER_DIR=$cache/user
echo "build-and-run: building, the log is $cache/build.log"
if ! build > "$cache/build.log" 2>&1; then
  tail -n 40 "$cache/build.log" >&2
  die "the build failed"
fi
flatpak --user info "$app_id" | sed -n '/ID:\|Version:\|Installed:\|Runtime:/p'

# The session. Of the system's activatable services, it has the portal and the
# program behind it that asks the notification daemon; of the Flatpak, all it exports.
session=$(mktemp -d)
display_server=
end_session() {
  [ -z "$display_server" ] || kill "$display_server" 2> /dev/null || true
  rm -rf "$session"
}
trap end_session EXIT

mkdir -m 700 "$session/run" "$session/home" "$session/services"
for service in portal.Desktop impl.portal.desktop.gtk impl.portal.PermissionStore; do
  cp "/usr/share/dbus-1/services/org.freedesktop.$service.service" "$session/services/" ||
    die "xdg-desktop-portal or xdg-desktop-portal-gtk is not installed"
done
cat > "$session/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
  "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=$session</listen>
  <servicedir>$session/services</servicedir>
  <servicedir>$FLATPAK_USER_DIR/exports/share/dbus-1/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

Xvfb -displayfd 3 -screen 0 1280x800x24 -nolisten tcp 3> "$session/display" 2> "$session/xvfb.log" &
display_server=$!
for _ in $(seq 100); do
  [ ! -s "$session/display" ] || break
  sleep 0.1
done
[ -s "$session/display" ] || { cat "$session/xvfb.log" >&2; die "no X display"; }

rm -rf "$cache/trial"
mkdir -p "$cache/trial"
echo "build-and-run: trying it, screenshots and logs are in $cache/trial"
env -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS -u XDG_CONFIG_HOME -u XDG_DATA_HOME \
  -u XDG_CACHE_HOME -u XDG_STATE_HOME \
  HOME="$session/home" XDG_RUNTIME_DIR="$session/run" DISPLAY=":$(cat "$session/display")" \
  LC_ALL=C.UTF-8 XDG_CURRENT_DESKTOP=XFCE GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1 GSK_RENDERER=cairo \
  dbus-run-session --config-file="$session/bus.conf" -- \
  "$here/try-in-session.sh" "$cache/trial" 2> "$cache/trial/session.log" || {
    tail -n 20 "$cache/trial/session.log" >&2
    die "the trial failed"
  }

# 77: there is nothing to run them with.
[ -z "$with_tests" ] ||
  "$here/test-in-sdk.sh" "$FLATPAK_USER_DIR/runtime/org.gnome.Sdk/$(flatpak --default-arch)/48/active/files" \
    "$cache/tests" || [ $? = 77 ]
