#!/usr/bin/env bash
# Installs the Debian packages that building, running and testing need. Safe to run again: what is there is left alone.
#
#   deploy/setup.sh [SECTION…]    sections of deploy/packages.txt; default: build run
set -euo pipefail
cd "$(dirname "$0")/.."

sections=("$@")
[ ${#sections[@]} -gt 0 ] || sections=(build run)

wanted() {
  local section
  for section in "${sections[@]}"; do
    awk -v section="[$section]" '
      { sub(/#.*/, ""); gsub(/[ \t]+$/, "") }
      /^\[/ { inside = ($0 == section); found = found || inside; next }
      inside && NF { print }
      END { exit !found }' deploy/packages.txt || {
      echo "setup: deploy/packages.txt has no section [$section]" >&2
      return 2
    }
  done
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
packages=$(wanted)
for package in $packages; do
  # A program that came from elsewhere serves as well as Debian's npm, which conflicts with other builds of Node.js.
  if [ "$package" = npm ] && command -v npm >/dev/null; then continue; fi
  installed "$package" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "setup: needs Debian 12 (apt-get is not here). Install by hand: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: run this as root, or install sudo. Missing packages: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

# Installing a server must not start a service that nobody asked for.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
  "${as_root[@]}" chmod 755 "$policy"
  trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi

echo "setup: installing ${#missing[@]} packages (${missing[*]})" >&2
log=$(mktemp)
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
}
if ! { "${as_root[@]}" apt-get update && install; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "setup: apt-get failed; the whole log is in $log. Check the network and /etc/apt/sources.list, then run this again." >&2
  exit 1
fi
rm -f "$log"
