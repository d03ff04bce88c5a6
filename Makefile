# Everything one does with this project. `make` alone prints the list.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
# uv from the path, else the one that scripts/set_up.py has installed.
UV := $(shell command -v uv || echo .venv-tools/bin/uv)
COMPILE := $(UV) pip compile --quiet --generate-hashes --no-header --no-emit-index-url --universal --group build
.PHONY: help demo test check test-postgres bench fuzz lock migration format docs translations screenshots ready ready-dev

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ready ## Run the Vetlanda measurement to its PDF and serve the site (ARGS=--no-serve: only the PDF)
	$(BIN)/shopper demo $(ARGS)

# Tests wait for servers and browsers much of their time: one process a core, and never more than four.
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal
test: ready-dev ## Run every test (ARGS="tests/house -k layers": some of them)
	$(PYTEST) $(ARGS)

check: ready-dev ## Format, lint, types, layers, translations, and documents made from the code
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/write_docs.py --check
	$(BIN)/python scripts/update_translations.py --check

test-postgres: ready-dev ## Run the tests that use the database on PostgreSQL
	SHOPPER_TEST_DATABASE=postgres $(PYTEST) $(ARGS)

bench: ready-dev ## Measure speed beside a bare equivalent (ONLY=mail: one family)
	ONLY=$(ONLY) $(BIN)/python tests/bench/bench.py

SECONDS_OF_FUZZ ?= 60
fuzz: ready-dev ## Feed the mail parser mutated mails and see that nothing raises or takes long (SECONDS_OF_FUZZ=60)
	$(BIN)/python tests/fuzz/fuzz_mail.py --seconds $(SECONDS_OF_FUZZ)

lock: ready-dev ## Pin the newest allowed version of every package, with hashes
	$(COMPILE) --upgrade pyproject.toml -o requirements.lock
	$(COMPILE) --upgrade --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

migration: ready-dev ## Write a migration for what changed in shopper/tables (MESSAGE="what it does")
	$(BIN)/python scripts/make_migration.py "$(MESSAGE)"
	$(BIN)/ruff check --quiet --fix shopper/migrations/versions
	$(BIN)/ruff format --quiet shopper/migrations/versions

format: ready-dev ## Format the code and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: ready-dev ## Write the tables and diagrams in docs/ that are made from the code
	$(BIN)/python scripts/write_docs.py

translations: ready-dev ## Bring the catalogues up to date with the texts of the pages and of the reports
	$(BIN)/python scripts/update_translations.py

screenshots: ready-dev ## Take the pictures in docs/images: every page, and the demo
	$(BIN)/python scripts/take_screenshots.py

ready:
	@$(PYTHON) scripts/set_up.py demo

ready-dev:
	@$(PYTHON) scripts/set_up.py dev
