# Everything here works with GNU make 3.81 and a Python from 3.11 on; nothing is installed outside .venv.
#
# A stamp is a copy of the lock that was installed last: as long as it has the same bytes,
# there is nothing to install, whatever git did to the time of the file.

.DEFAULT_GOAL := help
.PHONY: help site test lock licences fonts format serve clean distclean venv runtime dev
SHELL := /bin/sh

VENV    := .venv
PY      := $(VENV)/bin/python
# On a terminal pip says which line of the lock it is at; elsewhere, and in CI, only what goes wrong.
QUIET   := $(shell test -t 2 && test -z "$$CI" || echo --quiet)
INSTALL := $(PY) -m pip install $(QUIET) --disable-pip-version-check --require-hashes
COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

help: ## say what there is
	@echo "make site       build the site into site/ (the first time, also set up .venv)"
	@echo "make test       everything a change must pass: format, lint, types, tests"
	@echo "make serve      build, and show the site on this machine"
	@echo "make format     format the code and mend what the linter can mend"
	@echo "make lock       make requirements*.txt and .ci/*.txt again (UPGRADE=1: with the newest versions)"
	@echo "make licences   say licence and last release of every package"
	@echo "make fonts      make the bundled fonts again, with every character now used (FROM=folder)"
	@echo "make clean      remove what was built"
	@echo "make distclean  remove .venv too"

site: runtime
	@$(PY) build.py build

serve: runtime
	@$(PY) build.py serve

# The types are looked at beside the tests, and what is found is said after them. What Python compiles
# is kept, whatever a variable says: several processes and the copies of the checkout need it.
test: dev
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) tests/find_browser.py
	@mkdir -p .cache; \
	$(PY) -m mypy >.cache/mypy.txt 2>&1 & mypy=$$!; \
	PYTHONDONTWRITEBYTECODE= $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder; tests=$$?; \
	wait $$mypy; types=$$?; \
	cat .cache/mypy.txt; \
	exit $$((tests | types))

format: dev
	$(PY) -m ruff check --fix --exit-zero --quiet .
	$(PY) -m ruff format .
	$(PY) -m ruff check .

lock: venv
	@$(INSTALL) -r .ci/uv.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml -o requirements.txt
	$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --group dev \
	  --constraint requirements.txt -o requirements-dev.txt
	@for program in LinkChecker pip-audit uv; do \
	  lock=.ci/`echo $$program | tr A-Z a-z`.txt; \
	  echo $$program | $(COMPILE) $(if $(UPGRADE),--upgrade) - -o $$lock || exit 1; \
	done

licences: dev
	@$(PY) .ci/supply.py licences

fonts: dev
	@$(PY) fonts/subset.py $(if $(FROM),--from "$(FROM)")

clean:
	rm -rf site .site-* .tree .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

# --- the environment ---------------------------------------------------------------------------

# An environment whose Python has gone (upgraded, or the folder moved) is made anew.
venv:
	@$(PY) -c 'import pip' 2>/dev/null && exit 0; \
	for python in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	  python=; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Missing: Python 3.11 or newer (found: `python3 --version 2>&1`)."; \
	  echo "  Debian, Ubuntu: apt-get install python3 python3-venv"; \
	  echo "  macOS:          brew install python@3.13"; \
	  echo "  elsewhere:      install it, then: make PYTHON=/path/to/python3 ..."; \
	  exit 1; \
	fi; \
	if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "Missing: the venv module of `$$python --version`."; \
	  echo "  Debian, Ubuntu: apt-get install python3-venv"; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with `$$python --version`"; \
	$$python -m venv --clear $(VENV)

runtime: venv
	@cmp -s requirements.txt $(VENV)/requirements.txt || { \
	  echo "Installing $$(grep -c == requirements.txt) packages of requirements.txt; this takes about half a minute, once" && \
	  $(INSTALL) -r requirements.txt && cp requirements.txt $(VENV)/requirements.txt; }

# The lock for development holds the one for building, so installing it settles both.
dev: venv
	@cmp -s requirements-dev.txt $(VENV)/requirements-dev.txt || { \
	  echo "Installing $$(grep -c == requirements-dev.txt) packages of requirements-dev.txt; this takes about a minute, once" && \
	  $(INSTALL) -r requirements-dev.txt && cp requirements-dev.txt requirements.txt $(VENV)/; }
