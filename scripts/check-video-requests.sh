#!/usr/bin/env bash
# Lets the tests of `video_remote` send everything that they send to the double of Mux and Cloudflare Stream, and holds requests,
# tokens and messages against Mux's OpenAPI document, Mux's own library, and Cloudflare's documentation. Nothing is sent to either.
# Needs tests/video-double/verify/node_modules, and a Node that is new enough: scripts/node.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

requests=$(mktemp -d)
trap 'rm -rf "$requests"' EXIT
LYCEUM_VIDEO_REQUESTS=$requests cargo test --workspace --test hosts --quiet
npm --prefix tests/video-double/verify run --silent verify -- "$requests"
