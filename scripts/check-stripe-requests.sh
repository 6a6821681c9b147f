#!/usr/bin/env bash
# Lets the tests of `billing_stripe` send everything that they send to the double of Stripe, and holds each request against the
# types of Stripe's own library. Needs tests/stripe-double/verify/node_modules, and a Node that is new enough: scripts/node.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

requests=$(mktemp -d)
trap 'rm -rf "$requests"' EXIT
LYCEUM_STRIPE_REQUESTS=$requests cargo test --workspace --test stripe --quiet
npm --prefix tests/stripe-double/verify run --silent requests -- "$requests"
