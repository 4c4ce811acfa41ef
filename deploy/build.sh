#!/usr/bin/env bash
# Configures and builds a preset; prints ninja's progress.
#
#   deploy/build.sh [PRESET [TARGET…]]    presets: release (default), debug, asan, tsan
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${1:-release}
shift $(($# > 0 ? 1 : 0))
log=build/$preset/configure.log
mkdir -p "build/$preset"
if ! cmake --preset "$preset" >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "build: configuring failed (log: $log). Missing packages? Run deploy/setup.sh build test, then try again." >&2
  exit 1
fi
NINJA_STATUS='[%f/%t %es] ' ninja -C "build/$preset" "$@" >&2
