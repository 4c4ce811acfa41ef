#!/usr/bin/env bash
# Installs, builds and runs every test. Exit code 0 only when all pass.
#
#   deploy/test.sh [PRESET] [CTEST OPTION…]    e.g. deploy/test.sh asan -R Engine
set -euo pipefail
cd "$(dirname "$0")/.."

preset=release
case "${1:-}" in
  release | debug | asan | tsan)
    preset=$1
    shift
    ;;
esac
deploy/setup.sh build run test
[ -x protos/node_modules/.bin/buf ] || npm ci --prefix protos --no-fund --no-audit --loglevel=error >&2
[ -x deploy/manifests/node_modules/.bin/tsc ] || npm ci --prefix deploy/manifests --no-fund --no-audit --loglevel=error >&2
deploy/build.sh "$preset"
ctest --preset "$preset" --jobs "$(nproc)" "$@"
