#!/usr/bin/env bash
# Ranks the rows of a CSV file (unit,cluster,criterion,points) with DuckDB, from npm, which is installed into FOLDER.
# Prints the milliseconds of the query, the median of several runs, then a line "unit,total,rank" for each unit.
#
#   rank.sh FOLDER ROWS
set -euo pipefail

source=$(cd "$(dirname "$0")" && pwd)
folder=$1
rows=$2

mkdir -p "$folder"
cp "$source"/package.json "$source"/package-lock.json "$source"/rank.mjs "$folder"
# npm writes this file last.
if [ ! "$folder/node_modules/.package-lock.json" -nt "$source/package-lock.json" ]; then
  npm ci --prefix "$folder" --no-fund --no-audit --loglevel=error >&2
fi
node "$folder/rank.mjs" "$rows"
