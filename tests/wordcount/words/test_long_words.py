"""Long words next to unusual characters take linear time, wherever they enter the program.

Each program runs in a process of its own with a limit on CPU time, so a regression cannot hang the
tests.
"""

import subprocess
import sys

import pytest

from settings import ROOT
from wordcount import count_text

pytestmark = pytest.mark.slow

SECONDS = 15  # of CPU time for all texts of one test; linear code needs less than five

# Each program counts long runs of characters, each next to one of these unusual characters.
PRELUDE = f"""
import resource
from wordcount import count_page, count_text

resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS + 1}))
ODD = "ก³²¹½ªº€™©®°·’‘“”…–—′″¡¿×÷§¶†•ʼʻ״ـ\\u0301\\u200d\\u200b\\ufe0f日かカガ가É_.,:;'\\"/&<>-1😀"
"""

PROGRAMS = {
    "a text": "for c in ODD: count_text('a' * 100_000 + c)",
    "short words of a text": "for c in ODD: count_text('wissenschaftskommunikation' * 2 + c)",
    "both sides": "for c in ODD: count_text(('a' * 50 + c + 'b' * 50 + ' ') * 500)",
    "digits": "for c in ODD: count_text('1' * 100_000 + c)",
    "the unusual character": "for c in ODD: count_text(c * 20_000 + 'a')",
    "alternating unusual characters": "for c in ODD: count_text(('a' + c) * 10_000 + '@')",
    "marks in turn": "for c in ODD: count_text('a' + '\\u0300\\u0323' * 10_000 + c)",
    "many marks": "count_text('a' + '\\u0300\\u0323' * 300_000)",
    "many marks above U+FFFF": "count_text('a' + '\\U0001d165\\U0001d17b' * 100_000)",
    "many characters of two marks": "count_text('a' + '\\u0f73' * 200_000, 'bo')",
    "a text of many marks": """
from wordcount.words.tokens import tokenize
tokenize('a' + '\\u0300\\u0323' * 70_000, 'en')
""",
    "a Turkish text": "for c in ODD: count_text('I' * 100_000 + c, 'tr')",
    "a language": "for c in ODD: count_text('a', 'en' + '-a' * 100_000 + c)",
    "a page": "for c in ODD: count_page(b'<p>' + b'a' * 100_000 + c.encode(), 'text/html')",
    "a page of no type": "for c in ODD: count_page(b'a' * 100_000 + c.encode())",
    "a plain text": "for c in ODD: count_page(b'a' * 100_000 + c.encode(), 'text/plain')",
    "a title": "for c in ODD: count_page(b'<title>' + b'a' * 100_000 + c.encode(), 'text/html')",
    "a name": "for c in ODD: count_page(b'<p' + b'a' * 100_000 + c.encode(), 'text/html')",
    "a style": """
for c in ODD: count_page(b'<p style="display' + b'(' * 100_000 + c.encode() + b'">', 'text/html')
for c in ODD: count_page(b'<p style="display' + b"/*'" * 50_000 + c.encode() + b'">', 'text/html')
""",
    "a declared language": """
for c in ODD: count_page(b'<html lang="' + b'a' * 100_000 + c.encode() + b'">', 'text/html')
""",
    "a charset": """
for c in ODD: count_page(b'a', 'text/html; charset=' + ' ' * 100_000 + c)
for c in ODD: count_page(b'<meta charset=' + b' ' * 100_000 + c.encode(), 'text/html')
for c in ODD: count_page(b'<meta ' + b'a' * 1_000 + c.encode() + b'>', 'text/html')
""",
    "a name in XHTML": "count_page(b'<a' + b'a' * 100_000, 'application/xhtml+xml')",
    "a tag in XHTML": "count_page(b'<a' + b' b' * 50_000, 'application/xhtml+xml')",
    "quotes in XHTML": "count_page(b'<a' + b' \"b\"' * 50_000, 'application/xhtml+xml')",
    "slashes in XHTML": "count_page(b'<a' + b' /' * 50_000, 'application/xhtml+xml')",
    "a phrase search": """
from wordcount.analysis.queries import Query, find
from wordcount.words.tokens import tokenize
text = tokenize('a ' * 400_000, 'en')
for words in (['a'] * 249 + ['b'], ['b'] + ['a'] * 249, ['a'] * 249 + ['*']):
    find(text, Query('', [tuple(words)] * 2))
""",
    "phrases": """
from wordcount.analysis.phrases import phrases
from wordcount.words.tokens import tokenize
for c in ODD: phrases(tokenize(('a' * 1_000 + c) * 20 + ' b' * 2_000, 'en'), 5)
""",
    "addresses": """
from wordcount.fetching.address import check_address
from wordcount.errors import PageError
for c in ODD:
    for before in ('', 'https://', 'https://example.com/', 'https://example.com?', '//'):
        for run in ('a', 'a.', '/', '%', '[', ':', '1.', ' '):
            try: check_address(before + run * 20_000 + c)
            except PageError: pass
""",
}

