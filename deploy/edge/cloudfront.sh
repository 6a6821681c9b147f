#!/usr/bin/env bash
# Prints the CloudFront Function as the one file that CloudFront takes.
#
#   deploy/edge/cloudfront.sh > function.js
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
printf '%s\n' "import cf from 'cloudfront';" "import crypto from 'crypto';"
# comments are left out: a function has 10 kB at most
sed -e '/^export /d' -e '/^ *\/\//d' media.js
printf '%s\n' "const media = { read, type, same, headers };"
sed -e '/^import /d' -e '/^export /d' -e '/^ *\/\//d' cloudfront.js
