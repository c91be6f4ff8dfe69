# The first commands of a newcomer. `make demo` looks around, `make test` proves it; both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
# Two test processes, each with whole files: what a file sets up (a browser, a data folder) is set up once.
TEST_PROCESSES ?= 2
# Amazon's published model files judge the pretend Amazon where somebody has them beside the checkout; else that part is skipped.
SP_API_MODELS ?= $(abspath $(firstword $(wildcard ../sp-api-models ../*/sp-api-models)))
export SP_API_MODELS

.PHONY: setup demo test lint clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    start Shipby with a sample store (PORT=8000)"
	@echo "make test    run the whole test suite"
	@echo "make lint    run every linter"
	@echo "make setup   make the virtual environment alone (.venv, with the command .venv/bin/shipby)"
	@echo "make clean   remove what the others made"

setup: $(STAMP)

$(STAMP): requirements-dev.lock pyproject.toml hatch_build.py tools/catalogues.py $(wildcard src/shipby/locale/*/LC_MESSAGES/*.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Shipby needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || { echo "Python's venv is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Making the virtual environment $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# exec: Ctrl-C reaches Shipby itself, which stops everything it has started.
demo: setup
	@exec $(BIN)/shipby demo

test: setup
	@exec $(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python tools/django_checks.py

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
