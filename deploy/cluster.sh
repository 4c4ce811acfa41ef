#!/usr/bin/env bash
# The whole suite as a province would run it, on loopback: PostgreSQL, Redis, replicas of scoring, ranking and tasks, and
# HAProxy as the one port in front of them. For trying it, and for tests; data and logs stay in a folder.
#
#   deploy/cluster.sh up --data DIR [--replicas N] [--standby] [--tls] [--tokens] [--env]
#                                   starts what does not run; N replicas of each service (2), remembered as are the ports.
#                                   --standby: a second PostgreSQL, which has every write before it is acknowledged;
#                                   what is already up learns of it when it is restarted
#                                   --tls: TLS at HAProxy, mutual TLS behind it, by a CA of its own
#                                   --tokens: nobody gets in without a token, by keys of its own in DIR/keys
#                                   --env: writes nothing to standard output but lines for the shell:
#                                   eval "$(deploy/cluster.sh up --data DIR --env)"
#   deploy/cluster.sh demo --data DIR          the demonstration: imports, ranks, explains, drafts tasks
#   deploy/cluster.sh status --data DIR        what runs, where, and what HAProxy thinks of it; exit code 1: not all of it
#   deploy/cluster.sh restart SERVICE [N] --data DIR    one replica after the other, without a failed call; --bin DIR:
#                                   from now on with the programs there, which `up` does not remember
#   deploy/cluster.sh failover --data DIR      the standby takes over; the next `up` makes the other one its standby
#   deploy/cluster.sh down --data DIR          stops all of it; the data stay
#
# Where operators' HTTP of a replica answers is in DIR/run, e.g. ranking-1.ops.
#
# --bin DIR: take the programs from there, and neither install nor build anything.
# --sqlite:  no PostgreSQL; one replica of scoring and of tasks, each with its own files.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

usage() { sed -n '2,23s/^# \{0,1\}//p' "$root/deploy/cluster.sh"; }
say() { printf 'cluster: %s\n' "$1" >&2; }
fail() {
  say "$1"
  exit 1
}
misused() {
  printf 'cluster: %s (see deploy/cluster.sh --help)\n' "$1" >&2
  exit 2
}

command='' data='' bin='' replicas='' print_env=false
tls='' tokens='' store='' standby='' words=()
while [ $# -gt 0 ]; do
  case "$1" in
    --data | --bin | --replicas)
      [ $# -gt 1 ] || misused "$1 needs a value"
      case "$1" in --data) data=$2 ;; --bin) bin=$2 ;; --replicas) replicas=$2 ;; esac
      shift
      ;;
    --env) print_env=true ;;
    --tls) tls=true ;;
    --standby) standby=true ;;
    --tokens) tokens=true ;;
    --sqlite) store=sqlite ;;
    -h | --help)
      usage
      exit 0
      ;;
    -*) misused "unknown option $1" ;;
    *) if [ -z "$command" ]; then command=$1; else words+=("$1"); fi ;;
  esac
  shift
