#!/usr/bin/env bash
# Backs up what Thidua stores, while it runs, and brings it back. A backup holds every write that was acknowledged before
# it began. It is a folder thidua-backup-TIME with a copy of each store, SHA256SUMS of all, and ABOUT.
#
#   backup.sh create (--data DIR | --store URL) --out DIR [--keep N] [--metrics-file FILE]
#       makes a backup in DIR and prints its path; with --keep, removes all but the N newest of DIR; with --metrics-file
#       (THIDUA_BACKUP_METRICS), tells node_exporter's textfile collector of it: FILE, or thidua_backup.prom in that folder
#   backup.sh verify BACKUP
#       whether every byte is as it was written, and every store whole
#   backup.sh restore BACKUP (--data DIR | --store URL)
#       all of it or nothing; refuses a folder or database that holds anything of Thidua. Stop the services before
#
# --data is the folder of SQLite files (THIDUA_DATA); --store is PostgreSQL, as libpq takes it. Without either,
# THIDUA_STORE counts, then THIDUA_DATA. A password in the URL is not shown to other users of the machine when it comes
# by THIDUA_STORE. Needs sqlite3 or PostgreSQL's client programs. Exit codes: 0 done, 1 failed, 2 usage.
set -euo pipefail
umask 077

# What depends on others first: whatever it names is then in the copy of the other, which is taken later.
stores=(tasks publications ranking scoring)

fail() {
  printf 'backup: %s\n' "$1" >&2
  exit 1
}
usage() {
  printf 'backup: %s (see --help)\n' "$1" >&2
  exit 2
}
note() { printf 'backup: %s\n' "$1" >&2; }
need() { command -v "$1" >/dev/null || fail "$1 is not installed. Install it: apt install $2"; }

# A folder that is not finished goes with this process.
unfinished=
trap '[ -z "$unfinished" ] || rm -rf -- "$unfinished"' EXIT
trap 'exit 130' INT TERM

sql() { sqlite3 -batch -bail -readonly -cmd '.timeout 30000' "$@"; }

require_whole_store() {
  local answer
  answer=$(sql "$1" 'PRAGMA integrity_check' 2>&1) || true
  [ "$answer" = ok ] || fail "$1 is damaged: $(head -n 1 <<<"$answer"). Use another backup."
}

