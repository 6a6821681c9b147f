# Lyceum. `make` alone lists what can be made. Every recipe is a command that a person could type.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.NOTPARALLEL:

export CARGO_TARGET_DIR ?= $(CURDIR)/target
export CHROMIUM ?= /usr/bin/chromium
export NPM_CONFIG_AUDIT = false
export NPM_CONFIG_FUND = false
export NPM_CONFIG_UPDATE_NOTIFIER = false
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = 1
export REDOCLY_TELEMETRY = off
export REDOCLY_SUPPRESS_UPDATE_NOTICE = true

LYCEUM := $(CARGO_TARGET_DIR)/debug/lyceum
# What `make run` sets unless you did.
SETTINGS := MALLOC_MMAP_THRESHOLD_=1048576 LYCEUM_DEV=$${LYCEUM_DEV:-1} LYCEUM_LOG=$${LYCEUM_LOG:-warn} LYCEUM_WEB_DIR=$${LYCEUM_WEB_DIR:-frontend/dist}
WEB_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path 'frontend/dist/*' -not -path '*/.tanstack/*' -not -name '*.tsbuildinfo')
WEB_PACKAGES := frontend/node_modules/.package-lock.json
TIMED := scripts/timed.sh

.PHONY: help run packages web api test check format bench soak defences openapi pictures fonts clean
.PHONY: bench-player test-format test-lint test-dependencies test-web test-sqlite test-postgres test-crash test-s3 test-contract test-browser test-deploy

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  make run DEMO=1         Run with a demo organization, and print its logins"
	@echo "  make run STRIPE=demo    Run with a double of Stripe: click through trial, upgrade and failed payment; no money moves"

## Running

run: $(WEB_PACKAGES) ## Build what changed and run everything at http://localhost:8080, data in ./data
	@test -x $(LYCEUM) || echo "The first start builds everything: 10 to 15 minutes on 2 cores. The next one takes seconds."
	@$(MAKE) api web
	@scripts/fetch-fonts.sh >/dev/null
	@$(if $(DEMO),$(SETTINGS) $(LYCEUM) seed --demo)
	@echo "Stop it with Ctrl+C."
	@$(SETTINGS) $(if $(filter demo,$(STRIPE)),scripts/with-stripe-double.sh $(dir $(LYCEUM))stripe-double $(LYCEUM),exec) $(LYCEUM) serve

api: ## Build the binary, as the tests build it
	@echo "Building the API (cargo build)"
	@cargo build --workspace --bins

web: frontend/dist/index.html ## Build the web app
	@:

frontend/dist/index.html: $(WEB_PACKAGES) $(WEB_SOURCES)
	@echo "Building the web app (vite build)"
	@cd frontend && npm run --silent build -- --logLevel warn
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json
	@echo "Installing the packages of $*/"
	@cd $* && npm ci --no-progress --loglevel=error
	@touch $@

## Testing

test: test-format test-dependencies test-web test-lint test-sqlite test-postgres test-crash test-s3 test-deploy test-contract test-browser ## Everything that must hold

check: test-format test-dependencies test-web test-lint ## What can be said without running the product

test-format: $(WEB_PACKAGES)
	@$(TIMED) "formatting of Rust" cargo fmt --all --check
	@$(TIMED) "formatting of the web app" npm --prefix frontend run --silent format:check

test-dependencies:
	@$(TIMED) "licenses and floors" scripts/check-dependencies.py
	@$(TIMED) "defences stand where their tests take them out" scripts/check-defences.py --stand

test-lint:
	@$(TIMED) "clippy" cargo clippy --workspace --all-targets --quiet

test-web: $(WEB_PACKAGES)
	@$(TIMED) "lints of the web app" npm --prefix frontend run --silent lint
	@$(TIMED) "types of the web app" npm --prefix frontend run --silent typecheck
	@$(TIMED) "words of the web app" scripts/unchanged.sh frontend/src/locales -- npm --prefix frontend run --silent extract
	@$(TIMED) "unit tests of the web app" npm --prefix frontend run --silent test
	@$(TIMED) "build of the web app" $(MAKE) web

# Always the whole workspace: a part of it would be built with other features, and built again.
test-sqlite:
	@scripts/need.sh /usr/bin/ffmpeg ffmpeg
	@$(TIMED) "build of tests and binary" cargo build --workspace --all-targets
	@$(TIMED) "tests on SQLite" env LYCEUM_TEST_DB=sqlite cargo test --workspace

test-postgres:
	@scripts/need.sh /usr/bin/ffmpeg ffmpeg
	@$(TIMED) "tests on PostgreSQL" env LYCEUM_TEST_DB=postgres scripts/with-postgres.sh cargo test --workspace --test it

test-crash: ## Let a PostgreSQL server crash under load, again and again
	@$(TIMED) "a database server that crashes" env LYCEUM_TEST_DB=postgres scripts/with-postgres.sh --durable \
	    cargo test --workspace --test it -- --ignored --nocapture faults::crash

# Memory is measured in the second run, so nothing else runs in it.
test-s3: ## Keep files in an S3-compatible server, in good and in bad weather
	@$(TIMED) "files in S3" scripts/with-s3.sh cargo test --workspace --test s3 -- --ignored --skip long_upload
	@$(TIMED) "an upload to S3, cut twenty times" scripts/with-s3.sh cargo test --workspace --test s3 -- --ignored --nocapture long_upload