FEED = """
for c in ODD:
    for run in ("a", " ", {before!r}):
        count_page(({before!r} + run * 20_000 + c).encode(), 'application/rss+xml; charset=utf-8')
"""
BEGINNINGS = "<title>", "<title ", "<language>", "<", "</title", "<a b=", "<![CDATA[", "&"
PROGRAMS |= {f"a feed of {before}": FEED.format(before=before) for before in BEGINNINGS}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_long_words_take_linear_time(program):
    ended = subprocess.run(
        [sys.executable, "-c", PRELUDE + program], cwd=ROOT, capture_output=True, text=True
    )

    assert (ended.returncode, ended.stderr) == (0, "")


# Most query arguments accept at most 500 characters.
APPLICATION = """
import sys
import models, settings

config = settings.TestingConfig({"DATABASE_URL": sys.argv[1]})
settings.current = lambda: config
from app import create_app

client = create_app(config).test_client()


def get(path, **query):
    print(path, list(query), flush=True)
    assert client.get(path, query_string=query).status_code < 500


def post(headers=None, **fields):
    print(list(fields), headers and list(headers), flush=True)
    assert client.post("/results", data=fields, headers=headers).status_code < 500

"""

REQUESTS = {
    "/": "get('/' + word)",
    "/pages": "get('/pages', url='https://example.com/', word=word)",
    "/pages.atom": "get('/pages.atom', url=word)",
    "contexts": "get('/results/1/contexts', word=word)",
    "words with a filter": "get('/results/1/words', filter=word)",
    "words without a word": "get('/results/1/words', without=word)",
    "words without many": "get('/results/1/words', without=' '.join(word[:250]))",
    "search for a word": "get('/search', word=word)",
    "search for a title": "get('/search', title=word)",
    "search for a site": "get('/search', site='/' * 250 + word[250:])",
    "search for a language": "get('/search', language=word)",
    "a text": "post(url=word * 50)",
    "an address": "post(url='https://' + word * 50)",
    "Prefer": "post({'Prefer': 'wait=' + ' ' * 20_000 + '\"'}, url='')",
}
REQUEST = """
for c in ODD:
    word = 'a' * 249 + c + ('a' * 9 + c) * 25
    """
LONG_SEARCH = "get('/results/1/contexts.json', word='a ' * 249)"
ANSWERS = """
for path in ("", ".json", ".csv", "/words", "/cloud", "/phrases", "/vocabulary"):
    get("/results/1" + path)
get("/pages.atom", url="https://example.com/")
get("/compare", a=1, b=1)
"""
# Makes the parts so short that the longest word spans several.
IN_PARTS = """
from web import stored_words
stored_words.JSON_CHUNK = 50_000
"""


@pytest.mark.parametrize(
    "program",
    [
        *(pytest.param(REQUEST + each, id=name) for name, each in REQUESTS.items()),
        pytest.param(LONG_SEARCH, id="many words in contexts.json"),
        pytest.param(ANSWERS, id="answers"),
        pytest.param(IN_PARTS + ANSWERS, id="answers in parts"),
    ],
)
def test_long_words_take_the_application_linear_time(program, make_result, server_url):
    store_result(make_result)

    ended = subprocess.run(
        [sys.executable, "-c", PRELUDE + APPLICATION + program, server_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, f"{ended.stdout.splitlines()[-1:]} {ended.stderr}"


def store_result(make_result):
    """Store a result with a long word of each kind, including one full of quotation marks."""
    text = " ".join(["a" * 5_000, 'ש"' * 5_000 + "ש", "ก" * 5_000, "a'" * 5_000, "a " * 5_000])
    count = count_text(text, "en")
    make_result(
        url="https://example.com/",
        title=text[:50_000],
        text=text,
        result_all={**count.result_all, 'ש"' * 50_000 + "ש": 1},
        result_no_stop_words=count.result_no_stop_words,
    )


def test_long_texts_can_be_pasted(client):
    """The counting of pasted texts is tested above: see PROGRAMS."""
    for text in ("a" * 100_000 + "ก", "ก" * 100_000, "\u0301" * 100_000, "<" * 100_000):
        assert client.post("/results", data={"text": text}).status_code == 303
