"""Compare every address of an earlier revision with the same address of this one.

    python -m benchmarks.same_interface --old REVISION

Both serve one database, migrated by this one, with results of every kind. Status, headers, JSON,
CSV, SVG and Atom must be equal; of HTML the forms, links and table data. JSON that differs in white
space alone, pages that differ elsewhere, and answers that are streamed by one and sent whole by the
other are counted apart.
"""

import argparse
import json
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.stage import ROOT, Stage, free_port, verdict
from wordcount import count_text

PAGE = "https://example.com/page"
ENGLISH = (
    "The cat saw the dog. The dog, =SUM(1), saw a cat; the cat ran and the dog ran home. " * 12
)
LATER = "The cat saw a cow. The cow saw the cat, and the cat ran to the cow and the barn. " * 12
KOREAN = "고양이가 개를 보았다. 개는 고양이를 보고 달렸다. " * 9
HEBREW = 'צה"ל הודיע היום כי ארה"ב אישרה. '
MARKUP = '<script>alert("&amp;")</script> – =1+1 '
MANY = " ".join(f"word{number * 7 % 12_000}" for number in range(14_000))
UNORDERED = {"dog": 1, "the": 7, "zoo": 2, "cat": 2, "고양이": 3, 'a"b': 2}

SHOWN = 12  # differences of each kind
LISTED = 60  # results that fill the lists: more than one page of them

# In the headers of every reply of one server, and of no other.
OWN_HEADERS = {"date", "x-request-id", "server", "connection"}

# Which of them a reply has depends on whether it is sent whole or streamed (RFC 9112, section 6).
FRAMING = {"content-length", "transfer-encoding"}

# These may differ. The benchmark prints them, and a person decides.
TOLERATED = {"white space of JSON", "rest of the page", "framing"}

UNKNOWN = ["999", str(2**31 - 1), str(2**31), "1" * 30, "0", "x", "-1", "1.5"]
ENDINGS = ["", ".json", ".csv", ".svg", ".xml", ".JSON", ".", ".json.csv"]
OF_A_RESULT = ["", "/words", "/cloud", "/phrases", "/contexts", "/vocabulary", "/nothing"]
QUERIES = {
    "": ["", "stop_words=drop", "page=2", "page=999", "stop_words=drop&page=2", "page=0", "page=x"],
    "/words": [
        *("", "stop_words=drop", "sort=rare", "sort=word", "sort=long&page=2", "sort=mood"),
        *("filter=a", "filter=고", "without=the,cat", "filter=zzzz", "page=2", "page=-1"),
        f"filter={'a' * 501}",
    ],
    "/cloud": ["", "stop_words=drop", "filter=c&without=cat", "sort=mood"],
    "/phrases": ["", "length=3", "length=3&stop_words=drop", "length=9", "length=x", "page=2"],
    "/contexts": [
        *("", "word=cat", "word=the+dog&sort=left", "word=the&sort=right&page=2", "word=zzz"),
        *("word=고양이를", "sort=mood", f"word={'a' * 501}"),
    ],
    "/vocabulary": ["", "x=1"],
    "/nothing": [""],
}
ADDRESS = quote(PAGE, safe="")
ELSEWHERE = {
    "/": ["", "url=https://a.example/%22%3E"],
    "/Ada": [""],
    "/%EA%B3%A0": [""],
    "/Ada.Lovelace": [""],
    "/results": ["", "before=40", "before=1", "before=99999999999", "before=x", "before=0"],
    "/search": [
        *("", "word=cat", "word=the+cat", "site=example.com", "title=listed", "language=ko"),
        *("word=zzz", "site=https://www.example.com/x", "title=listed&before=40", "before=x"),
        *("word=cat&site=example.com&language=en", f"word={'a' * 501}", f"word={'b' * 101}"),
        "language=en",
    ],
    "/pages": [
        *("", f"url={ADDRESS}", f"url={ADDRESS}&word=cat", "url=nowhere.example", "url=ftp://x"),
        *(f"url={ADDRESS}&before=2", "url=https://example.com/many-times"),
        *("url=https://example.com/many-times&before=50&word=cat", f"url={ADDRESS}&before=x"),
        *("url=example.com/page", f"url={'a' * 501}", "url=https://example.com/alembic"),
    ],
    "/pages.atom": ["", f"url={ADDRESS}", "url=nowhere.example", "url=https://example.com/alembic"],
    "/changes": [
        *(
            "",
            "from=1&to=2",
            "from=2&to=1",
            "from=1&to=1",
            "from=1",
            "from=1&to=999",
            "from=x&to=1",
        ),
        *("from=1&to=4", "from=3&to=1", "from=6&to=1", "from=5&to=1"),
    ],
    "/compare": [
        *("", "a=1", "a=1&b=2", "a=1&b=2&stop_words=drop", "a=1&b=1", "a=1&b=999", "a=999", "b=1"),
        *("a=3&b=1", "a=6&b=7", "a=1&b=4", "a=1&b=5", "a=1&b=10", "a=x&b=1"),
    ],
    "/health": [""],
    "/metrics": [""],
    "/robots.txt": [""],
    "/favicon.ico": [""],
    "/static/none.css": [""],
    "/watches": [""],
    "/results/": [""],
    "/results/1/": [""],
    "/results/1/2": [""],
}
ACCEPT = ["application/json", "text/csv", "text/csv;q=0.5, application/json", "image/png", "*/*"]
OF_ACCEPT = ["/", "/results", "/results/1", "/results/1/words", "/search?word=cat", "/none/such"]


