# `make run` and `make test` are all the set-up there is: each makes the virtual environment.

VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check format sql clean

run: $(VENV)/run.installed
	$(BIN)/python app.py

test: $(VENV)/dev.installed
	$(BIN)/python -m pytest

check: $(VENV)/dev.installed
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy .
	rm -rf $(VENV)/sql && $(BIN)/python -m migrations.sql --to $(VENV)/sql
	$(BIN)/squawk $(VENV)/sql/*.sql
	$(BIN)/python -m pytest

format: $(VENV)/dev.installed
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

# What the migrations will do to a database, without doing it; `--down` prints the way back.
sql: $(VENV)/run.installed
	$(BIN)/python -m migrations.sql

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

$(VENV)/run.installed: requirements.txt
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.installed: requirements.txt requirements-dev.txt
	test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
