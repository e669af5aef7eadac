#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# try-in-session.sh FOLDER
#
# The trial of build-and-run.sh, inside the session which that made: an event that is
# posted on the host must reach the agent in the sandbox and come back to the host's
# notification daemon. The sandbox may not talk to that daemon: a pop-up proves the way
# through the portal. From there it forwards to a webhook and by mail, GNOME Shell finds
# the event, and the window opens. Screenshots go to FOLDER.

set -euo pipefail

app_id=io.github.wakebell.Wakebell
app_path=/io/github/wakebell/Wakebell
here=$(dirname "$(realpath "$0")")
exports=$FLATPAK_USER_DIR/exports/share
folder=$1
socket=$XDG_RUNTIME_DIR/app/$app_id/agent.sock
started=()

end() {
  flatpak kill "$app_id" || true
  [ ${#started[@]} = 0 ] || kill "${started[@]}" || true
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

# value KEY FILE: of a line KEY=value
value() { sed -n "s/^$1=//p" "$2"; }
finds_event() {
  call "$(value BusName "$provider")" "$(value ObjectPath "$provider")" \
    org.gnome.Shell.SearchProvider2.GetInitialResultSet "['memory']" | grep -q "'1'"
}

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
started+=($!)
gdbus wait --session --timeout 10 org.freedesktop.Notifications || fail "dunst started"
gnome-keyring-daemon --foreground --unlock --components=secrets <<< test > /dev/null &
started+=($!)
gdbus wait --session --timeout 10 org.freedesktop.secrets || fail "the keyring started"

# A host under systemd would obey this key, and has no such unit.
! grep -q '^SystemdService=' "$exports/dbus-1/services/$app_id.Agent.service" ||
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

"$here/try-forwarding.py" "$socket" || fail "the agent forwards to a webhook and by mail"
secrets=$HOME/.var/app/$app_id/data/keyrings/default.keyring
[ -s "$secrets" ] || fail "the password of the mail lies in $secrets"
ok "the agent forwards to a webhook and by mail, whose password it keeps through the portal"

# What GNOME Shell does for who types in its overview.
provider=$exports/gnome-shell/search-providers/$app_id.search-provider.ini
[ -e "$exports/applications/$(value DesktopId "$provider")" ] || fail "the search provider has a desktop file"
until_true 20 finds_event || fail "the search provider finds the event"
ok "the search provider is exported and finds the event"

call "$app_id" "$app_path" org.freedesktop.Application.Activate '{}' > /dev/null || fail "D-Bus activates the app"
until_true 20 has_window || fail "the window opens"
until_true 10 is_drawn || fail "the window shows something"
screenshot window
ok "D-Bus activates the app, and its window opens"

flatpak run --env=LC_ALL=de_DE.UTF-8 --command=wakebell "$app_id" --help > "$folder/help.txt" || fail "the command runs"
grep -q 'Meldet sich, wenn' "$folder/help.txt" || fail "the command speaks German"
ok "the command runs in the sandbox, and speaks German"
