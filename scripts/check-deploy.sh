#!/usr/bin/env bash
# Does what deploy/README.md says, on the server of TEST_POSTGRES_URL: set up, migrate, serve, dump, restore, serve again.
#
#   scripts/with-postgres.sh scripts/check-deploy.sh target/debug/lyceum
set -euo pipefail

binary=$(realpath "$1")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for program in psql pg_dump pg_restore; do
    command -v $program >/dev/null || { echo "$program is missing: not checked" >&2; exit 0; }
done

folder=$(mktemp -d)
server=
finish() {
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

admin=${TEST_POSTGRES_URL%/*}
as() { printf 'postgres://%s:%s@%s/%s' "$1" "$1" "${admin#*@}" "$2"; }
sql() { PGOPTIONS=--client-min-messages=warning psql -qXAt -v ON_ERROR_STOP=1 "$admin/$1" "${@:2}"; }
drop() { sql postgres -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)"; }
make_database() {
    drop "$1"
    sql postgres -c "CREATE DATABASE $1 OWNER lyceum_owner TEMPLATE template0 ENCODING 'UTF8'"
    sql "$1" -f "$root/deploy/postgres/database.sql"
}

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
LYCEUM_SECRET_KEY=$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')
export LYCEUM_PORT=$port LYCEUM_SECRET_KEY LYCEUM_DATA_DIR=$folder LYCEUM_METRICS_BIND=off LYCEUM_LOG=error

# Says "STATUS" of a request: call HOST PATH [BODY]
call() {
    python3 - "$port" "$@" <<'PYTHON'
import http.client, sys
port, host, path, *body = sys.argv[1:]
connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
headers = {"Host": f"{host}:{port}", "Content-Type": "application/json"}
try:
    connection.request("POST" if body else "GET", path, body[0] if body else None, headers)
    print(connection.getresponse().status)
except OSError:
    print(0)
PYTHON
}
start() {
    LYCEUM_DATABASE_URL=$(as lyceum_app "$1") "$binary" serve >"$folder/log" 2>&1 &
    server=$!
    for _ in {1..100}; do
        [[ $(call localhost /health/ready) != 200 ]] || return 0
        sleep 0.1
    done
    cat "$folder/log" >&2
    return 1
}
stop() {
    kill "$server"
    wait "$server"
    server=
}
expect() { [[ $1 == "$2" ]] || { echo "$3: $1, wanted $2" >&2; exit 1; }; }

make_database lyceum_deploy
LYCEUM_DATABASE_URL=$(as lyceum_app lyceum_deploy) LYCEUM_MIGRATION_DATABASE_URL=$(as lyceum_owner lyceum_deploy) "$binary" migrate
start lyceum_deploy
person='{"name":"Olga","email":"olga@deploy.example","password":"quiet harbor seven lanterns"}'
expect "$(call localhost /api/v1/organizations '{"name":"Deploy","slug":"deploy-check","owner":'"$person"'}')" 201 "signing up"
stop

# The owner of the tables must not serve: row-level security is the second wall, and only the other role is behind it.
if LYCEUM_DATABASE_URL=$(as lyceum_owner lyceum_deploy) timeout 20 "$binary" serve >"$folder/log" 2>&1; then
    echo "the owner of the schema was allowed to serve" >&2
    exit 1
fi
grep -q "row-level security" "$folder/log"

pg_dump -Fc -f "$folder/dump" "$(as lyceum_backup lyceum_deploy)"
make_database lyceum_deploy_restored
pg_restore --no-owner --role=lyceum_owner --exit-on-error -d "$admin/lyceum_deploy_restored" "$folder/dump"
expect "$(sql lyceum_deploy_restored -c 'SELECT count(*) FROM users')" 1 "restored users"
start lyceum_deploy_restored
expect "$(call deploy-check.localhost /api/v1/organization)" 200 "the restored organization"
stop
drop lyceum_deploy
drop lyceum_deploy_restored
echo "set up, migrated, served, dumped and restored"
