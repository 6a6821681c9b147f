#!/usr/bin/env bash
# Runs a command under a heading, and says how long it took. With LYCEUM_CI_TIMES=FILE the figure is added to that file too.
#
#   scripts/timed.sh "formatting" cargo fmt --all --check
set -uo pipefail

name=$1
shift
printf '\n==> %s\n' "$name"
started=$SECONDS
"$@"
status=$?
seconds=$((SECONDS - started))
if ((status == 0)); then word="ok"; else word="FAILED ($status)"; fi
printf '<== %s: %s after %d s\n' "$name" "$word" "$seconds"
if [[ -n ${LYCEUM_CI_TIMES:-} ]]; then
    printf '%5d s  %-10s %s\n' "$seconds" "$word" "$name" >>"$LYCEUM_CI_TIMES"
fi
exit "$status"
