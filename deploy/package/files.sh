#!/usr/bin/env bash
# Writes what the packages hold besides the repository's own files: manual pages and completion, told by the programs
# themselves, and changelogs. The same sources give the same bytes. deploy/package.sh calls it.
#
#   deploy/package/files.sh BIN_DIR OUT_DIR VERSION    SOURCE_DATE_EPOCH: the time in what is written
set -euo pipefail
bin=$(realpath "$1") out=$2 version=$3
here=$(realpath "$(dirname "$0")")
mkdir -p "$out"
cd "$out"
export THIDUA_LANG=en LC_ALL=C.UTF-8 PATH="$bin:$PATH"

# page PROGRAM SECTION "what it is"
page() {
  help2man --no-info --section="$2" --name="$3" --version-string="$version" --manual=Thidua --source="Thidua $version" \
    --include="$here/$1.h2m" "$1" | gzip -9n >"$1.$2.gz"
}
page thidua 1 "score, rank and plan the emulation of communes"
page thidua-scoring 8 "units, clusters, scales and score sheets"
page thidua-ranking 8 "ranks within clusters and over all of them"
page thidua-tasks 8 "tasks, reminders, reports and forecasts"
gzip -9n <"$here/thidua-backup.8" >thidua-backup.8.gz
thidua completion bash >thidua.bash

gzip -9n <"$here/../../CHANGELOG.md" >changelog.gz
gzip -9n <"$here/../docs/operating.md" >operating.md.gz
for package in thidua thidua-server; do
  mkdir -p "$package"
  gzip -9n >"$package/changelog.Debian.gz" <<LOG
$package ($version-1) unstable; urgency=medium

  * Version $version; see changelog.gz.

 -- Thidua maintainers <thidua@example.org>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
LOG
done
