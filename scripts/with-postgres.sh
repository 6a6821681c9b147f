#!/usr/bin/env bash
# Runs a command with TEST_POSTGRES_URL leading to a PostgreSQL server where it may create databases.
#
#   scripts/with-postgres.sh cargo test --workspace --test it
#
# If TEST_POSTGRES_URL is set already, that server is used. Else a private one is made in a temporary folder, on a free
# port of 127.0.0.1, under an unprivileged user; it is gone when the command ends.
#
# The private server does not wait for the disk: it lives as long as one run, and commits are faster by far. The product
# refuses such a server unless LYCEUM_ALLOW_UNSAFE_DURABILITY=1, which is exported here for that reason. With --durable as the
# first word the server is always private, on the disk, and waits for it, as in production: that is for measuring.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

durable=
if [[ ${1:-} == --durable ]]; then
    durable=1
    unset TEST_POSTGRES_URL
    shift
fi

if [[ -n ${TEST_POSTGRES_URL:-} ]]; then
    exec "$@"
fi

find_programs() {
    local found
    found=$(compgen -G "/usr/lib/postgresql/*/bin/initdb" | sort -V | tail -n 1) && dirname "$found" && return
    found=$(command -v initdb) && dirname "$(readlink -f "$found")"
}

if ! programs=$(find_programs); then
    # Debian's package would start a server of its own on the usual port; nobody asked for that one.
    [[ -e /etc/postgresql-common/createcluster.conf ]] || export PG_CREATE_MAIN_CLUSTER=false
    "$root/scripts/need.sh" "/usr/lib/postgresql/*/bin/initdb" postgresql
    programs=$(find_programs)
fi

# PostgreSQL refuses to run as root.
as_user=()
if ((EUID == 0)); then
    user=$(getent passwd postgres >/dev/null && echo postgres || echo nobody)
    as_user=(runuser -u "$user" --)
fi

enough_memory() { [[ -w /dev/shm ]] && (($(df --output=avail /dev/shm | tail -n 1) > 2 * 1024 * 1024)); }
if [[ -z $durable ]] && enough_memory; then base=/dev/shm; else base=${TMPDIR:-/tmp}; fi
folder=$(mktemp -d "$base/lyceum-postgres.XXXXXX")
((EUID != 0)) || chown "$user" "$folder"

finish() {
    local status=$?
    (cd / && "${as_user[@]}" "$programs/pg_ctl" stop -D "$folder/data" -m immediate -s) 2>/dev/null || true
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" >"$folder/password"
chmod 644 "$folder/password"

cd_and() { (cd "$folder" && "${as_user[@]}" "$@"); }
cd_and "$programs/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --no-sync \
    --auth=scram-sha-256 --pwfile="$folder/password" >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
rm "$folder/password"

cat >>"$folder/data/postgresql.conf" <<'SETTINGS'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 256MB
max_wal_size = 1GB
SETTINGS
if [[ -z $durable ]]; then
    printf '%s\n' 'fsync = off' 'full_page_writes = off' 'log_min_messages = fatal' >>"$folder/data/postgresql.conf"
fi

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
start() {
    port=$(free_port)
    cd_and "$programs/pg_ctl" start -D "$folder/data" -l "$folder/server.log" -o "-p $port" -w -t 60 -s
}
# Somebody else may take the port between asking and starting.
start || start || { cat "$folder/server.log" >&2; exit 1; }

export TEST_POSTGRES_URL="postgres://postgres:$password@127.0.0.1:$port/postgres"
if [[ -z $durable ]]; then
    export LYCEUM_ALLOW_UNSAFE_DURABILITY=1
else
    export TEST_POSTGRES_FOLDER=$folder TEST_POSTGRES_PROGRAMS=$programs
fi
PGPASSWORD=$password "$programs/psql" -qX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$port" -U postgres -d postgres \
    -v owner_password=lyceum_owner -v app_password=lyceum_app -v backup_password=lyceum_backup -f "$root/deploy/postgres/roles.sql"

"$@"
