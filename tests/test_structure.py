"""The rooms of the project, and which way imports run."""

import ast
import re

import pytest

from settings import ROOT

# From the bottom to the top. A room may import itself and the rooms of earlier lines, so nothing
# imports back, and two rooms of one line do not know each other.
ROOMS = [
    ["wordcount.messages"],  # sentences for people, and their translations
    # What can go wrong with a page; its type; lines of its text; whose turn it is; language packs.
    [
        "wordcount.errors",
        "wordcount.media_type",
        "wordcount.line_ranges",
        "wordcount.fair_queue",
        "wordcount.packs",
    ],
    ["wordcount.fetching"],  # address -> bytes, from the public internet and nowhere else
    ["wordcount.words"],  # text -> words, and how often each occurs
    ["wordcount.language", "wordcount.page"],
    ["wordcount.analysis"],  # text and words -> sentences, phrases, contexts and measures
    ["wordcount.documents"],  # PDF, DOCX, EPUB and other files -> text
    ["wordcount.address_lists"],  # sitemaps, feeds, and lists that people write
    ["wordcount.forms"],  # the words of a count, grouped by dictionary form
    ["wordcount.count"],  # count_page and count_text
    ["wordcount"],  # their names, loaded when they are first asked for
    # What the commands print, and how; what they count.
    ["wordcount.printing", "wordcount.terminal", "wordcount.sources"],
    ["wordcount.overview"],  # what they print of several sources
    ["wordcount.contained"],  # counting in child processes with limits
    ["wordcount.__main__", "wordcount.crawl"],  # the command line; WARCs, and Spark
    ["settings"],  # every environment variable, read once; checks FETCH_ALLOW as an address
    # Logging and malloc; the bundled servers; long texts as literals of SQL; limits of statements.
    ["process", "embedded_postgres", "http_server", "quoting", "statements"],
    ["db"],  # the database and its follower
    ["migrations", "models"],  # the tables, as they are made and as they are used
    ["capacity"],  # how much fits, and how much of it is whose
    ["watches", "reference"],  # addresses that are recounted; words of languages in general
    ["results", "corpora"],  # reading stored results, and deleting them; many documents as one
    ["jobs"],  # what workers are to count, and whose turn it is
    ["background", "web"],  # what a worker does; what views share
    ["views", "commands"],  # one module for each thing that people visit; the commands of `flask`
    ["serve"],  # everything in one process
    ["app", "gunicorn.conf"],  # what is started
]
LEVELS = {room: level for level, rooms in enumerate(ROOMS) for room in rooms}

# `wordcount` can be used without the application.
APPLICATION = {"flask", "peewee", "playhouse", "psycopg2", "werkzeug"}

FILES = sorted(
    path
    for path in ROOT.glob("**/*.py")
    if path.relative_to(ROOT).parts[0] not in ("tests", "benchmarks", "build", "instance")
    and not path.relative_to(ROOT).parts[0].startswith(".")
)


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module):
    """The room that `module` is in, or is; None for a library."""
    while module and module not in LEVELS:
        module = module.rpartition(".")[0]
    return module or None


def imported_by(path):
    """The full name of every module that a file imports."""
    package = module_of(path) if path.name == "__init__.py" else module_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            module = f"{base}{node.module or ''}".rstrip(".")
            names = (f"{module}.{alias.name}" for alias in node.names)
            yield from (name if room_of(name) != room_of(module) else module for name in names)


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_file_is_in_a_room(path):
    assert room_of(module_of(path)) is not None


def test_a_room_is_listed_once():
    assert len(LEVELS) == sum(map(len, ROOMS))


def test_a_module_at_the_root_is_explained():
    explained = (ROOT / "docs" / "ARCHITECTURE.md").read_text()

    modules = [path.stem for path in FILES if path.parent == ROOT]

    assert [module for module in modules if f"`{module}`" not in explained] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_run_one_way(path):
    room = room_of(module_of(path))

    rooms = {room_of(module) for module in imported_by(path)} - {room, None}

    assert {other for other in rooms if LEVELS[other] >= LEVELS[room]} == set()


@pytest.mark.parametrize("path", [*ROOT.glob("wordcount/**/*.py")], ids=name_of)
def test_counting_needs_nothing_of_the_application(path):
    assert not {module.partition(".")[0] for module in imported_by(path)} & APPLICATION


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_only_settings_reads_the_environment(path):
    if path.name != "settings.py":
        assert not re.search(r"\bos\.(environ|getenv)\b", path.read_text())


@pytest.mark.parametrize(
    ("file", "imports"),
    [
        ("db.py", "from migrations.router import SafeRouter"),
        ("models.py", "import jobs"),
        ("capacity/shares.py", "from corpora import Document"),
        ("web/respond.py", "from views import front"),
        ("web/respond.py", "import background.worker"),
        ("watches/models.py", "import results.search"),
        ("wordcount/words/counting.py", "from ..page.visible import visible_text"),
        ("wordcount/fetching/fetch.py", "from wordcount import count_page"),
        ("wordcount/errors.py", "import settings"),
    ],
)
def test_an_import_that_runs_back_is_found(file, imports, monkeypatch):
    path = ROOT / file
    monkeypatch.setattr(type(path), "read_text", lambda *_: imports)

    with pytest.raises(AssertionError):
        test_imports_run_one_way(path)


def test_the_picture_of_the_rooms_has_the_levels_of_the_table():
    levels = [[each for each in level if "." not in each] for level in ROOMS]
    section = (ROOT / "docs" / "ARCHITECTURE.md").read_text().partition("\n## Rooms\n")[2]
    picture = section.partition("\n    ")[2].partition("\n\n")[0]

    drawn = [level.replace(",", "").split() for level in picture.split("<-")]

    assert drawn == [level for level in levels if level]
