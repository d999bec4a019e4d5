"""The house keeps its plan: which way imports run, and who reads the environment."""

import ast
import re

import pytest

from settings import ROOT

# Each may import those before it, and `wordcount/` none of them. settings.py checks FETCH_ALLOW
# with the room that knows addresses.
FLOORS = [
    "settings",
    "postgres_processes",
    "postgres_folders",
    "embedded_postgres",
    "migrations",
    "db",
    "watches",
    "models",
    "jobs",
    "background",
    "views",
    "app",
]

# migrations/conf.py is a program of its own: what pw_migrate starts with.
SOURCES = sorted(
    path
    for pattern in ("*.py", "background/*.py", "views/*.py", "wordcount/**/*.py", "migrations/*.py")
    for path in ROOT.glob(pattern)
    if path.name != "conf.py"
)


def imported(path):
    """The first part of every module's name that `path` imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    floor = path.relative_to(ROOT).parts[0].removesuffix(".py")
    below = FLOORS[: FLOORS.index(floor) + 1] if floor in FLOORS else FLOORS

    above = set(FLOORS) - set(below) if floor != "wordcount" else {*FLOORS, "flask", "peewee"}

    assert not above & set(imported(path))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_settings_reads_the_environment(path):
    if path.name != "settings.py":
        assert not re.search(r"\bos\.(environ|getenv)\b", path.read_text())
