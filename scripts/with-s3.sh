#!/usr/bin/env bash
# Runs a command with LYCEUM_TEST_S3_URL leading to an S3-compatible server with an empty bucket, `lessons`. It takes any key.
#
#   scripts/with-s3.sh cargo test --workspace --test s3 -- --ignored
#
# The server is moto, which is installed into .cache/s3 at the first use; it lives on a free port of 127.0.0.1 until the command ends,
# and keeps everything in memory and in a temporary folder. If LYCEUM_TEST_S3_URL is set already, that server is used: make the bucket.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

[[ -z ${LYCEUM_TEST_S3_URL:-} ]] || exec "$@"

wanted=$root/tests/s3/requirements.txt
installed=$root/.cache/s3
if ! cmp -s "$wanted" "$installed/requirements.txt"; then
    "$root/scripts/need.sh" "/usr/lib/python3*/ensurepip" python3-venv >/dev/null 2>&1 || true
    echo "installing moto, an S3-compatible server, into .cache/s3" >&2
    rm -rf "$installed"
    python3 -m venv "$installed"
    "$installed/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$wanted" >&2
    cp "$wanted" "$installed/requirements.txt"
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/lyceum-s3.XXXXXX")
finish() {
    local status=$?
    kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
server=
start() {
    url=http://127.0.0.1:$(free_port)
    # what is larger than this lies on disk and not in memory
    TMPDIR=$folder MOTO_S3_DEFAULT_KEY_BUFFER_SIZE=1048576 \
        "$installed/bin/moto_server" -H 127.0.0.1 -p "${url##*:}" >"$folder/server.log" 2>&1 &
    server=$!
    for _ in $(seq 300); do
        curl --noproxy '*' -sf -o /dev/null -X PUT "$url/lessons" && return
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}
# Somebody else may take the port between asking and starting.
start || start || { cat "$folder/server.log" >&2; exit 1; }

export LYCEUM_TEST_S3_URL=$url
"$@"
