# The targets are described in README.md. Only python3 (3.11 or newer, with venv) and make are needed.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV_COMPILE := $(BIN)/uv --no-config --quiet pip compile --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock"
# make lock UPGRADE=--upgrade takes the newest versions; without it only what pyproject.toml asks for changes
UPGRADE ?=

.PHONY: setup run test check bench bench-faults exam format lock screenshots train
.DEFAULT_GOAL := setup

setup: .venv/.project

.venv/.locked: requirements.txt
	$(PYTHON) -m venv --clear .venv
	# the build backend first: one dependency is published as source only, and is built by this one, not by an unpinned other
	sed -n '/^setuptools==/,/[^\\]$$/p' requirements.txt > .venv/backend.txt
	$(PIP) install --require-hashes -r .venv/backend.txt
	$(PIP) install --require-hashes --use-pep517 --no-build-isolation -r requirements.txt
	touch $@

.venv/.project: .venv/.locked pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

run: setup
	$(BIN)/python -m bot serve

test: setup
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: setup
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot content check

bench: setup
	$(BIN)/python tests/bench/answers.py
	$(BIN)/python -m tests.bench.turns
	$(BIN)/python -m tests.bench.calendars
	$(BIN)/python -m tests.bench.reminders
	$(BIN)/python -m tests.bench.year
	$(BIN)/python -m tests.bench.budget
	$(BIN)/python -m tests.bench.forms

# 200 deaths in a stream of turns, 100 in bursts of 2,000 reminders, and 12,000 bent updates (some minutes each)
bench-faults: setup
	$(BIN)/python -m tests.bench.faults turns --kills 200
	$(BIN)/python -m tests.bench.faults reminders --kills 100
	$(BIN)/python -m tests.bench.updates --samples tests/bot/samples --mutations 12000

# the project's own exam: figures only, and never tuned to
exam: setup
	$(BIN)/python tests/exam/score.py

# after a change of questions, orders, wishes, words or terms.yaml: learns to read the new wordings (some minutes)
train: setup
	$(BIN)/python tests/tools/train.py

screenshots: setup
	$(BIN)/python tests/tools/screenshots.py

format: setup
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

# No host or index is named in either file; the hashes are those of every file of a release on PyPI.
lock: setup
	$(UV_COMPILE) $(UPGRADE) --extra dev --output-file requirements.txt pyproject.toml
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["rank"], sep="\n")' \
		| $(UV_COMPILE) $(UPGRADE) --no-annotate --constraint requirements.txt --output-file requirements-rank.txt -
