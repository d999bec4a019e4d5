"""Every regular expression of the project takes linear time.

`re` holds the global interpreter lock, so a slow pattern blocks every thread of the process.
"""

import ast
import contextlib
import importlib
import json
import re
import subprocess
import sys
from typing import NamedTuple

import pattern_times
import psycopg2
import pytest

from settings import ROOT
from wordcount.fetching.response import SNIFF_BYTES
from wordcount.page.encoding import PRESCAN_BYTES
from wordcount.words.chunks import MAX_MATCH_LENGTH

pytestmark = pytest.mark.slow

ROOMS = (
    "background capacity corpora embedded_postgres http_server jobs migrations reference results"
    " views watches web wordcount"
).split()
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for room in ("", *ROOMS)
    for path in sorted(ROOT.glob(f"{room}/**/*.py" if room else "*.py"))
}
METHODS = {"findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"}
ADVICE = "write NAME = re.compile(...) in the module, so that it is timed"

# The method of each pattern that the code does not call by the name of the pattern.
CALLED = {
    "wordcount.words.chunks.JOINING_MARKS": "sub",
    "wordcount.words.elision.APOSTROPHE": "sub",
    "wordcount.words.segments._EMOJI": "sub",
    "wordcount.words.segments._BY_CHARACTERS": "sub",
    "wordcount.words.segments._REPLACEMENTS": "sub",
    "web.tokens.IS_TOKEN": "fullmatch",
    "http_server.parser.FIRST_LINE": "fullmatch",
    "http_server.parser.HEADER": "match",
    "wordcount.fetching.response.TEXT_TYPES": "fullmatch",
    "wordcount.fetching.response.PAGE_TYPES": "fullmatch",
    "wordcount.fetching.response.LIST_TYPES": "fullmatch",
    "wordcount.fetching.decompress.NO_NEXT_STREAM": "match",
    "wordcount.fetching.decompress.GZIP_MEMBER": "match",
    "wordcount.fetching.decompress.ZSTD_FRAME": "match",
}
# The longest input, in characters, of patterns that are never applied to longer text.
LONGEST_INPUT = {
    "wordcount.words.chunks.WORD": MAX_MATCH_LENGTH,
    "wordcount.page.encoding.XML_ENCODING": PRESCAN_BYTES,
    "wordcount.fetching.response.BINARY": SNIFF_BYTES,
}

# Addresses have at most 2,000 characters. Linear code takes milliseconds even for this many.
SQL_LENGTH = 100_000
SQL_TIMEOUT = "5s"


class Pattern(NamedTuple):
    """A pattern, and the name of the module attribute that is or contains it."""

    name: str
    pattern: re.Pattern


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports_re(tree):
    return any(
        isinstance(node, ast.Import) and "re" in {alias.name for alias in node.names}
        for node in ast.walk(tree)
    )


def find_patterns():
    """Return every compiled pattern that is a module attribute, or in a list that is one."""
    found = []
    for module in MODULES.values():
        for name, value in vars(module).items():
            if not name.startswith("__"):
                found += [Pattern(f"{module.__name__}.{name}", each) for each in patterns_in(value)]
    return found


def patterns_in(value):
    if isinstance(value, re.Pattern):
        return [value]
    items = value if isinstance(value, list | tuple) else []
    return [pattern for item in items for pattern in patterns_in(item)]


def find_uses():
    """Return each pattern with the methods that the code uses, such as `PATTERN.match`."""
    found = {}
    for path, module in MODULES.items():
        for node in ast.walk(TREES[path]):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                pattern = value_of(node.value, module)
                if isinstance(pattern, re.Pattern):
                    found.setdefault(pattern, set()).add(node.attr)
    for name, pattern in PATTERNS:
        if name in CALLED:
            found.setdefault(pattern, set()).add(CALLED[name])
    return found


def value_of(node, module):
    """Return the value of `NAME` or `module.NAME` in a module, or None."""
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute):
        return getattr(value_of(node.value, module), node.attr, None)
    return None


# All modules that import `re`. They may use the patterns of other modules.
MODULES = {
    path: importlib.import_module(module_of(path))
    for path, tree in TREES.items()
    if imports_re(tree)
}
PATTERNS = find_patterns()
USES = find_uses()
TIMED = [
    pytest.param(name, pattern, method, id=f"{name}.{method}")
    for name, pattern in PATTERNS
    for method in sorted(USES.get(pattern, ()))
]

