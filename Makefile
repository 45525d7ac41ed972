# Each target sets up .venv by itself; all that must be there is Python >= 3.11 and make.
#
#   make demo    make a register, convert it, check it, restore it, compare
#   make test    everything: format, lint, types, generated files, tests
#   make check   the quick part: format, lint, types, generated files
#   make bench   the benchmarks, with the machine and the ratios
#   make fuzz    the property tests with many more examples

CANDIDATES = python3 python python3.14 python3.13 python3.12 python3.11
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; \
	done)

ifeq ($(OS),Windows_NT)
BIN = .venv/Scripts
else
BIN = .venv/bin
endif
STAMP = .venv/installed

.PHONY: demo test check bench fuzz

demo: $(STAMP)
	@$(BIN)/lgmigrate demo --out demo-out

test: check
	@$(BIN)/python -m pytest

check: $(STAMP)
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q -m generated

bench: $(STAMP)
	@$(BIN)/python -m benchmarks.runner
	@$(BIN)/python -m benchmarks.growth

fuzz: $(STAMP)
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest tests/property

$(STAMP): pyproject.toml setup.py
	@test -n "$(PYTHON)" || { echo "Expected Python >= 3.11 on the PATH, found none" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@
