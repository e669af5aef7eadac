#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# verify-unit.sh UNIT: fails if systemd finds anything to say about the user unit.
# systemd-analyze calls an unknown key or a bad value a warning and still exits with 0,
# so what it prints decides. The agent is not installed while tests run: a program that
# is always there takes its place.

set -eu

unit=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sed 's|^ExecStart=.*|ExecStart=/bin/true|' "$unit" > "$folder/$(basename "$unit")"
said=$(XDG_RUNTIME_DIR=$folder systemd-analyze --user --man=no verify "$folder/$(basename "$unit")" 2>&1) ||
  said="$said (exit status $?)"

if [ -n "$said" ]; then
  echo "$said" >&2
  exit 1
fi