@dataclass(frozen=True)
class Ask:
    """A request; `sent` is its body and its type."""

    path: str
    method: str = "GET"
    accept: str = ""
    sent: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Reply:
    """Return the compared parts of a reply; replace the ids and times of a submission."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class Facts(HTMLParser):
    """The links, forms and table data of a page, in their order; and of all its text the words."""

    TAGS = frozenset("a form input button select option textarea label meta link script".split())
    CELLS = frozenset("td th dt dd li option h1 h2 title".split())

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.depth = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.TAGS:
            self.found.append((tag, attrs))
        self.depth += tag in self.CELLS

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in self.CELLS

    def handle_data(self, data: str) -> None:
        if self.depth and data.strip():
            self.found.append(" ".join(data.split()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--old", required=True, metavar="REVISION", help="the revision before")
    revision = parser.parse_args().old
    with tempfile.TemporaryDirectory(prefix="wordcount-") as folder:
        Path(folder).chmod(0o755)
        old = Path(folder) / "old"
        git("worktree", "add", "--quiet", "--detach", str(old), revision)
        try:
            with Stage(SECRET_KEY="one", WEB_CONCURRENCY="1") as stage:
                compare(stage, old)
        finally:
            git("worktree", "remove", "--force", str(old))


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def compare(stage: Stage, old: Path) -> None:
    fill(stage)
    ports = [serve(stage, root) for root in (old, ROOT)]
    kinds: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for ask in [*requests(), *submissions()]:
        before, after = (answer(port, ask) for port in ports)
        seen[f"{before.status} {before.kind}"] += 1
        for kind, difference in differences(before, after):
            kinds[kind] += 1
            if kinds[kind] <= SHOWN:
                print(f"{kind}: {ask.method} {ask.path[:90]} {ask.accept}\n    {difference}")
    print(f"{sum(seen.values())} requests: {dict(sorted(seen.items()))}")
    print(f"differences: {dict(kinds) or 'none'}; tracebacks in the logs: {stage.tracebacks()}")
    verdict("status, headers, data, forms and links are the same", not set(kinds) - TOLERATED)


def serve(stage: Stage, root: Path) -> int:
    stage.root, stage.port = root, free_port()
    stage.base = f"http://127.0.0.1:{stage.port}"
    stage.web(PORT=str(stage.port))
    return stage.port


def fill(stage: Stage) -> None:
    """Store results of every kind, from number 1 on."""
    store(stage, PAGE, ENGLISH, "en", title="A page")
    store(stage, PAGE, LATER, "en", title="A page, later")
    store(stage, "https://example.com/many", MANY, "en", title="Many words")
    insert(
        stage,
        url="https://example.com/failed",
        status="failed",
        error_code="timeout",
        error_message="That page did not answer within 10 seconds.",
    )
    insert(stage, url="https://example.com/pending", status="pending", queued_at="2026-01-01")
    insert(
        stage,
        url="https://example.com/alembic",
        result_all=json.dumps(UNORDERED),
        result_no_stop_words=json.dumps({w: n for w, n in UNORDERED.items() if w != "the"}),
        created_at=None,
    )
    store(stage, "https://ko.example/", KOREAN, "ko", title="고양이")
    store(stage, 'https://example.com/?a=<b>&c="', MARKUP, "en", title=MARKUP)
    insert(stage, url="https://example.com/running", status="running", queued_at="2026-01-01")
    store(stage, "https://example.com/empty", "", "und", title=None)
    store(stage, None, HEBREW * 20, "he", title=None)
    store(stage, "https://und.example/", "zzq zzx zzq", "und", title="=HYPERLINK(1)")
    insert(stage, url="https://example.com/nothing", created_at=None)
    insert(
        stage,
        url="https://example.com/again",
        status="pending",
        queued_at="2026-01-01",
        error_code="timeout",
        error_message="That page did not answer within 10 seconds.",
    )
    words = " ".join(f"w{number}" * (number % 3 + 1) for number in range(250))
    store(stage, "https://www.example.com/pages", words, "en", title="Of three pages")
    for number in range(LISTED):
        text = f"listed cat {'dog ' * (number // 2)}"
        store(stage, "https://example.com/many-times", text, "en", title=f"Listed {number}")
    stage.database.rows(
        "INSERT INTO watches (url, every, next_at) VALUES (%s, 'day', '2027-01-01')", PAGE
    )


def store(stage: Stage, url: str | None, text: str, language: str, title: str | None) -> None:
    count = count_text(text, language)
    insert(
        stage,
        url=url,
        status="done",
        title=title,
        language=language,
        language_source="declared",
        total=count.total,
        distinct=count.distinct,
        text=text,
        result_all=json.dumps(count.result_all, ensure_ascii=False),
        result_no_stop_words=json.dumps(count.result_no_stop_words, ensure_ascii=False),
    )


def insert(stage: Stage, **values: object) -> None:
    values.setdefault("created_at", "2026-02-03T04:05:06Z")
    columns = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(["%s"] * len(values))
    stage.database.rows(f"INSERT INTO results ({columns}) VALUES ({places})", *values.values())


def requests() -> Iterator[Ask]:
    for id, part in product([*map(str, range(1, 16)), *UNKNOWN], OF_A_RESULT):
        for ending, query in product(ENDINGS, QUERIES[part]):
            if query and (id in UNKNOWN or ending in ENDINGS[4:]):
                continue
            yield Ask(address(f"/results/{id}{part}{ending}", query))
    for path, queries in ELSEWHERE.items():
        for ending, query in product(ENDINGS, queries):
            yield Ask(address(path + ending, query))
    for path, accept in product(OF_ACCEPT, ACCEPT):
        yield Ask(path, accept=accept)
    for path, method in product([*OF_ACCEPT, "/results/1.json"], ["HEAD", "OPTIONS", "DELETE"]):
        yield Ask(path, method=method)


def address(path: str, query: str) -> str:
    return f"{path}?{quote(query, safe='=&+%/:')}" if query else path


def submissions() -> Iterator[Ask]:
    form, data = "application/x-www-form-urlencoded", "application/json"
    urls = [
        "https://example.com/new",
        "",
        "ftp://x",
        "http://127.0.0.1/",
        "https://example.com/new",
    ]
    for url in urls:
        yield Ask("/results", "POST", sent=(urlencode({"url": url}), form))
        yield Ask("/results", "POST", sent=(json.dumps({"url": url}), data))
        yield Ask("/results", "POST", "text/csv", sent=(urlencode({"url": url}), form))
    for sent in [("{", data), ("[]", data), ("", data), ("<a/>", "application/xml"), ("", "")]:
        yield Ask("/results", "POST", sent=sent)
        yield Ask("/watches", "POST", sent=sent)
    yield Ask("/results", "POST", sent=(urlencode({"text": "one two two"}), form))
    yield Ask("/results", "POST", sent=(json.dumps({"text": "one two two"}), data))
    yield Ask("/results", "POST", sent=(json.dumps({"text": " "}), data))
    for every, kind in product(["hour", "year", "never"], [form, data]):
        fields = {"url": PAGE, "every": every}
        body = urlencode(fields) if kind == form else json.dumps(fields)
        yield Ask("/watches", "POST", sent=(body, kind))


def answer(port: int, ask: Ask) -> Reply:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    body, kind = ask.sent
    headers = {"Accept": ask.accept or "text/html", "Host": "wordcount.example"}
    if ask.path.partition("?")[0].endswith((".json", ".csv")) or (kind and "json" in kind):
        headers.pop("Accept")
    if kind:
        headers["Content-Type"] = kind
    connection.request(ask.method, ask.path, body.encode() or None, headers)
    reply = connection.getresponse()
    raw = reply.read()
    connection.close()
    found = {
        name.lower(): value for name, value in reply.getheaders() if name.lower() not in OWN_HEADERS
    }
    if "allow" in found:
        found["allow"] = ", ".join(sorted(found["allow"].split(", ")))  # it comes from a set
    if "etag" in found:
        found["etag"] = "one"  # it changes with each release
    if found.get("content-type", "").startswith("text/html") or ask.method == "POST":
        found.pop("content-length", None)
    if ask.method == "POST":
        raw = re.sub(rb'("id": ?|/results/)\d+', rb"\g<1>ID", raw)
        raw = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+(Z|\+00:00)", b"MOMENT", raw)
        raw = re.sub(rb'(/results/ID-|"token": ?")[\w-]+', rb"\g<1>SECRET", raw)
        found = {name: without_ids(each) for name, each in found.items()}
    return Reply(reply.status, found, raw)


def without_ids(header: str) -> str:
    """Replace the ids, secrets and times of a submission."""
    header = re.sub(r"/results/\d+(-[\w-]+)?", "/results/ID", header)
    return re.sub(r"^([a-z]+)[\w-]*=[^;]+; Expires=[^;]+", r"\1=SECRET", header)


def differences(before: Reply, after: Reply) -> Iterator[tuple[str, str]]:
    if before.status != after.status:
        yield "status", f"{before.status} {after.status}"
        return
    spaced = before.body != after.body and same_json(before, after)
    names = before.headers.keys() | after.headers.keys()
    for name in sorted(names):
        values = before.headers.get(name), after.headers.get(name)
        if values[0] != values[1] and not (spaced and name == "content-length"):
            kind = "framing" if None in values and name in FRAMING else "headers"
            yield kind, f"{name}: {values[0]} -> {values[1]}"
    if before.body == after.body:
        return
    if spaced:
        yield "white space of JSON", f"{len(before.body)} -> {len(after.body)} bytes"
    elif before.kind == "text/html":
        pages = before.body.decode(), after.body.decode()
        old, new = (Facts(page).found for page in pages)
        if old != new:
            yield "forms, links, table data", first_difference(old, new)
        else:
            yield "rest of the page", first_difference(*(page.split() for page in pages))
    elif before.kind != "text/plain" or not before.body.startswith(b"#"):  # not /metrics
        yield before.kind, first_difference(before.body, after.body)


def same_json(before: Reply, after: Reply) -> bool:
    """Whether both are JSON of the same values in the same order."""
    try:
        old, new = (json.loads(each.body, object_pairs_hook=list) for each in (before, after))
    except ValueError:
        return False
    return bool(old == new)


def first_difference(old: Sequence[object], new: Sequence[object]) -> str:
    place = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        min(len(old), len(new)),
    )
    from_place = slice(max(0, place - 1), place + (3 if isinstance(old, list) else 60))
    return f"at {place}: {str(old[from_place])[:200]} -> {str(new[from_place])[:200]}"


if __name__ == "__main__":
    main()
