#!/usr/bin/env bash
# Runs a command beside the double of Stripe, set up to take payments by it. No money moves.
#
#   scripts/with-stripe-double.sh target/debug/stripe-double target/debug/lyceum COMMAND..
set -euo pipefail
double=$1 lyceum=$2
shift 2
address=127.0.0.1:${STRIPE_DOUBLE_PORT:-12111}
public=${LYCEUM_PUBLIC_URL:-http://localhost:${LYCEUM_PORT:-8080}}
export LYCEUM_STRIPE_KEY=sk_test_double LYCEUM_STRIPE_WEBHOOK_SECRET=whsec_double LYCEUM_STRIPE_URL=http://$address
"$double" --listen "$address" --webhook-url "${public%/}/webhooks/stripe" --webhook-secret "$LYCEUM_STRIPE_WEBHOOK_SECRET" &
trap 'kill $! 2>/dev/null' EXIT
for _ in $(seq 50); do
  (: </dev/tcp/"${address%:*}"/"${address#*:}") 2>/dev/null && break
  sleep 0.1
done
"$lyceum" stripe sync >/dev/null
echo "Cards: 4242 4242 4242 4242 works, 4000 0000 0000 0341 fails later, 4000 0000 0000 0002 is declined."
echo "Move Stripe's clock: curl -d '{\"advance_seconds\": 1209600}' -H 'Content-Type: application/json' http://$address/_double/clock"
"$@"
