#!/usr/bin/env bash
# Whether a release can follow another one without an interruption: replaces replicas of the one by those of the other
# and one of each service back again, under load. Both folders hold thidua-scoring, thidua-ranking and thidua-tasks, of
# this machine's build or out of packages (dpkg -x).
#
#   deploy/upgrade_test.sh OLD_BIN_DIR [NEW_BIN_DIR]    without NEW_BIN_DIR, against the programs of this checkout
set -euo pipefail

case "${1:-}" in
  '' | -*)
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
from=$(cd "$1" && pwd) to=
if [ $# -gt 1 ]; then to=$(cd "$2" && pwd); fi
cd "$(dirname "$0")/.."
for folder in "$from" ${to:+"$to"}; do
  for service in scoring ranking tasks; do
    [ -x "$folder/thidua-$service" ] || {
      echo "upgrade_test: there is no program thidua-$service in $folder" >&2
      exit 2
    }
  done
done
deploy/setup.sh build run test
deploy/build.sh release e2e_test
THIDUA_UPGRADE_FROM=$from THIDUA_UPGRADE_TO=${to:-$PWD/build/release/bin} \
  exec build/release/tests/e2e_test --gtest_filter='UpgradeTest.*'
