#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# stand-in-runtime.sh FOLDER
#
# Makes FOLDER/repo, an OSTree repository with org.gnome.Platform//48 and
# org.gnome.Sdk//48, out of packages of Debian 13 (GTK 4.18, libadwaita 1.7, the
# versions of GNOME 48). Where Flathub cannot be reached, the manifest builds and
# runs on this unchanged. A repository that this very script made before is kept:
# the first run takes some minutes and 1.5 GB, later ones nothing.
#
# It stands in for the real runtime, it is not the real one. It has the same
# program interfaces and the same sandbox; it also carries libmicrohttpd, cmark and
# GMime, which the real one lacks, and keeps libraries in Debian's multiarch folders. So it
# proves the manifest, the permissions, the exports and the agent's behaviour in a
# sandbox, and not that the manifest names every module the real runtime needs.
#
# Debian packages needed: flatpak ostree mmdebstrap

set -euo pipefail

suite=trixie
branch=48
platform=org.gnome.Platform
sdk=org.gnome.Sdk

# What the programs are linked with, and what a GTK window needs to look right.
platform_packages=(
  libadwaita-1-0 libsoup-3.0-0 glib-networking libjson-glib-1.0-0 libsecret-1-0
  libnotify4 libsqlite3-0 librsvg2-2 librsvg2-common
  libcurl3t64-gnutls
  libmicrohttpd12t64 libcmark0.30.2 libgmime-3.0-0t64 # not in the real runtime
  adwaita-icon-theme hicolor-icon-theme fonts-cantarell fonts-dejavu-core
  gsettings-desktop-schemas dconf-gsettings-backend shared-mime-info
  libglib2.0-bin gettext-base ca-certificates locales tzdata
)

# What building adds.
sdk_packages=(
  gcc libc6-dev meson ninja-build pkg-config gettext desktop-file-utils appstream
  libadwaita-1-dev libgtk-4-bin libsoup-3.0-dev libjson-glib-dev libsecret-1-dev
  libnotify-dev libsqlite3-dev librsvg2-bin libmicrohttpd-dev libcmark-dev
  libcairo2-dev libcurl4-gnutls-dev libgmime-3.0-dev libxml2-utils
)

# What the tests of the window need, for test-in-sdk.sh; the real SDK has none of it.
test_packages=(
  at-spi2-core dbus-bin dbus-daemon gir1.2-atspi-2.0 gnome-keyring imagemagick
  fonts-noto-core python3-gi x11-utils xdotool xvfb
)

# Manuals are of no use in a runtime; of translations, those Wakebell has itself.
dpkg_options=(
  --dpkgopt='path-exclude=/usr/share/doc/*'
  --dpkgopt='path-exclude=/usr/share/man/*'
  --dpkgopt='path-exclude=/usr/share/info/*'
  --dpkgopt='path-exclude=/usr/share/locale/*'
  --dpkgopt='path-include=/usr/share/locale/ar/*'
  --dpkgopt='path-include=/usr/share/locale/de/*'
)

# The C library translates nothing for the locale C.UTF-8, whatever $LANGUAGE says.
# shellcheck disable=SC2016  # $1 is the root that mmdebstrap fills
locale_options=(
  --customize-hook='chroot "$1" localedef -i ar_EG -f UTF-8 ar_EG.UTF-8'
  --customize-hook='chroot "$1" localedef -i de_DE -f UTF-8 de_DE.UTF-8'
)

# In a Flatpak these come from the host, from flatpak itself, or not at all.
host_files=(
  passwd passwd- shadow shadow- group group- gshadow gshadow- subuid subuid-
  subgid subgid- machine-id resolv.conf hosts host.conf hostname fstab mtab
  localtime ld.so.cache apt dpkg cron.daily init.d pam.d rc0.d rc1.d rc2.d rc3.d
  rc4.d rc5.d rc6.d rcS.d security systemd default
)

die() { echo "stand-in-runtime: $*" >&2; exit 1; }
fail() { tail -n 40 "$work/log" >&2; die "$*"; }

# The mirror this machine takes Debian from. It serves every suite, so the suite it
# is set up for here does not matter.
debian_mirror() {
  # shellcheck disable=SC2016  # apt, not the shell, fills it in
  apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 'Component: main' |
    head -n 1
}

join_by_comma() { local IFS=,; echo "$*"; }

