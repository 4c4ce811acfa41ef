#!/usr/bin/env bash
# Whether systemd takes the units, and how exposed they leave the services (0 the least, 10 the most).
#
#   deploy/systemd/verify.sh UNITS_DIR    the folder of the generated units: build/<preset>/package
set -euo pipefail
units=$(realpath "$1")
cd "$(dirname "$0")"

highest_exposure=1.5
services=(thidua-scoring thidua-scoring@2 thidua-ranking thidua-ranking@2 thidua-tasks thidua-tasks@2 thidua-backup)

# A machine on which they are installed.
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/lib/systemd" "$root/usr/bin"
cp -r /lib/systemd/system "$root/lib/systemd/system"
cp "$units"/thidua-*.service thidua-backup.service thidua-backup.timer "$root/lib/systemd/system/"
for program in thidua-scoring thidua-ranking thidua-tasks thidua-backup; do cp /bin/true "$root/usr/bin/$program"; done

failed=0
said=$(systemd-analyze verify --root="$root" --man=no --recursive-errors=no \
  "${services[@]/%/.service}" thidua-backup.timer 2>&1) || failed=1
if grep thidua <<<"$said" || [ $failed -ne 0 ]; then
  echo "verify: systemd does not take the units as they are: $said" >&2
  exit 1
fi
for service in "${services[@]}"; do
  exposure=$(systemd-analyze security --offline=true --root="$root" --no-pager "$service.service" |
    sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p')
  echo "$service: exposure $exposure"
  if ! awk -v is="$exposure" -v most="$highest_exposure" 'BEGIN { exit !(is != "" && is + 0 <= most) }'; then
    echo "verify: more exposed than $highest_exposure" >&2
    exit 1
  fi
done
