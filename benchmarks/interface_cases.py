"""The requests of benchmarks.same_interface, and the results that they ask for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote, urlencode
from urllib.request import Request

from benchmarks.stage import Stage, ask, wait_until
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
DOCUMENTS = ["/one", "/two", "/three"]
UNORDERED = {"dog": 1, "the": 7, "zoo": 2, "cat": 2, "고양이": 3, 'a"b': 2}

LISTED = 60  # results that fill the lists: more than one page of them

UNKNOWN = ["999", str(2**31 - 1), str(2**31), "1" * 30, "0", "x", "-1", "1.5"]
FORMATS = ["", ".json", ".csv"]
DRAWN = ("/contexts", "/vocabulary", "/trends", "/pages")  # as .svg, too
ENDINGS = [*FORMATS, ".svg", ".atom", ".ndjson", ".zip", ".xml", ".JSON", ".", ".json.csv"]
OF_A_RESULT = [
    *("", "/words", "/cloud", "/phrases", "/contexts", "/vocabulary", "/text", "/collocates"),
    *("/terms", "/counters", "/nothing"),
]
IN_A_CORPUS = 1001  # the id of the first result in a corpus
OF_A_CORPUS = ["", "/documents", "/words", "/cloud", "/phrases", "/contexts", "/collocates"]
OF_A_CORPUS += ["/vocabulary", "/trends", "/matrix", "/texts", "/nothing"]
QUERIES = {
    "": [
        *(
            "",
            "stop_words=drop",
            "page=2",
            "page=999",
            "stop_words=drop&page=2",
            "page=0",
            "page=x",
        ),
        "part=main",
    ],
    "/words": [
        *("", "stop_words=drop", "sort=rare", "sort=word", "sort=long&page=2", "sort=mood"),
        *("filter=a", "filter=고", "without=the,cat", "filter=zzzz", "page=2", "page=-1"),
        *("forms=dictionary", "forms=x", "part=main", "part=x", "sort=unusual"),
        f"filter={'a' * 501}",
    ],
    "/cloud": ["", "stop_words=drop", "filter=c&without=cat", "sort=mood"],
    "/phrases": ["", "length=3", "length=3&stop_words=drop", "length=9", "length=x", "page=2"],
    "/contexts": [
        *("", "word=cat", "word=the+dog&sort=left", "word=the&sort=right&page=2", "word=zzz"),
        *("word=고양이를", "sort=mood", f"word={'a' * 501}"),
    ],
    "/vocabulary": ["", "x=1", "part=main"],
    "/text": ["", "word=cat", "word=c*&page=2", "at=50", "at=x"],
    "/collocates": ["", "word=cat", "word=cat&window=9", "word=cat&window=x", "word=cat&sort=g2"],
    "/terms": ["", "terms=pets: cat, dog", "terms=c*", f"terms={'a' * 501}"],
    "/counters": ["", "part=main"],
    "/documents": ["", "sort=words", "sort=mood", "page=2"],
    "/trends": ["", "terms=cat", "terms=pets: cat, dog&by=order", "terms=cat&by=mood"],
    "/matrix": ["", "terms=cat"],
    "/texts": [""],
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
        *("a=1&b=2&forms=dictionary", "a=corpus:1&b=1", "a=corpus:1&b=language:en", "a=corpus:9"),
    ],
    "/pages.svg": ["", f"url={ADDRESS}&word=cat"],
    "/pages/terms": ["", f"url={ADDRESS}&terms=cat"],
    "/corpora": [""],
    "/alerts/none": [""],
    "/sitemap": [""],
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


def fill(stage: Stage) -> None:
    """Store a corpus, whose results begin at IN_A_CORPUS, and results of every kind, from 1 on."""
    reserve_ids(stage, IN_A_CORPUS)
    store_corpus(stage)
    reserve_ids(stage, 1)
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


def reserve_ids(stage: Stage, first: int) -> None:
    """Make `first` the id of the next result."""
    stage.database.rows("SELECT setval('results_id_seq', %s, false)", first)


def store_corpus(stage: Stage) -> None:
    """Have articles with menus counted and summed up as a corpus."""
    for name, text in {"one": ENGLISH, "two": LATER, "three": ENGLISH + LATER}.items():
        menu = "".join(f'<li><a href="/{each}">Section {each}</a>' for each in "abcdefgh")
        paragraphs = "".join(f"<p>{text}" for _ in range(3))
        page = f"<html lang=en><title>{name}</title><ul>{menu}</ul><article>{paragraphs}</article>"
        stage.site.bodies[f"/{name}"] = page.encode()
    sent = json.dumps({"name": "Articles", "urls": [stage.site.url(each) for each in DOCUMENTS]})
    headers = {"Content-Type": "application/json"}
    status, reply = ask(Request(f"{stage.base}/corpora", sent.encode(), headers), 60)
    assert status == 202, reply
    worker = stage.worker()
    is_summed = f"SELECT 1 FROM summed_documents HAVING count(*) = {len(DOCUMENTS)}"
    wait_until(lambda: bool(stage.database.rows(is_summed)), 300, "the corpus is summed up")
    worker.terminate()
    worker.wait(60)


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
    results = product([*map(str, range(1, 16)), str(IN_A_CORPUS), *UNKNOWN], OF_A_RESULT)
    corpora = product(["1", "9"], OF_A_CORPUS)
    for id, part in results:
        yield from in_each_format(f"/results/{id}{part}", QUERIES[part], id not in UNKNOWN)
    for id, part in corpora:
        yield from in_each_format(f"/corpora/{id}{part}", QUERIES[part], id == "1")
    for path, queries in ELSEWHERE.items():
        yield from in_each_format(path, queries, True)
    for path, accept in product(OF_ACCEPT, ACCEPT):
        yield Ask(path, accept=accept)
    for path, method in product([*OF_ACCEPT, "/results/1.json"], ["HEAD", "OPTIONS", "DELETE"]):
        yield Ask(path, method=method)


def in_each_format(path: str, queries: list[str], is_known: bool) -> Iterator[Ask]:
    """Ask for a page and its other formats; with each query, where the page has that format."""
    for ending, query in product(ENDINGS, queries):
        has_queries = is_known and (
            ending in FORMATS or (path.endswith(DRAWN) and ending == ".svg")
        )
        if has_queries or not query:
            yield Ask(address(path + ending, query))


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
    for action in ("delete", "stop", "recount", "nothing"):
        for id in ("4", "999", "x"):
            yield Ask(f"/results/{id}/{action}", "POST", sent=("token=x", form))
    for action in ("stop", "resume", "delete", "watch", "alerts", "alerts/1/delete", "nothing"):
        yield Ask(f"/corpora/1/{action}", "POST", sent=("token=x", form))
    for fields in ({"urls": ["https://example.com/new"]}, {"urls": []}, {"sitemap": "x"}, {}):
        yield Ask("/corpora", "POST", sent=(json.dumps(fields), data))
    for fields in ({"url": PAGE, "word": "cat", "when": "appears"}, {"url": PAGE}, {}):
        yield Ask("/alerts", "POST", sent=(json.dumps(fields), data))
    yield Ask("/alerts/1/delete", "POST", sent=("token=x", form))
    for every, kind in product(["hour", "year", "never"], [form, data]):
        fields = {"url": PAGE, "every": every}
        body = urlencode(fields) if kind == form else json.dumps(fields)
        yield Ask("/watches", "POST", sent=(body, kind))
