# Hemicycle: `make run` starts a demonstration, `make dev` the same to work on, `make test` runs every check and test.

# What is imported is compiled once, not again by every process that a test starts.
export PYTHONDONTWRITEBYTECODE =

PORT ?= 8000
DEV_PORT ?= 5173
WORKERS ?= 2
PYTHON ?= python3
# The same in server/Dockerfile.
UV := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
CLIENT_SOURCES := $(shell find client_web/src client_web/public protocol/typescript -type f 2>/dev/null) \
	$(wildcard client_web/*.html client_web/*.ts client_web/*.json)

.PHONY: run dev test unit soak coverage check audit check-python check-client protocol client setup system screenshots wheel lock clean

run: $(VENV)/.installed client_web/dist/.built
	@PORT=$(PORT) $(BIN)/hemicycle demo

# Pages and node while one works on them: pages change at once, a changed .py starts the node again.
dev: $(VENV)/.installed client_web/node_modules/.installed
	@cd client_web && \
		HEMICYCLE_BASE_URL=http://localhost:$(DEV_PORT) HEMICYCLE_CLIENT_DIR=. PORT=$(PORT) \
		HEMICYCLE_DEV_SERVER=http://127.0.0.1:$(PORT) HEMICYCLE_DEV_NODE="exec ../$(BIN)/hemicycle demo" \
		HEMICYCLE_VAR_DIR=$${HEMICYCLE_VAR_DIR:-../var} npx vite --port $(DEV_PORT) --strictPort

# What does not wait for another is made side by side.
BESIDE := $(MAKE) --no-print-directory --output-sync=target -j$(WORKERS)

test: system
	@$(BESIDE) setup
	@$(BESIDE) check
	$(BIN)/pytest -n $(WORKERS)

# What needs no browser, no database server and no patience.
unit: $(VENV)/.installed client_web/node_modules/.installed
	$(BIN)/pytest -n $(WORKERS) -m "not (browser or media or postgresql or valkey or slow)"
	cd client_web && npm run --silent test

# What tries things at random, many times longer: for the night.
soak: system setup
	SOAK=1 $(BIN)/pytest -n $(WORKERS) -m "soak or hypothesis"

coverage: system setup
	$(BIN)/pytest -n $(WORKERS) --cov=hemicycle --cov=hemicycle_protocol --cov-report=term-missing:skip-covered

check: check-python check-client audit

# Known holes in what we depend on; says so where nobody can be asked.
audit: $(VENV)/.installed client_web/node_modules/.installed
	$(BIN)/python -m tests.support.audit

check-python: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	! $(BIN)/vulture | grep -E "unused (class|function|import|method|property)"
	$(BIN)/python -m hemicycle_protocol.generate --check
	$(BIN)/python -m hemicycle.http.write_openapi --check
	$(BIN)/python -m hemicycle.services.open_data.write_docs --check

check-client: client_web/node_modules/.installed
	cd client_web && npm run --silent lint && npm run --silent check && npm run --silent test

setup: $(VENV)/.installed client_web/dist/.built

client: client_web/dist/.built

# Server and pages in one file, which `pip install` takes anywhere.
wheel: setup
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist

# The types and the schema that other languages read, from the Python structs.
protocol: $(VENV)/.installed
	$(BIN)/python -m hemicycle_protocol.generate
	$(BIN)/python -m hemicycle.http.write_openapi
	$(BIN)/python -m hemicycle.services.open_data.write_docs

screenshots: setup system
	$(BIN)/python -m tests.browser.screenshots

# What a site runs on (requirements.lock) and what one works with beside it (requirements-dev.lock), in the same versions.
COMPILE = $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
	--no-header --universal --python-version 3.11

lock: $(VENV)/.installed
	$(COMPILE) --extra dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --extra suggest -c requirements-dev.lock pyproject.toml -o requirements.lock
	cd client_web && npm install --package-lock-only --loglevel=error
	cd client_web && node -e 'const file = "./package-lock.json", lock = require(file); for (const each of Object.values(lock.packages)) delete each.funding; require("fs").writeFileSync(file, JSON.stringify(lock, null, 2) + "\n")'

$(VENV)/.installed: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements-dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $@

client_web/node_modules/.installed: client_web/package.json client_web/package-lock.json
	cd client_web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

client_web/dist/.built: client_web/node_modules/.installed $(CLIENT_SOURCES)
	cd client_web && npm run --silent build
	touch $@

# What the tests need from Debian: a browser (whole, and without windows), a relay, a proxy, and systemd to read units. Needs root only when one is missing.
system:
	@command -v chromium-headless-shell >/dev/null && command -v chromium >/dev/null && command -v turnserver >/dev/null \
		&& command -v caddy >/dev/null && command -v systemd-analyze >/dev/null \
		|| { apt-get update -qq && apt-get install -y -qq chromium chromium-headless-shell coturn caddy systemd; }

clean:
	rm -rf $(VENV) client_web/node_modules client_web/dist dist var
