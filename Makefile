# What people run. `make demo` and `make test` set up everything they need in .venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
UV_PINS := uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url \
	--python-version 3.11 --custom-compile-command "make pins"

.PHONY: help demo run test coverage crash check audit format pins bench clean

help: ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: .venv/ready-demo ## play the whole programme in a browser; no account, no token
	@$(BIN)/bot121 demo

run: .venv/ready-demo ## run 121 for your group, as .env says
	@$(BIN)/bot121 run

test: .venv/ready-dev ## every test that can run on this machine
	@$(BIN)/python -m pytest -n 2 -rsfE $(ARGS)

coverage: .venv/ready-dev ## the same, and which lines of bot/ and scheduler/ no test runs; takes twice as long
	@$(BIN)/python -m pytest -n 2 -rsfE --cov --cov-report= $(ARGS)
	@$(BIN)/coverage report --include 'bot/*,scheduler/*' --skip-covered --fail-under 97

crash: .venv/ready-dev ## kill 121 at every point of a week, then three at random; takes twenty minutes
	@$(BIN)/python -m pytest tests/crash --every-point --replicas-minutes 10 -n 2 -o faulthandler_timeout=0

check: .venv/ready-dev ## style, types and the architecture
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

audit: .venv/ready-dev ## ask whether a weakness is known in what 121 installs
	@$(BIN)/python scripts/audit.py

format: .venv/ready-dev ## put the code into its usual form
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

bench: .venv/ready-dev ## measure; takes a few minutes
	@$(BIN)/python benchmarks/programme.py
	@$(BIN)/python benchmarks/slack.py
	@$(BIN)/python benchmarks/announcing.py
	@$(BIN)/python benchmarks/pairing.py

pins: .venv/ready-dev ## resolve and pin every dependency again, by hash
	@. $(BIN)/activate && $(UV_PINS) --all-extras --group setup pyproject.toml -o requirements-dev.txt
	@. $(BIN)/activate && $(UV_PINS) --group setup -c requirements-dev.txt --extra slack --extra discord pyproject.toml -o requirements.txt

clean: ## remove what the set-up made
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@sh scripts/make-venv "$(PYTHON)"

.venv/ready-demo: requirements.txt pyproject.toml | .venv/bin/python
	@sh scripts/install requirements.txt $@

.venv/ready-dev: requirements-dev.txt pyproject.toml | .venv/bin/python
	@sh scripts/install requirements-dev.txt $@
	@touch .venv/ready-demo
