# `make` lists the targets. The work is done in scripts/, by the system's own python3.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest -n auto --dist worksteal -r fEs
# The second run of the tests has far less to do, and every process begins with half a minute.
HALF := $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) + 1) / 2 )))
TEMPLATES := find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2

.DEFAULT_GOAL := help
# Without bytecode every process of the tests compiles the whole site anew: a second each.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test lint format seed bench check-data migrations setup site-packages lock audit

help: ## list these targets
	@grep -E '^[a-z-]+:.* ## ' $(MAKEFILE_LIST) | sed -E 's/:.* ## /\t/' | expand -t 14

run: ## install, fill the database and serve the site on PORT (8000)
	@exec $(PYTHON) -m scripts.run "$(PORT)"

test: setup ## run every test, on SQLite and on PostgreSQL
	@$(PYTHON) -m scripts.side_by_side $(PYTEST) , \
	    $(PYTHON) -m scripts.with_postgres $(PYTEST) -n $(HALF) -m "not browser and not servers and not once"

lint: setup ## check style, templates, imports, settings and migrations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@$(TEMPLATES) --check
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py check --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run

format: setup ## write code and templates in the one style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	@$(TEMPLATES)

seed: site-packages ## load the data of fixtures/ into the database; what an editor changed stays
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py seed

bench: setup ## measure the site at the size of the whole country beside others (an hour)
	@test -x var/bench/packages/bin/datasette || { $(PYTHON) -m venv var/bench/packages && \
	    var/bench/packages/bin/pip install --quiet --require-hashes -r requirements-bench.txt; }
	@$(PYTHON) -m scripts.with_postgres --as-shipped --keep bench/postgres $(BIN)/python -m bench --datasette var/bench/packages/bin/datasette

check-data: site-packages ## report what is missing or doubtful in the database
	@$(BIN)/python manage.py check_data --strict

migrations: setup ## write the migrations that the models ask for
	@$(BIN)/python manage.py makemigrations

setup: ## install what the site and its tests need, in .venv
	@$(PYTHON) -m scripts.prepare --dev

site-packages:
	@$(PYTHON) -m scripts.prepare

lock: ## pin the packages anew after a change of pyproject.toml
	@$(PYTHON) -m scripts.lock

audit: ## ask the public advisory service about the pinned packages
	@$(PYTHON) -m scripts.audit
