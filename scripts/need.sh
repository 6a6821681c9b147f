#!/usr/bin/env bash
# Installs a Debian package when a file of its is missing: as root or by sudo; otherwise prints the command that would.
#
#   scripts/need.sh /usr/bin/chromium chromium
set -euo pipefail

wanted=$1
package=$2
# The file may be a pattern: servers keep their programs in a folder of each version.
compgen -G "$wanted" >/dev/null && exit 0

command="apt-get update -q && apt-get install -y -q --no-install-recommends $package"
if ! command -v apt-get >/dev/null; then
    echo "$wanted is missing. Install $package by your system's package manager." >&2
    exit 1
fi
if ((EUID == 0)); then
    run=(sh -c)
elif sudo -n true 2>/dev/null; then
    run=(sudo -n sh -c)
else
    echo "$wanted is missing. Run this, then try again:" >&2
    echo "  sudo sh -c '$command'" >&2
    exit 1
fi
echo "$wanted is missing: installing Debian's $package" >&2
DEBIAN_FRONTEND=noninteractive "${run[@]}" "$command" >&2 </dev/null
compgen -G "$wanted" >/dev/null
