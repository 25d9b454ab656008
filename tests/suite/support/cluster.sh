# A PostgreSQL cluster that lives as long as somebody holds the other end of stdin.
# Arguments: the folder of PostgreSQL's programs, a free port. Commands on stdin: stop, start.
bin=$1
port=$2
dir=$(mktemp -d "${TMPDIR:-/tmp}/habeas-pg.XXXXXX") || exit 1

up() {
  "$bin/postgres" -D "$dir/data" -k "$dir" -h 127.0.0.1 -p "$port" -c fsync=off \
    -c max_connections=200 -c log_min_messages=fatal </dev/null >>"$dir/log" 2>&1 &
  pid=$!
  tries=0
  until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; do
    tries=$((tries + 1))
    [ "$tries" -lt 600 ] || { cat "$dir/log" >&2; exit 1; }
    sleep 0.05
  done
  echo ready
}

down() {
  kill -INT "$pid"
  wait "$pid"
}

"$bin/initdb" --no-sync -D "$dir/data" -U habeas_owner -A trust -E UTF8 --locale=C.UTF-8 \
  >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
up
while read -r command; do
  case $command in
    stop) down; echo stopped ;;
    start) up ;;
  esac
done
down
rm -rf "$dir"
