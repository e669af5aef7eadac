#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test-in-sdk.sh SDK FOLDER [TEST...]
#
# Builds this checkout into FOLDER with the toolkit of SDK, the files of an installed
# stand-in SDK, and runs the tests of the window with it, or the named ones: the same
# tests that run with the toolkit of this machine.
#
# A bubblewrap shows the SDK as the whole system. It is no Flatpak sandbox: in one, the
# programs would take other ways, through portals, than those that are tested here. The
# tests have processes, network and /tmp of their own, and write to FOLDER alone.
#
# Debian packages needed: bubblewrap

set -euo pipefail

top=$(realpath "$(dirname "$0")/..")

[ $# -ge 2 ] || { echo "usage: test-in-sdk.sh SDK FOLDER [TEST...]" >&2; exit 2; }
if ! command -v bwrap > /dev/null || [ ! -x "$1/bin/Xvfb" ]; then
  echo "test-in-sdk: skipped, bubblewrap or a stand-in SDK at $1 is missing"
  exit 77
fi
sdk=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
shift 2

view=(
  --unshare-pid --unshare-net --unshare-ipc --die-with-parent --new-session
  --ro-bind "$sdk" /usr
  --symlink usr/bin /bin --symlink usr/sbin /sbin
  --symlink usr/lib /lib --symlink usr/lib64 /lib64
  --proc /proc --dev /dev --tmpfs /tmp --dir /run --dir /var
  --ro-bind "$top" "$top" --bind "$folder" "$folder" --chdir "$top"
  --clearenv --setenv PATH /usr/bin:/usr/sbin --setenv LC_ALL C.UTF-8
  --setenv HOME /tmp --setenv WAKEBELL_TEST_TIMEOUT "${WAKEBELL_TEST_TIMEOUT:-20}"
)
# Who uses the machine is the machine's to say; all other settings are of the SDK.
for file in "$sdk"/etc/*; do
  if [ -L "$file" ]; then
    view+=(--symlink "$(readlink "$file")" "/etc/${file##*/}")
  else
    view+=(--ro-bind "$file" "/etc/${file##*/}")
  fi
done
for file in passwd group; do
  view+=(--ro-bind "/etc/$file" "/etc/$file")
done

in_sdk() { bwrap "${view[@]}" "$@"; }

in_sdk pkg-config --modversion gtk4 libadwaita-1 |
  { read -r gtk; read -r adwaita; echo "test-in-sdk: GTK $gtk, libadwaita $adwaita"; }
[ -e "$folder/build.ninja" ] || in_sdk meson setup "$folder" "$top" > /dev/null
if ! in_sdk ninja -C "$folder" > "$folder/build.log"; then
  tail -n 40 "$folder/build.log" >&2
  exit 1
fi
in_sdk meson test -C "$folder" --no-rebuild --print-errorlogs --suite app "$@"
