#!/usr/bin/env bash
# Installs the packages that deploy/package.sh made on a Debian 12 that has nothing else, in a folder of its own, and goes
# through their life: install, serve, install again, upgrade, remove, purge. Needs root and debootstrap; some minutes the first
# time, less when build/package_test/debian.tar is there. Not a part of deploy/test.sh.
#
#   deploy/package_test.sh [MIRROR]    default: http://deb.debian.org/debian; apt's proxy is used
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/setup.sh package_test
[ "$(id -u)" -eq 0 ] || { echo "package_test: needs root" >&2; exit 1; }

mirror=${1:-http://deb.debian.org/debian}
work=$PWD/build/package_test
root=$work/root
mkdir -p "$work"
step() { echo "package_test: $1" >&2; }
fail() {
  echo "package_test: $1" >&2
  exit 1
}

pids=()
clean() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  mountpoint -q "$root/proc" && umount "$root/proc"
  rm -rf --one-file-system "$root"
}
trap clean EXIT
clean || true

if [ ! -f "$work/debian.tar" ]; then
  step "a new Debian 12 from $mirror"
  http_proxy=${http_proxy:-$(apt-config dump --format '%v' Acquire::http::Proxy)} \
    debootstrap --variant=minbase bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1 || {
    tail "$work/debootstrap.log" >&2
    fail "debootstrap failed"
  }
  tar -C "$root" -cf "$work/debian.tar" .
else
  mkdir -p "$root"
  tar -C "$root" -xf "$work/debian.tar"
fi
# Packages come from where this machine has them from.
cp -r /etc/apt/. "$root/etc/apt/"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
environment=(PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8)
inside() { chroot "$root" /usr/bin/env -i "${environment[@]}" "$@"; }
quietly() {
  inside "$@" >"$work/last.log" 2>&1 || {
    tail -n 20 "$work/last.log" >&2
    fail "failed: $*"
  }
}
is() { inside sh -c "$1" >"$work/last.log" 2>&1 || { cat "$work/last.log" >&2; fail "not so: $1"; }; }

step "install"
cp build/release/packages/*.deb "$root/tmp/"
quietly apt-get update
quietly sh -c 'apt-get install -y --no-install-recommends /tmp/thidua_*.deb /tmp/thidua-server_*.deb man-db sqlite3 bash-completion'
is 'thidua --help'
is 'thidua --version && thidua-scoring --version'
is 'id thidua'
# shellcheck disable=SC2016  # for the shell inside
is '[ "$(stat -c %U:%G:%a /var/lib/thidua)" = thidua:thidua:750 ]'
# shellcheck disable=SC2016
is '[ "$(stat -c %a /etc/thidua/thidua.env)" = 640 ]'
is '[ -s /usr/share/doc/thidua-server/operating.md.gz ] && [ -s /usr/share/doc/thidua/copyright ]'
for page in "1 thidua" "8 thidua-scoring" "8 thidua-ranking" "8 thidua-tasks" "8 thidua-backup"; do
  is "man --warnings $page 2>&1 >/tmp/page | grep . && exit 1; grep -q NAME /tmp/page"
done
is 'bash -ec ". /usr/share/bash-completion/bash_completion; . /usr/share/bash-completion/completions/thidua; complete -p thidua"'

# What the unit starts, with what its files set, as its user.
serve() {
  (exec chroot "$root" /usr/bin/env -i "${environment[@]}" setpriv --reuid=thidua --regid=thidua --clear-groups sh -ec "
    set -a
    . /tmp/thidua.env; . /tmp/$1.env
    set +a
    export $(sed -n 's/^Environment=//p' "$root/lib/systemd/system/thidua-$1.service")
    exec $(sed -n 's/^ExecStart=//p' "$root/lib/systemd/system/thidua-$1.service") --port-file /var/lib/thidua/$1.address") &
  pids+=($!)
  for _ in $(seq 100); do
    [ -s "$root/var/lib/thidua/$1.address" ] && return
    sleep 0.1
  done
  fail "thidua-$1 does not start"
}
stop() {
  for pid in "${pids[@]}"; do kill "$pid"; done
  for pid in "${pids[@]}"; do wait "$pid" || fail "a service did not end well"; done
  pids=()
  rm -f "$root"/var/lib/thidua/*.address
}

step "serve"
# systemd reads these as root. The ports are free ones here.
for service in thidua scoring ranking tasks; do
  sed -E 's/^(THIDUA_(OPS_)?LISTEN)=.*/\1=127.0.0.1:0/' "$root/etc/thidua/$service.env" >"$root/tmp/$service.env"
