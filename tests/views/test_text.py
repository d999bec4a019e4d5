"""The text of a result: marked, in pages, and with a map."""

import re

import pytest

from wordcount import count_text

TEXT = "The cat sat.\nThe <b>dog</b> & the black cat ran."


@pytest.fixture
def counted(make_result):
    def counted(text, language="en", **values):
        count = count_text(text, language)
        words = {"result_all": count.result_all, "result_no_stop_words": count.result_all}
        return make_result(text=text, language=language, **words, **values)

    return counted


def marks(page):
    return re.findall(r"<mark[^>]*>(.*?)</mark>", page)


def test_the_text_is_read_line_by_line(client, counted):
    counted(TEXT)

    page = client.get("/results/1/text").text

    assert "<p>The cat sat.</p>" in page
    assert "<p>The &lt;b&gt;dog&lt;/b&gt; &amp; the black cat ran.</p>" in page
    assert marks(page) == []


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cat", ["cat", "cat"]),
        ("THE", ["The", "The", "the"]),
        ('"black cat", dog', ["dog", "black cat"]),
        ("b*, black cat", ["b", "b", "black cat"]),
        ("mouse", []),
    ],
)
def test_words_are_marked(word, expected, client, counted):
    counted(TEXT)

    assert marks(client.get("/results/1/text", query_string={"word": word}).text) == expected


def test_words_in_an_unspaced_script_are_marked(client, counted):
    counted("我们在北京。北京很大。", "zh")

    assert marks(client.get("/results/1/text?word=北京").text) == ["北京", "北京"]


def test_wrapped_lines_keep_their_places(client, counted):
    counted("We live in New\nYork, and like it.", url=None)
    address = client.get("/results/1/text?word=new+york").text

    assert "in <mark" in address
    assert re.search(r'<mark id="at">New</mark></p>\s*<p><mark[^>]*>York</mark>', address)


def test_a_context_leads_to_its_place(client, counted):
    counted("word " * 5_000 + "cat\n" + "word " * 5_000 + "cat")

    contexts = client.get("/results/1/contexts?word=cat").text
    links = re.findall(r'href="([^"]*at=\d+)#at"', contexts)
    page = client.get(links[1].replace("&amp;", "&")).text

    assert '<mark id="at">cat</mark>' in page
    assert "Occurrence 2 of 2" in page
    assert "Page 5 of 5" in page


def test_a_position_without_a_word_leads_to_its_page(client, counted):
    counted("word " * 10_000)

    assert "Page 5 of 5" in client.get("/results/1/text?at=9999").text
    assert "Page 5 of 5" in client.get("/results/1/text?at=99999999").text
    assert client.get("/results/1/text?at=x").status_code == 400


def test_the_pages_are_the_whole_text(client, counted):
    text = "\n".join(f"line {number} " + "x" * (number % 900) for number in range(300))
    counted(text)

    first = client.get("/results/1/text").text
    pages = int(re.search(r"Page 1 of (\d+)", first)[1])
    shown = [client.get(f"/results/1/text?page={number + 1}").text for number in range(pages)]

    lines = [line for page in shown for line in re.findall(r"<p>(line.*?)</p>", page)]
    assert "\n".join(lines) == text


@pytest.mark.parametrize(
    "text",
    [
        "a " * 100_000,
        "a\n" * 100_000,
        "&<" * 100_000,
        "말 " * 100_000,
        "\n" * 300_000,
        "말" * 130_000,
    ],
    ids=["words", "lines", "escapes", "Korean", "empty lines", "one word"],
)
def test_a_page_stays_below_100_kb(text, client, counted):
    counted(text)

    assert len(client.get("/results/1/text?word=a,+말").data) < 100_000


def test_the_map_shows_where_the_word_is(client, counted):
    counted("cat " + "word " * 10_000 + "cat")

    page = client.get("/results/1/text?word=cat").text

    assert 'd="M0 0v60M1000 0v60"' in page
    assert 'aria-label="Page 5: 1 time"' in page


def test_the_text_comes_as_data(client, counted):
    counted(TEXT)

    reply = client.get("/results/1/text.json?word=CAT").json
    table = client.get("/results/1/text.csv").text

    assert (reply["text"], reply["word"], reply["positions"]) == (TEXT, "cat", [2, 10])
    assert table.splitlines()[:2] == ["line,text", "1,The cat sat."]


def test_a_result_without_a_text_says_so(client, make_result):
    make_result()

    assert "was not kept" in client.get("/results/1/text").text


@pytest.mark.parametrize("name", ["text", "contexts", "collocates"])
def test_too_many_words_are_refused(name, client, counted):
    counted(TEXT)
    words = ",".join(f"w{number}*" for number in range(11))

    reply = client.get(f"/results/1/{name}.json?word={words}")

    assert reply.status_code == 400
    assert "at most 10 words with *" in reply.json["error"]["message"]


MENU = "Home Cats\nThe cat sat here.\nMore cats\nA cat ran.\nCat news"
MAIN = {"the": 1, "cat": 2, "sat": 1, "here": 1, "a": 1, "ran": 1}


@pytest.fixture
def article(counted):
    main = {"main_all": MAIN, "main_no_stop_words": MAIN, "main_total": 7, "main_distinct": 6}
    return counted(MENU, main_lines=[[1, 2], [3, 4]], main_rule=1, **main)


def test_what_is_left_out_of_the_main_text_is_gray(client, article):
    page = client.get("/results/1/text?part=main&word=cat").text

    gray = re.findall(r'<p class="left-out">(.*?)</p>', page)
    assert gray == ["Home Cats", "More cats", "Cat news"]
    assert '<p>The <mark id="at">cat</mark> sat here.</p>' in page
    assert "<p>A <mark>cat</mark> ran.</p>" in page


def test_nothing_is_gray_in_the_whole_page(client, article):
    page = client.get("/results/1/text?part=page&word=cat").text

    assert "left-out" not in page
    assert marks(page) == ["cat", "cat", "Cat"]


def test_a_context_in_the_main_text_leads_to_its_place(client, article):
    contexts = client.get("/results/1/contexts?word=cat&part=main").text
    links = re.findall(r'href="([^"]*at=\d+)#at"', contexts)

    page = client.get(links[1].replace("&amp;", "&")).text

    assert '<p>A <mark id="at">cat</mark> ran.</p>' in page


def test_data_have_the_main_text_alone(client, article):
    reply = client.get("/results/1/text.json?part=main&word=cat").json
    table = client.get("/results/1/text.csv?part=main").text
    whole = client.get("/results/1/text.json?part=page&word=cat").json

    assert (reply["text"], reply["count"]) == ("The cat sat here.\nA cat ran.", 2)
    assert table.splitlines()[1:] == ["1,The cat sat here.", "2,A cat ran."]
    assert (whole["text"], whole["count"]) == (MENU, 3)
