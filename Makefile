# kporisk: `make demo` shows it, `make test` proves it. Both set up what they need and work again without a network.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	if command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .ci/constraints.txt
CORE_TESTS := tests/model tests/rules tests/scoring tests/jurisdiction tests/assessment
CORE := --cov=kporisk.model --cov=kporisk.rules --cov=kporisk.scoring --cov=kporisk.jurisdiction --cov=kporisk.assessment

.PHONY: demo test test-postgres lint types contracts facts words bench faults system system-test clean

demo: $(VENV)/.demo system
	$(BIN)/kporisk demo kporisk-demo

test: $(VENV)/.test system-test lint types contracts
	$(BIN)/python -m pytest -n auto --dist worksteal $(CORE_TESTS) $(CORE) --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100
	$(BIN)/python -m pytest -n auto --dist worksteal $(addprefix --ignore=,$(CORE_TESTS))

# Everything that works with a register, with that on PostgreSQL; `make test` has the register's own tests and the night on both.
test-postgres: $(VENV)/.test system-test
	KPORISK_TEST_REGISTER=postgresql $(BIN)/python -m pytest -n auto --dist worksteal tests/register tests/workflow tests/cli

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

contracts: $(VENV)/.test
	$(BIN)/lint-imports

facts: $(VENV)/.test
	$(BIN)/python .ci/make_facts.py

words: $(VENV)/.demo
	$(BIN)/python .ci/make_words.py

bench: $(VENV)/.test system
	$(BIN)/python tests/bench/run.py

# What may go wrong, thousands of times over; without strace it says what could not be done, and fails.
faults: $(VENV)/.test system-test
	$(BIN)/python tests/faults/run.py

system:
	@.ci/system-libraries

system-test:
	@.ci/system-libraries test

# A stamp is renewed when what the project needs changes; until then nothing is fetched.
$(VENV)/.demo: setup.cfg pyproject.toml .ci/constraints.txt
	@test -n "$(PYTHON)" || { echo "kporisk needs Python 3.11 or newer: sudo apt-get install python3 python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "a virtual environment could not be made: sudo apt-get install python3-venv"; exit 1; }
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	$(PIP) --editable '.[test,facts]'
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage kporisk-demo
