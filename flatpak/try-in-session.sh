#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# try-in-session.sh FOLDER
#
# The trial of build-and-run.sh, inside the session which that made: an event that is
# posted on the host must reach the agent in the sandbox and come back to the host's
# notification daemon. The sandbox may not talk to that daemon: a pop-up proves the way
# through the portal. Screenshots go to FOLDER.

set -euo pipefail

app_id=io.github.wakebell.Wakebell
app_path=/io/github/wakebell/Wakebell
folder=$1
socket=$XDG_RUNTIME_DIR/app/$app_id/agent.sock
dunst=

end() {
  flatpak kill "$app_id" || true
  [ -z "$dunst" ] || kill "$dunst" || true
}
trap end EXIT

ok() { echo "ok - $*"; }
fail() { echo "not ok - $*"; exit 1; }

# until_true SECONDS COMMAND...: repeats COMMAND until it succeeds.
until_true() {
  local tries=$(($1 * 10)); shift
  for _ in $(seq "$tries"); do
    ! "$@" > /dev/null 2>&1 || return 0
    sleep 0.1
  done
  return 1
}

call() {
  local name=$1 path=$2; shift 2
  gdbus call --session --timeout 30 --dest "$name" --object-path "$path" --method "$@"
}

has_popup() { [ "$(dunstctl count displayed)" -gt 0 ]; }
has_window() { xdotool search --onlyvisible --name Wakebell; }
# A window is mapped before GTK has drawn its first frame.
is_drawn() { [ "$(import -window root png:- | identify -format %k png:-)" -gt 50 ]; }
screenshot() { import -window root "$folder/$1.png"; }

# dunst remembers what it showed only once it is closed.
shown() { dunstctl close-all && dunstctl history; }

mkdir -p "$HOME/.config/dunst"
cat > "$HOME/.config/dunst/dunstrc" <<'END'
[global]
  follow = none
  origin = top-right
  width = 400
  font = Sans 11
  enable_recursive_icon_lookup = true
  icon_theme = Adwaita
END
dunst &
dunst=$!
gdbus wait --session --timeout 10 org.freedesktop.Notifications || fail "dunst started"

# A host under systemd would obey this key, and has no such unit.
! grep -q '^SystemdService=' "$FLATPAK_USER_DIR/exports/share/dbus-1/services/$app_id.Agent.service" ||
  fail "the exported D-Bus service names no systemd unit"
call org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.StartServiceByName "$app_id.Agent" 0 > /dev/null ||
  fail "D-Bus activates the agent"
version=$(call "$app_id.Agent" "$app_path/Agent" org.freedesktop.DBus.Properties.Get "$app_id.Agent1" Version) ||
  fail "the agent answers on D-Bus"
[ "$(flatpak ps --columns=application)" = "$app_id" ] || fail "the agent runs in a sandbox"
ok "D-Bus activates the agent in the sandbox: $version"

until_true 10 test -S "$socket" || fail "the agent's socket is on the host at the same path"
ok "the agent's socket is on the host at the same path"

status=$(curl --silent --show-error --max-time 10 --output "$folder/answer.json" --write-out '%{http_code}' \
  --unix-socket "$socket" --json '{"type":"training_failed","model_name":"qwen","message":"CUDA out of memory"}' \
  http://localhost/api/v1/events) || fail "the agent takes an event from the host"
[ "$status" = 202 ] || { cat "$folder/answer.json" >&2; fail "the agent takes an event from the host: $status"; }
ok "the agent takes an event from the host: $status $(cat "$folder/answer.json")"

until_true 15 has_popup || fail "a pop-up comes through the portal"
screenshot popup
shown > "$folder/popups.json"
grep -q 'CUDA out of memory' "$folder/popups.json" || fail "the pop-up says what happened"
ok "a pop-up comes through the portal and says what happened"

call "$app_id" "$app_path" org.freedesktop.Application.Activate '{}' > /dev/null || fail "D-Bus activates the app"
until_true 20 has_window || fail "the window opens"
until_true 10 is_drawn || fail "the window shows something"
screenshot window
ok "D-Bus activates the app, and its window opens"
