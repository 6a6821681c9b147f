#!/usr/bin/env bash
# Runs a command that writes generated files, and fails if that changed them: what is committed must be what the code says.
#
#   scripts/unchanged.sh openapi/lyceum.json -- make openapi
set -euo pipefail

paths=()
while [[ $1 != -- ]]; do
    paths+=("$1")
    shift
done
shift

before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT
for path in "${paths[@]}"; do
    mkdir -p "$before/$(dirname "$path")"
    [[ ! -e $path ]] || cp -r "$path" "$before/$path"
done
"$@"
for path in "${paths[@]}"; do
    if ! diff -ruN "$before/$path" "$path" >"$before/difference"; then
        head -n 60 "$before/difference"
        echo "$path was out of date. It has been written anew: look at it and commit it." >&2
        exit 1
    fi
done
