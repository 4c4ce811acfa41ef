#!/usr/bin/env bash
# Builds the Debian packages thidua and thidua-server and prints their paths; lintian looks them over.
#
#   deploy/package.sh    installs what building needs; the packages are in build/release/packages
set -euo pipefail
cd "$(dirname "$0")/.."

deploy/setup.sh build package
deploy/build.sh release thidua thidua-scoring thidua-ranking thidua-tasks
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' build/release/CMakeCache.txt)
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then SOURCE_DATE_EPOCH=$(git log -1 --format=%ct); fi
export SOURCE_DATE_EPOCH
deploy/package/files.sh build/release/bin build/release/package "$version"
rm -rf build/release/packages
log=build/release/package/cpack.log
# A umask of its own: the modes in a package are those of the files.
if ! (umask 022 && cpack --config build/release/CPackConfig.cmake) >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "package: cpack failed (log: $log)" >&2
  exit 1
fi
rm -rf build/release/packages/_CPack_Packages
if [ "$(id -u)" -eq 0 ]; then as_root=(--allow-root); else as_root=(); fi
lintian "${as_root[@]}" --fail-on error,warning --tag-display-limit 0 build/release/packages/*.deb >&2
ls build/release/packages/*.deb
