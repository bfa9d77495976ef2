PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint lock clean

demo: $(READY) ## the main job on the sample archive, ending with the per-unit summary
	$(BIN)/jixiao ingest data/archive
	$(BIN)/jixiao sql "$$(cat sql/queries/unit_summary.sql)"

test: $(READY) lint ## style, types, tests
	$(BIN)/pytest -n 2

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(READY): requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --no-deps --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

lock: ## compile requirements.txt anew from the ranges in pyproject.toml
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet uv
	$(VENV)-lock/bin/uv pip compile --quiet --universal --all-extras --generate-hashes --no-emit-index-url --no-annotate --python-version 3.11 --custom-compile-command "make lock" -o requirements.txt pyproject.toml

clean: ## away with the environment and the caches; a warehouse is not ours to remove
	rm -rf $(VENV) $(VENV)-lock .pytest_cache .mypy_cache .ruff_cache .hypothesis