test-deploy: api ## Set up, dump and restore PostgreSQL as deploy/ says
	@$(TIMED) "setting up, dumping and restoring PostgreSQL" scripts/with-postgres.sh scripts/check-deploy.sh $(LYCEUM)

test-contract: $(WEB_PACKAGES) tests/openapi/node_modules/.package-lock.json tests/stripe-double/verify/node_modules/.package-lock.json tests/video-double/verify/node_modules/.package-lock.json tests/tus/node_modules/.package-lock.json api
	@$(TIMED) "API description is current" scripts/unchanged.sh openapi frontend/src/api/schema.d.ts frontend/src/console/schema.d.ts -- $(MAKE) openapi
	@$(TIMED) "API description is sound" scripts/node.sh tests/openapi/node_modules/.bin/redocly lint --config tests/openapi/redocly.yaml --max-problems 1000 openapi/lyceum.json openapi/console.json
	@$(TIMED) "the double of Stripe, by Stripe's library" scripts/node.sh npm --prefix tests/stripe-double/verify run --silent verify -- $(dir $(LYCEUM))stripe-double
	@$(TIMED) "what is sent to Stripe, by Stripe's types" scripts/node.sh scripts/check-stripe-requests.sh
	@$(TIMED) "what is sent to video hosts, by Mux's document and library" scripts/node.sh scripts/check-video-requests.sh
	@$(TIMED) "addresses of videos, by servers in front" scripts/node.sh node --test --test-reporter=dot tests/edge/edge.test.mjs tests/edge/servers.test.mjs
	@$(TIMED) "uploads, by tus-js-client and tuspy" scripts/node.sh scripts/check-tus.sh $(LYCEUM)

test-browser: api web tests/browser/node_modules/.package-lock.json
	@scripts/need.sh $(CHROMIUM) chromium
	@$(TIMED) "types of the browser journeys" npm --prefix tests/browser run --silent typecheck
	@$(TIMED) "browser journeys" env LYCEUM_TEST_BINARY=$(LYCEUM) scripts/node.sh npm --prefix tests/browser run --silent test
	@scripts/need.sh /usr/bin/ffmpeg ffmpeg
	@$(TIMED) "the video player, with real media" scripts/node.sh npm --prefix tests/browser run --silent player

soak: api ## Kill, hold, starve and restart the product for hours, as before a release (LYCEUM_SOAK=30: so many rounds)
	@$(TIMED) "faults on SQLite, the long form" env LYCEUM_SOAK=$${LYCEUM_SOAK:-1} LYCEUM_TEST_DB=sqlite \
	    cargo test --workspace --test it -- faults --nocapture
	@$(TIMED) "faults on PostgreSQL, the long form" env LYCEUM_SOAK=$${LYCEUM_SOAK:-1} LYCEUM_TEST_DB=postgres \
	    scripts/with-postgres.sh cargo test --workspace --test it -- faults --nocapture
	@$(TIMED) "a database server that crashes, the long form" env LYCEUM_SOAK=$${LYCEUM_SOAK:-1} LYCEUM_TEST_DB=postgres \
	    scripts/with-postgres.sh --durable cargo test --workspace --test it -- --ignored --nocapture faults::crash
	@$(TIMED) "uploads of 2 GiB, cut twenty times" env LYCEUM_TEST_UPLOAD_MIB=2048 \
	    scripts/with-s3.sh cargo test --workspace --test s3 -- --include-ignored --test-threads 1 --nocapture long_upload

## Measuring

bench: ## Measure the product against pgbench on both databases; takes half an hour, and all of the machine
	@echo "Building the product to be measured (profile measure: 10 to 20 minutes the first time)"
	@cargo build --profile measure --workspace --bin lyceum --bin lyceum-bench
	@scripts/with-postgres.sh --durable $(CARGO_TARGET_DIR)/measure/lyceum-bench
	@$(MAKE) --no-print-directory bench-player

bench-player: web tests/browser/node_modules/.package-lock.json ## Measure how long a viewer waits for the first frame
	@scripts/need.sh $(CHROMIUM) chromium
	@scripts/need.sh /usr/bin/ffmpeg ffmpeg
	@scripts/node.sh npm --prefix tests/browser run --silent bench

## Making

format: $(WEB_PACKAGES) ## Format everything
	cargo fmt --all
	npm --prefix frontend run --silent format

openapi: api $(WEB_PACKAGES) ## Write the descriptions in openapi/ and the web app's types from the code
	@mkdir -p openapi
	@$(LYCEUM) openapi > openapi/lyceum.json.new && mv openapi/lyceum.json.new openapi/lyceum.json
	@$(LYCEUM) openapi --console > openapi/console.json.new && mv openapi/console.json.new openapi/console.json
	@npm --prefix frontend run --silent api

defences: ## Take out each defence, and see its test fail (an hour or two)
	@scripts/check-defences.py

pictures: api web tests/browser/node_modules/.package-lock.json ## Make the README's pictures from the demo organization
	@scripts/need.sh $(CHROMIUM) chromium
	@LYCEUM_TEST_BINARY=$(LYCEUM) scripts/node.sh npm --prefix tests/browser run --silent pictures

fonts: ## Fetch fonts for Chinese, Japanese and Korean names on certificates into ./data/fonts
	@scripts/fetch-fonts.sh

clean: ## Remove what was built; ./data stays
	cargo clean
	rm -rf frontend/dist frontend/node_modules tests/browser/node_modules tests/openapi/node_modules tests/browser/test-results
