"""How two replies to one request differ, for benchmarks.same_interface."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

# Which of them a reply has depends on whether it is sent whole or streamed (RFC 9112, section 6).
FRAMING = {"content-length", "transfer-encoding"}


@dataclass(frozen=True)
class Reply:
    """The compared parts of a reply."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Facts(HTMLParser):
    """The links, forms and table data of a page, and its other text."""

    TAGS = frozenset("a form input button select option textarea label meta link script".split())
    CELLS = frozenset("td th dt dd li option h1 h2 title".split())

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.rest: list[str] = []
        self.depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = self.found if tag in self.TAGS else self.rest
        facts.append(f"<{tag} {' '.join(f'{name}={value!r}' for name, value in attrs)}>")
        self.depth += tag in self.CELLS

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in self.CELLS

    def handle_data(self, data: str) -> None:
        if data.strip():
            (self.found if self.depth else self.rest).append(" ".join(data.split()))


def differences(before: Reply, after: Reply) -> Iterator[tuple[str, str]]:
    """Yield the kind of each difference, and what differs."""
    if before.status != after.status:
        yield "status", f"{before.status} -> {after.status}"
        return
    spaced = before.body != after.body and same_json(before, after)
    for name in sorted(before.headers.keys() | after.headers.keys()):
        values = before.headers.get(name), after.headers.get(name)
        if values[0] != values[1] and not (spaced and name == "content-length"):
            kind = "framing" if None in values and name in FRAMING else "headers"
            yield kind, f"{name}: {values[0]} -> {values[1]}"
    if spaced:
        yield "white space of JSON", "only"
    elif before.body != after.body:
        found = [*body_differences(before, after)]
        yield from found or [("rest of the page" if is_page(before) else before.kind, "spelling")]


def is_page(reply: Reply) -> bool:
    """Whether it is a page, or the metrics, which differ at each request."""
    return reply.kind == "text/html" or reply.body.startswith(b"# ")


def body_differences(before: Reply, after: Reply) -> Iterator[tuple[str, str]]:
    bodies = before.body.decode(), after.body.decode()
    if before.kind != after.kind:
        return  # the header differs too
    if before.kind == "text/html":
        old, new = map(Facts, bodies)
        for each in only_in_one(old.found, new.found):
            yield "forms, links, table data", each
        for each in only_in_one(old.rest, new.rest):
            yield "rest of the page", each
    elif before.kind == "application/json":
        yield from (("JSON", each) for each in only_in_one(*map(leaves_of, bodies)))
    elif before.kind == "text/csv":
        yield from (("CSV", each) for each in only_in_one(*map(cells_of, bodies)))
    elif before.kind != "text/plain" or not before.body.startswith(b"#"):  # not /metrics
        parts = (re.findall(r"<[^>]+>|[^<]+", body) for body in bodies)
        yield from ((before.kind, each) for each in only_in_one(*parts))


def only_in_one(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """Yield "- …" for what only `old` has, and "+ …" for what only `new` has.

    If only their order differs, yield "order".
    """
    before, after = Counter(old), Counter(new)
    if before == after and old != new:
        yield "order"
    yield from (f"- {each}" for each in before - after)
    yield from (f"+ {each}" for each in after - before)


def leaves_of(body: str) -> list[str]:
    """Return each value of a JSON document after its keys, in their order."""
    leaves = []

    def walk(value: object, path: str) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                walk(each, f"{path}.{key}")
        elif isinstance(value, list):
            for each in value:
                walk(each, f"{path}[]")
        else:
            leaves.append(f"{path}: {json.dumps(value, ensure_ascii=False)}")

    walk(json.loads(body), "")
    return leaves


def cells_of(body: str) -> list[str]:
    """Return each cell of a table, after the name of its column."""
    columns, *rows = csv.reader(io.StringIO(body.removeprefix("\ufeff")))
    return [
        *(f"column {name}" for name in columns),
        *(f"{name}: {cell}" for row in rows for name, cell in zip(columns, row, strict=False)),
    ]


def same_json(before: Reply, after: Reply) -> bool:
    """Whether both are JSON of the same values in the same order."""
    try:
        old, new = (json.loads(each.body, object_pairs_hook=list) for each in (before, after))
    except ValueError:
        return False
    return bool(old == new)
