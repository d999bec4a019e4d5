"""What `pip install .` installs: `wordcount` alone, and whatever it needs."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata

import pytest
from packaging.requirements import Requirement

import wordcount
from settings import ROOT

pytestmark = pytest.mark.slow

PAGE = b"<html lang=en><title>Cats</title><p>The cat and the other cat. A dog."
TABLE = """\
Cats
8 words, 6 of them distinct; language: en, declared by the page
2  cat
1  dog
"""
VERSION = f"wordcount {wordcount.__version__}\n"
NOT_SOURCES = shutil.ignore_patterns(
    ".*", "__pycache__", "build", "dist", "instance", "*.egg-info", "*.whl"
)
CONTAINED = """
import io
from wordcount.contained import CountingPool

with CountingPool() as pool, pool.lease() as process:
    print(process.count_page(io.BytesIO(b"<p>a cat"), "text/html").total)
"""


def pip(*arguments):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, *arguments], check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout, built without touching it."""
    if int(metadata.version("setuptools").partition(".")[0]) < 77:
        pytest.skip("needs the setuptools of requirements-dev.txt")
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "checkout", ignore=NOT_SOURCES)
    offline = ("--no-deps", "--no-index", "--no-build-isolation")
    pip("wheel", *offline, "--wheel-dir", str(folder), str(folder / "checkout"))
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of programs of an environment with the wheel and what it requires, only."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip("--python", str(programs / "python"), "install", "--no-deps", "--no-index", str(wheel))
    [packages] = folder.glob("**/site-packages")
    for name in required_by(metadata.Distribution.at(next(packages.glob("*.dist-info")))):
        copy_installed(name, packages)
    return programs


def required_by(distribution):
    """The names of what `distribution` requires here, and of what that requires."""
    names = set()
    for requirement in map(Requirement, distribution.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            names |= {requirement.name} | required_by(metadata.distribution(requirement.name))
    return names


def copy_installed(name, packages):
    for file in metadata.files(name):
        if ".." not in file.parts:
            (packages / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file.locate(), packages / file)


def run(*command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    assert done.stderr == ""
    return done.stdout


def test_the_wheel_has_the_package_and_its_lists_only(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "wordcount").glob("**/*")
        if path.suffix in (".mo", ".py", ".txt", ".typed", ".xz") or path.name == "LICENSE"
    }
    assert {name for name in names if ".dist-info/" not in name} == sources


def test_the_installed_command_counts_without_the_application(installed, tmp_path):
    (tmp_path / "page.html").write_bytes(PAGE)

    assert run(installed / "wordcount", "page.html", folder=tmp_path) == TABLE
    assert run(installed / "python", "-m", "wordcount", "page.html", folder=tmp_path) == TABLE
    assert run(installed / "wordcount", "--version", folder=tmp_path) == VERSION
    for name in ("flask", "peewee", "psycopg2"):
        found = f"from importlib.util import find_spec; print(find_spec({name!r}))"
        assert run(installed / "python", "-c", found, folder=tmp_path) == "None\n"


def test_the_installed_package_counts_in_child_processes(installed, tmp_path):
    assert run(installed / "python", "-c", CONTAINED, folder=tmp_path) == "2\n"


def test_the_newest_version_of_the_changelog_is_this_one():
    versions = re.findall(r"^## (\d.*)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert versions[0] == wordcount.__version__
