"""`make run` starts the application, whatever its folder is called."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from patience import PATIENCE

from settings import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("make"), reason="there is no make"),
]

NAMES = {
    "a space, quotes and what make and shells expand": "a b'\"$x%&",
    "a command": "a;touch ran;`touch ran`$(touch ran)",
    "a line break": "a\nb",
    "a pattern": "[ab]*{c,d}?",
    "an option": "-rf",
    "not ASCII": "語#~",
}


@pytest.fixture
def checkout(open_folder, request):
    """A copy of the project in a folder of that name, whose environment is ready."""
    home = open_folder / request.param
    ignored = shutil.ignore_patterns(".*", "instance", "tests", "benchmarks", "__pycache__")
    shutil.copytree(ROOT, home, ignore=ignored)
    programs = home / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python").chmod(0o755)
    (home / ".venv" / "run.installed").touch()
    yield home
    shutil.rmtree(home, ignore_errors=True)  # PostgreSQL removes its files at the same time


@pytest.mark.parametrize("checkout", NAMES.values(), ids=NAMES, indirect=True)
def test_the_application_starts_in_any_folder(checkout, open_folder):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        ["make", "run"],
        cwd=checkout,
        env={**environment, "PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )

    opened = next((line for line in process.stdout if re.match("Open http://127", line)), None)
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=PATIENCE)

    assert opened
    assert [*Path(open_folder).rglob("ran")] == []
