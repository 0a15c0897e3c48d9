# Thin wrappers: without make, run the same words as `python3 -m launch …`.

PYTHON ?= python3
VENV := .venv/bin/python
COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo test install lint check lock env

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: ## start the whole product on http://localhost:8000 (PORT=8001 to choose, ARGS=--reset to start over)
	@$(PYTHON) -m launch demo $(ARGS)

test: ## run every check and every test, on SQLite and on PostgreSQL
	@$(PYTHON) -m launch test $(ARGS)

install: ## make .venv, with the tools of the tests
	@$(PYTHON) -m launch install --dev

lint: install ## mend what ruff can mend, and say the rest
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

check: install ## the checks of `make test`, without its tests
	@$(PYTHON) -m launch test --checks-only

env: ## write a .env with fresh secrets for a deployment
	@$(PYTHON) -m launch env

lock: ## compile the three requirements files from pyproject.toml (needs uv)
	@$(COMPILE) --extra production --output-file requirements.txt
	@$(COMPILE) --extra demo --output-file requirements-demo.txt
	@$(COMPILE) --all-extras --output-file requirements-dev.txt
