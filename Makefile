# Two commands matter: `make serve` and `make test`. Both set up everything they need and are quick the second time.
# `make help` lists the rest.

HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= 2
ARGS ?=
TESTS ?= fresh

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
CODE := $(wildcard service tests tools bench)

# The first of these that runs and is new enough; a PYTHON given by the caller is taken as it is, and checked.
CANDIDATES := python3.13 python3.12 python3.11 python3
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach p,$(CANDIDATES),$(if $(shell $(p) -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo yes),$(p))))

# A passed test run stays good until one of these changes.
TESTED := $(shell find $(wildcard service tests tools ontology shapes queries data) -type f -not -path '*/__pycache__/*' 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: serve test check static bench conformance clients fuseki rivals lock lint format clean help

serve:  ## set up if needed, then serve on http://HOST:PORT (127.0.0.1:8000)
serve: $(VENV)/.project
	@exec $(BIN)/samenhang serve --host $(HOST) --port $(PORT) $(ARGS)

test:  ## set up if needed, then every test with the coverage gate (ARGS="tests/rules -x": those, without the gate)
test: $(VENV)/.dev
ifeq ($(strip $(ARGS)),)
	@rm -f $(VENV)/.tested
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal --cov --cov-report=term:skip-covered
	@touch $(VENV)/.tested
else
	@$(BIN)/python -m pytest $(ARGS)
endif

check:  ## everything that must hold: static checks, then the tests unless they passed on these very files (TESTS=no: static only)
check: static $(if $(filter no,$(TESTS)),,$(VENV)/.tested)

static: $(VENV)/.dev
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/turtle_style.py ontology shapes
	$(BIN)/samenhang ontology check

# What takes seconds comes first, what takes many minutes last. A bench that fails does not keep the rest from running.
BENCHES ?= engine http store questions growth sparql validation

bench: $(VENV)/.dev  ## measure, and print ratios against other engines (BENCHES="http sparql", ARGS="--calls 5": a quick look)
	@failed=; for bench in $(BENCHES); do echo; echo "=== bench_$$bench ==="; \
	    $(BIN)/python -m bench.bench_$$bench $(ARGS) || failed="$$failed $$bench"; done; \
	    test -z "$$failed" || { echo "These failed:$$failed" >&2; exit 1; }

conformance: $(VENV)/.dev  ## run the W3C suites below a folder on every engine and the service (SUITES=path [URL=… TOKEN=…])
	@$(BIN)/python -m tools.conformance $(SUITES)

lint: $(VENV)/.dev  ## what reads quickly: ruff, the Turtle style
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/python tools/turtle_style.py ontology shapes

format: $(VENV)/.dev  ## mend what is mechanical, in Python and in Turtle
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/python tools/turtle_style.py --fix ontology shapes

# The lock files carry hashes and no registry address: pip takes whichever registry the machine is set up for.
UV := $(VENV)/lock/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url

lock: $(VENV)/.made  ## re-make requirements/*.txt from pyproject.toml and requirements/*.in (UPGRADE=1: newest versions)
	@test -x $(UV) || { $(BIN)/python -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet --only-binary=:all: uv; }
	@$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml requirements/build.in --output-file requirements/base.txt
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --extra ontology --extra turbo --constraints requirements/base.txt \
	    pyproject.toml requirements/build.in requirements/dev.in --output-file requirements/dev.txt
	@! grep -n '://' requirements/*.txt || { echo 'A lock file carries an address.' >&2; exit 1; }

# The tests of remote stores start it as a process of its own; without it they are skipped, and say so.
FUSEKI := org.apache.jena:jena-fuseki-server:5.6.0
FETCH := org.apache.maven.plugins:maven-dependency-plugin:3.6.1:get

fuseki:  ## fetch Apache Jena Fuseki with Maven, for the tests of remote stores
	@command -v mvn >/dev/null || { echo 'Fuseki comes from Maven Central; install mvn, or name a jar in SAMENHANG_FUSEKI_JAR.' >&2; exit 1; }
	@mvn --quiet --batch-mode $(FETCH) -Dartifact=$(FUSEKI) -Dtransitive=false

# Clients in JavaScript that the service is tried with. The lock file has hashes and no registry address, as above.
CLIENTS := $(or $(SAMENHANG_CLIENTS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/samenhang/clients)

clients:  ## fetch the JavaScript clients of the interop tests, once, into a cache folder outside the checkout (needs npm)
	@mkdir -p '$(CLIENTS)'
	@cmp -s tools/interop/package-lock.json '$(CLIENTS)/package-lock.json' && test -d '$(CLIENTS)/node_modules' || { \
	    cp tools/interop/package.json tools/interop/package-lock.json '$(CLIENTS)/' && \
	    npm ci --prefix '$(CLIENTS)' --ignore-scripts --no-audit --no-fund --loglevel=error; }

# In an environment of their own: what they need is no part of this project, nor of its lock files.
RIVALS := oxigraph==0.5.13 rdflib-endpoint[cli]==0.6.3 uvicorn[standard] python-multipart

rivals: $(VENV)/.made  ## fetch the servers that `bench_sparql` compares with (Fuseki: make fuseki)
	@test -x $(VENV)/rivals/bin/python || $(BIN)/python -m venv $(VENV)/rivals
	@$(VENV)/rivals/bin/python -m pip install --quiet --disable-pip-version-check --only-binary=:all: $(RIVALS)

clean:  ## remove the environment and everything that was built or cached
	@rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- The environment, one stamp file per step --------------------------------------------------------------------------

$(VENV)/.made:
	@test -n '$(PYTHON)' || { echo 'Samenhang needs Python 3.11 or newer, and found none. Install it, or name it: make PYTHON=/path/to/python3.' >&2; exit 1; }
	@'$(PYTHON)' -c '$(NEW_ENOUGH)' || { echo 'Samenhang needs Python 3.11 or newer; $(PYTHON) is older or does not run.' >&2; exit 1; }
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { echo '$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv.' >&2; exit 1; }
	@test -x $(BIN)/pip || '$(PYTHON)' -m venv $(VENV)
	@touch $@

$(VENV)/.base: requirements/base.txt | $(VENV)/.made
	@echo 'Installing what Samenhang needs …'
	@$(PIP) install --quiet --only-binary=:all: --require-hashes -r $<
	@touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.base
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# owlready2 comes as source; without a compiler it installs all the same, only slower.
$(VENV)/.dev: requirements/dev.txt $(VENV)/.project
	@echo 'Installing what tests and checks need …'
	@$(PIP) install -qq --only-binary=:all: --no-binary=owlready2 --require-hashes -r $<
	@touch $@

$(VENV)/.tested: $(VENV)/.dev pyproject.toml $(TESTED)
	@$(MAKE) --no-print-directory test ARGS=
