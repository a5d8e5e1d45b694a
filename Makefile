# Everything one does with a checkout. Paths are relative, so a folder with spaces is fine.
SHELL := /bin/sh
PY := .venv/bin/python
PORT ?= 8000
# The type checker and the test collector need some key; it signs nothing.
CHECK := DAYBREAK_SECRET_KEY=only-for-checks DAYBREAK_DATA=.cache/check

# Tests start hundreds of short programs; each would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check bench fuzz torture mutants docs format chromium

help:
	@echo "make demo      a clinic of made-up people on http://127.0.0.1:8000 (PORT=8123 for another port)"
	@echo "make test      every test, browser and both databases included"
	@echo "make check     lint, types, imports, templates"
	@echo "make fuzz      the properties, searching anew with many more examples"
	@echo "make torture   the long tests     make mutants   do the tests notice broken rules? (ROOM=ledger)"
	@echo "make bench     what is measured   make docs      the documentation"

setup: .venv/.dev

.venv/.base: requirements/base.txt tools/environment.sh
	@sh tools/environment.sh base

.venv/.dev: requirements/dev.txt tools/environment.sh
	@sh tools/environment.sh dev

demo: .venv/.base
	@$(PY) -m daybreak demo --data .demo --port $(PORT)

chromium:
	@sh tools/chromium.sh

check: .venv/.dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(CHECK) $(PY) -m mypy
	.venv/bin/lint-imports --cache-dir .cache/imports
	$(PY) -m djlint --lint --quiet src
	$(CHECK) $(PY) -m django makemigrations --settings daybreak.config.settings --check --dry-run

test: .venv/.dev chromium
	$(PY) -m pytest -n 3 --dist worksteal -m "not slow" $(ARGS)
	$(PY) tests/on_postgres.py -m pytest --migrations -n 3 --dist worksteal -m "database and not slow and not browser" $(ARGS)

fuzz: .venv/.dev
	HYPOTHESIS_PROFILE=search $(PY) -m pytest -m "not slow and not browser" --hypothesis-show-statistics $(ARGS)

torture: .venv/.dev chromium
	$(PY) -m pytest -m slow $(ARGS)
	$(PY) tests/on_postgres.py -m pytest --migrations -m "database and slow and not browser" $(ARGS)

mutants: .venv/.dev
	nice -n 15 $(PY) tools/mutants.py $(ROOM) $(ARGS)

bench: .venv/.dev
	@for script in benchmarks/*.py; do $(PY) -m daybreak bench "$$(basename "$$script" .py)" || exit 1; done

docs: .venv/.dev
	$(CHECK) $(PY) -m sphinx -W --keep-going -b html docs docs/_build

format: .venv/.dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
