# Every target sets up what it needs. PYTHON chooses the interpreter (3.11 or newer), PORT the port of `make run`.

SHELL := /bin/sh
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CANDIDATES := $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3.15

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench bench-ci bench-million bench-understanding faults faults-ci fuzz hosts load soak

help:
	@echo "make run     start the shop on port $(PORT) with the phones beside it; PORT=9000 takes another"
	@echo "make test    every test"
	@echo "make check   style, types, import rules, generated pages"
	@echo "make format  rewrite the code in the house style"
	@echo "make setup   the environment in $(VENV); the others do it too"
	@echo
	@echo "Longer, not for every change:"
	@echo "make fuzz    whatever the API's document allows and forbids, asked for SECONDS (120)"
	@echo "make load    a hundred people at the API for SECONDS (60), beside ORDERS (1000000) orders"
	@echo "make faults  whatever may go wrong, thrown in while people order and sell; SEED repeats a run; faults-ci is shorter"
	@echo "make hosts   the same on five hosts, with lines cut and silent, hosts without power, and clocks that differ"
	@echo "make bench   how fast everything is, beside bare baselines; bench-ci is shorter, bench-million has a million orders"
	@echo "make bench-understanding DATA=folder [OUT=folder] [ENGINE=llm]   how well and how fast messages are understood"

setup: $(STAMP)
	@:

$(STAMP): requirements.txt requirements-dev.txt
	@test -w . || { echo "This folder is read-only: $(CURDIR). Copy it to a place you may write to." >&2; exit 1; }
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		found=; \
		for name in $(CANDIDATES); do \
			if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "Python 3.11 or newer is needed, found: $$($(PYTHON) --version 2>&1 | head -n 1). Try: make PYTHON=/path/to/python3.11 setup" >&2; \
			exit 1; \
		fi; \
		version=$$("$$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		if ! "$$found" -c 'import venv, ensurepip' 2>/dev/null; then \
			echo "Python $$version cannot make environments here. Install it first: apt-get install python$$version-venv" >&2; \
			exit 1; \
		fi; \
		echo "Making $(VENV) with Python $$version, about a minute the first time."; \
		"$$found" -m venv --clear $(VENV) || exit 1; \
	fi
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $(STAMP)

run: setup
	@exec $(BIN)/python -m supervisor --port $(PORT) --leave-with-parent

test: setup
	@$(BIN)/python -m pytest --numprocesses auto --dist loadgroup

check: setup
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/flask docs --check

format: setup
	@$(BIN)/python -m ruff check --fix --quiet .
	@$(BIN)/python -m ruff format .

bench-understanding: setup
	@test -n "$(DATA)" || { echo "Say where the sets are: make bench-understanding DATA=folder [OUT=folder] [ENGINE=llm]" >&2; exit 1; }
	@$(BIN)/python -m benchmarks.understanding $(DATA) $(OUT) $(if $(ENGINE),--engine $(ENGINE))

faults: setup
	@$(BIN)/python -m pytest tests/faults -m "long or not long"
	@$(BIN)/python -m benchmarks.faults.planted
	@$(BIN)/python -m benchmarks.faults --write $(if $(SEED),--seed $(SEED))
	@$(BIN)/python -m benchmarks.faults --database sqlite --share 0.5 $(if $(SEED),--seed $(SEED))

faults-ci: setup
	@$(BIN)/python -m pytest tests/faults -m long
	@$(BIN)/python -m benchmarks.faults --seed 1042 --share 0.25

soak: setup
	@$(BIN)/python -m benchmarks.faults.soak --write $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

fuzz: setup
	@$(BIN)/python -m tests.api.fuzzing $(or $(SECONDS),120) $(DATABASE_URL)

load: setup
	@$(BIN)/python -m tests.load $(if $(ORDERS),--orders $(ORDERS)) $(if $(SECONDS),--seconds $(SECONDS))

hosts: setup
	@$(BIN)/python -m pytest tests/hosts -m long

bench: setup
	@$(BIN)/python -m benchmarks.speed

bench-ci: setup
	@$(BIN)/python -m benchmarks.speed --quick

bench-million: setup
	@$(BIN)/python -m benchmarks.speed --only million --json var/bench-million.json