# Takes the password out of a URL, so that no command line shows it.
hide_password() {
  if [[ $store =~ ^(postgres(ql)?://)([^:@/]*):([^@/]*)@(.*)$ ]]; then
    local password=${BASH_REMATCH[4]//\\/\\\\}
    store=${BASH_REMATCH[1]}${BASH_REMATCH[3]}@${BASH_REMATCH[5]}
    PGPASSWORD=$(printf '%b' "${password//%/\\x}")
    export PGPASSWORD
  fi
}

copy_files() {
  local name file copied=0
  need sqlite3 sqlite3
  for name in "${stores[@]}"; do
    file=$data/$name.db
    [ -f "$file" ] || continue
    # One read transaction: writers go on and are not in the copy.
    sql "$file" "VACUUM INTO '${1//\'/\'\'}/$name.db'" || fail "cannot copy $file"
    require_whole_store "$1/$name.db"
    copied=$((copied + 1))
  done
  [ "$copied" -gt 0 ] || fail "$data holds no store of Thidua (scoring.db and others). Is it the folder of --data?"
}

copy_database() {
  need pg_dump postgresql-client
  hide_password
  # One snapshot of all schemas.
  pg_dump --dbname="$store" --format=custom --schema='thidua_*' --no-owner --no-privileges \
    --lock-wait-timeout=60s --file="$1/thidua.dump" || fail "pg_dump failed"
}

# Microseconds since 1970.
now() { printf '%s' "${EPOCHREALTIME//[.,]/}"; }
in_seconds() { printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)); }

require_metrics_folder() {
  if [ -d "$metrics_file" ]; then metrics_file=${metrics_file%/}/thidua_backup.prom; fi
  [ -w "$(dirname -- "$metrics_file")" ] ||
    fail "cannot write $metrics_file. Give a file in a folder that is there and may be written to."
}

# Of backup $1, which began at $2. Written beside and renamed, so that a reader never sees half of it.
write_metrics() {
  local folder draft labels size duration
  folder=$(realpath -- "$out")
  folder=${folder//\\/\\\\}
  folder=${folder//\"/\\\"}
  labels="{folder=\"${folder//$'\n'/\\n}\"}"
  size=$(du --bytes --total -- "$1"/* | tail -n 1 | cut -f 1)
  duration=$(in_seconds $(($(now) - $2)))
  draft=$(dirname -- "$metrics_file")/.${metrics_file##*/}.part
  cat >"$draft" <<END
# HELP thidua_backup_last_success_timestamp_seconds When the last backup that succeeded began: it holds what was written before.
# TYPE thidua_backup_last_success_timestamp_seconds gauge
thidua_backup_last_success_timestamp_seconds$labels $(in_seconds "$2")
# HELP thidua_backup_size_bytes Size of that backup.
# TYPE thidua_backup_size_bytes gauge
thidua_backup_size_bytes$labels $size
# HELP thidua_backup_duration_seconds How long that backup took.
# TYPE thidua_backup_duration_seconds gauge
thidua_backup_duration_seconds$labels $duration
END
  chmod 0644 -- "$draft"
  mv -T -- "$draft" "$metrics_file"
}

create() {
  local time part backup old began
  [ -n "$out" ] || usage "create needs --out"
  [ -z "$metrics_file" ] || require_metrics_folder
  began=$(now)
  time=$(date -u +%Y%m%dT%H%M%S.%3NZ)
  backup=$out/thidua-backup-$time
  part=$out/.thidua-backup-$time.part
  mkdir -p -- "$out"
  mkdir -- "$part"
  unfinished=$part
  printf 'format=1\ntaken=%s\n' "$time" >"$part/ABOUT"
  if [ -n "$store" ]; then
    printf 'kind=postgresql\n' >>"$part/ABOUT"
    copy_database "$part"
  else
    printf 'kind=sqlite\n' >>"$part/ABOUT"
    copy_files "$part"
  fi
  (cd "$part" && sha256sum -- * >SHA256SUMS)
  sync -- "$part"/* "$part"
  mv -T -- "$part" "$backup"
  unfinished=
  sync -- "$out"
  printf '%s\n' "$backup"
  [ -z "$metrics_file" ] || write_metrics "$backup" "$began"
  if [ -n "$keep" ]; then
    # Named by their time, so the oldest come first.
    mapfile -t old < <(find "$out" -maxdepth 1 -type d -name 'thidua-backup-*' | sort | head -n "-$keep")
    if [ ${#old[@]} -gt 0 ]; then rm -rf -- "${old[@]}"; fi
  fi
}

kind_of() { sed -n 's/^kind=//p' "$1/ABOUT"; }

verify() {
  local file
  if ! [ -f "$backup/SHA256SUMS" ] || ! [ -f "$backup/ABOUT" ]; then fail "$backup is not a backup of Thidua"; fi
  grep -qx 'format=1' "$backup/ABOUT" || fail "$backup is of a format that this version does not know"
  (cd "$backup" && sha256sum --check --strict --quiet SHA256SUMS >&2) ||
    fail "$backup is not as it was written. Use another backup."
  diff <(cut -c67- "$backup/SHA256SUMS") <(cd "$backup" && printf '%s\n' * | grep -vx SHA256SUMS) >&2 ||
    fail "$backup does not hold the files that its SHA256SUMS names. Use another backup."
  case "$(kind_of "$backup")" in
    sqlite)
      need sqlite3 sqlite3
      for file in "$backup"/*.db; do require_whole_store "$file"; done
      ;;
    postgresql)
      need pg_restore postgresql-client
      pg_restore --list "$backup/thidua.dump" >/dev/null || fail "$backup/thidua.dump is damaged. Use another backup."
      ;;
    *) fail "$backup is of a kind that this version does not know" ;;
  esac
}

restore_files() {
  local part
  data=${data%/}
  if [ -e "$data" ] && { ! [ -d "$data" ] || [ -n "$(ls -A -- "$data")" ]; }; then
    fail "$data is not empty. Stop the services and move what is there aside first."
  fi
  mkdir -p -- "$(dirname -- "$data")"
  part=$(mktemp -d -- "$data.restore-XXXXXX")
  unfinished=$part
  cp -- "$backup"/*.db "$part/"
  if [ -d "$data" ]; then
    chmod --reference="$data" -- "$part"
    if [ "$(id -u)" -eq 0 ]; then chown --reference="$data" -- "$part" "$part"/*; fi
  fi
  sync -- "$part"/* "$part"
  mv -T -- "$part" "$data"
  unfinished=
  sync -- "$(dirname -- "$data")"
}

restore_database() {
  local schemas
  need psql postgresql-client
  hide_password
  schemas=$(psql --no-psqlrc --dbname="$store" --tuples-only --no-align \
    --command="SELECT nspname FROM pg_namespace WHERE nspname LIKE 'thidua\\_%' ORDER BY 1") ||
    fail "cannot read the database"
  [ -z "$schemas" ] ||
    fail "the database already holds $(tr '\n' ' ' <<<"$schemas"). Restore into a new one (createdb), or drop these first."
  pg_restore --dbname="$store" --single-transaction --exit-on-error --no-owner --no-privileges "$backup/thidua.dump" ||
    fail "pg_restore failed; nothing was restored"
}

restore() {
  verify
  case "$(kind_of "$backup")" in
    sqlite)
      [ -n "$data" ] || usage "this backup is of SQLite files: restore needs --data"
      restore_files
      note "restored into $data. Start the services."
      ;;
    postgresql)
      [ -n "$store" ] || usage "this backup is of PostgreSQL: restore needs --store"
      restore_database
      note "restored into the database. Start the services."
      ;;
  esac
}

verb=${1:-}
case "$verb" in
  create | verify | restore) shift ;;
  -h | --help)
    sed -n '2,17s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
  *) usage "needs create, verify or restore" ;;
esac
data='' store='' out='' keep='' backup='' metrics_file=${THIDUA_BACKUP_METRICS:-}
while [ $# -gt 0 ]; do
  case "$1" in
    --data | --store | --out | --keep | --metrics-file)
      [ $# -gt 1 ] || usage "$1 needs a value"
      name=${1#--}
      declare "${name//-/_}=$2"
      shift 2
      ;;
    -*) usage "unknown option $1" ;;
    *)
      [ -z "$backup" ] || usage "one backup at a time"
      backup=${1%/}
      shift
      ;;
  esac
done
if [ -z "$data$store" ]; then
  store=${THIDUA_STORE:-}
  [ -n "$store" ] || data=${THIDUA_DATA:-}
fi
if [ "$verb" = create ] && [ -n "$backup" ]; then usage "create takes no backup"; fi
if [ "$verb" != create ] && [ -z "$backup" ]; then usage "$verb needs a backup"; fi
if [ "$verb" != verify ]; then
  [ -n "$data$store" ] || usage "$verb needs --data or --store"
  if [ -n "$data" ] && [ -n "$store" ]; then usage "--data and --store exclude each other"; fi
fi
if [ -n "$keep" ] && ! [[ $keep =~ ^[1-9][0-9]*$ ]]; then usage "--keep needs a number from 1"; fi
"$verb"