# unpack FOLDER PACKAGE...: the /usr and /etc of a Debian with these packages. It
# goes through tar, so that the files belong to whoever runs this, root or not.
unpack() {
  local folder=$1; shift
  mmdebstrap --variant=essential --format=tar --include="$(join_by_comma "$@")" \
    --aptopt='APT::Install-Recommends "false"' "${dpkg_options[@]}" "${locale_options[@]}" \
    "$suite" "$work/root.tar" "$mirror" > "$work/log" 2>&1 || fail "could not install the packages"
  mkdir -p "$folder"
  tar --extract --no-same-owner --directory="$folder" --file="$work/root.tar" ./usr ./etc
  rm "$work/root.tar"
}

# The linker of the runtime looks into the app's folders first.
write_linker_paths() {
  local usr=$1 triplet
  triplet=$(basename "$(dirname "$(echo "$usr"/lib/*/libc.so.6)")")
  cat > "$usr/etc/ld.so.conf" <<END
include /run/flatpak/ld.so.conf.d/app-*.conf
include /app/etc/ld.so.conf
/app/lib
/app/lib/$triplet
include /run/flatpak/ld.so.conf.d/runtime-*.conf
/usr/lib/$triplet
END
}

# flatpak-builder 1.2 runs this program of the SDK to collect the app's metadata for
# a software centre; Debian 13 has it no longer.
write_appstream_compose() {
  local program=$1/bin/appstream-compose
  [ -d "$1/include" ] && [ ! -e "$program" ] || return 0
  printf '%s\n' '#!/bin/sh' 'echo "appstream-compose: not in this stand-in SDK, skipped"' > "$program"
  chmod 755 "$program"
}

write_metadata() {
  cat > "$1/metadata" <<END
[Runtime]
name=$2
runtime=$platform/$arch/$branch
sdk=$sdk/$arch/$branch

[Environment]
XDG_DATA_DIRS=/app/share:/usr/share:/usr/share/runtime/share:/run/host/user-share:/run/host/share
GI_TYPELIB_PATH=/app/lib/girepository-1.0
PKG_CONFIG_PATH=/app/lib/pkgconfig:/app/share/pkgconfig
END
}

# export_runtime ID PACKAGE...: one runtime out of packages into the repository.
export_runtime() {
  local id=$1 root=$work/root tree=$work/tree; shift
  echo "stand-in-runtime: $id from $# packages and what they depend on"
  rm -rf "$root" "$tree"
  unpack "$root" "$@"
  mkdir -p "$tree"/{files,var,export}
  mv "$root/usr" "$tree/usr"
  mv "$root/etc" "$tree/usr/etc"
  (cd "$tree/usr/etc" && rm -rf "${host_files[@]}")
  write_linker_paths "$tree/usr"
  write_appstream_compose "$tree/usr"
  write_metadata "$tree" "$id"
  flatpak build-export --runtime --disable-fsync --arch="$arch" "$work/repo" "$tree" "$branch" > "$work/log" 2>&1 ||
    fail "could not export $id"
}

[ $# -eq 1 ] || die "usage: stand-in-runtime.sh FOLDER"
for program in flatpak ostree mmdebstrap sha256sum tar; do
  command -v "$program" > /dev/null || die "$program is not installed"
done

mkdir -p "$1"
folder=$(realpath "$1")
made_by=$(sha256sum < "$0")
if [ -e "$folder/made-by" ] && [ "$(cat "$folder/made-by")" = "$made_by" ]; then
  echo "stand-in-runtime: $folder/repo is up to date"
  exit 0
fi

arch=$(flatpak --default-arch)
mirror=$(debian_mirror)
[ -n "$mirror" ] || die "apt has no Debian mirror; run apt-get update"

# Everything is made aside and moved in at the end: an interrupted run leaves nothing
# that looks finished.
work=$(mktemp -d "$folder/making.XXXXXX")
trap 'rm -rf "$work"' EXIT
export_runtime "$platform" "${platform_packages[@]}"
export_runtime "$sdk" "${platform_packages[@]}" "${sdk_packages[@]}" "${test_packages[@]}"
flatpak build-update-repo "$work/repo" > /dev/null
rm -rf "$folder/repo" "$folder/made-by"
mv "$work/repo" "$folder/repo"
echo "$made_by" > "$folder/made-by"
ostree --repo="$folder/repo" refs
