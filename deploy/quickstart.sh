#!/usr/bin/env bash
# From a fresh Debian 12 to a scored, ranked and planned district: installs, builds, starts Redis and the three services
# on loopback, imports the demonstration data and shows the year 2023 of huyện Ba Tơ. Safe to run again.
#
#   deploy/quickstart.sh [--data DIR]   start (default DIR: build/quickstart)
#   deploy/quickstart.sh --stop         stop what it started; the data stay
#
# Ports: THIDUA_SCORING_PORT (7101), THIDUA_RANKING_PORT (7102), THIDUA_TASKS_PORT (7103), THIDUA_REDIS_PORT (7104).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

data=$root/build/quickstart
stop_only=false
while [ $# -gt 0 ]; do
  case "$1" in
    --data)
      [ $# -gt 1 ] || { echo "quickstart: --data needs a folder" >&2; exit 2; }
      data=$2
      shift 2
      ;;
    --stop)
      stop_only=true
      shift
      ;;
    -h | --help)
      sed -n '2,8s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *)
      echo "quickstart: unknown argument $1 (see --help)" >&2
      exit 2
      ;;
  esac
done
case "$data" in /*) ;; *) data=$root/$data ;; esac

scoring_port=${THIDUA_SCORING_PORT:-7101}
ranking_port=${THIDUA_RANKING_PORT:-7102}
tasks_port=${THIDUA_TASKS_PORT:-7103}
redis_port=${THIDUA_REDIS_PORT:-7104}
bin=$root/build/release/bin
demo=$root/deploy/demo
programs=(thidua-tasks thidua-ranking thidua-scoring redis-server)

bold='' plain=''
if [ -t 2 ]; then
  bold=$'\033[1m' plain=$'\033[0m'
fi
step() { printf '\n%s[%s/6] %s%s\n' "$bold" "$1" "$2" "$plain" >&2; }
fail() {
  printf 'quickstart: %s\n' "$1" >&2
  exit 1
}

# The process id in a pid file, when that process is still the program it was.
running() {
  local pid
  pid=$(cat "$data/$1.pid" 2>/dev/null) || return 1
  # /proc/PID/comm has at most 15 characters of the name.
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = "${1:0:15}" ] || return 1
  echo "$pid"
}

stop_all() {
  local program pid
  for program in "${programs[@]}"; do
    if pid=$(running "$program"); then
      kill "$pid" 2>/dev/null || true
      for _ in $(seq 60); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
      done
    fi
    rm -f "$data/$program.pid"
  done
}

# start PROGRAM COMMAND…: in the background, its output in a log.
start() {
  local program=$1
  shift
  setsid nohup "$@" >"$data/$program.log" 2>&1 </dev/null &
  echo $! >"$data/$program.pid"
  sleep 0.2 # until the process has its own name
}

# await PROGRAM PORT CONDITION…: until the condition holds; shows the log when the program ends before.
await() {
  local program=$1 port=$2
  shift 2
  for _ in $(seq 100); do
    if "$@" >/dev/null 2>&1; then return; fi
    if ! running "$program" >/dev/null; then
      tail -n 5 "$data/$program.log" >&2
      fail "$program did not start on port $port. If the port is taken, choose others by THIDUA_SCORING_PORT, THIDUA_RANKING_PORT, THIDUA_TASKS_PORT, THIDUA_REDIS_PORT, and run this again."
    fi
    sleep 0.1
  done
  fail "$program does not answer on port $port; see $data/$program.log"
}

if $stop_only; then
  stop_all
  echo "quickstart: stopped. Data are kept in $data." >&2
  exit 0
fi

step 1 "Packages"
deploy/setup.sh build run

step 2 "Build (the first time takes some minutes)"
deploy/build.sh release thidua thidua-scoring thidua-ranking thidua-tasks

step 3 "Start Redis and the services on 127.0.0.1"
mkdir -p "$data"
stop_all
rm -f "$data"/*.address
start redis-server redis-server --bind 127.0.0.1 --port "$redis_port" --save '' --appendonly no \
  --maxmemory 64mb --maxmemory-policy allkeys-lru
await redis-server "$redis_port" redis-cli -h 127.0.0.1 -p "$redis_port" ping
start thidua-scoring "$bin/thidua-scoring" --listen "127.0.0.1:$scoring_port" --data "$data" --port-file "$data/scoring.address"
await thidua-scoring "$scoring_port" test -s "$data/scoring.address"
start thidua-ranking "$bin/thidua-ranking" --listen "127.0.0.1:$ranking_port" --data "$data" --port-file "$data/ranking.address" \
  --scoring "$(cat "$data/scoring.address")" --redis "127.0.0.1:$redis_port"
await thidua-ranking "$ranking_port" test -s "$data/ranking.address"
start thidua-tasks "$bin/thidua-tasks" --listen "127.0.0.1:$tasks_port" --data "$data" --port-file "$data/tasks.address" \
  --scoring "$(cat "$data/scoring.address")" --ranking "$(cat "$data/ranking.address")"
await thidua-tasks "$tasks_port" test -s "$data/tasks.address"
cat >"$data/thidua.env" <<ENV
export PATH='$bin':"\$PATH"
export THIDUA_SCORING_SERVER=$(cat "$data/scoring.address")
export THIDUA_RANKING_SERVER=$(cat "$data/ranking.address")
export THIDUA_TASKS_SERVER=$(cat "$data/tasks.address")
case "\$-" in *i*) if [ -n "\${BASH_VERSION:-}" ]; then . <(thidua completion bash); fi ;; esac
ENV
# shellcheck disable=SC1091
. "$data/thidua.env"

step 4 "Import the country's units and the data of huyện Ba Tơ"
"$demo/import.sh"

step 5 "The year 2023 of huyện Ba Tơ: 19 communes in 4 clusters"
thidua rank --under 535 --year 2023

step 6 "Xã Ba Bích: why it lost points, and the tasks that win them back in 2024"
thidua explain --unit 21526 --year 2023
thidua tasks draft --unit 21526 --from-year 2023 --year 2024

cat <<NEXT

Part of the figures is reconstructed around those that Ba Bích's plan states: see deploy/demo/README.md.

The services are running. Look further:
  . '$data/thidua.env'
  thidua points --cluster khu-trung --year 2023
  thidua explain --unit 21535 --year 2023 --lang en
  thidua import tasks deploy/demo/ba_to/tasks_2024.csv
  thidua tasks board --unit 21526 --year 2024 --date 2024-06-15
  thidua tasks forecast --unit 21526 --year 2024 --date 2024-06-15
  thidua tasks report --unit 21526 --date 2024-06-15 --out bao-cao.docx
Logs and data: $data
Stop:  deploy/quickstart.sh --stop
NEXT
