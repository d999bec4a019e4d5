"""Every text of a page that Koreans see is Korean, whether a template or a module has made it."""

import re
from html.parser import HTMLParser

import pytest
from unmarked import READ_ALOUD

from wordcount.words import RULE

KOREAN = {"Accept-Language": "ko-KR,ko;q=0.9"}
HANGUL, ENGLISH = re.compile("[가-힣]"), re.compile("[A-Za-z]{2,}")
# What is the same in both languages, and what is not of our pages.
NAMES = re.compile(
    r"wordcount|example\.com|https?://\S+|JSON|CSV|SVG|LIX|UTF-8|logDice|English|G²|DP|UTC|"
    r"The Moon|Alice in Wonderland|404|Cats"
)
FOREIGN = {"bdi", "code", "kbd", "script", "style", "textarea"}
VOID = {"br", "input", "img", "link", "meta", "rect", "path", "circle"}
PAGE = "https://example.com/page"
TEXT = "The cat and the dog. The cat ran, and the dog sat.\n" * 9
COUNTS = {"the": 36, "cat": 18, "dog": 18, "and": 18, "ran": 9, "sat": 9}
ADDRESSES = [
    "/",
    "/results",
    "/results?before=1",
    "/results/1",
    "/results/1?stop_words=keep",
    "/results/1/words?filter=zzz",
    "/results/1/cloud",
    "/results/1/phrases",
    "/results/1/contexts",
    "/results/1/contexts?word=cat",
    "/results/1/contexts?word=cat&near=dog",
    "/results/1/contexts?word=zzz",
    "/results/1/collocates?word=cat",
    "/results/1/text?word=cat",
    "/results/1/vocabulary",
    "/results/1/counters",
    "/results/2",
    "/results/3",
    "/results/4",
    f"/pages?url={PAGE}",
    f"/pages?url={PAGE}&word=cat",
    f"/pages?url={PAGE}&word=zzz",
    "/changes?from=1&to=5",
    "/compare?a=1&b=5",
    "/compare?a=1",
    "/search",
    '/search?word="cat* AND&site=example.com/x&language=pt-BR',
    "/search?word=cat",
    "/watches",
    "/nowhere/at/all",
    "/results/99",
    "/results/1/words?page=x",
    "/results/1/phrases?length=9",
    "/results/1/contexts?width=9",
    "/results/1?stop_words=x",
    "/compare",
    "/changes",
    "/pages",
    "/pages?url=https://example.com/other",
]


class Texts(HTMLParser):
    """Collect the texts of a page, without those that are said to be of another language."""

    def __init__(self):
        super().__init__()
        self.found, self.open = [], []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        is_foreign = tag in FOREIGN or values.get("lang", "ko") != "ko"
        if tag not in VOID:
            self.open.append((tag, is_foreign))
        if not is_foreign:
            self.found += [value for name, value in attributes if name in READ_ALOUD and value]

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(is_foreign for _, is_foreign in self.open):
            self.found.append(data)


def english_in(page):
    texts = Texts()
    texts.feed(page)
    return [
        text.strip()
        for text in texts.found
        if not HANGUL.search(text) and ENGLISH.search(NAMES.sub("", text))
    ]


@pytest.fixture
def results(make_result):
    done = {"url": PAGE, "title": "Cats", "text": TEXT, "rule": RULE, "text_rule": 1}
    sure = {"language_source": "declared", "main_rule": 1}
    make_result(**done, **sure, result_all=COUNTS, result_no_stop_words={"cat": 18, "dog": 18})
    make_result(
        status="failed",
        error_code="timeout",
        error_message="That page is incomplete. Try again later.",
    )
    make_result(status="pending", result_all=None)
    make_result(status="done", language="und", result_all={}, result_no_stop_words={}, rule=1)
    make_result(**done, **sure, result_all={"cat": 1, "cow": 2}, result_no_stop_words={"cow": 2})


@pytest.mark.usefixtures("results")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_korean(address, client):
    page = client.get(address, headers=KOREAN)

    assert english_in(page.text) == []
    assert HANGUL.search(page.text)


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "ftp://example.com"},
        {"source": "http://printer.local/"},
        {"source": "https://example.com:99999999/"},
        {"source": ""},
        {"text": ""},
        {"url": PAGE, "text": "cat"},
        {"url": "cat"},
        {"text": "cat", "language": "Klingonese"},
        {},
    ],
)
def test_the_refusal_of_a_form_is_korean(fields, client):
    page = client.post("/results", data=fields, headers=KOREAN)

    assert page.status_code >= 400
    assert english_in(page.text) == []


@pytest.mark.parametrize(
    "markup", ["<p>Not counted</p>", '<a title="Sort by word">단어</a>', "<b lang='ko'>Words</b>"]
)
def test_english_is_found(markup):
    assert english_in(f"<main>{markup}</main>")
