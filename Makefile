# Six things to make, each from a fresh clone with nothing but Python 3.11, Node and git:
#   make demo       open the start notebook in JupyterLab
#   make dashboard  serve a notebook as a page without cells, by Voila
#   make test       run every test, in Python, in JavaScript, in notebooks and in a browser
#   make check      run the linters, the type checkers and the 300-line rule
#   make bench      print how fast it is on this machine
#   make docs       build the documentation, docs/_build/html/index.html

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo dashboard install build wire recordings test test-python test-js test-notebooks test-browser check bench docs clean

PYTHON ?= python3.11
NOTEBOOK ?= 00-start-here.ipynb
BIN := .venv/bin
INSTALLED := .venv/installed
COMPILED := .venv/compiled
BUNDLE := splinewidgets/static/slice_explorer.js
# The widget of "Add a widget" in CONTRIBUTING.md, for the tests.
EXAMPLE := tests/example_widget/build/area_histogram.js
# States of widgets, and what Python answers: what the tests in JavaScript and the pages of js/harness play.
RECORDED := js/harness/recorded/.done
KERNEL := $(wildcard splinewidgets/compilation/*.py) $(shell grep -lr --include=*.py "compiled\|numba" splinewidgets/geometry)
# A file of tests stays in one process, for the sake of what its tests share.
PARALLEL := -n logical --maxprocesses 4 --dist loadfile
# What runs at the same time is not mixed, where make can do that.
SYNC := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
MODULES := js/node_modules/.package-lock.json
SOURCES := js/build.mjs js/tsconfig.json splinewidgets/widgets.json $(shell find js/src -type f)

help:
	@sed -n 's/^#   //p' Makefile

# --- setting up ---------------------------------------------------------------------------------------------------

install: $(INSTALLED) $(COMPILED) build
build: $(BUNDLE) $(EXAMPLE)

.venv/pyvenv.cfg:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "$(PYTHON) was not found. Install Python 3.11 or say which one to use: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25"

# The bundle is built below by npm, so pip need not build it again.
$(INSTALLED): pyproject.toml constraints.txt jupyter-config/jupyter_server_config.d/splinewidgets.json | .venv/pyvenv.cfg
	SKIP_JUPYTER_BUILDER=1 $(BIN)/pip install -c constraints.txt -e '.[dev]'
	@test -f .venv/etc/jupyter/jupyter_server_config.d/splinewidgets.json
	@touch $@

# Once for all: otherwise the first test, and the first picture, would wait for it.
$(COMPILED): $(INSTALLED) $(KERNEL)
	$(BIN)/python -m splinewidgets.compilation
	@touch $@

$(MODULES): js/package.json js/package-lock.json
	@command -v npm >/dev/null || { echo "npm was not found. Install Node 20.19 or newer, which brings it."; exit 1; }
	cd js && npm ci --no-fund --no-audit
	@touch $@

# What travels between Python and the browser is declared in Python; these are its types in TypeScript.
wire: $(INSTALLED)
	cd js && ../$(BIN)/python -m wire_writer

recordings: $(RECORDED)

# Of widgets without a view, which all the same have a bundle.
$(RECORDED): $(COMPILED) $(shell find splinewidgets js/recordings js/wire_writer -name '*.py') | $(BUNDLE)
	cd js && OMP_NUM_THREADS=1 ../$(BIN)/python -m recordings
	@touch $@

$(BUNDLE): $(MODULES) $(SOURCES)
	cd js && npm run --silent build
	@touch $@

$(EXAMPLE): $(MODULES) $(SOURCES) $(wildcard tests/example_widget/*.ts tests/example_widget/*.css)
	cd js && node build.mjs ../tests/example_widget/area_histogram.ts
	@touch $@

# --- showing ------------------------------------------------------------------------------------------------------

# Opens a browser where there is a display, and prints the address in any case. Root (a container) needs leave.
demo: install
	@flags=""; \
	if [ "$$(id -u)" = 0 ]; then flags="$$flags --allow-root"; fi; \
	if [ "$$(uname)" = Linux ] && [ -z "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	  flags="$$flags --no-browser"; echo "No display was found. Open the address below in a browser."; \
	fi; \
	exec $(BIN)/jupyter lab $$flags --LabApp.default_url=/lab/tree/notebooks/$(NOTEBOOK)

dashboard: install
	@flags=""; \
	if [ "$$(uname)" = Linux ] && [ -z "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	  flags="--no-browser"; echo "No display was found. Open the address below in a browser."; \
	fi; \
	exec $(BIN)/voila $$flags notebooks/dashboard.ipynb

# --- testing ------------------------------------------------------------------------------------------------------

# Two parts at a time, since a browser waits as much as it computes; each is printed when it has ended.
test: install
	@$(MAKE) --no-print-directory -j2 $(SYNC) test-browser test-python test-js test-notebooks

# Each process has one thread: several would wait for each other, busily.
test-python test-notebooks test-browser: export OMP_NUM_THREADS := 1

# It steps back behind the browser, whose gestures have the pace of a hand.
test-python: install
	nice -n 10 $(BIN)/python -m pytest $(PARALLEL) tests --ignore=tests/browser

test-js: build recordings
	cd js && npm run --silent test

test-notebooks: install
	$(BIN)/python -m pytest --nbval-lax --nbval-cell-timeout=300 $(PARALLEL) notebooks

test-browser: install
	@if ! $(BIN)/python tests/browser/chromium.py >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update && apt-get install -y --no-install-recommends chromium; \
	  else exit 1; fi; \
	fi
	$(BIN)/python -m pytest tests/browser

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	cd js && npm run --silent check
	@git ls-files -co --exclude-standard 'splinewidgets/*.py' 'benchmarks/*.py' 'docs/*.py' 'js/*.py' 'js/*.ts' 'js/*.mjs' | while read -r file; do \
	  lines=$$(wc -l < "$$file"); \
	  if [ "$$lines" -gt 300 ]; then echo "$$file has $$lines lines. A file is one idea, at most 300 lines. Split it."; fi; \
	done | { ! grep .; }

bench: install
	$(BIN)/python benchmarks/run.py

# Figures are made once, and anew when they or the package change.
docs: install
	OMP_NUM_THREADS=1 $(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs docs/_build/html
	@echo "Open docs/_build/html/index.html in a browser."

clean:
	rm -rf docs/_build .venv js/node_modules js/harness/recorded splinewidgets/static build dist