done
case "$command" in up | down | status | demo | restart | failover) ;; '') misused "what to do?" ;; *) misused "unknown command $command" ;; esac
[ -n "$data" ] || misused "--data is missing"
[[ -z $replicas || $replicas =~ ^[1-9]$ ]] || misused "--replicas is a number from 1 to 9"
case "$data" in /*) ;; *) data=$root/$data ;; esac
if [ "$command" != up ] && [ ! -e "$data/settings" ]; then
  [ "$command" = down ] && exit 0
  fail "nothing was started in $data; begin with deploy/cluster.sh up --data $data"
fi

# What `up` was told the last time holds until it is told otherwise.
remember() {
  local was_replicas=2 was_tls=false was_tokens=false was_store=postgresql was_standby=false was_bin=''
  if [ -e "$data/settings" ]; then
    # shellcheck disable=SC1091
    . "$data/settings"
  fi
  replicas=${replicas:-$was_replicas} tls=${tls:-$was_tls} tokens=${tokens:-$was_tokens} store=${store:-$was_store}
  standby=${standby:-$was_standby} bin=${bin:-$was_bin}
  [ "$command" = up ] || return 0
  [ "$store" = postgresql ] || ! $standby || misused "--standby is PostgreSQL's, and not for --sqlite"
  printf 'was_replicas=%q was_tls=%q was_tokens=%q was_store=%q was_standby=%q was_bin=%q\n' \
    "$replicas" "$tls" "$tokens" "$store" "$standby" "$bin" >"$data/settings"
}

# Processes: NAME.pid and NAME.log in $data/run.
alive() { # PID; not one that has ended and that nobody has asked about
  grep -qs '^State:[[:space:]]*[RSDTtI]' "/proc/$1/status"
}
pid_of() {
  local pid
  pid=$(cat "$data/run/$1.pid" 2>/dev/null) && alive "$pid" || return 1
  # A number that another program has by now is not ours; comm has at most 15 characters of the name.
  case "$(cat "/proc/$pid/comm" 2>/dev/null)" in
    thidua-"${1%-*}" | "$1" | postgres | redis-server | haproxy) echo "$pid" ;;
    *) return 1 ;;
  esac
}
running() { pid_of "$1" >/dev/null; }

start() { # NAME COMMAND…
  local name=$1
  shift
  setsid nohup "$@" >>"$data/run/$name.log" 2>&1 </dev/null &
  echo $! >"$data/run/$name.pid"
}

await() { # NAME CONDITION…
  local name=$1
  shift
  for _ in $(seq 300); do
    if "$@" >/dev/null 2>&1; then return; fi
    alive "$(cat "$data/run/$name.pid")" || {
      tail -n 5 "$data/run/$name.log" >&2
      fail "$name ended at once; its log: $data/run/$name.log"
    }
    sleep 0.1
  done
  fail "$name is not ready after 30 seconds; its log: $data/run/$name.log"
}

stop() { # NAME [SIGNAL]
  local pid
  if pid=$(pid_of "$1"); then
    kill "-${2:-TERM}" "$pid" 2>/dev/null || true
    for _ in $(seq 300); do
      alive "$pid" || break
      sleep 0.05
    done
    if alive "$pid"; then
      say "$1 does not stop and is killed; its log: $data/run/$1.log"
      kill -KILL "$pid" 2>/dev/null || true
    fi
  fi
  rm -f "$data/run/$1.pid"
}

# The port that NAME keeps for good: a free one when it is first asked for.
port_of() {
  local file=$data/run/$1.port port
  if [ ! -s "$file" ]; then
    # Below those that the system gives to outgoing connections.
    for _ in $(seq 200); do
      port=$((20000 + (RANDOM << 15 | RANDOM) % 12000))
      grep -qsx "$port" "$data"/run/*.port && continue
      if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        echo "$port" >"$file"
        break
      fi
    done
  fi
  cat "$file"
}
address_of() { echo "127.0.0.1:$(port_of "$1")"; }
addresses_of() { # SERVICE
  local n list=''
  for n in $(seq "$(replicas_of "$1")"); do list+=${list:+,}$(address_of "$1-$n"); done
  echo "$list"
}
replicas_of() { if [ "$store" = sqlite ] && [ "$1" != ranking ]; then echo 1; else echo "$replicas"; fi; }

make_certificates() {
  local folder=$data/tls
  if openssl x509 -checkend 86400 -noout -in "$folder/cert.pem" >/dev/null 2>&1; then return; fi
  say "making a CA and certificates in $folder"
  (
    umask 077
    mkdir -p "$folder"
    cd "$folder"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Thidua cluster CA" \
      -keyout ca.key -out ca.pem
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" -keyout key.pem -out cert.csr
    openssl x509 -req -in cert.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 365 -out cert.new \
      -extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1")
    cat cert.new key.pem >both.pem
    mv cert.new cert.pem
  ) >"$data/run/openssl.log" 2>&1 || fail "openssl failed; its log: $data/run/openssl.log"
}

make_tokens() {
  local folder=$data/keys role
  if [ ! -e "$folder/jwks.json" ]; then
    say "making a key and tokens in $folder"
    "$bin/thidua" token keys --out "$folder" >/dev/null
  fi
  for role in service administrator; do
    (umask 077 && "$bin/thidua" token issue --key "$folder/key.json" --role "$role" --name "$role" --hours 8760 \
      >"$folder/$role.new")
    mv "$folder/$role.new" "$folder/$role.token"
  done
}

# Whether a server's processes run in FOLDER.
in_use() { { readlink /proc/[0-9]*/cwd 2>/dev/null || true; } | grep -qxF "$1"; }

# A server that was killed leaves its lock file, and for a moment its children; another one refuses to start beside them.
await_end_of_postgresql() { # FOLDER
  local old
  for _ in $(seq 100); do
    old=$(head -n 1 "$1/postmaster.pid" 2>/dev/null || true)
    if [ -z "$old" ] || ! kill -0 "$old" 2>/dev/null; then
      in_use "$1" || return 0
    fi
    sleep 0.1
  done
}

