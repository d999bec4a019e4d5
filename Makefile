# `make run` and `make test` are all the set-up there is: each makes the virtual environment.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# As many workers as the machine has processors; each runs whole files of tests.
PYTEST := $(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

.PHONY: run test quick spark check lint coverage format sql messages pictures lock clean

# With PACKS="ko ja", also with the Korean and the Japanese dictionary.
run: $(VENV)/run.installed $(PACKS:%=$(VENV)/pack-%.installed)
	$(BIN)/python app.py

test: $(VENV)/dev.installed
	$(PYTEST)

# The tests that are not marked `slow`.
quick: $(VENV)/dev.installed
	$(PYTEST) -m "not slow"

# The tests on Spark, which the other commands skip: they need Java 17 or later, and 500 MB.
spark: $(VENV)/dev.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt
	$(BIN)/python -m pytest tests/wordcount/crawl/test_spark.py

check: lint coverage
	$(PYTEST) -m slow

# The quick tests, and which lines they run: fails below the figure in pyproject.toml. The slow ones
# are not measured: they watch times and memory, and would take half as long again.
coverage: $(VENV)/dev.installed
	$(PYTEST) -m "not slow" --cov

lint: $(VENV)/dev.installed
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy .
	rm -rf $(VENV)/sql && $(BIN)/python -m migrations.sql --to $(VENV)/sql
	$(BIN)/squawk $(VENV)/sql/*.sql

format: $(VENV)/dev.installed
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

# What the migrations will do to a database, without doing it; `--down` prints the way back.
sql: $(VENV)/run.installed
	$(BIN)/python -m migrations.sql

# Collect the sentences of pages, and those of the package `wordcount` and of terminals, into their
# catalogs, with what is translated already, and compile those of the package, which has no Babel.
EXTRACT = $(BIN)/pybabel --quiet extract --keywords lazy_gettext --no-location --sort-output
UPDATE = $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap \
	--ignore-pot-creation-date
messages: $(VENV)/dev.installed
	$(EXTRACT) --mapping-file babel.cfg --output-file translations/messages.pot .
	$(UPDATE) --input-file translations/messages.pot --output-dir translations
	$(EXTRACT) --output-file translations/wordcount.pot wordcount commands.py
	$(UPDATE) --input-file translations/wordcount.pot --output-dir wordcount/translations \
		--domain wordcount
	$(BIN)/pybabel --quiet compile --directory wordcount/translations --domain wordcount

# The pictures of the README, in the system's Chromium.
pictures: $(VENV)/dev.installed
	$(BIN)/python -m benchmarks.pictures

# Compile the lock files: every dependency with its version and hashes, for all platforms. Extras are
# kept: without them, pip looks for the newest `coverage[toml]` and refuses it, as it has no hash.
lock: $(VENV)/dev.installed
	for name in requirements requirements-dev requirements-crawl requirements-spark \
			requirements-ko requirements-ja; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-strip-extras --custom-compile-command "make lock" --output-file $$name.txt $$name.in || exit; \
	done

clean:
	rm -rf $(VENV) .coverage .pytest_cache .mypy_cache .ruff_cache build *.egg-info

$(VENV)/run.installed: requirements.txt | $(BIN)/python
	@echo "Installing the packages of wordcount into $(VENV). The first time takes about a minute."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.installed: requirements-dev.txt requirements-crawl.txt | $(BIN)/python
	@echo "Installing the packages for tests into $(VENV). The first time takes some minutes."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		-r requirements-dev.txt -r requirements-crawl.txt
	touch $@

$(VENV)/pack-%.installed: requirements-%.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

# The check runs in any Python, and before anything is installed.
$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null || \
		{ echo "wordcount needs Python 3.11 to 3.14; there is no $(PYTHON)." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 14) or sys.exit( \
		"wordcount needs Python 3.11 to 3.14; this is %d.%d.%d. Name another one: " \
		"make $(or $(MAKECMDGOALS),run) PYTHON=python3.12" % tuple(sys.version_info[:3]))'
	"$(PYTHON)" -m venv $(VENV)