done
serve scoring
address() { cat "$root/var/lib/thidua/$1.address"; }
sed -i "s/^THIDUA_SCORING_SERVER=.*/THIDUA_SCORING_SERVER=$(address scoring)/" "$root/tmp/ranking.env" "$root/tmp/tasks.env"
serve ranking
sed -i "s/^THIDUA_RANKING_SERVER=.*/THIDUA_RANKING_SERVER=$(address ranking)/" "$root/tmp/tasks.env"
serve tasks
cp -r deploy/demo "$root/tmp/demo"
servers="--scoring-server $(address scoring) --ranking-server $(address ranking) --tasks-server $(address tasks)"
for import in "units vn_units.csv" "offices ba_to/offices.csv" "clusters ba_to/clusters.csv" "scale ba_to/scale_2023.json" \
  "inputs ba_to/inputs_2023.csv" "results ba_to/results_2022.csv" "tasks ba_to/tasks_2024.csv"; do
  quietly sh -c "thidua $servers import ${import% *} /tmp/demo/${import#* }"
done
inside sh -c "thidua $servers rank --under 535 --year 2023 -o csv" | cmp - tests/data/ba_to/expected_totals_2023.csv ||
  fail "ranks are not as expected"
quietly setpriv --reuid=thidua --regid=thidua --clear-groups env THIDUA_DATA=/var/lib/thidua \
  thidua-backup create --out /var/backups/thidua --keep 2
stop

step "restore, as the guide says"
quietly sh -ec 'mv /var/lib/thidua /var/lib/thidua.broken && install -d -o thidua -g thidua -m 0750 /var/lib/thidua
  thidua-backup restore /var/backups/thidua/thidua-backup-* --data /var/lib/thidua'
# shellcheck disable=SC2016
is '[ "$(stat -c %U:%a /var/lib/thidua)" = thidua:750 ] && [ "$(stat -c %U /var/lib/thidua/scoring.db)" = thidua ]'
serve scoring
quietly thidua --scoring-server "$(address scoring)" audit verify
stop
rm -r "$root/var/lib/thidua.broken"

step "install again: configuration and data stay"
echo '# changed by the operator' >>"$root/etc/thidua/tasks.env"
quietly sh -c 'apt-get install -y --reinstall --no-install-recommends /tmp/thidua_*.deb /tmp/thidua-server_*.deb'
is 'grep -q "changed by the operator" /etc/thidua/tasks.env'
is '[ -s /var/lib/thidua/scoring.db ]'

step "upgrade: the same"
for package in "$root"/tmp/thidua_*.deb "$root"/tmp/thidua-server_*.deb; do
  rm -rf "$work/next"
  dpkg-deb --raw-extract "$package" "$work/next"
  sed -i 's/^Version: .*/Version: 99-1/' "$work/next/DEBIAN/control"
  # An operator's change and the package's meet here.
  if [ -d "$work/next/etc" ]; then echo '# changed by the package' >>"$work/next/etc/thidua/ranking.env"; fi
  dpkg-deb --root-owner-group --build "$work/next" "$root/tmp/next-$(basename "$package")" >/dev/null
done
quietly sh -c 'apt-get install -y --no-install-recommends /tmp/next-*.deb'
# shellcheck disable=SC2016
is 'dpkg-query -W -f="\${Version}" thidua-server | grep -qx 99-1'
is 'grep -q "changed by the operator" /etc/thidua/tasks.env && grep -q "changed by the package" /etc/thidua/ranking.env'
is '[ -s /var/lib/thidua/scoring.db ]'

step "remove: data and configuration stay"
quietly apt-get remove -y thidua thidua-server
is '! command -v thidua && ! command -v thidua-scoring'
is '[ -s /var/lib/thidua/scoring.db ] && [ -e /etc/thidua/tasks.env ]'

step "purge: nothing stays but backups"
quietly apt-get purge -y thidua thidua-server
is '[ ! -e /var/lib/thidua ] && [ ! -e /etc/thidua ]'
is 'ls /var/backups/thidua/thidua-backup-*/scoring.db'
is 'find /usr /lib /etc -name "*thidua*" ! -path "*/man-db/*" | grep . && exit 1 || true'

step "install where the user has a number already, as in the image"
quietly userdel thidua
quietly useradd --system --uid 7100 --user-group --home-dir /var/lib/thidua --no-create-home --shell /usr/sbin/nologin thidua
quietly sh -c 'apt-get install -y --no-install-recommends /tmp/thidua_*.deb /tmp/thidua-server_*.deb curl fonts-liberation2'
# shellcheck disable=SC2016
is '[ "$(id -u thidua)" = 7100 ]'
# shellcheck disable=SC2016
is '[ "$(stat -c %U /var/lib/thidua)" = thidua ]'
echo "package_test: passed" >&2
