# Everything a person does here. `make run` and `make test` start from nothing but python3 and make.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test check check-security bench lock clean _run-env _dev-env

help:  ## say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 16

run: _run-env  ## set up and run everything here: service, worker, local LINE, demo office
	@$(BIN)/saisaat run

test: _dev-env  ## set up and run all tests, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: _dev-env  ## format, lint, types, import contracts, freshness of generated documents
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@if [ -f scripts/docs.py ]; then $(BIN)/python scripts/docs.py --check; fi

check-security: _dev-env  ## run the security tests; figures go to docs/security-figures.md
	@SAISAAT_FIGURES=docs/security-figures.md \
		$(BIN)/python -m pytest tests/security -q -n 2 $(ARGS)

bench: _dev-env  ## measure; figures go to benchmarks/results/*.json
	@if [ -f benchmarks/__main__.py ]; then $(BIN)/python -m benchmarks $(ARGS); \
	else echo "There are no benchmarks yet."; fi

lock: _dev-env  ## choose the newest fitting versions and write both locks
	@$(BIN)/python scripts/lock.py
	@$(MAKE) --no-print-directory _dev-env

clean:  ## remove what setup, tests and checks made; never data
	@rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
		.hypothesis .coverage .coverage.* htmlcov test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

_run-env:
	@$(PYTHON) scripts/setup.py run

_dev-env:
	@$(PYTHON) scripts/setup.py dev