SQL_PATTERNS = [
    # literal_eval raises ValueError for a pattern that is not a literal.
    pytest.param(ast.literal_eval(node.args[1]), id=f"{path.name}:{node.lineno}")
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.Call) and "regexp" in ast.unparse(node.func).rpartition(".")[2]
]


# The one pattern of each file that has it in SQL that is written as text.
WRITTEN_SQL = {
    "corpora/groups.py": r"(^www\.|:[0-9]+$)",
    "results/search.py": r'": ([0-9]+)[,}]',
}
SQL_PATTERNS += [pytest.param(pattern, id=name) for name, pattern in WRITTEN_SQL.items()]


def run_check(pattern, method, longest=None, seconds=pattern_times.SECONDS):
    is_bytes = isinstance(pattern.pattern, bytes)
    task = {
        "pattern": pattern.pattern.decode("latin-1") if is_bytes else pattern.pattern,
        "is_bytes": is_bytes,
        "flags": pattern.flags & ~re.UNICODE,
        "method": method,
        "longest": longest,
        "seconds": seconds,
    }
    return subprocess.run(
        [sys.executable, pattern_times.__file__],
        input=json.dumps(task),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(("name", "pattern", "method"), TIMED)
def test_a_pattern_takes_linear_time(name, pattern, method):
    done = run_check(pattern, method, LONGEST_INPUT.get(name))

    tried = done.stdout.splitlines()[-1:]
    assert done.returncode == 0, f"{name}.{method} of {tried}: {done.stderr or done.returncode}"


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        pytest.param(r"(?:[^\W_]|[!-~])+", "fullmatch", id="two alternatives for one letter"),
        pytest.param(r"<language>\s*([^<]*?)\s*</language>", "search", id="cubic in spaces"),
        pytest.param(r"<title(?:\s[^>]*+)?>", "search", id="to the end from every start"),
        pytest.param(r"<([a-z][\w:.-]*)((?:[^<>\"']|\"[^\"<]*\")*?)/>", "sub", id="a long name"),
        pytest.param(r"\s+$", "sub", id="white space at the end"),
        pytest.param(r"charset\s*=\s*[\"']?\s*([^\s\"';]+)", "search", id="white space twice"),
        pytest.param(r'"((?>(?:[^"\\]|\\.)*))": ?(\d+)', "finditer", id="escaped quotes"),
    ],
)
def test_a_pattern_that_takes_superlinear_time_is_detected(pattern, method):
    done = run_check(re.compile(pattern), method, seconds=1)

    assert done.returncode != 0


@pytest.mark.parametrize("path", TREES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_pattern_is_a_module_attribute(path):
    tree = TREES[path]
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    inside = {node for function in functions for node in ast.walk(function)}

    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.module != "re", "write `import re`"
        elif isinstance(node, ast.Import):
            names = {(alias.name, alias.asname) for alias in node.names}
            assert not {("regex", None), ("re", "regex")} & names, ADVICE
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "re":
            assert node.attr not in METHODS, f"line {node.lineno}: {ADVICE}"
            assert node.attr != "compile" or node not in inside, f"line {node.lineno}: {ADVICE}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_pattern_of_a_module_is_timed(path):
    written = sum(ast.unparse(node) == "re.compile" for node in ast.walk(TREES[path]))
    found = [each for each in PATTERNS if each.name.rpartition(".")[0] == module_of(path)]

    unused = [name for name, pattern in found if pattern not in USES]

    assert not unused, "no use was found in the code: add the method to CALLED"
    assert len(found) >= written, "a pattern must be a module attribute, or in a list that is one"


@pytest.mark.parametrize("pattern", SQL_PATTERNS)
def test_a_pattern_in_sql_takes_linear_time(pattern, server_url):
    connection = psycopg2.connect(server_url, options=f"-c statement_timeout={SQL_TIMEOUT}")
    with contextlib.closing(connection), connection.cursor() as cursor:
        for _, text in pattern_times.inputs(re.compile(pattern)):
            hostile = text(SQL_LENGTH).replace("\0", "\x01")  # PostgreSQL rejects U+0000

            cursor.execute("SELECT length(regexp_replace(%s, %s, ''))", (hostile, pattern))


def test_patterns_in_sql_are_in_calls():
    found = [
        str(path.relative_to(ROOT))
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.search(r"regexp_|SIMILAR TO|\s!?~\*?\s", node.value)
    ]

    advice = "write pw.fn.regexp_…(column, pattern), or add it to WRITTEN_SQL, so that it is timed"
    assert sorted(found) == sorted(WRITTEN_SQL), advice
