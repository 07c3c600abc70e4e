PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help run install test check lint types imports bench soak clean

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(STAMP) ## Build the index if there is none, then serve the page
	@test -f index/CURRENT || $(BIN)/kb-assistant build
	@$(BIN)/kb-assistant serve

install: $(STAMP) ## Create .venv with the pinned dependencies

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

test: $(STAMP) ## Run the tests
	$(BIN)/python -m pytest

soak: $(STAMP) ## Run the tests that take minutes: kills, damage
	$(BIN)/python -m pytest -m slow

bench: $(STAMP) ## Measure public intent sets, and 10,000 protocols: takes half an hour
	$(BIN)/python bench/public_sets.py ../shared/data
	$(BIN)/python bench/scale.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

check: lint types imports test ## Run lint, types, import contracts and tests

clean: ## Remove what was built
	rm -rf index/versions index/cache index/CURRENT index/history.jsonl artifacts build
