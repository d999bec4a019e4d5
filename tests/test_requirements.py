"""The files of requirements agree, and so do the places that name the supported Pythons."""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from settings import ROOT

HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
LOCKS = [
    *("requirements", "requirements-dev", "requirements-crawl", "requirements-spark"),
    *("requirements-ko", "requirements-ja"),
]
# A Python that only says that it is an old one.
OLD_PYTHON = f"""\
#!/bin/sh
exec '{sys.executable}' -c 'import sys; sys.version_info = (3, 9, 2); exec(sys.argv[1])' "$2"
"""


def requirements(text):
    """The requirements of a file in pip's format by their names, without comments and options."""
    text = re.sub(r"\s+#.*|^#.*", "", text.replace("\\\n", " "), flags=re.MULTILINE)
    lines = [line.partition("--hash")[0].strip() for line in text.splitlines()]
    found = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def source(name):
    text = (ROOT / f"{name}.in").read_text()
    for other in re.findall(r"^-r (.*)", text, re.MULTILINE):
        text += (ROOT / other).read_text()
    return requirements(text)


def lock(name):
    return requirements((ROOT / f"{name}.txt").read_text())


def entries(name):
    """The text of each requirement of a lock file, with its hashes and what needs it."""
    return re.split(r"^(?=\w)", (ROOT / f"{name}.txt").read_text(), flags=re.MULTILINE)[1:]


def installed_requires(package):
    try:
        return importlib.metadata.requires(package) or []
    except importlib.metadata.PackageNotFoundError:
        return []


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_has_the_versions_of_its_source(name):
    locked = lock(name)

    for package, requirement in source(name).items():
        assert locked[package].specifier == requirement.specifier, "Run `make lock`."


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_has_nothing_that_its_source_does_not_need(name):
    # That nothing is missing is checked by pip: with hashes it installs what is listed only.
    needed_by = {}
    for entry in entries(name):
        names = entry.partition("# via")[2].replace("#", " ").replace("-r ", "").split()
        needed_by[re.match(r"[\w.-]+", entry)[0]] = names

    for package, names in needed_by.items():
        assert package in source(name) or needed_by.keys() & set(names), "Run `make lock`."


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_version_is_exact_and_has_hashes(name):
    assert all(HASH.search(entry) for entry in entries(name))
    assert all(str(pin.specifier).startswith("==") for pin in lock(name).values())


@pytest.mark.parametrize("name", LOCKS)
def test_a_package_needed_with_extras_is_locked_with_them(name):
    # Without them, pip refuses to install anything as soon as the package has a newer version.
    locked = lock(name)

    for package in locked:
        for text in installed_requires(package):
            needed = Requirement(text)
            if needed.extras and canonicalize_name(needed.name) in locked and not needed.marker:
                assert needed.extras <= locked[canonicalize_name(needed.name)].extras


def test_development_has_the_versions_of_production():
    development = lock("requirements-dev")
    # On Windows, development needs it on every machine and Python; production where the model is.
    colorama = development.pop("colorama")
    production = lock("requirements")

    assert colorama.specifier == production["colorama"].specifier
    assert str(colorama.marker) == 'sys_platform == "win32"'
    assert str(production.pop("colorama").marker).endswith(f") and {colorama.marker}")
    for package, pin in production.items():
        assert development[package] == pin


def test_the_package_works_with_the_versions_of_production(project):
    locked = lock("requirements")

    for dependency in map(Requirement, project["dependencies"]):
        [version] = locked[canonicalize_name(dependency.name)].specifier
        assert version.version in dependency.specifier


@pytest.mark.parametrize("extra", ["crawl", "spark", "ko", "ja"])
def test_an_extra_works_with_the_versions_of_its_lock_file(project, extra):
    locked = lock(f"requirements-{extra}")

    for dependency in map(Requirement, project["optional-dependencies"][extra]):
        if dependency.name != "wordcount":
            [version] = locked[canonicalize_name(dependency.name)].specifier
            assert version.version in dependency.specifier


def test_every_place_names_the_same_pythons(project):
    classified = [line.rpartition(" ")[2] for line in project["classifiers"] if " :: 3." in line]
    first, last = classified[0], classified[-1]

    assert project["requires-python"] == f">={first}"
    assert (ROOT / ".python-version").read_text().strip() in classified
    assert f"needs Python {first} to {last};" in (ROOT / "Makefile").read_text()
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text()
    assert f"python: {json.dumps(classified)}\n" in workflow
    for readme in ("README.md", "README.ko.md"):
        assert first in (ROOT / readme).read_text()
        assert last in (ROOT / readme).read_text()


@pytest.mark.skipif(os.name == "nt", reason="without make")
@pytest.mark.parametrize(
    ("script", "found"),
    [
        pytest.param(
            OLD_PYTHON,
            "this is 3.9.2. Name another one: make test PYTHON=python3.12",
            id="too old",
        ),
        pytest.param(None, "there is no ", id="none"),
    ],
)
def test_make_refuses_a_python_before_it_installs_anything(tmp_path, script, found):
    python = tmp_path / "python"
    if script:
        python.write_text(script)
        python.chmod(0o755)
    for name in LOCKS:
        (tmp_path / f"{name}.txt").touch()
    make = ["make", "-f", str(ROOT / "Makefile"), "test", f"PYTHON={python}"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    done = subprocess.run(make, cwd=tmp_path, env=outside, capture_output=True, text=True)

    assert done.returncode == 2
    assert done.stdout == ""
    assert f"wordcount needs Python 3.11 to 3.14; {found}" in done.stderr.splitlines()[0]
    assert not (tmp_path / ".venv").exists()