# The server that takes writes, and the other one. With a standby they change places at a failover.
primary() { cat "$data/run/primary" 2>/dev/null || echo postgresql; }
secondary() { if [ "$(primary)" = postgresql ]; then echo postgresql-2; else echo postgresql; fi; }

find_postgresql() {
  programs=$(find /usr/lib/postgresql/*/bin -maxdepth 0 2>/dev/null | sort -V | tail -n 1)
  [ -n "$programs" ] || fail "PostgreSQL is not installed; run deploy/setup.sh cluster"
  # PostgreSQL refuses to run as root.
  as_user=()
  if [ "$(id -u)" -eq 0 ]; then as_user=(setpriv --reuid=postgres --regid=postgres --init-groups); fi
}

# A folder that the server's user owns and reaches.
make_postgresql_folder() { # FOLDER
  mkdir -p "$1"
  if [ ${#as_user[@]} -gt 0 ]; then
    chown postgres:postgres "$1"
    "${as_user[@]}" test -x "$1" || fail "the user postgres cannot reach $1; choose a --data folder that others may enter"
  fi
}

# A standby looks for its primary, and sees that it is to be promoted, after each interval of retrying.
run_postgresql() { # NAME
  local name=$1 setting arguments=()
  for setting in listen_addresses=127.0.0.1 port="$(port_of "$name")" unix_socket_directories= max_connections=200 \
    cluster_name="$name" wal_retrieve_retry_interval=500ms; do
    arguments+=(-c "$setting")
  done
  await_end_of_postgresql "$data/$name/data"
  start "$name" "${as_user[@]}" "$programs/postgres" -D "$data/$name/data" "${arguments[@]}"
  await "$name" "$programs/pg_isready" -q -h 127.0.0.1 -p "$(port_of "$name")"
}

sql() { # NAME STATEMENT…
  local name=$1 statement arguments=()
  shift
  for statement in "$@"; do arguments+=(-c "$statement"); done
  PGPASSWORD=$(cat "$data/run/postgresql.password") "$programs/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h 127.0.0.1 \
    -p "$(port_of "$name")" -U thidua -d postgres "${arguments[@]}"
}

start_postgresql() {
  local name folder
  name=$(primary)
  folder=$data/$name
  running "$name" && return
  find_postgresql
  make_postgresql_folder "$folder"
  if [ ! -s "$data/run/postgresql.password" ]; then
    (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$data/run/postgresql.password")
  fi
  if [ ! -e "$folder/data/PG_VERSION" ]; then
    say "making a PostgreSQL cluster in $folder"
    rm -rf "$folder/data"
    # A copy that the server's user may read.
    (umask 077 && cp "$data/run/postgresql.password" "$folder/password")
    if [ ${#as_user[@]} -gt 0 ]; then chown postgres:postgres "$folder/password"; fi
    "${as_user[@]}" "$programs/initdb" --pgdata "$folder/data" --username=thidua --auth=scram-sha-256 \
      --pwfile="$folder/password" --encoding=UTF8 --locale=C.UTF-8 >"$data/run/$name.log" 2>&1 ||
      fail "initdb failed; its log: $data/run/$name.log"
    rm -f "$folder/password"
  fi
  run_postgresql "$name"
}

# A copy of the primary, made anew: what a server wrote that was a primary before must not come back.
start_standby() {
  local name from
  name=$(secondary) from=$(primary)
  running "$name" && return
  find_postgresql
  make_postgresql_folder "$data/$name"
  await_end_of_postgresql "$data/$name/data"
  rm -rf "$data/$name/data"
  PGPASSWORD=$(cat "$data/run/postgresql.password") "${as_user[@]}" "$programs/pg_basebackup" -h 127.0.0.1 \
    -p "$(port_of "$from")" -U thidua --pgdata "$data/$name/data" --write-recovery-conf --checkpoint=fast \
    >>"$data/run/$name.log" 2>&1 || fail "pg_basebackup failed; its log: $data/run/$name.log"
  run_postgresql "$name"
  sql "$from" "ALTER SYSTEM SET synchronous_standby_names = '\"$name\"'" "SELECT pg_reload_conf()" >/dev/null
  await "$name" is_synchronous "$from" "$name"
}
is_synchronous() { # PRIMARY STANDBY
  [ "$(sql "$1" "SELECT sync_state FROM pg_stat_replication WHERE application_name = '$2'")" = sync ]
}

start_redis() {
  running redis && return
  start redis redis-server --bind 127.0.0.1 --port "$(port_of redis)" --save '' --appendonly no --maxmemory 64mb \
    --maxmemory-policy allkeys-lru
  await redis redis-cli -h 127.0.0.1 -p "$(port_of redis)" ping
}

store_hosts() { if $standby; then echo "$(address_of postgresql),$(address_of postgresql-2)"; else address_of postgresql; fi; }

start_replica() { # SERVICE N
  local service=$1 name=$1-$2 arguments=()
  running "$name" && return
  arguments=(--listen "$(address_of "$name")" --port-file "$data/run/$name.address" --data "$data/$name" --drain-wait 2s
    --ops-listen 127.0.0.1:0 --ops-port-file "$data/run/$name.ops")
  mkdir -p "$data/$name"
  if [ "$service" != scoring ]; then arguments+=(--scoring "$(addresses_of scoring)"); fi
  if [ "$service" = tasks ]; then arguments+=(--ranking "$(addresses_of ranking)"); fi
  if [ "$service" = ranking ]; then arguments+=(--redis "$(address_of redis)"); fi
  if $tls; then
    arguments+=(--tls-cert "$data/tls/cert.pem" --tls-key "$data/tls/key.pem" --tls-client-ca "$data/tls/ca.pem")
    if [ "$service" != scoring ]; then arguments+=(--peer-ca "$data/tls/ca.pem"); fi
  fi
  if $tokens; then
    arguments+=(--jwks "$data/keys/jwks.json")
    if [ "$service" != scoring ]; then arguments+=(--service-token-file "$data/keys/service.token"); fi
  fi
  rm -f "$data/run/$name.address"
  if [ "$store" = postgresql ]; then
    # By the environment, because everyone may read a command line.
    THIDUA_STORE="postgresql://thidua:$(cat "$data/run/postgresql.password")@$(store_hosts)/postgres" \
      start "$name" "$bin/thidua-$service" "${arguments[@]}"
  else
    start "$name" "$bin/thidua-$service" "${arguments[@]}"
  fi
  await "$name" test -s "$data/run/$name.address"
}

write_backends() {
  local service n
  for service in scoring ranking tasks; do
    printf '\nbackend %s from service\n' "$service"
    for n in $(seq "$(replicas_of "$service")"); do
      printf '    server %s-%s %s\n' "$service" "$n" "$(address_of "$service-$n")"
    done
  done
}

start_haproxy() {
  local variables=(THIDUA_BIND="$(address_of haproxy)" THIDUA_ADMIN_BIND="$(address_of admin)")
  if $tls; then
    variables+=(THIDUA_EDGE_CERT="$data/tls/both.pem" THIDUA_PEER_CA="$data/tls/ca.pem"
      THIDUA_PEER_CERT="$data/tls/both.pem" THIDUA_PEER_NAME=localhost)
  fi
  running haproxy && return
  write_backends >"$data/run/backends.cfg"
  start haproxy env "${variables[@]}" haproxy -f "$root/deploy/haproxy/haproxy.cfg" -f "$data/run/backends.cfg"
  await haproxy is_ready
}

# A page of HAProxy's admin port.
admin_page() {
  exec 3<>"/dev/tcp/127.0.0.1/$(port_of admin)" || return 1
  printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
  cat <&3
  exec 3<&- 3>&-
}
is_ready() { admin_page /ready | head -n 1 | grep -q ' 200 '; }
# The state of NAME as HAProxy sees it: UP, DOWN, …
state_of() { admin_page '/stats;csv' | awk -F, -v service="${1%-*}" -v name="$1" '$1 == service && $2 == name { print $18 }'; }
is_up() { [[ $(state_of "$1") == UP* ]]; }

names() { # all processes, in the order of starting
  local service n
  [ "$store" = sqlite ] || echo postgresql
  if $standby; then echo postgresql-2; fi
  echo redis
  for service in scoring ranking tasks; do
    for n in $(seq "$(replicas_of "$service")"); do echo "$service-$n"; done
  done
  echo haproxy
}

print_settings() {
  printf "export THIDUA_SERVER='%s'\n" "$(address_of haproxy)"
  if $tls; then printf "export THIDUA_CA='%s'\n" "$data/tls/ca.pem"; else echo "unset THIDUA_CA"; fi
  if $tokens; then printf "export THIDUA_TOKEN=\"\$(cat '%s')\"\n" "$data/keys/administrator.token"; fi
  echo "unset THIDUA_SCORING_SERVER THIDUA_RANKING_SERVER THIDUA_TASKS_SERVER"
  printf "export PATH='%s':\"\$PATH\"\n" "$bin"
}

up() {
  local service n name
  mkdir -p "$data/run"
  chmod 755 "$data"
  remember
  if [ -z "$bin" ]; then
    bin=$root/build/release/bin
    deploy/setup.sh build run cluster
    deploy/build.sh release thidua thidua-scoring thidua-ranking thidua-tasks
  fi
  if $tls; then make_certificates; fi
  if $tokens; then make_tokens; fi
  for name in $(names); do port_of "$name" >/dev/null; done
  [ "$store" = sqlite ] || start_postgresql
  if $standby; then start_standby; fi
  start_redis
  for service in scoring ranking tasks; do
    for n in $(seq "$(replicas_of "$service")"); do start_replica "$service" "$n"; done
  done
  # Other replicas, or another kind of connection, than it was started for.
  if running haproxy && ! write_backends | cmp -s - "$data/run/backends.cfg"; then stop haproxy USR1; fi
  start_haproxy
  say "ready at $(address_of haproxy); HAProxy's view: http://$(address_of admin)/stats; logs: $data/run/*.log"
}

down() {
  local name
  remember
  # The other way round, and what an earlier `up` with more replicas left as well.
  stop haproxy
  for name in tasks ranking scoring; do
    for pid in "$data"/run/"$name"-*.pid; do
      [ -e "$pid" ] && { stop "$(basename "$pid" .pid)" & }
    done
    wait
  done
  stop redis
  # The primary first: it hands its last bytes on.
  stop "$(primary)" INT
  if $standby; then stop "$(secondary)" INT; fi
  say "stopped; data and logs are kept in $data"
}

status() {
  local name state code=0
  remember
  for name in $(names); do
    if running "$name"; then state=running; else state="does not run; its log: $data/run/$name.log" code=1; fi
    if $standby && [ "$name" = "$(primary)" ]; then state+=', primary'; fi
    case "$name" in scoring-* | ranking-* | tasks-*) state+=$(running haproxy && printf ', HAProxy: %s' "$(state_of "$name")") || true ;; esac
    printf '%-12s %-16s %s\n' "$name" "$(address_of "$name")" "$state"
  done
  return $code
}

restart() {
  local service=${1:-} only=${2:-} n
  case "$service" in scoring | ranking | tasks) ;; *) misused "restart scoring, ranking or tasks?" ;; esac
  remember
  [ -n "$bin" ] || bin=$root/build/release/bin
  [[ -z $only || $only =~ ^[1-9]$ && $only -le $(replicas_of "$service") ]] || misused "$service has no replica $only"
  for n in ${only:-$(seq "$(replicas_of "$service")")}; do
    stop "$service-$n"
    start_replica "$service" "$n"
    await "$service-$n" is_up "$service-$n"
    say "$service-$n restarted"
  done
}

failover() {
  local from to
  remember
  $standby || misused "there is no standby (up --standby)"
  from=$(primary) to=$(secondary)
  running "$to" || fail "the standby $to does not run"
  find_postgresql
  # Two primaries would each take writes: the old one is gone for good before there is another.
  stop "$from" INT
  for _ in $(seq 100); do
    in_use "$data/$from/data" || break
    sleep 0.1
  done
  if in_use "$data/$from/data"; then fail "processes of $from do not end; nothing was promoted"; fi
  # There is nobody that commits could wait for.
  echo "$to" >"$data/run/primary"
  sql "$to" "ALTER SYSTEM RESET synchronous_standby_names" "SELECT pg_reload_conf()" "SELECT pg_promote()" >/dev/null
  say "$to is the primary; run 'up' to make $from its standby"
}

demo() {
  remember
  [ -n "$bin" ] || bin=$root/build/release/bin
  eval "$(print_settings)"
  deploy/demo/import.sh
  thidua rank --under 535 --year 2023
  thidua explain --unit 21526 --year 2023
  thidua tasks draft --unit 21526 --from-year 2023 --year 2024
}

case "$command" in
  up)
    up
    if $print_env; then print_settings; fi
    ;;
  restart) restart "${words[@]}" ;;
  *) "$command" ;;
esac
