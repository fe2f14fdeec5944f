# Everything is installed into .venv/, nothing outside it. Needs Python 3.11+ and make.
#
#   make map            the corridor as one HTML file, maps/corridor.html
#   make test           all tests
#   make test-minimum   tests of the library on the oldest versions of what we depend on
#   make lint           style, types, layers, docstrings
#   make clean          remove what the above made

.POSIX:
.SUFFIXES:
.PHONY: help map test test-minimum lint clean

PYTHON ?= python3
VENV = .venv
OLD = .venv-minimum
PIP = -m pip --disable-pip-version-check install --quiet --retries 5
PAGE = maps/corridor.html
# What does not depend on versions: the page in the browser, scripts of the page, the docs.
ELSEWHERE = --ignore-glob='tests/test_webmap_[cjlp]*' --ignore=tests/test_webmap_trade.py \
  --ignore=tests/test_docs.py --ignore=tests/test_package.py

help:
	@sed -n '3,$$s/^#   //p' Makefile

map: $(VENV)/installed
	@mkdir -p maps
	@$(VENV)/bin/corridor map -o $(PAGE)
	@$(VENV)/bin/python -c 'import pathlib, sys; print("Its address on this machine:", pathlib.Path(sys.argv[1]).resolve().as_uri())' $(PAGE)

test: $(VENV)/for-tests
	$(VENV)/bin/python -m pytest -n auto

test-minimum: $(OLD)/for-tests
	$(OLD)/bin/python -m pytest -n auto $(ELSEWHERE)

lint: $(VENV)/for-lint
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/python -m numpydoc lint corridor/*.py corridor/*/*.py

clean:
	rm -rf $(VENV) $(OLD) $(PAGE) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "corridor needs Python 3.11 or newer; $(PYTHON) is not. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/installed: $(VENV)/created pyproject.toml
	@echo "Installing into $(VENV)/ (once, a minute or two)"
	@$(VENV)/bin/python $(PIP) --editable .
	@touch $@

$(VENV)/for-tests: $(VENV)/created pyproject.toml
	@echo "Installing what the tests need into $(VENV)/ (once, a minute or two)"
	@$(VENV)/bin/python $(PIP) --editable '.[test]'
	@touch $@ $(VENV)/installed

$(VENV)/for-lint: $(VENV)/for-tests
	@$(VENV)/bin/python $(PIP) --editable '.[test,lint]'
	@touch $@

$(OLD)/for-tests: $(VENV)/created pyproject.toml
	@$(PYTHON) -m venv $(OLD)
	@$(VENV)/bin/python tests/minimum.py > $(OLD)/constraints.txt
	@$(OLD)/bin/python $(PIP) --editable '.[test]' --constraint $(OLD)/constraints.txt
	@touch $@
