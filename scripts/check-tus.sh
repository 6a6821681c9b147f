#!/usr/bin/env bash
# Uploads to a running server by two clients of tus that others wrote. Needs tests/tus/node_modules, and a Node that is new enough:
# scripts/node.sh. tuspy is installed into .cache/tus at the first use.
#
#   scripts/node.sh scripts/check-tus.sh LYCEUM
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
wanted=$root/tests/tus/requirements.txt
installed=$root/.cache/tus
if ! cmp -s "$wanted" "$installed/requirements.txt"; then
    "$root/scripts/need.sh" "/usr/lib/python3*/ensurepip" python3-venv >/dev/null 2>&1 || true
    echo "installing tuspy, a client of tus, into .cache/tus" >&2
    rm -rf "$installed"
    python3 -m venv "$installed"
    "$installed/bin/pip" install --quiet --disable-pip-version-check --no-deps --requirement "$wanted" >&2
    cp "$wanted" "$installed/requirements.txt"
fi
node "$root/tests/tus/verify.mjs" "$(realpath "$1")" "$installed/bin/python"
